/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of values that stand one a bar, beyond the line of tape_candles_draw_values(): a band between two of them, and
 * bars from zero. Draws with Cairo from plain data; holds nothing. Columns of pixels are those of the candles; values that
 * share one become its extremes. */

#pragma once

#include "plot/tape-candles.h"

G_BEGIN_DECLS

/**
 * tape_value_plot_draw_band:
 * @lower: (array length=n_values): one for each bar
 * @upper: (array length=n_values): the other edge; where one of both is not finite the band has a gap
 * @width: of the picture; bars outside are skipped
 *
 * Tints what lies between two lines.
 */
void tape_value_plot_draw_band (cairo_t *cr,
                                const double *lower,
                                const double *upper,
                                guint n_values,
                                const TapeBarPlace *place,
                                double width,
                                const TapeScale *scale,
                                const TapeColor *color);

/**
 * tape_value_plot_draw_bars:
 * @values: (array length=n_values): one for each bar; where one is not finite there is nothing
 * @width: of the picture; bars outside are skipped
 *
 * Bars from zero, in the softened colours of up and down. Of values that share a column the farthest from zero is seen.
 */
void tape_value_plot_draw_bars (cairo_t *cr,
                                const double *values,
                                guint n_values,
                                const TapeBarPlace *place,
                                double width,
                                const TapeScale *scale,
                                const TapePalette *palette);

G_END_DECLS
