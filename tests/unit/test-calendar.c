/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-calendar.h"

#include "base/tape-exchange.h"

#include <stdio.h>
#include <string.h>

#define FIRST_YEAR 2010
#define LAST_YEAR  2027
#define WEEK       7
#define SUNDAY     7
/* Exchanges that change their clocks on the same days. */
#define UNCHANGING "XTKS XHKG XSHG XSHE XKRX XTAI XNSE XSES XSAU CRYPTO "
#define AMERICAN   "XNAS XNYS ARCX XTSE "

static gint32
date_of (const char *text)
{
  gint year, month, day;

  g_assert_cmpint (sscanf (text, "%4d-%2d-%2d", &year, &month, &day), ==, 3);
  return tape_time_from_date (year, month, day);
}

static gint
get_weekday (gint32 date)
{
  return (date + 3) % WEEK + 1;
}

/* "09:30-16:00", or "closed". */
static char *
describe_hours (const TapeCalendar *calendar, const char *date)
{
  TapeHours hours;

  if (!tape_calendar_get_hours (calendar, date_of (date), &hours))
    return g_strdup ("closed");
  if (hours.break_end == 0)
    return g_strdup_printf ("%g-%g", (double)hours.open / TAPE_HOUR, (double)hours.close / TAPE_HOUR);
  return g_strdup_printf ("%g-%g %g-%g", (double)hours.open / TAPE_HOUR, (double)hours.break_start / TAPE_HOUR,
                          (double)hours.break_end / TAPE_HOUR, (double)hours.close / TAPE_HOUR);
}

static void
assert_hours (const TapeCalendar *calendar, const char *date, const char *expected)
{
  g_autofree char *hours = describe_hours (calendar, date);

  g_assert_cmpstr (hours, ==, expected);
}

static void
test_sessions (void)
{
  g_autoptr (TapeCalendar) calendar = tape_calendar_new ();

  tape_calendar_add_session (calendar, "", "11:00", "15:30", "", "", "67123");
  tape_calendar_add_session (calendar, "2013-06-29", "10:00", "15:00", "12:00", "13:00", "71234");
  tape_calendar_finish (calendar);
  assert_hours (calendar, "1970-01-01", "closed"); /* Thursday */
  assert_hours (calendar, "1969-12-31", "11-15.5");
  assert_hours (calendar, "2013-06-22", "11-15.5"); /* Saturday */
  assert_hours (calendar, "2013-06-28", "closed");
  assert_hours (calendar, "2013-06-29", "closed");
  assert_hours (calendar, "2013-06-30", "10-12 13-15");
  assert_hours (calendar, "2013-07-04", "10-12 13-15");
  assert_hours (calendar, "2099-07-04", "closed");
}

static void
test_occasions (void)
{
  g_autoptr (TapeCalendar) calendar = tape_calendar_new ();

  tape_calendar_add_session (calendar, "", "09:30", "16:00", "12:00", "13:00", "12345");
  tape_calendar_add_occasion (calendar, "Eve", "", "12:00", "2026-12-24 2027-12-24");
  tape_calendar_add_occasion (calendar, "Feast", "", "", "2026-12-25");
  tape_calendar_add_occasion (calendar, "Storm", "13:30", "", "2026-12-22");
  tape_calendar_add_occasion (calendar, "Saturday", "10:00", "14:00", "2026-12-26");
  tape_calendar_add_occasion (calendar, "Long", "", "17:00", "2026-12-21");
  tape_calendar_finish (calendar);
  assert_hours (calendar, "2026-12-21", "9.5-12 13-17");
  assert_hours (calendar, "2026-12-22", "13.5-16");
  assert_hours (calendar, "2026-12-23", "9.5-12 13-16");
  assert_hours (calendar, "2026-12-24", "9.5-12");
  assert_hours (calendar, "2026-12-25", "closed");
  assert_hours (calendar, "2026-12-26", "10-12 13-14");
  assert_hours (calendar, "2026-12-27", "closed");
  assert_hours (calendar, "2027-12-24", "9.5-12");
  g_assert_cmpstr (tape_calendar_get_occasion (calendar, date_of ("2026-12-25")), ==, "Feast");
  g_assert_cmpstr (tape_calendar_get_occasion (calendar, date_of ("2027-12-24")), ==, "Eve");
  g_assert_null (tape_calendar_get_occasion (calendar, date_of ("2026-12-23")));
  g_assert_null (tape_calendar_get_occasion (calendar, date_of ("2026-12-27")));
  g_assert_false (tape_calendar_never_closes (calendar));
}

static void
test_never_closes (void)
{
  g_autoptr (TapeCalendar) always = tape_calendar_new ();
  g_autoptr (TapeCalendar) weekdays = tape_calendar_new ();

  tape_calendar_add_session (always, "", "00:00", "24:00", "", "", "1234567");
  tape_calendar_finish (always);
  g_assert_true (tape_calendar_never_closes (always));
  tape_calendar_add_session (weekdays, "", "00:00", "24:00", "", "", "12345");
  tape_calendar_finish (weekdays);
  g_assert_false (tape_calendar_never_closes (weekdays));
}

