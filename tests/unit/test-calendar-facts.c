/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The exchanges' tables against what the exchanges announced, written down by hand, and against themselves. */

#include "base/tape-exchange.h"
#include "base/tape-table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_YEAR 2010
#define LAST_YEAR  2027

/* What an exchange did on some days: "closed", or from when to when its session ran by its own clock. */
typedef struct
{
  const char *mic;
  const char *facts;
} Facts;

static const Facts all_facts[] = {
  { "XNYS",
    "2010-12-24 closed, 2010-12-31 09:30-16:00, 2011-12-26 closed, 2012-01-02 closed, 2012-10-26 09:30-16:00,"
    "2012-10-29 closed, 2012-10-30 closed, 2012-10-31 09:30-16:00, 2012-07-03 09:30-13:00, 2012-11-23 09:30-13:00,"
    "2013-11-11 09:30-16:00, 2015-07-02 09:30-16:00, 2015-07-03 closed, 2018-12-05 closed, 2018-12-24 09:30-13:00,"
    "2020-07-03 closed, 2021-06-18 09:30-16:00, 2021-12-24 closed, 2021-12-31 09:30-16:00, 2022-06-20 closed,"
    "2022-07-01 09:30-16:00, 2023-06-19 closed, 2025-01-09 closed, 2025-07-03 09:30-13:00, 2026-11-27 09:30-13:00" },
  { "XNAS", "2012-10-29 closed, 2018-12-05 closed, 2019-04-19 closed, 2024-11-29 09:30-13:00, 2024-12-24 09:30-13:00" },
  { "ARCX", "2012-10-30 closed, 2025-01-09 closed, 2023-07-03 09:30-13:00, 2016-11-24 closed" },
  { "XTSE",
    "2010-02-15 closed, 2012-07-02 closed, 2013-05-20 closed, 2015-08-03 closed, 2017-07-03 closed,"
    "2017-07-04 09:30-16:00, 2018-10-08 closed, 2018-12-24 09:30-13:00, 2021-09-30 09:30-16:00, 2021-12-27 closed,"
    "2021-12-28 closed, 2022-11-11 09:30-16:00, 2024-12-24 09:30-13:00, 2025-12-31 09:30-16:00" },
  { "XLON",
    "2011-04-29 closed, 2011-05-02 closed, 2012-05-28 08:00-16:30, 2012-06-04 closed, 2012-06-05 closed,"
    "2020-05-04 08:00-16:30, 2020-05-08 closed, 2020-12-24 08:00-12:30, 2020-12-28 closed, 2021-12-31 08:00-12:30,"
    "2022-05-30 08:00-16:30, 2022-06-02 closed, 2022-06-03 closed, 2022-09-19 closed, 2023-05-08 closed,"
    "2023-12-22 08:00-12:30, 2023-12-29 08:00-12:30" },
  { "XETR",
    "2010-05-24 09:00-17:30, 2013-10-03 09:00-17:30, 2014-10-03 closed, 2016-05-16 closed, 2017-10-31 closed,"
    "2018-10-31 09:00-17:30, 2019-12-30 09:00-14:00, 2021-05-24 closed, 2022-06-06 09:00-17:30, 2023-10-03 09:00-17:30,"
    "2024-12-24 closed, 2024-12-31 closed" },
  { "XPAR",
    "2011-05-02 09:00-17:30, 2012-05-01 closed, 2012-12-24 09:00-14:05, 2013-07-15 09:00-17:30,"
    "2014-07-14 09:00-17:30, 2016-03-25 closed, 2016-03-28 closed, 2017-06-05 09:00-17:30, 2019-12-31 09:00-14:05,"
    "2022-12-26 closed, 2023-05-08 09:00-17:30, 2025-04-21 closed" },
  { "XAMS", "2013-04-30 09:00-17:30, 2018-04-27 09:00-17:30, 2020-05-01 closed, 2024-12-31 09:00-14:05" },
  { "XBRU", "2014-07-21 09:00-17:30, 2015-12-25 closed, 2019-04-22 closed, 2020-12-24 09:00-14:05" },
  { "XLIS",
    "2011-04-22 closed, 2014-04-25 08:00-16:30, 2018-12-24 08:00-13:05, 2024-12-31 08:00-13:05, 2024-05-01 closed" },
  { "XMAD",
    "2010-12-24 closed, 2010-12-31 closed, 2012-12-24 09:00-14:00, 2015-10-12 09:00-17:30, 2020-12-31 09:00-14:00,"
    "2021-12-24 closed, 2021-12-31 closed, 2024-12-24 09:00-14:00, 2025-12-26 closed" },
  { "XMIL", "2011-08-15 closed, 2012-04-25 09:00-17:30, 2014-06-02 09:00-17:30, 2016-08-15 closed, 2019-12-24 closed,"
            "2019-12-30 09:00-17:30, 2019-12-31 closed, 2024-08-15 closed, 2025-12-24 closed" },
  { "XSWX", "2011-08-01 closed, 2012-01-02 closed, 2013-05-09 closed, 2013-05-20 closed, 2015-12-24 closed,"
            "2018-05-10 closed, 2019-05-01 closed, 2020-01-02 closed, 2022-08-01 closed, 2024-12-31 closed,"
            "2025-04-17 09:00-17:30" },
  { "XSTO",
    "2011-06-06 closed, 2012-06-22 closed, 2013-04-30 09:00-13:00, 2015-01-05 09:00-13:00, 2015-01-06 closed,"
    "2018-05-09 09:00-13:00, 2018-05-10 closed, 2018-05-21 09:00-17:30, 2019-04-18 09:00-13:00, 2019-06-21 closed,"
    "2020-10-30 09:00-13:00, 2021-12-24 closed" },
  { "XCSE", "2011-04-21 closed, 2012-05-18 closed, 2013-06-05 closed, 2015-05-01 closed, 2018-04-27 closed,"
            "2019-05-31 closed, 2020-06-05 closed, 2022-05-13 closed, 2023-05-05 closed, 2024-04-26 09:00-17:00,"
            "2024-05-10 closed" },
  { "XHEL", "2010-12-06 closed, 2012-06-22 closed, 2013-12-06 closed, 2015-01-06 closed, 2016-05-05 closed,"
            "2018-04-30 10:00-18:30, 2019-12-06 closed, 2020-05-01 closed, 2021-05-24 10:00-18:30, 2024-06-21 closed" },
  { "XOSL", "2010-06-01 09:00-17:20, 2012-08-03 09:00-17:20, 2012-08-06 09:00-16:20, 2013-05-17 closed,"
            "2014-04-16 09:00-13:00, 2014-04-17 closed, 2017-04-12 09:00-13:00, 2017-05-25 closed, 2018-05-17 closed,"
            "2018-12-24 closed, 2018-12-31 closed, 2020-06-01 closed, 2024-03-27 09:00-13:00" },
  { "XWBO",
    "2011-12-08 closed, 2014-06-19 closed, 2015-10-26 closed, 2017-08-15 closed, 2018-11-01 closed,"
    "2019-05-30 09:00-17:30, 2019-11-01 09:00-17:30, 2020-06-01 closed, 2020-12-30 09:00-14:15, 2023-10-26 closed" },
  { "XTKS",
    "2010-12-30 09:00-15:00, 2010-12-31 closed, 2011-01-04 09:00-15:00, 2011-03-14 09:00-15:00, 2015-09-22 closed,"
    "2016-08-11 closed, 2019-04-26 09:00-15:00, 2019-04-29 closed, 2019-04-30 closed, 2019-05-01 closed,"
    "2019-05-02 closed, 2019-05-06 closed, 2019-05-07 09:00-15:00, 2019-10-22 closed, 2019-12-23 09:00-15:00,"
    "2020-02-24 closed, 2020-07-24 closed, 2020-10-01 closed, 2020-10-12 09:00-15:00, 2021-07-22 closed,"
    "2021-08-09 closed, 2024-11-01 09:00-15:00, 2024-11-04 closed, 2024-11-05 09:00-15:30, 2026-09-22 closed" },
  { "XHKG",
    "2010-12-24 10:00-12:30, 2011-03-04 10:00-16:00, 2011-03-07 09:30-16:00, 2011-09-29 closed,"
    "2012-07-24 13:00-16:00, 2013-08-14 closed, 2013-09-23 13:00-16:00, 2014-09-16 13:00-16:00, 2015-09-03 closed,"
    "2016-08-02 closed, 2016-10-21 closed, 2017-08-23 closed, 2018-02-15 09:30-12:00, 2020-10-13 closed,"
    "2021-04-06 closed, 2021-06-28 13:30-16:00, 2021-10-13 closed, 2021-10-14 closed, 2022-08-25 13:00-16:00,"
    "2023-07-17 closed, 2023-09-01 closed, 2023-09-08 closed, 2023-10-09 14:00-16:00, 2024-09-06 closed,"
    "2024-11-14 09:30-16:00, 2024-12-31 09:30-12:00" },
  { "XSHG", "2010-10-08 09:30-15:00, 2012-01-27 closed, 2013-06-10 closed, 2014-02-07 09:30-15:00, 2015-09-03 closed,"
            "2015-09-04 closed, 2018-12-31 closed, 2020-01-23 09:30-15:00, 2020-01-24 closed, 2020-01-31 closed,"
            "2020-02-03 09:30-15:00, 2020-10-08 closed, 2021-05-05 closed, 2024-02-09 closed, 2025-10-08 closed" },
  { "XSHE", "2019-05-02 closed, 2020-01-31 closed, 2023-09-29 closed, 2024-10-08 09:30-15:00" },
  { "XKRX",
    "2012-12-19 closed, 2014-11-13 10:00-16:00, 2015-08-14 closed, 2016-01-04 10:00-15:00, 2016-07-29 09:00-15:00,"
    "2016-08-01 09:00-15:30, 2017-05-09 closed, 2017-10-02 closed, 2017-11-23 10:00-16:30, 2018-12-31 closed,"
    "2020-08-17 closed, 2020-12-03 10:00-16:30, 2021-08-16 closed, 2023-05-29 closed, 2024-04-10 closed,"
    "2024-10-01 closed, 2025-01-02 10:00-15:30, 2025-01-27 closed, 2025-06-03 closed, 2026-06-03 closed" },
  { "XTAI", "2012-08-02 closed, 2013-08-21 closed, 2014-07-23 closed, 2015-07-10 closed, 2015-09-29 closed,"
            "2016-07-08 closed, 2016-09-27 closed, 2016-09-28 closed, 2019-08-09 closed, 2019-09-30 closed,"
            "2023-08-03 closed, 2024-07-24 closed, 2024-07-25 closed, 2024-07-26 09:00-13:30, 2024-10-02 closed,"
            "2024-10-03 closed, 2024-10-31 closed, 2024-11-01 09:00-13:30" },
  { "XNSE",
    "2010-10-15 09:00-15:30, 2010-10-18 09:15-15:30, 2011-10-26 16:45-18:00, 2013-11-03 18:15-19:30,"
    "2013-11-14 09:15-15:30, 2013-11-15 closed, 2015-02-28 09:15-15:30, 2018-11-07 17:30-18:30,"
    "2019-10-27 18:15-19:15, 2020-02-01 09:15-15:30, 2020-02-08 closed, 2021-02-24 09:15-17:00,"
    "2022-10-24 18:15-19:15, 2024-01-20 09:15-15:30, 2024-01-22 closed, 2024-05-20 closed, 2024-11-01 18:00-19:00,"
    "2024-11-20 closed, 2025-02-01 09:15-15:30, 2025-10-21 13:45-14:45, 2026-02-01 09:15-15:30" },
  { "XASX", "2011-04-25 closed, 2011-04-26 closed, 2012-12-24 10:00-14:10, 2013-01-28 closed, 2013-11-05 10:00-16:00,"
            "2015-04-25 closed, 2016-12-23 10:00-14:10, 2018-06-11 closed, 2020-04-27 10:00-16:00, 2021-12-28 closed,"
            "2022-09-22 closed, 2022-12-23 10:00-16:00, 2023-12-29 10:00-14:10" },
  { "XNZE", "2012-02-06 closed, 2013-10-28 closed, 2015-04-27 closed, 2016-02-08 closed, 2018-01-02 closed,"
            "2019-12-24 10:00-12:45, 2022-06-24 closed, 2022-09-26 closed, 2023-07-14 closed, 2024-06-28 closed,"
            "2025-06-20 closed" },
  { "XSES", "2011-07-29 09:00-17:00, 2012-12-24 09:00-12:30, 2015-08-07 closed, 2015-09-11 closed, 2017-09-01 closed,"
            "2018-12-31 09:00-12:00, 2020-07-10 closed, 2023-09-01 closed, 2024-02-09 09:00-12:00, 2024-10-31 closed,"
            "2025-01-30 closed" },
  { "XSAU",
    "2013-06-26 11:00-15:30, 2013-06-27 closed, 2013-06-22 11:00-15:30, 2013-06-29 closed, 2013-06-30 11:00-15:30,"
    "2016-03-31 11:00-15:30, 2016-04-03 10:00-15:00, 2020-03-25 10:00-15:00, 2020-03-26 10:00-13:00,"
    "2020-05-31 10:00-15:00, 2021-02-22 10:00-15:00, 2022-09-22 closed, 2024-02-22 closed, 2024-09-23 closed,"
    "2025-03-30 closed, 2025-04-02 closed, 2025-04-03 10:00-15:00, 2026-02-22 closed" },
};

