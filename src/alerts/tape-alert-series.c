/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-series.h"

#include "alerts/tape-alerts.h"

#include <math.h>
#include <string.h>

/* Bars that a mean volume looks back on, and that are kept beside what a test counts. */
#define MEAN  20
#define SPARE 4

static void
indicator_free (gpointer item)
{
  TapeAlertIndicator *indicator = item;

  g_free (indicator->state);
  g_free (indicator->head);
  g_array_unref (indicator->values);
  g_free (indicator);
}

TapeAlertSeries *
tape_alert_series_new (guint32 instrument, gint64 span)
{
  TapeAlertSeries *self = g_new0 (TapeAlertSeries, 1);

  self->instrument = instrument;
  self->span = span;
  self->keep = SPARE;
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  self->list = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  self->indicators = g_ptr_array_new_with_free_func (indicator_free);
  self->complete_to = self->listed_to = self->scheduled = self->saved_to = TAPE_NO_TIME;
  self->unsaved_from = G_MAXINT64;
  self->at = -1;
  return self;
}

void
tape_alert_series_free (TapeAlertSeries *self)
{
  g_array_unref (self->bars);
  g_array_unref (self->list);
  g_ptr_array_unref (self->indicators);
  g_clear_pointer (&self->stored.since, g_array_unref);
  g_free (self);
}

/* --- Indicators --- */

static double
update (TapeAlertIndicator *indicator, gpointer state, const TapeAlertBar *bar)
{
  const TapeIndicatorBar of = { .start = bar->start,
                                .open = bar->open,
                                .high = bar->high,
                                .low = bar->low,
                                .close = bar->close,
                                .volume = bar->volume };
  double values[TAPE_INDICATOR_OUTPUTS];

  tape_indicator_update (&indicator->of, state, &of, values);
  return values[0];
}

TapeAlertIndicator *
tape_alert_series_find_indicator (const TapeAlertSeries *self, const char *name, guint n)
{
  for (guint i = 0; i < self->indicators->len; i++)
    {
      TapeAlertIndicator *indicator = g_ptr_array_index (self->indicators, i);

      if (strcmp (indicator->of.type->name, name) == 0 && indicator->of.parameters[0] == n)
        return indicator;
    }
  return NULL;
}

static gint64
make_key (const char *text, gint64 span)
{
  guint64 hash = (guint64)span;

  for (; *text != '\0'; text++)
    hash = (hash ^ (guchar)*text) * G_GUINT64_CONSTANT (1099511628211);
  return (gint64)(hash >> 1);
}

static void
add_indicator (TapeAlertSeries *self, const char *name, guint n)
{
  g_autofree char *text = g_strdup_printf ("%s:%u", name, n);
  TapeAlertIndicator *indicator;

  if (tape_alert_series_find_indicator (self, name, n) != NULL)
    return;
  indicator = g_new0 (TapeAlertIndicator, 1);
  indicator->last = NAN;
  indicator->values = g_array_new (FALSE, FALSE, sizeof (double));
  indicator->key = make_key (text, self->span);
  if (tape_indicator_parse (&indicator->of, text, NULL))
    g_ptr_array_add (self->indicators, indicator);
  else
    indicator_free (indicator);
}

void
tape_alert_series_add_test (TapeAlertSeries *self, const TapeAlertTest *test)
{
  const TapeCondition *condition = test->condition;
  guint n = MAX (condition->n, 1);

  self->stored.wanted = MAX (self->stored.wanted, tape_alert_stored_need (condition));
  if (condition->kind == TAPE_CONDITION_VOLUME)
    self->keep = MAX (self->keep, MEAN + n + SPARE);
  else if (condition->kind == TAPE_CONDITION_STREAK)
    self->keep = MAX (self->keep, n + SPARE);
  else if (condition->kind == TAPE_CONDITION_RSI)
    add_indicator (self, "rsi", condition->n);
  else if (condition->kind == TAPE_CONDITION_AVERAGES)
    {
      add_indicator (self, condition->exponential ? "ema" : "sma", condition->fast);
      add_indicator (self, condition->exponential ? "ema" : "sma", condition->slow);
    }
}

/* --- What cannot change any more --- */

gboolean
tape_alert_series_complete (TapeAlertSeries *self, gint64 end)
{
  guint before = self->n_complete;

  for (; self->n_complete < self->bars->len; self->n_complete++)
    {
      const TapeAlertBar *bar = &g_array_index (self->bars, TapeAlertBar, self->n_complete);

      if (bar->end > end)
        break;
      for (guint i = 0; i < self->indicators->len; i++)
        {
          TapeAlertIndicator *indicator = g_ptr_array_index (self->indicators, i);

          indicator->last = update (indicator, indicator->state, bar);
        }
      self->complete_to = bar->end;
    }
  return self->n_complete > before;
}

