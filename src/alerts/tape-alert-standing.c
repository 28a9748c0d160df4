/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How rules stand: what the window shows of them between two firings. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

/* Levels of one instrument that are listed at most: the nearest. */
#define LEVELS 200

/* --- Prices at which a test fires --- */

/* NaN where there is none, or it is not known yet. */
static double
get_fire_price (TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertTest *test, gint64 time)
{
  const TapeCondition *condition = test->condition;
  TapeAlertBaseline baseline;

  if (condition->kind != TAPE_CONDITION_CHANGE)
    return test->threshold;
  tape_alert_baseline_get (
      self, watch,
      tape_alerts_find_subject (self, test->rule->id, tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument)),
      condition, time, &baseline);
  return tape_alert_price_at (condition, baseline.price, test->threshold);
}

/* Its latest price, with what is known of its day; NaN where nothing was traded yet. */
static double
follow (TapeAlerts *self, TapeAlertWatch *watch, gint64 *time)
{
  gboolean suspect;
  double price = self->host->get_latest (self->data, watch->instrument, time, &suspect);

  if (isnan (price))
    return NAN;
  if (watch->stale)
    {
      watch->price = price;
      tape_alert_watch_refresh (self, watch, *time);
    }
  return price;
}

/* --- Rules --- */

/* One subject of a rule. */
typedef struct
{
  gboolean armed;
  gboolean waits;
  double distance;
} Subject;

static gboolean
is_snoozed (const TapeAlerts *self, const TapeRule *rule, const char *subject, gint64 now)
{
  return self->rules->snoozes->len > 0 && tape_rule_set_is_snoozed (self->rules, rule->id, subject, now);
}

/* Whether it never fires again, as of @time. */
static gboolean
is_over (const TapeAlertSubject *subject, const TapeRule *rule, gint64 time)
{
  return tape_alert_subject_ended (subject, rule) || (rule->until != TAPE_NO_TIME && time > rule->until);
}

static void
add_test (TapeAlerts *self, const TapeAlertTest *test, guint64 key, gint64 time, Subject *of)
{
  const TapeAlertSubject *subject = tape_alerts_find_subject (self, test->rule->id, key);

  if (!tape_alert_test_is_first (test) && tape_alert_subject_is_armed (subject, test->slot)
      && !is_over (subject, test->rule, time))
    of->armed = TRUE;
}

static void
add_trade_test (
    TapeAlerts *self, TapeAlertWatch *watch, const TapeAlertTest *test, double price, gint64 time, Subject *of)
{
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument);
  const TapeAlertSubject *subject = tape_alerts_find_subject (self, test->rule->id, key);
  double fires_at = isnan (price) ? NAN : get_fire_price (self, watch, test, time);
  double distance;

  add_test (self, test, key, time, of);
  of->waits |= isnan (fires_at);
  if (isnan (fires_at) || test->rule->n_conditions > 1 || !tape_alert_subject_is_armed (subject, test->slot)
      || is_over (subject, test->rule, time))
    return;
  distance = MAX (0, test->direction * (fires_at - price) / price);
  of->distance = isnan (of->distance) ? distance : MIN (of->distance, distance);
}

static void
add_subject (TapeAlertStanding *standing, guint32 instrument, const Subject *of)
{
  standing->subjects++;
  standing->waiting += of->waits;
  standing->armed += of->armed && !of->waits;
  if (isnan (of->distance) || of->waits || (!isnan (standing->distance) && standing->distance <= of->distance))
    return;
  standing->distance = of->distance;
  standing->nearest = instrument;
}

/* By rule; those of one instrument are made of its tests, which lie apart. */
static void
add_watch (TapeAlerts *self, TapeAlertWatch *watch, gint64 now, Subject *subjects, guint8 *seen)
{
  const char *symbol = tape_universe_get (self->universe, watch->instrument)->symbol;
  const GArray *of_trades = watch->plan->tests;
  GArray *rules = self->touched;
  gint64 time;
  double price = follow (self, watch, &time);

  g_array_set_size (rules, 0);
  for (guint i = 0; i < of_trades->len + watch->bar_tests->len; i++)
    {
      gboolean of_bars = i >= of_trades->len;
      guint32 number = of_bars ? g_array_index (watch->bar_tests, TapeAlertBarTest, i - of_trades->len).test
                               : g_array_index (of_trades, guint32, i);
      const TapeAlertTest *test = tape_alerts_get_test (self, number);
      Subject *of = &subjects[test->number];

      if (!seen[test->number])
        {
          *of = (Subject){ .waits = is_snoozed (self, test->rule, symbol, now), .distance = NAN };
          g_array_append_val (rules, test->number);
        }
      seen[test->number] = TRUE;
      if (!of_bars)
        {
          add_trade_test (self, watch, test, price, time, of);
          continue;
        }
      add_test (self, test, tape_alert_key (TAPE_ALERT_INSTRUMENT, watch->instrument), time, of);
      of->waits |= !g_array_index (watch->bar_tests, TapeAlertBarTest, i - of_trades->len).known;
    }
  for (guint i = 0; i < rules->len; i++)
    {
      guint32 rule = g_array_index (rules, guint32, i);

      seen[rule] = FALSE;
      add_subject (&g_array_index (self->standings, TapeAlertStanding, rule), watch->instrument, &subjects[rule]);
    }
}

