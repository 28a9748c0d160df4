/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bands of prices in which tests cannot change: of one test, and of a range of those that are as at the beginning. */

#include "alerts/tape-alerts-private.h"

#include <float.h>
#include <math.h>

/* Bands are narrower than they need be by more than a float loses, and a comparison tolerates. */
#define SLACK 3e-7

static void
set_always (TapeAlertEntry *entry)
{
  entry->low = INFINITY;
  entry->high = -INFINITY;
}

/* What a float is not as exact for is @least or @most. */
static float
to_float (double price, float least, float most)
{
  return price < FLT_MIN ? least : price > FLT_MAX ? most : (float)price;
}

static void
set_up_to (TapeAlertEntry *entry, double price)
{
  entry->low = -INFINITY;
  entry->high = to_float (price * (1 - SLACK), 0, FLT_MAX);
}

static void
set_down_to (TapeAlertEntry *entry, double price)
{
  entry->low = price > 0 ? to_float (price * (1 + SLACK), FLT_MIN, INFINITY) : -INFINITY;
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

static double
get_price (const TapeAlertTest *test, double baseline, gboolean armed)
{
  return tape_alert_price_at (test->condition, baseline, armed ? test->threshold : test->back);
}

/* What price to wait for differs with the baseline, which changes with time: the nearest for as long as the band holds. */
static void
set_ago (TapeAlertWatch *self, const TapeAlertTest *test, gboolean armed, TapeAlertEntry *entry)
{
  gboolean up = armed == (test->direction > 0);
  gint64 from = self->time - test->condition->ago;

  if (self->ago_from != from)
    {
      if (!tape_alert_history_range (&self->history, from, from + tape_alert_plan_get_ago_time (self->plan),
                                     &self->ago_low, &self->ago_high))
        self->ago_low = self->ago_high = NAN;
      self->ago_from = from;
    }
  if (isnan (self->ago_low))
    set_until (entry, NAN, FALSE);
  else
    set_until (entry, get_price (test, up ? self->ago_low : self->ago_high, armed), up);
}

static void
set_change (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test, gboolean armed, TapeAlertEntry *entry)
{
  const TapeCondition *condition = test->condition;
  TapeAlertBaseline baseline;

  if (condition->baseline == TAPE_BASELINE_AGO)
    {
      set_ago (self, test, armed, entry);
      return;
    }
  tape_alert_baseline_get (alerts, self, entry->subject, condition, self->day.start, &baseline);
  if (condition->baseline == TAPE_BASELINE_LAST_FIRING && isnan (baseline.price))
    set_always (entry);
  else if (!armed && entry->subject->state.disarmed_id[test->slot] != baseline.id)
    set_always (entry);
  else
    set_until (entry, get_price (test, baseline.price, armed), armed == (test->direction > 0));
}

static gboolean
is_beyond (const TapeAlertWatch *self, const TapeAlertTest *test)
{
  return !isnan (self->price) && tape_alert_test_reaches (test, self->price);
}

/* Armed it waits for the other side of the level, then for the level. */
static void
set_cross (const TapeAlertWatch *self, const TapeAlertTest *test, gboolean armed, TapeAlertEntry *entry)
{
  if (armed)
    set_until (entry, test->threshold, is_beyond (self, test) != (test->direction > 0));
  else
    set_until (entry, test->back, test->direction < 0);
}

void
tape_alert_bands_set (TapeAlerts *alerts, TapeAlertWatch *self, const TapeAlertTest *test, TapeAlertEntry *entry)
{
  gboolean armed = tape_alert_subject_is_armed (entry->subject, test->slot);

  if (tape_alert_subject_ended (entry->subject, test->rule))
    set_until (entry, NAN, FALSE);
  else if (tape_alert_subject_is_held (entry->subject, test->slot))
    set_always (entry);
  else if (test->kind == TAPE_CONDITION_CHANGE)
    set_change (alerts, self, test, armed, entry);
  else if (test->kind == TAPE_CONDITION_CROSS)
    set_cross (self, test, armed, entry);
  else
    set_until (entry, armed ? test->threshold : test->back, armed == (test->direction > 0));
}

static const TapeAlertTest *
get_test (const TapeAlerts *alerts, const TapeAlertWatch *self, guint32 i)
{
  return tape_alerts_get_test (alerts, g_array_index (self->plan->tests, guint32, i));
}

/* Of levels on both sides of the price the nearest wait for it, not the first and the last. */
static void
find_nearest (const TapeAlerts *alerts, const TapeAlertWatch *self, guint32 *below, guint32 *above)
{
  gboolean side = is_beyond (self, get_test (alerts, self, *below));

  if (is_beyond (self, get_test (alerts, self, *above)) == side)
    return;
  while (*above - *below > 1)
    {
      guint32 middle = *below + (*above - *below) / 2;

      if (is_beyond (self, get_test (alerts, self, middle)) == side)
        *below = middle;
      else
        *above = middle;
    }
}

void
tape_alert_bands_set_range (TapeAlerts *alerts, TapeAlertWatch *self, guint range, TapeAlertBlock *block)
{
  guint32 first = tape_alert_plan_get_range (self->plan, range)->first;
  guint32 last = tape_alert_plan_get_range (self->plan, range)->end - 1;
  TapeAlertEntry one = { .subject = NULL }, other = { .subject = NULL };

  if (get_test (alerts, self, first)->kind == TAPE_CONDITION_CROSS)
    find_nearest (alerts, self, &first, &last);
  tape_alert_bands_set (alerts, self, get_test (alerts, self, first), &one);
  tape_alert_bands_set (alerts, self, get_test (alerts, self, last), &other);
  block->low = MAX (one.low, other.low);
  block->high = MIN (one.high, other.high);
}
