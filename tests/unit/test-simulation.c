/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulated market: the same bytes everywhere, and what makes it look like one. Its instruments are made here, so
 * that nothing depends on the instrument table. */

#include "feed/tape-simulation.h"
#include "feed/tape-random.h"
#include "feed/tape-trade-text.h"

#include <math.h>
#include <string.h>

#define N_INSTRUMENTS 24
#define DAY_MINUTES   1440

/* Twelve industries and six countries, so that some share an industry only and others nothing but the market. */
typedef struct
{
  TapeInstrument instruments[N_INSTRUMENTS];
  const TapeInstrument *list[N_INSTRUMENTS];
  char symbols[N_INSTRUMENTS][8];
} Market;

static Market *
market_new (const char *mic)
{
  static const char *const mics[] = { "XNYS", "XETR", "XTKS", "XLON" };
  static const char *const currencies[] = { "USD", "EUR", "JPY", "GBX" };
  Market *market = g_new0 (Market, 1);

  for (guint i = 0; i < N_INSTRUMENTS; i++)
    {
      TapeInstrument *instrument = &market->instruments[i];

      g_snprintf (market->symbols[i], sizeof market->symbols[i], "TEST%02u", i);
      instrument->symbol = instrument->name = market->symbols[i];
      instrument->currency = currencies[i % 4];
      instrument->exchange = tape_exchange_lookup (mic != NULL ? mic : mics[i % 4]);
      instrument->industry = (guint8)(1 + i % 12);
      instrument->country = (guint8)(1 + i / 4);
      instrument->technologies = i % 5 == 0 ? G_GUINT64_CONSTANT (6) : 0;
      instrument->known = TRUE;
      market->list[i] = instrument;
    }
  return market;
}

static GArray *
simulate (const Market *market, guint64 seed, double rate, guint64 n, gint64 until)
{
  TapeSimulatorOptions options = tape_simulator_defaults;
  GArray *trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (TapeSimulation) simulation = NULL;
  TapeSimulationBlock block;

  options.seed = seed;
  options.trades_per_second = rate;
  options.trades = n;
  simulation = tape_simulation_new (market->list, N_INSTRUMENTS, &options);
  while (tape_simulation_next (simulation, &block))
    {
      g_array_append_vals (trades, block.trades, block.n_trades);
      if (until != 0 && block.n_trades > 0 && block.trades[block.n_trades - 1].event_time >= options.start + until)
        break;
    }
  return trades;
}

#define EACH_TRADE(trade, trades)                                                                                      \
  const TapeTrade *trade = &g_array_index (trades, TapeTrade, 0);                                                      \
  trade < &g_array_index (trades, TapeTrade, trades->len);                                                             \
  trade++

/* The first numbers of the reference implementation, seeded with 1, 2, 3, 4. */
static void
test_random (void)
{
  static const guint64 expected[] = { 11520, 0, 1509978240, G_GUINT64_CONSTANT (1215971899390074240) };
  TapeRandom random = { { 1, 2, 3, 4 } };
  double sum = 0, squares = 0, exponentials = 0;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (tape_random_next (&random), ==, expected[i]);

  tape_random_init (&random, 1, 2);
  for (guint i = 0; i < 1000000; i++)
    {
      double bell = tape_random_bell (&random);

      sum += bell;
      squares += bell * bell;
      exponentials += tape_random_exponential (&random);
    }
  g_assert_cmpfloat (fabs (sum / 1e6), <, 0.005);
  g_assert_cmpfloat (fabs (squares / 1e6 - 1), <, 0.01);
  g_assert_cmpfloat (fabs (exponentials / 1e6 - 1), <, 0.005);
}

static void
test_mathematics (void)
{
  for (double x = 1e-9; x < 1e9; x *= 1.37)
    {
      g_assert_cmpfloat (fabs (tape_random_log (x) - log (x)), <, 1e-6);
      g_assert_cmpfloat (fabs (tape_random_root (x) / sqrt (x) - 1), <, 1e-12);
    }
  for (double x = -1; x < 1; x += 0.01)
    g_assert_cmpfloat (fabs (tape_random_exp (x) / exp (x) - 1), <, 1e-3);
}

