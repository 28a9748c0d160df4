/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-reading.h"

/* What streams did not deliver, of services that answer in pages, by ids or by time. */

/* Coinbase: the heartbeat shows what no trade after it would. */

static char *
coinbase_trade (const char *type, gint64 id, gboolean product)
{
  return g_strdup_printf ("{%s%s%s\"trade_id\":%" G_GINT64_FORMAT
                          ",\"side\":\"buy\",\"size\":\"1\",\"price\":\"5\"%s,\"time\":\"2024-08-09T00:00:%02u.5Z\"}",
                          type != NULL ? "\"type\":\"" : "", type != NULL ? type : "", type != NULL ? "\"," : "", id,
                          product ? ",\"product_id\":\"BTC-USD\"" : "", (guint)(id % 60));
}

static TapeStreamNews
read_coinbase (Reading *self, const char *type, gint64 id)
{
  g_autofree char *message = coinbase_trade (type, id, TRUE);

  return reading_read (self, message);
}

static TapeStreamNews
read_heartbeat (Reading *self, gint64 id)
{
  g_autofree char *message
      = g_strdup_printf ("{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":%" G_GINT64_FORMAT
                         ",\"product_id\":\"BTC-USD\",\"time\":\"2024-08-09T00:00:01Z\"}",
                         id);

  return reading_read (self, message);
}

/* Newest first, as it does. */
static TapeStreamNews
answer_coinbase (Reading *self, gint64 from, gint64 to)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (gint64 id = to; id >= from; id--)
    {
      g_autofree char *trade = coinbase_trade (NULL, id, FALSE);

      g_string_append_printf (text, "%s%s", id < to ? "," : "", trade);
    }
  g_string_append_c (text, ']');
  return reading_answer (self, 200, text->str);
}

static void
test_coinbase (void)
{
  g_autoptr (Reading) self = reading_new ("coinbase", "BTC-USD");

  g_assert_cmpuint (read_coinbase (self, "last_match", 10), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_heartbeat (self, 10), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_coinbase (self, "match", 11), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_heartbeat (self, 12), ==, TAPE_STREAM_MISSED);
  g_assert_cmpuint (read_coinbase (self, "match", 12), ==, TAPE_STREAM_NOTHING);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  g_assert_cmpuint (read_coinbase (self, "last_match", 20), ==, TAPE_STREAM_MISSED);
  reading_assert_asks (self, "https://api.exchange.coinbase.com/products/BTC-USD/trades?limit=7&after=20");
  g_assert_cmpuint (answer_coinbase (self, 8, 19), ==, TAPE_STREAM_FILLED);
  g_assert_cmpuint (self->batch->trades[4].id, ==, 13);
  g_assert_cmpuint (self->batch->trades[4].side, ==, TAPE_SIDE_SELL);
  reading_assert_ids (self, 10, 20);
}

static void
test_coinbase_pages (void)
{
  g_autoptr (Reading) self = reading_new ("coinbase", "BTC-USD");

  read_coinbase (self, "match", 1);
  read_coinbase (self, "match", 1503);
  reading_assert_asks (self, "https://api.exchange.coinbase.com/products/BTC-USD/trades?limit=1000&after=1002");
  g_assert_cmpuint (answer_coinbase (self, 2, 1001), ==, TAPE_STREAM_MORE);
  reading_assert_asks (self, "https://api.exchange.coinbase.com/products/BTC-USD/trades?limit=501&after=1503");
  g_assert_cmpuint (answer_coinbase (self, 2000, 2010), ==, TAPE_STREAM_RETRY);
  g_assert_cmpuint (answer_coinbase (self, 1002, 1502), ==, TAPE_STREAM_FILLED);
  reading_assert_ids (self, 1, 1503);
}

