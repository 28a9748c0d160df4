/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../support/live-talk.h"
#include "replay-said.h"

/* Services as they are on the wire, TLS and WebSocket and all, with what goes wrong there: in the end every trade is there, once,
 * as the service has it. */

/* The trades of @service, as the server has them, by way of a file of ours. */
static Said *
get_traded (LiveTalk *talk)
{
  g_autofree char *path = g_strconcat ("/control/trades?service=", talk->stream->name, NULL);
  g_autofree char *text = live_services_get (path);

  return replay_text (talk->universe, "traded.csv", text);
}

static char *
name_trade (const TapeTrade *trade)
{
  return g_strdup_printf ("%u %" G_GUINT64_FORMAT, trade->instrument, trade->id);
}

static void
assert_same_trade (const TapeTrade *got, const TapeTrade *traded)
{
  g_assert_cmpint (got->event_time, ==, traded->event_time);
  g_assert_cmpfloat (got->price, ==, traded->price);
  g_assert_cmpfloat (got->quantity, ==, traded->quantity);
  g_assert_cmpuint (got->side, ==, traded->side);
}

/* Every trade that happened, once, with all it says. */
static void
assert_all (LiveTalk *talk)
{
  g_autoptr (Said) said = get_traded (talk);
  g_autoptr (GHashTable) got = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (said->reasons->len, ==, 0);
  for (guint i = 0; i < talk->batch->n_trades; i++)
    g_assert_true (g_hash_table_insert (got, name_trade (&talk->batch->trades[i]), &talk->batch->trades[i]));
  for (guint i = 0; i < said->trades->len; i++)
    {
      g_autofree char *name = name_trade (trade_at (said, i));
      const TapeTrade *trade = g_hash_table_lookup (got, name);

      if (trade == NULL)
        g_error ("%s: trade %u of %u, %s, is missing", talk->stream->name, i, said->trades->len, name);
      assert_same_trade (trade, trade_at (said, i));
    }
  g_assert_cmpuint (g_hash_table_size (got), ==, said->trades->len);
  g_assert_cmpuint (tape_stream_reader_count_missing (talk->reader), ==, 0);
}

/* Without ids: what came is what happened, in its order, but for what happened while there was no connection. */
static void
assert_in_order (LiveTalk *talk)
{
  g_autoptr (Said) said = get_traded (talk);
  guint next = 0;

  for (guint i = 0; i < talk->batch->n_trades; i++, next++)
    {
      const TapeTrade *got = &talk->batch->trades[i];

      while (next < said->trades->len
             && (trade_at (said, next)->instrument != got->instrument || trade_at (said, next)->price != got->price
                 || trade_at (said, next)->quantity != got->quantity
                 || trade_at (said, next)->event_time != got->event_time))
        next++;
      g_assert_cmpuint (next, <, said->trades->len);
    }
  if (talk->n_connections == 1)
    g_assert_cmpuint (talk->batch->n_trades, ==, said->trades->len);
}

typedef struct
{
  const char *service;
  const char *symbols;
  const char *faults; /* separated by blanks */
  guint least;        /* connections */
  guint n_rejects;
} Course;

/* Nothing goes wrong. */
static const Course well[] = {
  { "binance", "BTCUSDT,ETHUSDT", "", 1, 0 },
  { "coinbase", "BTC-USD,ETH-USD", "", 1, 0 },
  { "finnhub", "AAPL,MSFT", "", 1, 0 },
  { "alpaca", "AAPL,MSFT", "", 1, 0 },
};

/* What a connection outlives. */
static const Course rough[] = {
  { "binance", "BTCUSDT,ETHUSDT",
    "binance:fragmented@20 binance:trickle@40 binance:garbage@60 binance:duplicate@80 binance:skip@100 "
    "binance:rest-500@100 "
    "binance:rest-garbage@100 binance:rest-429@100 binance:rest-reset@100",
    1, 1 },
  { "coinbase", "BTC-USD,ETH-USD",
    "coinbase:binary@20 coinbase:trickle@40 coinbase:duplicate@60 coinbase:skip@80 coinbase:fragmented@100 "
    "coinbase:rest-503@110 "
    "coinbase:skip@190",
    1, 1 },
  { "finnhub", "AAPL,MSFT", "finnhub:fragmented@10 finnhub:trickle@30 finnhub:garbage@40", 1, 1 },
  { "alpaca", "AAPL,MSFT", "alpaca:fragmented@10 alpaca:trickle@30 alpaca:garbage@40 alpaca:duplicate@60", 1, 1 },
};

