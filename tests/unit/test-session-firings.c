/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Firings on their way out of a session: after they were logged, or before where nothing can be; told once, or again. Also
 * for the thread sanitizer. */

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-store-thread.h"

#define T0   G_GINT64_CONSTANT (1381152600000000) /* 2013-10-07, 13:30 UTC */
#define WAIT (60 * TAPE_SECOND)

static guint n_notified; /* atomic */

static void
note (gpointer data)
{
  __atomic_add_fetch (&n_notified, 1, __ATOMIC_RELEASE);
}

static const TapeFiring *
at (GPtrArray *firings, guint i)
{
  return g_ptr_array_index (firings, i);
}

/* (transfer full): @n firings that @take gives, and no more. */
static GPtrArray *
await (GPtrArray *(*take) (gpointer data), gpointer data, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  gint64 deadline = g_get_monotonic_time () + WAIT;

  while (all->len < n)
    {
      g_ptr_array_extend_and_steal (all, take (data));
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sched_yield ();
    }
  g_assert_cmpuint (all->len, ==, n);
  return g_steal_pointer (&all);
}

static GPtrArray *
take_of_session (gpointer session)
{
  return tape_session_take_firings (session);
}

static GPtrArray *
take_of_tray (gpointer tray)
{
  return tape_firing_tray_take (tray);
}

static gint64
count (StoreFixture *fixture, const char *what)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM firings WHERE %s", what);

  return store_fixture_get_number (fixture, sql);
}

/* --- A session --- */

static void
test_logged_and_told (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  g_autoptr (GPtrArray) firings = NULL, again = NULL;

  tape_session_set_firing_notify (session, note, NULL);
  n_notified = 0;
  for (gint64 i = 1; i <= 3; i++)
    tape_session_log_firing (session, store_firing_new (9, "a query", 0, T0 + i));
  firings = await (take_of_session, session, 3);
  g_assert_cmpuint (__atomic_load_n (&n_notified, __ATOMIC_ACQUIRE), >=, 1);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (at (firings, i)->id, ==, i + 1);
      g_assert_cmpint (at (firings, i)->serial, ==, i + 1);
      g_assert_cmpint (at (firings, i)->event_time, ==, T0 + 1 + i);
    }
  g_assert_cmpint (count (fixture, "told = 0 AND seen = 0"), ==, 3);
  tape_session_mark_firing (session, 1, TAPE_TOLD_ALONE, T0 + TAPE_SECOND);
  tape_session_mark_firing (session, 3, TAPE_TOLD_SUMMED_UP, T0 + TAPE_SECOND);
  tape_session_mark_seen (session, 2);
  g_clear_pointer (&session, tape_session_free);
  g_assert_cmpint (count (fixture, "told = 1 AND id = 1"), ==, 1);
  g_assert_cmpint (count (fixture, "told = 2 AND id = 3"), ==, 1);
  g_assert_cmpint (count (fixture, "seen = 1 AND id <= 2"), ==, 2);

  /* What was not told comes again, as itself, and is announced. */
  session = session_open (fixture->path, FALSE);
  n_notified = 0;
  tape_session_set_firing_notify (session, note, NULL);
  again = await (take_of_session, session, 1);
  g_assert_cmpint (at (again, 0)->id, ==, 2);
  store_assert_firing (at (again, 0), at (firings, 1));
  tape_session_mark_firing (session, 2, TAPE_TOLD_ALONE, T0 + TAPE_SECOND);
  g_clear_pointer (&session, tape_session_free);

  session = session_open (fixture->path, FALSE);
  g_clear_pointer (&again, g_ptr_array_unref);
  again = tape_session_take_firings (session);
  g_assert_cmpuint (again->len, ==, 0);
}

