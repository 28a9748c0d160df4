/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The live feeds of a session: made of what is set up, and kept to it while it changes. */

#include "../support/overlap-feed.h"
#include "../support/store-fixture.h"
#include "pipeline/tape-live.h"

#define MANY  1000000
#define PAUSE 1000

typedef struct
{
  StoreFixture store;
  TapeSession *session;
  TapeLive *live;
  guint changes;
} Fixture;

/* --- Feeds of tests. --- */

static guint made;

/* A service "gone" has no feed, "slow" makes one only when it is cancelled. Of others each is a source of its service's name. */
static gboolean
finish_making (gpointer data)
{
  GTask *task = data;
  const char *service = g_object_get_data (G_OBJECT (task), "service");

  if (g_task_return_error_if_cancelled (task))
    ;
  else if (g_str_equal (service, "slow"))
    return G_SOURCE_CONTINUE;
  else if (g_str_equal (service, "gone"))
    g_task_return_new_error (task, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, "It is gone. Remove it.");
  else
    g_task_return_pointer (task, overlap_feed_new (g_task_get_task_data (task), service, MANY, PAUSE),
                           (GDestroyNotify)tape_feed_free);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
make_async (const TapeUserFeed *definition,
            TapeUniverse *universe,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);

  made++;
  g_task_set_task_data (task, tape_universe_ref (universe), (GDestroyNotify)tape_universe_unref);
  g_object_set_data_full (G_OBJECT (task), "service", g_strdup (definition->service), g_free);
  g_idle_add (finish_making, task);
}

static TapeFeed *
make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const TapeLiveMaker maker = { make_async, make_finish };

/* --- The session. --- */

static void
on_changed (gpointer data)
{
  ((Fixture *)data)->changes++;
}

static void
open_session (Fixture *fixture)
{
  TapeSessionOptions options = { .database = fixture->store.path, .engine = { .lateness = TAPE_LATENESS_DEFAULT } };
  g_autoptr (GError) error = NULL;

  fixture->session = tape_session_new (&options, &error);
  g_assert_no_error (error);
  fixture->live = tape_live_new (fixture->session, &maker, on_changed, fixture);
}

static void
close_session (Fixture *fixture)
{
  g_clear_pointer (&fixture->live, tape_live_free);
  g_clear_pointer (&fixture->session, tape_session_free);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  made = 0;
  open_session (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_session (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  store_fixture_tear_down (&fixture->store, data);
}

static char *no_symbols[] = { NULL };
static char *btc[] = { (char *)"BTCUSDT", NULL };

/* Sets up one feed for each word: "1:a" the first, of service a; "-" before it: not enabled; "+" with a symbol; "^" behind all
 * others. */
static void
set_definitions (Fixture *fixture, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 0);
  g_autoptr (GPtrArray) definitions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      char *word = words[i] + (g_ascii_isdigit (*words[i]) ? 0 : 1);
      TapeUserFeed *definition = g_new0 (TapeUserFeed, 1);

      definition->id = word[0] - '0';
      definition->name = definition->kind = definition->service = word + 2;
      definition->account = (char *)"default";
      definition->settings = (char *)"{}";
      definition->symbols = *words[i] == '+' ? btc : no_symbols;
      definition->enabled = *words[i] != '-';
      definition->priority = *words[i] == '^' ? G_MAXINT64 - 1 : definition->id;
      g_ptr_array_add (definitions, definition);
    }
  tape_live_set_definitions (fixture->live, definitions);
}

