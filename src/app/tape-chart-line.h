/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which colour of the palette each line of the chart's indicators has: in the readout, in the legends of panes and in the
 * picture. Free of state: any thread. */

#pragma once

#include "analytics/tape-indicator.h"
#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * tape_chart_line_get_color:
 * @indicators: (array): those of the chart
 * @index: of one of them
 * @output: of it
 *
 * Lines over the price are told apart from each other, lines of a pane from each other; edges of a band are alike.
 *
 * Returns: which colour it has, for tape_palette_get_series()
 */
guint tape_chart_line_get_color (const TapeIndicator *indicators, guint index, guint output);

/**
 * tape_chart_line_is_bars:
 *
 * Returns: whether the output is drawn as bars, whose colours say their sign
 */
gboolean tape_chart_line_is_bars (const TapeIndicator *indicator, guint output);

/**
 * tape_chart_line_draw_swatch:
 * @x: its left end
 * @y: its middle
 *
 * A short piece of the line, TAPE_CHART_SWATCH pixels wide, to stand before its name or value.
 */
#define TAPE_CHART_SWATCH 10
void tape_chart_line_draw_swatch (cairo_t *cr, double x, double y, const TapeColor *color, gboolean dashed);

G_END_DECLS
