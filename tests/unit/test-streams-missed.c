/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-reading.h"

/* What streams did not deliver: that it is noticed, asked for, taken once, and kept over a restart. */

static TapeStreamNews
read_binance (Reading *self, gint64 id)
{
  g_autofree char *message = g_strdup_printf ("{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":%" G_GINT64_FORMAT
                                              ",\"p\":\"5\",\"q\":\"1\",\"T\":%" G_GINT64_FORMAT ",\"m\":true}",
                                              id, NOON / 1000 + id % 100000);

  return reading_read (self, message);
}

static char *
binance_answer (gint64 from, gint64 to)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (gint64 id = from; id <= to; id++)
    g_string_append_printf (text,
                            "%s{\"id\":%" G_GINT64_FORMAT
                            ",\"price\":\"5.0\",\"qty\":\"1.0\",\"quoteQty\":\"5.0\",\"time\":"
                            "%" G_GINT64_FORMAT ",\"isBuyerMaker\":true,\"isBestMatch\":true}",
                            id > from ? "," : "", id, NOON / 1000 + id % 100000);
  g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static TapeStreamNews
answer_binance (Reading *self, gint64 from, gint64 to)
{
  g_autofree char *body = binance_answer (from, to);

  return reading_answer (self, 200, body);
}

static void
assert_gap (Reading *self, gint64 from, gint64 to)
{
  const TapeStreamGap *gap = tape_stream_reader_get_gap (self->reader);

  g_assert_nonnull (gap);
  g_assert_cmpint (gap->from_id, ==, from);
  g_assert_cmpint (gap->to_id, ==, to);
}

static void
assert_asks (Reading *self, const char *url)
{
  g_autofree char *asked = reading_ask (self);

  g_assert_cmpstr (asked, ==, url);
}

static void
ask (Reading *self)
{
  g_free (reading_ask (self));
}

/* Every id from @from to @to, each once. */
static void
assert_ids (Reading *self, gint64 from, gint64 to)
{
  g_autofree guint8 *seen = g_new0 (guint8, to - from + 1);

  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      gint64 id = (gint64)self->batch->trades[i].id;

      g_assert_cmpint (id, >=, from);
      g_assert_cmpint (id, <=, to);
      g_assert_cmpuint (seen[id - from]++, ==, 0);
    }
  g_assert_cmpuint (self->batch->n_trades, ==, to - from + 1);
}

static void
test_binance (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  g_assert_cmpuint (read_binance (self, 100), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_binance (self, 101), ==, TAPE_STREAM_NOTHING);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  g_assert_cmpuint (read_binance (self, 105), ==, TAPE_STREAM_MISSED);
  assert_gap (self, 102, 104);
  g_assert_cmpint (tape_stream_reader_get_gap (self->reader)->found, ==, self->now);
  assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=102&limit=3");
  g_assert_cmpuint (answer_binance (self, 102, 103), ==, TAPE_STREAM_MORE);
  assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=104&limit=1");
  g_assert_cmpuint (answer_binance (self, 104, 107), ==, TAPE_STREAM_FILLED);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  assert_ids (self, 100, 105);
  for (guint i = 0; i < self->batch->n_trades; i++)
    {
      g_assert_cmpuint (self->batch->trades[i].side, ==, TAPE_SIDE_SELL);
      g_assert_cmpint (self->batch->trades[i].event_time, ==, NOON + (gint64)self->batch->trades[i].id * 1000);
    }
}

#define ACCEPTED  "{\"result\":null,\"id\":1}"
#define ASKS_LAST "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&limit=1"

