/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at the trades of an instrument: changes, levels, crosses. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

/* What a look at a trade is about. */
typedef struct
{
  TapeAlerts *alerts;
  TapeAlertWatch *watch;
  const TapeAlertTrade *trade;
  TapeAlertBaseline baseline; /* of the test that is looked at */
  gboolean late;
} Moment;

/* --- Values --- */

/* What the trade before was, against the baseline of its own time. */
static double
get_before (const Moment *moment, const TapeAlertSubject *subject, const TapeCondition *condition)
{
  gint64 time = moment->trade->before_time;
  TapeAlertBaseline baseline;

  if (time == TAPE_NO_TIME)
    return NAN;
  tape_alert_baseline_get (moment->alerts, moment->watch, subject, condition, time, &baseline);
  if (isnan (baseline.price) || (condition->baseline == TAPE_BASELINE_LAST_FIRING && baseline.time > time))
    return NAN;
  return tape_alert_change (condition, moment->trade->before, baseline.price);
}

static void
get_change (Moment *moment, const TapeAlertSubject *subject, const TapeAlertTest *test, TapeAlertValue *value)
{
  const TapeCondition *condition = test->condition;
  const TapeTrade *trade = moment->trade->trade;
  TapeAlertBaseline *baseline = &moment->baseline;

  tape_alert_baseline_get (moment->alerts, moment->watch, subject, condition, trade->event_time, baseline);
  if (isnan (baseline->price))
    return;
  if (moment->late && condition->baseline == TAPE_BASELINE_LAST_FIRING && baseline->time > trade->event_time)
    return;
  value->value = tape_alert_change (condition, trade->price, baseline->price);
  value->is_true = tape_alert_test_reaches (test, value->value);
  value->baseline = baseline->price;
  value->baseline_time = baseline->time;
  value->baseline_id = baseline->id;
  if (value->is_true)
    value->before = get_before (moment, subject, condition);
}

static TapeAlertValue
get_value (Moment *moment, const TapeAlertSubject *subject, const TapeAlertTest *test)
{
  double price = moment->trade->trade->price;
  TapeAlertValue value = { .value = NAN, .before = NAN, .baseline = NAN, .baseline_time = TAPE_NO_TIME };

  moment->baseline.has_trade = FALSE;
  if (test->condition->kind == TAPE_CONDITION_CHANGE)
    {
      get_change (moment, subject, test, &value);
      return value;
    }
  value.value = price;
  value.before = moment->trade->before;
  value.is_true = tape_alert_test_reaches (test, price);
  if (test->condition->kind == TAPE_CONDITION_CROSS)
    value.is_true = value.is_true && !isnan (value.before) && !tape_alert_test_reaches (test, value.before);
  return value;
}

/* --- Evidence --- */

static void
append_trade (GArray *evidence, const TapeTrade *trade)
{
  const TapeEvidence of = {
    .time = trade->event_time,
    .source = trade->source,
    .instrument = trade->instrument,
    .side = trade->side,
    .price = trade->price,
    .quantity = trade->quantity,
    .open = NAN,
    .high = NAN,
    .low = NAN,
    .value = NAN,
  };

  g_array_append_val (evidence, of);
}

static void
tell (const TapeAlertLook *look, const TapeAlertTest *test, GArray *evidence)
{
  const Moment *moment = look->data;

  if (moment->baseline.has_trade)
    g_array_append_val (evidence, moment->baseline.trade);
  if (test->condition->kind == TAPE_CONDITION_CROSS && moment->watch->latest.event_time != TAPE_NO_TIME)
    append_trade (evidence, &moment->watch->latest);
  append_trade (evidence, moment->trade->trade);
}

/* --- Looks --- */

static TapeAlertLook
make_look (Moment *moment)
{
  const TapeTrade *trade = moment->trade->trade;

  return (TapeAlertLook){
    .subject = tape_universe_get (moment->alerts->universe, trade->instrument)->symbol,
    .instrument = trade->instrument,
    .time = trade->event_time,
    .receive_time = trade->receive_time,
    .date = moment->watch->day.date,
    .price = trade->price,
    .suspect = moment->trade->suspect,
    .source = trade->source,
    .tell = tell,
    .data = moment,
  };
}

/* Until the first firing, *last firing* is the price of the first trade that was looked at. */
static TapeAlertSubject *
begin_base (const Moment *moment, const TapeAlertTest *test, TapeAlertSubject *subject, guint64 key)
{
  if (test->condition->kind != TAPE_CONDITION_CHANGE || test->condition->baseline != TAPE_BASELINE_LAST_FIRING)
    return subject;
  if (subject == NULL)
    subject = tape_alerts_ensure_subject (moment->alerts, test, key);
  if (isnan (subject->state.base))
    {
      subject->state.base = moment->trade->trade->price;
      subject->state.base_time = moment->trade->trade->event_time;
      subject->unsaved = TRUE;
    }
  return subject;
}

