/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-view-private.h"
#include "app/tape-theme.h"
#include "plot/tape-axis.h"
#include "plot/tape-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define TICKS_MAX     64
#define PRICE_SPACING 56
#define TIME_GAP      28
#define DAY_SESSION   (390 * TAPE_MINUTE)

char *
tape_chart_format_value (double value, guint decimals, gpointer view)
{
  TapeChartView *self = view;

  return self->geometry.base > 0 ? tape_format_percent (value) : tape_format_price (self->instrument, value);
}

/* --- Ticks. --- */

/* No closer than the prices' own digits can tell apart. */
static double
get_price_spacing (TapeChartView *self)
{
  const TapeScale *scale = &self->geometry.prices;
  guint most = self->geometry.base > 0 ? 3 : tape_format_digits (self->instrument, scale->high);
  double spacing = PRICE_SPACING;
  double ticks[TICKS_MAX];
  guint decimals;

  while (tape_scale_ticks (scale, spacing, ticks, TICKS_MAX, &decimals) > 1 && decimals > most)
    spacing *= 1.5;
  return spacing;
}

static gint64
get_offset (gint64 time, gconstpointer view)
{
  return tape_chart_get_offset ((TapeChartView *)view, time);
}

static double
measure_slot (TapeChartView *self)
{
  g_auto (GStrv) samples = tape_time_step_samples ();

  return tape_axis_measure (self->layout, (const char *const *)samples) + TIME_GAP;
}

static GArray *
find_time_ticks (TapeChartView *self)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (TapeTimeTick));
  TapeTimeTicks axis
      = { .spacing = self->geometry.place.spacing, .slot = measure_slot (self), .offset = get_offset, .zone = self };
  guint first, last;

  axis.bars = tape_chart_get_bars (self, &axis.n_bars);
  if (axis.n_bars == 0)
    return ticks;
  axis.interval = tape_interval_get_length (tape_series_get_interval (self->series));
  axis.session = self->levels.session > 0 ? self->levels.session : DAY_SESSION;
  tape_bar_place_get_visible (&self->geometry.place, axis.n_bars, self->geometry.width, &first, &last);
  tape_time_ticks_find (&axis, first, last, ticks);
  return ticks;
}

/* --- Layers. --- */

static void
draw_grid (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;
  g_autoptr (GArray) ticks = find_time_ticks (self);
  gboolean of_days = self->series != NULL && tape_series_get_interval (self->series) == TAPE_INTERVAL_1_DAY;
  g_autoptr (GArray) vertical = g_array_new (FALSE, FALSE, sizeof (double));
  double horizontal[TICKS_MAX];
  guint decimals;
  guint n_bars, n;

  tape_chart_get_bars (self, &n_bars);
  if (n_bars == 0)
    return;
  n = tape_scale_ticks (&geometry->prices, get_price_spacing (self), horizontal, TICKS_MAX, &decimals);
  for (guint i = 0; i < n; i++)
    horizontal[i] = tape_scale_map (&geometry->prices, horizontal[i]);
  /* Closed hours take no room; a hairline says that they were there. */
  for (guint i = 0; i < ticks->len; i++)
    {
      const TapeTimeTick *tick = &g_array_index (ticks, TapeTimeTick, i);
      double x = floor (geometry->place.left + tick->bar * geometry->place.spacing);

      if (!of_days && tape_time_step_is_date (tick->step) && x >= 0 && x < geometry->width)
        g_array_append_val (vertical, x);
    }
  tape_axis_draw_grid (cr, geometry->width, geometry->bottom, horizontal, n, (const double *)(void *)vertical->data,
                       vertical->len, &tape_theme_get_palette ()->grid);
  tape_chart_draw_pane_grids (self, cr);
}

/* The plot's prices where the axis is in per cent: the same lines on a scale of prices. */
static TapeScale
get_price_scale (TapeChartView *self)
{
  TapeScale scale = self->geometry.prices;

  if (self->geometry.base > 0)
    {
      scale.low = (scale.low + 1) * self->geometry.base;
      scale.high = (scale.high + 1) * self->geometry.base;
    }
  return scale;
}