/* Nobody asked meanwhile: it is said once somebody listens. */
static void
test_announced_later (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  gint64 deadline = g_get_monotonic_time () + WAIT;
  g_autoptr (GPtrArray) firings = NULL;

  tape_session_log_firing (session, store_firing_new (9, "a query", 0, T0));
  while (count (fixture, "1") == 0)
    sched_yield ();
  n_notified = 0;
  tape_session_set_firing_notify (session, note, NULL);
  while (__atomic_load_n (&n_notified, __ATOMIC_ACQUIRE) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sched_yield ();
    }
  firings = await (take_of_session, session, 1);
  g_assert_cmpint (at (firings, 0)->id, ==, 1);
  tape_session_set_firing_notify (session, NULL, NULL);
}

static void
test_without_database (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (NULL, FALSE);
  g_autoptr (GPtrArray) firings = NULL;

  tape_session_log_firing (session, store_firing_new (9, "a query", 0, T0));
  firings = await (take_of_session, session, 1);
  g_assert_cmpint (at (firings, 0)->id, ==, 0);
  tape_session_mark_firing (session, 0, TAPE_TOLD_ALONE, T0);
  tape_session_mark_seen (session, 1);
}

/* --- The writer's thread, while nothing can be stored --- */

typedef struct
{
  TapeWriter *writer; /* the thread's; its calls exclude each other */
  TapeQueue *commits;
  TapeFiringTray *tray;
  TapeStoreThread *thread;
  gint64 arrival;
} Line;

static void
start (Line *line, StoreFixture *fixture)
{
  TapeUniverse *universe;
  TapeWriter *writer = store_fixture_open_writer (fixture, &universe);

  store_intern_instruments (universe, 1);
  tape_universe_unref (universe);
  line->writer = writer;
  line->arrival = 1;
  line->commits = tape_queue_new (16, 1 << 20, (GDestroyNotify)tape_commit_free);
  line->tray = tape_firing_tray_new (FALSE);
  line->thread = tape_store_thread_start (writer, line->commits, line->tray, NULL, NULL, TRUE, NULL, NULL);
}

static void
end (Line *line)
{
  g_autoptr (GError) error = NULL;

  tape_queue_close (line->commits);
  g_assert_true (tape_store_thread_join (line->thread, &error));
  tape_store_thread_free (line->thread);
  tape_queue_free (line->commits);
  tape_firing_tray_free (line->tray);
}

/* A commit of trades with a firing. */
static void
push (Line *line, gint64 serial)
{
  TapeCommit *commit = tape_commit_new ();

  store_commit_add_batch (commit, store_batch_new (5000, 0, T0 + serial * TAPE_MINUTE, serial), &line->arrival);
  g_ptr_array_add (commit->firings, store_firing_new (1, "T0", serial, T0 + serial * TAPE_MINUTE));
  tape_queue_push (line->commits, commit, 5000);
}

/* They come all the same, those that wait behind it too, and once; what is said of them waits until they are logged. */
static void
test_disk_is_full (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = NULL, stuck = NULL, later = NULL;
  Line line;

  start (&line, fixture);
  push (&line, 1);
  first = await (take_of_tray, line.tray, 1);
  g_assert_cmpint (at (first, 0)->id, ==, 1);

  store_limit_files (4096);
  for (gint64 i = 2; i <= 4; i++)
    push (&line, i);
  tape_firing_tray_log (line.tray, store_firing_new (9, "a query", 0, T0));
  stuck = await (take_of_tray, line.tray, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (at (stuck, i)->id, ==, i + 2);
      g_assert_cmpint (at (stuck, i)->serial, ==, i + 2);
    }
  tape_firing_tray_mark (line.tray, 3, TAPE_TOLD_ALONE, T0);
  tape_firing_tray_see (line.tray, 3);
  tape_queue_wake (line.commits);
  g_assert_cmpint (count (fixture, "1"), ==, 1);
  store_limit_files (G_MAXUINT64);

  /* Of all that only what was made outside is new. */
  later = await (take_of_tray, line.tray, 1);
  g_assert_cmpstr (at (later, 0)->subject, ==, "a query");
  push (&line, 5);
  g_ptr_array_unref (g_steal_pointer (&later));
  later = await (take_of_tray, line.tray, 1);
  g_assert_cmpint (at (later, 0)->serial, ==, 5);
  end (&line);
  g_assert_cmpint (count (fixture, "1"), ==, 6);
  g_assert_cmpint (count (fixture, "rule = 1 AND id = serial AND serial <= 4"), ==, 4);
  g_assert_cmpint (count (fixture, "told = 1"), ==, 1);
  g_assert_cmpint (count (fixture, "told = 1 AND id = 3"), ==, 1);
  g_assert_cmpint (count (fixture, "seen = 1 AND id <= 3"), ==, 3);
}

