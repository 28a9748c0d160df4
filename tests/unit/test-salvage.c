/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A damaged database: what can be read of it is saved, whichever page is damaged, and nothing is written to it. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "store/tape-salvage-replace.h"
#include "store/tape-salvage.h"
#include "store/tape-store-check.h"

enum
{
  PAGE = 8192,
  N_ROWS = 5000,
  MOST_TRADES = 400,     /* that one page holds */
  N_RETAINED = 4 * 8192, /* several blocks of trades */
  N_FIRINGS = 300,
  MOST_FIRINGS = 60,
};

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* A small database with rows in every table, and what it holds. */
static char *original;
static char *wanted;

static void
log_firings (const char *path)
{
  StoreFixture fixture = { .path = (char *)path };
  g_autoptr (GPtrArray) firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (&fixture, NULL);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 1; i <= N_FIRINGS; i++)
    g_ptr_array_add (firings, store_firing_new (1 + i % 3, "IBM", i, i * TAPE_HOUR));
  tape_writer_log_firings (writer, firings, &error);
  g_assert_no_error (error);
}

static void
prepare (StoreFixture *fixture)
{
  g_autofree char *rows = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_ROWS);

  original = g_build_filename (fixture->folder, "original.db", NULL);
  session_replay (original, PATHS (rows), NULL);
  log_firings (original);
  wanted = session_dump (original);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize)length, NULL));
}

static void
damage_page (const char *path, guint page)
{
  g_autofree guint8 *noise = g_malloc (PAGE);
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  for (guint i = 0; i < PAGE; i++)
    noise[i] = (guint8)g_test_rand_int_range (0, 256);
  g_assert_cmpint (pwrite (fd, noise, PAGE, (off_t)(page - 1) * PAGE), ==, PAGE);
  close (fd);
}

static guint
count_pages (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return (guint)(status.st_size / PAGE);
}

static char *
salvage (const char *path, TapeSalvageReport *report)
{
  char *to = g_strconcat (path, ".saved", NULL);
  g_autoptr (GError) error = NULL;

  g_unlink (to);
  tape_salvage_run (path, to, NULL, report, NULL, &error);
  g_assert_no_error (error);
  return to;
}

