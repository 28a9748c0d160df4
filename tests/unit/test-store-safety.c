/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must not go wrong: files that are not ours, a second writer, a write that fails, a process that is killed. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/store-fixture.h"
#include "store/tape-store-check.h"

enum
{
  N_KILLS = 20,
  N_COMMIT = 3000,
  WAIT_MS = 60000,
};

static void
assert_refused (const char *path, int code)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeWriter) writer = NULL;
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;

  writer = tape_writer_open (path, universe, &error);
  g_assert_null (writer);
  g_assert_error (error, TAPE_STORE_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_clear_error (&error);

  reader = tape_reader_open (path, &error);
  g_assert_null (reader);
  g_assert_error (error, TAPE_STORE_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
assert_no_lock (const char *path)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);

  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
}

static void
test_not_a_database (StoreFixture *fixture, gconstpointer data)
{
  static const char *const contents[] = { "hello\n", "event_time,symbol,price\n2013-10-07T08:00:00Z,BAC,14.0\n" };
  g_autofree char *path = g_build_filename (fixture->folder, "trades.csv", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *after = NULL;

      g_assert_true (g_file_set_contents (path, contents[i], -1, NULL));
      assert_refused (path, TAPE_STORE_ERROR_FORMAT);
      g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, contents[i]);
    }
  assert_no_lock (path);
}

static void
test_not_ours (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autofree char *marked = g_build_filename (fixture->folder, "marked.db", NULL);

  store_fixture_exec (path, "CREATE TABLE songs (title)");
  assert_refused (path, TAPE_STORE_ERROR_FORMAT);
  store_fixture_exec (marked, "PRAGMA application_id = 1");
  assert_refused (marked, TAPE_STORE_ERROR_FORMAT);
  assert_no_lock (path);
}

static void
test_future (StoreFixture *fixture, gconstpointer data)
{
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  store_fixture_exec (fixture->path, "PRAGMA user_version = 999");
  assert_refused (fixture->path, TAPE_STORE_ERROR_FUTURE);
}

static void
test_cannot_be_opened (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "test.db", NULL);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  assert_refused (below, TAPE_STORE_ERROR_OPEN);
  assert_refused (fixture->folder, TAPE_STORE_ERROR_OPEN);
}

/* An empty file, as a crash before the first migration or a file dialog leaves it, is a new database. */
static void
test_empty_file (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_mkdir (folder, 0700);
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA page_size"), ==, 8192);
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA auto_vacuum"), ==, 2);
  assert_no_lock (fixture->path);
}

/* Runs in a child: reads what lies on a medium that cannot be written. */
static int
read_as_somebody (const char *path)
{
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0 && setuid (65534) != 0)
    return 2;
  reader = tape_reader_open (path, &error);
  if (reader == NULL || !tape_reader_load_universe (reader, universe, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return tape_universe_count (universe) == 1 ? 0 : 3;
}

static int
wait_for (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
test_read_only_medium (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  pid_t child;

  tape_universe_intern (universe, "BAC", 3);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
  g_clear_pointer (&writer, tape_writer_free);
  g_chmod (fixture->path, 0444);
  g_chmod (folder, 0555);
  g_chmod (fixture->folder, 0755);

  child = fork ();
  if (child == 0)
    _exit (read_as_somebody (fixture->path));
  g_assert_cmpint (wait_for (child), ==, 0);
  g_chmod (folder, 0700);
}

static void
await_byte (int fd)
{
  struct pollfd ready = { .fd = fd, .events = POLLIN };
  char byte;

  g_assert_cmpint (poll (&ready, 1, WAIT_MS), ==, 1);
  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
}

/* Runs in a child: writes until the other end of @until closes. */
static void
hold_open (StoreFixture *fixture, int ready, int until)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeWriter) writer = tape_writer_open (fixture->path, universe, NULL);
  char byte;

  if (writer == NULL || write (ready, "r", 1) != 1)
    _exit (1);
  while (read (until, &byte, 1) > 0)
    ;
  g_clear_pointer (&writer, tape_writer_free);
  _exit (0);
}

