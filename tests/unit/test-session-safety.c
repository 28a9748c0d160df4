/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session where things go wrong: nothing can be stored, for a while or for good; another writes the database; the
 * process is killed. */

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/lean.h"
#include "../support/session-fixture.h"
#include "../support/store-fixture.h"

enum
{
  N_ROWS = 400000, /* more than all queues hold */
  N_KILLS = LEAN (20),
  LIMIT = 512 * 1024, /* bytes of a file, fewer than the rows need */
};

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define WAIT       (60 * TAPE_SECOND)

/* The file that all tests read, and what is stored of it where nothing disturbs. */
static char *rows;
static char *wanted;

static void
prepare (StoreFixture *fixture)
{
  g_autofree char *database = g_build_filename (fixture->folder, "undisturbed.db", NULL);

  rows = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_ROWS);
  session_replay (database, PATHS (rows), NULL);
  wanted = session_dump (database);
}

/* What was left undone is done by another session, and all is there, once. */
static void
assert_can_be_finished (StoreFixture *fixture)
{
  g_autofree char *got = NULL;

  session_replay (fixture->path, PATHS (rows), NULL);
  got = session_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
}

/* --- Nothing can be stored. --- */

static void
test_store_fails (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  g_autoptr (GError) error = NULL;
  gboolean done;

  session_add_replay (session, PATHS (rows), FALSE);
  store_limit_files (LIMIT);
  done = tape_session_run (session, NULL, &error);
  store_limit_files (G_MAXUINT64);
  g_assert_false (done);
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE);
  g_assert_nonnull (strstr (error->message, "test.db"));
  g_clear_pointer (&session, tape_session_free);
  assert_can_be_finished (fixture);
}

static void
await_message (TapeSession *session)
{
  gint64 deadline = g_get_monotonic_time () + WAIT;

  for (;;)
    {
      g_autofree char *message = tape_session_get_store_message (session);

      if (message != NULL)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sched_yield ();
    }
}

typedef struct
{
  TapeSession *session;
  GCancellable *cancellable; /* NULL: lift the limit instead */
} Helper;

static void *
help_when_it_fails (void *data)
{
  Helper *helper = data;

  await_message (helper->session);
  if (helper->cancellable != NULL)
    g_cancellable_cancel (helper->cancellable);
  else
    store_limit_files (G_MAXUINT64);
  return NULL;
}

/* It waits, with all queues full, and goes on when there is room. */
static void
test_recovers (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *got = NULL;
  g_autoptr (TapeSession) session = session_open (fixture->path, TRUE);
  g_autoptr (GError) error = NULL;
  Helper helper = { .session = session };
  pthread_t thread;

  session_add_replay (session, PATHS (rows), FALSE);
  store_limit_files (LIMIT);
  pthread_create (&thread, NULL, help_when_it_fails, &helper);
  tape_session_run (session, NULL, &error);
  pthread_join (thread, NULL);
  g_assert_no_error (error);
  g_assert_null (tape_session_get_store_message (session));
  g_clear_pointer (&session, tape_session_free);
  got = session_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_cancelled_while_it_waits (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Helper helper = { session, cancellable };
  pthread_t thread;

  session_add_replay (session, PATHS (rows), FALSE);
  store_limit_files (LIMIT);
  pthread_create (&thread, NULL, help_when_it_fails, &helper);
  tape_session_run (session, cancellable, &error);
  pthread_join (thread, NULL);
  store_limit_files (G_MAXUINT64);
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE);
  g_clear_pointer (&session, tape_session_free);
  assert_can_be_finished (fixture);
}

static void
test_freed_while_it_waits (StoreFixture *fixture, gconstpointer data)
{
  TapeSession *session = session_open (fixture->path, TRUE);
  TapeFeed *feed = session_add_replay (session, PATHS (rows), FALSE);

  store_limit_files (LIMIT);
  tape_session_start_feed (session, feed, NULL, NULL);
  await_message (session);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*test.db*");
  tape_session_free (session);
  g_test_assert_expected_messages ();
  store_limit_files (G_MAXUINT64);
  assert_can_be_finished (fixture);
}

static void
test_in_use (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  const TapeSessionOptions options = { .database = fixture->path };
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_session_new (&options, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE);
}

/* --- Killed. --- */

/* Runs in a child: says when it begins, then replays. */
static int
replay_in_child (const char *database, int told)
{
  g_autoptr (TapeSession) session = session_open (database, FALSE);

  session_add_replay (session, PATHS (rows), FALSE);
  if (write (told, "b", 1) != 1)
    return 2;
  return tape_session_run (session, NULL, NULL) ? 0 : 1;
}

/* Waits until the child says that it begins, then for a random while, or until it has ended. */
static void
let_run (int told, gint longest_ms)
{
  struct pollfd ready = { .fd = told, .events = POLLIN };
  char byte;

  g_assert_cmpint (poll (&ready, 1, (int)(WAIT / TAPE_MILLISECOND)), ==, 1);
  if (read (told, &byte, 1) == 1)
    g_assert_cmpint (poll (&ready, 1, g_test_rand_int_range (0, longest_ms)), >=, 0);
}

static void
assert_consistent (StoreFixture *fixture)
{
  /* Each line behind the header is a trade, a rejected row or a duplicate; all of a transaction is there or nothing. */
  g_assert_cmpint (store_fixture_get_number (
                       fixture, "SELECT max (coalesce (max (line), 1), 1) - 1 >= (SELECT count (*) FROM trades)"
                                " + (SELECT count (*) FROM rejected) FROM sources"),
                   ==, 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT (SELECT count (*) FROM trades) = (SELECT coalesce (sum "
                                                      "(last_arrival - first_arrival + 1), 0) FROM blocks)"),
                   ==, 1);
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_KILLS; i++)
    {
      int told[2], status;
      pid_t child;

      g_assert_cmpint (pipe (told), ==, 0);
      child = fork ();
      if (child == 0)
        {
          close (told[0]);
          _exit (replay_in_child (fixture->path, told[1]));
        }
      close (told[1]);
      let_run (told[0], 400);
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
      close (told[0]);
      assert_consistent (fixture);
    }
  assert_can_be_finished (fixture);
}

int
main (int argc, char *argv[])
{
  StoreFixture shared;
  int status;

  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  store_fixture_set_up (&shared, NULL);
  prepare (&shared);
  STORE_TEST ("/session/store-fails", test_store_fails);
  STORE_TEST ("/session/recovers", test_recovers);
  STORE_TEST ("/session/cancelled-while-it-waits", test_cancelled_while_it_waits);
  STORE_TEST ("/session/freed-while-it-waits", test_freed_while_it_waits);
  STORE_TEST ("/session/in-use", test_in_use);
  STORE_TEST ("/session/killed", test_killed);
  status = g_test_run ();
  store_fixture_tear_down (&shared, NULL);
  g_free (rows);
  g_free (wanted);
  return status;
}
