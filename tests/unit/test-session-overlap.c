/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sources that have no position but the time and the id of their last trade: nothing is lost and nothing is stored twice. */

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/overlap-feed.h"
#include "../support/session-fixture.h"
#include "../support/store-fixture.h"

enum
{
  N_TRADES = 20000,
};

static TapeFeed *
add_feed (TapeSession *session, guint n, gulong pause)
{
  TapeFeed *feed = overlap_feed_new (tape_session_get_universe (session), "service", n, pause);
  g_autoptr (GError) error = NULL;

  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  return feed;
}

/* Runs the feed to its end; returns where it began. */
static guint
run_feed (const char *database, guint n, TapeSessionSummary *summary)
{
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  TapeFeed *feed = add_feed (session, n, 0);
  g_autoptr (GError) error = NULL;

  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  if (summary != NULL)
    tape_session_get_summary (session, summary);
  return overlap_feed_get_begin (feed);
}

/* Each of the first @n once, and nothing else. */
static void
assert_each_once (StoreFixture *fixture, gint64 n)
{
  static const char of_feed[] = "FROM trades JOIN sources ON sources.id = source WHERE kind = 'overlap'";
  g_autofree char *count = g_strdup_printf ("SELECT count (*) %s", of_feed);
  g_autofree char *different = g_strdup_printf ("SELECT count (DISTINCT trade_id) %s", of_feed);
  g_autofree char *sum = g_strdup_printf ("SELECT CAST (sum (quantity) AS INTEGER) %s", of_feed);

  g_assert_cmpint (store_fixture_get_number (fixture, count), ==, n);
  g_assert_cmpint (store_fixture_get_number (fixture, different), ==, n);
  g_assert_cmpint (store_fixture_get_number (fixture, sum), ==, n * (n - 1) / 2);
}

static void
test_again (StoreFixture *fixture, gconstpointer data)
{
  TapeSessionSummary summary;

  run_feed (fixture->path, 1000, &summary);
  g_assert_cmpuint (summary.stored, ==, 1000);
  g_assert_cmpuint (run_feed (fixture->path, 3000, &summary), <, 1000);
  g_assert_cmpuint (summary.stored, ==, 2000);
  g_assert_cmpuint (summary.duplicates, >, 100);
  assert_each_once (fixture, 3000);
}

/* More has come of another source than the engine remembers ids of. */
static void
test_many_others_since (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "others.csv", 'a', TAPE_ENGINE_RESTORE_TRADES + 20000);
  const char *const paths[] = { path, NULL };
  TapeSessionSummary summary;

  run_feed (fixture->path, 1000, NULL);
  session_replay (fixture->path, paths, &summary);
  g_assert_cmpuint (summary.stored, >, TAPE_ENGINE_RESTORE_TRADES);
  run_feed (fixture->path, 2000, &summary);
  g_assert_cmpuint (summary.stored, ==, 1000);
  g_assert_cmpuint (summary.duplicates, >, 100);
  assert_each_once (fixture, 2000);
}

/* The feed that follows another of the same source in one session delivers again what that has. */
static void
test_restarted_in_a_session (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  TapeFeed *feed = add_feed (session, 1000, 0);

  tape_session_start_feed (session, feed, NULL, NULL);
  tape_feed_wait (feed);
  feed = add_feed (session, 3000, 0);
  tape_session_start_feed (session, feed, NULL, NULL);
  g_clear_pointer (&session, tape_session_free);
  /* What was handed over when the session ended is stored; the rest comes now. */
  run_feed (fixture->path, 3000, NULL);
  assert_each_once (fixture, 3000);
}

static void
feed_until_killed (const char *database)
{
  g_autoptr (TapeSession) session = session_open (database, FALSE);

  alarm (60);
  add_feed (session, N_TRADES, 2000);
  _exit (tape_session_run (session, NULL, NULL) ? 0 : 1);
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  guint n_killed = 0;
  int status = -1;

  while (status != 0)
    {
      pid_t child = fork ();

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        feed_until_killed (fixture->path);
      g_usleep ((gulong)g_rand_int_range (rand, 0, 400000));
      if (n_killed < 12)
        kill (child, SIGKILL);
      n_killed++;
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (status == 0 || (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL));
    }
  g_test_message ("done after %u runs", n_killed);
  assert_each_once (fixture, N_TRADES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* First: it forks, and other tests leave threads behind. */
  STORE_TEST ("/session/overlap/killed-at-random-moments", test_killed);
  STORE_TEST ("/session/overlap/delivers-again", test_again);
  STORE_TEST ("/session/overlap/many-of-others-since", test_many_others_since);
  STORE_TEST ("/session/overlap/restarted-in-a-session", test_restarted_in_a_session);
  return g_test_run ();
}
