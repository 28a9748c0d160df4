/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-market-hours.h"

#include "base/tape-table.h"

#include <pthread.h>
#include <stdio.h>

/* Of one exchange: when it begins, by the clock on the wall, and how long it goes on after the close. */
typedef struct
{
  const TapeExchange *exchange;
  gint64 pre_market;
  gint64 after_hours;
} Extended;

static GArray *all_extended;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static gint64
read_clock (const TapeTable *table, const char *text)
{
  guint hour, minute;

  if (sscanf (text, "%2u:%2u", &hour, &minute) != 2 || hour > 23 || minute > 59)
    g_error ("%s:%u: \"%s\" is not a time", table->name, table->line, text);
  return hour * TAPE_HOUR + minute * TAPE_MINUTE;
}

static void
load (void)
{
  const char *fields[3];
  TapeTable table;

  all_extended = g_array_new (FALSE, FALSE, sizeof (Extended));
  tape_table_open (&table, "extended-hours.csv");
  while (tape_table_next (&table, fields, G_N_ELEMENTS (fields)))
    {
      g_auto (GStrv) mics = g_strsplit (fields[0], ";", -1);

      for (guint i = 0; mics[i] != NULL; i++)
        {
          Extended extended
              = { tape_exchange_lookup (mics[i]), read_clock (&table, fields[1]), read_clock (&table, fields[2]) };

          if (extended.exchange == NULL)
            g_error ("%s:%u: exchange %s is not in exchanges.csv", table.name, table.line, mics[i]);
          g_array_append_val (all_extended, extended);
        }
    }
  tape_table_close (&table);
}

/* When trading of any kind begins and ends on a day with a session. */
static void
get_span (const TapeExchange *exchange, const TapeDay *day, gint64 *start, gint64 *end)
{
  pthread_once (&once, load);
  *start = day->open;
  *end = day->close;
  for (guint i = 0; i < all_extended->len; i++)
    {
      const Extended *extended = &g_array_index (all_extended, Extended, i);

      if (extended->exchange != exchange)
        continue;
      *start = MIN (*start, tape_exchange_from_local (exchange, day->date * TAPE_DAY + extended->pre_market));
      *end = MIN (*end + extended->after_hours, day->end);
    }
}

static gint64
get_next_start (const TapeExchange *exchange, gint64 time)
{
  gint64 open, start, end;
  TapeDay day;

  tape_exchange_is_open (exchange, time, &open);
  if (open == TAPE_NO_TIME)
    return TAPE_NO_TIME;
  tape_exchange_get_day (exchange, open, &day);
  get_span (exchange, &day, &start, &end);
  return start;
}

/* On a day with a session. */
static TapeMarketPhase
get_phase_of_day (const TapeExchange *exchange, const TapeDay *day, gint64 time, gint64 *next)
{
  gint64 start, end;

  get_span (exchange, day, &start, &end);
  if (time >= day->open && time < day->close)
    return tape_exchange_is_open (exchange, time, next) ? TAPE_MARKET_OPEN : TAPE_MARKET_BREAK;
  if (time >= start && time < day->open)
    {
      *next = day->open;
      return TAPE_MARKET_PRE_MARKET;
    }
  if (time >= day->close && time < end)
    {
      *next = end;
      return TAPE_MARKET_AFTER_HOURS;
    }
  *next = get_next_start (exchange, time);
  return TAPE_MARKET_CLOSED;
}

TapeMarketPhase
tape_market_get_phase (const TapeExchange *exchange, gint64 time, gint64 *next)
{
  gint64 unused;
  TapeDay day;

  if (next == NULL)
    next = &unused;
  tape_exchange_get_day (exchange, time, &day);
  if (day.open != TAPE_NO_TIME)
    return get_phase_of_day (exchange, &day, time, next);
  *next = get_next_start (exchange, time);
  return tape_exchange_get_occasion (exchange, day.date) != NULL ? TAPE_MARKET_HOLIDAY : TAPE_MARKET_CLOSED;
}

gboolean
tape_market_is_trading (const TapeExchange *exchange, gint64 time, gboolean extended)
{
  TapeMarketPhase phase = tape_market_get_phase (exchange, time, NULL);

  return phase == TAPE_MARKET_OPEN
         || (extended && (phase == TAPE_MARKET_PRE_MARKET || phase == TAPE_MARKET_AFTER_HOURS));
}