/* "name running; …" */
static char *
describe (Fixture *fixture)
{
  static const char *const words[]
      = { [TAPE_FEED_IDLE] = "idle",         [TAPE_FEED_RUNNING] = "runs",    [TAPE_FEED_PAUSED] = "paused",
          [TAPE_FEED_FINISHED] = "finished", [TAPE_FEED_STOPPED] = "stopped", [TAPE_FEED_FAILED] = "failed" };
  g_autoptr (GPtrArray) feeds = tape_live_list_feeds (fixture->live);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < feeds->len; i++)
    {
      TapeFeed *feed = g_ptr_array_index (feeds, i);
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "",
                              tape_live_get_definition (fixture->live, feed)->service, words[health->state]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for (Fixture *fixture, const char *wanted)
{
  guint source = g_timeout_add (20, wake_up, NULL);
  g_autofree char *now = describe (fixture);

  while (g_strcmp0 (now, wanted) != 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (now);
      now = describe (fixture);
    }
  g_source_remove (source);
}

static void
wait_for_made (guint n)
{
  while (made < n)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (made, ==, n);
}

static TapeFeed *
get_feed (Fixture *fixture, guint i)
{
  g_autoptr (GPtrArray) feeds = tape_live_list_feeds (fixture->live);

  return g_ptr_array_index (feeds, i);
}

/* --- Tests. --- */

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  TapeFeed *a, *b;

  set_definitions (fixture, "1:a 2:b -3:c");
  wait_for (fixture, "a runs; b runs");
  g_assert_cmpuint (fixture->changes, ==, 2);
  a = get_feed (fixture, 0);
  b = get_feed (fixture, 1);
  /* Another order, and the third beside them: nothing is made anew. */
  set_definitions (fixture, "2:b 3:c 1:a");
  wait_for (fixture, "b runs; c runs; a runs");
  g_assert_true (get_feed (fixture, 0) == b && get_feed (fixture, 2) == a);
  g_assert_cmpuint (made, ==, 3);
  set_definitions (fixture, "1:a");
  wait_for (fixture, "a runs");
  g_assert_true (get_feed (fixture, 0) == a);
  g_assert_null (tape_live_get_definition (fixture->live, b));
  set_definitions (fixture, "");
  wait_for (fixture, "");
}

/* What reads otherwise ends, and goes on in another's hands; it never runs twice. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  TapeFeed *before;

  set_definitions (fixture, "1:a");
  wait_for (fixture, "a runs");
  before = get_feed (fixture, 0);
  set_definitions (fixture, "+1:a");
  while (get_feed (fixture, 0) == before)
    g_main_context_iteration (NULL, TRUE);
  wait_for (fixture, "a runs");
  g_assert_cmpuint (g_strv_length (tape_live_get_definition (fixture->live, get_feed (fixture, 0))->symbols), ==, 1);
  g_assert_cmpuint (made, ==, 2);
  set_definitions (fixture, "1:a");
  wait_for_made (3);
  set_definitions (fixture, "^1:a");
  wait_for_made (4);
}

static guint64
count_events (Fixture *fixture, guint i)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (get_feed (fixture, i), FALSE);

  return health->events;
}

#define TAKEN_OF(name)                                                                                                 \
  "SELECT side < 8 FROM trades JOIN sources ON sources.id = source WHERE name = '" name                                \
  "' ORDER BY arrival DESC LIMIT 1"

/* The same instrument of two: all is stored; once the second is heard, what the first says is set aside. */
static void
test_ranked (Fixture *fixture, gconstpointer data)
{
  guint64 ahead;

  set_definitions (fixture, "^1:a 2:b");
  wait_for (fixture, "a runs; b runs");
  while (count_events (fixture, 1) < 50)
    g_usleep (1000);
  ahead = count_events (fixture, 0);
  while (count_events (fixture, 0) < ahead + 200 || count_events (fixture, 1) < ahead + 200)
    g_usleep (1000);
  close_session (fixture);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, TAKEN_OF ("a")), ==, 0);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, TAKEN_OF ("b")), ==, 1);
}

/* Removed and at once put back: the one must end before the other begins. */
static void
test_put_back (Fixture *fixture, gconstpointer data)
{
  TapeFeed *before;

  set_definitions (fixture, "1:a");
  wait_for (fixture, "a runs");
  before = get_feed (fixture, 0);
  set_definitions (fixture, "");
  set_definitions (fixture, "1:a");
  while (get_feed (fixture, 0) == before)
    g_main_context_iteration (NULL, TRUE);
  wait_for (fixture, "a runs");
}

