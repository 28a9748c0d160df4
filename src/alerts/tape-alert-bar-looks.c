/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at bars: when one closes, and again when a late trade goes into a closed one. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

/* What a look at a bar is about. */
typedef struct
{
  TapeAlertSeries *series;
  guint bar;   /* of those listed */
  gint64 from; /* start of the first span that a volume was held against */
  double values[2];
} BarLook;

/* --- Values --- */

static const TapeAlertBar *
get_bar (const TapeAlertSeries *series, guint i)
{
  return &g_array_index (series->list, TapeAlertBar, i);
}

static void
get_volume (TapeAlerts *alerts, guint32 instrument, const TapeAlertTest *test, BarLook *look, TapeAlertValue *value)
{
  const TapeCondition *condition = test->condition;
  guint n = test->direction < 0 ? condition->n : 1;
  TapeAlertVolume volume
      = tape_alert_bars_volume (alerts->universe, instrument, look->series->list, look->bar, n, condition->x);

  look->from = volume.from;
  value->value = volume.ratio;
  if (isnan (volume.ratio))
    return;
  value->baseline = volume.mean;
  value->is_true = test->direction < 0 ? volume.stays : tape_alert_test_reaches (test, volume.ratio);
  if (look->bar > 0)
    value->before
        = tape_alert_bars_volume (alerts->universe, instrument, look->series->list, look->bar - 1, 1, 0).ratio;
}

static double
get_indicator (TapeAlertSeries *series, const char *name, guint n, guint bar)
{
  TapeAlertIndicator *indicator = tape_alert_series_find_indicator (series, name, n);

  return indicator != NULL ? tape_alert_series_get_values (series, indicator)[bar] : NAN;
}

static void
get_averages (const TapeAlertTest *test, BarLook *look, TapeAlertValue *value)
{
  const TapeCondition *condition = test->condition;
  const char *name = condition->exponential ? "ema" : "sma";
  double fast[2], slow[2];
  gboolean was, is;

  if (look->bar == 0)
    return;
  for (guint i = 0; i < 2; i++)
    {
      fast[i] = get_indicator (look->series, name, condition->fast, look->bar - 1 + i);
      slow[i] = get_indicator (look->series, name, condition->slow, look->bar - 1 + i);
      look->values[i] = fast[i] - slow[i];
    }
  if (isnan (look->values[0]) || isnan (look->values[1]))
    return;
  was = test->direction > 0 ? tape_alert_at_least (fast[0], slow[0]) : tape_alert_at_least (slow[0], fast[0]);
  is = test->direction > 0 ? tape_alert_at_least (fast[1], slow[1]) : tape_alert_at_least (slow[1], fast[1]);
  value->value = look->values[1];
  value->before = look->values[0];
  value->baseline = slow[1];
  value->is_true = is && !was;
}

static void
get_rsi (const TapeAlertTest *test, BarLook *look, TapeAlertValue *value)
{
  look->values[0] = look->bar > 0 ? get_indicator (look->series, "rsi", test->n, look->bar - 1) : NAN;
  look->values[1] = get_indicator (look->series, "rsi", test->n, look->bar);
  value->value = look->values[1];
  value->before = look->values[0];
  value->is_true = !isnan (value->value) && tape_alert_test_reaches (test, value->value);
}

/* How many bars up to @bar in a row, at most n; NaN where there are not so many. */
static double
get_streak (const TapeAlertTest *test, const TapeAlertSeries *series, guint bar)
{
  guint count = 0;

  if (bar < test->n)
    return NAN;
  while (count < test->n)
    {
      double change = get_bar (series, bar - count)->close - get_bar (series, bar - count - 1)->close;

      if (change * test->direction <= 0)
        break;
      count++;
    }
  return count;
}

static double
get_share (const TapeAlertSeries *series, guint bar)
{
  const TapeAlertBar *of = get_bar (series, bar);

  return of->buys + of->sells > 0 ? of->buys / (of->buys + of->sells) : NAN;
}

static TapeAlertValue
get_value (TapeAlerts *alerts, guint32 instrument, const TapeAlertTest *test, BarLook *look)
{
  TapeAlertValue value = { .value = NAN, .before = NAN, .baseline = NAN, .baseline_time = TAPE_NO_TIME };

  look->values[0] = look->values[1] = NAN;
  switch (test->kind)
    {
    case TAPE_CONDITION_VOLUME:
      get_volume (alerts, instrument, test, look, &value);
      break;
    case TAPE_CONDITION_AVERAGES:
      get_averages (test, look, &value);
      break;
    case TAPE_CONDITION_RSI:
      get_rsi (test, look, &value);
      break;
    case TAPE_CONDITION_STREAK:
      value.value = get_streak (test, look->series, look->bar);
      value.before = look->bar > 0 ? get_streak (test, look->series, look->bar - 1) : NAN;
      value.is_true = value.value >= test->n;
      break;
    default:
      value.value = get_share (look->series, look->bar);
      value.before = look->bar > 0 ? get_share (look->series, look->bar - 1) : NAN;
      value.is_true = !isnan (value.value) && tape_alert_test_reaches (test, value.value);
    }
  return value;
}

