/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars as candles, line or area, their volume, and lines of values beside them, drawn with Cairo from plain data. Candles
 * and volume are whole pixels; where several bars share a column of pixels they are drawn as one, from its lowest to its
 * highest price, so that a picture costs columns and not bars. Any thread; holds nothing. */

#pragma once

#include "base/tape-event.h"
#include "plot/tape-palette.h"
#include "plot/tape-scale.h"

G_BEGIN_DECLS

/**
 * TapeBarPlace:
 * @left: pixel at which the first bar's slot begins
 * @spacing: pixels from bar to bar, > 0
 *
 * Where bars stand: bar i takes @left + i · @spacing up to the next.
 */
typedef struct
{
  double left;
  double spacing;
} TapeBarPlace;

/**
 * tape_bar_place_get_center:
 *
 * Returns: the column of pixels in which bar @index has its wick
 */
double tape_bar_place_get_center (const TapeBarPlace *self, double index);

/**
 * tape_bar_place_get_body:
 *
 * Returns: pixels that a candle's body is wide, odd
 */
int tape_bar_place_get_body (const TapeBarPlace *self);

/**
 * tape_bar_place_get_visible:
 * @n_bars: how many there are
 * @width: of the picture, which begins at 0
 * @first: (out): the first that is seen
 * @last: (out): the one after the last; equal to @first where none is seen
 */
void tape_bar_place_get_visible (const TapeBarPlace *self, guint n_bars, double width, guint *first, guint *last);

/**
 * tape_candles_draw:
 * @bars: (array length=n_bars): in order
 * @width: of the picture; bars outside are skipped
 * @scale: of the prices
 */
void tape_candles_draw (cairo_t *cr,
                        const TapeBar *bars,
                        guint n_bars,
                        const TapeBarPlace *place,
                        double width,
                        const TapeScale *scale,
                        const TapePalette *palette);

/**
 * tape_candles_draw_line:
 * @color: of the line through the closes
 * @area: down to which pixel the area under it is tinted; NaN for a line only
 */
void tape_candles_draw_line (cairo_t *cr,
                             const TapeBar *bars,
                             guint n_bars,
                             const TapeBarPlace *place,
                             double width,
                             const TapeScale *scale,
                             const TapeColor *color,
                             double area);

/**
 * tape_candles_draw_volume:
 * @scale: of the volumes, 0 at its start
 */
void tape_candles_draw_volume (cairo_t *cr,
                               const TapeBar *bars,
                               guint n_bars,
                               const TapeBarPlace *place,
                               double width,
                               const TapeScale *scale,
                               const TapePalette *palette);

/**
 * tape_candles_draw_values:
 * @values: (array length=n_values): one for each bar; where one is not finite the line has a gap
 * @line_width: pixels
 */
void tape_candles_draw_values (cairo_t *cr,
                               const double *values,
                               guint n_values,
                               const TapeBarPlace *place,
                               double width,
                               const TapeScale *scale,
                               const TapeColor *color,
                               double line_width,
                               gboolean dashed);

G_END_DECLS
