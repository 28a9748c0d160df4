/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-view-private.h"
#include "plot/tape-axis.h"
#include "plot/tape-digits.h"

#include <math.h>

/* Shares of the plot's height, and pixels. */
#define PRICES_TOP    14
#define PRICES_SHARE  0.80
#define VOLUMES_SHARE 0.16
#define TIMES_HEIGHT  26

/* Free above and below the prices when the scale is chosen, and how little of it they may fill before it is chosen anew. */
#define SCALE_ROOM 0.07
#define SCALE_FULL 0.6

/* The previous close is in sight unless that more than doubles the scale. */
#define LEVEL_REACH 1.0

/* Bars to the left of the picture that are there before they are needed. */
#define EARLIER 200

const TapeBar *
tape_chart_get_bars (TapeChartView *self, guint *n_bars)
{
  *n_bars = 0;
  return self->series != NULL ? tape_series_get_bars (self->series, n_bars) : NULL;
}

void
tape_chart_drop_layer (TapeChartView *self, TapeChartLayer layer)
{
  g_clear_pointer (&self->layers[layer], gsk_render_node_unref);
}

void
tape_chart_drop_layers (TapeChartView *self)
{
  for (TapeChartLayer layer = 0; layer < TAPE_CHART_N_LAYERS; layer++)
    tape_chart_drop_layer (self, layer);
}

gint64
tape_chart_get_offset (TapeChartView *self, gint64 time)
{
  const TapeExchange *exchange = self->instrument != NULL ? self->instrument->exchange : tape_exchange_utc ();

  return tape_format_get_offset (exchange, time, self->zone);
}

/* --- Periods. --- */

/* First bar of the last @n_days days of the clock that is shown. */
static guint
find_days (TapeChartView *self, const TapeBar *bars, guint n_bars, guint n_days)
{
  gint64 day = G_MAXINT64;
  guint first = n_bars;

  while (first > 0)
    {
      gint64 start = bars[first - 1].start;
      gint64 local = tape_time_floor (start + tape_chart_get_offset (self, start), TAPE_DAY);

      if (local != day && n_days-- == 0)
        break;
      day = local;
      first--;
    }
  return first;
}

static guint
find_period (TapeChartView *self, const TapeBar *bars, guint n_bars)
{
  static const gint64 days[TAPE_N_PERIODS]
      = { [TAPE_PERIOD_1_MONTH] = 30, [TAPE_PERIOD_6_MONTHS] = 182, [TAPE_PERIOD_1_YEAR] = 365 };

  if (self->period == TAPE_PERIOD_ALL)
    return 0;
  if (self->period == TAPE_PERIOD_TODAY)
    return find_days (self, bars, n_bars, 1);
  if (self->period == TAPE_PERIOD_5_DAYS)
    return find_days (self, bars, n_bars, 5);
  return (guint)(tape_series_find (self->series, bars[n_bars - 1].start - days[self->period] * TAPE_DAY) + 1);
}

/* Chooses the width of a bar so that the period fits, if one is chosen. */
static void
fit_period (TapeChartView *self)
{
  /* A day of one-minute bars stays legible, though its first hours may not fit. */
  double least = self->period == TAPE_PERIOD_TODAY ? 2 : 0;
  const TapeBar *bars;
  guint n_bars, first;

  bars = tape_chart_get_bars (self, &n_bars);
  if (self->period == TAPE_PERIOD_NONE || !self->viewport.following || n_bars == 0)
    return;
  first = find_period (self, bars, n_bars);
  tape_viewport_fit (&self->viewport, n_bars - first, least, 10);
  if (first == 0 && !tape_series_is_complete (self->series))
    tape_series_load_earlier (self->series);
}

/* --- Scales. --- */

typedef struct
{
  double low;
  double high;
  double volume;
} Extent;

static gboolean
find_extent (const TapeBar *bars, guint first, guint last, Extent *extent)
{
  *extent = (Extent){ INFINITY, -INFINITY, 0 };
  for (guint i = first; i < last; i++)
    {
      extent->low = MIN (extent->low, bars[i].low);
      extent->high = MAX (extent->high, bars[i].high);
      extent->volume = MAX (extent->volume, bars[i].volume);
    }
  return extent->low <= extent->high;
}

static void
reach_for_level (Extent *extent, double level)
{
  double room = LEVEL_REACH * (extent->high - extent->low);

  if (isfinite (level) && level > extent->low - room && level < extent->high + room)
    {
      extent->low = MIN (extent->low, level);
      extent->high = MAX (extent->high, level);
    }
}