/* Whoever changes what the simulator makes changes this on purpose. */
static void
test_same_bytes (void)
{
  g_autofree Market *market = market_new (NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (GArray) trades = simulate (market, 7, 100, 20000, 0);
  g_autoptr (GString) text = g_string_new (TAPE_TRADE_TEXT_HEADER);
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, trades->len);
  g_autofree char *sum = NULL;

  for (guint i = 0; i < N_INSTRUMENTS; i++)
    g_assert_cmpuint (tape_universe_intern (universe, market->symbols[i], strlen (market->symbols[i])), ==, i);
  for (EACH_TRADE (trade, trades))
    *tape_batch_add_trade (batch) = *trade;
  tape_trade_text_append_batch (text, universe, batch);
  tape_batch_unref (batch);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);
  g_assert_cmpstr (sum, ==, "5cdebd1b6bab56e83e74383c88c55235ba6c837438080e2a5b4098ba95610742");
}

static void
test_text (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 2);
  g_autoptr (GString) text = g_string_new (NULL);
  TapeTrade *trade = tape_batch_add_trade (batch);

  trade->event_time = G_GINT64_CONSTANT (1381147200123000);
  trade->price = 0.1;
  trade->quantity = 1e6;
  trade->side = TAPE_SIDE_SELL;
  trade->instrument = tape_universe_intern (universe, "A,\"B\"", 5);
  tape_batch_set_trade_id (batch, trade, "007", 3);
  trade = tape_batch_add_trade (batch);
  trade->price = 5;
  trade->instrument = tape_universe_intern (universe, "AAPL", 4);
  tape_trade_text_append_batch (text, universe, batch);
  tape_batch_unref (batch);
  g_assert_cmpstr (text->str, ==,
                   "2013-10-07T12:00:00.123Z,\"A,\"\"B\"\"\",0.1,1000000,sell,007\n"
                   "1970-01-01T00:00:00Z,AAPL,5,0,unknown,\n");
}

/* A side fits what the price did; few are unknown. */
static void
test_sides (void)
{
  g_autofree Market *market = market_new (NULL);
  g_autoptr (GArray) trades = simulate (market, 3, 100, 200000, 0);
  double last[N_INSTRUMENTS] = { 0 };
  guint up = 0, bought = 0, down = 0, sold = 0, unknown = 0;

  for (EACH_TRADE (trade, trades))
    {
      double before = last[trade->instrument];

      last[trade->instrument] = trade->price;
      unknown += trade->side == TAPE_SIDE_UNKNOWN;
      if (before == 0 || trade->side == TAPE_SIDE_UNKNOWN)
        continue;
      up += trade->price > before;
      bought += trade->price > before && trade->side == TAPE_SIDE_BUY;
      down += trade->price < before;
      sold += trade->price < before && trade->side == TAPE_SIDE_SELL;
    }
  g_assert_cmpfloat (bought, >, 0.8 * up);
  g_assert_cmpfloat (sold, >, 0.8 * down);
  g_assert_cmpfloat (fabs (unknown / (double)trades->len - 0.02), <, 0.003);
}

/* Of independent trades, the variance of their number in a second equals its mean. */
static void
test_clusters (void)
{
  g_autofree Market *market = market_new ("XNYS");
  g_autoptr (GArray) trades = simulate (market, 4, 20, 0, 2 * TAPE_HOUR);
  g_autofree guint *counts = g_new0 (guint, 7200);
  double sum = 0, squares = 0, mean;
  guint same = 0, other = 0;
  guint8 last[N_INSTRUMENTS] = { 0 };

  for (EACH_TRADE (trade, trades))
    {
      gint64 second = (trade->event_time - tape_simulator_defaults.start) / TAPE_SECOND;

      if (second < 7200)
        counts[second]++;
      same += trade->side == last[trade->instrument];
      other += trade->side != last[trade->instrument];
      last[trade->instrument] = trade->side;
    }
  for (guint i = 0; i < 7200; i++)
    {
      sum += counts[i];
      squares += (double)counts[i] * counts[i];
    }
  mean = sum / 7200;
  g_assert_cmpfloat (squares / 7200 - mean * mean, >, 1.7 * mean);
  g_assert_cmpuint (same, >, other * 3 / 2);
}

/* From the opening of New York on a Monday: a session of 6.5 hours, liveliest at its edges, and half as much outside. */
static void
test_shape_of_the_day (void)
{
  g_autofree Market *market = market_new ("XNYS");
  g_autoptr (GArray) trades = simulate (market, 5, 10, 0, TAPE_DAY);
  double halves[48] = { 0 }, session = 0, outside = 0;

  for (EACH_TRADE (trade, trades))
    {
      gint64 half = (trade->event_time - tape_simulator_defaults.start) / (30 * TAPE_MINUTE);

      if (half < 48)
        halves[half]++;
    }
  for (guint i = 0; i < 48; i++)
    *(i < 13 ? &session : &outside) += halves[i] / 1800;
  session /= 13;
  outside /= 35;
  g_assert_cmpfloat (fabs (session - 10), <, 1);
  g_assert_cmpfloat (fabs (outside - 5), <, 0.5);
  g_assert_cmpfloat (halves[0], >, 1.8 * halves[6]);
  g_assert_cmpfloat (halves[12], >, 1.8 * halves[6]);
}