static void
test_in_use (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeWriter) writer = NULL;
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *holder = NULL;
  int ready[2], until[2];
  pid_t child;

  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (until), ==, 0);
  child = fork ();
  if (child == 0)
    {
      close (until[1]);
      hold_open (fixture, ready[1], until[0]);
    }
  await_byte (ready[0]);
  writer = tape_writer_open (fixture->path, universe, &error);
  g_assert_null (writer);
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE);
  holder = g_strdup_printf ("process %d", (int)child);
  g_assert_nonnull (strstr (error->message, holder));
  g_clear_error (&error);
  reader = store_fixture_open_reader (fixture);

  close (until[1]);
  g_assert_cmpint (wait_for (child), ==, 0);
  writer = tape_writer_open (fixture->path, universe, &error);
  g_assert_no_error (error);
  close (until[0]);
  close (ready[0]);
  close (ready[1]);
}

/* By another name too, and in the same process. */
static void
test_in_use_here (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autofree char *link = g_build_filename (fixture->folder, "link.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_writer_open (fixture->path, universe, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  g_assert_null (tape_writer_open (link, universe, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE);
}

/* The system refuses to let the file grow, in the middle of a transaction. */
static void
test_all_or_nothing (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) small = tape_commit_new ();
  g_autoptr (TapeCommit) large = tape_commit_new ();
  g_autoptr (GError) error = NULL;
  const TapeBarTotals bar
      = { .bar = { .length = TAPE_BAR_DAY, .open = 1, .high = 1, .low = 1, .close = 1, .count = 1 } };
  gint64 arrival = 1;

  signal (SIGXFSZ, SIG_IGN);
  tape_universe_intern (universe, "BAC", 3);
  store_commit_add_batch (small, store_batch_new (100, 0, 0, 100), &arrival);
  g_assert_true (tape_writer_commit (writer, small, NULL));

  tape_universe_intern (universe, "IBM", 3);
  store_commit_add_batch (large, store_batch_new (200000, 1, TAPE_DAY, 777), &arrival);
  g_array_append_val (large->bars, bar);
  tape_commit_add_state (large, 1, 1, 1, "state", 5);
  store_limit_files (2 * 1024 * 1024);
  g_assert_false (tape_writer_commit (writer, large, &error));
  store_limit_files (G_MAXUINT64);
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, 100);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT max (last_arrival) FROM blocks"), ==, 100);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM instruments"), ==, 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT offset FROM sources"), ==, 100);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM state"), ==, 0);

  g_clear_error (&error);
  tape_writer_commit (writer, large, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, 200100);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (last_arrival - first_arrival + 1) FROM blocks"), ==,
                   200100);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM instruments"), ==, 2);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT offset FROM sources"), ==, 777);
}

/* Runs in a child: commits until it is killed, and tells of each commit that it was told is on the disk. */
static void
commit_for_ever (StoreFixture *fixture, gint64 stored, int told)
{
  g_autoptr (TapeUniverse) universe = NULL;
  TapeWriter *writer = store_fixture_open_writer (fixture, &universe);
  gint64 arrival = stored + 1;

  tape_universe_intern (universe, "BAC", 3);
  for (;;)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();

      store_commit_add_batch (commit, store_batch_new (N_COMMIT, 0, arrival, arrival + N_COMMIT - 1), &arrival);
      if (!tape_writer_commit (writer, commit, NULL) || write (told, "c", 1) != 1)
        _exit (1);
    }
}

static void
assert_whole (StoreFixture *fixture, gint64 at_least, gint64 *stored)
{
  g_auto (TapeStoreCheck) check = { 0 };
  g_autoptr (GError) error = NULL;

  tape_store_check (fixture->path, NULL, &check, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (check.integrity, ==, "ok");
  g_assert_cmpint (check.trades % N_COMMIT, ==, 0);
  g_assert_cmpint (check.trades, >=, at_least);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT max (arrival) FROM trades"), ==, check.trades);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT offset FROM sources"), ==, check.trades);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (last_arrival - first_arrival + 1) FROM blocks"), ==,
                   check.trades);
  *stored = check.trades;
}

/* The moment is random: the child runs on between what it told last and the signal. */
static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  gint64 stored = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      gint n_told = g_test_rand_int_range (1, 8);
      volatile gint idle = g_test_rand_int_range (0, 3000000);
      int told[2];
      pid_t child;

      g_assert_cmpint (pipe (told), ==, 0);
      child = fork ();
      if (child == 0)
        commit_for_ever (fixture, stored, told[1]);
      for (gint j = 0; j < n_told; j++)
        await_byte (told[0]);
      while (idle > 0)
        idle--;
      kill (child, SIGKILL);
      g_assert_cmpint (wait_for (child), ==, -1);
      close (told[0]);
      close (told[1]);
      assert_whole (fixture, stored + (gint64)n_told * N_COMMIT, &stored);
    }
}

