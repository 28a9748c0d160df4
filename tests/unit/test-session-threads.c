/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session's threads at once: feeds, engine, writer, and others that take frames, change the focus, pause and cancel.
 * Also for the thread sanitizer, which does not see GLib's own locks: threads and hand-overs here are pthreads. */

#include <glib/gstdio.h>
#include <pthread.h>
#include <sched.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"

enum
{
  N_ROWS = 20000,
  N_ROUNDS = 8,
};

#define PATHS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define WAIT       (120 * TAPE_SECOND)

typedef struct
{
  TapeSession *session;
  TapeFeed *feed;
  GCancellable *cancellable;
  guint64 events; /* at which to act */

  /* atomic */
  gboolean over;
  guint notified;
  guint frames;
} Crowd;

static TapeFeedState
get_state (TapeFeed *feed, guint64 *events)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, TRUE);

  if (events != NULL)
    *events = health->events;
  return health->state;
}

static void
note_frame (gpointer data)
{
  Crowd *crowd = data;

  __atomic_add_fetch (&crowd->notified, 1, __ATOMIC_RELAXED);
}

static void
look_at (const TapeFrame *frame, const TapeFrame *before)
{
  guint64 count = 0;

  /* All of a frame is of one moment. */
  for (guint i = 0; i < frame->n_rows; i++)
    count += frame->rows[i].count;
  g_assert_cmpuint (count, ==, frame->arrival);
  for (guint i = 0; i < frame->trades->len; i++)
    g_assert_cmpuint (g_array_index (frame->trades, TapeTrade, i).instrument, ==, frame->focus);
  if (before == NULL)
    return;
  g_assert_cmpuint (frame->serial, >, before->serial);
  g_assert_cmpuint (frame->arrival, >=, before->arrival);
  g_assert_cmpint (frame->watermark, >=, before->watermark);
}

/* Takes frames, and asks for another instrument with each. */
static void *
take_frames (void *data)
{
  Crowd *crowd = data;
  g_autoptr (TapeFrame) before = NULL;
  guint n = 0;

  while (!__atomic_load_n (&crowd->over, __ATOMIC_ACQUIRE))
    {
      TapeFrame *frame = tape_session_take_frame (crowd->session);

      sched_yield ();
      if (frame == NULL)
        continue;
      look_at (frame, before);
      g_clear_pointer (&before, tape_frame_unref);
      before = frame;
      n++;
      tape_session_set_focus (crowd->session, n % 5 == 4 ? TAPE_NO_INSTRUMENT : n % 5);
      g_free (tape_session_get_store_message (crowd->session));
    }
  __atomic_store_n (&crowd->frames, n, __ATOMIC_RELAXED);
  return NULL;
}

/* Pauses the feed and lets it go on until it is over. */
static void *
pause_and_go_on (void *data)
{
  Crowd *crowd = data;
  gboolean paused = FALSE;

  while (get_state (crowd->feed, NULL) <= TAPE_FEED_PAUSED)
    {
      paused = !paused;
      tape_feed_set_paused (crowd->feed, paused);
      tape_feed_set_speed (crowd->feed, paused ? 1e9 : 0);
      sched_yield ();
    }
  return NULL;
}

/* Cancels when so many events were handed over, now and then in a pause. */
static void *
cancel (void *data)
{
  Crowd *crowd = data;
  guint64 events = 0;

  while (get_state (crowd->feed, &events) <= TAPE_FEED_PAUSED && events < crowd->events)
    sched_yield ();
  tape_feed_set_paused (crowd->feed, crowd->events % 2 == 1);
  g_cancellable_cancel (crowd->cancellable);
  return NULL;
}