static void
look_at (Moment *moment, const TapeAlertLook *look, guint entry)
{
  TapeAlerts *alerts = moment->alerts;
  TapeAlertWatch *watch = moment->watch;
  const TapeAlertTest *test = tape_alerts_get_test (alerts, g_array_index (watch->entries, TapeAlertEntry, entry).test);
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument);
  TapeAlertSubject *subject = begin_base (moment, test, tape_alerts_find_subject (alerts, test->rule->id, key), key);
  TapeAlertValue value = get_value (moment, subject, test);
  TapeFiring *firing;

  if (subject == NULL && !value.is_true)
    return;
  if (subject == NULL)
    subject = tape_alerts_ensure_subject (alerts, test, key);
  firing = tape_alert_subject_look (subject, alerts->rules, test, look, &value);
  if (firing == NULL)
    return;
  tape_alerts_add_firing (alerts, test, firing);
  tape_alert_watch_update_rule (alerts, watch, test->number);
}

static void
look (Moment *moment)
{
  TapeAlertWatch *watch = moment->watch;
  const TapeAlertLook look = make_look (moment);
  GArray *touched = moment->alerts->touched;

  tape_alert_watch_touch (moment->alerts, watch, look.price);
  for (guint i = 0; i < touched->len; i++)
    look_at (moment, &look, g_array_index (touched, guint32, i));
  watch->price = look.price;
  for (guint i = 0; i < touched->len; i++)
    tape_alert_watch_update_entry (moment->alerts, watch, g_array_index (touched, guint32, i));
  tape_alert_watch_end_bands (moment->alerts, watch);
}

/* Of another day than the latest trade all is looked at: bands are of that one's. */
static void
look_back (Moment *moment)
{
  TapeAlerts *alerts = moment->alerts;
  TapeAlertWatch *watch = moment->watch;
  TapeAlertLook look = make_look (moment);
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument);
  gboolean same_day = look.time >= watch->day.start;
  TapeDay day;

  if (!same_day)
    {
      tape_universe_get_day (alerts->universe, watch->instrument, look.time, &day);
      look.date = day.date;
    }
  tape_alert_watch_touch (alerts, watch, same_day ? look.price : NAN);
  for (guint i = 0; i < alerts->touched->len; i++)
    {
      guint entry = g_array_index (alerts->touched, guint32, i);
      const TapeAlertTest *test
          = tape_alerts_get_test (alerts, g_array_index (watch->entries, TapeAlertEntry, entry).test);
      TapeAlertSubject *subject = tape_alerts_find_subject (alerts, test->rule->id, key);
      TapeAlertValue value = get_value (moment, subject, test);
      TapeFiring *firing;

      if (!value.is_true || test->rule->n_conditions > 1)
        continue;
      if (subject == NULL)
        subject = tape_alerts_ensure_subject (alerts, test, key);
      firing = tape_alert_subject_look_back (subject, alerts->rules, test, &look, &value);
      if (firing != NULL)
        tape_alerts_add_firing (alerts, test, firing);
    }
}

/* --- Trades --- */

/* Whether it is not dropped from its minute. */
static gboolean
is_kept (const TapeAlerts *alerts, const TapeAlertTrade *trade)
{
  return trade->watermark < tape_time_floor (trade->trade->event_time, TAPE_MINUTE) + TAPE_MINUTE + alerts->lateness;
}

static void
keep_history (TapeAlerts *alerts, TapeAlertWatch *watch, const TapeAlertTrade *trade)
{
  gint64 first = trade->before_time;

  tape_alert_history_add (&watch->history, trade->trade);
  if (first != TAPE_NO_TIME && trade->watermark > TAPE_TIME_EARLIEST)
    tape_alert_history_forget (&watch->history,
                               MIN (first, trade->watermark - alerts->lateness - TAPE_MINUTE) - watch->longest);
}

static void
keep_open (TapeAlertWatch *watch, const TapeTrade *trade)
{
  if (watch->needs_open && trade->event_time == watch->open_time && watch->open_trade.event_time != watch->open_time)
    watch->open_trade = *trade;
}

void
tape_alerts_look (TapeAlerts *self, const TapeAlertTrade *trade)
{
  const TapeTrade *of = trade->trade;
  TapeAlertWatch *watch = self->watches[of->instrument];
  const TapeAlertBand *band = &self->bands[of->instrument];
  Moment moment = { self, watch, trade, { .price = NAN }, of->event_time < trade->before_time };

  if (watch->longest > 0)
    keep_history (self, watch, trade);
  watch->stale |= of->event_time < band->from || of->event_time >= band->until;
  watch->price = trade->before;
  tape_alert_watch_refresh (self, watch, MAX (of->event_time, trade->before_time));
  keep_open (watch, of);
  if (!moment.late)
    look (&moment);
  else if (is_kept (self, trade))
    look_back (&moment);
}