static void
draw_plot (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;
  const TapePalette *palette = tape_theme_get_palette ();
  TapeScale prices = get_price_scale (self);
  const TapeBar *bars;
  guint n_bars;

  bars = tape_chart_get_bars (self, &n_bars);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, geometry->width, geometry->height);
  cairo_clip (cr);
  tape_candles_draw_volume (cr, bars, n_bars, &geometry->place, geometry->width, &geometry->volumes, palette);
  if (self->style == TAPE_CHART_CANDLES)
    tape_candles_draw (cr, bars, n_bars, &geometry->place, geometry->width, &prices, palette);
  else
    tape_candles_draw_line (cr, bars, n_bars, &geometry->place, geometry->width, &prices, &palette->crosshair, NAN);
  tape_chart_draw_overlays (self, cr, &prices);
  cairo_restore (cr);
  tape_chart_draw_panes (self, cr);
}

static gboolean
is_in_sight (TapeChartView *self, double y)
{
  return y >= 0 && y < self->geometry.height;
}

static void
draw_previous_close (TapeChartView *self, cairo_t *cr)
{
  const TapePalette *palette = tape_theme_get_palette ();
  double y = tape_chart_price_to_y (self, self->levels.previous_close);
  int width, height;

  if (!isfinite (self->levels.previous_close) || !is_in_sight (self, y))
    return;
  tape_axis_draw_level (cr, self->geometry.width, y, &palette->neutral);
  pango_layout_set_text (self->layout, _ ("previous close"), -1);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  if (width + 12 > self->geometry.width)
    return;
  y = floor (y) - height - 2;
  cairo_rectangle (cr, 0, y, width + 6, height + 1);
  cairo_set_source_rgba (cr, palette->card.red, palette->card.green, palette->card.blue, 0.8);
  cairo_fill (cr);
  tape_color_set (&palette->neutral, cr);
  cairo_move_to (cr, 2, y);
  pango_cairo_show_layout (cr, self->layout);
}

void
tape_chart_erase_values (TapeChartView *self, cairo_t *cr, double y, double other)
{
  const TapeScale *scale = &self->geometry.prices;
  double ticks[TICKS_MAX];
  guint decimals;
  guint n = tape_scale_ticks (scale, get_price_spacing (self), ticks, TICKS_MAX, &decimals);
  int height;

  pango_layout_get_pixel_size (self->layout, NULL, &height);
  for (guint i = 0; i < n; i++)
    {
      double tick = tape_scale_map (scale, ticks[i]);

      if (fabs (tick - y) < height + 3 && !(fabs (tick - other) < height + 3))
        cairo_rectangle (cr, self->geometry.width + 1, floor (tick - height / 2.0) - 1, self->geometry.axis_width - 1,
                         height + 2);
    }
  tape_color_set (&tape_theme_get_palette ()->card, cr);
  cairo_fill (cr);
}

static void
draw_levels (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;
  const TapeColor *color = tape_palette_get_change (tape_theme_get_palette (), self->levels.growth);
  double y = tape_chart_price_to_y (self, self->levels.last);
  g_autofree char *text = NULL;

  draw_previous_close (self, cr);
  if (!isfinite (self->levels.last) || !is_in_sight (self, y))
    return;
  tape_axis_draw_level (cr, geometry->width, y, color);
  text = tape_format_price (self->instrument, self->levels.last);
  tape_chart_erase_values (self, cr, y, NAN);
  tape_axis_draw_tag (cr, self->layout, geometry->width, y, geometry->axis_width, text, color);
}

static void
draw_prices (TapeChartView *self, cairo_t *cr)
{
  guint n_bars;

  tape_chart_get_bars (self, &n_bars);
  if (n_bars == 0)
    return;
  cairo_translate (cr, self->geometry.width, 0);
  tape_axis_draw_values (cr, self->layout, &self->geometry.prices, self->geometry.axis_width, get_price_spacing (self),
                         tape_chart_format_value, self, &tape_theme_get_palette ()->neutral);
  tape_chart_draw_pane_axes (self, cr);
}

