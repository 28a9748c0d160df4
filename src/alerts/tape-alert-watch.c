/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tests that are on one instrument: which of them a price touches, and up to when that is so. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

/* --- Making --- */

static void
add_bar_test (TapeAlertWatch *self, const TapeAlertTest *test, guint32 number)
{
  TapeAlertBarTest of = { .test = number };

  while (of.series < self->series->len && tape_alert_watch_get_series (self, of.series)->span != test->condition->span)
    of.series++;
  if (of.series == self->series->len)
    g_ptr_array_add (self->series, tape_alert_series_new (self->instrument, test->condition->span));
  tape_alert_series_add_test (tape_alert_watch_get_series (self, of.series), test);
  g_array_append_val (self->bar_tests, of);
}

static void
add_bar_tests (TapeAlerts *alerts, TapeAlertWatch *self)
{
  for (guint i = 0; i < self->plan->bar_tests->len; i++)
    {
      guint32 number = g_array_index (self->plan->bar_tests, guint32, i);

      add_bar_test (self, tape_alerts_get_test (alerts, number), number);
    }
  for (guint i = 0; i < self->bar_tests->len; i++)
    tape_alert_bar_test_begin (alerts, self, &g_array_index (self->bar_tests, TapeAlertBarTest, i));
}

static guint
count_entries (const TapeAlertWatch *self, guint i)
{
  const TapeAlertRange *range = tape_alert_plan_get_range (self->plan, i);

  return range->end - range->first;
}

static void
set_entry (TapeAlerts *alerts, TapeAlertWatch *self, guint i, guint at)
{
  guint32 test = tape_alert_watch_get_test (self, i * TAPE_ALERT_RANGE + at);

  tape_alert_bands_set (alerts, self, tape_alerts_get_test (alerts, test), &self->blocks[i].entries[at]);
}

/* Gives each test of a range an entry of its own. */
static void
open_block (TapeAlerts *alerts, TapeAlertWatch *self, guint i)
{
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, self->instrument);
  guint n = count_entries (self, i);

  if (self->blocks[i].entries != NULL)
    return;
  self->blocks[i].entries = g_new0 (TapeAlertEntry, n);
  for (guint j = 0; j < n; j++)
    {
      guint32 test = tape_alert_watch_get_test (self, i * TAPE_ALERT_RANGE + j);

      self->blocks[i].entries[j].subject
          = tape_alerts_find_subject (alerts, tape_alerts_get_test (alerts, test)->id, key);
      if (!self->stale)
        set_entry (alerts, self, i, j);
    }
}

/* The entries of one rule's tests take its subject. */
static void
take_subject (TapeAlerts *alerts, TapeAlertWatch *self, guint32 rule, TapeAlertSubject *subject)
{
  guint32 first = g_array_index (alerts->first_tests, guint32, rule);
  guint32 end = g_array_index (alerts->first_tests, guint32, rule + 1);

  for (guint32 i = first; i < end; i++)
    {
      guint range, at;

      if (!tape_alert_plan_find (self->plan, alerts->tests, i, &range, &at))
        continue;
      open_block (alerts, self, range);
      self->blocks[range].entries[at].subject = subject;
    }
}

/* What rules have come to already. */
static void
take_subjects (TapeAlerts *alerts, TapeAlertWatch *self)
{
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, self->instrument);
  TapeAlertSubject *subject = g_hash_table_lookup (alerts->subjects_of, &key);

  for (; subject != NULL; subject = subject->next)
    {
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (alerts->ids, &subject->rule));

      if (number > 0)
        take_subject (alerts, self, number - 1, subject);
    }
}

TapeAlertWatch *
tape_alert_watch_new (TapeAlerts *alerts, guint32 instrument, TapeAlertPlan *plan)
{
  TapeAlertWatch *self = g_new0 (TapeAlertWatch, 1);

  self->instrument = instrument;
  self->plan = plan;
  self->blocks = g_new0 (TapeAlertBlock, plan->ranges->len);
  self->bar_tests = g_array_new (FALSE, FALSE, sizeof (TapeAlertBarTest));
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_alert_series_free);
  self->day.start = self->bar_day.start = self->previous_time = self->open_time = self->ago_from = TAPE_NO_TIME;
  self->previous_close = self->open = self->price = NAN;
  self->stale = TRUE;
  tape_alert_history_init (&self->history);
  add_bar_tests (alerts, self);
  take_subjects (alerts, self);
  return self;
}

