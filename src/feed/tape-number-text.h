/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as files and services write them. Free of state: any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * tape_number_text_parse:
 * @text: plain decimal form: sign, digits, point, exponent; need not end in NUL
 * @length: its bytes
 * @number: (out): the double nearest to it, infinite where it is too large for one
 *
 * Never looks at the locale; takes no hexadecimal form, and neither "nan" nor "inf".
 *
 * Returns: whether the whole of @text is a number
 */
gboolean tape_number_text_parse (const char *text, gsize length, double *number);

G_END_DECLS
