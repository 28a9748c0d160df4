/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tests that are on one instrument, and the bands of prices in which they cannot change. */

#include "alerts/tape-alerts-private.h"

#include <math.h>

/* Bands are narrower than they need be by more than a float loses, and a comparison tolerates. */
#define SLACK 3e-7

/* Bands of what is held against a price some time ago hold for such a part of the shortest of those times. */
#define AGO_PARTS 8

TapeAlertWatch *
tape_alert_watch_new (guint32 instrument)
{
  TapeAlertWatch *self = g_new0 (TapeAlertWatch, 1);

  self->instrument = instrument;
  self->entries = g_array_new (FALSE, FALSE, sizeof (TapeAlertEntry));
  self->blocks = g_array_new (FALSE, FALSE, sizeof (TapeAlertEntry));
  self->bar_tests = g_array_new (FALSE, FALSE, sizeof (TapeAlertBarTest));
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_alert_series_free);
  self->day.start = self->bar_day.start = self->previous_time = self->open_time = TAPE_NO_TIME;
  self->previous_close = self->open = self->price = NAN;
  self->stale = TRUE;
  return self;
}

void
tape_alert_watch_free (TapeAlertWatch *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->blocks);
  g_array_unref (self->bar_tests);
  g_ptr_array_unref (self->series);
  tape_alert_history_clear (&self->history);
  g_free (self);
}

void
tape_alert_watch_add (TapeAlertWatch *self, const TapeAlertTest *test, guint32 number)
{
  const TapeCondition *condition = test->condition;
  const TapeAlertEntry entry = { .test = number };

  g_array_append_val (self->entries, entry);
  if (condition->kind != TAPE_CONDITION_CHANGE)
    return;
  self->needs_previous |= condition->baseline == TAPE_BASELINE_PREVIOUS_CLOSE;
  self->needs_open |= condition->baseline == TAPE_BASELINE_OPEN;
  if (condition->baseline != TAPE_BASELINE_AGO)
    return;
  if (self->longest == 0)
    self->first_ago = self->entries->len - 1;
  self->end_ago = self->entries->len;
  self->longest = MAX (self->longest, condition->ago);
  self->shortest = self->shortest == 0 ? condition->ago : MIN (self->shortest, condition->ago);
}

void
tape_alert_watch_add_of_bars (TapeAlertWatch *self, const TapeAlertTest *test, guint32 number)
{
  TapeAlertBarTest of = { .test = number };
  guint16 i = 0;

  while (i < self->series->len && tape_alert_watch_get_series (self, i)->span != test->condition->span)
    i++;
  if (i == self->series->len)
    g_ptr_array_add (self->series, tape_alert_series_new (self->instrument, test->condition->span));
  tape_alert_series_add_test (tape_alert_watch_get_series (self, i), test);
  of.series = i;
  g_array_append_val (self->bar_tests, of);
}

void
tape_alert_watch_invalidate (TapeAlerts *alerts, TapeAlertWatch *self)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];

  self->stale = TRUE;
  band->keeps = self->longest > 0;
  band->low = INFINITY;
  band->high = -INFINITY;
}

/* --- Bands --- */

static void
set_always (TapeAlertEntry *entry)
{
  entry->low = INFINITY;
  entry->high = -INFINITY;
}

static void
set_up_to (TapeAlertEntry *entry, double price)
{
  entry->low = -INFINITY;
  entry->high = (float)(price * (1 - SLACK));
}

static void
set_down_to (TapeAlertEntry *entry, double price)
{
  entry->low = price > 0 ? (float)(price * (1 + SLACK)) : -INFINITY;
  entry->high = INFINITY;
}

/* A test that waits for the price to reach @price: from below if @up. */
static void
set_until (TapeAlertEntry *entry, double price, gboolean up)
{
  if (isnan (price))
    set_down_to (entry, 0);
  else if (up)
    set_up_to (entry, price);
  else
    set_down_to (entry, price);
}

