/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-event.h"

#include <math.h>
#include <string.h>

static void
test_dates (void)
{
  for (gint32 date = -800000; date < 800000; date += 7)
    {
      gint year, month, day;

      tape_time_to_date (date, &year, &month, &day);
      g_assert_cmpint (tape_time_from_date (year, month, day), ==, date);
      if (year >= 1 && year <= 9999)
        {
          GDate oracle;

          g_date_clear (&oracle, 1);
          g_date_set_dmy (&oracle, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
          g_assert_cmpint ((gint32)g_date_get_julian (&oracle) - 719163, ==, date);
        }
    }
  g_assert_false (tape_time_date_is_valid (2023, 2, 29));
  g_assert_true (tape_time_date_is_valid (2024, 2, 29));
  g_assert_false (tape_time_date_is_valid (2024, 13, 1));
}

static void
test_format (void)
{
  char text[TAPE_TIME_TEXT];

  tape_time_format (0, text);
  g_assert_cmpstr (text, ==, "1970-01-01T00:00:00Z");
  tape_time_format (1381147200123000, text);
  g_assert_cmpstr (text, ==, "2013-10-07T12:00:00.123Z");
  tape_time_format (-1, text);
  g_assert_cmpstr (text, ==, "1969-12-31T23:59:59.999999Z");
  g_assert_cmpuint (tape_time_format (TAPE_NO_TIME, text), ==, 0);
  g_assert_cmpint (tape_time_floor (-1, TAPE_SECOND), ==, -TAPE_SECOND);
}

static void
test_durations (void)
{
  static const char *const good[] = { "0s", "500ms", "1s", "90s", "1m", "1h", "1d" };
  static const char *const bad[] = { "", "1", "s", "-1s", "1.5s", "1 s", "1w", "99999999999d" };
  gint64 duration;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (tape_duration_parse (good[i], &duration));
      text = tape_duration_format (duration);
      g_assert_cmpstr (text, ==, good[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tape_duration_parse (bad[i], &duration));
}

static void
test_checks (void)
{
  gint64 now = 1400000000 * TAPE_SECOND;
  TapeBar bar = { .start = now, .open = 2, .high = 3, .low = 1, .close = 2 };

  g_assert_null (tape_trade_check (1, 0, now, now));
  g_assert_null (tape_trade_check (1e-300, 1, TAPE_TIME_EARLIEST, now));
  g_assert_nonnull (tape_trade_check (0, 1, now, now));
  g_assert_nonnull (tape_trade_check (-1, 1, now, now));
  g_assert_nonnull (tape_trade_check (NAN, 1, now, now));
  g_assert_nonnull (tape_trade_check (INFINITY, 1, now, now));
  g_assert_nonnull (tape_trade_check (1, -1, now, now));
  g_assert_nonnull (tape_trade_check (1, NAN, now, now));
  g_assert_nonnull (tape_trade_check (1, 1, TAPE_NO_TIME, now));
  g_assert_nonnull (tape_trade_check (1, 1, TAPE_TIME_EARLIEST - 1, now));
  g_assert_null (tape_trade_check (1, 1, now + TAPE_DAY, now));
  g_assert_nonnull (tape_trade_check (1, 1, now + TAPE_DAY + 1, now));
  g_assert_null (tape_bar_check (&bar, now));
  bar.low = 4;
  g_assert_nonnull (tape_bar_check (&bar, now));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/dates", test_dates);
  g_test_add_func ("/base/time/format", test_format);
  g_test_add_func ("/base/time/durations", test_durations);
  g_test_add_func ("/base/event/checks", test_checks);
  return g_test_run ();
}