/* One round; whether the feeds came to their end. */
static gboolean
run_in_a_crowd (TapeSession *session, TapeFeed *feed, void *(*meddle) (void *), guint64 events)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Crowd crowd = { .session = session, .feed = feed, .cancellable = cancellable, .events = events };
  pthread_t taker, meddler;
  gboolean done;

  tape_session_set_frame_notify (session, note_frame, &crowd);
  pthread_create (&taker, NULL, take_frames, &crowd);
  pthread_create (&meddler, NULL, meddle, &crowd);
  done = tape_session_run (session, cancellable, &error);
  pthread_join (meddler, NULL);
  __atomic_store_n (&crowd.over, TRUE, __ATOMIC_RELEASE);
  pthread_join (taker, NULL);
  tape_session_set_frame_notify (session, NULL, NULL);

  if (!done)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* None is published that nobody heard of, but the one that was there before anybody listened. */
  g_assert_cmpuint (__atomic_load_n (&crowd.frames, __ATOMIC_RELAXED), <=,
                    __atomic_load_n (&crowd.notified, __ATOMIC_RELAXED) + 1);
  return done;
}

static void
test_pauses (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *undisturbed = g_build_filename (fixture->folder, "undisturbed.db", NULL);
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_ROWS);
  g_autofree char *wanted = NULL, *got = NULL;
  TapeSession *session = session_open (fixture->path, FALSE);

  g_assert_true (run_in_a_crowd (session, session_add_replay (session, PATHS (path), FALSE), pause_and_go_on, 0));
  tape_session_free (session);
  session_replay (undisturbed, PATHS (path), NULL);
  wanted = session_dump (undisturbed);
  got = session_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
}

static void
test_cancelled (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *undisturbed = g_build_filename (fixture->folder, "undisturbed.db", NULL);
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_ROWS);
  g_autofree char *wanted = NULL, *got = NULL;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);

      run_in_a_crowd (session, session_add_replay (session, PATHS (path), FALSE), cancel,
                      (guint64)g_test_rand_int_range (0, N_ROWS / N_ROUNDS));
    }
  session_replay (fixture->path, PATHS (path), NULL);
  session_replay (undisturbed, PATHS (path), NULL);
  wanted = session_dump (undisturbed);
  got = session_dump (fixture->path);
  g_assert_cmpstr (got, ==, wanted);
}

/* Two feeds push into one queue; nothing is lost, nothing twice. */
static void
test_two_feeds (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *first = session_write_mixed (fixture->folder, "first.csv", 'a', N_ROWS);
  g_autofree char *second = session_write_mixed (fixture->folder, "second.csv", 'b', N_ROWS);
  TapeSession *session = session_open (fixture->path, FALSE);
  TapeFeed *feed = session_add_replay (session, PATHS (first), FALSE);
  TapeSessionSummary summary;

  session_add_replay (session, PATHS (second), FALSE);
  g_assert_true (run_in_a_crowd (session, feed, pause_and_go_on, 0));
  tape_session_get_summary (session, &summary);
  tape_session_free (session);
  g_assert_cmpuint (summary.read, ==, 2 * N_ROWS);
  g_assert_cmpuint (summary.stored + summary.rejected + summary.duplicates, ==, 2 * N_ROWS);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, (gint64)summary.stored);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources WHERE finished"), ==, 2);
}

/* Freed while its feed runs, it stores what was handed over. */
static void
test_freed (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "mixed.csv", 'a', N_ROWS);
  guint64 events = 0;
  gint64 deadline = g_get_monotonic_time () + WAIT;
  TapeSession *session = session_open (fixture->path, FALSE);
  TapeFeed *feed = session_add_replay (session, PATHS (path), FALSE);

  tape_session_start_feed (session, feed, NULL, NULL);
  while (events == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      get_state (feed, &events);
      sched_yield ();
    }
  tape_session_free (session);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/session/threads/pauses", test_pauses);
  STORE_TEST ("/session/threads/cancelled", test_cancelled);
  STORE_TEST ("/session/threads/two-feeds", test_two_feeds);
  STORE_TEST ("/session/threads/freed", test_freed);
  return g_test_run ();
}