/* After a reconnection the last id is asked for: a quiet symbol may have no next trade that would tell. */
static void
test_binance_last (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT,ETHUSDT");
  g_autoptr (Reading) later = NULL;

  tape_stream_reader_connected (self->reader, FALSE);
  g_assert_cmpuint (reading_read (self, ACCEPTED), ==, TAPE_STREAM_SUBSCRIBED);
  read_binance (self, 100);
  tape_stream_reader_connected (self->reader, TRUE);
  g_assert_cmpuint (reading_read (self, ACCEPTED), ==, TAPE_STREAM_SUBSCRIBED);

  /* Of the symbol that has a trade. */
  tape_stream_reader_connected (self->reader, FALSE);
  g_assert_cmpuint (reading_read (self, ACCEPTED), ==, TAPE_STREAM_SUBSCRIBED | TAPE_STREAM_MISSED);
  assert_asks (self, ASKS_LAST);
  g_assert_cmpuint (answer_binance (self, 103, 103), ==, TAPE_STREAM_FILLED | TAPE_STREAM_MISSED);
  assert_gap (self, 101, 103);
  ask (self);
  g_assert_cmpuint (answer_binance (self, 101, 103), ==, TAPE_STREAM_FILLED);
  g_assert_null (tape_stream_reader_get_gap (self->reader));

  /* None was missed; none is there at all; it says nothing that can be read. */
  for (guint i = 0; i < 3; i++)
    {
      tape_stream_reader_connected (self->reader, FALSE);
      reading_read (self, ACCEPTED);
      assert_asks (self, ASKS_LAST);
      g_assert_cmpuint (i == 0   ? answer_binance (self, 103, 103)
                        : i == 1 ? reading_answer (self, 200, "[]")
                                 : reading_answer (self, 200, "[{\"id\":null},7]"),
                        ==, TAPE_STREAM_FILLED);
      g_assert_null (tape_stream_reader_get_gap (self->reader));
    }

  /* The next trade came before it was asked. */
  tape_stream_reader_connected (self->reader, FALSE);
  reading_read (self, ACCEPTED);
  g_assert_cmpuint (read_binance (self, 104), ==, TAPE_STREAM_NOTHING);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  assert_ids (self, 100, 104);

  /* A restart is a reconnection, and keeps what is to be asked. */
  tape_stream_reader_connected (self->reader, FALSE);
  reading_read (self, ACCEPTED);
  later = reading_new_from (self);
  assert_asks (later, ASKS_LAST);
  g_assert_cmpuint (answer_binance (later, 105, 105), ==, TAPE_STREAM_FILLED | TAPE_STREAM_MISSED);
  assert_gap (later, 105, 105);
  g_assert_cmpuint (tape_stream_reader_count_missing (later->reader), ==, 0);
}

/* Two connections, one of them ahead: what the other brings closes the gap, and nothing comes twice. */
static void
test_second_connection (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  tape_stream_reader_connected (self->reader, TRUE);
  read_binance (self, 6);
  assert_gap (self, 2, 5);
  ask (self);
  read_binance (self, 2);
  assert_gap (self, 3, 5);
  read_binance (self, 4);
  assert_gap (self, 3, 3);
  read_binance (self, 3);
  assert_gap (self, 5, 5);
  g_assert_cmpuint (answer_binance (self, 2, 5), ==, TAPE_STREAM_FILLED);
  assert_gap (self, 5, 5);
  read_binance (self, 5);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  for (gint64 id = 1; id <= 6; id++)
    g_assert_cmpuint (read_binance (self, id), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (self->batch->ignored, ==, 6);
  assert_ids (self, 1, 6);
}

/* At random: a stream with holes and repeats, read by two sessions, answered by a service that knows all. */
static void
test_random (void)
{
  for (guint seed = 0; seed < 50; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");
      g_autoptr (TapeBatch) all = NULL;
      gint64 id = 1;

      for (read_binance (self, id); id < 500; read_binance (self, id))
        {
          gint64 back = g_rand_int_range (rand, 0, 10) == 0 ? g_rand_int_range (rand, 0, 30) : 0;

          for (gint64 again = MAX (id - back, 1); again < id; again += g_rand_int_range (rand, 1, 4))
            read_binance (self, again);
          id += g_rand_int_range (rand, 0, 10) == 0 ? g_rand_int_range (rand, 1, 20) : 1;
          if (g_rand_int_range (rand, 0, 30) == 0 && tape_stream_reader_get_gap (self->reader) != NULL)
            {
              const TapeStreamGap *gap = tape_stream_reader_get_gap (self->reader);

              ask (self);
              answer_binance (self, gap->from_id, gap->from_id + g_rand_int_range (rand, 0, 20));
            }
          if (g_rand_int_range (rand, 0, 100) == 0)
            {
              Reading *next = reading_new_from (self);

              tape_batch_unref (next->batch);
              next->batch = tape_batch_ref (self->batch);
              reading_free (g_steal_pointer (&self));
              self = next;
            }
        }
      while (tape_stream_reader_get_gap (self->reader) != NULL)
        {
          const TapeStreamGap *gap = tape_stream_reader_get_gap (self->reader);

          ask (self);
          answer_binance (self, gap->from_id, gap->to_id);
        }
      assert_ids (self, 1, id);
      g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 0);
    }
}

