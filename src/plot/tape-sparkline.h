/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sparkline: the shape of a day in the height of a row, with a hairline at what it is measured against. Draws with
 * Cairo from plain data; holds nothing. */

#pragma once

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * tape_sparkline_draw:
 * @width: of the place, which begins at 0, 0
 * @height: of the place
 * @points: (array length=n_points): prices, evenly spread over the width; where one is not finite the line has a gap
 * @base: price of the hairline, such as the previous close; NaN for none
 * @line: colour of the line
 * @hairline: colour of the hairline
 *
 * The scale holds all points and @base; a flat line lies in the middle. Draws nothing outside the place, and nothing at
 * all where there are no points.
 */
void tape_sparkline_draw (cairo_t *cr,
                          double width,
                          double height,
                          const float *points,
                          guint n_points,
                          double base,
                          const TapeColor *line,
                          const TapeColor *hairline);

G_END_DECLS
