/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-exchange.h"

#include <pthread.h>

#define RANDOM_TIMES  400
#define MAX_EXCHANGES 64

static const TapeExchange *
get_exchange (const char *mic)
{
  const TapeExchange *exchange = tape_exchange_lookup (mic);

  g_assert_nonnull (exchange);
  return exchange;
}

/* "2024-03-10T15:00:00Z" as event time. */
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

static gint64
get_local_date (GTimeZone *zone, gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (tape_time_floor (time, TAPE_SECOND) / TAPE_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return tape_time_from_date (g_date_time_get_year (local), g_date_time_get_month (local),
                              g_date_time_get_day_of_month (local));
}

static gint64
get_offset (GTimeZone *zone, gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (tape_time_floor (time, TAPE_SECOND) / TAPE_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_get_utc_offset (local);
}

static gint64
random_between (gint64 from, gint64 to)
{
  return from + (gint64)(g_test_rand_double () * (double)(to - from));
}

/* Any time from 1970 to 2037; every other one near a change of the clock if the zone has one in that year. */
static gint64
random_time (GTimeZone *zone, guint i)
{
  gint64 time = random_between (0, at ("2037-01-01T00:00:00Z"));

  if (i % 2 == 0)
    return time;
  for (gint64 day = time; day < time + 366 * TAPE_DAY; day += TAPE_DAY)
    if (get_offset (zone, day) != get_offset (zone, day + TAPE_DAY))
      return random_between (day - TAPE_DAY, day + 2 * TAPE_DAY);
  return time;
}

/* What from_local promises, by trying the offsets around. */
static gint64
resolve_naively (GTimeZone *zone, gint64 local)
{
  gint64 before = local - get_offset (zone, local - TAPE_DAY);
  gint64 after = local - get_offset (zone, local + TAPE_DAY);
  gboolean before_fits = before + get_offset (zone, before) == local;
  gboolean after_fits = after + get_offset (zone, after) == local;

  if (before_fits && after_fits)
    return MIN (before, after);
  return after_fits ? after : before;
}

static void
assert_length (const char *mic, const char *time, gint64 hours, const char *start)
{
  TapeDay day;

  tape_exchange_get_day (get_exchange (mic), at (time), &day);
  g_assert_cmpint (day.end - day.start, ==, hours * TAPE_HOUR);
  assert_time (day.start, start);
}

static void
test_day_length (void)
{
  assert_length ("XNYS", "2024-03-09T12:00:00Z", 24, "2024-03-09T05:00:00Z");
  assert_length ("XNYS", "2024-03-10T12:00:00Z", 23, "2024-03-10T05:00:00Z");
  assert_length ("XNYS", "2024-03-11T12:00:00Z", 24, "2024-03-11T04:00:00Z");
  assert_length ("XNYS", "2024-11-03T12:00:00Z", 25, "2024-11-03T04:00:00Z");
  assert_length ("XLON", "2024-03-31T12:00:00Z", 23, "2024-03-31T00:00:00Z");
  assert_length ("XLON", "2024-10-27T12:00:00Z", 25, "2024-10-26T23:00:00Z");
  assert_length ("XASX", "2024-04-07T00:00:00Z", 25, "2024-04-06T13:00:00Z");
  assert_length ("XTKS", "2024-03-31T12:00:00Z", 24, "2024-03-30T15:00:00Z");
  assert_length ("XHKG", "2024-03-10T12:00:00Z", 24, "2024-03-09T16:00:00Z");
  assert_length ("CRYPTO", "2024-03-10T12:00:00Z", 24, "2024-03-10T00:00:00Z");
}

static void
assert_same_day (const TapeDay *day, const TapeDay *expected)
{
  g_assert_cmpint (day->date, ==, expected->date);
  g_assert_cmpint (day->start, ==, expected->start);
  g_assert_cmpint (day->end, ==, expected->end);
  g_assert_cmpint (day->open, ==, expected->open);
  g_assert_cmpint (day->close, ==, expected->close);
}

static void
test_day_bounds (void)
{
  const TapeExchange *tokyo = get_exchange ("XTKS");
  TapeDay day, other;

  tape_exchange_get_day (tokyo, at ("2026-11-19T15:00:00Z"), &day);
  g_assert_cmpint (day.date, ==, tape_time_from_date (2026, 11, 20));
  assert_time (day.open, "2026-11-20T00:00:00Z");
  assert_time (day.close, "2026-11-20T06:30:00Z");
  tape_exchange_get_day (tokyo, day.start - 1, &other);
  g_assert_cmpint (other.date, ==, day.date - 1);
  g_assert_cmpint (other.end, ==, day.start);
  tape_exchange_get_date (tokyo, day.date, &other);
  assert_same_day (&other, &day);

  tape_exchange_get_day (get_exchange ("XNYS"), at ("2013-10-07T13:00:00Z"), &day);
  assert_time (day.open, "2013-10-07T13:30:00Z");
  assert_time (day.close, "2013-10-07T20:00:00Z");
}

static void
assert_no_session (const char *mic, const char *time)
{
  TapeDay day;

  tape_exchange_get_day (get_exchange (mic), at (time), &day);
  g_assert_cmpint (day.open, ==, TAPE_NO_TIME);
  g_assert_cmpint (day.close, ==, TAPE_NO_TIME);
}

static void
assert_close (const char *mic, const char *time, const char *close)
{
  TapeDay day;

  tape_exchange_get_day (get_exchange (mic), at (time), &day);
  assert_time (day.close, close);
}

static void
test_holidays (void)
{
  assert_no_session ("XNYS", "2026-11-21T15:00:00Z"); /* Saturday */
  assert_no_session ("XNYS", "2026-11-26T15:00:00Z"); /* Thanksgiving */
  assert_no_session ("XNAS", "2026-07-03T15:00:00Z"); /* Independence Day falls on a Saturday */
  assert_no_session ("ARCX", "2025-01-09T15:00:00Z"); /* Day of mourning */
  assert_no_session ("XNYS", "2013-03-29T15:00:00Z"); /* Good Friday */
  assert_no_session ("XTSE", "2026-07-01T15:00:00Z");
  assert_no_session ("XLON", "2027-12-28T12:00:00Z"); /* Boxing Day falls on a Sunday */
  assert_no_session ("XETR", "2026-12-24T12:00:00Z");
  assert_no_session ("XTKS", "2026-09-22T03:00:00Z");
  assert_no_session ("XHKG", "2026-02-17T03:00:00Z");                    /* Lunar New Year */
  assert_no_session ("XSAU", "2026-11-20T09:00:00Z");                    /* Friday */
  assert_close ("XSAU", "2026-11-22T09:00:00Z", "2026-11-22T12:00:00Z"); /* Sunday */
  assert_close ("XNYS", "2026-11-27T15:00:00Z", "2026-11-27T18:00:00Z");
  assert_close ("XNAS", "2024-07-03T15:00:00Z", "2024-07-03T17:00:00Z");
  assert_close ("XLON", "2026-12-24T12:00:00Z", "2026-12-24T12:30:00Z");
  assert_close ("XPAR", "2026-12-31T12:00:00Z", "2026-12-31T13:05:00Z");
  assert_close ("XHKG", "2026-02-16T03:00:00Z", "2026-02-16T04:00:00Z");
}

static void
assert_open (const char *mic, const char *time, gboolean expected, const char *next_change)
{
  gint64 next;

  g_assert_cmpint (tape_exchange_is_open (get_exchange (mic), at (time), &next), ==, expected);
  assert_time (next, next_change);
}

static void
test_is_open (void)
{
  assert_open ("XNYS", "2026-11-20T14:29:59Z", FALSE, "2026-11-20T14:30:00Z");
  assert_open ("XNYS", "2026-11-20T14:30:00Z", TRUE, "2026-11-20T21:00:00Z");
  assert_open ("XNYS", "2026-11-20T20:59:59Z", TRUE, "2026-11-20T21:00:00Z");
  assert_open ("XNYS", "2026-11-20T21:00:00Z", FALSE, "2026-11-23T14:30:00Z");
  assert_open ("XNYS", "2026-11-25T22:00:00Z", FALSE, "2026-11-27T14:30:00Z");
  assert_open ("XNYS", "2026-11-27T18:00:00Z", FALSE, "2026-11-30T14:30:00Z");
  assert_open ("XNYS", "2024-03-08T21:00:00Z", FALSE, "2024-03-11T13:30:00Z");
  assert_open ("XLON", "2026-07-01T07:00:00Z", TRUE, "2026-07-01T15:30:00Z");
  assert_open ("XTKS", "2026-11-20T02:29:59Z", TRUE, "2026-11-20T02:30:00Z");
  assert_open ("XTKS", "2026-11-20T02:30:00Z", FALSE, "2026-11-20T03:30:00Z");
  assert_open ("XTKS", "2026-11-20T03:30:00Z", TRUE, "2026-11-20T06:30:00Z");
  assert_open ("XHKG", "2026-11-20T04:30:00Z", FALSE, "2026-11-20T05:00:00Z");
  assert_open ("XHKG", "2026-12-24T04:00:00Z", FALSE, "2026-12-28T01:30:00Z");
  assert_open ("XSAU", "2026-11-19T12:00:00Z", FALSE, "2026-11-22T07:00:00Z");
  assert_open ("CRYPTO", "2026-11-21T23:59:59Z", TRUE, "");
  g_assert_true (tape_exchange_is_open (get_exchange ("XNYS"), at ("2026-11-20T15:00:00Z"), NULL));
}

static void
test_from_local (void)
{
  const TapeExchange *new_york = get_exchange ("XNYS");
  const TapeExchange *london = get_exchange ("XLON");

  assert_time (tape_exchange_from_local (new_york, at ("2024-07-01T09:30:00Z")), "2024-07-01T13:30:00Z");
  assert_time (tape_exchange_from_local (new_york, at ("2024-11-03T01:30:00Z")), "2024-11-03T05:30:00Z");
  assert_time (tape_exchange_from_local (new_york, at ("2024-11-03T02:00:00Z")), "2024-11-03T07:00:00Z");
  assert_time (tape_exchange_from_local (new_york, at ("2024-03-10T02:30:00Z")), "2024-03-10T07:30:00Z");
  assert_time (tape_exchange_from_local (new_york, at ("2024-03-10T03:00:00Z")), "2024-03-10T07:00:00Z");
  assert_time (tape_exchange_from_local (london, at ("2024-03-31T01:00:00Z")), "2024-03-31T01:00:00Z");
  assert_time (tape_exchange_from_local (london, at ("2024-10-27T01:30:00Z")), "2024-10-27T00:30:00Z");
}

static void
test_against_gdatetime (void)
{
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  for (guint e = 0; e < n; e++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (tape_exchange_get_zone (all[e]));

      g_assert_nonnull (zone);
      for (guint i = 0; i < RANDOM_TIMES; i++)
        {
          gint64 time = random_time (zone, i);
          TapeDay day;

          tape_exchange_get_day (all[e], time, &day);
          g_assert_cmpint (day.date, ==, get_local_date (zone, time));
          g_assert_cmpint (get_local_date (zone, day.start), ==, day.date);
          g_assert_cmpint (get_local_date (zone, day.start - 1), ==, day.date - 1);
          g_assert_cmpint (get_local_date (zone, day.end), ==, day.date + 1);
          g_assert_cmpint (get_local_date (zone, day.end - 1), ==, day.date);
          g_assert_cmpint (tape_exchange_get_offset (all[e], time), ==, get_offset (zone, time));
          g_assert_cmpint (tape_exchange_from_local (all[e], time), ==, resolve_naively (zone, time));
        }
    }
}

static void
test_next_change (void)
{
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  for (guint e = 0; e < n; e++)
    for (guint i = 0; i < RANDOM_TIMES; i++)
      {
        gint64 time = random_between (at ("2024-01-01T00:00:00Z"), at ("2027-12-01T00:00:00Z"));
        gint64 next;
        gboolean open = tape_exchange_is_open (all[e], time, &next);

        if (next == TAPE_NO_TIME)
          {
            g_assert_cmpstr (tape_exchange_get_mic (all[e]), ==, "CRYPTO");
            continue;
          }
        g_assert_cmpint (next, >, time);
        g_assert_cmpint (tape_exchange_is_open (all[e], next, NULL), ==, !open);
        for (guint j = 0; j < 8; j++)
          g_assert_cmpint (tape_exchange_is_open (all[e], random_between (time, next - 1), NULL), ==, open);
      }
}

static void
test_table (void)
{
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  g_assert_cmpuint (n, >=, 15);
  for (guint e = 0; e < n; e++)
    {
      TapeDay day;

      g_assert_true (tape_exchange_lookup (tape_exchange_get_mic (all[e])) == all[e]);
      g_assert_cmpstr (tape_exchange_get_name (all[e]), !=, "");
      g_assert_cmpstr (tape_exchange_get_city (all[e]), !=, "");
      /* A Wednesday that is a holiday nowhere. */
      tape_exchange_get_date (all[e], tape_time_from_date (2026, 11, 18), &day);
      g_assert_cmpint (day.start, <=, day.open);
      g_assert_cmpint (day.close - day.open, >=, 4 * TAPE_HOUR);
      g_assert_cmpint (day.close, <=, day.end);
    }
  g_assert_null (tape_exchange_lookup ("XXXX"));
  g_assert_null (tape_exchange_lookup (""));
}

static void
test_utc (void)
{
  const TapeExchange *utc = tape_exchange_utc ();
  gint64 next;
  TapeDay day;

  g_assert_cmpstr (tape_exchange_get_mic (utc), ==, "");
  g_assert_cmpstr (tape_exchange_get_name (utc), ==, "");
  g_assert_cmpstr (tape_exchange_get_city (utc), ==, "UTC");
  g_assert_true (tape_exchange_is_open (utc, at ("1969-07-20T20:17:00Z"), &next));
  g_assert_cmpint (next, ==, TAPE_NO_TIME);
  tape_exchange_get_day (utc, -1, &day);
  g_assert_cmpint (day.date, ==, -1);
  assert_time (day.open, "1969-12-31T00:00:00Z");
  assert_time (day.close, "1970-01-01T00:00:00Z");
}

typedef struct
{
  gint64 time;
  TapeDay days[MAX_EXCHANGES];
} AllDays;

static void *
get_all_days (void *data)
{
  AllDays *self = data;
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  g_assert_cmpuint (n, <=, MAX_EXCHANGES);
  for (guint e = 0; e < n; e++)
    tape_exchange_get_day (all[e], self->time, &self->days[e]);
  return NULL;
}

/* Every thread asks for tables and zones that the others are just loading. */
static void
test_threads (void)
{
  static AllDays results[4];
  pthread_t threads[G_N_ELEMENTS (results)];
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      results[i].time = 1795186800 * TAPE_SECOND;
      g_assert_cmpint (pthread_create (&threads[i], NULL, get_all_days, &results[i]), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
  tape_exchange_list (&n);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    for (guint e = 0; e < n; e++)
      assert_same_day (&results[i].days[e], &results[0].days[e]);
  g_assert_cmpint (results[0].days[0].date, ==, tape_time_from_date (2026, 11, 20));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* First, while no zone is loaded. */
  g_test_add_func ("/base/exchange/many-threads", test_threads);
  g_test_add_func ("/base/exchange/day-has-23-to-25-hours", test_day_length);
  g_test_add_func ("/base/exchange/day-bounds", test_day_bounds);
  g_test_add_func ("/base/exchange/holidays-and-weekends", test_holidays);
  g_test_add_func ("/base/exchange/open-and-next-change", test_is_open);
  g_test_add_func ("/base/exchange/local-time-twice-or-never", test_from_local);
  g_test_add_func ("/base/exchange/against-gdatetime", test_against_gdatetime);
  g_test_add_func ("/base/exchange/nothing-changes-before-next-change", test_next_change);
  g_test_add_func ("/base/exchange/table-is-complete", test_table);
  g_test_add_func ("/base/exchange/utc", test_utc);
  return g_test_run ();
}
