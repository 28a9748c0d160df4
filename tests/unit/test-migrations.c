/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database of each earlier version goes on as if this version had written it: tests/unit/databases holds one of each, of
 * a run that was stopped in the middle, made by make.py there. */

#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-analyze.h"

/* To add a version: its file, and a row. */
static const struct
{
  int schema;
  const char *file;
  gboolean told; /* its engine's state is of another layout */
} versions[] = {
  { 1, "session-1.sql", TRUE },    { 2, "session-2.sql", TRUE },  { 3, "session-3.sql", FALSE },
  { 5, "session-5.sql", FALSE },   { 7, "session-7.sql", FALSE }, { 9, "session-9.sql", FALSE },
  { 10, "session-10.sql", FALSE },
};

static char *
find_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "unit", "databases", name, NULL);
}

/* The database as that version left it. */
static void
load (StoreFixture *fixture, guint version)
{
  g_autofree char *file = find_file (versions[version].file);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *sql = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (file, &sql, NULL, NULL));
  store_fixture_exec (fixture->path, sql);
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA user_version"), ==, versions[version].schema);
}

static void
replay (const char *database, const char *name)
{
  g_autofree char *path = find_file (name);
  const char *const paths[] = { path, NULL };

  session_replay (database, paths, NULL);
}

/* What this version makes of the files, undisturbed. */
static char *
make_reference (StoreFixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "reference.db", NULL);

  replay (path, "bars.csv");
  replay (path, "first.csv");
  replay (path, "second.csv");
  return path;
}

/* --- Equal --- */

static void
assert_close (double found, double wanted)
{
  if (isnan (wanted))
    g_assert_true (isnan (found));
  else
    g_assert_cmpfloat_with_epsilon (found, wanted, 1e-9 * MAX (1, fabs (wanted)));
}

static void
assert_close_all (const double *found, const double *wanted, guint n)
{
  for (guint i = 0; i < n; i++)
    assert_close (found[i], wanted[i]);
}

static void
assert_close_row (const TapeFrameRow *row, const TapeFrameRow *wanted)
{
  g_assert_cmpint (row->last_time, ==, wanted->last_time);
  g_assert_cmpint (row->day, ==, wanted->day);
  g_assert_cmpint (row->previous_date, ==, wanted->previous_date);
  g_assert_cmpint (row->base, ==, wanted->base);
  g_assert_cmpuint (row->count, ==, wanted->count);
  assert_close (row->latest, wanted->latest);
  assert_close (row->last, wanted->last);
  assert_close (row->open, wanted->open);
  assert_close (row->high, wanted->high);
  assert_close (row->low, wanted->low);
  assert_close (row->previous_close, wanted->previous_close);
  assert_close (row->growth, wanted->growth);
  assert_close (row->volume, wanted->volume);
  assert_close (row->turnover, wanted->turnover);
  assert_close (row->vwap, wanted->vwap);
  assert_close_all (row->values, wanted->values, TAPE_N_VALUES);
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    assert_close (row->spark[i], wanted->spark[i]);
  for (guint i = 0; i < TAPE_N_SIDES; i++)
    {
      g_assert_cmpuint (row->flow[i].count, ==, wanted->flow[i].count);
      assert_close (row->flow[i].quantity, wanted->flow[i].quantity);
    }
}

static void
assert_same_bars (const TapeFrame *frame, const TapeFrame *wanted)
{
  g_assert_cmpuint (frame->bars->len, ==, wanted->bars->len);
  for (guint i = 0; i < frame->bars->len; i++)
    {
      const TapeBar *bar = &g_array_index (frame->bars, TapeBar, i), *other = &g_array_index (wanted->bars, TapeBar, i);

      g_assert_cmpint (bar->start, ==, other->start);
      g_assert_cmpuint (bar->count, ==, other->count);
      g_assert_cmpuint (bar->length, ==, other->length);
      if (bar->length > TAPE_BAR_SECOND)
        g_assert_cmpuint (bar->revision, ==, other->revision);
      assert_close (bar->close, other->close);
      assert_close (bar->volume, other->volume);
    }
}

static void
assert_close_frame (const TapeFrame *frame, const TapeFrame *wanted)
{
  g_assert_cmpint (frame->now, ==, wanted->now);
  g_assert_cmpint (frame->watermark, ==, wanted->watermark);
  g_assert_cmpuint (frame->arrival, ==, wanted->arrival);
  g_assert_cmpint (frame->market_day, ==, wanted->market_day);
  g_assert_cmpuint (frame->n_rows, ==, wanted->n_rows);
  for (guint i = 0; i < frame->n_rows; i++)
    assert_close_row (&frame->rows[i], &wanted->rows[i]);
  for (guint grouping = 0; grouping < TAPE_N_GROUPINGS; grouping++)
    for (guint group = 0; group < tape_group_count (grouping); group++)
      {
        const TapeFrameGroup *found = &frame->groups[grouping][group], *other = &wanted->groups[grouping][group];

        g_assert_cmpuint (found->members, ==, other->members);
        assert_close (found->growth, other->growth);
        assert_close (found->index, other->index);
        assert_close_all (found->values, other->values, TAPE_N_VALUES);
      }
  assert_same_bars (frame, wanted);
}