/* --- Evidence --- */

static void
tell (const TapeAlertLook *look, const TapeAlertTest *test, GArray *evidence)
{
  const BarLook *of = look->data;
  guint bar = of->bar, first = bar;
  double value = NAN;

  switch (test->kind)
    {
    case TAPE_CONDITION_VOLUME:
      while (first > 0 && get_bar (of->series, first - 1)->start >= of->from)
        first--;
      value = look->value;
      break;
    case TAPE_CONDITION_AVERAGES:
    case TAPE_CONDITION_RSI:
      if (bar > 0)
        tape_alert_bar_tell (get_bar (of->series, bar - 1), look->instrument, of->values[0], evidence);
      value = of->values[1];
      break;
    case TAPE_CONDITION_STREAK:
      first = bar - test->n;
      break;
    default:
      value = get_share (of->series, bar);
    }
  for (guint i = first; i <= bar; i++)
    tape_alert_bar_tell (get_bar (of->series, i), look->instrument, i == bar ? value : NAN, evidence);
}

/* --- Closing --- */

static TapeAlertSeries *
find_series (const TapeAlertWatch *watch, gint64 span)
{
  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = tape_alert_watch_get_series (watch, i);

      if (series->span == span)
        return series;
    }
  return NULL;
}

/* That of a test of bars. */
static TapeAlertSeries *
get_series_of (const TapeAlertWatch *watch, guint i)
{
  return tape_alert_watch_get_series (watch, g_array_index (watch->bar_series, guint16, i));
}

/* Whether a bar of the span can end at @end. */
static gboolean
may_end (TapeAlerts *self, guint32 instrument, gint64 span, gint64 end)
{
  TapeDay day;

  if (span != TAPE_DAY)
    return tape_time_floor (end, span) == end;
  tape_universe_get_day (self->universe, instrument, end - 1, &day);
  return day.end == end;
}

/* Lists the bars of all series, or of those of which one ends at @until. */
static void
list_series (TapeAlerts *self, TapeAlertWatch *watch, gint64 until, gboolean all)
{
  g_array_set_size (self->minutes, 0);
  self->host->list_minutes (self->data, watch->instrument, self->minutes);
  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = g_ptr_array_index (watch->series, i);

      if (all || may_end (self, watch->instrument, series->span, until))
        tape_alert_series_list (series, self->universe, watch->instrument, self->minutes, until);
      else
        g_array_set_size (series->list, 0);
    }
}

static TapeAlertLook
make_look (TapeAlerts *self, const TapeAlertWatch *watch, gint64 end, gint64 receive_time)
{
  TapeAlertLook look = {
    .subject = tape_universe_get (self->universe, watch->instrument)->symbol,
    .instrument = watch->instrument,
    .time = end,
    .receive_time = receive_time,
    .tell = tell,
  };
  gint64 time;
  TapeDay day;

  look.price = self->host->get_latest (self->data, watch->instrument, &time, &look.suspect);
  tape_universe_get_day (self->universe, watch->instrument, end, &day);
  look.date = day.date;
  return look;
}

/* Whether there is a value. */
static gboolean
look_at (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertTest *test, TapeAlertLook *look, BarLook *of)
{
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument);
  TapeAlertSubject *subject = tape_alerts_find_subject (self, test->id, key);
  TapeAlertValue value = get_value (self, watch->instrument, test, of);
  TapeFiring *firing;

  if (subject == NULL && !value.is_true)
    return !isnan (value.value);
  if (subject == NULL)
    subject = tape_alerts_ensure_subject (self, test, key);
  look->data = of;
  look->value = value.value;
  tape_alert_subject_forget_bars (subject, look->time - self->lateness);
  firing = tape_alert_subject_look (subject, self->rules, test, look, &value);
  tape_alerts_note_subject (self, subject);
  if (firing != NULL)
    tape_alerts_add_firing (self, test, firing);
  if (firing != NULL && test->rule->n_conditions > 1)
    tape_alert_watch_invalidate (self, watch);
  return !isnan (value.value);
}

