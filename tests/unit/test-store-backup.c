/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A backup holds one state of the database, whoever writes it meanwhile; where it fails, nothing has changed. */

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

#include "../support/store-fixture.h"
#include "store/tape-backup.h"
#include "store/tape-user-db.h"

enum
{
  N_COMMIT = 5000,
  N_COMMITS = 40,
};

static void
commit (TapeWriter *writer, gint64 *arrival)
{
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  gint64 offset = *arrival + N_COMMIT - 1;

  store_commit_add_batch (commit, store_batch_new (N_COMMIT, 0, *arrival * TAPE_SECOND, offset), arrival);
  tape_commit_add_state (commit, 1, 0, 0, &offset, sizeof offset);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

static TapeWriter *
open_filled (StoreFixture *fixture, gint64 *arrival)
{
  g_autoptr (TapeUniverse) universe = NULL;
  TapeWriter *writer = store_fixture_open_writer (fixture, &universe);

  store_intern_instruments (universe, 1);
  *arrival = 1;
  for (guint i = 0; i < N_COMMITS; i++)
    commit (writer, arrival);
  return writer;
}

static gint64
ask (const char *path, const char *other, const char *sql)
{
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS other", other);
  sqlite3 *db;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, attach, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return number;
}

static void
assert_same_rows (const char *path, const char *other)
{
  static const char *const tables[] = { "instruments", "sources", "trades", "blocks", "bars", "rejected", "state" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT (SELECT count (*) FROM (SELECT * FROM main.%1$s EXCEPT SELECT * FROM other.%1$s)) +"
          "       (SELECT count (*) FROM (SELECT * FROM other.%1$s EXCEPT SELECT * FROM main.%1$s))",
          tables[i]);

      g_assert_cmpint (ask (path, other, sql), ==, 0);
    }
}

/* Nothing but the names in @wanted lies in the folder. */
static void
assert_files (const char *folder, const char *const *wanted)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (!g_strv_contains (wanted, name))
      g_error ("“%s” was left behind", name);
}

static char *
get_target (StoreFixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

/* --- What it holds. --- */

static void
test_equal (StoreFixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "backup.db", "folder", NULL };
  g_autofree char *target = get_target (fixture, "backup.db");
  g_autoptr (TapeWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  TapeBackupResult result;
  GStatBuf status;
  gint64 arrival;

  g_assert_true (g_file_set_contents (target, "what was there before", -1, NULL));
  writer = open_filled (fixture, &arrival);
  tape_backup (fixture->path, target, NULL, NULL, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result.trades, ==, N_COMMITS * N_COMMIT);
  g_assert_cmpint (g_stat (target, &status), ==, 0);
  g_assert_cmpint (result.bytes, ==, status.st_size);
  assert_files (fixture->folder, wanted);
  assert_same_rows (fixture->path, target);

  /* It is a database like any other: another session goes on from it. */
  g_clear_pointer (&writer, tape_writer_free);
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&target);
  writer = store_fixture_open_writer (fixture, NULL);
  commit (writer, &arrival);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, arrival - 1);
}

typedef struct
{
  TapeWriter *writer;
  gint64 arrival;
  gint commits; /* atomic */
  gint quit;    /* atomic */
  gint seen;
} Other;

static gpointer
write_on (gpointer data)
{
  Other *other = data;

  while (!g_atomic_int_get (&other->quit))
    {
      commit (other->writer, &other->arrival);
      g_atomic_int_inc (&other->commits);
    }
  return NULL;
}

/* Each step waits until the writer has committed once more. */
static void
wait_for_commit (double share, gpointer data)
{
  Other *other = data;

  while (g_atomic_int_get (&other->commits) == other->seen)
    g_thread_yield ();
  other->seen = g_atomic_int_get (&other->commits);
}

static void
test_while_writing (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *target = get_target (fixture, "backup.db");
  g_autoptr (GError) error = NULL;
  TapeBackupResult result;
  Other other = { 0 };
  GThread *thread;

  other.writer = open_filled (fixture, &other.arrival);
  thread = g_thread_new ("writer", write_on, &other);
  tape_backup (fixture->path, target, wait_for_commit, &other, &result, NULL, &error);
  g_atomic_int_set (&other.quit, TRUE);
  g_thread_join (thread);
  g_assert_no_error (error);

  /* Whole commits only, and all tables as of the same one. */
  g_assert_cmpint (result.trades % N_COMMIT, ==, 0);
  g_assert_cmpint (result.trades, <, other.arrival - 1);
  g_assert_cmpint (ask (target, target, "SELECT count (*) FROM trades"), ==, result.trades);
  g_assert_cmpint (ask (target, target, "SELECT max (arrival) FROM trades"), ==, result.trades);
  g_assert_cmpint (ask (target, target, "SELECT offset FROM sources"), ==, result.trades);
  g_assert_cmpint (ask (target, target, "SELECT sum (last_arrival - first_arrival + 1) FROM blocks"), ==,
                   result.trades);
  tape_writer_free (other.writer);
}

