/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sides that are estimates: stored as such, read as such, counted without reading all trades. Held against the trades that
 * were given to the store. */

#include "../support/store-fixture.h"
#include "store/tape-block.h"

#define INSTRUMENTS 3
#define TRADES      (2 * TAPE_BLOCK_TRADES + 1000)
#define COMMIT      3000
#define START       G_GINT64_CONSTANT (1381147200000000)

/* Some sides known, some unknown, some estimated; times that go back a little now and then. */
static GArray *
make_trades (double estimated)
{
  GArray *trades = g_array_new (FALSE, TRUE, sizeof (TapeTrade));

  for (guint i = 0; i < TRADES; i++)
    {
      gint64 time = START + i * TAPE_SECOND - g_test_rand_int_range (0, 100) * TAPE_SECOND;
      TapeTrade trade = { .event_time = time, .receive_time = time, .price = 10, .quantity = 1, .source = 1 };

      trade.instrument = (guint32)g_test_rand_int_range (0, INSTRUMENTS);
      trade.side = (guint8)g_test_rand_int_range (0, TAPE_N_SIDES);
      if (trade.side != TAPE_SIDE_UNKNOWN && g_test_rand_double () < estimated)
        trade.flags = TAPE_TRADE_ESTIMATED;
      if (i % 7 == 0)
        trade.flags |= TAPE_TRADE_DERIVED;
      g_array_append_val (trades, trade);
    }
  return trades;
}

/* In several sessions, so that a block is gone on with. */
static void
store_trades (StoreFixture *fixture, GArray *trades)
{
  gint64 arrival = 1;

  for (guint from = 0; from < trades->len; from += COMMIT)
    {
      g_autoptr (TapeUniverse) universe = NULL;
      g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, COMMIT);
      g_autoptr (GError) error = NULL;

      store_intern_instruments (universe, INSTRUMENTS);
      for (guint i = from; i < MIN (from + COMMIT, trades->len); i++)
        *tape_batch_add_trade (batch) = g_array_index (trades, TapeTrade, i);
      if (from == 0)
        {
          const TapeDroppedTrade dropped = { .arrival = 1, .from_day = TRUE };

          g_array_append_val (commit->dropped, dropped);
        }
      store_commit_add_batch (commit, batch, &arrival);
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
    }
}

/* --- The same as they were --- */

static void
assert_same_side (const TapeTrade *found, const TapeTrade *wanted)
{
  const guint told = TAPE_TRADE_ESTIMATED;

  g_assert_cmpint (found->event_time, ==, wanted->event_time);
  g_assert_cmpuint (found->side, ==, wanted->side);
  g_assert_cmpuint (found->flags & told, ==, wanted->flags & told);
}

typedef struct
{
  GArray *wanted;
  guint n;
} Expected;

static void
check_next (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data)
{
  Expected *expected = data;

  g_assert_cmpint (arrival, ==, ++expected->n);
  assert_same_side (trade, &g_array_index (expected->wanted, TapeTrade, arrival - 1));
}

static void
test_trades (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) trades = make_trades (0.5);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;
  Expected expected = { trades, 0 };
  guint counts[2][TAPE_N_SIDES] = { 0 };

  store_trades (fixture, trades);
  {
    g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);

    g_assert_true (tape_reader_load_trades (reader, G_MININT64, 0, check_next, &expected, NULL, &error));
    g_assert_cmpuint (expected.n, ==, trades->len);
    for (guint32 i = 0; i < INSTRUMENTS; i++)
      g_assert_true (tape_reader_get_trades (reader, i, G_MININT64, G_MAXINT64, G_MAXUINT, found, NULL, &error));
  }
  g_assert_cmpuint (found->len, ==, trades->len);
  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *one = &g_array_index (found, TapeTrade, i);
      const TapeTrade *other = &g_array_index (trades, TapeTrade, i);

      g_assert_true ((one->flags & TAPE_TRADE_ESTIMATED) == 0 || one->side != TAPE_SIDE_UNKNOWN);
      counts[(one->flags & TAPE_TRADE_ESTIMATED) != 0][one->side]++;
      counts[(other->flags & TAPE_TRADE_ESTIMATED) != 0][other->side]--;
    }
  for (guint i = 0; i < 2 * TAPE_N_SIDES; i++)
    g_assert_cmpuint (counts[i / TAPE_N_SIDES][i % TAPE_N_SIDES], ==, 0);
}