static const TapeExchange *
get_exchange (const char *mic)
{
  const TapeExchange *exchange = tape_exchange_lookup (mic);

  if (exchange == NULL)
    g_error ("%s is no exchange", mic);
  return exchange;
}

static gint32
date_of (const char *text)
{
  gint year, month, day;

  g_assert_cmpint (sscanf (text, "%4d-%2d-%2d", &year, &month, &day), ==, 3);
  return tape_time_from_date (year, month, day);
}

/* Minutes since midnight by the clock on the exchange's wall. */
static gint
get_minute (const TapeExchange *exchange, gint32 date, gint64 time)
{
  return (gint)((time + tape_exchange_get_offset (exchange, time) - date * TAPE_DAY) / TAPE_MINUTE);
}

static char *
describe_day (const TapeExchange *exchange, gint32 date)
{
  gint open, close;
  TapeDay day;

  tape_exchange_get_date (exchange, date, &day);
  if (day.open == TAPE_NO_TIME)
    return g_strdup ("closed");
  open = get_minute (exchange, date, day.open);
  close = get_minute (exchange, date, day.close);
  return g_strdup_printf ("%02d:%02d-%02d:%02d", open / 60, open % 60, close / 60, close % 60);
}

static void
check_facts (const Facts *self)
{
  const TapeExchange *exchange = get_exchange (self->mic);
  g_auto (GStrv) facts = g_strsplit (self->facts, ",", -1);

  for (guint i = 0; facts[i] != NULL; i++)
    {
      const char *fact = g_strchug (facts[i]);
      g_autofree char *actual = describe_day (exchange, date_of (fact));

      if (strcmp (fact + strlen ("2010-01-01 "), actual) != 0)
        g_error ("%s: %s, not %s", self->mic, fact, actual);
    }
}