static void
test_user_db (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *target = get_target (fixture, "backup.db");
  g_autoptr (TapeUserDb) user = tape_user_db_open (fixture->path, NULL);
  g_autoptr (TapeUserDb) copy = NULL;
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GError) error = NULL;
  TapeBackupResult result;

  g_assert_cmpint (tape_user_db_add_list (user, "Mine", NULL), >, 0);
  tape_backup (fixture->path, target, NULL, NULL, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result.trades, ==, -1);
  copy = tape_user_db_open (target, &error);
  g_assert_no_error (error);
  lists = tape_user_db_load_lists (copy, NULL);
  g_assert_cmpstr (((TapeUserList *)lists->pdata[lists->len - 1])->name, ==, "Mine");
  g_ptr_array_set_free_func (lists, (GDestroyNotify)tape_user_list_free);
}

/* --- What goes wrong. --- */

/* Fails, leaves nothing behind, and keeps what was there. */
static void
assert_fails (StoreFixture *fixture, GQuark domain, int code, GCancellable *cancellable, TapeBackupFunc progress)
{
  static const char *const wanted[] = { "backup.db", "folder", NULL };
  g_autofree char *target = get_target (fixture, "backup.db");
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  TapeBackupResult result;

  g_assert_true (g_file_set_contents (target, "kept", -1, NULL));
  g_assert_false (tape_backup (fixture->path, target, progress, cancellable, &result, cancellable, &error));
  g_assert_error (error, domain, code);
  assert_files (fixture->folder, wanted);
  g_assert_true (g_file_get_contents (target, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "kept");
}

static void
cancel_on_copy (double share, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
cancel_on_check (double share, gpointer data)
{
  if (share < 0)
    g_cancellable_cancel (data);
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  gint64 arrival;
  g_autoptr (TapeWriter) writer = open_filled (fixture, &arrival);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED, cancellable, cancel_on_copy);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED, cancellable, NULL);
  g_cancellable_reset (cancellable);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED, cancellable, cancel_on_check);
}

static void
test_no_room (StoreFixture *fixture, gconstpointer data)
{
  struct rlimit before, limit;
  gint64 arrival;

  tape_writer_free (open_filled (fixture, &arrival));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 1024 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_fails (fixture, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE, NULL, NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
}

/* Damage in a table is found in the copy, which is then not kept. */
static void
test_damaged (StoreFixture *fixture, gconstpointer data)
{
  char noise[8192];
  FILE *file;
  gint64 arrival;

  tape_writer_free (open_filled (fixture, &arrival));
  memset (noise, 0x5a, sizeof noise);
  file = g_fopen (fixture->path, "r+b");
  g_assert_cmpint (fseek (file, 300 * 8192, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (noise, sizeof noise, 1, file), ==, 1);
  fclose (file);
  assert_fails (fixture, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED, NULL, NULL);
}

static void
refuse (const char *path, const char *target, int code)
{
  g_autoptr (GError) error = NULL;
  TapeBackupResult result;

  g_assert_false (tape_backup (path, target, NULL, NULL, &result, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *target = get_target (fixture, "backup.db");
  g_autofree char *log = get_target (fixture, "backup.db-wal");
  g_autofree char *nowhere = get_target (fixture, "no-folder/backup.db");
  g_autofree char *missing = get_target (fixture, "missing.db");
  g_autofree char *other = get_target (fixture, "other.db");
  g_autofree char *text = get_target (fixture, "text.db");
  gint64 arrival;

  tape_writer_free (open_filled (fixture, &arrival));
  store_fixture_exec (other, "CREATE TABLE songs (title)");
  g_assert_true (g_file_set_contents (text, "event_time,symbol,price,quantity\n", -1, NULL));
  refuse (missing, target, TAPE_STORE_ERROR_OPEN);
  refuse (other, target, TAPE_STORE_ERROR_FORMAT);
  refuse (text, target, TAPE_STORE_ERROR_FORMAT);
  refuse (fixture->path, nowhere, TAPE_STORE_ERROR_WRITE);
  refuse (fixture->path, fixture->path, TAPE_STORE_ERROR_WRITE);
  g_assert_true (g_file_set_contents (log, "a log", -1, NULL));
  refuse (fixture->path, target, TAPE_STORE_ERROR_WRITE);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/backup/equals-its-source", test_equal);
  STORE_TEST ("/store/backup/one-state-while-another-writes", test_while_writing);
  STORE_TEST ("/store/backup/user-db", test_user_db);
  STORE_TEST ("/store/backup/cancelled-leaves-nothing", test_cancelled);
  STORE_TEST ("/store/backup/no-room-leaves-nothing", test_no_room);
  STORE_TEST ("/store/backup/damaged-source-is-not-copied", test_damaged);
  STORE_TEST ("/store/backup/refused", test_refused);
  return g_test_run ();
}
