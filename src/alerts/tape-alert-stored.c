/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-stored.h"

#include "alerts/tape-alerts-private.h"

#include <math.h>
#include <string.h>

/* Spans that a mean volume is of. */
#define MEAN 20

/* What is left after so many periods of what an average began with is less than 1e-10 of it. */
#define WILDER_PERIODS      25
#define EXPONENTIAL_PERIODS 13

guint
tape_alert_stored_need (const TapeCondition *condition)
{
  guint n = MAX (condition->n, 1), longest = MAX (condition->fast, condition->slow);

  switch (condition->kind)
    {
    case TAPE_CONDITION_VOLUME:
      return MEAN + n + 2;
    case TAPE_CONDITION_AVERAGES:
      return condition->exponential ? EXPONENTIAL_PERIODS * (longest + 1) : longest + 2;
    case TAPE_CONDITION_RSI:
      return WILDER_PERIODS * n;
    default:
      return n + 2;
    }
}

/* --- Answers --- */

TapePastAnswer *
tape_past_answer_new (const TapePastQuestion *question)
{
  TapePastAnswer *self = g_new0 (TapePastAnswer, 1);

  self->question = *question;
  return self;
}

void
tape_past_answer_free (TapePastAnswer *self)
{
  g_clear_pointer (&self->bars, g_array_unref);
  g_free (self);
}

/* --- A series --- */

static void
end_question (TapeAlertStored *self)
{
  self->question = 0;
  g_clear_pointer (&self->since, g_array_unref);
}

/* Notes what a series takes in while its question is open. */
void
tape_alert_stored_note (TapeAlertSeries *series, const TapeAlertBar *piece)
{
  if (series->stored.since != NULL)
    tape_alert_bars_add (series->stored.since, piece);
}

static gboolean
is_to_be_asked (const TapeAlertStored *self)
{
  return self->known < self->wanted && !self->failed && (self->question == 0 || self->asked < self->wanted);
}

typedef struct
{
  guint32 whole;
  guint32 known;
  guint32 kept;
} StoredRow;

static void
save (TapeAlerts *alerts, const TapeAlertSeries *series)
{
  const StoredRow row = { (guint32)series->stored.whole, series->stored.known, series->stored.kept };

  tape_alerts_save_row (alerts, TAPE_ALERTS_ROW_STORED, series->instrument, series->span, &row, sizeof row);
}

static void
set_known (TapeAlerts *alerts, TapeAlertSeries *series, guint n)
{
  series->stored.whole = TRUE;
  series->stored.known = n;
  series->stored.kept = series->keep;
  save (alerts, series);
}

static gboolean
has_new_indicator (const TapeAlertSeries *series)
{
  for (guint i = 0; i < series->indicators->len; i++)
    if (((const TapeAlertIndicator *)g_ptr_array_index (series->indicators, i))->state == NULL)
      return TRUE;
  return FALSE;
}

/* What it knew may not do for its rules as they are now. */
static void
follow_rules (TapeAlerts *alerts, TapeAlertSeries *series)
{
  TapeAlertStored *self = &series->stored;
  guint known = has_new_indicator (series) || self->kept < series->keep ? 0 : self->known;
  guint kept = MIN (self->kept, series->keep);

  if (known == self->known && kept == self->kept)
    return;
  self->known = known;
  self->kept = kept;
  save (alerts, series);
}

/* Before its indicators begin. */
void
tape_alert_stored_begin (TapeAlerts *alerts, TapeAlertSeries *series, TapeAlertSeries *before)
{
  TapeAlertStored *self = &series->stored;

  if (before != NULL)
    {
      self->whole = before->stored.whole;
      self->known = before->stored.known;
      self->kept = before->stored.kept;
      self->question = before->stored.question;
      self->asked = before->stored.asked;
      self->since = g_steal_pointer (&before->stored.since);
    }
  if (!alerts->asks)
    return;
  if (before == NULL && alerts->adding)
    set_known (alerts, series, self->wanted);
  else if (self->known > 0)
    follow_rules (alerts, series);
  alerts->has_questions |= is_to_be_asked (self);
}

void
tape_alert_stored_end (TapeAlerts *alerts, const TapeAlertSeries *series)
{
  if (series->stored.whole)
    tape_alerts_save_row (alerts, TAPE_ALERTS_ROW_STORED, series->instrument, series->span, NULL, 0);
}

