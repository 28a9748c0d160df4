/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files to batches alone: no engine, no store. The figures are of the processor's time, which other work on the machine
 * disturbs less than the clock on the wall. */

#include "bench.h"

#include <glib/gstdio.h>

#include "trade-files.h"
#include "feed/tape-replay.h"

enum
{
  N_TRADES = 1000000,
  N_SYMBOLS = 500,
  RUNS = 5,
};

typedef struct
{
  const char *path;
  gint64 delay; /* -1: found in a first pass */
} Bench;

static double
processor_time (void)
{
  return (double)bench_clock (CLOCK_PROCESS_CPUTIME_ID) / 1e9;
}

static gboolean
count_batch (TapeBatch *batch, gpointer data)
{
  *(guint64 *)data += batch->n_trades;
  tape_batch_unref (batch);
  return TRUE;
}

static double
run_feed (gpointer data)
{
  Bench *bench = data;
  const char *const paths[] = { bench->path, NULL };
  const TapeReplayOptions options = { .delay = bench->delay };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  double start = processor_time ();
  g_autoptr (TapeFeed) feed = tape_replay_new (universe, paths, &options, &error);
  guint64 n_trades = 0;

  g_assert_no_error (error);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, count_batch, &n_trades, NULL, &error));
  g_assert_cmpuint (n_trades, >=, N_TRADES);
  return N_TRADES / (processor_time () - start);
}

static double
run_lines (gpointer data)
{
  Bench *bench = data;
  double start = processor_time ();

  g_assert_cmpuint (trade_files_find_lines (bench->path), >=, N_TRADES);
  return N_TRADES / (processor_time () - start);
}

static double
run_cjson (gpointer data)
{
  Bench *bench = data;
  double start = processor_time ();

  g_assert_cmpuint (trade_files_parse_json (bench->path), >=, N_TRADES);
  return N_TRADES / (processor_time () - start);
}

static void
measure (Bench *bench, const char *what, double (*yardstick) (gpointer data), const char *name)
{
  double held_against;
  double value = bench_median_pair (RUNS, run_feed, yardstick, bench, &held_against);

  bench_row (what, value, "rows/s", name, held_against);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
  g_autofree char *csv = g_build_filename (folder, "trades.csv", NULL);
  g_autofree char *json = g_build_filename (folder, "trades.jsonl", NULL);
  Bench bench = { .path = csv };

  bench_init ("feed", &argc, &argv);
  g_assert_no_error (error);
  g_ptr_array_unref (trade_files_make (N_TRADES, N_SYMBOLS, csv, json));

  bench.delay = 0;
  measure (&bench, "CSV to batches, delay given", run_lines, "reading its lines");
  bench.delay = -1;
  measure (&bench, "CSV to batches, delay found", run_lines, "reading its lines");
  bench.path = json;
  bench.delay = 0;
  measure (&bench, "JSON lines to batches, delay given", run_cjson, "cJSON alone");
  bench.delay = -1;
  measure (&bench, "JSON lines to batches, delay found", run_cjson, "cJSON alone");

  g_unlink (csv);
  g_unlink (json);
  g_rmdir (folder);
  return bench_finish ();
}
