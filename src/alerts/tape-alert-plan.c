/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-plan.h"

/* --- Order --- */

static gint
compare_times (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static gint
compare_numbers (double a, double b)
{
  return (a > b) - (a < b);
}

static guint
get_class (const TapeAlertTest *test)
{
  const TapeCondition *of = test->condition;

  return (guint)of->kind << 8 | (guint)of->baseline << 4 | (guint)(of->percent != 0) << 1 | (test->direction > 0);
}

/* 0 where both wait for the same price, each at its own threshold. */
static gint
compare_classes (const TapeAlertTest *a, const TapeAlertTest *b)
{
  guint class = get_class (a), other = get_class (b);

  if (class != other)
    return class < other ? -1 : 1;
  if (a->condition->ago != b->condition->ago)
    return compare_times (a->condition->ago, b->condition->ago);
  return compare_numbers (a->condition->given, b->condition->given);
}

static gint
compare_near (gconstpointer a, gconstpointer b, gpointer data)
{
  guint32 number = *(const guint32 *)a, other_number = *(const guint32 *)b;
  const TapeAlertTest *one = &g_array_index ((GArray *)data, TapeAlertTest, number);
  const TapeAlertTest *other = &g_array_index ((GArray *)data, TapeAlertTest, other_number);
  gint order = compare_classes (one, other);

  if (order == 0)
    order = compare_numbers (one->threshold, other->threshold);
  return order != 0 ? order : (number > other_number) - (number < other_number);
}

/* --- Making --- */

static gboolean
is_of_trades (const TapeAlertTest *test)
{
  return test->kind == TAPE_CONDITION_CHANGE || test->kind == TAPE_CONDITION_LEVEL
         || test->kind == TAPE_CONDITION_CROSS;
}

static void
note_baseline (TapeAlertPlan *self, const TapeCondition *condition)
{
  if (condition->kind != TAPE_CONDITION_CHANGE)
    return;
  self->needs_previous |= condition->baseline == TAPE_BASELINE_PREVIOUS_CLOSE;
  self->needs_open |= condition->baseline == TAPE_BASELINE_OPEN;
  if (condition->baseline != TAPE_BASELINE_AGO)
    return;
  self->longest = MAX (self->longest, condition->ago);
  self->shortest = self->shortest == 0 ? condition->ago : MIN (self->shortest, condition->ago);
}

static void
add_tests (TapeAlertPlan *self, const GArray *tests, guint32 first, guint32 end)
{
  for (guint32 i = first; i < end; i++)
    {
      const TapeAlertTest *test = &g_array_index (tests, TapeAlertTest, i);

      if (is_of_trades (test))
        {
          g_array_append_val (self->tests, i);
          note_baseline (self, test->condition);
        }
      else if (tape_condition_is_of_bars (test->condition))
        g_array_append_val (self->bar_tests, i);
    }
}

static const TapeAlertTest *
get_test (const TapeAlertPlan *self, const GArray *tests, guint i)
{
  return &g_array_index (tests, TapeAlertTest, g_array_index (self->tests, guint32, i));
}

static void
add_range (TapeAlertPlan *self, const GArray *tests, guint first, guint end)
{
  const TapeAlertRange range = { first, end };
  const TapeCondition *condition = get_test (self, tests, first)->condition;

  g_array_append_val (self->ranges, range);
  if (condition->kind != TAPE_CONDITION_CHANGE || condition->baseline != TAPE_BASELINE_AGO)
    return;
  if (self->end_ago == 0)
    self->first_ago = self->ranges->len - 1;
  self->end_ago = self->ranges->len;
}

static void
add_ranges (TapeAlertPlan *self, const GArray *tests)
{
  guint first = 0;

  for (guint i = 1; i <= self->tests->len; i++)
    if (i == self->tests->len || i - first == TAPE_ALERT_RANGE
        || compare_classes (get_test (self, tests, first), get_test (self, tests, i)) != 0)
      {
        add_range (self, tests, first, i);
        first = i;
      }
}

static gint
compare_tests (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;

  return (one > other) - (one < other);
}

TapeAlertPlan *
tape_alert_plan_new (const GArray *tests, const GArray *first_tests, const GArray *rules)
{
  TapeAlertPlan *self = g_rc_box_new0 (TapeAlertPlan);

  self->tests = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->ranges = g_array_new (FALSE, FALSE, sizeof (TapeAlertRange));
  self->bar_tests = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < rules->len; i++)
    {
      guint32 rule = g_array_index (rules, guint32, i);

      add_tests (self, tests, g_array_index (first_tests, guint32, rule),
                 g_array_index (first_tests, guint32, rule + 1));
    }
  g_array_sort_with_data (self->tests, compare_near, (gpointer)tests);
  g_array_sort (self->bar_tests, compare_tests);
  add_ranges (self, tests);
  return self;
}

TapeAlertPlan *
tape_alert_plan_ref (TapeAlertPlan *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  TapeAlertPlan *self = data;

  g_array_unref (self->tests);
  g_array_unref (self->ranges);
  g_array_unref (self->bar_tests);
}

void
tape_alert_plan_unref (TapeAlertPlan *self)
{
  g_rc_box_release_full (self, clear);
}

/* --- Finding --- */

gboolean
tape_alert_plan_find (const TapeAlertPlan *self, const GArray *tests, guint32 test, guint *range, guint *at)
{
  guint low = 0, high = self->tests->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_near (&g_array_index (self->tests, guint32, middle), &test, (gpointer)tests) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->tests->len || g_array_index (self->tests, guint32, low) != test)
    return FALSE;
  *range = 0;
  for (high = self->ranges->len; high - *range > 1;)
    {
      guint middle = *range + (high - *range) / 2;

      if (tape_alert_plan_get_range (self, middle)->first <= low)
        *range = middle;
      else
        high = middle;
    }
  *at = low - tape_alert_plan_get_range (self, *range)->first;
  return TRUE;
}