void
tape_alert_watch_free (TapeAlertWatch *self)
{
  for (guint i = 0; i < self->plan->ranges->len; i++)
    g_free (self->blocks[i].entries);
  g_free (self->blocks);
  g_array_unref (self->bar_tests);
  g_ptr_array_unref (self->series);
  tape_alert_plan_unref (self->plan);
  tape_alert_history_clear (&self->history);
  g_free (self);
}

TapeAlertSubject *
tape_alert_watch_ensure_subject (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test)
{
  guint64 key = tape_alert_key (TAPE_ALERT_INSTRUMENT, self->instrument);
  TapeAlertSubject *subject = tape_alerts_find_subject (alerts, test->id, key);

  if (subject != NULL)
    return subject;
  subject = tape_alerts_ensure_subject (alerts, test, key);
  take_subject (alerts, self, test->number, subject);
  return subject;
}

void
tape_alert_watch_invalidate (TapeAlerts *alerts, TapeAlertWatch *self)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];

  self->stale = TRUE;
  band->keeps = self->plan->longest > 0;
  band->low = INFINITY;
  band->high = -INFINITY;
}

/* --- Bands --- */

/* The band that the entries of a block have in common. */
static void
join_entries (TapeAlertWatch *self, guint i)
{
  TapeAlertBlock *block = &self->blocks[i];
  guint n = count_entries (self, i);

  block->low = -INFINITY;
  block->high = INFINITY;
  for (guint j = 0; j < n; j++)
    {
      block->low = MAX (block->low, block->entries[j].low);
      block->high = MIN (block->high, block->entries[j].high);
    }
}

static void
set_block (TapeAlerts *alerts, TapeAlertWatch *self, guint i)
{
  if (self->blocks[i].entries == NULL)
    {
      tape_alert_bands_set_range (alerts, self, i, &self->blocks[i]);
      return;
    }
  for (guint j = 0; j < count_entries (self, i); j++)
    set_entry (alerts, self, i, j);
  join_entries (self, i);
}

static void
set_blocks (TapeAlerts *alerts, TapeAlertWatch *self, guint first, guint end)
{
  self->ago_from = TAPE_NO_TIME;
  for (guint i = first; i < end; i++)
    set_block (alerts, self, i);
}

/* The band that all blocks have in common. */
static void
join_blocks (TapeAlerts *alerts, const TapeAlertWatch *self)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];
  float low = -INFINITY, high = INFINITY;

  for (guint i = 0; i < self->plan->ranges->len; i++)
    {
      low = MAX (low, self->blocks[i].low);
      high = MIN (high, self->blocks[i].high);
    }
  band->low = (double)low;
  band->high = (double)high;
}

/* What else a firing of one of its tests changes: a price that others are held against, that it never fires again, that a
 * sequence begins anew. */
static gboolean
has_others (const TapeAlertTest *test)
{
  return test->rule->n_conditions > 1 || test->rule->repeat == TAPE_REPEAT_ONCE
         || (test->kind == TAPE_CONDITION_CHANGE && test->condition->baseline == TAPE_BASELINE_LAST_FIRING);
}

void
tape_alert_watch_update_rule (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test)
{
  guint32 first = g_array_index (alerts->first_tests, guint32, test->number);
  guint32 end = g_array_index (alerts->first_tests, guint32, test->number + 1);

  for (guint32 i = first; i < end && has_others (test); i++)
    {
      guint range, at;

      if (!tape_alert_plan_find (self->plan, alerts->tests, i, &range, &at))
        continue;
      set_entry (alerts, self, range, at);
      join_entries (self, range);
    }
}

