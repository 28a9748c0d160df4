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
  g_array_unref (indicator->values);
  g_free (indicator);
}

TapeAlertSeries *
tape_alert_series_new (gint64 span)
{
  TapeAlertSeries *self = g_new0 (TapeAlertSeries, 1);

  self->span = span;
  self->keep = SPARE;
  self->bars = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  self->list = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  self->indicators = g_ptr_array_new_with_free_func (indicator_free);
  self->complete_to = self->scheduled = TAPE_NO_TIME;
  return self;
}

void
tape_alert_series_free (TapeAlertSeries *self)
{
  g_array_unref (self->bars);
  g_array_unref (self->list);
  g_ptr_array_unref (self->indicators);
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

/* --- What is looked at --- */

static void
drop_later (GArray *list, gint64 until)
{
  for (guint i = list->len; i-- > 0;)
    if (g_array_index (list, TapeAlertBar, i).end > until)
      g_array_remove_index (list, i);
}

void
tape_alert_series_list (
    TapeAlertSeries *self, TapeUniverse *universe, guint32 instrument, const GArray *minutes, gint64 until)
{
  g_array_set_size (self->list, 0);
  g_array_append_vals (self->list, self->bars->data, self->bars->len);
  for (guint i = 0; i < minutes->len; i++)
    {
      const TapeAlertMinute *minute = &g_array_index (minutes, TapeAlertMinute, i);
      TapeAlertBar piece;

      if (minute->start >= until)
        break;
      tape_alert_bar_begin (universe, instrument, self->span, minute->start, &piece);
      if (piece.end > until)
        continue;
      tape_alert_bar_take_pane (&piece, minute->pane);
      tape_alert_bars_add (self->list, &piece);
    }
  drop_later (self->list, until);
  for (guint i = 0; i < self->indicators->len; i++)
    ((TapeAlertIndicator *)g_ptr_array_index (self->indicators, i))->listed = FALSE;
}

const double *
tape_alert_series_get_values (TapeAlertSeries *self, TapeAlertIndicator *indicator)
{
  double *values;
  g_autofree gpointer state = NULL;

  g_array_set_size (indicator->values, self->list->len);
  values = (double *)indicator->values->data;
  if (indicator->listed)
    return values;
  indicator->listed = TRUE;
  state = g_memdup2 (indicator->state, tape_indicator_state_size (&indicator->of));
  for (guint i = 0; i < self->list->len; i++)
    if (i < self->n_complete)
      values[i] = i + 1 == self->n_complete ? indicator->last : NAN;
    else
      values[i] = update (indicator, state, &g_array_index (self->list, TapeAlertBar, i));
  return values;
}
