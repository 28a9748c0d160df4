/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-clock-text.h"

#include <stdlib.h>
#include <string.h>

enum
{
  UTC = 0,
  LOCAL = 1,
  DAY = 2, /* a date only, which is local too */
};

typedef struct
{
  const char *text;
  const char *time;
  guint kind;
} Case;

static void
assert_case (TapeClockText *clock, const Case *expected)
{
  TapeClockTime time;
  char text[TAPE_TIME_TEXT];

  if (!tape_clock_text_parse (clock, expected->text, strlen (expected->text), &time))
    g_error ("\"%s\" was not read", expected->text);
  tape_time_format (time.time, text);
  g_assert_cmpstr (text, ==, expected->time);
  g_assert_cmpint (time.local, ==, expected->kind != UTC);
  g_assert_cmpint (time.date_only, ==, expected->kind == DAY);
}

static void
test_iso (void)
{
  static const Case cases[] = {
    { "2013-10-07T08:00:00.614Z", "2013-10-07T08:00:00.614Z", UTC },
    { "2013-10-07t08:00:00z", "2013-10-07T08:00:00Z", UTC },
    { "2013-10-07 08:00:00", "2013-10-07T08:00:00Z", LOCAL },
    { "2013-10-07 08:00", "2013-10-07T08:00:00Z", LOCAL },
    { "2013-10-07", "2013-10-07T00:00:00Z", DAY },
    { "2013/10/07", "2013-10-07T00:00:00Z", DAY },
    { "2013-10-07T08:00:00+02:00", "2013-10-07T06:00:00Z", UTC },
    { "2013-10-07T08:00:00-0530", "2013-10-07T13:30:00Z", UTC },
    { "2013-10-07 23:59:59.9 -01", "2013-10-08T00:59:59.900Z", UTC },
    { "2013-10-07 08:00:00 UTC", "2013-10-07T08:00:00Z", UTC },
    { "2021-02-22T15:51:44.123456789Z", "2021-02-22T15:51:44.123456Z", UTC },
    { "2021-02-22T15:51:44,5Z", "2021-02-22T15:51:44.500Z", UTC },
    { "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z", UTC },
    { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", UTC },
    { "2024-02-29", "2024-02-29T00:00:00Z", DAY },
  };
  TapeClockText clock = { 0 };

  /* Twice: the second time with dates remembered. */
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    assert_case (&clock, &cases[i % G_N_ELEMENTS (cases)]);
}

static void
test_strokes (void)
{
  static const Case day_first[] = {
    { "29/06/1979", "1979-06-29T00:00:00Z", DAY },
    { "3/7/1979", "1979-07-03T00:00:00Z", DAY },
    { "03/07/1979 16:30", "1979-07-03T16:30:00Z", LOCAL },
    { "03/07/1979 16:30:00Z", "1979-07-03T16:30:00Z", UTC },
  };
  static const Case month_first[] = {
    { "03/07/1979", "1979-03-07T00:00:00Z", DAY },
    { "12/31/1999 23:59:59.999", "1999-12-31T23:59:59.999Z", LOCAL },
  };
  TapeClockText clock = { 0 }, american = { .month_first = TRUE };

  for (gsize i = 0; i < G_N_ELEMENTS (day_first); i++)
    assert_case (&clock, &day_first[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (month_first); i++)
    assert_case (&american, &month_first[i]);
}

static void
test_order (void)
{
  static const struct
  {
    const char *text;
    TapeDateOrder order;
  } cases[] = {
    { "29/06/1979", TAPE_DATE_ORDER_DAY_FIRST }, { "06/29/1979 10:00", TAPE_DATE_ORDER_MONTH_FIRST },
    { "12/12/1979", TAPE_DATE_ORDER_UNDECIDED }, { "13/13/1979", TAPE_DATE_ORDER_UNDECIDED },
    { "2013-10-07", TAPE_DATE_ORDER_NONE },      { "1719840600", TAPE_DATE_ORDER_NONE },
    { "1/2/79", TAPE_DATE_ORDER_NONE },          { "", TAPE_DATE_ORDER_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tape_clock_text_order (cases[i].text, strlen (cases[i].text)), ==, cases[i].order);
}

static void
test_numbers (void)
{
  static const Case cases[] = {
    { "0", "1970-01-01T00:00:00Z", UTC },
    { "-1", "1969-12-31T23:59:59Z", UTC },
    { "1719840600", "2024-07-01T13:30:00Z", UTC },
    { "1719840600.25", "2024-07-01T13:30:00.250Z", UTC },
    { "1719840600123", "2024-07-01T13:30:00.123Z", UTC },
    { "1719840600123.5", "2024-07-01T13:30:00.123500Z", UTC },
    { "1719840600123456", "2024-07-01T13:30:00.123456Z", UTC },
    { "1719840600123456789", "2024-07-01T13:30:00.123456Z", UTC },
    { "1.7198406e9", "2024-07-01T13:30:00Z", UTC },
  };
  TapeClockText clock = { 0 };
  gint64 time;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_case (&clock, &cases[i]);
  g_assert_true (tape_clock_text_from_number (1719840600123, &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1719840600123000));
  g_assert_true (tape_clock_text_from_number (1719840600.343, &time));
  g_assert_cmpint (time, ==, G_GINT64_CONSTANT (1719840600343000));
  g_assert_false (tape_clock_text_from_number (1e300, &time));
  g_assert_false (tape_clock_text_from_number (0.0 / 0.0, &time));
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "",
    " ",
    "yesterday",
    "2013-13-01",
    "2013-02-29",
    "2013-00-10",
    "2013-1-1",
    "2013-10-07T",
    "2013-10-07T8:00:00Z",
    "2013-10-07T24:00:00Z",
    "2013-10-07T08:60:00Z",
    "2013-10-07T08:00:61Z",
    "2013-10-07T08:00:00.Z",
    "2013-10-07T08:00:00ZZ",
    "2013-10-07T08:00:00+2",
    "2013-10-07T08:00:00+24:00",
    "2013-10-07x08:00:00",
    "2013-10-0708:00:00",
    "32/01/2000",
    "1/2",
    "1/2/",
    "1/2/20000",
    "12:30",
    "1719840600x",
    "1e400",
    "99999999999999999999999",
    "-",
  };
  TapeClockText clock = { 0 };
  TapeClockTime time;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (tape_clock_text_parse (&clock, cases[i], strlen (cases[i]), &time))
      {
        g_test_message ("\"%s\" was taken for a time", cases[i]);
        g_test_fail ();
      }
}

static gboolean
parse_pair (const char *date, const char *time_of_day, TapeClockTime *time)
{
  TapeClockText clock = { 0 };

  return tape_clock_text_parse_pair (&clock, date, strlen (date), time_of_day, strlen (time_of_day), time);
}

static void
test_pairs (void)
{
  TapeClockTime time;
  const gint64 expected = G_GINT64_CONSTANT (1719826200000000); /* 2024-07-01T09:30:00Z */

  g_assert_true (parse_pair ("2024-07-01", "09:30", &time));
  g_assert_cmpint (time.time, ==, expected);
  g_assert_true (time.local);
  g_assert_false (time.date_only);
  g_assert_true (parse_pair ("01/07/2024", "09:30:00.000", &time));
  g_assert_cmpint (time.time, ==, expected);
  g_assert_true (parse_pair ("2024-07-01 00:00:00", "09:30:00Z", &time));
  g_assert_cmpint (time.time, ==, expected);
  g_assert_false (time.local);
  g_assert_true (parse_pair ("whatever", "2024-07-01T11:30:00+02:00", &time));
  g_assert_cmpint (time.time, ==, expected);

  g_assert_false (parse_pair ("2024-07-01", "half past nine", &time));
  g_assert_false (parse_pair ("2024-07-01", "2024-07-01", &time));
  g_assert_false (parse_pair ("soon", "09:30", &time));
  g_assert_false (parse_pair ("2024-07-01T00:00:00Z", "09:30", &time));
}

/* Every µs of what tape_time_format() writes is read back, in whatever order the dates come. */
static void
test_reads_back (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  TapeClockText clock = { 0 };

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 100000; i++)
    {
      gint64 expected = (gint64)(g_rand_double_range (rand, -2.2e9, 2.5e11) * 1e6);
      TapeClockTime time;
      char text[TAPE_TIME_TEXT];
      gsize length = tape_time_format (expected, text);

      g_assert_true (tape_clock_text_parse (&clock, text, length, &time));
      g_assert_cmpint (time.time, ==, expected);
      g_assert_false (time.local);
    }
}

/* The oracle: a regular expression, digit by digit. */
static gboolean
read_naively (const GRegex *form, const char *text, gint64 *since_midnight)
{
  g_autoptr (GMatchInfo) match = NULL;
  gint parts[4] = { 0 };

  if (!g_regex_match (form, text, 0, &match))
    return FALSE;
  for (gint i = 0; i < 4; i++)
    {
      g_autofree char *part = g_match_info_fetch (match, i + 1);
      g_autofree char *six = g_strconcat (part == NULL ? "" : part, "000000", NULL);

      six[i < 3 ? 2 : 6] = '\0';
      parts[i] = part == NULL || *part == '\0' ? 0 : atoi (six);
    }
  *since_midnight = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * TAPE_SECOND + parts[3];
  return parts[0] < 24 && parts[1] < 60 && parts[2] <= 60;
}

/* Times of day, right ones and such with a character that does not belong there. */
static void
test_times_of_day (void)
{
  static const char characters[] = "0123456789:.,;/ ?Z-\x80\xff";
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GRegex) form
      = g_regex_new ("^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)? *(?:Z)?$", G_REGEX_RAW, 0, NULL);
  guint n_read = 0;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *time
          = g_strdup_printf ("%02u:%02u:%02u.%0*u", g_rand_int (rand) % 25, g_rand_int (rand) % 61,
                             g_rand_int (rand) % 62, g_rand_int_range (rand, 1, 10), g_rand_int (rand) % 1000000);
      gsize length = (gsize)g_rand_int_range (rand, 4, (gint)strlen (time) + 1);
      g_autofree char *text = NULL;
      TapeClockText clock = { 0 };
      TapeClockTime read;
      gint64 expected;

      time[length] = '\0';
      if (i % 2 == 0)
        time[g_rand_int_range (rand, 0, (gint)length)] = characters[g_rand_int_range (rand, 0, sizeof characters - 1)];
      text = g_strconcat ("1970-01-01T", time, NULL);
      if (!read_naively (form, time, &expected))
        {
          /* or with a zone, "-02", which the expression does not know */
          if (tape_clock_text_parse (&clock, text, strlen (text), &read))
            g_assert_nonnull (strchr (time, '-'));
          continue;
        }
      n_read++;
      if (!tape_clock_text_parse (&clock, text, strlen (text), &read) || read.time != expected)
        g_error ("\"%s\" is not %" G_GINT64_FORMAT, text, expected);
    }
  g_assert_cmpuint (n_read, >, 20000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/clock-text/iso", test_iso);
  g_test_add_func ("/feed/clock-text/strokes", test_strokes);
  g_test_add_func ("/feed/clock-text/which-is-the-month", test_order);
  g_test_add_func ("/feed/clock-text/numbers-by-size", test_numbers);
  g_test_add_func ("/feed/clock-text/what-is-no-time", test_refused);
  g_test_add_func ("/feed/clock-text/date-and-time-apart", test_pairs);
  g_test_add_func ("/feed/clock-text/reads-back-what-we-write", test_reads_back);
  g_test_add_func ("/feed/clock-text/times-of-day-like-a-regular-expression", test_times_of_day);
  return g_test_run ();
}