void
tape_alert_watch_update_touched (TapeAlerts *alerts, TapeAlertWatch *self)
{
  const GArray *touched = alerts->touched;

  for (guint i = 0; i < touched->len; i++)
    {
      guint32 place = g_array_index (touched, guint32, i);

      set_entry (alerts, self, place / TAPE_ALERT_RANGE, place % TAPE_ALERT_RANGE);
    }
  for (guint i = 0; i < touched->len; i++)
    {
      guint32 block = g_array_index (touched, guint32, i) / TAPE_ALERT_RANGE;

      if (i + 1 == touched->len || g_array_index (touched, guint32, i + 1) / TAPE_ALERT_RANGE != block)
        join_entries (self, block);
    }
  join_blocks (alerts, self);
}

/* --- The day --- */

/* Up to when nothing but a trade before its open changes what is known of the day. */
static gint64
get_until (const TapeAlertWatch *self)
{
  if (self->plan->needs_open && !self->open_in_session && self->day.open != TAPE_NO_TIME)
    return self->day.open;
  return self->day.end;
}

static void
set_until_ago (TapeAlerts *alerts, TapeAlertWatch *self)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];

  self->ago_until = self->plan->longest > 0 ? self->time + tape_alert_plan_get_ago_time (self->plan) : G_MAXINT64;
  band->until = MIN (get_until (self), self->ago_until);
}

/* Bands of what is held against a price some time ago. */
static void
refresh_ago (TapeAlerts *alerts, TapeAlertWatch *self)
{
  set_blocks (alerts, self, self->plan->first_ago, self->plan->end_ago);
  set_until_ago (alerts, self);
  join_blocks (alerts, self);
}

void
tape_alert_watch_refresh (TapeAlerts *alerts, TapeAlertWatch *self, gint64 time)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];

  self->time = time;
  if (!self->stale && time >= self->day.start && time < self->day.end)
    {
      if (time >= self->ago_until)
        refresh_ago (alerts, self);
      return;
    }
  self->stale = FALSE;
  if (time < self->day.start || time >= self->day.end || self->day.start == TAPE_NO_TIME)
    tape_universe_get_day (alerts->universe, self->instrument, time, &self->day);
  if (self->plan->needs_previous)
    self->previous_close
        = alerts->host->get_previous_close (alerts->data, self->instrument, &self->day, &self->previous_time);
  if (self->plan->needs_open)
    self->open = alerts->host->get_open (alerts->data, self->instrument, &self->day, G_MAXINT64, &self->open_time,
                                         &self->open_in_session);
  band->from = self->plan->needs_open && !isnan (self->open) ? self->open_time : self->day.start;
  set_until_ago (alerts, self);
  set_blocks (alerts, self, 0, self->plan->ranges->len);
  join_blocks (alerts, self);
}

/* --- Who is touched --- */

static int
compare_places (gconstpointer a, gconstpointer b, gpointer data)
{
  guint32 one = tape_alert_watch_get_test (data, *(const guint32 *)a);
  guint32 other = tape_alert_watch_get_test (data, *(const guint32 *)b);

  return (one > other) - (one < other);
}

gboolean
tape_alert_watch_is_outside_day (const TapeAlertWatch *self, gint64 time)
{
  return time >= get_until (self);
}

static inline gboolean
leaves (float low, float high, float price)
{
  return !(price > low && price < high);
}

static void
touch_block (TapeAlerts *alerts, TapeAlertWatch *self, guint i, float price)
{
  TapeAlertBlock *block = &self->blocks[i];
  guint n = count_entries (self, i);

  if (!isnan (price))
    open_block (alerts, self, i);
  for (guint32 j = 0; j < n; j++)
    if (isnan (price) || leaves (block->entries[j].low, block->entries[j].high, price))
      {
        guint32 place = i * TAPE_ALERT_RANGE + j;

        g_array_append_val (alerts->touched, place);
      }
}

void
tape_alert_watch_touch (TapeAlerts *alerts, TapeAlertWatch *self, double price)
{
  GArray *touched = alerts->touched;

  g_array_set_size (touched, 0);
  for (guint i = 0; i < self->plan->ranges->len; i++)
    if (leaves (self->blocks[i].low, self->blocks[i].high, (float)price))
      touch_block (alerts, self, i, (float)price);
  if (touched->len > 1)
    g_array_sort_with_data (touched, compare_places, self);
}
