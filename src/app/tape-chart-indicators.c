/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-line.h"
#include "app/tape-chart-view-private.h"
#include "app/tape-theme.h"
#include "model/tape-indicator-text.h"
#include "plot/tape-axis.h"
#include "plot/tape-value-plot.h"

#include <glib/gi18n.h>
#include <math.h>

/* Pixels: the prices keep at least so many, panes take no more and no less; what is free in a pane for its legend and
 * below its lines; between two values of its axis. */
#define PRICES_LEAST 140
#define PANE_LEAST   64
#define PANE_MOST    180
#define LEGEND       22
#define PANE_BOTTOM  6
#define PANE_SPACING 18
#define PANE_CLOSEST 13
#define NOTE_HEIGHT  22

/* Of the height of all: a pane, where there is room for it, and the prices at least. */
#define PANE_SHARE   0.2
#define PRICES_SHARE 0.4

/* As for the prices: free above and below, and how little may be filled before the scale is chosen anew. */
#define RANGE_ROOM 0.08
#define RANGE_FULL 0.5

/* How strong and wide the edges of a band are beside other lines. */
#define EDGE_SHARE 0.67f

#define TICKS_MAX 16

static const TapeIndicator *
get_indicators (TapeChartView *self, guint *n)
{
  *n = 0;
  return self->series != NULL ? tape_series_get_indicators (self->series, n) : NULL;
}

static const TapeIndicator *
get_indicator (TapeChartView *self, const TapeChartPane *pane)
{
  guint n;

  return &get_indicators (self, &n)[pane->indicator];
}

static guint
count_bars (TapeChartView *self)
{
  guint n_bars;

  tape_chart_get_bars (self, &n_bars);
  return n_bars;
}

/* --- What lies where. --- */

/* Panes are alike; the prices have the rest. */
static double
choose_pane_height (double height, guint wanted, guint *n_panes)
{
  double most = CLAMP (round (height * PANE_SHARE), PANE_LEAST, PANE_MOST);
  double room = MIN (height - PRICES_LEAST, height * (1 - PRICES_SHARE));

  wanted = MIN (wanted, TAPE_CHART_PANES);
  *n_panes = (guint)CLAMP (floor (room / PANE_LEAST), 0, wanted);
  return *n_panes > 0 ? MIN (most, floor (room / *n_panes)) : 0;
}

void
tape_chart_place_panes (TapeChartView *self, double height)
{
  TapeChartGeometry *geometry = &self->geometry;
  guint n, wanted = 0, placed = 0;
  const TapeIndicator *indicators = get_indicators (self, &n);
  double pane_height;

  for (guint i = 0; i < n; i++)
    if (indicators[i].type->place != TAPE_INDICATOR_OVER_PRICE)
      wanted++;
  pane_height = choose_pane_height (height, wanted, &geometry->n_panes);
  geometry->n_hidden = wanted - geometry->n_panes;
  if (geometry->n_hidden > 0)
    pane_height = choose_pane_height (height - NOTE_HEIGHT, wanted, &geometry->n_panes);
  geometry->n_hidden = wanted - geometry->n_panes;
  geometry->bottom = height;
  geometry->height = height - geometry->n_panes * pane_height - (geometry->n_hidden > 0 ? NOTE_HEIGHT : 0);
  for (guint i = 0; i < n && placed < geometry->n_panes; i++)
    if (indicators[i].type->place != TAPE_INDICATOR_OVER_PRICE)
      {
        geometry->panes[placed]
            = (TapeChartPane){ .indicator = i, .top = geometry->height + placed * pane_height, .height = pane_height };
        placed++;
      }
}

const TapeChartPane *
tape_chart_find_pane (TapeChartView *self, double y)
{
  const TapeChartGeometry *geometry = &self->geometry;

  for (guint i = 0; i < geometry->n_panes; i++)
    if (y >= geometry->panes[i].top && y < geometry->panes[i].top + geometry->panes[i].height)
      return &geometry->panes[i];
  return NULL;
}

/* --- Scales. --- */

static void
extend (TapeChartView *self, guint indicator, guint first, guint last, double *low, double *high)
{
  guint n;
  guint n_outputs = tape_indicator_count_outputs (&get_indicators (self, &n)[indicator]);

  for (guint output = 0; output < n_outputs; output++)
    {
      const double *values = tape_series_get_values (self->series, indicator, output);

      for (guint i = first; i < last; i++)
        {
          /* NaN is neither. */
          if (values[i] < *low)
            *low = values[i];
          if (values[i] > *high)
            *high = values[i];
        }
    }
}

void
tape_chart_find_overlay_extent (TapeChartView *self, guint first, guint last, double *low, double *high)
{
  guint n;
  const TapeIndicator *indicators = get_indicators (self, &n);

  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < n; i++)
    if (indicators[i].type->place == TAPE_INDICATOR_OVER_PRICE)
      extend (self, i, first, last, low, high);
}