/* Alpaca: by time, for all symbols. */
static void
test_alpaca (void)
{
  const char *accepted = "[{\"T\":\"subscription\",\"trades\":[\"AAPL\",\"BRK.B\"]}]";
  g_autoptr (Reading) self = reading_new ("alpaca", "AAPL,BRK.B");
  g_auto (TapeStreamRequest) request = { 0 };
  g_autofree char *taken = NULL;

  g_assert_cmpuint (reading_read (self, accepted), ==, TAPE_STREAM_SUBSCRIBED);
  tape_stream_reader_connected (self->reader, FALSE);
  reading_read (self, "[{\"T\":\"success\",\"msg\":\"connected\"}]");
  self->now = NOON + 100 * TAPE_SECOND;
  g_assert_cmpuint (reading_read (self, accepted), ==, TAPE_STREAM_SUBSCRIBED | TAPE_STREAM_MISSED);
  g_assert_cmpuint (reading_read (self, accepted), ==, TAPE_STREAM_SUBSCRIBED);
  tape_stream_reader_make_request (self->reader, &request);
  g_assert_cmpstr (
      request.url, ==,
      "https://data.alpaca.markets/v2/stocks/AAPL/trades?feed=iex&limit=5000&start=2024-08-08T23:59:51Z&end="
      "2024-08-09T00:01:41Z");
  g_assert_cmpstr (request.headers[0], ==, "APCA-API-KEY-ID: " KEY);
  g_assert_cmpstr (request.headers[1], ==, "APCA-API-SECRET-KEY: " SECRET);
  g_assert_cmpuint (
      reading_answer (self, 200,
                      "{\"trades\":[{\"t\":\"2024-08-09T00:00:01.000000001Z\",\"x\":\"V\",\"p\":126.55,\"s\":1,"
                      "\"c\":[\"@\"],\"i\":5,\"z\":\"C\"}],\"symbol\":\"AAPL\",\"next_page_token\":\"QUFQTA==\"}"),
      ==, TAPE_STREAM_MORE);
  reading_assert_asks (
      self, "https://data.alpaca.markets/v2/stocks/AAPL/trades?feed=iex&limit=5000&start=2024-08-09T00:00:01Z&end="
            "2024-08-09T00:01:41Z&page_token=QUFQTA%3D%3D");
  g_assert_cmpuint (reading_answer (self, 200, "{\"trades\":null,\"symbol\":\"AAPL\",\"next_page_token\":null}"), ==,
                    TAPE_STREAM_FILLED);
  reading_assert_asks (
      self, "https://data.alpaca.markets/v2/stocks/BRK.B/trades?feed=iex&limit=5000&start=2024-08-08T23:59:51Z&end="
            "2024-08-09T00:01:41Z");
  g_assert_cmpuint (reading_answer (self, 403, ""), ==, TAPE_STREAM_FATAL);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  self->now -= 3 * TAPE_SECOND;
}

/* What comes by the stream and by an answer, or in two answers, is taken once; the same id of another time is another trade. */
static void
test_alpaca_twice (void)
{
  const char *accepted = "[{\"T\":\"subscription\",\"trades\":[\"AAPL\"]}]";
  const char *live = "[{\"T\":\"t\",\"i\":5,\"S\":\"AAPL\",\"p\":1,\"s\":1,\"t\":\"2024-08-09T00:00:01Z\"}]";
  const char *answer = "{\"trades\":[{\"t\":\"2024-08-09T00:00:01Z\",\"p\":1,\"s\":1,\"i\":5},"
                       "{\"t\":\"2024-08-09T00:00:02Z\",\"p\":2,\"s\":1,\"i\":6}],\"next_page_token\":\"x\"}";
  const char *later = "[{\"T\":\"t\",\"i\":5,\"S\":\"AAPL\",\"p\":3,\"s\":1,\"t\":\"2024-08-09T00:01:01Z\"}]";
  g_autoptr (Reading) self = reading_new ("alpaca", "AAPL");

  reading_read (self, accepted);
  reading_read (self, live);
  tape_stream_reader_connected (self->reader, FALSE);
  self->now += TAPE_MINUTE;
  reading_read (self, accepted);
  for (guint i = 0; i < 2; i++)
    {
      reading_skip (self);
      g_assert_cmpuint (reading_answer (self, 200, answer), ==, TAPE_STREAM_MORE);
      reading_read (self, live);
    }
  reading_read (self, later);
  g_assert_cmpuint (self->batch->n_trades, ==, 3);
  g_assert_cmpuint (self->batch->trades[1].id, ==, 6);
  g_assert_cmpfloat (self->batch->trades[2].price, ==, 3);
}

/* After a long pause only the last hour. */
static void
test_alpaca_restart (void)
{
  const char *accepted = "[{\"T\":\"subscription\",\"trades\":[\"AAPL\"]}]";
  g_autoptr (Reading) before = reading_new ("alpaca", "AAPL");
  g_autoptr (Reading) after = NULL;

  reading_read (before, accepted);
  after = reading_new_from (before);
  after->now += 10 * 60 * TAPE_MINUTE;
  g_assert_cmpuint (reading_read (after, accepted), ==, TAPE_STREAM_SUBSCRIBED | TAPE_STREAM_MISSED);
  g_assert_cmpint (tape_stream_reader_get_gap (after->reader)->from_time, ==, after->now - TAPE_STREAM_GAP_TIME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/streams-missed-pages/coinbase", test_coinbase);
  g_test_add_func ("/streams-missed-pages/coinbase-pages", test_coinbase_pages);
  g_test_add_func ("/streams-missed-pages/alpaca", test_alpaca);
  g_test_add_func ("/streams-missed-pages/alpaca-twice", test_alpaca_twice);
  g_test_add_func ("/streams-missed-pages/alpaca-restart", test_alpaca_restart);
  return g_test_run ();
}
