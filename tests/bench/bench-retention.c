/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Simulated trades through a session whose database keeps trades for a day and minutes for three: size of
 * the database and of its log, and memory, as they come. Once the tiers are full all of it is to be flat.
 *
 *   bench-retention [TRADES] [--json FILE]
 */

#include "bench.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "feed/tape-simulator.h"
#include "pipeline/tape-session.h"

#define MEGABYTE 1e6

enum
{
  SYMBOLS = 320,
  TRADES_PER_SECOND = 100, /* 8.6 million a day */
  LOOKS = 25,
};

typedef struct
{
  guint64 wanted;
  guint64 counted;
  guint64 next;
  char *path;
  TapeSession *session; /* atomic */
  gint64 begun;
  double largest[2]; /* MB of the database and its log, in the last two fifths of the run */
  double memory[2];
} Run;

static double
get_size (const char *path, const char *end)
{
  g_autofree char *file = g_strconcat (path, end, NULL);
  GStatBuf status;

  return g_stat (file, &status) == 0 ? (double)status.st_size / MEGABYTE : 0;
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  char *resident;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  g_ascii_strtoull (text, &resident, 10);
  return (double)g_ascii_strtoull (resident, NULL, 10) * (double)sysconf (_SC_PAGESIZE) / MEGABYTE;
}

static void
look (Run *run)
{
  double database = get_size (run->path, ""), log = get_size (run->path, "-wal"), memory = get_memory ();
  TapeSession *session = g_atomic_pointer_get (&run->session);
  TapeRetentionProgress progress = { 0 };
  guint fifth = (guint)MIN (4, run->counted * 5 / run->wanted);
  g_autofree char *message = session == NULL ? NULL : tape_session_get_retention (session, &progress);

  g_printerr ("%10.1f %10.1f %10.1f %10.1f %10.1f %10.1f %10.1f %9.0f%s%s\n", (double)run->counted / 1e6, database, log,
              memory, (double)progress.trades / 1e6, (double)progress.trades_left / 1e6, (double)progress.bars / 1e6,
              (double)(g_get_monotonic_time () - run->begun) / 1e6, message == NULL ? "" : " ",
              message == NULL ? "" : message);
  if (fifth < 3)
    return;
  run->largest[fifth - 3] = MAX (run->largest[fifth - 3], database + log);
  run->memory[fifth - 3] = MAX (run->memory[fifth - 3], memory);
}

/* On the engine's thread. */
static void
count (const TapeWindow *windows, guint n_windows, gpointer data)
{
  Run *run = data;

  for (guint i = 0; i < n_windows; i++)
    run->counted += windows[i].count;
  if (run->counted < run->next)
    return;
  look (run);
  run->next += run->wanted / LOOKS;
}

static void
run_session (Run *run)
{
  TapeSimulatorOptions simulation = tape_simulator_defaults;
  const TapeSessionOptions options = {
    .database = run->path,
    .round_the_clock = TRUE,
    .retention = tape_retention_from_days (1, 1, 3),
    .engine = { .lateness = TAPE_LATENESS_DEFAULT,
                .trigger = TAPE_TRIGGER_DEFAULT,
                .window = { .size = TAPE_MINUTE, .slide = TAPE_MINUTE },
                .emit = count,
                .emit_data = run },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);
  TapeFeed *feed;

  g_assert_no_error (error);
  simulation.symbols = SYMBOLS;
  simulation.trades_per_second = TRADES_PER_SECOND;
  simulation.trades = run->wanted;
  simulation.late = 0.001;
  simulation.out_of_order = 0.01;
  feed = tape_simulator_new (tape_session_get_universe (session), &simulation, &error);
  g_assert_no_error (error);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  g_atomic_pointer_set (&run->session, session);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  look (run);
  g_atomic_pointer_set (&run->session, NULL);
}

/* --- What it costs those who commit --- */

enum
{
  COMMIT_TRADES = 4096,
  COMMITS = 400,
};

