/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desk runs what is set up while the main database is shown, and nothing of it beside the simulation. What cannot be made
 * does as well: it stands there, failed. */

#include "../support/store-fixture.h"
#include "model/tape-desk.h"

typedef struct
{
  StoreFixture store;
  TapeDesk *desk;
  guint sessions;
  guint feeds;
} Fixture;

static void
count (guint *counter)
{
  ++*counter;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->desk = tape_desk_new (fixture->store.folder);
  fixture->sessions = fixture->feeds = 0;
  g_signal_connect_swapped (fixture->desk, "ready", G_CALLBACK (tape_desk_poll), fixture->desk);
  g_signal_connect_swapped (fixture->desk, "session", G_CALLBACK (count), &fixture->sessions);
  g_signal_connect_swapped (fixture->desk, "feeds", G_CALLBACK (count), &fixture->feeds);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tape_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  store_fixture_tear_down (&fixture->store, data);
}

static char *no_symbols[] = { NULL };

static TapeUserFeed first
    = { 1, (char *)"First", (char *)"pigeon", (char *)"loft", NULL, no_symbols, (char *)"{}", 0, TRUE };
static TapeUserFeed second
    = { 2, (char *)"Second", (char *)"pigeon", (char *)"roof", NULL, no_symbols, (char *)"{}", 0, TRUE };

static void
set_live_feeds (Fixture *fixture, TapeUserFeed *one, TapeUserFeed *other)
{
  g_autoptr (GPtrArray) definitions = g_ptr_array_new ();

  if (one != NULL)
    g_ptr_array_add (definitions, one);
  if (other != NULL)
    g_ptr_array_add (definitions, other);
  tape_desk_set_live_feeds (fixture->desk, definitions);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until there are @n feeds and all of them have failed. */
static void
wait_for_failed (Fixture *fixture, guint n)
{
  guint source = g_timeout_add (20, wake_up, NULL);
  guint failed;

  do
    {
      GPtrArray *feeds = tape_desk_get_feeds (fixture->desk);

      g_main_context_iteration (NULL, TRUE);
      failed = 0;
      for (guint i = 0; i < feeds->len; i++)
        {
          g_autoptr (TapeFeedHealth) health = tape_feed_get_health (g_ptr_array_index (feeds, i), FALSE);

          failed += health->state == TAPE_FEED_FAILED;
        }
    }
  while (failed != n || tape_desk_get_feeds (fixture->desk)->len != n);
  g_source_remove (source);
}

static const char *
get_name (Fixture *fixture, guint i)
{
  return tape_feed_get_name (g_ptr_array_index (tape_desk_get_feeds (fixture->desk), i));
}

/* Set up before the database is shown, as at the start of the window. */
static void
test_begins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeFeedHealth) health = NULL;
  g_autoptr (GError) error = NULL;
  TapeFeed *feed;

  set_live_feeds (fixture, &second, &first);
  g_assert_cmpuint (tape_desk_get_feeds (fixture->desk)->len, ==, 0);
  g_assert_true (tape_desk_open_stored (fixture->desk, &error));
  g_assert_no_error (error);
  wait_for_failed (fixture, 2);
  g_assert_cmpstr (get_name (fixture, 0), ==, "Second");
  g_assert_cmpstr (get_name (fixture, 1), ==, "First");
  g_assert_cmpint (tape_desk_get_reality (fixture->desk), ==, TAPE_REALITY_STOPPED);
  feed = g_ptr_array_index (tape_desk_get_feeds (fixture->desk), 0);
  health = tape_feed_get_health (feed, FALSE);
  g_assert_cmpstr (health->message, ==,
                   "This version does not know “roof”. Use the version that set “Second” up, or remove it.");
  g_assert_cmpint (tape_desk_get_definition (fixture->desk, feed)->id, ==, 2);
  /* Tried again, another takes its place. */
  g_assert_true (tape_desk_start_feed (fixture->desk, feed, &error));
  while (g_ptr_array_index (tape_desk_get_feeds (fixture->desk), 0) == feed)
    g_main_context_iteration (NULL, TRUE);
  wait_for_failed (fixture, 2);
}

/* Set up while the database is shown without any: the session is opened once more, since now time passes in it. */
static void
test_first_one (Fixture *fixture, gconstpointer data)
{
  g_assert_true (tape_desk_open_stored (fixture->desk, NULL));
  set_live_feeds (fixture, NULL, NULL);
  g_assert_cmpuint (fixture->sessions, ==, 1);
  set_live_feeds (fixture, &first, NULL);
  g_assert_cmpuint (fixture->sessions, ==, 2);
  wait_for_failed (fixture, 1);
  set_live_feeds (fixture, &first, &second);
  wait_for_failed (fixture, 2);
  set_live_feeds (fixture, &second, NULL);
  wait_for_failed (fixture, 1);
  g_assert_cmpstr (get_name (fixture, 0), ==, "Second");
  set_live_feeds (fixture, NULL, NULL);
  wait_for_failed (fixture, 0);
  g_assert_cmpuint (fixture->sessions, ==, 2);
}

/* Nothing real stands beside what is simulated. */
static void
test_simulation (Fixture *fixture, gconstpointer data)
{
  TapeFeed *simulator;

  set_live_feeds (fixture, &first, NULL);
  g_assert_true (tape_desk_open_simulation (fixture->desk, 1, NULL));
  simulator = g_ptr_array_index (tape_desk_get_feeds (fixture->desk), 0);
  set_live_feeds (fixture, &first, &second);
  tape_desk_take_key (fixture->desk, "loft", "default");
  g_assert_cmpuint (tape_desk_get_feeds (fixture->desk)->len, ==, 1);
  g_assert_null (tape_desk_get_definition (fixture->desk, simulator));
  g_assert_cmpint (tape_desk_get_reality (fixture->desk), ==, TAPE_REALITY_SIMULATED);
  g_assert_true (tape_desk_open_stored (fixture->desk, NULL));
  wait_for_failed (fixture, 2);
  tape_desk_set_aside (fixture->desk);
  g_assert_cmpuint (tape_desk_get_feeds (fixture->desk)->len, ==, 0);
  set_live_feeds (fixture, &first, NULL);
  g_assert_cmpuint (tape_desk_get_feeds (fixture->desk)->len, ==, 0);
  g_assert_true (tape_desk_open_stored (fixture->desk, NULL));
  wait_for_failed (fixture, 1);
}

#define DESK_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  DESK_TEST ("/model/desk-live/begins", test_begins);
  DESK_TEST ("/model/desk-live/first-one", test_first_one);
  DESK_TEST ("/model/desk-live/not-beside-the-simulation", test_simulation);
  return g_test_run ();
}