/* Bars of a second are made of the trades: an estimated buy is a buy. */
static void
test_seconds (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) trades = make_trades (1);
  double buys = 0, sells = 0;

  store_trades (fixture, trades);
  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (trades, TapeTrade, i);

      buys += trade->side == TAPE_SIDE_BUY ? trade->quantity : 0;
      sells += trade->side == TAPE_SIDE_SELL ? trade->quantity : 0;
    }
  for (guint32 instrument = 0; instrument < INSTRUMENTS; instrument++)
    {
      g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);
      g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));

      g_assert_true (tape_reader_get_bars (reader, instrument, TAPE_BAR_SECOND, G_MININT64, G_MAXINT64, G_MAXUINT, bars,
                                           NULL, NULL));
      for (guint i = 0; i < bars->len; i++)
        {
          buys -= g_array_index (bars, TapeBar, i).buys;
          sells -= g_array_index (bars, TapeBar, i).sells;
        }
    }
  g_assert_cmpfloat (buys, ==, 0);
  g_assert_cmpfloat (sells, ==, 0);
}

static void
keep_totals (const TapeBarTotals *totals, gpointer data)
{
  g_array_append_vals (data, totals, 1);
}

/* The first trade came too late for its day: what adds bars up reads it from the trades. */
static void
test_dropped (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) trades = make_trades (1);
  g_autoptr (GArray) totals = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  g_autoptr (TapeReader) reader = NULL;
  TapeTrade *first = &g_array_index (trades, TapeTrade, 0);

  first->side = TAPE_SIDE_SELL;
  first->flags = TAPE_TRADE_ESTIMATED;
  store_trades (fixture, trades);
  reader = store_fixture_open_reader (fixture);
  g_assert_true (
      tape_reader_each_totals (reader, TAPE_BAR_DAY, G_MININT64, G_MAXINT64, keep_totals, totals, NULL, NULL));
  g_assert_cmpuint (totals->len, ==, 1);
  g_assert_cmpuint (g_array_index (totals, TapeBarTotals, 0).sides[TAPE_SIDE_SELL].count, ==, 1);
}

/* --- How many they are --- */

/* A span that begins and ends an hour later for each instrument. */
static gboolean
holds (guint32 instrument, gint64 time, gpointer data)
{
  const TapeTradeSpan *span = data;

  return time >= span->from + instrument * TAPE_HOUR && time < span->whole_to + instrument * TAPE_HOUR;
}

static void
count_naively (GArray *trades, TapeTradeSpan *span, guint64 *n_estimates, guint64 *n_trades)
{
  *n_estimates = *n_trades = 0;
  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (trades, TapeTrade, i);

      if (trade->flags & TAPE_TRADE_ASIDE || !holds (trade->instrument, trade->event_time, span))
        continue;
      *n_trades += 1;
      *n_estimates += (trade->flags & TAPE_TRADE_ESTIMATED) != 0;
    }
  if (*n_estimates == 0)
    *n_trades = 0;
}

static void
assert_counts (TapeReader *reader, GArray *trades, gint64 from, gint64 to)
{
  gint64 last = (INSTRUMENTS - 1) * TAPE_HOUR;
  TapeTradeSpan span = { from, to + last, from + last, to, holds, &span };
  guint64 n_estimates, n_trades, wanted_estimates, wanted_trades;
  g_autoptr (GError) error = NULL;

  tape_reader_count_estimates (reader, &span, &n_estimates, &n_trades, NULL, &error);
  g_assert_no_error (error);
  count_naively (trades, &span, &wanted_estimates, &wanted_trades);
  g_assert_cmpuint (n_estimates, ==, wanted_estimates);
  g_assert_cmpuint (n_trades, ==, wanted_trades);
}

