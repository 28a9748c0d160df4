/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long each analysis takes over ten million stored trades, opening the database, reading and computing. Beside it what
 * SQLite takes to read every trade once.
 *
 *   bench-analyses [--json FILE] [DATABASE]
 *
 * A database that is named is made where it is not there yet, and kept; else one is made and thrown away. */

#include "bench.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "bare-insert.h"
#include "feed/tape-simulator.h"
#include "pipeline/tape-analyze.h"
#include "pipeline/tape-session.h"

enum
{
  N_TRADES = 10000000,
  N_SYMBOLS = 500,
  TRADES_PER_SECOND = 60, /* two days round the clock, most of their minutes with a trade of each instrument */
  RUNS = 5,
};

typedef struct
{
  const char *name;
  const char *options[3][2];
} Question;

/* Each analysis at its defaults, and those that read minutes by the most that they can be asked for. */
static const Question questions[] = {
  { "industry-growth", { { NULL } } },
  { "technology-growth", { { NULL } } },
  { "country-growth", { { NULL } } },
  { "buy-sell", { { NULL } } },
  { "buy-sell", { { "by", "hour" } } },
  { "daily-volume", { { NULL } } },
  { "highest-average-volume", { { NULL } } },
  { "movers", { { "ranking", "gainers" } } },
  { "movers", { { "ranking", "volatile" } } },
  { "pivot", { { "rows", "industry,side" }, { "columns", "day" } } },
  { "pivot", { { "rows", "industry,side" }, { "columns", "minute" } } },
  { "pivot", { { "rows", "symbol,side" }, { "columns", "hour" } } },
};

typedef struct
{
  const char *path;
  TapeAnalysisQuery query;
} Bench;

static void
make_database (const char *path)
{
  TapeSimulatorOptions simulation = tape_simulator_defaults;
  const TapeSessionOptions options = {
    .database = path,
    .round_the_clock = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  TapeSession *session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  simulation.symbols = N_SYMBOLS;
  simulation.trades_per_second = TRADES_PER_SECOND;
  simulation.trades = N_TRADES;
  tape_session_add_feed (session, tape_simulator_new (tape_session_get_universe (session), &simulation, &error), FALSE,
                         &error);
  g_assert_no_error (error);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  tape_session_free (session);
}

static double
run_analysis (gpointer data)
{
  const Bench *bench = data;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (bench->path, &error);
  g_autoptr (TapeUniverse) universe = tape_universe_new (TRUE);
  g_autoptr (TapeAnalysisResult) result = NULL;
  gboolean found;

  g_assert_no_error (error);
  tape_reader_load_universe (reader, universe, &error);
  g_assert_no_error (error);
  result = tape_analyze (reader, universe, &bench->query, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tape_analysis_result_get_n_rows (result), >, 0);
  return (double)(g_get_monotonic_time () - start) / 1e6;
}

static double
scan_trades (gpointer data)
{
  const Bench *bench = data;
  gint64 start = g_get_monotonic_time ();
  sqlite3 *db;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open_v2 (bench->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT count (*), sum (price * quantity) FROM trades", -1, &statement, NULL), ==,
      SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int64 (statement, 0), ==, N_TRADES);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return (double)(g_get_monotonic_time () - start) / 1e6;
}

static void
measure (const char *path, const Question *question, double scan)
{
  g_autoptr (GString) what = g_string_new (question->name);
  g_autoptr (GError) error = NULL;
  const TapeAnalysis *analysis = tape_analysis_lookup (question->name, &error);
  Bench bench = { .path = path };

  g_assert_no_error (error);
  tape_analysis_query_init (&bench.query, analysis);
  for (guint i = 0; i < G_N_ELEMENTS (question->options) && question->options[i][0] != NULL; i++)
    {
      tape_analysis_query_set (&bench.query, question->options[i][0], question->options[i][1], &error);
      g_assert_no_error (error);
      g_string_append_printf (what, " %s", question->options[i][1]);
    }
  bench_row (what->str, bench_median (RUNS, run_analysis, &bench), "s", "SQLite reads every trade", scan);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  Bench bench = { 0 };
  double scan;

  bench_init ("analyses", &argc, &argv);
  if (argc < 2)
    {
      folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
      g_assert_no_error (error);
    }
  path = folder != NULL ? g_build_filename (folder, "session.db", NULL) : g_strdup (argv[1]);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    make_database (path);

  bench.path = path;
  scan = bench_median (RUNS, scan_trades, &bench);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    measure (path, &questions[i], scan);
  if (folder != NULL)
    {
      bare_insert_remove_database (path);
      g_rmdir (folder);
    }
  return bench_finish ();
}