/* The last price in each minute of a day, its first minute's as growth of 0. */
static void
fill_minutes (GArray *trades, double (*prices)[DAY_MINUTES])
{
  for (EACH_TRADE (trade, trades))
    {
      gint64 minute = (trade->event_time - tape_simulator_defaults.start) / TAPE_MINUTE;

      if (minute < DAY_MINUTES)
        prices[trade->instrument][minute] = trade->price;
    }
  for (guint i = 0; i < N_INSTRUMENTS; i++)
    for (guint minute = 1; minute < DAY_MINUTES; minute++)
      if (prices[i][minute] == 0)
        prices[i][minute] = prices[i][minute - 1];
}

static double
correlate (const double *a, const double *b)
{
  double ab = 0, aa = 0, bb = 0;

  for (guint i = 30; i < DAY_MINUTES; i++)
    {
      double x = log (a[i] / a[i - 1]), y = log (b[i] / b[i - 1]);

      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
  return ab / sqrt (aa * bb);
}

static void
test_moves_together (void)
{
  g_autofree Market *market = market_new (NULL);
  g_autoptr (GArray) trades = simulate (market, 6, 20, 0, TAPE_DAY);
  double (*prices)[DAY_MINUTES] = g_malloc0 (N_INSTRUMENTS * sizeof *prices);
  double sums[3] = { 0 };
  guint counts[3] = { 0 };

  fill_minutes (trades, prices);
  for (guint i = 0; i < N_INSTRUMENTS; i++)
    for (guint j = i + 1; j < N_INSTRUMENTS; j++)
      {
        const TapeInstrument *a = market->list[i], *b = market->list[j];
        guint kind = a->industry == b->industry ? 0 : a->country == b->country ? 1 : 2;

        if ((a->technologies & b->technologies) != 0)
          continue;
        sums[kind] += correlate (prices[i], prices[j]);
        counts[kind]++;
      }
  g_free (prices);
  for (guint kind = 0; kind < 3; kind++)
    sums[kind] /= counts[kind];
  g_test_message ("same industry %g, same country %g, neither %g", sums[0], sums[1], sums[2]);
  g_assert_cmpfloat (sums[2], >, 0.05);
  g_assert_cmpfloat (sums[0], >, 1.3 * sums[2]);
  g_assert_cmpfloat (sums[1], >, sums[2]);
}

static void
test_volatility (void)
{
  g_autofree Market *market = market_new (NULL);
  guint small = 0, large = 0, n = 0;
  double squares = 0;

  for (guint64 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (GArray) trades = simulate (market, seed, 3, 0, TAPE_DAY);
      double first[N_INSTRUMENTS] = { 0 }, last[N_INSTRUMENTS] = { 0 };

      for (EACH_TRADE (trade, trades))
        {
          if (first[trade->instrument] == 0)
            first[trade->instrument] = trade->price;
          last[trade->instrument] = trade->price;
        }
      for (guint i = 0; i < N_INSTRUMENTS; i++, n++)
        {
          double growth = last[i] / first[i] - 1;

          squares += growth * growth;
          small += fabs (growth) < 0.03;
          large += fabs (growth) > 0.05;
        }
    }
  g_test_message ("daily volatility %g, %u of %u within 3 %%, %u beyond 5 %%", sqrt (squares / n), small, n, large);
  g_assert_cmpfloat (sqrt (squares / n), >, 0.01);
  g_assert_cmpfloat (sqrt (squares / n), <, 0.03);
  g_assert_cmpfloat (small, >, 0.8 * n);
  g_assert_cmpuint (large, >, 0);
  g_assert_cmpfloat (large, <, 0.05 * n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulation/random", test_random);
  g_test_add_func ("/simulation/mathematics", test_mathematics);
  g_test_add_func ("/simulation/same-bytes-everywhere", test_same_bytes);
  g_test_add_func ("/simulation/trade-text", test_text);
  g_test_add_func ("/simulation/side-fits-price", test_sides);
  g_test_add_func ("/simulation/trades-come-in-clusters", test_clusters);
  g_test_add_func ("/simulation/shape-of-the-day", test_shape_of_the_day);
  g_test_add_func ("/simulation/prices-move-together", test_moves_together);
  g_test_add_func ("/simulation/daily-volatility", test_volatility);
  return g_test_run ();
}
