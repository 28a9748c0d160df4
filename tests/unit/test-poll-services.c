/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each service that is asked, over the wire: what it says, refuses and does not know becomes trades, states and sentences. */

#include <gio/gio.h>
#include <pthread.h>
#include <string.h>

#include "../support/loopback-server.h"
#include "base/tape-thread.h"
#include "feed/tape-poll-feed.h"

#define KEY "good-key"

/* A feed under way, and the first trade that it has handed over. */
typedef struct
{
  TapeFeed *feed;
  GCancellable *cancellable;
  pthread_mutex_t lock;
  guint n_trades; /* guarded by the lock */
  guint n_bars;
  guint n_rejects;
  TapeTrade trade;
  gboolean over;
} Run;

static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  Run *run = data;
  g_autoptr (TapeHold) hold = tape_hold (&run->lock);

  if (run->n_trades == 0 && batch->n_trades > 0)
    run->trade = batch->trades[0];
  run->n_trades += batch->n_trades;
  run->n_bars += batch->n_bars;
  run->n_rejects += batch->n_rejects;
  tape_batch_unref (batch);
  return TRUE;
}

static void
on_over (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  run->over = TRUE;
  tape_feed_run_finish (run->feed, result, NULL);
}

static guint
count_trades (Run *run)
{
  g_autoptr (TapeHold) hold = tape_hold (&run->lock);

  return run->n_trades;
}

