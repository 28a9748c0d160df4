/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-line.h"

static guint
count_colors (const TapeIndicator *indicator)
{
  return indicator->type->band ? 1 : tape_indicator_count_outputs (indicator);
}

guint
tape_chart_line_get_color (const TapeIndicator *indicators, guint index, guint output)
{
  const TapeIndicatorType *type = indicators[index].type;
  guint place = type->band ? 0 : output;

  if (type->place != TAPE_INDICATOR_OVER_PRICE)
    return place;
  for (guint i = 0; i < index; i++)
    if (indicators[i].type->place == TAPE_INDICATOR_OVER_PRICE)
      place += count_colors (&indicators[i]);
  /* The second colour of the palette first: warm beside cool candles. */
  return place < 2 ? 1 - place : place;
}

gboolean
tape_chart_line_is_bars (const TapeIndicator *indicator, guint output)
{
  return indicator->type->histogram && output + 1 == tape_indicator_count_outputs (indicator);
}

void
tape_chart_line_draw_swatch (cairo_t *cr, double x, double y, const TapeColor *color, gboolean dashed)
{
  static const double dashes[] = { 4, 2 };

  cairo_save (cr);
  tape_color_set (color, cr);
  cairo_set_dash (cr, dashes, dashed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_set_line_width (cr, 3);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + TAPE_CHART_SWATCH, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}
