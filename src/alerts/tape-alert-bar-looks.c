/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at bars: when one closes, and again when a late trade goes into a closed one. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

/* What a look at a bar is about. */
typedef struct
{
  const TapeAlertBarTest *of;
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

static gboolean
reaches (const TapeAlertBarTest *test, double value)
{
  return tape_alert_reaches (test->direction, test->threshold, value);
}

/* Values before are for those that may fire. */
static void
get_volume (TapeAlerts *alerts, BarLook *look, TapeAlertValue *value)
{
  const TapeAlertBarTest *test = look->of;
  TapeAlertSeries *series = look->series;
  const TapeAlertVolume *volume = tape_alert_series_get_volume (series, alerts->universe, look->bar);

  look->from = volume->from;
  value->value = volume->ratio;
  if (isnan (volume->ratio))
    return;
  value->baseline = volume->mean;
  value->is_true = reaches (test, volume->ratio);
  if (value->is_true && test->direction < 0 && test->n > 1)
    {
      TapeAlertVolume all = tape_alert_bars_volume (alerts->universe, series->instrument, series->list, look->bar,
                                                    test->n, test->threshold);

      look->from = all.from;
      value->is_true = all.stays;
    }
  if (value->is_true && look->bar > 0)
    value->before = tape_alert_series_get_volume (series, alerts->universe, look->bar - 1)->ratio;
}

static double
get_indicator (const BarLook *look, guint i, guint bar)
{
  return tape_alert_series_get_value (look->series, look->of->indicators[i], bar);
}

static void
get_averages (BarLook *look, TapeAlertValue *value)
{
  const TapeAlertBarTest *test = look->of;
  double fast[2], slow[2];
  gboolean was, is;

  if (look->bar == 0)
    return;
  for (guint i = 0; i < 2; i++)
    {
      fast[i] = get_indicator (look, 0, look->bar - 1 + i);
      slow[i] = get_indicator (look, 1, look->bar - 1 + i);
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
get_rsi (BarLook *look, TapeAlertValue *value)
{
  look->values[1] = value->value = get_indicator (look, 0, look->bar);
  value->is_true = !isnan (value->value) && reaches (look->of, value->value);
  if (value->is_true && look->bar > 0)
    look->values[0] = value->before = get_indicator (look, 0, look->bar - 1);
}

/* How many bars up to @bar in a row, at most n; NaN where there are not so many. */
static double
get_streak (const TapeAlertBarTest *test, const TapeAlertSeries *series, guint bar)
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
get_value (TapeAlerts *alerts, BarLook *look)
{
  const TapeAlertBarTest *test = look->of;
  TapeAlertValue value = { .value = NAN, .before = NAN, .baseline = NAN, .baseline_time = TAPE_NO_TIME };

  look->values[0] = look->values[1] = NAN;
  switch (test->kind)
    {
    case TAPE_CONDITION_VOLUME:
      get_volume (alerts, look, &value);
      break;
    case TAPE_CONDITION_AVERAGES:
      get_averages (look, &value);
      break;
    case TAPE_CONDITION_RSI:
      get_rsi (look, &value);
      break;
    case TAPE_CONDITION_STREAK:
      value.value = get_streak (test, look->series, look->bar);
      value.is_true = value.value >= test->n;
      if (value.is_true && look->bar > 0)
        value.before = get_streak (test, look->series, look->bar - 1);
      break;
    default:
      value.value = get_share (look->series, look->bar);
      value.is_true = !isnan (value.value) && reaches (test, value.value);
      if (value.is_true && look->bar > 0)
        value.before = get_share (look->series, look->bar - 1);
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

void
tape_alert_bar_test_begin (TapeAlerts *self, const TapeAlertWatch *watch, TapeAlertBarTest *of)
{
  const TapeAlertTest *test = tape_alerts_get_test (self, of->test);
  const TapeCondition *condition = test->condition;
  const TapeAlertSeries *series = tape_alert_watch_get_series (watch, of->series);

  of->kind = (guint8)test->kind;
  of->direction = (gint8)test->direction;
  of->n = test->n;
  of->threshold = test->threshold;
  if (test->kind == TAPE_CONDITION_RSI)
    of->indicators[0] = tape_alert_series_find_indicator (series, "rsi", condition->n);
  else if (test->kind == TAPE_CONDITION_AVERAGES)
    {
      const char *name = condition->exponential ? "ema" : "sma";

      of->indicators[0] = tape_alert_series_find_indicator (series, name, condition->fast);
      of->indicators[1] = tape_alert_series_find_indicator (series, name, condition->slow);
    }
  of->subject = tape_alerts_find_subject (self, test->id, tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument));
  of->rests = tape_alert_subject_rests (of->subject, test->slot);
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
list_series (TapeAlerts *self, const TapeAlertWatch *watch, gint64 until, gboolean all)
{
  gint64 from = G_MAXINT64;

  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = tape_alert_watch_get_series (watch, i);

      series->at = all || may_end (self, watch->instrument, series->span, until) ? 0 : -1;
      if (series->at >= 0)
        from = MIN (from, tape_alert_series_wants (series, until));
    }
  g_array_set_size (self->minutes, 0);
  self->host->list_minutes (self->data, watch->instrument, from, self->minutes);
  for (guint i = 0; i < watch->series->len; i++)
    {
      TapeAlertSeries *series = tape_alert_watch_get_series (watch, i);

      if (series->at >= 0)
        tape_alert_series_list (series, self->universe, self->minutes, until);
    }
}

static TapeAlertLook
make_look (TapeAlerts *self, TapeAlertWatch *watch, gint64 end, gint64 receive_time)
{
  TapeAlertLook look = {
    .subject = tape_universe_get (self->universe, watch->instrument)->symbol,
    .instrument = watch->instrument,
    .time = end,
    .receive_time = receive_time,
    .tell = tell,
  };
  gint64 time;

  look.price = self->host->get_latest (self->data, watch->instrument, &time, &look.suspect);
  if (watch->bar_day.start == TAPE_NO_TIME || end < watch->bar_day.start || end >= watch->bar_day.end)
    tape_universe_get_day (self->universe, watch->instrument, end, &watch->bar_day);
  look.date = watch->bar_day.date;
  return look;
}

static void
look_at (TapeAlerts *self,
         TapeAlertWatch *watch,
         TapeAlertBarTest *of,
         const TapeAlertLook *look,
         const TapeAlertValue *value)
{
  const TapeAlertTest *test = tape_alerts_get_test (self, of->test);
  TapeAlertSubject *subject = of->subject;
  TapeFiring *firing;

  if (subject == NULL)
    subject = tape_alert_watch_ensure_subject (self, watch, test);
  of->subject = subject;
  firing = tape_alert_subject_look (subject, self->rules, test, look, value);
  of->rests = tape_alert_subject_rests (subject, test->slot);
  tape_alerts_note_subject (self, subject);
  if (firing != NULL)
    tape_alerts_add_firing (self, test, firing);
  if (firing != NULL && test->rule->n_conditions > 1)
    tape_alert_watch_invalidate (self, watch);
}

void
tape_alerts_close_bars (TapeAlerts *self, guint32 instrument, gint64 end, gint64 receive_time)
{
  TapeAlertWatch *watch = self->watches[instrument];
  TapeAlertLook look = { .subject = NULL };

  list_series (self, watch, end, FALSE);
  for (guint i = 0; i < watch->bar_tests->len; i++)
    {
      TapeAlertBarTest *of = &g_array_index (watch->bar_tests, TapeAlertBarTest, i);
      TapeAlertSeries *series = tape_alert_watch_get_series (watch, of->series);
      BarLook bar = { .of = of, .series = series, .bar = (guint)series->at };
      TapeAlertValue value;

      if (series->at < 0)
        continue;
      value = get_value (self, &bar);
      of->known = !isnan (value.value);
      if (of->rests && !value.is_true)
        continue;
      if (look.subject == NULL)
        look = make_look (self, watch, end, receive_time);
      look.data = &bar;
      look.value = value.value;
      look_at (self, watch, of, &look, &value);
    }
  for (guint i = 0; i < watch->series->len; i++)
    if (tape_alert_watch_get_series (watch, i)->scheduled == end)
      tape_alert_watch_get_series (watch, i)->scheduled = TAPE_NO_TIME;
}

/* --- Late trades --- */

/* A test and a closed bar that may still change, and what was found. */
typedef struct
{
  gint64 end;
  guint32 test;
  guint number; /* among those of the watch */
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
      const TapeAlertBarTest *bar_test = &g_array_index (watch->bar_tests, TapeAlertBarTest, i);
      const TapeAlertTest *test = tape_alerts_get_test (self, bar_test->test);
      TapeAlertSeries *series = tape_alert_watch_get_series (watch, bar_test->series);

      if (test->rule->n_conditions > 1)
        continue;
      for (guint bar = series->list->len; bar-- > 0;)
        {
          const TapeAlertBar *of = get_bar (series, bar);
          BarLook look = { .of = bar_test, .series = series, .bar = bar };
          LateValue value = { .end = of->end, .test = bar_test->test, .number = i };

          if (of->end <= time || of->end + self->lateness <= watermark)
            break;
          value.value = get_value (self, &look);
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
look_back (TapeAlerts *self,
           TapeAlertWatch *watch,
           const TapeTrade *trade,
           gint64 watermark,
           LateValue *now,
           const LateValue *before)
{
  const TapeAlertTest *test = tape_alerts_get_test (self, now->test);
  const TapeAlertBarTest *bar_test = &g_array_index (watch->bar_tests, TapeAlertBarTest, now->number);
  TapeAlertSeries *series = tape_alert_watch_get_series (watch, bar_test->series);
  TapeAlertSubject *subject = tape_alert_watch_ensure_subject (self, watch, test);
  TapeAlertLook look = make_look (self, watch, now->end, trade->receive_time);
  BarLook of = { .of = bar_test, .series = series, .bar = (guint)tape_alert_bars_find (series->list, now->end) };
  TapeFiring *firing;

  get_value (self, &of);
  now->value.before = before != NULL ? before->value.value : NAN;
  look.data = &of;
  look.value = now->value.value;
  look.source = trade->source;
  tape_alert_subject_forget_bars (subject, watermark - self->lateness);
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
        look_back (self, watch, trade, watermark, now, before);
    }
}

gsize
tape_alerts_late_size (void)
{
  return sizeof (LateValue);
}