static void
test_restart (void)
{
  g_autoptr (Reading) before = reading_new ("binance", "BTCUSDT");
  g_autoptr (Reading) after = NULL;
  g_autoptr (Reading) again = NULL;

  read_binance (before, 1);
  read_binance (before, 5);
  after = reading_new_from (before);
  assert_gap (after, 2, 4);
  g_assert_cmpuint (read_binance (after, 5), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (after->batch->n_trades, ==, 0);
  g_assert_cmpuint (read_binance (after, 9), ==, TAPE_STREAM_MISSED);
  again = reading_new_from (after);
  assert_asks (again, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=2&limit=3");
  g_assert_cmpuint (answer_binance (again, 2, 4), ==, TAPE_STREAM_FILLED);
  assert_gap (again, 6, 8);
}

/* A state of another version, or a damaged one, is no reason to stop. */
static void
test_bad_state (void)
{
  const char *text = "alive x\nlast 5 7\nlast a b C\ngap 5 4 0 0 0 BTCUSDT\ngap 1 2 3\nnews\n\n\x01";
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");
  TapePosition position = { .event_time = NOON };

  position.state = g_bytes_new (text, strlen (text));
  tape_stream_reader_load (self->reader, &position);
  g_bytes_unref (position.state);
  position.state = NULL;
  tape_stream_reader_load (self->reader, &position);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  tape_stream_reader_save (self->reader, &position);
  g_assert_cmpint (position.event_time, ==, NOON);
  g_bytes_unref (position.state);
}

static void
test_too_many (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  read_binance (self, 1000002);
  assert_gap (self, 1000002 - TAPE_STREAM_GAP_TRADES, 1000001);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 1000000 - TAPE_STREAM_GAP_TRADES);
  assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=950002&limit=1000");
  tape_stream_reader_give_up_gap (self->reader);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 1000000);
}

/* Numbers that jump by more than any gap are new ones. */
static void
test_renumbered (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 5000000000);
  g_assert_cmpuint (read_binance (self, 7), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_binance (self, 8), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (read_binance (self, 100000000000000000), ==, TAPE_STREAM_NOTHING);
  g_assert_cmpuint (self->batch->n_trades, ==, 4);
  g_assert_null (tape_stream_reader_get_gap (self->reader));
}

static void
test_many_gaps (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  for (gint64 id = 1; id <= 3001; id += 2)
    read_binance (self, id);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 500);
}

static void
test_refused (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  read_binance (self, 5);
  for (guint i = 0; i < 20; i++)
    {
      ask (self);
      g_assert_cmpuint (reading_answer (self, 429, "{}"), ==, TAPE_STREAM_RETRY);
      g_assert_nonnull (tape_stream_reader_get_error (self->reader));
    }
  for (guint i = 0; i < 5; i++)
    {
      ask (self);
      g_assert_cmpuint (reading_answer (self, 200,
                                        i == 0   ? "[]"
                                        : i == 1 ? "no json"
                                                 : "{}"),
                        ==, i < 4 ? TAPE_STREAM_RETRY : TAPE_STREAM_FATAL);
    }
  g_assert_null (tape_stream_reader_get_gap (self->reader));
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 3);

  read_binance (self, 7);
  assert_asks (self, "https://api.binance.com/api/v3/historicalTrades?symbol=BTCUSDT&fromId=6&limit=1");
  g_assert_cmpuint (reading_answer (self, 400, "{\"code\": -1121,\"msg\": \"Invalid symbol.\"}"), ==,
                    TAPE_STREAM_FATAL);
  g_assert_cmpuint (tape_stream_reader_count_missing (self->reader), ==, 4);
}