/* Lines over the prices are in sight unless they are far off. */
static void
reach_for_overlays (TapeChartView *self, Extent *extent, guint first, guint last)
{
  double low, high;

  tape_chart_find_overlay_extent (self, first, last, &low, &high);
  reach_for_level (extent, low);
  reach_for_level (extent, high);
}

/* The scale stays as long as the prices fit and fill it, so that a changing price moves alone. */
static void
choose_prices (TapeChartView *self, const Extent *extent)
{
  double span = extent->high - extent->low;
  gboolean fits = extent->low >= self->low && extent->high <= self->high;
  double least = pow (10, -(double)tape_format_digits (self->instrument, extent->high));

  if (fits && span >= (self->high - self->low) * SCALE_FULL)
    return;
  /* A price that hardly moves is not blown up beyond what its digits say. */
  span = MAX (span, 10 * least);
  self->low = (extent->low + extent->high - span) / 2 - span * SCALE_ROOM;
  self->high = (extent->low + extent->high + span) / 2 + span * SCALE_ROOM;
  if (extent->low > 0 && self->low <= 0)
    self->low = extent->low / 2;
}

static void
choose_price_scale (TapeChartView *self, const TapeBar *bars, guint first, guint last)
{
  Extent extent;

  if (!find_extent (bars, first, last, &extent))
    return;
  if (extent.volume > self->volume || extent.volume < self->volume * SCALE_FULL)
    self->volume = extent.volume * 1.1;
  if (self->scaled_by_hand)
    return;
  reach_for_overlays (self, &extent, first, last);
  reach_for_level (&extent, self->levels.previous_close);
  choose_prices (self, &extent);
}

/* Whether other bars are in sight than when the layers were drawn, or the same at other prices. */
static gboolean
sees_others (TapeChartView *self, const TapeChartGeometry *before)
{
  const TapeBarPlace *place = &self->geometry.place;

  return self->layers[TAPE_CHART_LAYER_PLOT] == NULL || self->layers[TAPE_CHART_LAYER_LEVELS] == NULL
         || place->left != before->place.left || place->spacing != before->place.spacing
         || self->geometry.width != before->width;
}

static void
choose_scales (TapeChartView *self, const TapeChartGeometry *before)
{
  gboolean again = sees_others (self, before);
  const TapeBar *bars;
  guint n_bars, first, last;

  bars = tape_chart_get_bars (self, &n_bars);
  tape_bar_place_get_visible (&self->geometry.place, n_bars, self->geometry.width, &first, &last);
  if (again)
    choose_price_scale (self, bars, first, last);
  tape_chart_scale_panes (self, first, last, again);
}

/* The price that is 0 %: the close before the first bar in sight, or that bar's open. */
static double
find_base (TapeChartView *self)
{
  const TapeBar *bars;
  guint n_bars, first, last;

  bars = tape_chart_get_bars (self, &n_bars);
  if (!self->per_cent || n_bars == 0)
    return 0;
  tape_bar_place_get_visible (&self->geometry.place, n_bars, self->geometry.width, &first, &last);
  return first < last ? bars[first].open : 0;
}

static void
measure_axis (TapeChartView *self)
{
  g_autofree char *low = tape_format_price (self->instrument, self->low);
  g_autofree char *high = tape_format_price (self->instrument, self->high);
  const char *texts[] = { low, high, "+00.0 %", NULL };
  double widest = MAX (tape_axis_measure (self->layout, texts), tape_chart_measure_pane_axes (self));
  double width = widest + 3 * TAPE_AXIS_PADDING;

  /* It grows but never shrinks, so that the plot keeps its place. */
  self->axis_width = MAX (self->axis_width, width);
}

static void
set_scales (TapeChartView *self, TapeChartGeometry *geometry)
{
  double bottom = round (geometry->height * PRICES_SHARE);

  geometry->base = find_base (self);
  tape_scale_init (&geometry->prices, self->low, self->high, bottom, PRICES_TOP);
  if (geometry->base > 0)
    tape_scale_init (&geometry->prices, self->low / geometry->base - 1, self->high / geometry->base - 1, bottom,
                     PRICES_TOP);
  else
    tape_scale_set_logarithmic (&geometry->prices, self->logarithmic);
  tape_scale_init (&geometry->volumes, 0, MAX (self->volume, 1e-9), geometry->height,
                   round (geometry->height * (1 - VOLUMES_SHARE)));
}

static void
ensure_layout (TapeChartView *self)
{
  if (self->layout != NULL)
    return;
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  tape_digits_align (self->layout, 0.9);
}