static goffset
get_size (const char *path)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  return status.st_size;
}

/* While the writer is open, the log goes into the database beside it. */
static void
test_log_is_copied (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  gint64 arrival = 1, deadline = g_get_monotonic_time () + WAIT_MS * TAPE_MILLISECOND;

  tape_universe_intern (universe, "BAC", 3);
  while (get_size (fixture->path) < 8 * 1024 * 1024)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      store_commit_add_batch (commit, store_batch_new (100000, 0, 0, 1), &arrival);
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
    }
}

typedef struct
{
  StoreFixture *fixture;
  gint written; /* commits; atomic */
} Written;

enum
{
  N_WRITES = 60,
};

static gpointer
write_beside (gpointer data)
{
  Written *written = data;
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (written->fixture, &universe);
  gint64 arrival = 1;

  tape_universe_intern (universe, "BAC", 3);
  for (guint i = 0; i < N_WRITES; i++)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      g_autoptr (GError) error = NULL;

      store_commit_add_batch (commit, store_batch_new (100, 0, i * TAPE_SECOND, arrival), &arrival);
      tape_writer_commit (writer, commit, &error);
      g_assert_no_error (error);
      g_atomic_int_set (&written->written, (gint)i + 1);
    }
  return NULL;
}

/* Each look sees whole commits, all that were made before it. */
static void
test_read_beside (StoreFixture *fixture, gconstpointer data)
{
  Written written = { .fixture = fixture };
  g_autoptr (TapeReader) reader = NULL;
  GThread *thread = g_thread_new ("writer", write_beside, &written);
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * TAPE_MILLISECOND;
  gint before;

  while (g_atomic_int_get (&written.written) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
  reader = store_fixture_open_reader (fixture);
  do
    {
      g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
      g_autoptr (GError) error = NULL;

      before = g_atomic_int_get (&written.written);
      tape_reader_get_trades (reader, 0, G_MININT64, G_MAXINT64, G_MAXUINT, trades, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (trades->len % 100, ==, 0);
      g_assert_cmpuint (trades->len, >=, (guint)before * 100);
    }
  while (before < N_WRITES);
  g_thread_join (thread);
}

/* The check says what is wrong; reading fails with a sentence. */
static void
test_damaged (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GArray) trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GError) error = NULL;
  g_auto (TapeStoreCheck) check = { 0 };
  g_autofree guint8 *noise = g_malloc (64 * 8192);
  gint64 arrival = 1;
  int fd;

  tape_universe_intern (universe, "BAC", 3);
  store_commit_add_batch (commit, store_batch_new (100000, 0, 0, 1), &arrival);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
  g_clear_pointer (&writer, tape_writer_free);

  memset (noise, 0xa5, 64 * 8192);
  fd = g_open (fixture->path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (pwrite (fd, noise, 64 * 8192, 100 * 8192), ==, 64 * 8192);
  close (fd);

  g_assert_true (tape_store_check (fixture->path, NULL, &check, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (check.integrity, !=, "ok");
  g_assert_cmpstr (check.integrity, !=, "");
  reader = store_fixture_open_reader (fixture);
  g_assert_false (tape_reader_get_trades (reader, 0, G_MININT64, G_MAXINT64, G_MAXUINT, trades, NULL, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED);
  g_assert_cmpuint (trades->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/open/not-a-database", test_not_a_database);
  STORE_TEST ("/store/open/another-programs", test_not_ours);
  STORE_TEST ("/store/open/from-the-future", test_future);
  STORE_TEST ("/store/open/cannot-be-opened", test_cannot_be_opened);
  STORE_TEST ("/store/open/empty-file", test_empty_file);
  STORE_TEST ("/store/open/read-only-medium", test_read_only_medium);
  STORE_TEST ("/store/lock/another-process", test_in_use);
  STORE_TEST ("/store/lock/another-writer", test_in_use_here);
  STORE_TEST ("/store/commit/all-or-nothing", test_all_or_nothing);
  STORE_TEST ("/store/commit/killed-at-random-moments", test_killed);
  STORE_TEST ("/store/commit/log-is-copied-beside-the-writer", test_log_is_copied);
  STORE_TEST ("/store/reader/beside-the-writer", test_read_beside);
  STORE_TEST ("/store/check/damaged", test_damaged);
  return g_test_run ();
}
