/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desk where its database is damaged, locked or written by another: it runs on from memory, says why, saves what can be
 * read, and stores again as soon as it can. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/store-fixture.h"
#include "model/tape-desk-private.h"

#define PATIENCE (60 * G_USEC_PER_SEC)

enum
{
  PAGE = 8192,
};

typedef struct
{
  StoreFixture store;
  TapeDesk *desk;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  g_free (fixture->store.path);
  fixture->store.path = g_build_filename (fixture->store.folder, "simulation.db", NULL);
  fixture->desk = tape_desk_new (fixture->store.folder);
  fixture->desk->no_past = TRUE;
  g_signal_connect_swapped (fixture->desk, "ready", G_CALLBACK (tape_desk_poll), fixture->desk);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tape_desk_close (fixture->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->desk);
  store_fixture_tear_down (&fixture->store, data);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (gboolean (*holds) (Fixture *), Fixture *fixture)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint timer = g_timeout_add (50, wake_up, NULL);

  while (!holds (fixture))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

static void
open_simulation (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  tape_desk_open_simulation (fixture->desk, 1, &error);
  g_assert_no_error (error);
}

static gboolean
is_kept (Fixture *fixture)
{
  return tape_session_get_database (tape_desk_get_session (fixture->desk)) != NULL
         && tape_desk_get_store_message (fixture->desk) == NULL;
}

static gboolean
is_replaced (Fixture *fixture)
{
  return is_kept (fixture) && tape_desk_get_store_notice (fixture->desk) != NULL;
}

static gboolean
says_why (Fixture *fixture)
{
  return tape_desk_get_store_message (fixture->desk) != NULL;
}

static gboolean
shows_trades (Fixture *fixture)
{
  const TapeFrame *frame = tape_desk_get_frame (fixture->desk);

  return frame != NULL && frame->arrival > 0;
}

/* Stored as of now. */
static gint64
count_trades (const char *path)
{
  StoreFixture file = { .path = (char *)path };

  return store_fixture_get_number (&file, "SELECT count (*) FROM trades");
}

static gboolean
has_stored (Fixture *fixture)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 n = 0;

  if (sqlite3_open_v2 (fixture->store.path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
      && sqlite3_prepare_v2 (db, "SELECT count (*) FROM trades", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n > 0;
}

/* A database with simulated trades, made once. */
static char *made;
static gsize made_length;

static void
make_database (Fixture *fixture)
{
  if (made == NULL)
    {
      open_simulation (fixture);
      wait_until (has_stored, fixture);
      tape_desk_close (fixture->desk);
      g_assert_true (g_file_get_contents (fixture->store.path, &made, &made_length, NULL));
    }
  else
    g_assert_true (g_file_set_contents (fixture->store.path, made, (gssize)made_length, NULL));
}

static gint64
find_page (Fixture *fixture, const char *table)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = '%s'", table);

  return store_fixture_get_number (&fixture->store, sql);
}

static void
damage (Fixture *fixture, gint64 page)
{
  g_autofree guint8 *noise = g_malloc (PAGE);
  int fd = g_open (fixture->store.path, O_WRONLY | O_CLOEXEC, 0);

  memset (noise, 0xa5, PAGE);
  g_assert_cmpint (pwrite (fd, noise, PAGE, (off_t)(page - 1) * PAGE), ==, PAGE);
  close (fd);
}

/* (transfer full) (nullable): the name of a file beside the database that has @part in it. */
static char *
find_beside (Fixture *fixture, const char *part)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->store.folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    if (strstr (name, part) != NULL && !g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm"))
      return g_strdup (name);
  return NULL;
}

/* The damaged file is there, is named, and the desk stores again. */
static void
assert_replaced (Fixture *fixture)
{
  g_autofree char *aside = find_beside (fixture, "simulation.db.damaged-");
  const char *notice = tape_desk_get_store_notice (fixture->desk);

  g_assert_nonnull (aside);
  g_assert_nonnull (notice);
  g_assert_nonnull (strstr (notice, aside));
  g_assert_true (g_str_has_suffix (notice, "."));
  wait_until (has_stored, fixture);
  tape_desk_dismiss_store_notice (fixture->desk);
  g_assert_null (tape_desk_get_store_notice (fixture->desk));
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  gint64 n;

  make_database (fixture);
  n = count_trades (fixture->store.path);
  damage (fixture, 1);
  open_simulation (fixture);
  g_assert_true (says_why (fixture));
  wait_until (shows_trades, fixture);
  wait_until (is_replaced, fixture);
  assert_replaced (fixture);
  tape_desk_close (fixture->desk);
  g_assert_cmpint (count_trades (fixture->store.path), >=, n);
}

/* How far the simulator was is lost: what it says again must not stand beside what it said. */
static void
test_position_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *saved = NULL;
  g_autofree char *path = NULL;
  gint64 n;

  make_database (fixture);
  n = count_trades (fixture->store.path);
  damage (fixture, find_page (fixture, "sources"));
  open_simulation (fixture);
  wait_until (is_replaced, fixture);
  assert_replaced (fixture);
  tape_desk_close (fixture->desk);
  saved = find_beside (fixture, ".saved");
  g_assert_nonnull (saved);
  path = g_build_filename (fixture->store.folder, saved, NULL);
  g_assert_cmpint (count_trades (path), ==, n);
}

/* Behind the writer's back, while it writes: another program's change makes it look at the file again. */
static void
test_damaged_while_writing (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db;
  gint64 page;

  make_database (fixture);
  open_simulation (fixture);
  wait_until (shows_trades, fixture);
  wait_until (is_kept, fixture);
  page = find_page (fixture, "state");
  g_assert_cmpint (sqlite3_open (fixture->store.path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 20000);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE; UPDATE instruments SET name = name; COMMIT", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL), ==, SQLITE_OK);
  damage (fixture, page);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE; UPDATE instruments SET name = name; COMMIT", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  wait_until (is_replaced, fixture);
  assert_replaced (fixture);
}

/* Another program: holds a database until it is killed. */
static void G_GNUC_NORETURN
hold (const char *path, gboolean as_writer)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  TapeWriter *writer = as_writer ? tape_writer_open (path, universe, NULL) : NULL;
  sqlite3 *db = NULL;

  if (!as_writer)
    {
      sqlite3_open (path, &db);
      sqlite3_busy_timeout (db, 10000);
      g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
    }
  g_assert_true (!as_writer || writer != NULL);
  g_assert_cmpint (write (STDOUT_FILENO, "h", 1), ==, 1);
  for (;;)
    pause ();
}

static pid_t
start_holding (const char *path, gboolean as_writer)
{
  int told[2];
  pid_t child;
  char byte;

  g_assert_cmpint (pipe (told), ==, 0);
  child = fork ();
  if (child == 0)
    {
      dup2 (told[1], STDOUT_FILENO);
      execl ("/proc/self/exe", "test-desk-storing", as_writer ? "--write" : "--lock", path, NULL);
      _exit (1);
    }
  close (told[1]);
  g_assert_cmpint (read (told[0], &byte, 1), ==, 1);
  close (told[0]);
  return child;
}

static void
end (pid_t child)
{
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

/* Another program has the database: the window lives on memory until it lets go. */
static void
test_another_writer (Fixture *fixture, gconstpointer data)
{
  pid_t child = start_holding (fixture->store.path, TRUE);
  g_autofree char *holder = g_strdup_printf ("process %d", (int)child);

  open_simulation (fixture);
  g_assert_true (says_why (fixture));
  g_assert_nonnull (strstr (tape_desk_get_store_message (fixture->desk), holder));
  g_assert_true (tape_desk_can_try_storing (fixture->desk));
  wait_until (shows_trades, fixture);
  end (child);
  tape_desk_try_storing (fixture->desk);
  wait_until (is_kept, fixture);
  wait_until (has_stored, fixture);
}

/* Another program holds the database for longer than a call waits: a minute where there is time. What came meanwhile is
 * stored afterwards. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  guint seconds = g_test_slow () ? 60 : 0;
  gint64 until;
  pid_t child;

  make_database (fixture);
  open_simulation (fixture);
  wait_until (is_kept, fixture);
  child = start_holding (fixture->store.path, FALSE);
  until = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  wait_until (says_why, fixture);
  g_assert_nonnull (strstr (tape_desk_get_store_message (fixture->desk), "locked by another program"));
  g_assert_false (tape_desk_can_try_storing (fixture->desk));
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  end (child);
  wait_until (is_kept, fixture);
}

/* What a newer version wrote is left to it. */
static void
test_future (Fixture *fixture, gconstpointer data)
{
  make_database (fixture);
  store_fixture_exec (fixture->store.path, "PRAGMA user_version = 999");
  open_simulation (fixture);
  g_assert_nonnull (strstr (tape_desk_get_store_message (fixture->desk), "newer version"));
  wait_until (shows_trades, fixture);
  g_assert_null (tape_desk_get_store_notice (fixture->desk));
  tape_desk_close (fixture->desk);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, "PRAGMA user_version"), ==, 999);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 3 && (strcmp (argv[1], "--write") == 0 || strcmp (argv[1], "--lock") == 0))
    hold (argv[2], strcmp (argv[1], "--write") == 0);
  g_test_init (&argc, &argv, NULL);
  /* What cannot be stored any more is told with a warning. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
#define ADD(name, data, function) g_test_add ("/desk/storing/" name, Fixture, data, set_up, function, tear_down)
  ADD ("damaged/at-opening", NULL, test_damaged);
  ADD ("damaged/position", NULL, test_position_lost);
  ADD ("damaged/while-writing", NULL, test_damaged_while_writing);
  ADD ("another-writer", NULL, test_another_writer);
  ADD ("locked", NULL, test_locked);
  ADD ("from-the-future", NULL, test_future);
#undef ADD
  status = g_test_run ();
  g_free (made);
  return status;
}