static void
append_totals (const TapeBarTotals *totals, gpointer data)
{
  g_array_append_vals (data, totals, 1);
}

static GArray *
read_totals (const char *database, guint32 length)
{
  GArray *totals = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (database, &error);

  g_assert_no_error (error);
  tape_reader_each_totals (reader, length, G_MININT64, G_MAXINT64, append_totals, totals, NULL, &error);
  g_assert_no_error (error);
  return totals;
}

/* What analyses read. */
static void
assert_same_totals (const char *database, const char *reference)
{
  static const guint32 lengths[] = { TAPE_BAR_MINUTE, TAPE_BAR_DAY };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GArray) found = read_totals (database, lengths[i]);
      g_autoptr (GArray) wanted = read_totals (reference, lengths[i]);

      g_assert_cmpuint (found->len, ==, wanted->len);
      for (guint j = 0; j < found->len; j++)
        {
          const TapeBarTotals *one = &g_array_index (found, TapeBarTotals, j);
          const TapeBarTotals *other = &g_array_index (wanted, TapeBarTotals, j);

          g_assert_cmpuint (one->bar.instrument, ==, other->bar.instrument);
          g_assert_cmpint (one->bar.start, ==, other->bar.start);
          g_assert_cmpuint (one->bar.count, ==, other->bar.count);
          g_assert_cmpint (one->close_time, ==, other->close_time);
          assert_close (one->bar.open, other->bar.open);
          assert_close (one->bar.close, other->bar.close);
          assert_close (one->bar.high, other->bar.high);
          assert_close (one->bar.low, other->bar.low);
          assert_close (one->bar.volume, other->bar.volume);
          assert_close (one->bar.turnover, other->bar.turnover);
          for (guint side = 0; side < TAPE_N_SIDES; side++)
            g_assert_cmpuint (one->sides[side].count, ==, other->sides[side].count);
        }
    }
}

/* The lines of a dump about what no version keeps otherwise. */
static char *
dump_events (const char *database)
{
  static const char *const tables[]
      = { "SELECT * FROM trades", "SELECT id", "SELECT * FROM instruments", "SELECT sum" };
  g_autofree char *all = session_dump (database);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (tables); j++)
      if (g_str_has_prefix (lines[i], tables[j]))
        g_string_append_printf (text, "%s\n", lines[i]);
  return g_string_free (text, FALSE);
}

/* --- Tests --- */

/* The frame of a session that reads nothing; whether it said that it could not know everything. */
static TapeFrame *
look (const char *database, gboolean *told)
{
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;
  TapeFrame *frame;

  tape_session_set_focus (session, 0);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  notice = tape_session_take_notice (session);
  if (told != NULL)
    *told = notice != NULL;
  frame = tape_session_make_frame (session);
  return frame;
}

static void
run_on (const char *database, gboolean wanted_notice, TapeFrame **frame)
{
  g_autofree char *path = find_file ("second.csv");
  const char *const paths[] = { path, NULL };
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  tape_session_set_focus (session, 0);
  session_add_replay (session, paths, FALSE);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  notice = tape_session_take_notice (session);
  g_assert_cmpint (notice != NULL, ==, wanted_notice);
  *frame = tape_session_make_frame (session);
}

/* A file that goes on where an older version was stopped ends as if nothing had been. */
static void
test_goes_on (StoreFixture *fixture, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *reference = make_reference (fixture);
  g_autofree char *wanted = dump_events (reference);
  g_autofree char *found = NULL;
  g_autoptr (TapeFrame) frame = NULL, again = NULL, wanted_frame = look (reference, NULL);
  gboolean told;

  load (fixture, version);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), >, 600);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM state"), >, 20);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT min (finished) FROM sources"), ==, 0);
  run_on (fixture->path, versions[version].told, &frame);
  found = dump_events (fixture->path);
  g_assert_cmpstr (found, ==, wanted);
  assert_same_totals (fixture->path, reference);
  assert_close_frame (frame, wanted_frame);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM pragma_integrity_check "
                                                      "WHERE integrity_check <> 'ok'"),
                   ==, 0);

  again = look (fixture->path, &told);
  g_assert_false (told);
  assert_close_frame (again, wanted_frame);
}

/* Nothing is left of how the run ended, as in a database of which only a part could be saved. */
static void
test_lost_state (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *reference = make_reference (fixture);
  g_autofree char *wanted = dump_events (reference);
  g_autofree char *found = NULL;
  g_autoptr (TapeFrame) frame = NULL, wanted_frame = look (reference, NULL);
  gboolean told;

  load (fixture, G_N_ELEMENTS (versions) - 1);
  store_fixture_exec (fixture->path, "DELETE FROM state");
  run_on (fixture->path, TRUE, &frame);
  found = dump_events (fixture->path);
  g_assert_cmpstr (found, ==, wanted);
  assert_same_totals (fixture->path, reference);
  assert_close_frame (frame, wanted_frame);

  /* And where all had ended. */
  store_fixture_exec (reference, "DELETE FROM state");
  tape_frame_unref (g_steal_pointer (&frame));
  frame = look (reference, &told);
  g_assert_true (told);
  for (guint i = 0; i < frame->n_rows; i++)
    assert_close_row (&frame->rows[i], &wanted_frame->rows[i]);
}

