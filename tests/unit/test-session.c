/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session over files: what it stores, wherever it is stopped, holds what an undisturbed one stores. */

#include <glib/gstdio.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "feed/tape-replay.h"

enum
{
  N_MIXED = 20000,
  N_CANCELLED = 12,
};

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* --- Cancelling at an event. --- */

typedef struct
{
  TapeFeed *feed;
  GCancellable *cancellable;
  guint64 events; /* at which to cancel */
} Canceller;

static void *
cancel_at (void *data)
{
  Canceller *canceller = data;

  for (;;)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (canceller->feed, FALSE);

      if (health->events >= canceller->events || health->state > TAPE_FEED_PAUSED)
        break;
      sched_yield ();
    }
  g_cancellable_cancel (canceller->cancellable);
  return NULL;
}

/* Whether it came to its end nevertheless. */
static gboolean
replay_until (const char *database, const char *const *paths, guint64 events)
{
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFeedHealth) health = NULL;
  Canceller canceller = { session_add_replay (session, paths, FALSE), cancellable, events };
  pthread_t thread;
  gboolean done;

  pthread_create (&thread, NULL, cancel_at, &canceller);
  done = tape_session_run (session, cancellable, &error);
  pthread_join (thread, NULL);
  health = tape_feed_get_health (canceller.feed, FALSE);
  if (done)
    return TRUE;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return health->state == TAPE_FEED_FINISHED;
}

static void
remove_database (const char *path)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);

      g_remove (file);
    }
}

static void
assert_same_when_interrupted (StoreFixture *fixture, const char *const *paths, guint64 n_events)
{
  g_autofree char *undisturbed = g_build_filename (fixture->folder, "undisturbed.db", NULL);
  g_autofree char *wanted = NULL, *got = NULL;
  guint interrupted = 0;

  session_replay (undisturbed, paths, NULL);
  wanted = session_dump (undisturbed);
  for (guint i = 0; interrupted < N_CANCELLED && i < 20 * N_CANCELLED; i++)
    if (!replay_until (fixture->path, paths, (guint64)g_test_rand_int_range (0, (gint32)(n_events / 6))))
      interrupted++;
    else if (interrupted == 0)
      remove_database (fixture->path); /* the one that cancels came too late: once more from the beginning */
    else
      break;
  g_assert_cmpuint (interrupted, >, 0);
  session_replay (fixture->path, paths, NULL);
  got = session_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_interrupted_sample (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sample = session_find_sample ();

  if (sample != NULL)
    assert_same_when_interrupted (fixture, PATHS (sample), 40000);
}

static void
test_interrupted_mixed (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_MIXED);

  assert_same_when_interrupted (fixture, PATHS (path), N_MIXED);
}

static void
test_interrupted_merge (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *first = session_write_mixed (fixture->folder, "first.csv", 'a', N_MIXED);
  g_autofree char *second = session_write_mixed (fixture->folder, "second.csv", 'b', N_MIXED / 2);

  assert_same_when_interrupted (fixture, PATHS (first, second), N_MIXED * 3 / 2);
}

/* --- What is stored. --- */

static void
test_sample (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sample = session_find_sample (), *before = NULL, *after = NULL;
  TapeSessionSummary summary, again;

  if (sample == NULL)
    return;
  session_replay (fixture->path, PATHS (sample), &summary);
  g_assert_cmpuint (summary.read, ==, 40000);
  g_assert_cmpuint (summary.stored, ==, 40000);
  g_assert_cmpuint (summary.rejected + summary.ignored + summary.duplicates + summary.late, ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, 40000);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (count) FROM bars WHERE length = 60"), ==, 40000);
  g_assert_cmpint (store_fixture_get_number (fixture,
                                             "SELECT count (*) FROM instruments WHERE symbol IN ('AIG', 'BAC', "
                                             "'IBM')"),
                   ==, 3);

  before = session_dump (fixture->path);
  session_replay (fixture->path, PATHS (sample), &again);
  after = session_dump (fixture->path);
  g_assert_cmpuint (again.read + again.stored, ==, 0);
  g_assert_cmpstr (after, ==, before);
}

static void
test_mixed_counts (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_MIXED);
  TapeSessionSummary summary;

  session_replay (fixture->path, PATHS (path), &summary);
  g_assert_cmpuint (summary.read, ==, N_MIXED);
  g_assert_cmpuint (summary.stored + summary.rejected + summary.duplicates, ==, N_MIXED);
  g_assert_cmpuint (summary.rejected, >, N_MIXED / 40);
  g_assert_cmpuint (summary.duplicates, >, N_MIXED / 80);
  g_assert_cmpuint (summary.late, >, 20);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, (gint64)summary.stored);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM rejected"), ==, (gint64)summary.rejected);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT line FROM sources"), ==, N_MIXED + 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT finished FROM sources"), ==, 1);
}

/* Read as it grows, it is one source, and what is stored is what one reading of all of it stores. */
static void
test_grown (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *whole = g_build_filename (fixture->folder, "whole.db", NULL);
  g_autofree char *path = NULL;
  TapeSessionSummary first, second;

  path = session_write_mixed (fixture->folder, "grown.csv", 'a', N_MIXED / 2);
  session_replay (fixture->path, PATHS (path), &first);
  g_free (path);
  path = session_write_mixed (fixture->folder, "grown.csv", 'a', N_MIXED);
  session_replay (fixture->path, PATHS (path), &second);
  session_replay (whole, PATHS (path), NULL);

  g_assert_cmpuint (first.read, ==, N_MIXED / 2);
  g_assert_cmpuint (second.read, ==, N_MIXED / 2);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources"), ==, 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==,
                   (gint64)(first.stored + second.stored));
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT line FROM sources"), ==, N_MIXED + 1);
}

