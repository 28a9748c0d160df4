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

/* What the trade before was, against the baseline of its own time. That of another day is not known for as long. */
static double
get_before (const Moment *moment, const TapeAlertSubject *subject, const TapeCondition *condition)
{
  const TapeDay *day = &moment->watch->day;
  gint64 time = moment->trade->before_time;
  TapeAlertBaseline baseline;

  if (time == TAPE_NO_TIME)
    return NAN;
  if ((condition->baseline == TAPE_BASELINE_PREVIOUS_CLOSE || condition->baseline == TAPE_BASELINE_OPEN)
      && (time < day->start || time >= day->end))
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

  moment->baseline.is_trade = FALSE;
  if (test->kind == TAPE_CONDITION_CHANGE)
    {
      get_change (moment, subject, test, &value);
      return value;
    }
  value.value = price;
  value.before = moment->trade->before;
  value.is_true = tape_alert_test_reaches (test, price);
  if (test->kind == TAPE_CONDITION_CROSS)
    value.is_true = value.is_true && !isnan (value.before) && !tape_alert_test_reaches (test, value.before);
  return value;
}

/* --- Evidence --- */

/* A trade of which no more is known. */
static void
append_price (GArray *evidence, guint32 instrument, gint64 time, double price)
{
  const TapeEvidence of = {
    .time = time,
    .instrument = instrument,
    .price = price,
    .quantity = NAN,
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
  const TapeAlertTrade *trade = moment->trade;
  TapeEvidence *last;

  if (moment->baseline.is_trade)
    append_price (evidence, look->instrument, moment->baseline.time, moment->baseline.price);
  if (test->kind == TAPE_CONDITION_CROSS && trade->before_time != TAPE_NO_TIME)
    append_price (evidence, look->instrument, trade->before_time, trade->before);
  append_price (evidence, look->instrument, trade->trade->event_time, trade->trade->price);
  last = &g_array_index (evidence, TapeEvidence, evidence->len - 1);
  last->quantity = trade->trade->quantity;
  last->source = trade->trade->source;
  last->side = trade->trade->side;
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
begin_base (const Moment *moment, const TapeAlertTest *test, TapeAlertSubject *subject)
{
  if (test->kind != TAPE_CONDITION_CHANGE || test->condition->baseline != TAPE_BASELINE_LAST_FIRING)
    return subject;
  if (subject == NULL)
    subject = tape_alert_watch_ensure_subject (moment->alerts, moment->watch, test);
  if (isnan (subject->state.base))
    {
      subject->state.base = moment->trade->trade->price;
      subject->state.base_time = moment->trade->trade->event_time;
      subject->unsaved = TRUE;
    }
  return subject;
}

static void
look_at (Moment *moment, const TapeAlertLook *look, guint32 place)
{
  TapeAlerts *alerts = moment->alerts;
  TapeAlertWatch *watch = moment->watch;
  const TapeAlertTest *test = tape_alerts_get_test (alerts, tape_alert_watch_get_test (watch, place));
  TapeAlertSubject *subject = begin_base (moment, test, tape_alert_watch_get_subject (watch, place));
  TapeAlertValue value = get_value (moment, subject, test);
  TapeFiring *firing;

  if (subject == NULL && !value.is_true)
    return;
  if (subject == NULL)
    subject = tape_alert_watch_ensure_subject (alerts, watch, test);
  firing = tape_alert_subject_look (subject, alerts->rules, test, look, &value);
  tape_alerts_note_subject (alerts, subject);
  if (firing == NULL)
    return;
  tape_alerts_add_firing (alerts, test, firing);
  tape_alert_watch_update_rule (alerts, watch, test);
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
  tape_alert_watch_update_touched (moment->alerts, watch);
}

static gboolean
has_expired (const TapeRule *rule, gint64 time)
{
  return rule->until != TAPE_NO_TIME && time > rule->until;
}

/* Of another day than the latest trade, or where a price some time ago is asked for, all is looked at: bands are of now. */
static void
look_back (Moment *moment)
{
  TapeAlerts *alerts = moment->alerts;
  TapeAlertWatch *watch = moment->watch;
  TapeAlertLook look = make_look (moment);
  gboolean same_day = look.time >= watch->day.start;
  TapeDay day;

  if (!same_day)
    {
      tape_universe_get_day (alerts->universe, watch->instrument, look.time, &day);
      look.date = day.date;
    }
  tape_alert_watch_touch (alerts, watch, same_day && watch->plan->longest == 0 ? look.price : NAN);
  for (guint i = 0; i < alerts->touched->len; i++)
    {
      guint32 place = g_array_index (alerts->touched, guint32, i);
      const TapeAlertTest *test = tape_alerts_get_test (alerts, tape_alert_watch_get_test (watch, place));
      TapeAlertSubject *subject = tape_alert_watch_get_subject (watch, place);
      TapeAlertValue value = get_value (moment, subject, test);
      TapeFiring *firing;

      if (!value.is_true || test->rule->n_conditions > 1 || has_expired (test->rule, moment->trade->before_time))
        continue;
      if (subject == NULL)
        subject = tape_alert_watch_ensure_subject (alerts, watch, test);
      firing = tape_alert_subject_look_back (subject, alerts->rules, test, &look, &value);
      tape_alerts_note_subject (alerts, subject);
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

void
tape_alerts_keep (TapeAlerts *self, const TapeAlertTrade *trade)
{
  tape_alert_past_take (self, self->watches[trade->trade->instrument], trade);
}

void
tape_alerts_look (TapeAlerts *self, const TapeAlertTrade *trade)
{
  const TapeTrade *of = trade->trade;
  TapeAlertWatch *watch = self->watches[of->instrument];
  const TapeAlertBand *band = &self->bands[of->instrument];
  Moment moment = { self, watch, trade, { .price = NAN }, of->event_time < trade->before_time };

  if (watch->plan->longest > 0)
    tape_alert_past_take (self, watch, trade);
  watch->stale |= of->event_time < band->from || tape_alert_watch_is_outside_day (watch, of->event_time);
  if (moment.late && of->event_time < watch->ago_until - watch->plan->shortest)
    watch->ago_until = TAPE_NO_TIME;
  watch->price = trade->before;
  tape_alert_watch_refresh (self, watch, MAX (of->event_time, trade->before_time));
  if (!moment.late)
    look (&moment);
  else if (is_kept (self, trade))
    look_back (&moment);
}