void
tape_alert_series_restart (TapeAlertSeries *self, gint64 complete_to)
{
  self->n_complete = 0;
  self->complete_to = complete_to;
  while (self->n_complete < self->bars->len
         && g_array_index (self->bars, TapeAlertBar, self->n_complete).end <= complete_to)
    self->n_complete++;
  for (guint i = 0; i < self->indicators->len; i++)
    {
      TapeAlertIndicator *indicator = g_ptr_array_index (self->indicators, i);

      if (indicator->state != NULL)
        continue;
      indicator->state = g_malloc0 (tape_indicator_state_size (&indicator->of));
      for (guint j = 0; j < self->n_complete; j++)
        indicator->last = update (indicator, indicator->state, &g_array_index (self->bars, TapeAlertBar, j));
    }
}

static guint
count_before (const GArray *bars, gint64 start)
{
  guint n = 0;

  while (n < bars->len && g_array_index (bars, TapeAlertBar, n).start < start)
    n++;
  return n;
}

void
tape_alert_series_let_go (TapeAlertSeries *self, guint n)
{
  guint listed;

  g_array_remove_range (self->bars, 0, n);
  self->n_complete -= MIN (n, self->n_complete);
  listed = self->bars->len > 0 ? count_before (self->list, g_array_index (self->bars, TapeAlertBar, 0).start) : 0;
  if (listed == 0)
    return;
  g_array_remove_range (self->list, 0, listed);
  memset (self->volume_of, 0, sizeof self->volume_of);
  for (guint i = 0; i < self->indicators->len; i++)
    {
      GArray *values = ((TapeAlertIndicator *)g_ptr_array_index (self->indicators, i))->values;

      g_array_remove_range (values, 0, MIN (values->len, listed));
    }
}

/* --- What is looked at --- */

gint64
tape_alert_series_wants (TapeAlertSeries *self, gint64 until)
{
  const GArray *bars = self->bars;

  if (until < self->listed_to
      || (bars->len > 0 && g_array_index (bars, TapeAlertBar, bars->len - 1).start >= self->listed_to))
    self->listed_to = TAPE_NO_TIME;
  return self->listed_to;
}

/* Begins again with what cannot change any more. */
static void
begin_list (TapeAlertSeries *self, gint64 until)
{
  guint n = self->bars->len;

  while (n > 0 && g_array_index (self->bars, TapeAlertBar, n - 1).end > until)
    n--;
  g_array_set_size (self->list, 0);
  g_array_append_vals (self->list, self->bars->data, n);
  memset (self->volume_of, 0, sizeof self->volume_of);
  for (guint i = 0; i < self->indicators->len; i++)
    g_array_set_size (((TapeAlertIndicator *)g_ptr_array_index (self->indicators, i))->values, 0);
}

void
tape_alert_series_list (TapeAlertSeries *self, TapeUniverse *universe, const GArray *minutes, gint64 until)
{
  TapeAlertBar piece;

  if (self->listed_to == TAPE_NO_TIME)
    begin_list (self, until);
  for (guint i = 0; i < minutes->len; i++)
    {
      const TapeAlertMinute *minute = &g_array_index (minutes, TapeAlertMinute, i);

      if (minute->start < self->listed_to)
        continue;
      if (minute->start >= until)
        break;
      tape_alert_bar_begin (universe, self->instrument, self->span, minute->start, &piece);
      if (piece.end > until)
        break;
      tape_alert_bar_take_pane (&piece, minute->pane);
      tape_alert_bars_add (self->list, &piece);
    }
  tape_alert_bar_begin (universe, self->instrument, self->span, until, &piece);
  self->listed_to = piece.start;
  self->at = tape_alert_bars_find (self->list, until);
}

/* Values that follow those of bars that cannot change any more, of which the last alone is known. */
static void
begin_values (const TapeAlertSeries *self, TapeAlertIndicator *indicator)
{
  const double none = NAN;
  gsize size = tape_indicator_state_size (&indicator->of);

  if (indicator->head == NULL)
    indicator->head = g_malloc (size);
  memcpy (indicator->head, indicator->state, size);
  while (indicator->values->len < self->list->len
         && g_array_index (self->list, TapeAlertBar, indicator->values->len).end <= self->complete_to)
    g_array_append_val (indicator->values, none);
  if (indicator->values->len > 0)
    g_array_index (indicator->values, double, indicator->values->len - 1) = indicator->last;
}

double
tape_alert_series_get_value (TapeAlertSeries *self, TapeAlertIndicator *indicator, guint bar)
{
  GArray *values = indicator->values;

  if (values->len == 0)
    begin_values (self, indicator);
  while (values->len <= bar)
    {
      double value = update (indicator, indicator->head, &g_array_index (self->list, TapeAlertBar, values->len));

      g_array_append_val (values, value);
    }
  return g_array_index (values, double, bar);
}

const TapeAlertVolume *
tape_alert_series_get_volume (TapeAlertSeries *self, TapeUniverse *universe, guint bar)
{
  guint i = bar % TAPE_ALERT_VOLUMES;

  if (self->volume_of[i] != bar + 1)
    self->volumes[i] = tape_alert_bars_volume (universe, self->instrument, self->list, bar, 1, 0);
  self->volume_of[i] = bar + 1;
  return &self->volumes[i];
}
