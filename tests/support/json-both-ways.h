/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of JSON read the quick way and by way of cJSON, for the test and for the fuzzer. */

#pragma once

#include "feed/tape-json-lines.h"

G_BEGIN_DECLS

/**
 * json_both_ways:
 * @quick: reads it as files are read
 * @whole: reads it by way of cJSON
 * @line: (array length=length): need not end in NUL
 *
 * Aborts with the line where they do not say the same, in everything that they say.
 *
 * Returns: what the line is
 */
TapeJsonResult json_both_ways (TapeJsonLines *quick, TapeJsonLines *whole, const char *line, gsize length);

G_END_DECLS
