/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is committed is what is read: random commits held against arrays in memory. */

#include <sqlite3.h>
#include <string.h>

#include "../support/store-fixture.h"

enum
{
  N_COMMITS = 25,
  N_INSTRUMENTS = 700, /* more than a chunk of a block's set */
  N_QUESTIONS = 150,
};

/* Where the trades lie; a third of them come out of order. */
#define BASE_TIME G_GINT64_CONSTANT (1381147200000000)

typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  char *id;
} Kept;

typedef struct
{
  GArray *trades; /* Kept, by arrival */
  gint64 clock;
  gint64 arrival;
} Oracle;

static void
clear_kept (gpointer item)
{
  g_free (((Kept *)item)->id);
}

static gint64
random_time (Oracle *oracle)
{
  oracle->clock += g_test_rand_int_range (0, 30) * TAPE_MILLISECOND;
  if (g_test_rand_int_range (0, 3) > 0)
    return oracle->clock;
  return oracle->clock - g_test_rand_int_range (0, 60000) * TAPE_MILLISECOND;
}

/* Prices and quantities whose sums are exact in any order. */
static void
fill_trade (Oracle *oracle, TapeBatch *batch, TapeTrade *trade)
{
  g_autofree char *id = NULL;

  trade->event_time = random_time (oracle);
  trade->receive_time = trade->event_time + (g_test_rand_bit () ? 0 : g_test_rand_int_range (1, 1000));
  trade->instrument
      = g_test_rand_bit () ? (guint32)g_test_rand_int_range (0, 3) : (guint32)g_test_rand_int_range (0, N_INSTRUMENTS);
  trade->price = g_test_rand_int_range (1, 4000) / 4.0;
  trade->quantity = g_test_rand_int_range (0, 100);
  trade->source = (guint16)g_test_rand_int_range (1, 3);
  trade->side = (guint8)g_test_rand_int_range (0, TAPE_N_SIDES);
  trade->flags = g_test_rand_int_range (0, 9) == 0 ? TAPE_TRADE_DERIVED : 0;
  if (g_test_rand_bit ())
    id = g_strdup_printf ("%s%d", g_test_rand_bit () ? "x" : "", g_test_rand_int_range (0, G_MAXINT32));
  if (id != NULL)
    tape_batch_set_trade_id (batch, trade, id, strlen (id));
}

static TapeCommitBatch
make_batch (Oracle *oracle, TapeCommit *commit)
{
  TapeCommitBatch item = {
    .batch = tape_batch_new (TAPE_BATCH_TRADES, 0),
    .first_arrival = oracle->arrival,
    .first_duplicate = commit->duplicates->len,
  };
  guint n = (guint)g_test_rand_int_range (0, 400);

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (item.batch);
      Kept kept = { .arrival = oracle->arrival };

      fill_trade (oracle, item.batch, trade);
      if (g_test_rand_int_range (0, 20) == 0)
        {
          g_array_append_val (commit->duplicates, i);
          item.n_duplicates++;
          continue;
        }
      item.n_stored++;
      oracle->arrival++;
      kept.trade = *trade;
      if ((trade->flags & TAPE_TRADE_TEXT_ID) != 0)
        kept.id = g_strdup (item.batch->text + trade->id);
      g_array_append_val (oracle->trades, kept);
    }
  return item;
}

/* Some of the commits by a writer that was closed and opened in between. */
static void
commit_random (StoreFixture *fixture, Oracle *oracle)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);

  oracle->trades = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_array_set_clear_func (oracle->trades, clear_kept);
  oracle->clock = BASE_TIME;
  oracle->arrival = 1;
  store_intern_instruments (universe, N_INSTRUMENTS);
  for (guint i = 0; i < N_COMMITS; i++)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      g_autoptr (GError) error = NULL;
      guint n_batches = (guint)g_test_rand_int_range (0, 8);

      for (guint j = 0; j < n_batches; j++)
        {
          TapeCommitBatch item = make_batch (oracle, commit);

          g_array_append_val (commit->batches, item);
        }
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
      if (g_test_rand_int_range (0, 5) == 0)
        {
          g_clear_pointer (&universe, tape_universe_unref);
          g_clear_pointer (&writer, tape_writer_free);
          writer = store_fixture_open_writer (fixture, &universe);
          g_assert_cmpuint (tape_universe_count (universe), ==, N_INSTRUMENTS);
        }
    }
}

