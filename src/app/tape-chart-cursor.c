/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The crosshair and what is said of the chart. GTK 4.8 tells a screen reader of names and focus, so the crosshair is two
 * labels that take the focus in turn: at each step of a key the other one gets it, with what is there as its name. */

#include "config.h"

#include "app/tape-chart-label.h"
#include "app/tape-chart-view-private.h"
#include "model/tape-indicator-text.h"

#include <glib/gi18n.h>
#include <math.h>

/* Names that change by themselves do so at most so often; s. */
#define SPEECH_PAUSE 5

/* What changes together is said together; µs. */
#define SPEECH_SOON (100 * TAPE_MILLISECOND)

void
tape_chart_cursor_init (TapeChartView *self)
{
  self->cursor = TAPE_NO_TIME;
  self->cursor_y = NAN;
  for (guint i = 0; i < G_N_ELEMENTS (self->labels); i++)
    {
      self->labels[i] = tape_chart_label_new ();
      gtk_widget_set_visible (self->labels[i], FALSE);
      gtk_widget_set_parent (self->labels[i], GTK_WIDGET (self));
    }
}

void
tape_chart_cursor_dispose (TapeChartView *self)
{
  g_clear_handle_id (&self->speech, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->labels); i++)
    g_clear_pointer (&self->labels[i], gtk_widget_unparent);
}

static const TapeBar *
get_bar (TapeChartView *self, gint index)
{
  guint n_bars;
  const TapeBar *bars = tape_series_get_bars (self->series, &n_bars);

  return index >= 0 && (guint)index < n_bars ? &bars[index] : NULL;
}

gint
tape_chart_get_cursor (TapeChartView *self)
{
  if (self->cursor == TAPE_NO_TIME || self->series == NULL)
    return -1;
  return tape_series_find (self->series, self->cursor);
}

/* --- The crosshair. --- */

static char *
describe_indicator (TapeChartView *self, guint bar, guint index)
{
  guint n;
  const TapeIndicator *indicator = &tape_series_get_indicators (self->series, &n)[index];
  double values[TAPE_INDICATOR_OUTPUTS];

  for (guint i = 0; i < tape_indicator_count_outputs (indicator); i++)
    values[i] = tape_series_get_value (self->series, index, i, bar);
  return tape_indicator_describe (indicator, self->instrument, get_bar (self, (gint)bar)->close, values);
}

static char *
describe_prices (TapeChartView *self, const TapeBar *bar)
{
  g_autofree char *open = tape_format_price (self->instrument, bar->open);
  g_autofree char *high = tape_format_price (self->instrument, bar->high);
  g_autofree char *low = tape_format_price (self->instrument, bar->low);
  g_autofree char *close = tape_format_price (self->instrument, bar->close);
  g_autofree char *volume = tape_format_quantity (bar->volume);

  return g_strdup_printf (_ ("Open %s, high %s, low %s, close %s, volume %s."), open, high, low, close, volume);
}

static char *
describe_bar (TapeChartView *self, gint index)
{
  const TapeBar *bar = get_bar (self, index);
  g_autofree char *time = tape_chart_view_format_time (self, bar->start);
  g_autofree char *measure = self->measuring ? tape_chart_describe_measure (self) : NULL;
  g_autofree char *firings = tape_chart_describe_firings (self, index);
  g_autofree char *line = NULL;
  guint n_indicators;

  /* The line may be one that is no longer shown. */
  tape_series_get_indicators (self->series, &n_indicators);
  if (self->readout_line == 0 || self->readout_line > n_indicators)
    line = describe_prices (self, bar);
  else
    line = describe_indicator (self, (guint)index, self->readout_line - 1);

  return g_strconcat (time, ". ", line, measure != NULL ? " " : "", measure != NULL ? measure : "",
                      firings != NULL ? " " : "", firings != NULL ? firings : "", NULL);
}

/* The label that had not got the focus gets it, which a screen reader follows. */
static void
speak (TapeChartView *self, const char *text)
{
  GtkWidget *before = self->labels[self->label];
  GtkWidget *label;

  self->label = 1 - self->label;
  label = self->labels[self->label];
  tape_chart_label_set_text (TAPE_CHART_LABEL (label), text);
  gtk_widget_set_visible (label, TRUE);
  gtk_widget_grab_focus (label);
  gtk_widget_set_visible (before, FALSE);
}

static void
speak_bar (TapeChartView *self, gint index)
{
  g_autofree char *text = describe_bar (self, index);

  speak (self, text);
}