static void
test_facts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_facts); i++)
    check_facts (&all_facts[i]);
}

/* Whether @mic is open at a local time of day on @date. */
static void
assert_at (const char *mic, const char *date, gint hour, gint minute, gboolean expected)
{
  const TapeExchange *exchange = get_exchange (mic);
  gint64 local = date_of (date) * TAPE_DAY + hour * TAPE_HOUR + minute * TAPE_MINUTE;
  gboolean open = tape_exchange_is_open (exchange, tape_exchange_from_local (exchange, local), NULL);

  if (open != expected)
    g_error ("%s at %02d:%02d on %s is %s", mic, hour, minute, date, open ? "open" : "closed");
}

static void
test_breaks (void)
{
  assert_at ("XTKS", "2011-11-18", 11, 0, FALSE);
  assert_at ("XTKS", "2011-11-21", 11, 29, TRUE);
  assert_at ("XTKS", "2011-11-21", 11, 30, FALSE);
  assert_at ("XHKG", "2011-03-04", 12, 15, TRUE);
  assert_at ("XHKG", "2011-03-04", 14, 29, FALSE);
  assert_at ("XHKG", "2011-03-07", 12, 15, FALSE);
  assert_at ("XHKG", "2011-03-07", 13, 30, TRUE);
  assert_at ("XHKG", "2012-03-02", 13, 15, FALSE);
  assert_at ("XHKG", "2012-03-05", 13, 0, TRUE);
  assert_at ("XHKG", "2023-10-09", 13, 30, FALSE);
  assert_at ("XHKG", "2023-10-09", 14, 0, TRUE);
  assert_at ("XSES", "2011-07-29", 13, 0, FALSE);
  assert_at ("XSES", "2011-08-01", 13, 0, TRUE);
  assert_at ("XSES", "2017-11-10", 12, 30, TRUE);
  assert_at ("XSES", "2017-11-13", 12, 30, FALSE);
  assert_at ("XSHG", "2026-11-20", 12, 0, FALSE);
  assert_at ("XKRX", "2026-11-20", 12, 0, TRUE);
}

