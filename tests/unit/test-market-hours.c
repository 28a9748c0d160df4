/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-market-hours.h"

typedef struct
{
  const char *mic;
  const char *time; /* UTC */
  TapeMarketPhase phase;
  const char *next; /* UTC; NULL for never */
} Moment;

static const Moment moments[] = {
  /* New York on a Friday, before the clock is set forward on the Sunday. */
  { "XNYS", "2026-03-06T08:59:59Z", TAPE_MARKET_CLOSED, "2026-03-06T09:00:00Z" },
  { "XNYS", "2026-03-06T09:00:00Z", TAPE_MARKET_PRE_MARKET, "2026-03-06T14:30:00Z" },
  { "XNYS", "2026-03-06T14:29:59Z", TAPE_MARKET_PRE_MARKET, "2026-03-06T14:30:00Z" },
  { "XNYS", "2026-03-06T14:30:00Z", TAPE_MARKET_OPEN, "2026-03-06T21:00:00Z" },
  { "XNYS", "2026-03-06T21:00:00Z", TAPE_MARKET_AFTER_HOURS, "2026-03-07T01:00:00Z" },
  { "XNYS", "2026-03-07T01:00:00Z", TAPE_MARKET_CLOSED, "2026-03-09T08:00:00Z" },
  { "XNYS", "2026-03-07T15:00:00Z", TAPE_MARKET_CLOSED, "2026-03-09T08:00:00Z" },
  /* Thanksgiving, and the short day behind it. */
  { "XNAS", "2025-11-27T15:00:00Z", TAPE_MARKET_HOLIDAY, "2025-11-28T09:00:00Z" },
  { "XNAS", "2025-11-28T18:00:00Z", TAPE_MARKET_AFTER_HOURS, "2025-11-28T22:00:00Z" },
  { "XNAS", "2025-11-28T22:00:00Z", TAPE_MARKET_CLOSED, "2025-12-01T09:00:00Z" },
  /* Nothing before or after it, a break within. */
  { "XTKS", "2026-03-05T23:59:59Z", TAPE_MARKET_CLOSED, "2026-03-06T00:00:00Z" },
  { "XTKS", "2026-03-06T00:00:00Z", TAPE_MARKET_OPEN, "2026-03-06T02:30:00Z" },
  { "XTKS", "2026-03-06T02:30:00Z", TAPE_MARKET_BREAK, "2026-03-06T03:30:00Z" },
  { "XTKS", "2026-03-06T06:30:00Z", TAPE_MARKET_CLOSED, "2026-03-09T00:00:00Z" },
  { "XLON", "2025-12-25T12:00:00Z", TAPE_MARKET_HOLIDAY, "2025-12-29T08:00:00Z" },
  { "CRYPTO", "2026-03-07T15:00:00Z", TAPE_MARKET_OPEN, NULL },
};

static gint64
parse_time (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return g_date_time_to_unix (time) * TAPE_SECOND;
}

static void
test_moments (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      const Moment *moment = &moments[i];
      const TapeExchange *exchange = tape_exchange_lookup (moment->mic);
      gint64 next, time = parse_time (moment->time);

      g_test_message ("%s %s", moment->mic, moment->time);
      g_assert_cmpint (tape_market_get_phase (exchange, time, &next), ==, moment->phase);
      if (moment->next == NULL)
        g_assert_cmpint (next, ==, TAPE_NO_TIME);
      else
        g_assert_cmpint (next, ==, parse_time (moment->next));
      g_assert_true (tape_market_is_trading (exchange, time, FALSE) == (moment->phase == TAPE_MARKET_OPEN));
      g_assert_true (tape_market_is_trading (exchange, time, TRUE)
                     == (moment->phase == TAPE_MARKET_OPEN || moment->phase == TAPE_MARKET_PRE_MARKET
                         || moment->phase == TAPE_MARKET_AFTER_HOURS));
    }
}

/* At any moment of twelve years: a phase lasts until its end and no longer, a pause until trading begins. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2026);
  const gint64 first = parse_time ("2014-01-01T00:00:00Z");
  guint n_exchanges;
  const TapeExchange *const *exchanges = tape_exchange_list (&n_exchanges);

  for (guint i = 0; i < 20000; i++)
    {
      const TapeExchange *exchange = exchanges[g_rand_int_range (rand, 0, (gint)n_exchanges)];
      gint64 next, time = first + g_rand_int_range (rand, 0, 4383 * 1440) * TAPE_MINUTE;
      TapeMarketPhase phase = tape_market_get_phase (exchange, time, &next);
      gboolean pause = phase == TAPE_MARKET_CLOSED || phase == TAPE_MARKET_HOLIDAY;

      if (next == TAPE_NO_TIME)
        {
          g_assert_cmpint (phase, ==, TAPE_MARKET_OPEN);
          continue;
        }
      g_assert_cmpint (next, >, time);
      g_assert_true (tape_market_is_trading (exchange, next, TRUE) || !pause);
      g_assert_true (tape_exchange_is_open (exchange, time, NULL) == (phase == TAPE_MARKET_OPEN));
      if (pause)
        g_assert_false (tape_market_is_trading (exchange, time + (next - time) / 2, TRUE));
      else
        {
          g_assert_cmpint (tape_market_get_phase (exchange, next - 1, NULL), ==, phase);
          g_assert_cmpint (tape_market_get_phase (exchange, next, NULL), !=, phase);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/market-hours/moments", test_moments);
  g_test_add_func ("/market-hours/random", test_random);
  return g_test_run ();
}
