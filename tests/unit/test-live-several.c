/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two live feeds of one instrument, in a session: that of the lower priority number is used while it is not stale, all that both
 * say is stored. Times are those of the trades; no clock is asked. */

#include <string.h>

#include "../support/store-fixture.h"
#include "base/tape-source.h"
#include "feed/tape-feed-private.h"
#include "pipeline/tape-live.h"

#define START (16000 * TAPE_DAY + 15 * TAPE_HOUR)

/* --- Feeds that say what they are told to. --- */

/* By what a feed is named: what it is still to say. */
static GAsyncQueue *words[2];

static guint made;

typedef struct
{
  TapeFeed parent;
  TapeSource source;
  guint32 number;
} ToldFeed;

static guint
count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((ToldFeed *)feed)->source;
}

static gboolean
matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((ToldFeed *)feed)->source.head_digest;
}

static void
bind_source (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  ((ToldFeed *)feed)->number = source;
}

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  ToldFeed *self = (ToldFeed *)feed;
  GAsyncQueue *queue = words[*self->source.name - 'a'];
  gboolean going = tape_feed_push (feed, tape_batch_new_begin (self->number, TRUE, TAPE_DELAY_LIVE));

  while (going && !g_cancellable_is_cancelled (cancellable))
    {
      g_autofree TapeTrade *trade = g_async_queue_timeout_pop (queue, 10000);
      TapeBatch *batch;

      if (trade == NULL)
        continue;
      batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
      trade->instrument = tape_universe_intern (feed->universe, "BTCUSDT", strlen ("BTCUSDT"));
      trade->source = (guint16)self->number;
      *tape_batch_add_trade (batch) = *trade;
      going = tape_feed_push (feed, batch);
    }
  return going && tape_feed_push (feed, tape_batch_new_end (self->number));
}

static void
free_feed (TapeFeed *feed)
{
  g_free (((ToldFeed *)feed)->source.name);
}

static const TapeFeedType told_feed_type = {
  .name = "told",
  .live = TRUE,
  .free = free_feed,
  .count_sources = count_sources,
  .get_source = get_source,
  .matches = matches,
  .bind = bind_source,
  .run = run,
};

static void
make_async (const TapeUserFeed *definition,
            TapeUniverse *universe,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  ToldFeed *feed = g_new0 (ToldFeed, 1);

  tape_feed_init (&feed->parent, &told_feed_type, definition->name, universe);
  feed->source.kind = (char *)"told";
  feed->source.name = g_strdup (definition->name);
  feed->source.location = (char *)"";
  feed->source.head_digest = tape_source_digest (definition->name, strlen (definition->name));
  made++;
  g_task_return_pointer (task, feed, (GDestroyNotify)tape_feed_free);
  g_object_unref (task);
}

static TapeFeed *
make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const TapeLiveMaker maker = { make_async, make_finish };

/* --- The session. --- */

typedef struct
{
  StoreFixture store;
  TapeSession *session;
  TapeLive *live;
  TapeFrame *frame; /* that shows all that was said */
  guint said;
} Fixture;

static void
on_changed (gpointer data)
{
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  TapeSessionOptions options = {
    .frames = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .disagreement = TAPE_DISAGREEMENT_DEFAULT },
  };
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (&fixture->store, data);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    words[i] = g_async_queue_new_full (g_free);
  made = 0;
  options.database = fixture->store.path;
  fixture->session = tape_session_new (&options, &error);
  g_assert_no_error (error);
  fixture->live = tape_live_new (fixture->session, &maker, on_changed, NULL);
}