static TapeChartSpan
measure_label (TapeChartView *self, const TapeAxisLabel *label)
{
  const char *const texts[] = { label->text, NULL };
  double half = tape_axis_measure (self->layout, texts) / 2 + 1;

  return (TapeChartSpan){ floor (label->position - half), ceil (label->position + half) };
}

static void
draw_times (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;
  g_autoptr (GArray) ticks = find_time_ticks (self);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (TapeAxisLabel));
  const TapeBar *bars;
  guint n_bars;

  bars = tape_chart_get_bars (self, &n_bars);
  g_array_set_size (self->time_places, 0);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TapeTimeTick *tick = &g_array_index (ticks, TapeTimeTick, i);
      gint64 start = bars[tick->bar].start;
      TapeAxisLabel label = { .position = tape_chart_get_x (self, (gint)tick->bar) };
      TapeChartSpan place;

      label.text = tape_time_step_format (tick->step, start + tape_chart_get_offset (self, start));
      place = measure_label (self, &label);
      g_array_append_val (self->time_places, place);
      g_ptr_array_add (texts, (char *)label.text);
      g_array_append_val (labels, label);
    }
  cairo_translate (cr, 0, geometry->bottom);
  tape_axis_draw_labels (cr, self->layout, geometry->width, geometry->axis_height,
                         (const TapeAxisLabel *)(void *)labels->data, labels->len, &tape_theme_get_palette ()->neutral);
}

/* --- Nodes. --- */

typedef void (*DrawFunc) (TapeChartView *self, cairo_t *cr);

static graphene_rect_t
get_bounds (TapeChartView *self, TapeChartLayer layer)
{
  const TapeChartGeometry *geometry = &self->geometry;
  float width = (float)geometry->width, height = (float)geometry->height, bottom = (float)geometry->bottom;

  switch (layer)
    {
    case TAPE_CHART_LAYER_PRICES:
      return GRAPHENE_RECT_INIT (width, 0, (float)geometry->axis_width, bottom);
    case TAPE_CHART_LAYER_TIMES:
      return GRAPHENE_RECT_INIT (0, bottom, width, (float)geometry->axis_height);
    case TAPE_CHART_LAYER_LEVELS:
    case TAPE_CHART_LAYER_ALERTS:
      return GRAPHENE_RECT_INIT (0, 0, width + (float)geometry->axis_width, height);
    case TAPE_CHART_LAYER_MARKS:
      return GRAPHENE_RECT_INIT (0, 0, width, height);
    case TAPE_CHART_LAYER_GRID:
    case TAPE_CHART_LAYER_PLOT:
    case TAPE_CHART_N_LAYERS:
    default:
      return GRAPHENE_RECT_INIT (0, 0, width, bottom);
    }
}

static GskRenderNode *
make_layer (TapeChartView *self, TapeChartLayer layer)
{
  static const DrawFunc draw[TAPE_CHART_N_LAYERS] = {
    [TAPE_CHART_LAYER_GRID] = draw_grid,
    [TAPE_CHART_LAYER_PLOT] = draw_plot,
    [TAPE_CHART_LAYER_LEVELS] = draw_levels,
    [TAPE_CHART_LAYER_PRICES] = draw_prices,
    [TAPE_CHART_LAYER_TIMES] = draw_times,
    [TAPE_CHART_LAYER_ALERTS] = tape_chart_draw_alerts,
    [TAPE_CHART_LAYER_MARKS] = tape_chart_draw_marks,
  };
  graphene_rect_t bounds = get_bounds (self, layer);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  cairo_rectangle (cr, bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height);
  cairo_clip (cr);
  draw[layer](self, cr);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

void
tape_chart_snapshot (TapeChartView *self, GtkSnapshot *snapshot)
{
  tape_chart_update_geometry (self);
  tape_chart_check_marks (self);
  for (TapeChartLayer layer = 0; layer < TAPE_CHART_N_LAYERS; layer++)
    {
      if (self->layers[layer] == NULL)
        self->layers[layer] = make_layer (self, layer);
      if (self->layers[layer] != NULL)
        gtk_snapshot_append_node (snapshot, self->layers[layer]);
    }
  tape_chart_snapshot_over (self, snapshot);
}