gboolean
tape_alert_stored_restore (TapeAlertSeries *series, const TapeStateRow *row, gconstpointer data)
{
  StoredRow stored;

  if (row->length != sizeof stored)
    return FALSE;
  memcpy (&stored, data, sizeof stored);
  series->stored.whole = stored.whole != 0;
  series->stored.known = stored.known;
  series->stored.kept = stored.kept;
  return TRUE;
}

/* --- Questions --- */

static void
ask (TapeAlerts *self, TapeAlertSeries *series, gint64 until, gint64 arrival)
{
  TapeAlertStored *stored = &series->stored;
  const TapePastQuestion question
      = { ++self->n_questions, series->instrument, stored->wanted, series->span, until, arrival };

  end_question (stored);
  stored->question = question.number;
  stored->asked = question.n;
  stored->since = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  g_array_append_val (self->commit->questions, question);
}

void
tape_alerts_set_asks (TapeAlerts *self)
{
  self->asks = TRUE;
}

void
tape_alerts_ask (TapeAlerts *self, gint64 until, gint64 arrival)
{
  if (!self->has_questions)
    return;
  self->has_questions = FALSE;
  for (guint32 i = 0; i < self->room; i++)
    for (guint j = 0; self->watches[i] != NULL && j < self->watches[i]->series->len; j++)
      {
        TapeAlertSeries *series = tape_alert_watch_get_series (self->watches[i], j);

        if (!is_to_be_asked (&series->stored))
          continue;
        if (until > TAPE_TIME_EARLIEST)
          ask (self, series, until, arrival);
        else
          {
            set_known (self, series, series->stored.wanted);
            tape_alert_minutes_note (self, series);
          }
      }
}

/* --- Taking an answer --- */

static TapeAlertSeries *
find_asker (const TapeAlerts *self, const TapePastQuestion *question)
{
  const TapeAlertWatch *watch = question->instrument < self->room ? self->watches[question->instrument] : NULL;

  for (guint i = 0; watch != NULL && i < watch->series->len; i++)
    {
      TapeAlertSeries *series = tape_alert_watch_get_series (watch, i);

      if (series->stored.question == question->number)
        return series;
    }
  return NULL;
}

/* What it has known from their first on stays as it is. */
static GArray *
put_before (GArray *past, const GArray *bars)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (TapeAlertBar));
  guint n = 0;

  while (
      n < past->len
      && (bars->len == 0 || g_array_index (past, TapeAlertBar, n).start < g_array_index (bars, TapeAlertBar, 0).start))
    n++;
  g_array_append_vals (all, past->data, n);
  g_array_append_vals (all, bars->data, bars->len);
  return all;
}

/* What was said before the question is stored, and in the answer. */
static GArray *
put_behind (GArray *past, const GArray *since)
{
  GArray *all = g_array_copy (past);

  for (guint i = 0; i < since->len; i++)
    tape_alert_bars_add (all, &g_array_index (since, TapeAlertBar, i));
  return all;
}

static void
run_indicators (TapeAlertSeries *series, gint64 until)
{
  gint64 complete_to = MAX (series->complete_to, until);

  for (guint i = 0; i < series->indicators->len; i++)
    {
      TapeAlertIndicator *indicator = g_ptr_array_index (series->indicators, i);

      g_clear_pointer (&indicator->state, g_free);
      indicator->last = NAN;
    }
  tape_alert_series_restart (series, complete_to);
}

gboolean
tape_alerts_take_past (TapeAlerts *self, const TapePastAnswer *answer)
{
  TapeAlertSeries *series = find_asker (self, &answer->question);
  g_autoptr (GArray) bars = NULL;

  if (series == NULL)
    return FALSE;
  if (answer->bars == NULL)
    {
      series->stored.failed = TRUE;
      end_question (&series->stored);
      return FALSE;
    }
  bars = series->stored.whole ? put_before (answer->bars, series->bars)
                              : put_behind (answer->bars, series->stored.since);
  tape_alert_minutes_replace (self, series, bars);
  run_indicators (series, answer->question.until);
  if (series->n_complete > series->keep)
    tape_alert_series_let_go (series, series->n_complete - series->keep);
  end_question (&series->stored);
  set_known (self, series, answer->question.n);
  return TRUE;
}