static void
assert_row (sqlite3_stmt *row, const Kept *kept)
{
  const TapeTrade *trade = &kept->trade;

  g_assert_cmpint (sqlite3_column_int64 (row, 0), ==, kept->arrival);
  g_assert_cmpint (sqlite3_column_int64 (row, 1), ==, trade->event_time);
  if (trade->receive_time == trade->event_time)
    g_assert_cmpint (sqlite3_column_type (row, 2), ==, SQLITE_NULL);
  else
    g_assert_cmpint (sqlite3_column_int64 (row, 2), ==, trade->receive_time);
  g_assert_cmpint (sqlite3_column_int64 (row, 3), ==, trade->instrument);
  g_assert_cmpfloat (sqlite3_column_double (row, 4), ==, trade->price);
  g_assert_cmpfloat (sqlite3_column_double (row, 5), ==, trade->quantity);
  g_assert_cmpint (sqlite3_column_int (row, 6), ==, trade->side);
  g_assert_cmpint (sqlite3_column_int (row, 7), ==, (trade->flags & TAPE_TRADE_DERIVED) != 0);
  g_assert_cmpint (sqlite3_column_int (row, 8), ==, trade->source);
  if (kept->id != NULL)
    g_assert_cmpstr ((const char *)sqlite3_column_text (row, 9), ==, kept->id);
  else if ((trade->flags & TAPE_TRADE_HAS_ID) != 0)
    {
      g_assert_cmpint (sqlite3_column_type (row, 9), ==, SQLITE_INTEGER);
      g_assert_cmpint (sqlite3_column_int64 (row, 9), ==, (gint64)trade->id);
    }
  else
    g_assert_cmpint (sqlite3_column_type (row, 9), ==, SQLITE_NULL);
}

static void
assert_all_rows (StoreFixture *fixture, Oracle *oracle)
{
  sqlite3 *db;
  sqlite3_stmt *row;

  g_assert_cmpint (sqlite3_open_v2 (fixture->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT * FROM trades ORDER BY arrival", -1, &row, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < oracle->trades->len; i++)
    {
      g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
      assert_row (row, &g_array_index (oracle->trades, Kept, i));
    }
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_DONE);
  sqlite3_finalize (row);
  sqlite3_close (db);
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  const Kept *left = a, *right = b;

  if (left->trade.event_time != right->trade.event_time)
    return left->trade.event_time < right->trade.event_time ? -1 : 1;
  return left->arrival < right->arrival ? -1 : 1;
}

/* A full scan: the latest @max in arrival, then in order of time. */
static GArray *
scan (Oracle *oracle, guint32 instrument, gint64 from, gint64 to, guint max)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Kept));

  for (guint i = oracle->trades->len; i > 0 && found->len < max; i--)
    {
      const Kept *kept = &g_array_index (oracle->trades, Kept, i - 1);

      if (kept->trade.instrument == instrument && kept->trade.event_time >= from && kept->trade.event_time < to)
        g_array_append_vals (found, kept, 1);
    }
  g_array_sort (found, compare_kept);
  return found;
}

static void
ask_for_trades (TapeReader *reader, Oracle *oracle, guint32 instrument, gint64 from, gint64 to, guint max)
{
  g_autoptr (GArray) expected = scan (oracle, instrument, from, to, max);
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;

  tape_reader_get_trades (reader, instrument, from, to, max, trades, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trades->len, ==, expected->len);
  for (guint i = 0; i < trades->len; i++)
    {
      TapeTrade wanted = g_array_index (expected, Kept, i).trade;

      wanted.id = 0;
      wanted.flags &= TAPE_TRADE_DERIVED;
      g_assert_cmpmem (&g_array_index (trades, TapeTrade, i), sizeof wanted, &wanted, sizeof wanted);
    }
}