/* One that cannot be made stands there with the reason, and may be tried again. */
static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeFeedHealth) health = NULL;
  TapeFeed *failed;

  set_definitions (fixture, "1:gone 2:b");
  wait_for (fixture, "gone failed; b runs");
  failed = get_feed (fixture, 0);
  health = tape_feed_get_health (failed, FALSE);
  g_assert_cmpstr (health->message, ==, "It is gone. Remove it.");
  g_assert_cmpstr (tape_feed_get_name (failed), ==, "gone");
  g_assert_cmpuint (made, ==, 2);
  tape_live_start_feed (fixture->live, failed);
  tape_live_start_feed (fixture->live, get_feed (fixture, 1));
  while (get_feed (fixture, 0) == failed)
    g_main_context_iteration (NULL, TRUE);
  wait_for (fixture, "gone failed; b runs");
  g_assert_cmpuint (made, ==, 3);
}

/* Two of the same: the second is told so, and the first runs on. */
static void
test_twice (Fixture *fixture, gconstpointer data)
{
  set_definitions (fixture, "1:a 2:a");
  wait_for (fixture, "a runs; a failed");
}

/* Told twice to connect anew, it does so once. */
static void
test_connects_anew (Fixture *fixture, gconstpointer data)
{
  TapeFeed *before;

  set_definitions (fixture, "1:a 2:gone");
  wait_for (fixture, "a runs; gone failed");
  before = get_feed (fixture, 0);
  tape_live_reconnect_feed (fixture->live, before);
  tape_live_reconnect_feed (fixture->live, before);
  while (get_feed (fixture, 0) == before)
    g_main_context_iteration (NULL, TRUE);
  wait_for (fixture, "a runs; gone failed");
  g_assert_cmpuint (made, ==, 3);
}

/* Stopped by the person it stays so, until it is started. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  TapeFeed *before;

  set_definitions (fixture, "1:a 2:b");
  wait_for (fixture, "a runs; b runs");
  before = get_feed (fixture, 0);
  tape_session_stop_feed (fixture->session, before);
  wait_for (fixture, "a stopped; b runs");
  set_definitions (fixture, "2:b 1:a");
  wait_for (fixture, "b runs; a stopped");
  tape_live_start_feed (fixture->live, before);
  wait_for (fixture, "b runs; a runs");
}

/* A key was entered: those that use it are made anew, also one that still waits for it. */
static void
test_key (Fixture *fixture, gconstpointer data)
{
  set_definitions (fixture, "1:gone 2:slow 3:c");
  wait_for (fixture, "gone failed; c runs");
  tape_live_take_key (fixture->live, "gone", "other");
  tape_live_take_key (fixture->live, "nobody", "default");
  g_assert_cmpuint (made, ==, 3);
  tape_live_take_key (fixture->live, "gone", "default");
  wait_for_made (4);
  tape_live_take_key (fixture->live, "slow", "default");
  wait_for_made (5);
  wait_for (fixture, "gone failed; c runs");
}

/* The session is closed while one is still being made; the next goes on where the feeds were. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeFeedHealth) health = NULL;

  set_definitions (fixture, "1:slow 2:b");
  wait_for (fixture, "b runs");
  do
    {
      g_clear_pointer (&health, tape_feed_health_free);
      health = tape_feed_get_health (get_feed (fixture, 0), FALSE);
    }
  while (health->events < 50);
  close_session (fixture);
  open_session (fixture);
  set_definitions (fixture, "2:b");
  wait_for (fixture, "b runs");
  close_session (fixture);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, "SELECT count (*) FROM sources"), ==, 1);
}

#define LIVE_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  LIVE_TEST ("/pipeline/live/follows-what-is-set-up", test_follows);
  LIVE_TEST ("/pipeline/live/changed", test_changed);
  LIVE_TEST ("/pipeline/live/ranked", test_ranked);
  LIVE_TEST ("/pipeline/live/removed-and-put-back", test_put_back);
  LIVE_TEST ("/pipeline/live/failed", test_failed);
  LIVE_TEST ("/pipeline/live/twice", test_twice);
  LIVE_TEST ("/pipeline/live/connects-anew", test_connects_anew);
  LIVE_TEST ("/pipeline/live/stopped", test_stopped);
  LIVE_TEST ("/pipeline/live/key", test_key);
  LIVE_TEST ("/pipeline/live/closed-meanwhile", test_closed);
  return g_test_run ();
}
