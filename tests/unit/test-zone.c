/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-zone.h"

#define RANDOM_TIMES 2000

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * TAPE_SECOND;
}

static void
assert_time (gint64 time, const char *expected)
{
  char text[TAPE_TIME_TEXT];

  tape_time_format (time, text);
  g_assert_cmpstr (text, ==, expected);
}

/* Toronto went from 23:30 to 0:30 in 1919, Sao Paulo from 0:00 to 1:00 in 2018, Apia left out a day in 2011. */
static void
test_midnight_skipped (void)
{
  g_autoptr (TapeZone) toronto = tape_zone_new ("America/Toronto");
  g_autoptr (TapeZone) sao_paulo = tape_zone_new ("America/Sao_Paulo");
  g_autoptr (TapeZone) apia = tape_zone_new ("Pacific/Apia");

  assert_time (tape_zone_get_midnight (toronto, tape_time_from_date (1919, 3, 31)), "1919-03-31T04:30:00Z");
  assert_time (tape_zone_from_local (toronto, at ("1919-03-31T00:00:00Z")), "1919-03-31T05:00:00Z");
  g_assert_cmpint (tape_zone_get_date (toronto, at ("1919-03-31T04:29:59Z")), ==, tape_time_from_date (1919, 3, 30));
  g_assert_cmpint (tape_zone_get_date (toronto, at ("1919-03-31T04:30:00Z")), ==, tape_time_from_date (1919, 3, 31));
  assert_time (tape_zone_get_midnight (sao_paulo, tape_time_from_date (2018, 11, 4)), "2018-11-04T03:00:00Z");
  assert_time (tape_zone_get_midnight (apia, tape_time_from_date (2011, 12, 30)), "2011-12-30T10:00:00Z");
  assert_time (tape_zone_get_midnight (apia, tape_time_from_date (2011, 12, 31)), "2011-12-30T10:00:00Z");
}

/* St John's went from 0:01 back to 23:01 in 2010. */
static void
test_midnight_twice (void)
{
  g_autoptr (TapeZone) zone = tape_zone_new ("America/St_Johns");
  gint32 date = tape_time_from_date (2010, 11, 7);

  assert_time (tape_zone_get_midnight (zone, date), "2010-11-07T02:30:00Z");
  g_assert_cmpint (tape_zone_get_date (zone, at ("2010-11-07T02:29:59Z")), ==, date - 1);
  g_assert_cmpint (tape_zone_get_date (zone, at ("2010-11-07T02:30:00Z")), ==, date);
  g_assert_cmpint (tape_zone_get_date (zone, at ("2010-11-07T02:45:00Z")), ==, date);
  g_assert_cmpint (tape_zone_get_date (zone, at ("2010-11-07T04:00:00Z")), ==, date);
}

/* Of every kind: whole hours, halves, changes by 30 minutes, in the south, none. From 1900 on, war times included. */
static void
test_against_gtimezone (void)
{
  static const char *const names[]
      = { "Europe/London",       "Europe/Lisbon", "America/New_York", "America/St_Johns",  "Asia/Kolkata",
          "Australia/Lord_Howe", "Pacific/Apia",  "Asia/Tokyo",       "Africa/Casablanca", "UTC" };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (TapeZone) zone = tape_zone_new (names[n]);
      g_autoptr (GTimeZone) oracle = g_time_zone_new_identifier (names[n]);

      for (guint i = 0; i < RANDOM_TIMES; i++)
        {
          gint64 second = TAPE_TIME_EARLIEST / TAPE_SECOND + (gint64)(g_test_rand_double () * 6e9);
          int interval = g_time_zone_find_interval (oracle, G_TIME_TYPE_UNIVERSAL, second);
          gint64 time = second * TAPE_SECOND;
          gint32 date = tape_zone_get_date (zone, time);

          g_assert_cmpint (tape_zone_get_offset (zone, time), ==,
                           g_time_zone_get_offset (oracle, interval) * TAPE_SECOND);
          g_assert_cmpint (tape_zone_get_midnight (zone, date), <=, time);
          g_assert_cmpint (tape_zone_get_midnight (zone, date + 1), >, time);
        }
    }
}

static void
test_unknown (void)
{
  g_autoptr (TapeZone) zone = NULL;

  g_test_expect_message ("Tapeline", G_LOG_LEVEL_WARNING, "Time zone Nowhere/Atlantis is unknown*");
  zone = tape_zone_new ("Nowhere/Atlantis");
  g_test_assert_expected_messages ();
  g_assert_cmpint (tape_zone_get_offset (zone, at ("2026-07-01T00:00:00Z")), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/zone/midnight-skipped", test_midnight_skipped);
  g_test_add_func ("/base/zone/midnight-twice", test_midnight_twice);
  g_test_add_func ("/base/zone/against-gtimezone", test_against_gtimezone);
  g_test_add_func ("/base/zone/unknown-is-utc", test_unknown);
  return g_test_run ();
}