/* It stays as long as the values fit and fill it. */
static void
choose_range (TapeChartView *self, TapeChartRange *range, const TapeChartPane *pane, guint first, guint last)
{
  double low = INFINITY, high = -INFINITY, span;

  extend (self, pane->indicator, first, last, &low, &high);
  if (range->indicator.type->histogram)
    {
      low = MIN (low, 0);
      high = MAX (high, 0);
    }
  if (!(low <= high))
    return;
  span = high - low;
  if (low >= range->low && high <= range->high && span >= (range->high - range->low) * RANGE_FULL)
    return;
  /* A value that does not move is in the middle. */
  if (span <= fabs (high) * 1e-9)
    span = high != 0 ? fabs (high) * 0.01 : 1;
  range->low = (low + high - span) / 2 - span * RANGE_ROOM;
  range->high = (low + high + span) / 2 + span * RANGE_ROOM;
}

void
tape_chart_scale_panes (TapeChartView *self, guint first, guint last, gboolean again)
{
  for (guint i = 0; i < self->geometry.n_panes; i++)
    {
      TapeChartPane *pane = &self->geometry.panes[i];
      const TapeIndicator *indicator = get_indicator (self, pane);
      TapeChartRange *range = &self->ranges[i];
      gboolean other = range->indicator.type == NULL || !tape_indicator_equal (&range->indicator, indicator);

      if (other)
        *range = (TapeChartRange){ *indicator, 0, 0 };
      if (indicator->type->place == TAPE_INDICATOR_PERCENT)
        range->high = 100;
      else if (other || again)
        choose_range (self, range, pane, first, last);
      tape_scale_init (&pane->scale, range->low, range->high, pane->top + pane->height - PANE_BOTTOM,
                       pane->top + LEGEND);
    }
}

/* --- Axes. --- */

static char *
format_tick (double value, guint decimals)
{
  if (fabs (value) >= 1e4)
    return tape_format_compact (value);
  return g_strdup_printf ("%s%'.*f", value < 0 ? "\u2212" : "", (int)decimals, fabs (value));
}

char *
tape_chart_format_pane_value (TapeChartView *self, const TapeChartPane *pane, double value)
{
  guint n_bars;
  const TapeBar *bars = tape_series_get_bars (self->series, &n_bars);

  return tape_indicator_format_value (get_indicator (self, pane), self->instrument,
                                      n_bars > 0 ? bars[n_bars - 1].close : 0, value);
}

/* Where its type has levels, these alone are labelled. */
static guint
find_ticks (TapeChartView *self, const TapeChartPane *pane, double *ticks, guint *decimals)
{
  const TapeIndicatorType *type = get_indicator (self, pane)->type;

  if (type->levels[0] == type->levels[1])
    {
      guint n = tape_scale_ticks (&pane->scale, PANE_SPACING, ticks, TICKS_MAX, decimals);

      /* One alone does not say how much there is between. */
      return n > 1 ? n : tape_scale_ticks (&pane->scale, PANE_CLOSEST, ticks, TICKS_MAX, decimals);
    }
  *decimals = 0;
  ticks[0] = type->levels[0];
  ticks[1] = type->levels[1];
  return 2;
}

double
tape_chart_measure_pane_axes (TapeChartView *self)
{
  double widest = 0;

  for (guint i = 0; i < self->geometry.n_panes; i++)
    {
      const TapeChartPane *pane = &self->geometry.panes[i];
      g_autofree char *low = tape_chart_format_pane_value (self, pane, self->ranges[i].low);
      g_autofree char *high = tape_chart_format_pane_value (self, pane, self->ranges[i].high);
      const char *const texts[] = { low, high, NULL };

      widest = MAX (widest, tape_axis_measure (self->layout, texts));
    }
  return widest;
}

static void
draw_separator (cairo_t *cr, double y, double width)
{
  TapeColor color = tape_color_mix (&tape_theme_get_palette ()->card, &tape_theme_get_palette ()->neutral, 0.4f);

  tape_color_set (&color, cr);
  cairo_rectangle (cr, 0, floor (y), width, 1);
  cairo_fill (cr);
}

void
tape_chart_draw_pane_axes (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;

  for (guint i = 0; i < geometry->n_panes; i++)
    {
      const TapeChartPane *pane = &geometry->panes[i];
      double ticks[TICKS_MAX];
      guint decimals, n = find_ticks (self, pane, ticks, &decimals);

      draw_separator (cr, pane->top, geometry->axis_width);
      tape_color_set (&tape_theme_get_palette ()->neutral, cr);
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *text = format_tick (ticks[j], decimals);
          int height;

          pango_layout_set_text (self->layout, text, -1);
          pango_layout_get_pixel_size (self->layout, NULL, &height);
          cairo_move_to (cr, TAPE_AXIS_PADDING, round (tape_scale_map (&pane->scale, ticks[j]) - height / 2.0));
          pango_cairo_show_layout (cr, self->layout);
        }
    }
  if (geometry->n_hidden > 0)
    draw_separator (cr, geometry->bottom - NOTE_HEIGHT, geometry->axis_width);
}

/* --- Pictures. --- */