static void
test_counts (StoreFixture *fixture, gconstpointer data)
{
  const double shares[] = { 0, 0.0005, 0.5, 1 };
  g_autoptr (GArray) trades = make_trades (shares[GPOINTER_TO_UINT (data)]);
  g_autoptr (TapeReader) reader = NULL;

  /* Of a side nobody looks at nothing is estimated. */
  for (guint i = 0; i < trades->len; i += 5)
    g_array_index (trades, TapeTrade, i).flags = TAPE_TRADE_ASIDE;
  store_trades (fixture, trades);
  reader = store_fixture_open_reader (fixture);
  assert_counts (reader, trades, START - TAPE_DAY, START + TAPE_DAY);
  assert_counts (reader, trades, START + TAPE_DAY, START + 2 * TAPE_DAY);
  for (guint i = 0; i < 40; i++)
    {
      gint64 from = START + g_test_rand_int_range (-3600, TRADES) * TAPE_SECOND;

      assert_counts (reader, trades, from, from + g_test_rand_int_range (0, TRADES) * TAPE_SECOND);
    }
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) trades = make_trades (1);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TapeTradeSpan span = { START, START + TAPE_DAY, START, START, holds, &span };
  guint64 n_estimates, n_trades;

  store_trades (fixture, trades);
  reader = store_fixture_open_reader (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (tape_reader_count_estimates (reader, &span, &n_estimates, &n_trades, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Older and broken databases --- */

static void
test_from_schema_2 (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) trades = make_trades (0);
  TapeWriter *writer;

  store_trades (fixture, trades);
  store_fixture_exec (fixture->path, "DROP VIEW stocks; DROP VIEW candles; DROP VIEW ticks; DROP VIEW rejects; DROP "
                                     "VIEW all_bars; ALTER TABLE blocks DROP COLUMN estimated;"
                                     "ALTER TABLE blocks DROP COLUMN aside; ALTER TABLE dropped DROP COLUMN watermark;"
                                     "ALTER TABLE bars DROP COLUMN opened; ALTER TABLE bars DROP COLUMN closed;"
                                     "DROP VIEW alerts; DROP TABLE firings; DROP TABLE turns;"
                                     "DROP TABLE removed; DROP TABLE places; DROP TABLE open_bars;"
                                     "CREATE VIEW stocks (trade_type) AS SELECT side FROM trades;"
                                     "PRAGMA user_version = 2");
  writer = store_fixture_open_writer (fixture, NULL);
  tape_writer_free (writer);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (estimated) FROM blocks"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (estimated) FROM stocks"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM stocks WHERE trade_type = 'sell'"), ==,
                   store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE side = 2"));
}

static void
check_unknown (const TapeTrade *trade, const char *text, gint64 arrival, gpointer data)
{
  g_assert_cmpuint (trade->side, ==, TAPE_SIDE_UNKNOWN);
  g_assert_cmpuint (trade->flags & TAPE_TRADE_ESTIMATED, ==, 0);
  ++*(guint *)data;
}

static void
test_nonsense (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) trades = make_trades (0.5);
  guint n = 0;

  store_trades (fixture, trades);
  store_fixture_exec (fixture->path, "UPDATE trades SET side = CASE arrival % 3 WHEN 0 THEN -1 WHEN 1 THEN 5 "
                                     "ELSE 9223372036854775807 END");
  {
    g_autoptr (TapeReader) reader = store_fixture_open_reader (fixture);

    g_assert_true (tape_reader_load_trades (reader, G_MININT64, 0, check_unknown, &n, NULL, NULL));
  }
  g_assert_cmpuint (n, ==, trades->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/sides/trades-are-read-as-they-were-stored", test_trades);
  STORE_TEST ("/store/sides/seconds-count-estimated-buys-as-buys", test_seconds);
  STORE_TEST ("/store/sides/dropped-trades-too", test_dropped);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/store/sides/counts-equal-a-naive-count/%u", i);

      g_test_add (path, StoreFixture, GUINT_TO_POINTER (i), store_fixture_set_up, test_counts, store_fixture_tear_down);
    }
  STORE_TEST ("/store/sides/a-count-can-be-cancelled", test_cancelled);
  STORE_TEST ("/store/sides/databases-of-schema-2-have-no-estimates", test_from_schema_2);
  STORE_TEST ("/store/sides/what-is-no-side-is-unknown", test_nonsense);
  return g_test_run ();
}
