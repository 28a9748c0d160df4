/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-poll-schedule.h"

#include <string.h>

static const TapeQuotaLimits limits = { .per_minute = 8, .per_day = 800, .zone = "UTC" };

static void
init (TapePollSchedule *schedule, const char *symbols)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_auto (GStrv) names = g_strsplit (symbols, " ", -1);

  tape_poll_schedule_init (schedule, universe, (const char *const *)names);
}

/* Whose turn it is at @now, which is asked then; "" for nobody's. */
static const char *
take (TapePollSchedule *schedule, gint64 now, gint64 interval)
{
  gint64 due;
  TapePollTurn *turn = tape_poll_schedule_next (schedule, now, interval, &due);

  if (turn == NULL)
    {
      g_assert_true (due == TAPE_NO_TIME || due > now);
      return "";
    }
  g_assert_cmpint (due, <=, now);
  turn->asked = now;
  turn->again = FALSE;
  return turn->symbol;
}

static void
test_turns (void)
{
  TapePollSchedule schedule;
  gint64 due;

  init (&schedule, "A B A  C");
  g_assert_cmpuint (tape_poll_schedule_count (&schedule), ==, 3);
  g_assert_cmpstr (take (&schedule, 5, 100), ==, "A");
  g_assert_cmpstr (take (&schedule, 6, 100), ==, "B");
  g_assert_cmpstr (take (&schedule, 7, 100), ==, "C");
  g_assert_cmpstr (take (&schedule, 104, 100), ==, "");
  g_assert_null (tape_poll_schedule_next (&schedule, 104, 100, &due));
  g_assert_cmpint (due, ==, 105);
  g_assert_cmpstr (take (&schedule, 200, 100), ==, "A");
  g_assert_cmpstr (take (&schedule, 201, 100), ==, "B");
  g_assert_cmpstr (take (&schedule, 202, 100), ==, "C");

  /* A shorter interval holds from now on. */
  g_assert_cmpstr (take (&schedule, 210, 100), ==, "");
  g_assert_cmpstr (take (&schedule, 210, 10), ==, "A");
  tape_poll_schedule_clear (&schedule);
}

/* One that never answers takes nobody else's turn. */
static void
test_again (void)
{
  TapePollSchedule schedule;
  GString *order = g_string_new (NULL);

  init (&schedule, "A B C");
  for (gint64 now = 0; now < 90; now += 10)
    {
      TapePollTurn *first = &g_array_index (schedule.turns, TapePollTurn, 0);

      g_string_append (order, take (&schedule, now, 30));
      first->again = TRUE;
    }
  g_assert_cmpstr (order->str, ==, "ABCABCABC");
  g_string_free (order, TRUE);
  tape_poll_schedule_clear (&schedule);
}

static void
test_unknown (void)
{
  TapePollSchedule schedule;
  gint64 due;

  init (&schedule, "A B");
  g_array_index (schedule.turns, TapePollTurn, 0).unknown = TRUE;
  g_assert_cmpuint (tape_poll_schedule_count (&schedule), ==, 1);
  g_assert_cmpstr (take (&schedule, 0, 10), ==, "B");
  g_assert_cmpstr (take (&schedule, 10, 10), ==, "B");
  g_array_index (schedule.turns, TapePollTurn, 1).unknown = TRUE;
  g_assert_null (tape_poll_schedule_next (&schedule, 100, 10, &due));
  g_assert_cmpint (due, ==, TAPE_NO_TIME);
  tape_poll_schedule_clear (&schedule);
}

/* What is remembered belongs to the symbol, wherever it stands next time. */
static void
test_saved (void)
{
  TapePollSchedule before, after;
  g_autoptr (TapeQuota) spent = tape_quota_new (&limits);
  g_autoptr (TapeQuota) quota = tape_quota_new (&limits);
  g_autoptr (GBytes) saved = NULL;
  TapeQuotaLeft left;
  gint64 now = 1700000000 * TAPE_SECOND;

  init (&before, "A B C");
  g_array_index (before.turns, TapePollTurn, 0).memory = (TapePollMemory){ 12.5, 7 };
  g_array_index (before.turns, TapePollTurn, 2).memory = (TapePollMemory){ 1e300, G_MAXUINT64 };
  g_assert_true (tape_quota_take (spent, 3, now));
  saved = tape_poll_schedule_save (&before, spent);

  init (&after, "C D A");
  g_assert_true (tape_poll_schedule_load (&after, quota, saved));
  g_assert_cmpfloat (g_array_index (after.turns, TapePollTurn, 0).memory.volume, ==, 1e300);
  g_assert_cmpuint (g_array_index (after.turns, TapePollTurn, 0).memory.id, ==, G_MAXUINT64);
  g_assert_cmpfloat (g_array_index (after.turns, TapePollTurn, 1).memory.volume, <, 0);
  g_assert_cmpfloat (g_array_index (after.turns, TapePollTurn, 2).memory.volume, ==, 12.5);
  tape_quota_get_left (quota, now, &left);
  g_assert_cmpuint (left.minute, ==, 5);
  g_assert_cmpuint (left.day, ==, 797);
  tape_poll_schedule_clear (&before);
  tape_poll_schedule_clear (&after);
}

/* Whatever is stored instead is refused, and changes nothing. */
static void
test_damaged (void)
{
  TapePollSchedule schedule;
  g_autoptr (TapeQuota) quota = tape_quota_new (&limits);
  g_autoptr (GBytes) saved = NULL;

  init (&schedule, "A B C");
  saved = tape_poll_schedule_save (&schedule, quota);
  for (gsize length = 0; length < g_bytes_get_size (saved); length++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (saved, 0, length);

      g_assert_false (tape_poll_schedule_load (&schedule, quota, part));
    }
  for (guint i = 0; i < 2000; i++)
    {
      gsize length = g_bytes_get_size (saved);
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (saved, NULL), length);
      g_autoptr (GBytes) other = NULL;

      data[g_test_rand_int_range (0, (gint32)length)] = (guint8)g_test_rand_int_range (0, 256);
      other = g_bytes_new (data, length);
      tape_poll_schedule_load (&schedule, quota, other);
      g_assert_cmpuint (tape_poll_schedule_count (&schedule), ==, 3);
    }
  tape_poll_schedule_clear (&schedule);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poll-schedule/who-waited-longest-is-next", test_turns);
  g_test_add_func ("/poll-schedule/what-fails-waits-in-line", test_again);
  g_test_add_func ("/poll-schedule/leaves-out-what-is-unknown", test_unknown);
  g_test_add_func ("/poll-schedule/remembers-over-restarts", test_saved);
  g_test_add_func ("/poll-schedule/refuses-what-is-damaged", test_damaged);
  return g_test_run ();
}