/* What ends it. */
static const Course broken[] = {
  { "binance", "BTCUSDT,ETHUSDT",
    "binance:reset@20 binance:close@50 binance:large@80 binance:bomb@110 binance:endless@140 binance:refuse-500@170", 7,
    0 },
  { "coinbase", "BTC-USD,ETH-USD",
    "coinbase:reset@20 coinbase:close@50 coinbase:bomb@80 coinbase:endless@110 coinbase:refuse-429@140 "
    "coinbase:large@170",
    7, 0 },
  { "finnhub", "AAPL,MSFT", "finnhub:reset@20 finnhub:close@60 finnhub:refuse-500@100 finnhub:large@140", 5, 0 },
  { "alpaca", "AAPL,MSFT", "alpaca:reset@20 alpaca:close@60 alpaca:refuse-503@100 alpaca:endless@140", 5, 0 },
};

static void
check_course (const Course *course, LiveTalk *talk)
{
  if (talk->stream->fill_pause > 0)
    assert_all (talk);
  else
    assert_in_order (talk);
  g_assert_cmpuint (talk->batch->n_rejects, ==, course->n_rejects);
  g_assert_cmpuint (talk->n_connections, >=, course->least);
}

/* All four services at once. */
static void
test_courses (gconstpointer data)
{
  const Course *courses = data;
  g_autofree char *faults
      = g_strjoin (" ", courses[0].faults, courses[1].faults, courses[2].faults, courses[3].faults, NULL);
  g_auto (GStrv) arguments = g_strsplit (faults, " ", -1);
  g_autoptr (LoopbackServer) server = live_services_start ((const char *const *)arguments);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  LiveTalk *talks[4];

  for (guint i = 0; i < 4; i++)
    talks[i] = live_talk_new (courses[i].service, courses[i].symbols, universe, "good-key", "good-secret");
  live_talks_run (talks, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_null (talks[i]->refused);
      check_course (&courses[i], talks[i]);
      live_talk_free (talks[i]);
    }
}

/* Recorded traffic, at a hundred times its own pace: as reading the file. */

#define COINBASE_SYMBOLS "BAND-BTC,BAND-GBP,CRV-EUR,DASH-BTC,NMR-EUR,NU-GBP,SKL-BTC,SKL-GBP,SKL-USD,YFI-BTC"

static void
assert_as_file (LiveTalk *talk, const char *path)
{
  g_autoptr (Said) said = replay (talk->universe, path);

  g_assert_cmpuint (talk->batch->n_trades, ==, said->trades->len);
  for (guint i = 0; i < said->trades->len; i++)
    {
      g_assert_cmpuint (talk->batch->trades[i].id, ==, trade_at (said, i)->id);
      g_assert_cmpuint (talk->batch->trades[i].instrument, ==, trade_at (said, i)->instrument);
      assert_same_trade (&talk->batch->trades[i], trade_at (said, i));
    }
  assert_all (talk);
}

static void
test_recorded (void)
{
  g_autofree char *binance = shared ("trades/binance-btcusdt-2024-08-08.jsonl.gz");
  g_autofree char *coinbase = shared ("trades/coinbase-recorded-2021.jsonl");
  g_autofree char *first = g_strdup_printf ("binance=%s@100", binance);
  g_autofree char *second = g_strdup_printf ("coinbase=%s@100", coinbase);
  LoopbackServer *server;
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  LiveTalk *talks[2];

  if (binance == NULL || coinbase == NULL)
    return;
  server = live_services_start ((const char *const[]){ first, second, NULL });
  talks[0] = live_talk_new ("binance", "BTCUSDT", universe, NULL, NULL);
  talks[1] = live_talk_new ("coinbase", COINBASE_SYMBOLS, universe, NULL, NULL);
  live_talks_run (talks, 2);
  assert_as_file (talks[0], binance);
  assert_as_file (talks[1], coinbase);
  live_talk_free (talks[0]);
  live_talk_free (talks[1]);
  loopback_server_stop (server);
}

/* Refusals that a person must do something about. */
static void
test_refused (void)
{
  g_autoptr (LoopbackServer) server = live_services_start (NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  LiveTalk *talks[] = { live_talk_new ("finnhub", "AAPL", universe, "bad-key", NULL),
                        live_talk_new ("alpaca", "AAPL", universe, "good-key", "bad-secret"),
                        live_talk_new ("coinbase", "BTC-USD,NO-NE", universe, NULL, NULL) };

  live_talks_run (talks, 3);
  g_assert_cmpstr (talks[0]->refused, ==, "Finnhub refused the key (401). Check it in Preferences → Sources.");
  g_assert_cmpstr (talks[1]->refused, ==, "Alpaca refused the key. Check it in Preferences → Sources.");
  g_assert_cmpstr (talks[2]->refused, ==, "Coinbase says: \"NO-NE is not a valid product\".");
  for (guint i = 0; i < 3; i++)
    live_talk_free (talks[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/live-services/well", well, test_courses);
  g_test_add_data_func ("/live-services/rough", rough, test_courses);
  g_test_add_data_func ("/live-services/broken", broken, test_courses);
  g_test_add_func ("/live-services/recorded", test_recorded);
  g_test_add_func ("/live-services/refused", test_refused);
  return run_in_folder ();
}