/* What price to wait for differs with the baseline, which changes with time: the nearest for as long as the band holds. */
static void
set_ago (TapeAlertWatch *self, const TapeAlertTest *test, gboolean armed, TapeAlertEntry *entry)
{
  const TapeCondition *condition = test->condition;
  gboolean up = armed == (test->direction > 0);
  gint64 from = self->time - condition->ago;
  double low, high;

  if (tape_alert_history_range (&self->history, from, from + self->shortest / AGO_PARTS, &low, &high))
    set_until (entry, tape_alert_price_at (condition, up ? low : high, armed ? test->threshold : test->back), up);
  else
    set_until (entry, NAN, FALSE);
}

static void
set_change (TapeAlerts *alerts,
            TapeAlertWatch *self,
            const TapeAlertTest *test,
            const TapeAlertSubject *subject,
            TapeAlertEntry *entry)
{
  const TapeCondition *condition = test->condition;
  gboolean armed = tape_alert_subject_is_armed (subject, test->slot);
  TapeAlertBaseline baseline;

  if (condition->baseline == TAPE_BASELINE_AGO)
    {
      set_ago (self, test, armed, entry);
      return;
    }
  tape_alert_baseline_get (alerts, self, subject, condition, self->day.start, &baseline);
  if (condition->baseline == TAPE_BASELINE_LAST_FIRING && isnan (baseline.price))
    set_always (entry);
  else if (!armed && subject->state.disarmed_id[test->slot] != baseline.id)
    set_always (entry);
  else
    set_until (entry, tape_alert_price_at (condition, baseline.price, armed ? test->threshold : test->back),
               armed == (test->direction > 0));
}

/* Armed it waits for the other side of the level, then for the level. */
static void
set_cross (const TapeAlertWatch *self, const TapeAlertTest *test, gboolean armed, TapeAlertEntry *entry)
{
  gboolean beyond = !isnan (self->price) && tape_alert_test_reaches (test, self->price);

  if (armed)
    set_until (entry, test->threshold, beyond != (test->direction > 0));
  else
    set_until (entry, test->back, test->direction < 0);
}

static void
set_entry (TapeAlerts *alerts, TapeAlertWatch *self, TapeAlertEntry *entry)
{
  const TapeAlertTest *test = tape_alerts_get_test (alerts, entry->test);
  const TapeAlertSubject *subject
      = tape_alerts_find_subject (alerts, test->id, tape_alert_key (TAPE_ALERT_INSTRUMENT, self->instrument));
  gboolean armed = tape_alert_subject_is_armed (subject, test->slot);

  if (tape_alert_subject_ended (subject, test->rule))
    set_until (entry, NAN, FALSE);
  else if (tape_alert_subject_is_held (subject, test->slot))
    set_always (entry);
  else if (test->kind == TAPE_CONDITION_CHANGE)
    set_change (alerts, self, test, subject, entry);
  else if (test->kind == TAPE_CONDITION_CROSS)
    set_cross (self, test, armed, entry);
  else
    set_until (entry, armed ? test->threshold : test->back, armed == (test->direction > 0));
}

static void
set_block (TapeAlertWatch *self, guint i)
{
  guint end = MIN ((i + 1) * TAPE_ALERT_BLOCK, self->entries->len);
  TapeAlertEntry *block = &g_array_index (self->blocks, TapeAlertEntry, i);

  block->low = -INFINITY;
  block->high = INFINITY;
  for (guint j = i * TAPE_ALERT_BLOCK; j < end; j++)
    {
      const TapeAlertEntry *entry = &g_array_index (self->entries, TapeAlertEntry, j);

      block->low = MAX (block->low, entry->low);
      block->high = MIN (block->high, entry->high);
    }
}

void
tape_alert_watch_update_entry (TapeAlerts *alerts, TapeAlertWatch *self, guint entry)
{
  set_entry (alerts, self, &g_array_index (self->entries, TapeAlertEntry, entry));
  set_block (self, entry / TAPE_ALERT_BLOCK);
}

void
tape_alert_watch_update_rule (TapeAlerts *alerts, TapeAlertWatch *self, guint32 rule)
{
  guint32 first = g_array_index (alerts->first_tests, guint32, rule);
  guint32 end = g_array_index (alerts->first_tests, guint32, rule + 1);

  for (guint i = 0; i < self->entries->len; i++)
    {
      guint32 test = g_array_index (self->entries, TapeAlertEntry, i).test;

      if (test >= first && test < end)
        tape_alert_watch_update_entry (alerts, self, i);
    }
}