/* --- Many at once --- */

static gboolean
is_no_source (const TapeSource *source, const TapePosition *position, gpointer data)
{
  return FALSE;
}

/* The session's thread asks for sources, and puts them, while the writer's logs. */
static void
test_sources_meanwhile (StoreFixture *fixture, gconstpointer data)
{
  const TapeSource source = { .kind = (char *)"test", .name = (char *)"One", .location = (char *)"" };
  g_autoptr (GError) error = NULL;
  Line line;

  start (&line, fixture);
  for (guint i = 0; i < 300; i++)
    {
      TapePosition position;

      tape_firing_tray_log (line.tray, store_firing_new (9, "a query", 0, T0 + i));
      tape_queue_wake (line.commits);
      g_assert_cmpuint (tape_writer_find_source (line.writer, "test", is_no_source, NULL, &position, &error), ==, 0);
      g_assert_no_error (error);
      g_assert_cmpuint (tape_writer_put_source (line.writer, 2, &source, &error), ==, 2);
      g_assert_no_error (error);
    }
  end (&line);
  g_assert_cmpint (count (fixture, "1"), ==, 300);
}

enum
{
  N_LOGGERS = 3,
  N_EACH = 40,
};

static void *
log_many (void *data)
{
  for (guint i = 0; i < N_EACH; i++)
    tape_session_log_firing (data, store_firing_new (9, "a query", 0, T0 + i));
  return NULL;
}

/* A session whose engine has read what is stored: SQLite lets it look at the log while that is written. */
static TapeSession *
open_ready (const char *database)
{
  const TapeSessionOptions options = { .database = database, .frames = TRUE };
  g_autoptr (TapeFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  TapeSession *session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  while ((frame = tape_session_take_frame (session)) == NULL)
    sched_yield ();
  return session;
}

static void
test_many_at_once (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = open_ready (fixture->path);
  gint64 deadline = g_get_monotonic_time () + WAIT;
  pthread_t threads[N_LOGGERS];
  guint n = 0;

  tape_session_set_firing_notify (session, note, NULL);
  for (guint i = 0; i < N_LOGGERS; i++)
    pthread_create (&threads[i], NULL, log_many, session);
  while (n < N_LOGGERS * N_EACH)
    {
      g_autoptr (GPtrArray) firings = tape_session_take_firings (session);

      for (guint i = 0; i < firings->len; i++)
        tape_session_mark_firing (session, at (firings, i)->id, TAPE_TOLD_ALONE, T0);
      n += firings->len;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sched_yield ();
    }
  for (guint i = 0; i < N_LOGGERS; i++)
    pthread_join (threads[i], NULL);
  tape_session_set_firing_notify (session, NULL, NULL);
  g_clear_pointer (&session, tape_session_free);
  g_assert_cmpint (count (fixture, "told = 1"), ==, N_LOGGERS * N_EACH);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT max (serial) FROM firings"), ==, N_LOGGERS * N_EACH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  STORE_TEST ("/session/firings/logged-and-told", test_logged_and_told);
  STORE_TEST ("/session/firings/announced-later", test_announced_later);
  STORE_TEST ("/session/firings/without-database", test_without_database);
  STORE_TEST ("/session/firings/disk-is-full", test_disk_is_full);
  STORE_TEST ("/session/firings/sources-meanwhile", test_sources_meanwhile);
  STORE_TEST ("/session/firings/many-at-once", test_many_at_once);
  return g_test_run ();
}
