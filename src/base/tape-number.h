/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as text. Free of state: any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAPE_NUMBER_TEXT 360

/**
 * tape_number_format:
 * @number: any; nothing is written where it is not finite
 * @text: (out caller-allocates): room for TAPE_NUMBER_TEXT bytes
 *
 * Writes the shortest plain decimal form, with a point, that reads back as the same double; of several the one closest to
 * it. Never looks at the locale.
 *
 * Returns: the number of bytes written
 */
gsize tape_number_format (double number, char *text);

/**
 * tape_number_format_integer:
 * @number: any
 * @text: (out caller-allocates): room for TAPE_NUMBER_TEXT bytes
 *
 * Writes @number in decimal.
 *
 * Returns: the number of bytes written
 */
gsize tape_number_format_integer (gint64 number, char *text);

G_END_DECLS
