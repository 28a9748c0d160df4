/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A service that is asked, through sessions on one database: each goes on where the one before has stopped. */

#include <stdlib.h>
#include <string.h>

#include "../support/loopback-server.h"
#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "feed/tape-poll-feed.h"

#define SYMBOL "ok,500:0,ok,reset,ok"

enum
{
  N_SESSIONS = 4,
  N_EVENTS = 6,
};

static char *base;

/* A service whose volume rises by one with each question, see do_turn() in misbehaving-http.py. */

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  request->url = g_strdup_printf ("%s/turn/%s", question->base, question->symbol);
  request->cost = 1;
  return TRUE;
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  double volume = strtod (response->body, NULL);
  TapeTrade *trade;

  if (response->status != 200)
    {
      answer->outcome = TAPE_POLL_RETRY;
      answer->message = g_strdup ("It is asked again.");
      answer->until = response->receive_time;
      return;
    }
  answer->batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
  trade = tape_batch_add_trade (answer->batch);
  *trade = (TapeTrade){ .event_time = response->receive_time,
                        .receive_time = response->receive_time,
                        .price = volume,
                        .quantity = volume - MAX (answer->memory.volume, 0),
                        .instrument
                        = tape_universe_intern (response->universe, question->symbol, strlen (question->symbol)),
                        .source = response->source,
                        .flags = TAPE_TRADE_DERIVED };
  answer->memory.volume = volume;
}

static const TapePoll poll = {
  .name = "test",
  .title = "Test",
  .flags = TAPE_POLL_ROUND_THE_CLOCK,
  .hosts = { "127.0.0.1" },
  .limits = { .zone = "UTC" },
  .cost = 1,
  .interval_open = TAPE_MILLISECOND,
  .interval_closed = TAPE_MILLISECOND,
  .make_request = make_request,
  .parse = parse,
};

static void
run_session (const char *database)
{
  static const char *const symbols[] = { SYMBOL, NULL };
  g_autoptr (TapeSession) session = session_open (database, TRUE);
  TapePollFeedSettings settings = { .poll = &poll, .account = "", .symbols = symbols, .base = base };
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_poll_feed_new (tape_session_get_universe (session), &settings, &error);
  guint64 n = 0;

  g_assert_no_error (error);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  tape_session_start_feed (session, feed, NULL, NULL);
  while (n < N_EVENTS)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

      n = health->events;
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* An answer that a session has not stored any more is in the volume of the next: none is lost, none counts twice. */
static void
test_goes_on (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_SESSIONS; i++)
    run_session (fixture->path);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources WHERE kind = 'test'"), ==, 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), >=,
                   N_SESSIONS * N_EVENTS - N_SESSIONS);
  g_assert_cmpint (
      store_fixture_get_number (fixture, "SELECT CAST (max (price) - sum (quantity) AS INTEGER) FROM trades"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) - count (DISTINCT price) FROM trades"), ==, 0);
}

int
main (int argc, char *argv[])
{
  static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
  LoopbackServer *server;
  int result;

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);
  server = loopback_server_start ("misbehaving-http.py", NULL);
  base = g_strdup_printf ("https://127.0.0.1:%s", loopback_server_get (server, "port"));
  STORE_TEST ("/session-poll/goes-on-where-it-stopped", test_goes_on);
  result = g_test_run ();
  g_free (base);
  loopback_server_stop (server);
  return result;
}
