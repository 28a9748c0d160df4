/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * tape_hairline_draw_dashed:
 * @width: from 0 to the right
 * @y: the row of pixels that it lies in
 * @on: length of a dash
 * @off: of a gap
 *
 * Draws a dashed line of one pixel; lengths in pixels.
 */
void tape_hairline_draw_dashed (cairo_t *cr, double width, double y, double on, double off, const TapeColor *color);

G_END_DECLS
