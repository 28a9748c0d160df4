/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in the messages of a topic, in all the forms in which producers write it. */

#include <string.h>

#include "base/tape-instruments.h"
#include "feed/tape-feed.h"
#include "feed/tape-kafka-reader.h"

#define TIMESTAMP (G_GINT64_CONSTANT (1600000000123000))
#define NOW       (TIMESTAMP + TAPE_DAY)

typedef struct
{
  TapeUniverse *universe;
  TapeKafkaSettings *settings;
  TapeKafkaReader *reader;
  TapeBatch *batch;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer json)
{
  g_autoptr (GError) error = NULL;

  fixture->universe = tape_universe_new (FALSE);
  fixture->settings = tape_kafka_settings_parse (json, &error);
  g_assert_no_error (error);
  tape_kafka_settings_check (fixture->settings, TRUE, &error);
  g_assert_no_error (error);
  fixture->reader = tape_kafka_reader_new (fixture->universe, fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer json)
{
  g_clear_pointer (&fixture->batch, tape_batch_unref);
  tape_kafka_reader_free (fixture->reader);
  tape_kafka_settings_free (fixture->settings);
  tape_universe_unref (fixture->universe);
}

/* Reads a message into a batch of its own. */
static TapeBatch *
read_message (Fixture *fixture, const char *text, gssize length, const char *key)
{
  TapeKafkaRecord record = { .source = 7, .offset = 42, .timestamp = TIMESTAMP, .receive_time = NOW };

  record.data = text;
  record.length = length >= 0 || text == NULL ? (gsize)MAX (length, 0) : strlen (text);
  record.key = key;
  record.key_length = key != NULL ? strlen (key) : 0;
  g_clear_pointer (&fixture->batch, tape_batch_unref);
  fixture->batch = tape_batch_new (tape_kafka_reader_begin (fixture->reader, &record), 1);
  while (tape_kafka_reader_next (fixture->reader) != TAPE_KAFKA_END)
    tape_kafka_reader_take (fixture->reader, fixture->batch);
  g_assert_cmpint (tape_kafka_reader_next (fixture->reader), ==, TAPE_KAFKA_END);
  return fixture->batch;
}

static void
assert_trade (Fixture *fixture, guint i, const char *symbol, double price, double quantity, TapeSide side)
{
  const TapeTrade *trade = &fixture->batch->trades[i];

  g_assert_cmpint (fixture->batch->kind, ==, TAPE_BATCH_TRADES);
  g_assert_cmpuint (fixture->batch->n_trades, >, i);
  g_assert_cmpuint (fixture->batch->n_rejects, ==, 0);
  g_assert_cmpstr (tape_universe_get (fixture->universe, trade->instrument)->symbol, ==, symbol);
  g_assert_cmpfloat (trade->price, ==, price);
  g_assert_cmpfloat (trade->quantity, ==, quantity);
  g_assert_cmpint (trade->side, ==, side);
  g_assert_cmpuint (trade->source, ==, 7);
  g_assert_cmpint (trade->receive_time, ==, NOW);
}

static void
assert_reject (Fixture *fixture, const char *says)
{
  const TapeReject *reject = &fixture->batch->rejects[0];

  g_assert_cmpuint (fixture->batch->n_rejects, ==, 1);
  g_assert_cmpuint (tape_batch_n_events (fixture->batch), ==, 0);
  g_assert_cmpint (reject->offset, ==, 42);
  g_assert_cmpuint (reject->source, ==, 7);
  g_test_message ("%s", fixture->batch->text + reject->reason);
  g_assert_nonnull (strstr (fixture->batch->text + reject->reason, says));
}

/* One trade in all the forms. */
static void
test_forms (Fixture *fixture, gconstpointer data)
{
  static const char *const forms[] = {
    "{\"event_time\":\"2020-09-13T12:26:40.5Z\",\"symbol\":\"AIG\",\"price\":28.5,\"quantity\":100,\"side\":\"buy\","
    "\"trade_id\":\"x1\"}",
    " {\"Timestamp\": 1600000000500, \"ticker\": \"AIG\", \"last\": \"28.5\", \"size\": \"100\", \"action\": \"BUY\", "
    "\"trade_id\": \"x1\"}\r\n",
    "{\n  \"trade_date\": \"2020-09-13\",\n  \"trade_time\": \"12:26:40.500Z\",\n  \"stock\": \"AIG\",\n  \"price\": "
    "28.5,\n"
    "  \"volume\": 100,\n  \"trade_type\": \"buy\",\n  \"trade_id\": \"x1\"\n}",
    "\xef\xbb\xbf{\"event_time\":1600000000.5,\"symbol\":\"AIG\",\"price\":28.5,\"quantity\":100,\"side\":\"buy\","
    "\"trade_id\":"
    "\"x1\"}",
    "2020-09-13T12:26:40.5Z,AIG,28.5,100,buy,x1",
    "2020-09-13T12:26:40.5Z,\"AIG\", 28.5 ,100,buy,x1\r\n",
    "\"2020-09-13T12:26:40.5Z,AIG,28.5,100,buy,x1\"",
    "\"2020-09-13T12:26:40.5Z,\\\"AIG\\\",28.5,100,buy,x1\\n\" ",
    "\"{\\\"event_time\\\":1600000000500000,\\\"symbol\\\":\\\"AIG\\\",\\\"price\\\":28.5,\\\"quantity\\\":100,"
    "\\\"side\\\":"
    "\\\"buy\\\",\\\"trade_id\\\":\\\"x1\\\"}\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      TapeBatch *batch = read_message (fixture, forms[i], -1, NULL);

      g_test_message ("%s", forms[i]);
      g_assert_cmpuint (batch->n_trades, ==, 1);
      assert_trade (fixture, 0, "AIG", 28.5, 100, TAPE_SIDE_BUY);
      g_assert_cmpint (batch->trades[0].event_time, ==, G_GINT64_CONSTANT (1600000000500000));
      g_assert_cmpstr (batch->text + batch->trades[0].id, ==, "x1");
    }
}

static void
test_services (Fixture *fixture, gconstpointer data)
{
  read_message (
      fixture,
      "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1600000000001,\"s\":\"BTCUSDT\",\"t\":5,\"p\":"
      "\"10.5\",\"q\":\"2\",\"T\":1600000000000,\"m\":true,\"M\":true}}",
      -1, NULL);
  assert_trade (fixture, 0, "BTCUSDT", 10.5, 2, TAPE_SIDE_SELL);
  g_assert_cmpuint (fixture->batch->trades[0].id, ==, 5);
}

static void
test_mapped (Fixture *fixture, gconstpointer data)
{
  read_message (fixture, "{\"when\":1600000000,\"sym\":\"BAC\",\"LastPrice\":14.25,\"price\":\"?\"}", -1, NULL);
  assert_trade (fixture, 0, "BAC", 14.25, 0, TAPE_SIDE_UNKNOWN);
  read_message (fixture, "BAC,14.25,13/09/2020", -1, NULL);
  assert_trade (fixture, 0, "BAC", 14.25, 0, TAPE_SIDE_UNKNOWN);
}

/* A message that tells no time has that of its record, one without a symbol its key. */
static void
test_record (Fixture *fixture, gconstpointer data)
{
  read_message (fixture, "{\"price\":3}", -1, "IBM");
  assert_trade (fixture, 0, "IBM", 3, 0, TAPE_SIDE_UNKNOWN);
  g_assert_cmpint (fixture->batch->trades[0].event_time, ==, TIMESTAMP);
  read_message (fixture, ",,3,1,,", -1, "IBM");
  assert_trade (fixture, 0, "IBM", 3, 1, TAPE_SIDE_UNKNOWN);
  g_assert_cmpint (fixture->batch->trades[0].event_time, ==, TIMESTAMP);
  read_message (fixture, "{\"symbol\":\"AIG\",\"event_time\":1600000000,\"price\":4}", -1, "IBM");
  assert_trade (fixture, 0, "AIG", 4, 0, TAPE_SIDE_UNKNOWN);
  g_assert_cmpint (fixture->batch->trades[0].event_time, ==, G_GINT64_CONSTANT (1600000000000000));
  read_message (fixture, "{\"price\":3}", -1, NULL);
  assert_reject (fixture, "symbol");
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  read_message (fixture,
                "event_time,symbol,price,quantity,side,trade_id\n1600000000,AIG,1,2,buy,\n\n1600000001,BAC,3,4,sell,",
                -1, NULL);
  g_assert_cmpuint (fixture->batch->n_trades, ==, 2);
  g_assert_cmpuint (fixture->batch->ignored, ==, 1);
  assert_trade (fixture, 0, "AIG", 1, 2, TAPE_SIDE_BUY);
  assert_trade (fixture, 1, "BAC", 3, 4, TAPE_SIDE_SELL);
}

static void
test_without_event (Fixture *fixture, gconstpointer data)
{
  static const char *const messages[] = { NULL, "", " \n", "\"\"", "{\"type\":\"heartbeat\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      read_message (fixture, messages[i], -1, NULL);
      g_assert_cmpuint (fixture->batch->ignored, ==, 1);
      g_assert_cmpuint (fixture->batch->n_rejects, ==, 0);
      g_assert_cmpuint (tape_batch_n_events (fixture->batch), ==, 0);
    }
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    gssize length;
    const char *says;
  } bad[] = {
    { "{\"price\":", -1, "not JSON" },
    { "[1]", -1, "object" },
    { "hello", -1, "columns" },
    { "\0\0\0\0\1abc", 8, "binary" },
    { "2020-01-01,\"AIG,1,2,buy,x\n", -1, "quotation mark" },
    { "1600000000,AIG,-1,2,buy,x", -1, "price" },
    { "soon,AIG,1,2,buy,x", -1, "soon" },
    { "{\"symbol\":\"AIG\",\"event_time\":1600000000,\"open\":1,\"high\":2,\"low\":1,\"close\":2}", -1, "how long" },
  };
  g_autofree char *large = g_strnfill (TAPE_MESSAGE_LIMIT + 1, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      read_message (fixture, bad[i].text, bad[i].length, NULL);
      assert_reject (fixture, bad[i].says);
    }
  read_message (fixture, large, TAPE_MESSAGE_LIMIT + 1, NULL);
  assert_reject (fixture, "1 MiB");
  g_assert_cmpuint (strlen (fixture->batch->text + fixture->batch->rejects[0].raw), <=, TAPE_REJECT_RAW);
  /* What came before leaves nothing behind. */
  read_message (fixture, "1600000000,AIG,1,2,buy,x", -1, NULL);
  assert_trade (fixture, 0, "AIG", 1, 2, TAPE_SIDE_BUY);
}

