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

/* One that has a past, too: a day, and minutes up to and with that of its prices, which are late. */

enum
{
  N_MINUTES = 6,
  N_PAST = N_MINUTES + 1,
};

#define LATE (10 * TAPE_MINUTE)

static void
add_bar (TapeBatch *batch, gint64 start, guint32 length, const TapePollResponse *response)
{
  TapeBar *bar = tape_batch_add_bar (batch);

  *bar = (TapeBar){ .start = start,
                    .length = length,
                    .instrument = tape_universe_intern (response->universe, SYMBOL, strlen (SYMBOL)),
                    .open = 5,
                    .high = 9,
                    .low = 1,
                    .close = 5,
                    .volume = 1000,
                    .source = response->source };
}

static void
parse_with_past (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  gint64 minute = tape_time_floor (response->receive_time - LATE, TAPE_MINUTE);

  if (question->kind == TAPE_POLL_LATEST)
    {
      parse (question, response, answer);
      if (answer->batch != NULL)
        answer->batch->trades[0].event_time -= LATE;
      return;
    }
  answer->batch = tape_batch_new (TAPE_BATCH_BARS, N_MINUTES);
  if (question->length == TAPE_BAR_DAY)
    add_bar (answer->batch, tape_time_floor (minute, TAPE_DAY) - TAPE_DAY, TAPE_BAR_DAY, response);
  else
    for (gint i = N_MINUTES - 1; i >= 0; i--)
      add_bar (answer->batch, minute - i * TAPE_MINUTE, TAPE_BAR_MINUTE, response);
}

static const TapePoll poll_with_past = {
  .name = "test",
  .title = "Test",
  .flags = TAPE_POLL_ROUND_THE_CLOCK,
  .hosts = { "127.0.0.1" },
  .limits = { .zone = "UTC" },
  .cost = 1,
  .pasts = { TAPE_BAR_DAY, TAPE_BAR_MINUTE },
  .interval_open = TAPE_MILLISECOND,
  .interval_closed = TAPE_MILLISECOND,
  .make_request = make_request,
  .parse = parse_with_past,
};

static void
run_session (const char *database, const TapePoll *of, guint64 n_events)
{
  static const char *const symbols[] = { SYMBOL, NULL };
  g_autoptr (TapeSession) session = session_open (database, TRUE);
  TapePollFeedSettings settings = { .poll = of, .account = "", .symbols = symbols, .base = base };
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_poll_feed_new (tape_session_get_universe (session), &settings, &error);
  guint64 n = 0;

  g_assert_no_error (error);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  tape_session_start_feed (session, feed, NULL, NULL);
  while (n < n_events)
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
    run_session (fixture->path, &poll, N_EVENTS);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources WHERE kind = 'test'"), ==, 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), >=,
                   N_SESSIONS * N_EVENTS - N_SESSIONS);
  g_assert_cmpint (
      store_fixture_get_number (fixture, "SELECT CAST (max (price) - sum (quantity) AS INTEGER) FROM trades"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) - count (DISTINCT price) FROM trades"), ==, 0);
}

/* Each session asks for the past. What is stored of it is stored once, and not where there are trades. */
static void
test_past (StoreFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_SESSIONS; i++)
    run_session (fixture->path, &poll_with_past, N_PAST + N_EVENTS);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM bars WHERE length = 86400 AND count = 0"),
                   >=, 1);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM bars WHERE length = 60 AND count = 0"), >=,
                   N_MINUTES - 1);
  g_assert_cmpint (store_fixture_get_number (
                       fixture,
                       "SELECT count (*) FROM (SELECT 1 FROM all_bars GROUP BY instrument, length, start HAVING "
                       "count (*) > 1)"),
                   ==, 0);
  g_assert_cmpint (store_fixture_get_number (
                       fixture,
                       "SELECT count (*) FROM all_bars WHERE length = 60 AND count = 0 AND EXISTS (SELECT 1 FROM "
                       "trades WHERE event_time BETWEEN start AND start + 59999999)"),
                   ==, 0);
  g_assert_cmpint (store_fixture_get_number (
                       fixture,
                       "SELECT CAST ((SELECT sum (volume) FROM all_bars WHERE length = 60 AND count > 0) - (SELECT "
                       "sum (quantity) FROM trades) AS INTEGER)"),
                   ==, 0);
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
  STORE_TEST ("/session-poll/stores-the-past-once", test_past);
  result = g_test_run ();
  g_free (base);
  loopback_server_stop (server);
  return result;
}
