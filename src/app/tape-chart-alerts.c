/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alerts on the chart: a mark where one fired, the levels at which rules would, and rules made here. Marks are placed when
 * their layer is drawn, which is when they, the bars or the scale are others; a frame costs nothing. */

#include "config.h"

#include "alerts/tape-rule-text.h"
#include "app/tape-chart-view-private.h"
#include "app/tape-theme.h"
#include "model/tape-rule-title.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Tags on the axis at most; more would say nothing. */
#define TAGS_MOST 16

/* Pixels from tag to tag: a line of text, and what a tag reaches beyond it. */
#define TAG_GAP 6

void
tape_chart_alerts_init (TapeChartView *self)
{
  self->alerts = g_array_new (FALSE, FALSE, sizeof (TapeAlertLevel));
  self->marks = g_array_new (FALSE, FALSE, sizeof (TapeMark));
}

void
tape_chart_alerts_dispose (TapeChartView *self)
{
  g_clear_pointer (&self->firings, g_ptr_array_unref);
  g_clear_pointer (&self->alerts, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
}

static const TapeFiring *
get_firing (TapeChartView *self, guint index)
{
  return g_ptr_array_index (self->firings, index);
}

void
tape_chart_view_set_firings (TapeChartView *self, GPtrArray *firings)
{
  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  if (firings != NULL)
    g_ptr_array_ref (firings);
  g_clear_pointer (&self->firings, g_ptr_array_unref);
  self->firings = firings;
  g_array_set_size (self->marks, 0);
  tape_chart_drop_layer (self, TAPE_CHART_LAYER_MARKS);
  tape_chart_queue_speech (self);
  g_signal_emit_by_name (self, "readout");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tape_chart_view_set_alerts (TapeChartView *self, const GArray *alerts)
{
  guint n = alerts != NULL ? alerts->len : 0;

  g_return_if_fail (TAPE_IS_CHART_VIEW (self));

  if (n == self->alerts->len && (n == 0 || memcmp (alerts->data, self->alerts->data, n * sizeof (TapeAlertLevel)) == 0))
    return;
  g_array_set_size (self->alerts, 0);
  if (n > 0)
    g_array_append_vals (self->alerts, alerts->data, n);
  tape_chart_drop_layer (self, TAPE_CHART_LAYER_ALERTS);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Which firings are at which bar. --- */

/* Index of the first firing at @time or later. */
static guint
find_firing (TapeChartView *self, gint64 time)
{
  guint low = 0, high = self->firings != NULL ? self->firings->len : 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (get_firing (self, middle)->event_time < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Those from the start of bar @first up to that of bar @last; what came after the newest bar began is its. */
static void
find_firings (TapeChartView *self, guint first, guint last, guint *from, guint *to)
{
  guint n_bars;
  const TapeBar *bars = tape_chart_get_bars (self, &n_bars);

  *from = *to = 0;
  if (self->firings == NULL || first >= last || last > n_bars)
    return;
  *from = find_firing (self, bars[first].start);
  *to = last < n_bars ? find_firing (self, bars[last].start) : self->firings->len;
}

guint
tape_chart_view_count_firings (TapeChartView *self, gint bar, int *direction)
{
  guint from, to;

  g_return_val_if_fail (TAPE_IS_CHART_VIEW (self), 0);

  *direction = 0;
  if (bar < 0)
    return 0;
  find_firings (self, (guint)bar, (guint)bar + 1, &from, &to);
  for (guint i = from; i < to; i++)
    {
      int other = get_firing (self, i)->direction;

      *direction = i == from || other == *direction ? other : 0;
    }
  return to - from;
}

/* --- Marks. --- */

static void
get_marked (TapeChartView *self, TapeChartMarked *marked)
{
  const TapeBar *bars = tape_chart_get_bars (self, &marked->n_bars);

  marked->interval = self->series != NULL ? tape_series_get_interval (self->series) : TAPE_INTERVAL_1_MINUTE;
  marked->first = marked->n_bars > 0 ? bars[0].start : TAPE_NO_TIME;
  marked->last = marked->n_bars > 0 ? bars[marked->n_bars - 1].start : TAPE_NO_TIME;
}

void
tape_chart_check_marks (TapeChartView *self)
{
  const TapeChartMarked *before = &self->marked;
  TapeChartMarked now;

  if (self->firings == NULL || self->firings->len == 0)
    return;
  get_marked (self, &now);
  if (now.interval != before->interval || now.n_bars != before->n_bars || now.first != before->first
      || now.last != before->last)
    tape_chart_drop_layer (self, TAPE_CHART_LAYER_MARKS);
}

static void
place_marks (TapeChartView *self)
{
  guint n_bars, first, last, from, to;
  const TapeBar *bars = tape_chart_get_bars (self, &n_bars);
  guint bar;

  g_array_set_size (self->marks, 0);
  get_marked (self, &self->marked);
  if (n_bars == 0)
    return;
  tape_bar_place_get_visible (&self->geometry.place, n_bars, self->geometry.width, &first, &last);
  find_firings (self, first, last, &from, &to);
  bar = first;
  for (guint i = from; i < to; i++)
    {
      const TapeFiring *firing = get_firing (self, i);
      TapeMark mark
          = { .direction = firing->direction, .past = (firing->flags & TAPE_FIRING_PAST) != 0, .n = 1, .index = i };

      while (bar + 1 < last && bars[bar + 1].start <= firing->event_time)
        bar++;
      mark.x = tape_chart_get_x (self, (gint)bar);
      mark.y = tape_chart_price_to_y (self, firing->price);
      if (isfinite (mark.y))
        g_array_append_val (self->marks, mark);
    }
  tape_marks_merge (self->marks);
}

void
tape_chart_draw_marks (TapeChartView *self, cairo_t *cr)
{
  place_marks (self);
  tape_marks_draw (cr, (const TapeMark *)(void *)self->marks->data, self->marks->len, tape_theme_get_palette ());
}

/* --- Levels. --- */

static gboolean
is_free (double y, const double *taken, guint n_taken, double gap)
{
  for (guint i = 0; i < n_taken; i++)
    if (fabs (taken[i] - y) < gap)
      return FALSE;
  return TRUE;
}

static void
draw_level_tag (TapeChartView *self, cairo_t *cr, const TapeAlertLevel *level, double y, double last)
{
  const TapeChartGeometry *geometry = &self->geometry;
  g_autofree char *text = NULL;

  if (geometry->base > 0)
    text = tape_format_percent (level->price / geometry->base - 1);
  else
    text = tape_format_price (self->instrument, level->price);
  tape_chart_erase_values (self, cr, y, last);
  tape_marks_draw_level_tag (cr, self->layout, geometry->width, y, geometry->axis_width, text, level->direction,
                             level->armed, tape_theme_get_palette ());
}

/* Armed ones first, for they matter more where there is room for few; one line of pixels is drawn once. */
void
tape_chart_draw_alerts (TapeChartView *self, cairo_t *cr)
{
  const TapeChartGeometry *geometry = &self->geometry;
  double last = tape_chart_price_to_y (self, self->levels.last), taken[TAGS_MOST];
  g_autofree guint8 *lines = g_new0 (guint8, (gsize)geometry->height + 1);
  const guint n = self->alerts->len;
  guint n_taken = 0;
  int height;

  if (n == 0)
    return;
  pango_layout_set_text (self->layout, "0", -1);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  taken[n_taken++] = last;
  for (guint i = 0; i < 2 * n; i++)
    {
      const TapeAlertLevel *level = &g_array_index (self->alerts, TapeAlertLevel, i % n);
      double y = tape_chart_price_to_y (self, level->price);

      if (level->armed != (i < n) || !(y >= 0 && y < geometry->height) || lines[(gsize)y] != 0)
        continue;
      lines[(gsize)y] = 1;
      tape_marks_draw_level (cr, geometry->width, y, level->armed, tape_theme_get_palette ());
      if (n_taken == TAGS_MOST || !is_free (y, taken, n_taken, height + TAG_GAP))
        continue;
      taken[n_taken++] = y;
      draw_level_tag (self, cr, level, y, last);
    }
}

/* --- Opening. --- */

static gint
find_mark (TapeChartView *self, double x, double y)
{
  return tape_marks_find ((const TapeMark *)(void *)self->marks->data, self->marks->len, x, y);
}

static void
open_firing (TapeChartView *self, guint index, guint more, double x, double y)
{
  GdkRectangle place = { (int)x, (int)CLAMP (y, 0, self->geometry.height), 1, 1 };

  g_signal_emit_by_name (self, "firing", get_firing (self, index), more, &place);
}

gboolean
tape_chart_open_mark (TapeChartView *self, double x, double y)
{
  gint found = find_mark (self, x, y);
  const TapeMark *mark;

  if (found < 0)
    return FALSE;
  mark = &g_array_index (self->marks, TapeMark, found);
  open_firing (self, mark->index, mark->n - 1, mark->x, mark->y);
  return TRUE;
}

void
tape_chart_point_at (TapeChartView *self, double x, double y)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), find_mark (self, x, y) >= 0 ? "pointer" : NULL);
}

void
tape_chart_open_firing (TapeChartView *self)
{
  gint bar = tape_chart_get_cursor (self);
  guint n_bars, first, last, from, to;
  const TapeBar *bars = tape_chart_get_bars (self, &n_bars);
  const TapeFiring *firing;

  tape_bar_place_get_visible (&self->geometry.place, n_bars, self->geometry.width, &first, &last);
  from = to = 0;
  if (bar >= 0)
    find_firings (self, (guint)bar, (guint)bar + 1, &from, &to);
  if (from == to)
    {
      find_firings (self, first, last, &from, &to);
      from = to > from ? to - 1 : to;
      bar = -1;
    }
  if (from >= to)
    return;
  firing = get_firing (self, to - 1);
  if (bar < 0)
    bar = tape_series_find (self->series, MAX (firing->event_time, bars[first].start));
  open_firing (self, to - 1, to - from - 1, tape_chart_get_x (self, bar), tape_chart_price_to_y (self, firing->price));
}

/* --- New rules. --- */

void
tape_chart_ask_rule (TapeChartView *self, double price)
{
  gint bar = tape_chart_get_cursor (self);
  gboolean at_pointer = bar >= 0 && self->cursor_y >= 0 && self->cursor_y < self->geometry.height;
  guint n_bars;
  double unit;

  if (self->instrument == NULL)
    return;
  if (isnan (price) && at_pointer)
    price = tape_chart_y_to_price (self, self->cursor_y);
  else if (isnan (price) && bar >= 0 && isnan (self->cursor_y))
    price = tape_series_get_bars (self->series, &n_bars)[bar].close;
  else if (isnan (price))
    price = self->levels.last;
  /* As people would write it. */
  unit = pow (10, tape_format_digits (self->instrument, price));
  price = round (price * unit) / unit;
  if (isfinite (price) && price > 0)
    g_signal_emit_by_name (self, "new-rule", price);
}

/* --- Words. --- */

static char *
describe_firing (TapeChartView *self, const TapeFiring *firing)
{
  g_autofree char *price = tape_format_price (self->instrument, firing->price);
  g_autoptr (TapeRule) rule = tape_rule_parse (firing->text, NULL);
  g_autofree char *title = rule != NULL ? tape_rule_title_new (rule) : g_strdup (firing->text);

  /* Translators: a rule, then a price. */
  return g_strdup_printf (_ ("%s, at %s"), title, price);
}

char *
tape_chart_describe_firings (TapeChartView *self, gint bar)
{
  g_autofree char *last = NULL;
  guint from = 0, to = 0;

  if (bar >= 0)
    find_firings (self, (guint)bar, (guint)bar + 1, &from, &to);
  if (from == to)
    return NULL;
  last = describe_firing (self, get_firing (self, to - 1));
  if (to - from == 1)
    return g_strdup_printf (_ ("Alert: %s."), last);
  return g_strdup_printf (ngettext ("%u alert, the last: %s.", "%u alerts, the last: %s.", to - from), to - from, last);
}

char *
tape_chart_describe_marks (TapeChartView *self)
{
  guint n_bars, first, last, from, to;
  g_autofree char *time = NULL, *text = NULL;

  tape_chart_get_bars (self, &n_bars);
  tape_bar_place_get_visible (&self->geometry.place, n_bars, MAX (1, self->geometry.width), &first, &last);
  find_firings (self, first, last, &from, &to);
  if (from == to)
    return g_strdup ("");
  time = tape_chart_view_format_time (self, get_firing (self, to - 1)->event_time);
  text = describe_firing (self, get_firing (self, to - 1));
  return g_strdup_printf (ngettext (" %u alert, at %s: %s.", " %u alerts, the last at %s: %s.", to - from), to - from,
                          time, text);
}
