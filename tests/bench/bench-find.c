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
  tape_reader_free (bench.reader);
  if (kept == NULL)
    bare_insert_remove_database (path);
  g_rmdir (folder);
  return bench_finish ();
}