static void
assert_occasion (const char *mic, const char *date, const char *expected)
{
  g_assert_cmpstr (tape_exchange_get_occasion (get_exchange (mic), date_of (date)), ==, expected);
}

static void
test_names (void)
{
  assert_occasion ("XNYS", "2026-11-26", "Thanksgiving");
  assert_occasion ("XNYS", "2026-11-27", "Day after Thanksgiving");
  assert_occasion ("XNYS", "2026-11-30", NULL);
  assert_occasion ("XNYS", "2026-11-29", NULL);
  assert_occasion ("XNYS", "2012-10-29", "Hurricane Sandy");
  assert_occasion ("XLON", "2022-09-19", "State Funeral of Elizabeth II");
  assert_occasion ("XTKS", "2019-05-01", "Emperor's Accession");
  assert_occasion ("XHKG", "2023-10-09", "Typhoon Koinu");
  assert_occasion ("XSHG", "2017-05-30", "Dragon Boat Festival");
  assert_occasion ("XNSE", "2025-10-21", "Muhurat Trading");
  assert_occasion ("CRYPTO", "2026-12-25", NULL);
}

/* --- The tables against themselves. --- */

static void
check_hours (
    const TapeTable *table, const char *open, const char *close, const char *break_start, const char *break_end)
{
  gboolean pause = *break_start != '\0';

  if (strcmp (open, close) >= 0 || pause != (*break_end != '\0')
      || (pause
          && (strcmp (open, break_start) >= 0 || strcmp (break_start, break_end) >= 0
              || strcmp (break_end, close) >= 0)))
    g_error ("sessions.csv:%u: the times are out of order", table->line);
}