static gboolean
is_same_scale (const TapeScale *a, const TapeScale *b)
{
  return a->low == b->low && a->high == b->high && a->start == b->start && a->end == b->end
         && a->logarithmic == b->logarithmic;
}

static gboolean
has_same_panes (const TapeChartGeometry *a, const TapeChartGeometry *b)
{
  if (a->n_panes != b->n_panes || a->n_hidden != b->n_hidden || a->bottom != b->bottom)
    return FALSE;
  for (guint i = 0; i < a->n_panes; i++)
    if (a->panes[i].indicator != b->panes[i].indicator || a->panes[i].top != b->panes[i].top
        || a->panes[i].height != b->panes[i].height || !is_same_scale (&a->panes[i].scale, &b->panes[i].scale))
      return FALSE;
  return TRUE;
}

static gboolean
is_same_geometry (const TapeChartGeometry *a, const TapeChartGeometry *b)
{
  return a->width == b->width && a->height == b->height && a->axis_width == b->axis_width && a->base == b->base
         && a->place.left == b->place.left && a->place.spacing == b->place.spacing
         && is_same_scale (&a->prices, &b->prices) && is_same_scale (&a->volumes, &b->volumes) && has_same_panes (a, b);
}

/* What one went to before there was a width. */
static void
center (TapeChartView *self, const TapeBar *bars, guint n_bars)
{
  gint bar = self->centered != TAPE_NO_TIME && n_bars > 0 ? tape_series_find (self->series, self->centered) : -1;

  if (bar >= 0)
    tape_viewport_center (&self->viewport, bars, n_bars, (guint)bar);
  self->centered = TAPE_NO_TIME;
}

void
tape_chart_update_geometry (TapeChartView *self)
{
  TapeChartGeometry before = self->geometry;
  const TapeBar *bars;
  guint n_bars;

  ensure_layout (self);
  tape_chart_place_panes (self, MAX (1, gtk_widget_get_height (GTK_WIDGET (self)) - TIMES_HEIGHT));
  measure_axis (self);
  self->geometry.axis_width = ceil (self->axis_width);
  self->geometry.axis_height = TIMES_HEIGHT;
  self->geometry.width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - self->geometry.axis_width);
  self->viewport.width = self->geometry.width;
  fit_period (self);
  bars = tape_chart_get_bars (self, &n_bars);
  center (self, bars, n_bars);
  self->geometry.place = tape_viewport_get_place (&self->viewport, bars, n_bars);
  choose_scales (self, &before);
  set_scales (self, &self->geometry);
  if (!is_same_geometry (&before, &self->geometry))
    tape_chart_drop_layers (self);
}

/* --- There and back. --- */

double
tape_chart_price_to_y (TapeChartView *self, double price)
{
  double value = self->geometry.base > 0 ? price / self->geometry.base - 1 : price;

  return tape_scale_map (&self->geometry.prices, value);
}

double
tape_chart_y_to_price (TapeChartView *self, double y)
{
  double value = tape_scale_unmap (&self->geometry.prices, y);

  return self->geometry.base > 0 ? (value + 1) * self->geometry.base : value;
}

double
tape_chart_get_x (TapeChartView *self, gint bar)
{
  return tape_bar_place_get_center (&self->geometry.place, bar);
}

gint
tape_chart_find_bar (TapeChartView *self, double x)
{
  const TapeBarPlace *place = &self->geometry.place;
  guint n_bars;

  tape_chart_get_bars (self, &n_bars);
  if (n_bars == 0 || place->spacing <= 0)
    return -1;
  return (gint)CLAMP (floor ((x - place->left) / place->spacing), 0, (double)n_bars - 1);
}

/* --- Moving. --- */

void
tape_chart_queue_plot (TapeChartView *self)
{
  tape_chart_drop_layer (self, TAPE_CHART_LAYER_PLOT);
  tape_chart_drop_layer (self, TAPE_CHART_LAYER_LEVELS);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tape_chart_moved (TapeChartView *self)
{
  const TapeBar *bars;
  guint n_bars;

  if (self->period != TAPE_PERIOD_NONE)
    {
      self->period = TAPE_PERIOD_NONE;
      g_object_notify (G_OBJECT (self), "period");
    }
  if (self->viewport.following != self->was_following)
    {
      self->was_following = self->viewport.following;
      g_object_notify (G_OBJECT (self), "following");
    }
  bars = tape_chart_get_bars (self, &n_bars);
  if (n_bars > 0
      && tape_viewport_get_place (&self->viewport, bars, n_bars).left > -EARLIER * self->geometry.place.spacing)
    tape_series_load_earlier (self->series);
  tape_chart_queue_speech (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