/* What must hold of the session of @day, whatever the tables say; wall is the local clock at its open and close. */
static void
check_session (const TapeExchange *exchange, const TapeDay *day, gboolean always)
{
  TapeDay other;
  gint64 next;

  g_assert_cmpint (day->open, <, day->close);
  g_assert_cmpint (day->start, <=, day->open);
  g_assert_cmpint (day->close, <=, day->end);
  tape_exchange_get_day (exchange, day->close - 1, &other);
  g_assert_cmpint (other.date, ==, day->date);
  g_assert_true (tape_exchange_is_open (exchange, day->open, &next));
  if (always)
    return;
  g_assert_cmpint (next, <=, day->close);
  g_assert_true (tape_exchange_is_open (exchange, day->close - 1, &next));
  g_assert_cmpint (next, ==, day->close);
  g_assert_false (tape_exchange_is_open (exchange, day->close, NULL));
  g_assert_false (tape_exchange_is_open (exchange, day->open - 1, &next));
  g_assert_cmpint (next, ==, day->open);
}

static gint64
get_wall_clock (const TapeExchange *exchange, const TapeDay *day, gint64 time)
{
  return time + tape_exchange_get_offset (exchange, time) - day->date * TAPE_DAY;
}

static void
check_year (const TapeExchange *exchange, gint year)
{
  gboolean always = strcmp (tape_exchange_get_mic (exchange), "CRYPTO") == 0;
  gint32 last = tape_time_from_date (year + 1, 1, 1);
  guint sessions = 0;
  TapeDay before;

  tape_exchange_get_date (exchange, tape_time_from_date (year, 1, 1) - 1, &before);
  for (gint32 date = before.date + 1; date < last; date++)
    {
      TapeDay day;

      tape_exchange_get_date (exchange, date, &day);
      g_assert_cmpint (day.date, ==, date);
      g_assert_cmpint (day.start, ==, before.end);
      g_assert_cmpint (day.end - day.start, >=, 23 * TAPE_HOUR);
      g_assert_cmpint (day.end - day.start, <=, 25 * TAPE_HOUR);
      g_assert_true ((day.open == TAPE_NO_TIME) == (day.close == TAPE_NO_TIME));
      if (day.open != TAPE_NO_TIME)
        {
          check_session (exchange, &day, always);
          g_assert_cmpint (get_wall_clock (exchange, &day, day.open) % (5 * TAPE_MINUTE), ==, 0);
          sessions++;
        }
      before = day;
    }
  g_assert_cmpuint (sessions, >=, always ? 365 : 236);
  g_assert_cmpuint (sessions, <=, always ? 366 : 262);
}

static void
test_every_day (void)
{
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  for (guint e = 0; e < n; e++)
    for (gint year = FIRST_YEAR; year <= LAST_YEAR; year++)
      check_year (all[e], year);
}

/* The nth Sunday of the month, from its end where @nth is negative. */
static gint32
get_sunday (gint year, gint month, gint nth)
{
  gint32 date = nth > 0 ? tape_time_from_date (year, month, 1) : tape_time_from_date (year, month + 1, 1) - 1;
  gint step = nth > 0 ? 1 : -1;

  while (get_weekday (date) != SUNDAY)
    date += step;
  return date + (nth - step) * WEEK;
}

/* The days on which the exchange's clocks go forward and back, by the laws of these years. */
static void
get_clock_changes (const TapeExchange *exchange, gint year, gint32 *forward, gint32 *back)
{
  const char *mic = tape_exchange_get_mic (exchange);

  *forward = *back = 0;
  if (strstr (UNCHANGING, mic) != NULL)
    return;
  if (strstr (AMERICAN, mic) != NULL)
    {
      *forward = get_sunday (year, 3, 2);
      *back = get_sunday (year, 11, 1);
    }
  else if (strcmp (mic, "XASX") == 0 || strcmp (mic, "XNZE") == 0)
    {
      *forward = strcmp (mic, "XASX") == 0 ? get_sunday (year, 10, 1) : get_sunday (year, 9, -1);
      *back = get_sunday (year, 4, 1);
    }
  else
    {
      *forward = get_sunday (year, 3, -1);
      *back = get_sunday (year, 10, -1);
    }
}

static void
test_clock_changes (void)
{
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  for (guint e = 0; e < n; e++)
    for (gint year = FIRST_YEAR; year <= LAST_YEAR; year++)
      {
        gint32 last = tape_time_from_date (year + 1, 1, 1);
        gint32 forward, back;

        get_clock_changes (all[e], year, &forward, &back);
        for (gint32 date = tape_time_from_date (year, 1, 1); date < last; date++)
          {
            gint64 hours = date == forward ? 23 : date == back ? 25 : 24;
            TapeDay day;

            tape_exchange_get_date (all[e], date, &day);
            g_assert_cmpint (day.end - day.start, ==, hours * TAPE_HOUR);
          }
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/calendar/hours-change-through-the-years", test_sessions);
  g_test_add_func ("/base/calendar/occasions-differ", test_occasions);
  g_test_add_func ("/base/calendar/never-closes", test_never_closes);
  g_test_add_func ("/base/calendar/every-day-of-every-exchange", test_every_day);
  g_test_add_func ("/base/calendar/clocks-change-when-the-law-says", test_clock_changes);
  return g_test_run ();
}