/* Bars made the plain way, one after the other, of the trades in order of time. */
static GArray *
make_seconds (Oracle *oracle, guint32 instrument, gint64 from, gint64 to)
{
  g_autoptr (GArray) trades = scan (oracle, instrument, G_MININT64, G_MAXINT64, G_MAXUINT);
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  for (guint i = 0; i < trades->len; i++)
    {
      const TapeTrade *trade = &g_array_index (trades, Kept, i).trade;
      const TapeBar one = {
        .start = tape_time_floor (trade->event_time, TAPE_SECOND),
        .length = TAPE_BAR_SECOND,
        .instrument = instrument,
        .open = trade->price,
        .high = trade->price,
        .low = trade->price,
        .close = trade->price,
        .volume = trade->quantity,
        .turnover = trade->price * trade->quantity,
        .buys = trade->side == TAPE_SIDE_BUY ? trade->quantity : 0,
        .sells = trade->side == TAPE_SIDE_SELL ? trade->quantity : 0,
        .count = 1,
      };

      if (one.start < from || one.start >= to)
        continue;
      if (bars->len > 0 && g_array_index (bars, TapeBar, bars->len - 1).start == one.start)
        tape_bar_merge (&g_array_index (bars, TapeBar, bars->len - 1), &one);
      else
        g_array_append_val (bars, one);
    }
  return bars;
}

static void
ask_for_seconds (TapeReader *reader, Oracle *oracle, guint32 instrument, gint64 from, gint64 to, guint max)
{
  g_autoptr (GArray) expected = make_seconds (oracle, instrument, from, to);
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GError) error = NULL;

  tape_reader_get_bars (reader, instrument, TAPE_BAR_SECOND, from, to, max, bars, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bars->len, ==, MIN (max, expected->len));
  for (guint i = 0; i < bars->len; i++)
    store_assert_bar (&g_array_index (bars, TapeBar, i),
                      &g_array_index (expected, TapeBar, expected->len - bars->len + i));
}

static void
assert_last_times (TapeReader *reader, Oracle *oracle)
{
  for (guint32 instrument = 0; instrument < N_INSTRUMENTS; instrument += 50)
    {
      g_autoptr (GArray) trades = scan (oracle, instrument, G_MININT64, G_MAXINT64, G_MAXUINT);
      g_autoptr (GError) error = NULL;
      gint64 last = trades->len == 0 ? TAPE_NO_TIME : g_array_index (trades, Kept, trades->len - 1).trade.event_time;

      g_assert_cmpint (tape_reader_get_last_time (reader, instrument, NULL, &error), ==, last);
      g_assert_no_error (error);
    }
}

static void
test_random (StoreFixture *fixture, gconstpointer data)
{
  static const guint most[] = { 0, 1, 7, 100, 1000, G_MAXUINT };
  g_autoptr (TapeReader) reader = NULL;
  Oracle oracle = { 0 };

  commit_random (fixture, &oracle);
  assert_all_rows (fixture, &oracle);
  reader = store_fixture_open_reader (fixture);
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      guint32 instrument = (guint32)g_test_rand_int_range (0, g_test_rand_bit () ? 3 : N_INSTRUMENTS + 600);
      gint64 span = MAX (oracle.clock - BASE_TIME, TAPE_SECOND);
      gint64 from = BASE_TIME + (gint64)(g_test_rand_double () * (double)span);
      gint64 to = from + (gint64)(g_test_rand_double () * (double)span);
      guint max = most[g_test_rand_int_range (0, G_N_ELEMENTS (most))];

      if (g_test_rand_int_range (0, 8) == 0)
        {
          from = G_MININT64;
          to = G_MAXINT64;
        }
      ask_for_trades (reader, &oracle, instrument, from, to, max);
      ask_for_seconds (reader, &oracle, instrument, from, to, max);
    }
  assert_last_times (reader, &oracle);
  g_array_unref (oracle.trades);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/random/rows-trades-and-seconds-equal-a-full-scan", test_random);
  return g_test_run ();
}