/* A row that cannot be read is as good as none. */
static void
test_damaged_state (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *reference = make_reference (fixture);
  g_autoptr (TapeFrame) frame = NULL, wanted = look (reference, NULL);

  load (fixture, G_N_ELEMENTS (versions) - 1);
  store_fixture_exec (fixture->path, "UPDATE state SET data = x'00' WHERE kind = 3");
  run_on (fixture->path, TRUE, &frame);
  assert_close_frame (frame, wanted);
  assert_same_totals (fixture->path, reference);
}

static void
test_newer_state (StoreFixture *fixture, gconstpointer data)
{
  const TapeSessionOptions options = { .database = fixture->path };
  g_autoptr (GError) error = NULL;

  load (fixture, G_N_ELEMENTS (versions) - 1);
  store_fixture_exec (fixture->path,
                      "UPDATE state SET data = CAST (x'7f000000' || substr (data, 5) AS BLOB) WHERE kind = 0");
  g_assert_null (tape_session_new (&options, &error));
  g_assert_error (error, TAPE_ENGINE_ERROR, TAPE_ENGINE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_nonnull (strstr (error->message, "Update"));
}

/* Tables, views and columns are those of a database that this version made. */
static void
test_same_schema (StoreFixture *fixture, gconstpointer data)
{
  static const char difference[]
      = "ATTACH '%s' AS fresh; CREATE TEMP TABLE found AS SELECT s.name, c.name AS column, "
        "c.type, c.\"notnull\", c.pk, s.sql LIKE '%%WITHOUT ROWID%%' FROM main.sqlite_schema AS s, "
        "pragma_table_info (s.name) AS c EXCEPT SELECT s.name, c.name, c.type, c.\"notnull\", "
        "c.pk, s.sql LIKE '%%WITHOUT ROWID%%' FROM fresh.sqlite_schema AS s, "
        "pragma_table_info (s.name, 'fresh') AS c; PRAGMA main.user_version = 0";
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *fresh = g_build_filename (fixture->folder, "fresh.db", NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autofree char *sql = NULL;
  sqlite3 *db;
  sqlite3_stmt *rows;

  tape_writer_free (tape_writer_open (fresh, universe, NULL));
  load (fixture, version);
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sql = g_strdup_printf (difference, fresh);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db,
                          "SELECT (SELECT count (*) FROM found), "
                          "  (SELECT count (*) FROM main.sqlite_schema) - (SELECT count (*) FROM fresh.sqlite_schema)",
                          -1, &rows, NULL),
      ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (rows), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int (rows, 0), ==, 0);
  g_assert_cmpint (sqlite3_column_int (rows, 1), ==, 0);
  sqlite3_finalize (rows);
  sqlite3_close (db);
}

/* Opens the database in a process of its own, which is killed meanwhile. */
static void
migrate_and_die (const char *path, guint after)
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
      g_autoptr (TapeWriter) writer = NULL;

      alarm (60);
      writer = tape_writer_open (path, universe, NULL);
      _exit (writer != NULL ? 0 : 1);
    }
  g_usleep (after);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

/* Whatever the moment: the file is as it was, or whole as this version has it. */
static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  guint n_before = 0;

  load (fixture, 0);
  store_fixture_exec (fixture->path, "CREATE TABLE kept AS SELECT * FROM trades");
  for (guint i = 0; i < 40; i++)
    {
      gint64 version;

      migrate_and_die (fixture->path, (guint)g_rand_int_range (rand, 0, 3000 * (gint)(i + 1)));
      version = store_fixture_get_number (fixture, "PRAGMA user_version");
      n_before += version == 1;
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM (SELECT * FROM kept EXCEPT "
                                                          "SELECT * FROM trades)"),
                       ==, 0);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sqlite_schema WHERE name = 'totals'"),
                       ==, version > 1);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM pragma_integrity_check "
                                                          "WHERE integrity_check <> 'ok'"),
                       ==, 0);
    }
  g_test_message ("%u of 40 were killed before the first step was whole", n_before);
  g_assert_cmpuint (n_before, >, 0);
  store_fixture_exec (fixture->path, "DROP TABLE kept");
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
}

static void
add_for_each (const char *format, void (*test) (StoreFixture *fixture, gconstpointer data))
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s-%d", format, versions[i].schema);

      g_test_add (path, StoreFixture, GUINT_TO_POINTER (i), store_fixture_set_up, test, store_fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_each ("/migrations/goes-on-exactly/schema", test_goes_on);
  add_for_each ("/migrations/same-tables/schema", test_same_schema);
  STORE_TEST ("/migrations/state/lost", test_lost_state);
  STORE_TEST ("/migrations/state/damaged", test_damaged_state);
  STORE_TEST ("/migrations/state/from-the-future", test_newer_state);
  STORE_TEST ("/migrations/killed-at-random-moments", test_killed);
  return g_test_run ();
}
