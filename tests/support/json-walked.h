/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Holds the walk through JSON to what cJSON makes of it, for tests and fuzzers. */

#pragma once

#include <string.h>

#include "feed/tape-json-walk.h"

G_BEGIN_DECLS

/**
 * json_walked_as_parsed:
 * @text: (array length=length): need not end in NUL
 *
 * Aborts where both take @text but do not find the same in it.
 *
 * Returns: whether the walk takes @text
 */
gboolean json_walked_as_parsed (const char *text, gsize length);

G_END_DECLS
