/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast trades in memory become committed rows, beside a bare loop of inserts into the same table: 50 rows a
 * statement, every column bound, one transaction, the same pragmas. And how fast they are read again, beside a bare loop. */

#include "bench.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "bare-insert.h"
#include "store/tape-store.h"

enum
{
  N_TRADES = 2000000,
  N_INSTRUMENTS = 500,
  N_COMMIT = 262144, /* trades a transaction, as a replay at full speed makes them */
  N_BATCH = 4096,
  RUNS = 5,
};

typedef struct
{
  char *folder;
  GPtrArray *batches;
} Bench;

static gint64
now (void)
{
  return g_get_monotonic_time ();
}

/* Trades of many instruments at rising times, a price of two decimals, whole quantities. */
static TapeBatch *
make_batch (GRand *random, guint n, gint64 *time, gboolean with_ids)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);
  TapePosition position = { .source = 1, .event_time = TAPE_NO_TIME };

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      *time += g_rand_int_range (random, 0, 20) * TAPE_MILLISECOND / 10;
      trade->event_time = trade->receive_time = *time;
      trade->instrument = (guint32)g_rand_int_range (random, 0, N_INSTRUMENTS);
      trade->price = g_rand_int_range (random, 1000, 50000) / 100.0;
      trade->quantity = g_rand_int_range (random, 1, 1000);
      trade->source = 1;
      trade->side = (guint8)g_rand_int_range (random, 0, TAPE_N_SIDES);
      if (with_ids)
        {
          trade->flags = TAPE_TRADE_HAS_ID;
          trade->id = (guint64)(*time / 7);
        }
    }
  tape_batch_set_position (batch, &position);
  return batch;
}

static GPtrArray *
make_batches (gboolean with_ids)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint64 time = G_GINT64_CONSTANT (1381147200000000);

  for (guint n = 0; n < N_TRADES; n += N_BATCH)
    g_ptr_array_add (batches, make_batch (random, MIN (N_BATCH, N_TRADES - n), &time, with_ids));
  return batches;
}

static TapeWriter *
open_writer (const char *path, TapeUniverse *universe)
{
  const TapeSource source = { .kind = (char *)"simulator", .name = (char *)"bench" };
  g_autoptr (GError) error = NULL;
  TapeWriter *writer = tape_writer_open (path, universe, &error);

  g_assert_no_error (error);
  tape_writer_put_source (writer, 0, &source, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_INSTRUMENTS; i++)
    {
      char symbol[16];

      tape_universe_intern (universe, symbol, (gsize)g_snprintf (symbol, sizeof symbol, "S%u", i));
    }
  return writer;
}

static void
store_all (Bench *bench, const char *path)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (TapeWriter) writer = open_writer (path, universe);
  g_autoptr (GError) error = NULL;
  gint64 arrival = 1;

  for (guint i = 0; i < bench->batches->len;)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();

      for (; i < bench->batches->len && commit->weight < N_COMMIT; i++)
        {
          TapeBatch *batch = g_ptr_array_index (bench->batches, i);
          const TapeCommitBatch item
              = { .batch = tape_batch_ref (batch), .first_arrival = arrival, .n_stored = batch->n_trades };

          g_array_append_val (commit->batches, item);
          commit->weight += batch->n_trades;
          arrival += batch->n_trades;
        }
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
    }
}

static double
run_writer (gpointer data)
{
  Bench *bench = data;
  g_autofree char *path = g_build_filename (bench->folder, "writer.db", NULL);
  gint64 start = now ();
  double rate;

  store_all (bench, path);
  rate = N_TRADES / ((double)(now () - start) / 1e6);
  bare_insert_remove_database (path);
  return rate;
}

static gboolean
add_trade (const TapeTrade *trade, const char *text, gpointer data)
{
  *(double *)data += trade->price * trade->quantity;
  return TRUE;
}

/* s for a million trades with all that is stored of them. */
static double
run_reader (gpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 start = now ();
  g_autoptr (TapeReader) reader = tape_reader_open (data, &error);
  const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64 };
  double turnover = 0;

  g_assert_no_error (error);
  g_assert_true (tape_reader_each_trade (reader, &span, add_trade, NULL, &turnover, NULL, &error));
  g_assert_cmpfloat (turnover, >, 0);
  return (double)(now () - start) / N_TRADES;
}

/* The same columns, stepped through and taken, and nothing else. */
static double
run_bare_reader (gpointer data)
{
  gint64 start = now ();
  double turnover = 0;
  sqlite3_stmt *statement;
  sqlite3 *db;
  guint n = 0;

  g_assert_cmpint (sqlite3_open_v2 (data, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT event_time, receive_time, instrument, side, derived, source, trade_id, "
                                       "price, quantity FROM trades",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  for (; sqlite3_step (statement) == SQLITE_ROW; n++)
    {
      gint64 sum = 0;

      for (int column = 0; column < 7; column++)
        sum += sqlite3_column_int64 (statement, column);
      turnover += sqlite3_column_double (statement, 7) * sqlite3_column_double (statement, 8) + (double)(sum & 1);
    }
  g_assert_cmpuint (n, ==, N_TRADES);
  g_assert_cmpfloat (turnover, >, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return (double)(now () - start) / N_TRADES;
}

static double
run_bare (gpointer data)
{
  Bench *bench = data;

  return bare_insert_rate (bench->folder, bench->batches);
}

static void
measure (const char *folder, const char *what, gboolean with_ids)
{
  g_autoptr (GPtrArray) batches = make_batches (with_ids);
  Bench bench = { (char *)folder, batches };
  double bare;
  double value = bench_median_pair (RUNS, run_writer, run_bare, &bench, &bare);

  bench_row (what, value, "rows/s", "bare insert loop, one transaction", bare);
}

static void
measure_reading (const char *folder)
{
  g_autoptr (GPtrArray) batches = make_batches (TRUE);
  g_autofree char *path = g_build_filename (folder, "read.db", NULL);
  Bench bench = { (char *)folder, batches };
  double value, bare;

  store_all (&bench, path);
  value = bench_median_pair (RUNS, run_reader, run_bare_reader, path, &bare);
  bench_row ("reading a million trades", value, "s", "bare sqlite3_step loop", bare);
  bare_insert_remove_database (path);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);

  bench_init ("store", &argc, &argv);
  g_assert_no_error (error);
  measure (folder, "trades to committed rows, without ids", FALSE);
  measure (folder, "trades to committed rows, with ids", TRUE);
  measure_reading (folder);
  g_rmdir (folder);
  return bench_finish ();
}
