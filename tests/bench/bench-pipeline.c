/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole way: a file to windows, and to committed rows, engine and all threads on. Beside it the bare insert loop over
 * the same trades, cJSON alone over the same bytes, and reading the file and doing nothing. */

#include "bench.h"

#include <glib/gstdio.h>

#include "bare-insert.h"
#include "feed/tape-replay.h"
#include "pipeline/tape-session.h"
#include "trade-files.h"

enum
{
  N_TRADES = 2000000,
  N_SYMBOLS = 500,
  RUNS = 5,
};

typedef struct
{
  char *folder;
  char *path;   /* of the file that is read */
  gint64 delay; /* -1: found in a first pass */
  gboolean store;
  GPtrArray *batches; /* the same trades in memory */
} Bench;

static void
count_windows (const TapeWindow *windows, guint n_windows, gpointer data)
{
  *(guint64 *)data += n_windows;
}

static double
run_session (gpointer data)
{
  Bench *bench = data;
  g_autofree char *database = g_build_filename (bench->folder, "session.db", NULL);
  const char *paths[] = { bench->path, NULL };
  guint64 n_windows = 0;
  const TapeReplayOptions replay = { .delay = bench->delay };
  const TapeSessionOptions options = {
    .database = bench->store ? database : NULL,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT,
                .trigger = TAPE_TRIGGER_DEFAULT,
                .window = { .size = TAPE_MINUTE, .slide = TAPE_MINUTE },
                .emit = count_windows,
                .emit_data = &n_windows },
  };
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  TapeSession *session = tape_session_new (&options, &error);
  double seconds;

  g_assert_no_error (error);
  tape_session_add_feed (session, tape_replay_new (tape_session_get_universe (session), paths, &replay, &error), FALSE,
                         &error);
  g_assert_no_error (error);
  g_assert_true (tape_session_run (session, NULL, &error));
  seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  g_assert_cmpuint (n_windows, >, 0);
  tape_session_free (session);
  bare_insert_remove_database (database);
  return N_TRADES / seconds;
}

static double
run_bare (gpointer data)
{
  Bench *bench = data;

  return bare_insert_rate (bench->folder, bench->batches);
}

static double
run_lines (gpointer data)
{
  Bench *bench = data;
  gint64 start = g_get_monotonic_time ();

  g_assert_cmpuint (trade_files_find_lines (bench->path), >=, N_TRADES);
  return N_TRADES / ((double)(g_get_monotonic_time () - start) / 1e6);
}

static double
run_cjson (gpointer data)
{
  Bench *bench = data;
  gint64 start = g_get_monotonic_time ();

  g_assert_cmpuint (trade_files_parse_json (bench->path), >=, N_TRADES);
  return N_TRADES / ((double)(g_get_monotonic_time () - start) / 1e6);
}

static void
measure (Bench *bench, const char *what, double (*yardstick) (gpointer data), const char *name)
{
  double held_against;
  double value = bench_median_pair (RUNS, run_session, yardstick, bench, &held_against);

  bench_row (what, value, "rows/s", name, held_against);
}

static void
measure_store (Bench *bench, char *csv)
{
  g_autofree char *without = g_build_filename (bench->folder, "without.csv", NULL);

  bench->store = TRUE;
  measure (bench, "CSV to committed rows, with ids", run_bare, "bare insert loop, trades in memory");

  trade_files_drop_last_column (csv, without);
  for (guint i = 0; i < bench->batches->len; i++)
    {
      TapeBatch *batch = g_ptr_array_index (bench->batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        batch->trades[j].flags &= (guint8)~TAPE_TRADE_HAS_ID;
    }
  bench->path = without;
  measure (bench, "CSV to committed rows, without ids", run_bare, "bare insert loop, trades in memory");
  bench->store = FALSE;
  g_unlink (without);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
  g_autofree char *csv = g_build_filename (folder, "trades.csv", NULL);
  g_autofree char *json = g_build_filename (folder, "trades.jsonl", NULL);
  g_autoptr (GPtrArray) batches = NULL;
  Bench bench = { .folder = folder, .path = csv };

  bench_init ("pipeline", &argc, &argv);
  g_assert_no_error (error);
  batches = trade_files_make (N_TRADES, N_SYMBOLS, csv, json);
  bench.batches = batches;

  bench.delay = 0;
  measure (&bench, "CSV to windows, delay given", run_lines, "reading its lines");
  bench.delay = -1;
  measure (&bench, "CSV to windows, delay found", run_lines, "reading its lines");
  bench.path = json;
  bench.delay = 0;
  measure (&bench, "JSON lines to windows, delay given", run_cjson, "cJSON alone");
  bench.path = csv;
  bench.delay = -1;
  measure_store (&bench, csv);

  g_unlink (csv);
  g_unlink (json);
  g_rmdir (folder);
  return bench_finish ();
}