void
tape_alerts_close_bars (TapeAlerts *self, guint32 instrument, gint64 end, gint64 receive_time)
{
  TapeAlertWatch *watch = self->watches[instrument];
  TapeAlertLook look = make_look (self, watch, end, receive_time);

  list_series (self, watch, end, FALSE);
  for (guint i = 0; i < watch->bar_tests->len; i++)
    {
      TapeAlertSeries *series = get_series_of (watch, i);
      gint bar = tape_alert_bars_find (series->list, end);
      BarLook of = { .series = series, .bar = (guint)bar };

      if (bar >= 0)
        g_array_index (watch->bar_known, guint8, i) = look_at (
            self, watch, tape_alerts_get_test (self, g_array_index (watch->bar_tests, guint32, i)), &look, &of);
    }
  for (guint i = 0; i < watch->series->len; i++)
    ((TapeAlertSeries *)g_ptr_array_index (watch->series, i))->scheduled = TAPE_NO_TIME;
}

/* --- Late trades --- */

/* A test and a closed bar that may still change, and what was found. */
typedef struct
{
  gint64 end;
  guint32 test;
  TapeAlertValue value;
} LateValue;

static int
compare_late (gconstpointer a, gconstpointer b)
{
  const LateValue *one = a, *other = b;

  if (one->end != other->end)
    return one->end < other->end ? -1 : 1;
  return (one->test > other->test) - (one->test < other->test);
}

/* Looks at the bars from that of @time on which are closed by @watermark and may still change. */
static void
look_at_late (TapeAlerts *self, TapeAlertWatch *watch, gint64 time, gint64 watermark, GArray *values)
{
  g_array_set_size (values, 0);
  list_series (self, watch, watermark, TRUE);
  for (guint i = 0; i < watch->bar_tests->len; i++)
    {
      guint32 number = g_array_index (watch->bar_tests, guint32, i);
      const TapeAlertTest *test = tape_alerts_get_test (self, number);
      TapeAlertSeries *series = get_series_of (watch, i);

      if (test->rule->n_conditions > 1)
        continue;
      for (guint bar = series->list->len; bar-- > 0;)
        {
          const TapeAlertBar *of = get_bar (series, bar);
          BarLook look = { .series = series, .bar = bar };
          LateValue value = { .end = of->end, .test = number };

          if (of->end <= time || of->end + self->lateness <= watermark)
            break;
          value.value = get_value (self, watch->instrument, test, &look);
          g_array_append_val (values, value);
        }
    }
  g_array_sort (values, compare_late);
}

gboolean
tape_alerts_begin_late (TapeAlerts *self, const TapeTrade *trade, gint64 watermark)
{
  TapeAlertWatch *watch = self->watches[trade->instrument];

  if (watch->bar_tests->len == 0)
    return FALSE;
  look_at_late (self, watch, trade->event_time, watermark, self->late);
  return TRUE;
}

static const LateValue *
find_late (const GArray *values, const LateValue *wanted)
{
  for (guint i = 0; i < values->len; i++)
    if (compare_late (&g_array_index (values, LateValue, i), wanted) == 0)
      return &g_array_index (values, LateValue, i);
  return NULL;
}

static void
look_back (TapeAlerts *self, TapeAlertWatch *watch, const TapeTrade *trade, LateValue *now, const LateValue *before)
{
  const TapeAlertTest *test = tape_alerts_get_test (self, now->test);
  TapeAlertSeries *series = find_series (watch, test->condition->span);
  TapeAlertSubject *subject
      = tape_alerts_ensure_subject (self, test, tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument));
  TapeAlertLook look = make_look (self, watch, now->end, trade->receive_time);
  BarLook of = { .series = series, .bar = (guint)tape_alert_bars_find (series->list, now->end) };
  TapeFiring *firing;

  get_value (self, watch->instrument, test, &of);
  now->value.before = before != NULL ? before->value.value : NAN;
  look.data = &of;
  look.value = now->value.value;
  look.source = trade->source;
  firing = tape_alert_subject_look_back_bar (subject, test, &look, &now->value, now->end);
  tape_alerts_note_subject (self, subject);
  if (firing != NULL)
    tape_alerts_add_firing (self, test, firing);
}

void
tape_alerts_end_late (TapeAlerts *self, const TapeTrade *trade, gint64 watermark)
{
  TapeAlertWatch *watch = self->watches[trade->instrument];
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (LateValue));

  look_at_late (self, watch, trade->event_time, watermark, values);
  for (guint i = 0; i < values->len; i++)
    {
      LateValue *now = &g_array_index (values, LateValue, i);
      const LateValue *before = find_late (self->late, now);

      if (now->value.is_true && !(before != NULL && before->value.is_true))
        look_back (self, watch, trade, now, before);
    }
}

gsize
tape_alerts_late_size (void)
{
  return sizeof (LateValue);
}
