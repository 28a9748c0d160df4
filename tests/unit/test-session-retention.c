/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions under retention: beside one that keeps everything, one that removes what is old finds the same in every analysis,
 * goes on the same after a restart, and loses nothing when it is killed while it removes. */

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/lean.h"
#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-analyze.h"
#include "pipeline/tape-retain.h"
#include "store/tape-compact.h"
#include "store/tape-store-check.h"

enum
{
  N_ROWS = 120000,
  N_KILLS = LEAN (6),
};

#define BEGIN G_GINT64_CONSTANT (1383292800000) /* 2013-11-01 08:00, in ms */

/* Rows that are two seconds apart, so that they are nearly three days; some late, by up to half an hour, some twice. */
static char *
write_rows (StoreFixture *fixture, const char *name, guint first, guint n)
{
  static const char *const symbols[] = { "BAC", "IBM", "AIG", "SAP.DE", "NOBODY" };
  g_autoptr (GRand) random = g_rand_new_with_seed (first + 1);
  g_autoptr (GString) text = g_string_new ("event_time,symbol,price,quantity,side,trade_id\n");
  char *path = g_build_filename (fixture->folder, name, NULL);

  for (guint i = first; i < first + n; i++)
    {
      gint kind = g_rand_int_range (random, 0, 1000);
      gint64 back = kind < 5 ? g_rand_int_range (random, 0, 1800000) : g_rand_int_range (random, 0, 3000);
      gint price = g_rand_int_range (random, 9000, 11000);
      guint length = (guint)text->len;

      g_string_append_printf (text, "%" G_GINT64_FORMAT ",%s,%d.%02d,%d,%s,t%u\n", BEGIN + 2000 * (gint64)i - back,
                              symbols[g_rand_int_range (random, 0, G_N_ELEMENTS (symbols))], price / 100, price % 100,
                              g_rand_int_range (random, 0, 500),
                              kind % 3 == 0   ? ""
                              : kind % 3 == 1 ? "buy"
                                              : "sell",
                              i);
      if (kind == 7)
        {
          g_autofree char *again = g_strdup (text->str + length);

          g_string_append (text, again);
        }
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

static TapeSession *
open_session (const char *database, const TapeRetention *retention)
{
  const TapeSessionOptions options = {
    .database = database,
    .retention = *retention,
    .frames = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT, .tick_rule = TRUE },
  };
  g_autoptr (GError) error = NULL;
  TapeSession *session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  return session;
}

/* Replays @path, if there is one; returns the frame at the end. */
static TapeFrame *
run (const char *database, const TapeRetention *retention, const char *path)
{
  g_autoptr (TapeSession) session = open_session (database, retention);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    session_add_replay (session, paths, FALSE);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  return tape_session_make_frame (session);
}

/* --- Analyses --- */

static void
assert_same_cell (const TapeAnalysisResult *a, const TapeAnalysisResult *b, gsize row, guint column)
{
  switch (tape_analysis_result_get_column (a, column)->kind)
    {
    case TAPE_COLUMN_TEXT:
      g_assert_cmpstr (tape_analysis_result_get_text (a, row, column), ==,
                       tape_analysis_result_get_text (b, row, column));
      break;
    case TAPE_COLUMN_COUNT:
    case TAPE_COLUMN_DAY:
    case TAPE_COLUMN_TIME:
      g_assert_cmpint (tape_analysis_result_get_integer (a, row, column), ==,
                       tape_analysis_result_get_integer (b, row, column));
      break;
    case TAPE_COLUMN_QUANTITY:
    case TAPE_COLUMN_PRICE:
    case TAPE_COLUMN_FRACTION:
      {
        double value = tape_analysis_result_get_number (a, row, column);
        double wanted = tape_analysis_result_get_number (b, row, column);

        g_assert_true ((isnan (value) && isnan (wanted)) || fabs (value - wanted) <= 1e-9 * fabs (wanted));
      }
      break;
    }
}

static TapeAnalysisResult *
analyze (const char *database, const TapeAnalysisQuery *query)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (database, &error);
  TapeAnalysisResult *result;

  g_assert_no_error (error);
  g_assert_true (tape_reader_load_universe (reader, universe, NULL));
  result = tape_analyze (reader, universe, query, NULL, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static void
assert_same_analysis (const char *database, const char *wanted_database, const TapeAnalysisQuery *query)
{
  g_autoptr (TapeAnalysisResult) result = analyze (database, query);
  g_autoptr (TapeAnalysisResult) wanted = analyze (wanted_database, query);
  guint64 n_trades, wanted_trades;

  g_assert_cmpuint (tape_analysis_result_get_n_rows (result), ==, tape_analysis_result_get_n_rows (wanted));
  for (gsize row = 0; row < tape_analysis_result_get_n_rows (result); row++)
    for (guint column = 0; column < tape_analysis_result_get_n_columns (result); column++)
      assert_same_cell (result, wanted, row, column);
  g_assert_cmpuint (tape_analysis_result_get_estimates (result, &n_trades), ==,
                    tape_analysis_result_get_estimates (wanted, &wanted_trades));
  g_assert_cmpuint (n_trades, ==, wanted_trades);
}

/* Every analysis, with options that look at minutes and sides too, over all and over spans that begin and end on the hour. */
static void
assert_same_analyses (const char *database, const char *wanted)
{
  const TapeSpan spans[] = {
    TAPE_SPAN_ALL,
    { TAPE_NO_DATE, TAPE_NO_DATE, BEGIN * 1000 + 5 * TAPE_HOUR, BEGIN * 1000 + 31 * TAPE_HOUR },
    { tape_time_from_date (2013, 11, 2), tape_time_from_date (2013, 11, 2), TAPE_NO_TIME, TAPE_NO_TIME },
  };
  guint n_analyses;
  const TapeAnalysis *const *analyses = tape_analysis_list (&n_analyses);

  for (guint i = 0; i < n_analyses; i++)
    for (guint j = 0; j < G_N_ELEMENTS (spans); j++)
      {
        TapeAnalysisQuery query;

        tape_analysis_query_init (&query, analyses[i]);
        if (tape_analysis_get_options (analyses[i]) & TAPE_OPTION_SPAN)
          query.span = spans[j];
        assert_same_analysis (database, wanted, &query);
        query.by = TAPE_KEY_HOUR;
        query.rows = TAPE_KEY_SYMBOL | TAPE_KEY_SIDE;
        query.columns = TAPE_KEY_MINUTE;
        query.ranking = TAPE_RANKING_VOLATILE;
        assert_same_analysis (database, wanted, &query);
      }
}

static void
assert_sound (const char *database)
{
  g_auto (TapeStoreCheck) check = { 0 };
  g_autoptr (GError) error = NULL;

  tape_store_check (database, NULL, &check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (check.integrity, ==, "ok");
}

/* --- Tests --- */

static const TapeRetention keep_all = { 0 };
static const TapeRetention keep_little = { .trades = 6 * TAPE_HOUR };

static void
test_beside (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *first = write_rows (fixture, "first.csv", 0, N_ROWS);
  g_autofree char *second = write_rows (fixture, "second.csv", N_ROWS, N_ROWS / 20);
  g_autofree char *all = g_build_filename (fixture->folder, "all.db", NULL);
  g_autofree char *little = g_build_filename (fixture->folder, "little.db", NULL);
  const char *const files[] = { first, second, NULL };
  StoreFixture other = { .path = little };
  TapeRetentionProgress done;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autoptr (TapeFrame) wanted = run (all, &keep_all, files[i]);
      g_autoptr (TapeFrame) frame = run (little, &keep_little, files[i]);
      g_autoptr (TapeFrame) wanted_again = run (all, &keep_all, NULL);
      g_autoptr (TapeFrame) again = NULL;

      session_assert_same_frame (frame, wanted);
      g_assert_true (tape_retain (little, &keep_little, NULL, NULL, &done, NULL, &error));
      g_assert_no_error (error);
      again = run (little, &keep_little, NULL);
      session_assert_same_frame (again, wanted_again);
      g_assert_cmpint (store_fixture_get_number (&other, "SELECT count (*) FROM trades"), <, 70000);
      assert_same_analyses (little, all);
      assert_sound (little);
    }
}

/* A child removes until it is killed; what it leaves is whole each time, and in the end all is gone that is to go. */
static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *rows = write_rows (fixture, "rows.csv", 0, N_ROWS);
  g_autofree char *all = g_build_filename (fixture->folder, "all.db", NULL);
  g_autofree char *little = g_build_filename (fixture->folder, "little.db", NULL);
  TapeRetentionProgress done;
  g_autoptr (GError) error = NULL;

  tape_frame_unref (run (all, &keep_all, rows));
  tape_frame_unref (run (little, &keep_all, rows));
  for (guint i = 0; i < N_KILLS; i++)
    {
      pid_t child = fork ();

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        {
          tape_retain (little, &keep_little, NULL, NULL, &done, NULL, NULL);
          _exit (0);
        }
      g_usleep ((gulong)g_test_rand_int_range (0, 150) * 1000);
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
      assert_sound (little);
    }
  assert_same_analyses (little, all);
  g_assert_true (tape_retain (little, &keep_little, NULL, NULL, &done, NULL, &error));
  g_assert_no_error (error);
  assert_same_analyses (little, all);
  assert_sound (little);
}

/* Nothing is removed where all is to be kept, nor by a call that is cancelled. */
static void
test_stopped (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *rows = write_rows (fixture, "rows.csv", 0, N_ROWS / 2);
  g_autofree char *database = g_build_filename (fixture->folder, "test.db", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  StoreFixture other = { .path = database };
  TapeRetentionProgress done;

  tape_frame_unref (run (database, &keep_all, rows));
  g_assert_true (tape_retain (database, &keep_all, NULL, NULL, &done, NULL, &error));
  g_assert_cmpint (done.trades, ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_false (tape_retain (database, &keep_little, NULL, NULL, &done, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (store_fixture_get_number (&other, "SELECT count (*) FROM removed"), ==, 0);
}

/* --- Making files small --- */

static void
test_compact (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *rows = write_rows (fixture, "rows.csv", 0, N_ROWS / 4);
  g_autofree char *database = g_build_filename (fixture->folder, "test.db", NULL);
  StoreFixture other = { .path = database };
  g_autoptr (GError) error = NULL;
  gint64 freed;

  tape_frame_unref (run (database, &keep_all, rows));
  for (guint way = 0; way < 2; way++)
    {
      /* The second time it is a file that was not made to shrink. */
      if (way == 1)
        store_fixture_exec (database, "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
      store_fixture_exec (database, "CREATE TABLE IF NOT EXISTS waste (bytes BLOB); "
                                    "INSERT INTO waste VALUES (randomblob (3000000)); DELETE FROM waste");
      g_assert_true (tape_store_compact (database, NULL, NULL, &freed, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (freed, >, 2500000);
      g_assert_cmpint (store_fixture_get_number (&other, "PRAGMA freelist_count"), ==, 0);
      g_assert_cmpint (store_fixture_get_number (&other, "PRAGMA auto_vacuum"), ==, 2);
    }
  g_assert_false (tape_store_compact (fixture->path, NULL, NULL, &freed, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/session/retention/beside-one-that-keeps-all", test_beside);
  STORE_TEST ("/session/retention/killed-at-random-moments", test_killed);
  STORE_TEST ("/session/retention/stopped", test_stopped);
  STORE_TEST ("/session/retention/compact", test_compact);
  return g_test_run ();
}