/* Edges of a band are fine, so that the prices in it stay in front. */
static void
draw_edge (TapeChartView *self,
           cairo_t *cr,
           const double *values,
           const TapeScale *scale,
           const TapeColor *color,
           gboolean dashed)
{
  const TapeChartGeometry *geometry = &self->geometry;
  TapeColor light = tape_color_mix (&tape_theme_get_palette ()->card, color, EDGE_SHARE);

  tape_candles_draw_values (cr, values, count_bars (self), &geometry->place, geometry->width, scale, &light,
                            tape_theme_get_palette ()->series_width * EDGE_SHARE, dashed);
}

static void
draw_line (TapeChartView *self, cairo_t *cr, guint indicator, guint output, const TapeScale *scale)
{
  const TapeChartGeometry *geometry = &self->geometry;
  const TapePalette *palette = tape_theme_get_palette ();
  guint n;
  const TapeIndicator *indicators = get_indicators (self, &n);
  const double *values = tape_series_get_values (self->series, indicator, output);
  const TapeColor *color;
  gboolean dashed;

  if (tape_chart_line_is_bars (&indicators[indicator], output))
    {
      tape_value_plot_draw_bars (cr, values, count_bars (self), &geometry->place, geometry->width, scale, palette);
      return;
    }
  color = tape_palette_get_series (palette, tape_chart_line_get_color (indicators, indicator, output), &dashed);
  if (indicators[indicator].type->band
      && (output == 0 || output + 1 == tape_indicator_count_outputs (&indicators[indicator])))
    draw_edge (self, cr, values, scale, color, dashed);
  else
    tape_candles_draw_values (cr, values, count_bars (self), &geometry->place, geometry->width, scale, color,
                              palette->series_width, dashed);
}

/* What is filled first, lines over it. */
static void
draw_indicator (TapeChartView *self, cairo_t *cr, guint index, const TapeScale *scale)
{
  const TapeChartGeometry *geometry = &self->geometry;
  guint n;
  const TapeIndicator *indicators = get_indicators (self, &n);
  guint n_outputs = tape_indicator_count_outputs (&indicators[index]);

  if (indicators[index].type->band)
    tape_value_plot_draw_band (
        cr, tape_series_get_values (self->series, index, 0),
        tape_series_get_values (self->series, index, n_outputs - 1), count_bars (self), &geometry->place,
        geometry->width, scale,
        tape_palette_get_series (tape_theme_get_palette (), tape_chart_line_get_color (indicators, index, 0), NULL));
  for (guint i = n_outputs; i-- > 0;)
    draw_line (self, cr, index, i, scale);
}

void
tape_chart_draw_overlays (TapeChartView *self, cairo_t *cr, const TapeScale *prices)
{
  guint n;
  const TapeIndicator *indicators = get_indicators (self, &n);

  if (count_bars (self) == 0)
    return;
  for (guint i = 0; i < n; i++)
    if (indicators[i].type->place == TAPE_INDICATOR_OVER_PRICE)
      draw_indicator (self, cr, i, prices);
}

void
tape_chart_draw_panes (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;

  for (guint i = 0; i < geometry->n_panes && count_bars (self) > 0; i++)
    {
      const TapeChartPane *pane = &geometry->panes[i];

      cairo_save (cr);
      cairo_rectangle (cr, 0, pane->top + 1, geometry->width, pane->height - 1);
      cairo_clip (cr);
      draw_indicator (self, cr, pane->indicator, &pane->scale);
      cairo_restore (cr);
    }
}

/* A sentence where a pane would be. */
static void
draw_note (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u more pane needs a taller window.", "%u more panes need a taller window.", geometry->n_hidden),
      geometry->n_hidden);
  double y = geometry->bottom - NOTE_HEIGHT;
  int height;

  draw_separator (cr, y, geometry->width);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  tape_color_set (&tape_theme_get_palette ()->neutral, cr);
  cairo_move_to (cr, 2, round (y + (NOTE_HEIGHT - height) / 2.0));
  pango_cairo_show_layout (cr, self->layout);
}

void
tape_chart_draw_pane_grids (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;

  for (guint i = 0; i < geometry->n_panes; i++)
    {
      const TapeChartPane *pane = &geometry->panes[i];
      const TapeIndicatorType *type = get_indicator (self, pane)->type;
      double ticks[TICKS_MAX];
      guint decimals, n = find_ticks (self, pane, ticks, &decimals);

      draw_separator (cr, pane->top, geometry->width);
      for (guint j = 0; j < n; j++)
        {
          double y = tape_scale_map (&pane->scale, ticks[j]);

          if (type->levels[0] != type->levels[1] || ticks[j] == 0)
            tape_axis_draw_level (cr, geometry->width, y, &tape_theme_get_palette ()->neutral);
          else
            tape_axis_draw_grid (cr, geometry->width, 0, &y, 1, NULL, 0, &tape_theme_get_palette ()->grid);
        }
    }
  if (geometry->n_hidden > 0)
    draw_note (self, cr);
}