static void
test_again (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', 100);
  g_autoptr (TapeSession) session = NULL;
  g_autoptr (GError) error = NULL;
  TapeSessionSummary first, second;

  session_replay (fixture->path, PATHS (path), &first);
  session = session_open (fixture->path, FALSE);
  session_add_replay (session, PATHS (path), TRUE);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  tape_session_get_summary (session, &second);
  g_assert_cmpuint (second.stored, ==, first.stored);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources"), ==, 2);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, 2 * (gint64)first.stored);
}

static void
test_no_database (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tapeline-test-XXXXXX", NULL);
  g_autofree char *path = session_write_mixed (folder, "mixed.csv", 'a', N_MIXED);
  TapeSessionSummary summary;

  session_replay (NULL, PATHS (path), &summary);
  g_assert_cmpuint (summary.read, ==, N_MIXED);
  g_assert_cmpuint (summary.stored + summary.rejected + summary.duplicates, ==, N_MIXED);
  g_remove (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What a session shows at its end, another shows at its start, before anything is fed. */
static void
test_frame_is_restored (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_MIXED);
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  g_autoptr (TapeFrame) wanted = NULL, frame = NULL;
  gint64 deadline = g_get_monotonic_time () + 30 * TAPE_SECOND;

  session_add_replay (session, PATHS (path), FALSE);
  g_assert_true (tape_session_run (session, NULL, NULL));
  wanted = tape_session_make_frame (session);
  g_assert_cmpuint (wanted->n_rows, ==, 4);
  g_assert_cmpuint (wanted->arrival, >, N_MIXED / 2);
  g_clear_pointer (&session, tape_session_free);

  session = session_open (fixture->path, FALSE);
  while ((frame = tape_session_take_frame (session)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sched_yield ();
    }
  session_assert_same_frame (frame, wanted);
}

/* The last frame of a run is of its end, though an older one was not taken. */
static void
test_last_frame (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_MIXED);
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  g_autoptr (TapeFrame) wanted = NULL, frame = NULL;

  session_add_replay (session, PATHS (path), FALSE);
  g_assert_true (tape_session_run (session, NULL, NULL));
  frame = tape_session_take_frame (session);
  wanted = tape_session_make_frame (session);
  g_assert_nonnull (frame);
  session_assert_same_frame (frame, wanted);
}

/* --- One source is read once at a time. --- */

static void
assert_refused (StoreFixture *fixture, const char *const *paths)
{
  const TapeReplayOptions options = { .delay = -1 };
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_replay_new (tape_session_get_universe (session), paths, &options, &error);

  g_assert_no_error (error);
  g_assert_false (tape_session_add_feed (session, feed, FALSE, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, "mixed.csv"));
}

static void
test_named_twice (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', 100);
  g_autofree char *copy = session_write_mixed (fixture->folder, "copy of mixed.csv", 'a', 200);

  assert_refused (fixture, PATHS (path, path));
  assert_refused (fixture, PATHS (path, copy));
}

static void
note_end (TapeFeed *feed, gpointer data)
{
  *(gboolean *)data = TRUE;
}

static void
await (gboolean *condition)
{
  gint64 deadline = g_get_monotonic_time () + 60 * TAPE_SECOND;

  while (!*condition)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      sched_yield ();
    }
}

/* Stopped and started again in one session, sooner than the store can know how far it was. */
static void
assert_restarts (StoreFixture *fixture, const char *database)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_MIXED);
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autoptr (GError) error = NULL;
  TapeSessionSummary summary;

  for (guint i = 0; i < N_CANCELLED; i++)
    {
      TapeFeed *feed = session_add_replay (session, PATHS (path), FALSE);
      gboolean ended = FALSE;
      Canceller canceller = { feed, g_cancellable_new (), (guint64)g_test_rand_int_range (0, N_MIXED / 8) };
      pthread_t thread;

      tape_session_start_feed (session, feed, note_end, &ended);
      pthread_create (&thread, NULL, cancel_at, &canceller);
      pthread_join (thread, NULL);
      tape_session_stop_feed (session, feed);
      await (&ended);
      g_object_unref (canceller.cancellable);
    }
  session_add_replay (session, PATHS (path), FALSE);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  tape_session_get_summary (session, &summary);
  g_assert_cmpuint (summary.read, ==, N_MIXED);
}

static void
test_restarted (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *undisturbed = g_build_filename (fixture->folder, "undisturbed.db", NULL);
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_MIXED);
  g_autofree char *wanted = NULL, *got = NULL;

  session_replay (undisturbed, PATHS (path), NULL);
  wanted = session_dump (undisturbed);
  assert_restarts (fixture, fixture->path);
  got = session_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_restarted_without_database (StoreFixture *fixture, gconstpointer data)
{
  assert_restarts (fixture, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/session/sample", test_sample);
  STORE_TEST ("/session/mixed-counts", test_mixed_counts);
  STORE_TEST ("/session/grown-file-adds-the-new-rows", test_grown);
  STORE_TEST ("/session/again-is-a-new-source", test_again);
  g_test_add_func ("/session/no-database", test_no_database);
  STORE_TEST ("/session/frame-is-restored", test_frame_is_restored);
  STORE_TEST ("/session/last-frame-is-of-the-end", test_last_frame);
  STORE_TEST ("/session/named-twice", test_named_twice);
  STORE_TEST ("/session/restarted", test_restarted);
  STORE_TEST ("/session/restarted-without-database", test_restarted_without_database);
  STORE_TEST ("/session/interrupted-sample", test_interrupted_sample);
  STORE_TEST ("/session/interrupted-mixed", test_interrupted_mixed);
  STORE_TEST ("/session/interrupted-merge", test_interrupted_merge);
  return g_test_run ();
}
