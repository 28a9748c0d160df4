/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How soon trades that are stored are found, and how fast many are read: 5 million, or as many as TAPE_BENCH_TRADES says,
 * over ten days. TAPE_BENCH_DATABASE names a file that is made where it is not there, and kept. */

#include "bench.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "bare-insert.h"
#include "store/tape-store.h"

enum
{
  N_TRADES = 5000000,
  N_INSTRUMENTS = 500,
  N_DAYS = 10,
  N_COMMIT = 262144,
  N_READ = 1000000,
  RUNS = 5,
};

#define START (G_GINT64_CONSTANT (1381104000) * TAPE_SECOND) /* 2013-10-07 */

typedef struct
{
  char *path;
  guint64 n_trades;
  TapeReader *reader;
  guint32 instrument;
  guint day;
  guint64 sought;
} Bench;

/* The first is in one of 22 trades, the middle one in one of 700. */
static guint32
choose_instrument (GRand *random)
{
  double x = g_rand_double (random);

  return (guint32)(x * x * N_INSTRUMENTS);
}

static void
add_trades (TapeCommit *commit, GRand *random, guint64 n_trades, gint64 *arrival)
{
  guint n = (guint)MIN (N_COMMIT, n_trades - (guint64)(*arrival - 1));
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);
  const TapeCommitBatch item = { .batch = batch, .first_arrival = *arrival, .n_stored = n };

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      trade->event_time = trade->receive_time
          = START + (gint64)((double)(*arrival + i - 1) / (double)n_trades * N_DAYS * (double)TAPE_DAY);
      trade->instrument = choose_instrument (random);
      trade->price = g_rand_int_range (random, 1000, 50000) / 100.0;
      trade->quantity = g_rand_int_range (random, 1, 1000);
      trade->source = 1;
      trade->side = (guint8)g_rand_int_range (random, 0, TAPE_N_SIDES);
      trade->flags = TAPE_TRADE_HAS_ID;
      trade->id = (guint64)(*arrival + i) * 7;
    }
  *arrival += n;
  g_array_append_val (commit->batches, item);
}

/* One that is kept may be of an earlier version. */
static void
make_database (const Bench *bench)
{
  gboolean kept = g_file_test (bench->path, G_FILE_TEST_EXISTS);
  const TapeSource source = { .kind = (char *)"simulator", .name = (char *)"bench" };
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeWriter) writer = tape_writer_open (bench->path, universe, &error);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  g_assert_no_error (error);
  if (kept)
    return;
  tape_writer_put_source (writer, 0, &source, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_INSTRUMENTS; i++)
    {
      char symbol[16];

      tape_universe_intern (universe, symbol, (gsize)g_snprintf (symbol, sizeof symbol, "S%u", i));
    }
  for (gint64 arrival = 1; (guint64)arrival <= bench->n_trades;)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();

      add_trades (commit, random, bench->n_trades, &arrival);
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
    }
}

static double
get_ms_since (gint64 begun)
{
  return (double)(g_get_monotonic_time () - begun) / 1e3;
}

/* As many runs, as many days. */
static double
find_day (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;
  gint64 from = START + bench->day++ % N_DAYS * TAPE_DAY, begun = g_get_monotonic_time ();
  double took;

  tape_reader_get_trades (bench->reader, bench->instrument, from, from + TAPE_DAY, G_MAXUINT, trades, NULL, &error);
  took = get_ms_since (begun);
  g_assert_no_error (error);
  g_assert_cmpuint (trades->len, >, 0);
  return took;
}

/* Takes the file out of the system's memory. */
static void
forget (const Bench *bench)
{
  int file = g_open (bench->path, O_RDONLY, 0);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (posix_fadvise (file, 0, 0, POSIX_FADV_DONTNEED), ==, 0);
  close (file);
}

static double
find_day_cold (gpointer data)
{
  forget (data);
  return find_day (data);
}