/* An answer that comes when nothing is missing any more. */
static void
test_late_answer (void)
{
  g_autoptr (Reading) self = reading_new ("binance", "BTCUSDT");

  read_binance (self, 1);
  read_binance (self, 3);
  ask (self);
  read_binance (self, 2);
  g_assert_cmpuint (answer_binance (self, 2, 2), ==, TAPE_STREAM_FILLED);
  read_binance (self, 5);
  g_assert_cmpuint (answer_binance (self, 4, 4), ==, TAPE_STREAM_FILLED);
  assert_gap (self, 4, 4);
  g_assert_cmpuint (self->batch->n_trades, ==, 4);
}

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
  assert_asks (self, "https://api.exchange.coinbase.com/products/BTC-USD/trades?limit=7&after=20");
  g_assert_cmpuint (answer_coinbase (self, 8, 19), ==, TAPE_STREAM_FILLED);
  g_assert_cmpuint (self->batch->trades[4].id, ==, 13);
  g_assert_cmpuint (self->batch->trades[4].side, ==, TAPE_SIDE_SELL);
  assert_ids (self, 10, 20);
}

static void
test_coinbase_pages (void)
{
  g_autoptr (Reading) self = reading_new ("coinbase", "BTC-USD");

  read_coinbase (self, "match", 1);
  read_coinbase (self, "match", 1503);
  assert_asks (self, "https://api.exchange.coinbase.com/products/BTC-USD/trades?limit=1000&after=1002");
  g_assert_cmpuint (answer_coinbase (self, 2, 1001), ==, TAPE_STREAM_MORE);
  assert_asks (self, "https://api.exchange.coinbase.com/products/BTC-USD/trades?limit=501&after=1503");
  g_assert_cmpuint (answer_coinbase (self, 2000, 2010), ==, TAPE_STREAM_RETRY);
  g_assert_cmpuint (answer_coinbase (self, 1002, 1502), ==, TAPE_STREAM_FILLED);
  assert_ids (self, 1, 1503);
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
  assert_asks (self,
               "https://data.alpaca.markets/v2/stocks/AAPL/trades?feed=iex&limit=5000&start=2024-08-09T00:00:01Z&end="
               "2024-08-09T00:01:41Z&page_token=QUFQTA%3D%3D");
  g_assert_cmpuint (reading_answer (self, 200, "{\"trades\":null,\"symbol\":\"AAPL\",\"next_page_token\":null}"), ==,
                    TAPE_STREAM_FILLED);
  assert_asks (self,
               "https://data.alpaca.markets/v2/stocks/BRK.B/trades?feed=iex&limit=5000&start=2024-08-08T23:59:51Z&end="
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
      ask (self);
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
  g_test_add_func ("/streams-missed/binance", test_binance);
  g_test_add_func ("/streams-missed/binance-last", test_binance_last);
  g_test_add_func ("/streams-missed/second-connection", test_second_connection);
  g_test_add_func ("/streams-missed/random", test_random);
  g_test_add_func ("/streams-missed/restart", test_restart);
  g_test_add_func ("/streams-missed/bad-state", test_bad_state);
  g_test_add_func ("/streams-missed/too-many", test_too_many);
  g_test_add_func ("/streams-missed/renumbered", test_renumbered);
  g_test_add_func ("/streams-missed/many-gaps", test_many_gaps);
  g_test_add_func ("/streams-missed/refused", test_refused);
  g_test_add_func ("/streams-missed/late-answer", test_late_answer);
  g_test_add_func ("/streams-missed/coinbase", test_coinbase);
  g_test_add_func ("/streams-missed/coinbase-pages", test_coinbase_pages);
  g_test_add_func ("/streams-missed/alpaca", test_alpaca);
  g_test_add_func ("/streams-missed/alpaca-twice", test_alpaca_twice);
  g_test_add_func ("/streams-missed/alpaca-restart", test_alpaca_restart);
  return g_test_run ();
}