static void
begin (Run *run, const char *service, const char *symbol, const char *key)
{
  const char *symbols[] = { symbol, NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;

  *run = (Run){ .cancellable = g_cancellable_new () };
  pthread_mutex_init (&run->lock, NULL);
  run->feed = tape_poll_feed_new (
      universe,
      &(TapePollFeedSettings){ .poll = tape_poll_lookup (service), .account = "", .symbols = symbols, .key = key },
      &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (run->feed)->bind (run->feed, 0, 1, NULL);
  tape_feed_run_async (run->feed, take_batch, run, run->cancellable, on_over, run);
}

/* Waits until the feed is in @state, or has said a trade where it runs. */
static TapeFeedHealth *
wait_for (Run *run, TapeFeedState state)
{
  while (TRUE)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (run->feed, TRUE);

      if (health->state == state && (state != TAPE_FEED_RUNNING || count_trades (run) > 0))
        return g_steal_pointer (&health);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
end (Run *run)
{
  g_cancellable_cancel (run->cancellable);
  while (!run->over)
    g_main_context_iteration (NULL, TRUE);
  tape_feed_wait (run->feed);
  tape_feed_free (run->feed);
  g_object_unref (run->cancellable);
  pthread_mutex_destroy (&run->lock);
}

static void
assert_no_key (const TapeFeedHealth *health, const char *key)
{
  g_assert_true (health->message == NULL || strstr (health->message, key) == NULL);
  for (guint i = 0; i < health->messages->len; i++)
    {
      const TapeFeedMessage *message = g_ptr_array_index (health->messages, i);

      g_assert_null (strstr (message->raw, key));
      g_assert_true (message->parsed == NULL || strstr (message->parsed, key) == NULL);
    }
}

static const struct
{
  const char *service;
  const char *symbol;
  const char *key;
  TapeFeedState state;
} cases[] = {
  { "alpha-vantage", "AAPL", KEY, TAPE_FEED_RUNNING },
  { "alpha-vantage", "NONE", KEY, TAPE_FEED_FAILED },
  { "alpha-vantage", "AAPL", "other-key", TAPE_FEED_WAITING },
  { "alpha-vantage", "E500", KEY, TAPE_FEED_RECONNECTING },
  { "finnhub", "AAPL", KEY, TAPE_FEED_RUNNING },
  { "finnhub", "NONE", KEY, TAPE_FEED_FAILED },
  { "finnhub", "AAPL", "other-key", TAPE_FEED_FAILED },
  { "finnhub", "E429", KEY, TAPE_FEED_WAITING },
  { "finnhub", "E500", KEY, TAPE_FEED_RECONNECTING },
  { "twelve-data", "AAPL", KEY, TAPE_FEED_RUNNING },
  { "twelve-data", "NONE", KEY, TAPE_FEED_FAILED },
  { "twelve-data", "AAPL", "other-key", TAPE_FEED_FAILED },
  { "twelve-data", "E429", KEY, TAPE_FEED_WAITING },
  { "twelve-data", "E500", KEY, TAPE_FEED_RECONNECTING },
  { "yahoo", "AAPL", NULL, TAPE_FEED_RUNNING },
  { "yahoo", "NONE", NULL, TAPE_FEED_FAILED },
  { "yahoo", "E429", NULL, TAPE_FEED_WAITING },
  { "yahoo", "E500", NULL, TAPE_FEED_RECONNECTING },
  { "binance", "NONE", NULL, TAPE_FEED_FAILED },
};

static void
test_services (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TapeFeedHealth) health = NULL;
      Run run;

      g_test_message ("%s, %s", cases[i].service, cases[i].symbol);
      begin (&run, cases[i].service, cases[i].symbol, cases[i].key);
      health = wait_for (&run, cases[i].state);
      if (cases[i].key != NULL)
        assert_no_key (health, cases[i].key);
      if (cases[i].state == TAPE_FEED_RUNNING)
        {
          g_assert_cmpfloat (run.trade.price, >, 228);
          g_assert_cmpfloat (run.trade.quantity, ==, 0);
          g_assert_true ((run.trade.flags & TAPE_TRADE_DERIVED) != 0);
        }
      else
        {
          g_assert_nonnull (health->message);
          g_test_message ("%s", health->message);
          g_assert_cmpuint (count_trades (&run), ==, 0);
        }
      if (cases[i].state == TAPE_FEED_WAITING || cases[i].state == TAPE_FEED_RECONNECTING)
        g_assert_cmpint (health->next, !=, TAPE_NO_TIME);
      end (&run);
    }
}

static guint
count_bars (Run *run)
{
  g_autoptr (TapeHold) hold = tape_hold (&run->lock);

  return run->n_bars;
}

/* Each has a hundred days and as many minutes of the past, of which the last are not over, or not even begun where the exchange's
 * date is the one before; but for minutes of the one whose free plan has none. */
static void
test_pasts (void)
{
  static const struct
  {
    const char *service;
    const char *symbol;
    guint n_lengths;
  } pasts[] = {
    { "alpha-vantage", "AAPL", 1 },
    { "twelve-data", "AAPL", 2 },
    { "yahoo", "AAPL", 2 },
    { "binance", "BTCUSDT", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pasts); i++)
    {
      g_autoptr (TapeFeedHealth) health = NULL;
      Run run;

      g_test_message ("%s", pasts[i].service);
      begin (&run, pasts[i].service, pasts[i].symbol, KEY);
      while (count_bars (&run) < pasts[i].n_lengths * 97)
        if (!g_main_context_iteration (NULL, FALSE))
          g_usleep (1000);
      health = tape_feed_get_health (run.feed, FALSE);
      g_assert_cmpint (health->state, ==, TAPE_FEED_RUNNING);
      g_assert_null (health->message);
      end (&run);
      g_assert_cmpuint (run.n_bars, <=, pasts[i].n_lengths * 100);
      g_assert_cmpuint (run.n_rejects, <=, 1);
    }
}

int
main (int argc, char *argv[])
{
  static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
  g_autofree char *place = NULL;
  LoopbackServer *server;
  int result;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  server = loopback_server_start ("live-services.py", NULL);
  place = g_strdup_printf ("localhost:%s", loopback_server_get (server, "port"));
  g_setenv ("TAPELINE_TEST_SERVICES", place, TRUE);
  g_test_add_func ("/poll-services/say-refuse-and-do-not-know", test_services);
  g_test_add_func ("/poll-services/tell-the-past", test_pasts);
  result = g_test_run ();
  loopback_server_stop (server);
  return result;
}