static void
add_group (TapeAlerts *self, const TapeAlertGroup *group, gint64 now)
{
  const TapeAlertSubject *subject = tape_alerts_find_subject (self, group->rule->id, group->key);
  Subject of = { .waits = is_snoozed (self, group->rule, group->rule->names[0], now), .distance = NAN };

  if (group->members->len == 0)
    return;
  of.waits |= subject == NULL || isnan (subject->state.last_value[group->rule->n_conditions - 1]);
  for (guint32 i = g_array_index (self->first_tests, guint32, group->number);
       i < g_array_index (self->first_tests, guint32, group->number + 1); i++)
    add_test (self, tape_alerts_get_test (self, i), group->key, now, &of);
  add_subject (&g_array_index (self->standings, TapeAlertStanding, group->number), TAPE_NO_INSTRUMENT, &of);
}

static void
add_sources (TapeAlerts *self, const TapeAlertTest *test, gint64 now)
{
  const char *const *names = (const char *const *)test->rule->names;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const TapeAlertSource *source = &g_array_index (self->sources, TapeAlertSource, i);
      Subject of = { .waits = is_snoozed (self, test->rule, source->name, now), .distance = NAN };

      if (names[0] != NULL && !g_strv_contains (names, source->name))
        continue;
      add_test (self, test, tape_alert_key (TAPE_ALERT_SOURCE, source->source), now, &of);
      add_subject (&g_array_index (self->standings, TapeAlertStanding, test->number), TAPE_NO_INSTRUMENT, &of);
    }
}

static void
make_standings (TapeAlerts *self, gint64 now)
{
  guint n = self->rules->rules->len;
  g_autofree Subject *subjects = g_new0 (Subject, n);
  g_autofree guint8 *seen = g_new0 (guint8, n);

  g_array_set_size (self->standings, 0);
  for (guint i = 0; i < n; i++)
    {
      const TapeAlertStanding standing = { .rule = ((TapeRule *)g_ptr_array_index (self->rules->rules, i))->id,
                                           .nearest = TAPE_NO_INSTRUMENT,
                                           .distance = NAN };

      g_array_append_val (self->standings, standing);
    }
  for (guint i = 0; i < self->room; i++)
    if (self->watches[i] != NULL)
      add_watch (self, self->watches[i], now, subjects, seen);
  for (guint i = 0; i < self->groups->len; i++)
    add_group (self, g_ptr_array_index (self->groups, i), now);
  for (guint i = 0; i < self->silence_tests->len; i++)
    add_sources (self, tape_alerts_get_test (self, g_array_index (self->silence_tests, guint32, i)), now);
}

/* With many subjects not each second either. */
#define SUBJECTS_A_TIME 20000

static guint
count_subjects (const GArray *standings)
{
  guint n = 0;

  for (guint i = 0; i < standings->len; i++)
    n += g_array_index (standings, TapeAlertStanding, i).subjects;
  return n;
}

const GArray *
tape_alerts_get_standings (TapeAlerts *self, gint64 now)
{
  gint64 second = now == TAPE_NO_TIME ? 0 : tape_time_floor (now, TAPE_SECOND);

  self->n_asked -= self->n_asked > 0;
  if (self->rules == NULL)
    g_array_set_size (self->standings, 0);
  else if (self->n_asked == 0 && second != self->standing_second)
    {
      make_standings (self, now);
      self->standing_second = second;
      self->n_asked = count_subjects (self->standings) / SUBJECTS_A_TIME + 1;
    }
  return self->standings;
}

void
tape_alerts_forget_standings (TapeAlerts *self)
{
  self->standing_second = TAPE_NO_TIME;
  self->n_asked = 0;
}

/* --- Levels --- */

static int
compare_distances (gconstpointer a, gconstpointer b, gpointer data)
{
  double price = *(const double *)data;
  double one = fabs (((const TapeAlertLevel *)a)->price - price);
  double other = fabs (((const TapeAlertLevel *)b)->price - price);

  return (one > other) - (one < other);
}

static int
compare_rules (gconstpointer a, gconstpointer b)
{
  const TapeAlertLevel *one = a, *other = b;

  if (one->rule != other->rule)
    return one->rule < other->rule ? -1 : 1;
  return other->direction - one->direction;
}

void
tape_alerts_list_levels (TapeAlerts *self, guint32 instrument, GArray *levels)
{
  TapeAlertWatch *watch = instrument < self->room ? self->watches[instrument] : NULL;
  gint64 time;
  double price;

  g_array_set_size (levels, 0);
  if (watch == NULL || isnan (price = follow (self, watch, &time)))
    return;
  for (guint i = 0; i < watch->plan->tests->len; i++)
    {
      const TapeAlertTest *test = tape_alerts_get_test (self, g_array_index (watch->plan->tests, guint32, i));
      const TapeAlertSubject *subject
          = tape_alerts_find_subject (self, test->rule->id, tape_alert_key (TAPE_ALERT_INSTRUMENT, instrument));
      const TapeAlertLevel level = { test->rule->id, get_fire_price (self, watch, test, time), test->direction,
                                     tape_alert_subject_is_armed (subject, test->slot) };

      if (test->rule->n_conditions == 1 && level.price > 0 && !is_over (subject, test->rule, time))
        g_array_append_val (levels, level);
    }
  if (levels->len > LEVELS)
    {
      g_array_sort_with_data (levels, compare_distances, &price);
      g_array_set_size (levels, LEVELS);
    }
  g_array_sort (levels, compare_rules);
}