static void
hide_labels (TapeChartView *self)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->labels); i++)
    gtk_widget_set_visible (self->labels[i], FALSE);
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
tape_chart_set_cursor (TapeChartView *self, gint bar, double y, gboolean speak)
{
  guint n_bars;

  tape_chart_get_bars (self, &n_bars);
  if (bar < 0 || n_bars == 0)
    {
      self->cursor = TAPE_NO_TIME;
      hide_labels (self);
    }
  else
    {
      bar = MIN (bar, (gint)n_bars - 1);
      self->cursor = get_bar (self, bar)->start;
      self->cursor_y = y;
      if (speak)
        speak_bar (self, bar);
    }
  g_signal_emit_by_name (self, "readout");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Measuring. --- */

void
tape_chart_start_measuring (TapeChartView *self, gint bar, double price)
{
  const TapeBar *from = get_bar (self, bar);

  if (from == NULL)
    return;
  self->measuring = TRUE;
  self->measure_time = from->start;
  self->measure_price = price;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tape_chart_stop_measuring (TapeChartView *self)
{
  self->measuring = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

char *
tape_chart_describe_measure (TapeChartView *self)
{
  gint from = tape_series_find (self->series, self->measure_time);
  gint to = tape_chart_get_cursor (self);
  const TapeBar *bar = get_bar (self, to);
  g_autofree char *change = NULL, *percent = NULL, *span = NULL;
  double price;
  guint n_bars;

  if (bar == NULL)
    return g_strdup ("");
  price = isnan (self->cursor_y) ? bar->close : tape_chart_y_to_price (self, self->cursor_y);
  n_bars = (guint)ABS (to - from);
  change = tape_format_change (self->instrument, price, price - self->measure_price);
  percent = tape_format_percent ((price - self->measure_price) / self->measure_price);
  span = tape_format_span (ABS (bar->start - self->measure_time));
  /* Translators: change of price, change in per cent, number of bars, span of time. */
  return g_strdup_printf (ngettext ("%s (%s) · %u bar · %s", "%s (%s) · %u bars · %s", n_bars), change, percent, n_bars,
                          span);
}

/* --- The chart's own name. --- */

static char *
describe_change (double growth)
{
  g_autofree char *percent = tape_format_percent (fabs (growth));
  const char *amount = g_str_has_prefix (percent, "+") ? percent + 1 : percent;

  if (isnan (growth))
    return g_strdup ("");
  if (growth == 0)
    return g_strdup (_ (", unchanged"));
  return g_strdup_printf (growth > 0 ? _ (", up %s") : _ (", down %s"), amount);
}

static char *
describe_levels (TapeChartView *self)
{
  g_autofree char *last = tape_format_price (self->instrument, self->levels.last);
  g_autofree char *change = describe_change (self->levels.growth);
  g_autofree char *high = tape_format_price (self->instrument, self->levels.high);
  g_autofree char *low = tape_format_price (self->instrument, self->levels.low);

  /* Translators: last price, ", up 3.06 %", high and low of the day. */
  return g_strdup_printf (_ ("Last %s%s. High %s, low %s."), last, change, high, low);
}

/* All of them at the newest bar: " SMA 5: 231.20. RSI 14: 63.4." */
static char *
describe_indicators (TapeChartView *self, guint bar)
{
  GString *text = g_string_new (NULL);
  guint n;

  tape_series_get_indicators (self->series, &n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *indicator = describe_indicator (self, bar, i);

      g_string_append_printf (text, " %s.", indicator);
    }
  return g_string_free (text, FALSE);
}

static char *
describe_chart (TapeChartView *self)
{
  g_autofree char *from = NULL, *to = NULL, *levels = NULL, *indicators = NULL, *firings = NULL;
  const char *bars_name;
  const TapeBar *bars;
  guint n_bars = 0, first, last;

  if (self->instrument == NULL || self->series == NULL)
    return g_strdup (_ ("Chart without a symbol"));
  bars = tape_series_get_bars (self->series, &n_bars);
  if (n_bars == 0)
    return g_strdup_printf (_ ("%s, no trades in this period"), self->instrument->symbol);
  tape_bar_place_get_visible (&self->geometry.place, n_bars, MAX (1, self->geometry.width), &first, &last);
  if (first == last)
    {
      first = 0;
      last = n_bars;
    }
  from = tape_chart_view_format_time (self, bars[first].start);
  to = tape_chart_view_format_time (self, bars[last - 1].start);
  levels = describe_levels (self);
  indicators = describe_indicators (self, n_bars - 1);
  firings = tape_chart_describe_marks (self);
  bars_name = tape_interval_get_adjective (tape_series_get_interval (self->series));
  if (self->style == TAPE_CHART_LINE)
    /* Translators: symbol, "1-minute", first and last time, last price and so on, indicators, firings. */
    return g_strdup_printf (_ ("%s, %s line, %s to %s. %s%s%s"), self->instrument->symbol, bars_name, from, to, levels,
                            indicators, firings);
  /* Translators: symbol, "1-minute", first and last time, last price and so on, indicators, firings. */
  return g_strdup_printf (_ ("%s, %s candles, %s to %s. %s%s%s"), self->instrument->symbol, bars_name, from, to, levels,
                          indicators, firings);
}

static char *
update_name (TapeChartView *self)
{
  char *text = describe_chart (self);

  self->spoken = g_get_monotonic_time ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return text;
}

static gboolean
on_speech (gpointer data)
{
  TapeChartView *self = data;
  g_autofree char *text = update_name (self);

  self->speech = 0;
  return G_SOURCE_REMOVE;
}

void
tape_chart_queue_speech (TapeChartView *self)
{
  gint64 next = self->spoken + SPEECH_PAUSE * TAPE_SECOND;
  gint64 wait = MAX (next - g_get_monotonic_time (), SPEECH_SOON);

  if (self->speech == 0)
    self->speech = g_timeout_add ((guint)(wait / TAPE_MILLISECOND), on_speech, self);
}

void
tape_chart_speak_summary (TapeChartView *self)
{
  g_autofree char *text = update_name (self);

  speak (self, text);
}