static void
close_session (Fixture *fixture)
{
  g_clear_pointer (&fixture->frame, tape_frame_unref);
  g_clear_pointer (&fixture->live, tape_live_free);
  g_clear_pointer (&fixture->session, tape_session_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_session (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_clear_pointer (&words[i], g_async_queue_unref);
  store_fixture_tear_down (&fixture->store, data);
}

static char *symbols[] = { (char *)"BTCUSDT", NULL };

/* The feeds "a" and "b", with these priorities. "b" is asked where @polled. */
static void
set_definitions (Fixture *fixture, gint64 priority_a, gint64 priority_b, gboolean polled)
{
  TapeUserFeed a = { .id = 1, .name = (char *)"a", .kind = (char *)"stream", .service = (char *)"binance" };
  TapeUserFeed b = a;
  g_autoptr (GPtrArray) definitions = g_ptr_array_new ();

  b.id = 2;
  b.name = (char *)"b";
  if (polled)
    {
      b.kind = (char *)"poll";
      b.service = (char *)"yahoo";
    }
  a.settings = b.settings = (char *)"{}";
  a.symbols = b.symbols = symbols;
  a.enabled = b.enabled = TRUE;
  a.priority = priority_a;
  b.priority = priority_b;
  g_ptr_array_add (definitions, priority_a < priority_b ? &a : &b);
  g_ptr_array_add (definitions, priority_a < priority_b ? &b : &a);
  tape_live_set_definitions (fixture->live, definitions);
}

static void
wait_for_made (guint n)
{
  while (made < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_frame (Fixture *fixture)
{
  while (fixture->frame == NULL || fixture->frame->arrival < fixture->said)
    {
      TapeFrame *frame = tape_session_take_frame (fixture->session);

      if (frame == NULL)
        g_usleep (500);
      else
        {
          g_clear_pointer (&fixture->frame, tape_frame_unref);
          fixture->frame = frame;
        }
      g_main_context_iteration (NULL, FALSE);
    }
}

static const TapeFrameRow *
find_row (Fixture *fixture)
{
  guint32 instrument
      = tape_universe_lookup (tape_session_get_universe (fixture->session), "BTCUSDT", strlen ("BTCUSDT"));

  g_assert_cmpuint (instrument, <, fixture->frame->n_rows);
  return &fixture->frame->rows[instrument];
}

/* @feed trades at @time, in seconds; then @wanted is in use, and @shown is the latest price of the charts. */
static void
say (Fixture *fixture, const char *feed, double time, double price, const char *wanted, double shown)
{
  TapeTrade *trade = g_new0 (TapeTrade, 1);
  g_autofree char *name = NULL;

  trade->event_time = trade->receive_time = START + (gint64)(time * TAPE_SECOND);
  trade->price = price;
  trade->quantity = 1;
  g_async_queue_push (words[*feed - 'a'], trade);
  fixture->said++;
  wait_for_frame (fixture);
  name = tape_session_get_source_name (fixture->session, find_row (fixture)->source);
  g_assert_cmpstr (name, ==, wanted);
  g_assert_cmpfloat (find_row (fixture)->latest, ==, shown);
}

/* Whatever it had to say has been said. */
static void
wait_for_end (TapeFeed *feed)
{
  TapeFeedState state = TAPE_FEED_RUNNING;

  while (state != TAPE_FEED_STOPPED)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

      state = health->state;
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

static guint64
count_late (Fixture *fixture)
{
  guint64 n = 0;

  for (guint i = 0; i < fixture->frame->n_sources; i++)
    n += fixture->frame->sources[i].late;
  return n;
}

static void
assert_stored (Fixture *fixture, gint64 taken)
{
  close_session (fixture);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, "SELECT count (*) FROM trades"), ==, fixture->said);
  g_assert_cmpint (store_fixture_get_number (&fixture->store, "SELECT count (*) FROM ticks"), ==, taken);
  g_assert_cmpint (
      store_fixture_get_number (&fixture->store, "SELECT sum (count) FROM all_bars WHERE length = 60 AND source = 0"),
      ==, taken);
}

/* --- Tests. --- */

/* The first falls silent while the second goes on: a minute later the second is used, and the first again as soon as it is back. */
static void
test_fails_over (Fixture *fixture, gconstpointer data)
{
  set_definitions (fixture, 0, 1, FALSE);
  wait_for_made (2);
  say (fixture, "a", 0, 100, "a", 100);
  say (fixture, "b", 0.5, 100.1, "a", 100);
  say (fixture, "a", 1, 100.2, "a", 100.2);
  say (fixture, "b", 10, 100.3, "a", 100.2);
  say (fixture, "b", 69.9, 100.4, "a", 100.2);
  say (fixture, "b", 70, 100.5, "b", 100.5);
  say (fixture, "b", 71, 100.6, "b", 100.6);
  say (fixture, "a", 72, 100.7, "a", 100.7);
  say (fixture, "b", 73, 100.8, "a", 100.7);
  assert_stored (fixture, 5);
}

/* What is asked now and then is stale after three of its intervals. */
static void
test_polled (Fixture *fixture, gconstpointer data)
{
  const TapeUserFeed polled
      = { .kind = (char *)"poll", .service = (char *)"yahoo", .settings = (char *)"{}", .symbols = symbols };
  double stale_after = (double)tape_live_get_stale_after (&polled) / TAPE_SECOND;

  g_assert_cmpfloat (stale_after, >=, 45);
  set_definitions (fixture, 1, 0, TRUE);
  wait_for_made (2);
  say (fixture, "b", 0, 100, "b", 100);
  say (fixture, "a", 2, 100.1, "b", 100);
  say (fixture, "a", 1.9 + stale_after, 100.2, "b", 100);
  g_assert_cmpint (find_row (fixture)->stale_after, ==, tape_live_get_stale_after (&polled));
  say (fixture, "a", 2 + stale_after, 100.3, "a", 100.3);
  say (fixture, "b", 3 + stale_after, 100.4, "b", 100.4);
  assert_stored (fixture, 3);
}

/* One that is stopped, or fails, is stood in for at once; nothing closes for it. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) feeds = NULL;

  set_definitions (fixture, 0, 1, FALSE);
  wait_for_made (2);
  say (fixture, "a", 0, 100, "a", 100);
  say (fixture, "b", 1, 100.1, "a", 100);
  feeds = tape_live_list_feeds (fixture->live);
  tape_session_stop_feed (fixture->session, feeds->pdata[0]);
  wait_for_end (feeds->pdata[0]);
  say (fixture, "b", 2, 100.2, "b", 100.2);
  tape_live_start_feed (fixture->live, feeds->pdata[0]);
  wait_for_made (3);
  say (fixture, "a", 3, 100.3, "a", 100.3);
  g_assert_cmpuint (count_late (fixture), ==, 0);
  assert_stored (fixture, 3);
}

/* Another order holds at once. */
static void
test_reordered (Fixture *fixture, gconstpointer data)
{
  set_definitions (fixture, 0, 1, FALSE);
  wait_for_made (2);
  say (fixture, "a", 0, 100, "a", 100);
  say (fixture, "b", 1, 100.1, "a", 100);
  set_definitions (fixture, 1, 0, FALSE);
  wait_for_made (4);
  say (fixture, "b", 2, 100.2, "b", 100.2);
  say (fixture, "a", 3, 100.3, "b", 100.2);
  say (fixture, "b", 4, 100.4, "b", 100.4);
  assert_stored (fixture, 3);
}

/* From what share on two disagree may be said anew while they run. */
static void
test_disagreement (Fixture *fixture, gconstpointer data)
{
  set_definitions (fixture, 0, 1, FALSE);
  wait_for_made (2);
  say (fixture, "a", 0, 100, "a", 100);
  tape_session_set_disagreement (fixture->session, 0.05);
  say (fixture, "b", 1, 103, "a", 100);
  g_assert_cmpuint (find_row (fixture)->against, ==, 0);
  tape_session_set_disagreement (fixture->session, 0.02);
  say (fixture, "b", 2, 103, "a", 100);
  g_assert_cmpuint (find_row (fixture)->against, !=, 0);
  g_assert_cmpfloat (find_row (fixture)->disagreement, ==, 0.03);
}

#define LIVE_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  LIVE_TEST ("/pipeline/live-several/fails-over", test_fails_over);
  LIVE_TEST ("/pipeline/live-several/polled", test_polled);
  LIVE_TEST ("/pipeline/live-several/stopped", test_stopped);
  LIVE_TEST ("/pipeline/live-several/reordered", test_reordered);
  LIVE_TEST ("/pipeline/live-several/disagreement", test_disagreement);

  return g_test_run ();
}