static void
test_sessions_table (void)
{
  g_autoptr (GHashTable) last = g_hash_table_new (g_str_hash, g_str_equal);
  const char *fields[7];
  guint n_exchanges;
  TapeTable table;

  tape_table_open (&table, "sessions.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    {
      const char *before = g_hash_table_lookup (last, fields[0]);

      if (before == NULL ? *fields[1] != '\0' : strcmp (before, fields[1]) >= 0)
        g_error ("sessions.csv:%u: %s from \"%s\" is out of order", table.line, fields[0], fields[1]);
      check_hours (&table, fields[2], fields[3], fields[4], fields[5]);
      g_assert_cmpuint (strspn (fields[6], "1234567"), ==, strlen (fields[6]));
      g_hash_table_insert (last, (gpointer)fields[0], (gpointer)fields[1]);
    }
  tape_exchange_list (&n_exchanges);
  g_assert_cmpuint (g_hash_table_size (last), ==, n_exchanges);
  g_hash_table_unref (g_steal_pointer (&last));
  tape_table_close (&table);
}

/* A closed day is one on which there is a session in the weeks around; any other has the hours of its row. */
static void
check_row_day (const TapeTable *table, const char *const *fields, const char *mic, const char *text)
{
  const TapeExchange *exchange = get_exchange (mic);
  gint32 date = date_of (text);
  g_autofree char *hours = describe_day (exchange, date);
  gboolean regular = FALSE;

  for (gint week = -4; week <= 4; week++)
    if (week != 0 && tape_exchange_get_occasion (exchange, date + week * 7) == NULL)
      {
        g_autofree char *other = describe_day (exchange, date + week * 7);

        regular |= strcmp (other, "closed") != 0;
        if (strcmp (other, hours) == 0)
          g_error ("holidays.csv:%u: %s at %s is a day as any other", table->line, text, mic);
      }
  if (!regular && *fields[2] == '\0')
    g_error ("holidays.csv:%u: %s at %s is at the weekend", table->line, text, mic);
  g_assert_true (*fields[2] == '\0' || g_str_has_prefix (hours, fields[2]));
  g_assert_true (*fields[3] == '\0' || g_str_has_suffix (hours, fields[3]));
  g_assert_cmpstr (tape_exchange_get_occasion (exchange, date), ==, fields[1]);
}