static void
assert_no_file (const char *path)
{
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What holds for every database, whatever was lost. */
static void
assert_consistent (const char *path)
{
  static const char *const none[] = {
    "SELECT count (*) FROM (SELECT arrival FROM trades WHERE NOT EXISTS (SELECT 1 FROM blocks WHERE arrival BETWEEN "
    "first_arrival AND last_arrival))",
    "SELECT (SELECT count (*) FROM trades) - (SELECT ifnull (sum (last_arrival - first_arrival + 1), 0) FROM blocks)",
    "SELECT count (*) FROM trades WHERE instrument NOT IN (SELECT id FROM instruments)",
    "SELECT count (*) FROM trades WHERE source NOT IN (SELECT id FROM sources)",
    "SELECT count (*) FROM dropped WHERE arrival NOT IN (SELECT arrival FROM trades)",
    "SELECT ifnull (max (id) + 1, 0) - count (*) FROM instruments",
    "SELECT count (*) FROM bars WHERE count > 0 AND opened IS NULL AND NOT EXISTS (SELECT 1 FROM totals WHERE "
    "totals.instrument = bars.instrument AND totals.length = bars.length AND bars.start >= totals.start AND bars.start "
    "< "
    "totals.start + totals.length * 16000000)",
  };
  StoreFixture fixture = { .path = (char *)path };
  g_auto (TapeStoreCheck) check = { 0 };
  g_autoptr (GError) error = NULL;

  tape_store_check (path, NULL, &check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (check.integrity, ==, "ok");
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (store_fixture_get_number (&fixture, none[i]), ==, 0);
}

static void
test_sound (StoreFixture *fixture, gconstpointer data)
{
  g_auto (TapeSalvageReport) report = { 0 };
  g_autofree char *copy = g_build_filename (fixture->folder, "sound.db", NULL);
  g_autofree char *saved = NULL;
  g_autofree char *got = NULL;

  copy_file (original, copy);
  saved = salvage (copy, &report);
  got = session_dump (saved);
  g_assert_cmpstr (got, ==, wanted);
  g_assert_cmpint (report.trades_lost, ==, 0);
  g_assert_false (report.state_dropped);
  for (guint i = 0; i < report.parts->len; i++)
    g_assert_false (g_array_index (report.parts, TapeSalvagePart, i).damaged);
}

/* Bars of trades, and how many trades. */
static gint64
count_rows (const char *path, const char *table)
{
  StoreFixture fixture = { .path = (char *)path };
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s", table);

  return store_fixture_get_number (&fixture, sql);
}

/* Noise in the place of each page in turn: header, schema, roots, leaves of every table. */
static void
test_each_page (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *damaged = g_build_filename (fixture->folder, "damaged.db", NULL);
  gint64 n_trades = count_rows (original, "trades"), n_bars = count_rows (original, "bars");
  guint n_pages = count_pages (original);

  for (guint page = 1; page <= n_pages; page++)
    {
      g_auto (TapeSalvageReport) report = { 0 };
      g_autofree char *saved = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *said = NULL;

      copy_file (original, damaged);
      damage_page (damaged, page);
      g_assert_true (g_file_get_contents (damaged, &before, NULL, NULL));
      saved = salvage (damaged, &report);
      g_assert_true (g_file_get_contents (damaged, &after, NULL, NULL));
      g_assert_cmpmem (before, (gsize)n_pages * PAGE, after, (gsize)n_pages * PAGE);

      assert_consistent (saved);
      g_assert_cmpint (report.trades_lost, <=, MOST_TRADES);
      g_assert_cmpint (report.trades, ==, count_rows (saved, "trades"));
      g_assert_cmpint (report.trades + report.trades_lost, ==, n_trades);
      g_assert_cmpint (count_rows (saved, "bars"), ==, n_bars);
      g_assert_cmpint (count_rows (saved, "firings"), >=, N_FIRINGS - MOST_FIRINGS);
      g_assert_cmpint (count_rows (saved, "alerts WHERE baseline = 100 AND told = 'not yet'"), ==,
                       count_rows (saved, "firings"));
      said = tape_salvage_report_describe (&report);
      g_assert_true (g_str_has_suffix (said, "."));
      g_assert_true (report.trades_lost == 0 || strstr (said, " of ") != NULL);
    }
}

/* Where nothing but the rows themselves says of which table they are. */
static void
test_without_schema (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *damaged = g_build_filename (fixture->folder, "damaged.db", NULL);
  g_auto (TapeSalvageReport) report = { 0 };
  g_autofree char *saved = NULL;
  g_autofree char *got = NULL;

  copy_file (original, damaged);
  damage_page (damaged, 1);
  saved = salvage (damaged, &report);
  got = session_dump (saved);
  g_assert_cmpstr (got, ==, wanted);
  g_assert_cmpint (count_rows (original, "turns WHERE time IS NOT NULL"), >, 0);
  g_assert_cmpint (count_rows (saved, "turns"), ==, count_rows (original, "turns"));
}

/* Several at once. */
static void
test_many_pages (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *damaged = g_build_filename (fixture->folder, "damaged.db", NULL);
  guint n_pages = count_pages (original);

  for (guint i = 0; i < 10; i++)
    {
      g_auto (TapeSalvageReport) report = { 0 };
      g_autofree char *saved = NULL;

      copy_file (original, damaged);
      for (guint page = 0; page < n_pages / 4; page++)
        damage_page (damaged, (guint)g_test_rand_int_range (1, (gint)n_pages + 1));
      saved = salvage (damaged, &report);
      assert_consistent (saved);
      g_assert_cmpint (report.trades, >, 0);
    }
}

/* The writer died: part of what it committed lies in the log only. */
static void
test_log (StoreFixture *fixture, gconstpointer data)
{
  static const guint pages[] = { 0, 1 };
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      g_autoptr (TapeUniverse) universe = NULL;
      TapeWriter *writer = store_fixture_open_writer (fixture, &universe);
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      gint64 arrival = 1;

      tape_universe_intern (universe, "BAC", 3);
      store_commit_add_batch (commit, store_batch_new (1000, 0, 0, 1000), &arrival);
      _exit (tape_writer_commit (writer, commit, NULL) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_auto (TapeSalvageReport) report = { 0 };
      g_autofree char *saved = NULL;

      if (pages[i] != 0)
        damage_page (fixture->path, pages[i]);
      saved = salvage (fixture->path, &report);
      g_assert_cmpint (report.trades, ==, 1000);
      g_assert_cmpint (report.sources_lost, ==, 0);
      assert_consistent (saved);
    }
}

static void
assert_refused (const char *path, int code)
{
  g_autofree char *to = g_strconcat (path, ".saved", NULL);
  g_auto (TapeSalvageReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (tape_salvage_run (path, to, NULL, &report, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  assert_no_file (to);
}

static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_build_filename (fixture->folder, "trades.csv", NULL);
  g_autofree char *nothing = g_build_filename (fixture->folder, "nothing.db", NULL);
  g_autofree char *future = g_build_filename (fixture->folder, "future.db", NULL);
  g_autoptr (TapeWriter) writer = NULL;

  g_assert_true (g_file_set_contents (text, "event_time,symbol,price\n2013-10-07T08:00:00Z,BAC,14.0\n", -1, NULL));
  assert_refused (text, TAPE_STORE_ERROR_FORMAT);
  assert_refused (nothing, TAPE_STORE_ERROR_OPEN);
  copy_file (original, future);
  store_fixture_exec (future, "PRAGMA user_version = 999");
  assert_refused (future, TAPE_STORE_ERROR_FUTURE);
  g_assert_nonnull (writer = store_fixture_open_writer (fixture, NULL));
  assert_refused (fixture->path, TAPE_STORE_ERROR_IN_USE);
}

/* Nothing is written over, and nothing half is left. */
static void
test_new_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *to = g_build_filename (fixture->folder, "new.db", NULL);
  g_auto (TapeSalvageReport) report = { 0 };
  g_auto (TapeSalvageReport) cancelled = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tape_salvage_run (original, to, NULL, &cancelled, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  assert_no_file (to);

  g_assert_true (g_file_set_contents (to, "mine", -1, NULL));
  g_assert_false (tape_salvage_run (original, to, NULL, &report, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_OPEN);
  g_assert_cmpint (count_pages (to), ==, 0);
}

static void
test_older (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "unit", "databases", "schema-1.sql", NULL);
  g_autofree char *older = g_build_filename (fixture->folder, "older.db", NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autofree char *sql = NULL;
  g_autofree char *saved = NULL;
  g_auto (TapeSalvageReport) report = { 0 };

  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  store_fixture_exec (older, sql);
  saved = salvage (older, &report);
  g_assert_cmpint (report.trades, ==, count_rows (older, "trades"));
  tape_writer_free (tape_writer_open (older, universe, NULL));
  g_assert_cmpint (count_rows (saved, "bars"), ==, count_rows (older, "bars"));
  g_assert_cmpint (count_rows (saved, "totals"), ==, count_rows (older, "totals"));
  assert_consistent (saved);
}

/* Rows that end ahead of a column their table got since, where nothing but their pages tells of them. */
static void
test_short_rows (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "unit", "databases", "schema-3.sql", NULL);
  g_autofree char *older = g_build_filename (fixture->folder, "older.db", NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autofree char *rows = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *saved = NULL;
  g_auto (TapeSalvageReport) report = { 0 };
  gint64 n;

  g_assert_true (g_file_get_contents (sql_path, &rows, NULL, NULL));
  sql = g_strdup_printf ("PRAGMA page_size = %u; %s", PAGE, rows);
  store_fixture_exec (older, sql);
  tape_writer_free (tape_writer_open (older, universe, NULL));
  n = count_rows (older, "dropped");
  g_assert_cmpint (n, >, 0);
  damage_page (older, 1);
  saved = salvage (older, &report);
  g_assert_cmpint (count_rows (saved, "dropped"), ==, n);
  assert_consistent (saved);
}

/* The first line of what is stored. */
static char *
dump_trades (const char *path)
{
  char *dump = session_dump (path);

  g_assert_nonnull (strchr (dump, '\n'));
  *strchr (dump, '\n') = '\0';
  return dump;
}

/* Trades of each side, known and estimated, in use and set aside; returns how many were set aside. */
static guint
store_sides (StoreFixture *fixture, guint n)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  TapeBatch *batch = store_batch_new (n, 0, 1381147200 * TAPE_SECOND, 1000);
  g_autoptr (GError) error = NULL;
  guint n_aside = 0;
  gint64 arrival = 1;

  store_intern_instruments (universe, 1);
  for (guint i = 0; i < n; i++)
    {
      batch->trades[i].side = (guint8)(i % TAPE_N_SIDES);
      if (i / TAPE_N_SIDES % 2 == 1)
        batch->trades[i].flags |= TAPE_TRADE_ESTIMATED;
      if (i / (2 * TAPE_N_SIDES) % 3 == 1)
        batch->trades[i].flags |= TAPE_TRADE_ASIDE;
      n_aside += (batch->trades[i].flags & TAPE_TRADE_ASIDE) != 0;
    }
  store_commit_add_batch (commit, batch, &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
  return n_aside;
}

/* Every side that the writer stores is saved, and no other. */
static void
test_sides (StoreFixture *fixture, gconstpointer from_pages)
{
  guint n_aside = store_sides (fixture, N_ROWS);
  g_autofree char *stored = dump_trades (fixture->path);
  g_autofree char *saved = NULL;
  g_autofree char *got = NULL;
  g_autofree char *fewer = NULL;
  g_auto (TapeSalvageReport) report = { 0 };
  g_auto (TapeSalvageReport) damaged = { 0 };
  StoreFixture found;

  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (DISTINCT side) FROM trades"), ==, 10);
  if (from_pages)
    damage_page (fixture->path, 1);
  saved = salvage (fixture->path, &report);
  got = dump_trades (saved);
  g_assert_cmpstr (got, ==, stored);
  g_assert_cmpint (report.trades, ==, N_ROWS);
  g_assert_cmpint (report.trades_lost, ==, 0);
  found = (StoreFixture){ .path = saved };
  g_assert_cmpint (store_fixture_get_number (&found, "SELECT sum (aside) FROM blocks"), ==, n_aside);
  assert_consistent (saved);

  store_fixture_exec (saved, "UPDATE trades SET side = CASE arrival WHEN 1 THEN -1 WHEN 2 THEN 5 WHEN 3 THEN 7 ELSE 13 "
                             "END WHERE arrival <= 4");
  fewer = salvage (saved, &damaged);
  g_assert_cmpint (damaged.trades, ==, N_ROWS - 4);
  g_assert_cmpint (count_rows (fewer, "trades"), ==, N_ROWS - 4);
}

/* A source of which nothing could be read so far is nowhere. */
static void
test_nowhere (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  TapeWriter *writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *got = NULL;
  g_auto (TapeSalvageReport) report = { 0 };
  gint64 arrival = 1;

  store_commit_add_batch (commit, store_batch_new (0, 0, 0, -1), &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
  tape_writer_free (writer);
  g_assert_cmpint (count_rows (fixture->path, "sources WHERE offset = -1"), ==, 1);
  stored = session_dump (fixture->path);
  saved = salvage (fixture->path, &report);
  got = session_dump (saved);
  g_assert_cmpstr (got, ==, stored);
}

/* The first time that there is lies in a day that begins before it. Its bar is saved where it is open, and where it is not. */
static void
test_first_day (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *rows = g_build_filename (fixture->folder, "first.csv", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "first.db", NULL);
  g_autofree char *open = g_build_filename (fixture->folder, "open.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *open_log = g_strconcat (open, "-wal", NULL);
  const char *const files[] = { path, open };
  g_autofree char *stored = NULL;

  g_assert_true (g_file_set_contents (rows, "event_time,symbol,price\n1900-01-01T00:00:00Z,BAC,14.0\n", -1, NULL));
  {
    g_autoptr (TapeSession) session = session_open (path, FALSE);
    g_autoptr (GError) error = NULL;

    session_add_replay (session, PATHS (rows), FALSE);
    tape_session_run (session, NULL, &error);
    g_assert_no_error (error);
    copy_file (path, open);
    copy_file (log, open_log);
  }
  stored = session_dump (path);
  g_assert_cmpint (count_rows (path, "bars WHERE length = 86400"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (TapeSalvageReport) report = { 0 };
      g_autofree char *saved = salvage (files[i], &report);
      g_autofree char *got = session_dump (saved);

      g_assert_cmpstr (got, ==, stored);
    }
}

/* Removes all trades but those of the last 30 minutes, whatever an engine would need. */
static void
retain (const char *path)
{
  const TapeRetention retention = { .trades = 30 * TAPE_MINUTE };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeWriter) writer = tape_writer_open (path, universe, &error);
  TapeRetentionProgress progress = { .stage = TAPE_RETENTION_TRADES };

  g_assert_no_error (error);
  tape_writer_set_needed (writer, G_MAXINT64, 0);
  while (progress.stage != TAPE_RETENTION_DONE)
    {
      tape_writer_retain (writer, &retention, G_MAXINT64, FALSE, &progress, &error);
      g_assert_no_error (error);
    }
}

/* What retention leaves is sound: bars of a second have no totals, and trades that came too late may be in totals alone. */
static void
test_retained (StoreFixture *fixture, gconstpointer from_pages)
{
  g_autofree char *rows = session_write_mixed (fixture->folder, "long.csv", 'r', N_RETAINED);
  g_autofree char *path = g_build_filename (fixture->folder, "retained.db", NULL);
  g_autofree char *stored = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *got = NULL;
  g_auto (TapeSalvageReport) report = { 0 };

  session_replay (path, PATHS (rows), NULL);
  retain (path);
  g_assert_cmpint (count_rows (path, "bars WHERE opened IS NOT NULL"), >, 0);
  stored = session_dump (path);
  if (from_pages)
    damage_page (path, 1);
  saved = salvage (path, &report);
  assert_consistent (saved);
  got = session_dump (saved);
  if (!from_pages)
    g_assert_cmpstr (got, ==, stored);
}

static void
test_set_aside (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "own.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *aside = NULL;
      g_autofree char *aside_log = NULL;

      g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
      g_assert_true (g_file_set_contents (log, "log", -1, NULL));
      aside = tape_salvage_set_aside (path, G_GINT64_CONSTANT (1795239000000000), &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_suffix (aside, i == 0 ? "own.db.damaged-2026-11-21T05-30-00"
                                                     : "own.db.damaged-2026-11-21T05-30-00-2"));
      aside_log = g_strconcat (aside, "-wal", NULL);
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
      g_assert_true (g_file_test (aside_log, G_FILE_TEST_EXISTS));
      assert_no_file (path);
      assert_no_file (log);
    }
}

int
main (int argc, char *argv[])
{
  StoreFixture shared;
  int status;

  g_test_init (&argc, &argv, NULL);
  store_fixture_set_up (&shared, NULL);
  prepare (&shared);
  STORE_TEST ("/salvage/sound", test_sound);
  STORE_TEST ("/salvage/each-page", test_each_page);
  STORE_TEST ("/salvage/without-schema", test_without_schema);
  STORE_TEST ("/salvage/many-pages", test_many_pages);
  STORE_TEST ("/salvage/log", test_log);
  STORE_TEST ("/salvage/refused", test_refused);
  STORE_TEST ("/salvage/new-file", test_new_file);
  STORE_TEST ("/salvage/older-schema", test_older);
  STORE_TEST ("/salvage/short-rows", test_short_rows);
  STORE_TEST ("/salvage/sides", test_sides);
  g_test_add ("/salvage/sides-of-pages", StoreFixture, "pages", store_fixture_set_up, test_sides,
              store_fixture_tear_down);
  STORE_TEST ("/salvage/nowhere", test_nowhere);
  STORE_TEST ("/salvage/first-day", test_first_day);
  STORE_TEST ("/salvage/retained", test_retained);
  g_test_add ("/salvage/retained-of-pages", StoreFixture, "pages", store_fixture_set_up, test_retained,
              store_fixture_tear_down);
  STORE_TEST ("/salvage/set-aside", test_set_aside);
  status = g_test_run ();
  store_fixture_tear_down (&shared, NULL);
  g_free (original);
  g_free (wanted);
  return status;
}