void
tape_alert_watch_end_bands (TapeAlerts *alerts, TapeAlertWatch *self)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];

  band->low = -INFINITY;
  band->high = INFINITY;
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const TapeAlertEntry *block = &g_array_index (self->blocks, TapeAlertEntry, i);

      band->low = MAX (band->low, (double)block->low);
      band->high = MIN (band->high, (double)block->high);
    }
}

/* --- The day --- */

/* Up to when nothing but a trade before its open changes what is known of the day. */
static gint64
get_until (const TapeAlertWatch *self)
{
  if (self->needs_open && !self->open_in_session && self->day.open != TAPE_NO_TIME)
    return self->day.open;
  return self->day.end;
}

static void
set_until_ago (TapeAlerts *alerts, TapeAlertWatch *self)
{
  TapeAlertBand *band = &alerts->bands[self->instrument];

  self->ago_until = self->longest > 0 ? self->time + self->shortest / AGO_PARTS : G_MAXINT64;
  band->until = MIN (get_until (self), self->ago_until);
}

/* Bands of what is held against a price some time ago. */
static void
refresh_ago (TapeAlerts *alerts, TapeAlertWatch *self)
{
  for (guint i = self->first_ago; i < self->end_ago; i++)
    set_entry (alerts, self, &g_array_index (self->entries, TapeAlertEntry, i));
  for (guint i = self->first_ago / TAPE_ALERT_BLOCK; i * TAPE_ALERT_BLOCK < self->end_ago; i++)
    set_block (self, i);
  set_until_ago (alerts, self);
  tape_alert_watch_end_bands (alerts, self);
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
  if (self->needs_previous)
    self->previous_close
        = alerts->host->get_previous_close (alerts->data, self->instrument, &self->day, &self->previous_time);
  if (self->needs_open)
    self->open = alerts->host->get_open (alerts->data, self->instrument, &self->day, G_MAXINT64, &self->open_time,
                                         &self->open_in_session);
  band->from = self->needs_open && !isnan (self->open) ? self->open_time : self->day.start;
  set_until_ago (alerts, self);
  g_array_set_size (self->blocks, (self->entries->len + TAPE_ALERT_BLOCK - 1) / TAPE_ALERT_BLOCK);
  for (guint i = 0; i < self->entries->len; i++)
    set_entry (alerts, self, &g_array_index (self->entries, TapeAlertEntry, i));
  for (guint i = 0; i < self->blocks->len; i++)
    set_block (self, i);
  tape_alert_watch_end_bands (alerts, self);
}

/* --- Who is touched --- */

static int
compare_tests (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeAlertWatch *self = data;
  guint32 one = g_array_index (self->entries, TapeAlertEntry, *(const guint32 *)a).test;
  guint32 other = g_array_index (self->entries, TapeAlertEntry, *(const guint32 *)b).test;

  return (one > other) - (one < other);
}

gboolean
tape_alert_watch_is_outside_day (const TapeAlertWatch *self, gint64 time)
{
  return time >= get_until (self);
}

/* All are left by no price. */
static inline gboolean
leaves (const TapeAlertEntry *entry, float price)
{
  return !(price > entry->low && price < entry->high);
}

void
tape_alert_watch_touch (TapeAlerts *alerts, TapeAlertWatch *self, double price)
{
  GArray *touched = alerts->touched;

  g_array_set_size (touched, 0);
  for (guint i = 0; i < self->blocks->len; i++)
    {
      guint end = MIN ((i + 1) * TAPE_ALERT_BLOCK, self->entries->len);

      if (!leaves (&g_array_index (self->blocks, TapeAlertEntry, i), (float)price))
        continue;
      for (guint32 j = i * TAPE_ALERT_BLOCK; j < end; j++)
        if (leaves (&g_array_index (self->entries, TapeAlertEntry, j), (float)price))
          g_array_append_val (touched, j);
    }
  if (touched->len > 1)
    g_array_sort_with_data (touched, compare_tests, self);
}