static void
check_row (const TapeTable *table, const char *const *fields, GHashTable *seen)
{
  g_auto (GStrv) mics = g_strsplit (fields[0], ";", -1);
  g_auto (GStrv) dates = g_strsplit (fields[4], " ", -1);

  g_assert_cmpstr (fields[1], !=, "");
  for (guint i = 0; dates[i] != NULL; i++)
    {
      if (strlen (dates[i]) != 10 || (i > 0 && strcmp (dates[i - 1], dates[i]) >= 0))
        g_error ("holidays.csv:%u: \"%s\" is out of order", table->line, dates[i]);
      g_assert_cmpint (atoi (dates[i]), >=, FIRST_YEAR);
      g_assert_cmpint (atoi (dates[i]), <=, LAST_YEAR);
      for (guint j = 0; mics[j] != NULL; j++)
        {
          if (!g_hash_table_add (seen, g_strconcat (mics[j], dates[i], NULL)))
            g_error ("holidays.csv:%u: %s at %s is there twice", table->line, dates[i], mics[j]);
          check_row_day (table, fields, mics[j], dates[i]);
        }
    }
}

static void
test_holidays_table (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *fields[5];
  TapeTable table;

  tape_table_open (&table, "holidays.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    check_row (&table, fields, seen);
  tape_table_close (&table);
  g_assert_cmpuint (g_hash_table_size (seen), >, 5000);
}

static guint
count_closed (const TapeExchange *exchange, gint year)
{
  gint32 last = tape_time_from_date (year + 1, 1, 1);
  guint n = 0;

  for (gint32 date = tape_time_from_date (year, 1, 1); date < last; date++)
    {
      TapeDay day;

      tape_exchange_get_date (exchange, date, &day);
      n += (guint)(day.open == TAPE_NO_TIME && tape_exchange_get_occasion (exchange, date) != NULL);
    }
  return n;
}

/* Years that the table is said to know; none has fewer holidays than Madrid, or more than Shanghai. */
static void
test_years_covered (void)
{
  guint n;
  const TapeExchange *const *all = tape_exchange_list (&n);

  for (guint e = 0; e < n; e++)
    {
      const char *mic = tape_exchange_get_mic (all[e]);
      gint first = strcmp (mic, "XSAU") == 0 ? 2021 : FIRST_YEAR;
      gint last = strstr ("XSHG XSHE XNSE XSES", mic) != NULL ? 2026 : LAST_YEAR;

      for (gint year = first; year <= last && strcmp (mic, "CRYPTO") != 0; year++)
        {
          guint closed = count_closed (all[e], year);

          if (closed < 3 || closed > 23)
            g_error ("%s is closed on %u days of %d", mic, closed, year);
        }
    }
}

/* --- The table against days on which an index was really recorded. --- */

/* Dates of rows such as "GSPTSE,29/06/1979,1614.69,…", from FIRST_YEAR on, as a set. */
static GHashTable *
read_dates (const char *text, gint32 *last)
{
  GHashTable *dates = g_hash_table_new (NULL, NULL);

  *last = 0;
  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      gint year, month, day;

      line += *line == '\n';
      if (sscanf (line, "GSPTSE,%2d/%2d/%4d,", &day, &month, &year) == 3 && year >= FIRST_YEAR)
        {
          gint32 date = tape_time_from_date (year, month, day);

          g_hash_table_add (dates, GINT_TO_POINTER (date));
          *last = MAX (*last, date);
        }
    }
  return dates;
}

static void
test_recorded_index (void)
{
  const char *directory = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path
      = directory == NULL ? NULL : g_build_filename (directory, "daily", "index-GSPTSE-blank-rows.csv", NULL);
  g_autoptr (GHashTable) dates = NULL;
  g_autofree char *text = NULL;
  gint32 last;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("../shared/data is not there");
      return;
    }
  dates = read_dates (text, &last);
  g_assert_cmpuint (g_hash_table_size (dates), >, 2500);
  for (gint32 date = tape_time_from_date (FIRST_YEAR, 1, 1); date <= last; date++)
    {
      TapeDay day;

      tape_exchange_get_date (get_exchange ("XTSE"), date, &day);
      g_assert_cmpint (g_hash_table_contains (dates, GINT_TO_POINTER (date)), ==, day.open != TAPE_NO_TIME);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/calendar-facts/days-as-announced", test_facts);
  g_test_add_func ("/base/calendar-facts/lunch-breaks-come-and-go", test_breaks);
  g_test_add_func ("/base/calendar-facts/days-have-names", test_names);
  g_test_add_func ("/base/calendar-facts/sessions-in-order", test_sessions_table);
  g_test_add_func ("/base/calendar-facts/holidays-in-order-and-apart", test_holidays_table);
  g_test_add_func ("/base/calendar-facts/years-covered", test_years_covered);
  g_test_add_func ("/base/calendar-facts/toronto-traded-on-the-same-days", test_recorded_index);
  return g_test_run ();
}