static void
measure_days (Bench *bench)
{
  const guint32 instruments[] = { 0, N_INSTRUMENTS / 2 };
  const char *const names[] = { "the busiest instrument's day", "a middling instrument's day" };

  for (guint i = 0; i < G_N_ELEMENTS (instruments); i++)
    {
      g_autofree char *cold = g_strconcat (names[i], ", nothing of it in memory", NULL);

      bench->instrument = instruments[i];
      for (guint day = 0; day < N_DAYS; day++)
        find_day (bench);
      bench_row (names[i], bench_median (RUNS, find_day, bench), "ms", NULL, 0);
      bench_row (cold, bench_median (RUNS, find_day_cold, bench), "ms", NULL, 0);
    }
}

static gboolean
count_row (const TapeTrade *trade, const char *text, gpointer data)
{
  ++*(guint *)data;
  return TRUE;
}

/* Each run another trade, far from the last. */
static double
find_id (gpointer data)
{
  Bench *bench = data;
  guint64 arrival = 1 + (bench->sought += 1234567) % bench->n_trades;
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, arrival * 7);
  const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64, .id = id };
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  guint n = 0;
  double took;

  tape_reader_each_trade (bench->reader, &span, count_row, NULL, &n, NULL, &error);
  took = get_ms_since (begun);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  return took;
}

static double
find_id_cold (gpointer data)
{
  forget (data);
  return find_id (data);
}

/* Trades from the first on, as an export reads them. */
static gboolean
take_row (const TapeTrade *trade, const char *text, gpointer data)
{
  return ++*(guint *)data < N_READ;
}

static double
read_rows (gpointer data)
{
  const TapeRowSpan span = { .from = G_MININT64, .to = G_MAXINT64 };
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  guint n = 0;

  tape_reader_each_trade (((Bench *)data)->reader, &span, take_row, NULL, &n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, N_READ);
  return get_ms_since (begun);
}

/* What a loop over all columns of as many rows takes. */
static double
read_bare (gpointer data)
{
  sqlite3 *db;
  sqlite3_stmt *rows;
  gint64 begun, n = 0;
  double sum = 0, took;

  g_assert_cmpint (sqlite3_open_v2 (((Bench *)data)->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT * FROM trades LIMIT 1000000", -1, &rows, NULL), ==, SQLITE_OK);
  begun = g_get_monotonic_time ();
  while (sqlite3_step (rows) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (rows); i++)
        sum += sqlite3_column_double (rows, i);
      n++;
    }
  took = get_ms_since (begun);
  g_assert_cmpint (n, ==, N_READ);
  g_assert_cmpfloat (sum, >, 0);
  sqlite3_finalize (rows);
  sqlite3_close (db);
  return took;
}

static void
measure_rows (Bench *bench)
{
  double bare, value;

  find_id (bench);
  bench_row ("a trade by its id", bench_median (RUNS, find_id, bench), "ms", NULL, 0);
  bench_row ("a trade by its id, nothing of it in memory", bench_median (RUNS, find_id_cold, bench), "ms", NULL, 0);
  value = bench_median_pair (RUNS, read_rows, read_bare, bench, &bare);
  bench_row ("1 million trades in order", value, "ms", "bare sqlite3 loop over all columns", bare);
}

int
main (int argc, char **argv)
{
  const char *wanted = g_getenv ("TAPE_BENCH_TRADES");
  const char *kept = g_getenv ("TAPE_BENCH_DATABASE");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
  g_autofree char *path = kept != NULL ? g_strdup (kept) : g_build_filename (folder, "find.db", NULL);
  Bench bench = { .path = path, .n_trades = wanted != NULL ? strtoull (wanted, NULL, 10) : N_TRADES };

  bench_init ("find", &argc, &argv);
  g_assert_no_error (error);
  make_database (&bench);
  bench.reader = tape_reader_open (path, &error);
  g_assert_no_error (error);
  measure_days (&bench);
  measure_rows (&bench);
  tape_reader_free (bench.reader);
  if (kept == NULL)
    bare_insert_remove_database (path);
  g_rmdir (folder);
  return bench_finish ();
}