static TapeCommit *
make_commit (gint64 *arrival)
{
  TapeCommit *commit = tape_commit_new ();
  TapeCommitBatch item = { .batch = tape_batch_new (TAPE_BATCH_TRADES, COMMIT_TRADES), .first_arrival = *arrival };

  for (guint i = 0; i < COMMIT_TRADES; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (item.batch);

      trade->event_time = trade->receive_time = (*arrival)++ * TAPE_MILLISECOND;
      trade->instrument = i % SYMBOLS;
      trade->price = 100;
      trade->quantity = 1;
      trade->source = 1;
    }
  item.n_stored = COMMIT_TRADES;
  g_array_append_val (commit->batches, item);
  commit->needed_since = G_MAXINT64;
  return commit;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static double
get_p99 (GArray *times)
{
  g_array_sort (times, compare);
  return times->len == 0 ? 0 : g_array_index (times, double, times->len * 99 / 100);
}

static void
note_time (GArray *times, gint64 begun)
{
  double took = (double)(g_get_monotonic_time () - begun) / 1e3;

  g_array_append_val (times, took);
}

/* After each commit two steps, where there are any; returns ms that all but one commit in a hundred stay below. */
static double
run_commits (const char *path, const TapeRetention *retention, double *step)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (TapeWriter) writer = tape_writer_open (path, universe, NULL);
  g_autoptr (GArray) commits = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (double));
  TapeRetentionProgress progress = { 0 };
  gint64 arrival = 1;

  for (guint i = 0; i < SYMBOLS; i++)
    {
      char symbol[16];

      tape_universe_intern (universe, symbol, (gsize)g_snprintf (symbol, sizeof symbol, "S%u", i));
    }
  for (guint i = 0; i < COMMITS; i++)
    {
      g_autoptr (TapeCommit) commit = make_commit (&arrival);
      gint64 begun = g_get_monotonic_time ();

      g_assert_true (tape_writer_commit (writer, commit, NULL));
      note_time (commits, begun);
      for (guint j = 0; j < 2 && retention->trades > 0; j++)
        {
          begun = g_get_monotonic_time ();
          g_assert_true (tape_writer_retain (writer, retention, G_MAXINT64, FALSE, &progress, NULL));
          if (progress.stage != TAPE_RETENTION_DONE)
            note_time (steps, begun);
        }
    }
  *step = get_p99 (steps);
  g_clear_pointer (&writer, tape_writer_free);
  g_remove (path);
  return get_p99 (commits);
}

static void
measure_commits (const char *path)
{
  const TapeRetention none = { 0 }, little = { .trades = TAPE_MINUTE, .seconds = TAPE_MINUTE };
  double step, alone = run_commits (path, &none, &step), beside = run_commits (path, &little, &step);

  bench_row ("commit of 4,096 trades beside it, p99", beside, "ms", "without retention", alone);
  bench_row ("a step of it, p99", step, "ms", NULL, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
  Run run = { 0 };

  bench_init ("retention", &argc, &argv);
  g_assert_no_error (error);
  run.path = g_build_filename (folder, "retention.db", NULL);
  measure_commits (run.path);
  run.wanted = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 50000000;
  g_printerr ("%10s %10s %10s %10s %10s %10s %10s %9s\n", "million", "MB file", "MB log", "MB memory", "M removed",
              "M to go", "M bars", "seconds");
  run.begun = g_get_monotonic_time ();
  run_session (&run);
  bench_row ("largest in the last fifth", run.largest[1], "MB", "in the fifth before", run.largest[0]);
  bench_row ("memory in the last fifth", run.memory[1], "MB", "in the fifth before", run.memory[0]);
  bench_row ("million trades a second", (double)run.wanted / (double)(g_get_monotonic_time () - run.begun), "M/s", NULL,
             0);
  g_remove (run.path);
  g_rmdir (folder);
  g_free (run.path);
  return bench_finish ();
}