static void
test_bars (Fixture *fixture, gconstpointer data)
{
  static const char *const messages[] = {
    "{\"symbol\":\"AIG\",\"event_time\":1600000020,\"open\":1,\"high\":3,\"low\":1,\"close\":2,\"volume\":9}",
    "AIG,1600000020,1,3,1,2,9",
    "{\"symbol\":\"AIG\",\"date\":\"2020-09-13\",\"open\":1,\"high\":3,\"low\":1,\"close\":2,\"volume\":9}",
  };
  static const guint lengths[] = { 300, 300, TAPE_BAR_DAY };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      const TapeBar *bar = read_message (fixture, messages[i], -1, NULL)->bars;

      g_assert_cmpint (fixture->batch->kind, ==, TAPE_BATCH_BARS);
      g_assert_cmpuint (fixture->batch->n_bars, ==, 1);
      g_assert_cmpuint (bar->length, ==, lengths[i]);
      g_assert_cmpuint (bar->source, ==, 7);
      g_assert_cmpfloat (bar->high, ==, 3);
      g_assert_cmpfloat (bar->volume, ==, 9);
    }
}

/* Whatever a message is, all of it is read or rejected, and what follows is read as if it had not been. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  static const char pieces[] = "{}[]\",:\n\\ae0.-\xc3\xa9\0{\"price\":1}AIG,1,2";
  guint32 seed = (guint32)g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 20000; i++)
    {
      char text[64];
      gint length = g_rand_int_range (rand, 0, sizeof text);
      const TapeBatch *batch;

      for (gint j = 0; j < length; j++)
        text[j] = pieces[g_rand_int_range (rand, 0, sizeof pieces - 1)];
      batch = read_message (fixture, text, length, i % 2 ? "IBM" : NULL);
      g_assert_cmpuint (batch->n_trades + batch->n_rejects + batch->ignored, >, 0);
    }
  read_message (fixture, "1600000000,AIG,1,2,buy,x", -1, NULL);
  assert_trade (fixture, 0, "AIG", 1, 2, TAPE_SIDE_BUY);
}

#define TEST(path, json, function) g_test_add (path, Fixture, json, set_up, function, tear_down)
#define CLUSTER                    "\"brokers\": \"h\", \"topics\": [\"t\"]"

int
main (int argc, char **argv)
{
  static const char usual[] = "{" CLUSTER "}";
  static const char mapped[] = "{" CLUSTER ", \"map\": [\"when=event_time\", \"sym=symbol\", \"LastPrice=price\"], "
                               "\"columns\": \"Name,p,trade_date\"}";
  static const char bars[]
      = "{" CLUSTER ", \"bar\": \"5m\", \"columns\": \"symbol,timestamp,open,high,low,close,volume\"}";

  g_test_init (&argc, &argv, NULL);
  TEST ("/kafka/reader/forms", usual, test_forms);
  TEST ("/kafka/reader/services", usual, test_services);
  TEST ("/kafka/reader/mapped", mapped, test_mapped);
  TEST ("/kafka/reader/record-completes", usual, test_record);
  TEST ("/kafka/reader/rows", usual, test_rows);
  TEST ("/kafka/reader/without-event", usual, test_without_event);
  TEST ("/kafka/reader/rejected", usual, test_rejected);
  TEST ("/kafka/reader/bars", bars, test_bars);
  TEST ("/kafka/reader/random", usual, test_random);
  return g_test_run ();
}
