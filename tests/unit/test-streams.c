/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "replay-said.h"
#include "stream-reading.h"

#include "feed/tape-feed.h"
#include "feed/tape-service-url.h"

/* When the last of the published messages was there. */
#define LATER G_GINT64_CONSTANT (1796083200000000)

/* Messages as the services publish them: what each becomes, and what it means for the connection. */

typedef struct
{
  const char *service;
  const char *message;
  TapeStreamNews news;
  const char *taken; /* as reading_take() says it */
} Example;

static const Example examples[] = {
  { "binance",
    "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"t\":3735683259,"
    "\"p\":"
    "\"61837.63000000\",\"q\":\"0.02000000\",\"T\":1723161255342,\"m\":true,\"M\":true}}",
    TAPE_STREAM_NOTHING, "BTCUSDT 3735683259 61837.63 × 0.02 sell\n" },
  { "binance",
    "{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,\"p\":\"0.001\",\"q\":\"100\",\"m\":false}",
    TAPE_STREAM_NOTHING, "BNBBTC 12345 0.001 × 100 buy\n" },
  { "binance", "{\"e\":\"aggTrade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"p\":\"0.001\",\"q\":\"100\",\"m\":true}",
    TAPE_STREAM_NOTHING, "" },
  { "binance", "{\"result\":null,\"id\":1}", TAPE_STREAM_SUBSCRIBED, "" },
  { "binance", "{\"code\":2,\"msg\":\"Invalid request: too many parameters\",\"id\":1}", TAPE_STREAM_FATAL, "" },
  { "binance", "{\"error\":{\"code\":3,\"msg\":\"Invalid JSON\"},\"id\":1}", TAPE_STREAM_FATAL, "" },
  { "binance", "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1770123456789}}",
    TAPE_STREAM_SHUTDOWN, "" },
  { "binance", "{\"e\":\"serverShutdown\",\"E\":1770123456789}", TAPE_STREAM_SHUTDOWN, "" },
  { "binance", "{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"t\":1,\"p\":\"-1\",\"q\":\"1\",\"T\":1723161255342}",
    TAPE_STREAM_NOTHING, "reject: The price is negative.\n" },
  { "binance", "{\"e\":\"trade\"}", TAPE_STREAM_NOTHING, "reject: There is no symbol.\n" },
  { "binance", "[]", TAPE_STREAM_NOTHING, "reject: The message is not a JSON object.\n" },
  { "binance", "", TAPE_STREAM_NOTHING, "reject: The message is not a JSON object.\n" },
  { "binance", "{}", TAPE_STREAM_NOTHING, "" },
  { "coinbase",
    "{\"type\":\"match\",\"trade_id\":1081862675,\"maker_order_id\":\"f0\",\"taker_order_id\":\"e6\",\"side\":\"sell\","
    "\"size\":\"0.00000001\",\"price\":\"80691.53\",\"product_id\":\"BTC-USD\",\"sequence\":134905860111,\"time\":"
    "\"2024-08-"
    "09T03:35:57.198335Z\"}",
    TAPE_STREAM_NOTHING, "BTC-USD 1081862675 80691.53 × 0.00000001 buy\n" },
  { "coinbase",
    "{\"type\":\"last_match\",\"trade_id\":9,\"side\":\"buy\",\"size\":\"1\",\"price\":\"2\",\"product_id\":\"ETH-"
    "EUR\","
    "\"time\":\"2024-08-09T03:35:57Z\"}",
    TAPE_STREAM_NOTHING, "ETH-EUR 9 2 × 1 sell\n" },
  { "coinbase",
    "{\"type\":\"ticker\",\"trade_id\":9,\"side\":\"buy\",\"price\":\"2\",\"product_id\":\"ETH-EUR\",\"time\":\"2024-"
    "08-"
    "09T03:35:57Z\"}",
    TAPE_STREAM_NOTHING, "" },
  { "coinbase",
    "{\"type\":\"rfq_match\",\"trade_id\":9,\"side\":\"buy\",\"size\":\"1\",\"price\":\"2\",\"product_id\":\"ETH-EUR\","
    "\"time\":\"2024-08-09T03:35:57Z\"}",
    TAPE_STREAM_NOTHING, "" },
  { "coinbase", "{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"matches\",\"product_ids\":[\"BTC-USD\"]}]}",
    TAPE_STREAM_SUBSCRIBED, "" },
  { "coinbase", "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"XX-USD is not a valid product\"}",
    TAPE_STREAM_FATAL, "" },
  { "coinbase", "{\"type\":\"error\",\"message\":\"rate limit\"}", TAPE_STREAM_RETRY, "" },
  { "coinbase", "{\"type\":\"heartbeat\",\"last_trade_id\":20,\"product_id\":\"NEW-EUR\"}", TAPE_STREAM_NOTHING, "" },
  { "coinbase", "{\"type\":\"heartbeat\",\"last_trade_id\":20}", TAPE_STREAM_NOTHING, "" },
  { "coinbase", "{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\"}]}", TAPE_STREAM_NOTHING, "" },
  { "finnhub",
    "{\"data\":[{\"c\":[\"1\",\"8\"],\"p\":122.1,\"s\":\"TSLA\",\"t\":1672348887195,\"v\":1},{\"c\":null,\"p\":7296.89,"
    "\"s\":\"BINANCE:BTCUSDT\",\"t\":1575526691134,\"v\":0.011467},{\"p\":3,\"s\":\"AAPL\",\"t\":1672348887196,\"v\":0}"
    "],"
    "\"type\":\"trade\"}",
    TAPE_STREAM_NOTHING,
    "TSLA 0 122.1 × 1 unknown\nBINANCE:BTCUSDT 0 7296.89 × 0.011467 unknown\nAAPL 0 3 × 0 unknown\n" },
  { "finnhub", "{\"data\":[{\"p\":null,\"s\":\"TSLA\",\"t\":1672348887195,\"v\":1},7],\"type\":\"trade\"}",
    TAPE_STREAM_NOTHING, "reject: There is no price.\nreject: There is no symbol.\n" },
  { "finnhub", "{\"data\":null,\"type\":\"trade\"}", TAPE_STREAM_NOTHING,
    "reject: The message holds no list of trades.\n" },
  { "finnhub", "{\"data\":[{\"p\":1,\"s\":\"IC\\u0020MARKETS:1\",\"t\":1672348887195,\"v\":1}],\"type\":\"trade\"}",
    TAPE_STREAM_NOTHING, "IC MARKETS:1 0 1 × 1 unknown\n" },
  { "finnhub", "{\"type\":\"ping\"}", TAPE_STREAM_NOTHING, "" },
  { "finnhub", "{\"msg\":\"Subscribing to too many symbols\",\"type\":\"error\"}", TAPE_STREAM_FATAL, "" },
  { "finnhub", "{\"msg\":\"Invalid API key\",\"type\":\"error\"}", TAPE_STREAM_FATAL, "" },
  { "finnhub", "{\"msg\":\"try again\",\"type\":\"error\"}", TAPE_STREAM_RETRY, "" },
  { "finnhub", "{\"type\":\"error\"}", TAPE_STREAM_RETRY, "" },
  { "alpaca",
    "[{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"x\":\"D\",\"p\":126.55,\"s\":1,\"t\":\"2021-02-22T15:51:44."
    "208123456Z\",\"c\":"
    "[\"@\",\"I\"],\"z\":\"C\"},{\"T\":\"q\",\"S\":\"AAPL\"}]",
    TAPE_STREAM_NOTHING, "AAPL 96921 126.55 × 1 unknown\n" },
  { "alpaca", "[{\"T\":\"success\",\"msg\":\"connected\"}]", TAPE_STREAM_REPLY, "" },
  { "alpaca", "[{\"T\":\"success\",\"msg\":\"authenticated\"}]", TAPE_STREAM_REPLY, "" },
  { "alpaca", "[{\"T\":\"subscription\",\"trades\":[\"AAPL\"],\"quotes\":[]}]", TAPE_STREAM_SUBSCRIBED, "" },
  { "alpaca", "[{\"T\":\"error\",\"code\":402,\"msg\":\"auth failed\"}]", TAPE_STREAM_FATAL, "" },
  { "alpaca", "[{\"T\":\"error\",\"code\":403,\"msg\":\"already authenticated\"}]", TAPE_STREAM_NOTHING, "" },
  { "alpaca", "[{\"T\":\"error\",\"code\":405,\"msg\":\"symbol limit exceeded\"}]", TAPE_STREAM_FATAL, "" },
  { "alpaca", "[{\"T\":\"error\",\"code\":406,\"msg\":\"connection limit exceeded\"}]", TAPE_STREAM_RETRY, "" },
  { "alpaca", "[{\"T\":\"error\"}]", TAPE_STREAM_RETRY, "" },
  { "alpaca", "{\"T\":\"t\"}", TAPE_STREAM_NOTHING, "reject: The message is not a JSON array.\n" },
  { "alpaca", "[[],1,null]", TAPE_STREAM_NOTHING, "" },
};

static const char *
symbols_of (const char *service)
{
  return tape_streams_lookup (service)->example;
}

static void
test_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      const Example *example = &examples[i];
      g_autoptr (Reading) reading = reading_new (example->service, symbols_of (example->service));
      TapeStreamNews news;
      g_autofree char *taken = NULL;

      g_test_message ("%s: %s", example->service, example->message);
      news = reading_read (reading, example->message);
      g_assert_cmpuint (news, ==, example->news);
      if ((news & (TAPE_STREAM_FATAL | TAPE_STREAM_RETRY)) != 0)
        g_assert_nonnull (tape_stream_reader_get_error (reading->reader));
      else
        g_assert_null (tape_stream_reader_get_error (reading->reader));
      if (*example->taken == '\0')
        g_assert_cmpuint (reading->batch->ignored, >=, 1);
      taken = reading_take (reading);
      g_assert_cmpstr (taken, ==, example->taken);
    }
}

/* The messages of others are no trades of a service: whatever it is given, it says nothing that it should not. */
static void
test_strangers (void)
{
  guint n;
  const TapeStream *const *streams = tape_streams_list ();

  for (n = 0; streams[n] != NULL; n++)
    for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
      {
        g_autoptr (Reading) reading = reading_new (streams[n]->name, streams[n]->example);

        reading_read (reading, examples[i].message);
        if (strcmp (examples[i].service, streams[n]->name) != 0)
          g_assert_cmpuint (reading->batch->n_trades, ==, 0);
        g_assert_cmpuint (reading->batch->n_trades + reading->batch->n_rejects + reading->batch->ignored, >, 0);
      }
  g_assert_cmpuint (n, ==, 4);
}

/* Recorded traffic: as reading the file. What is there twice is taken once. */

static void
assert_same_trades (Reading *reading, Said *said)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint taken = 0;

  for (guint i = 0; i < said->trades->len; i++)
    {
      TapeTrade expected = *trade_at (said, i), trade;

      if (!g_hash_table_add (ids, g_strdup_printf ("%" G_GUINT64_FORMAT " %u", expected.id, expected.instrument)))
        continue;
      g_assert_cmpuint (taken, <, reading->batch->n_trades);
      trade = reading->batch->trades[taken++];
      g_assert_cmpuint (trade.source, ==, 7);
      g_assert_cmpint (trade.receive_time, ==, reading->now);
      g_assert_cmpint (trade.event_time, ==, expected.event_time);
      g_assert_cmpfloat (trade.price, ==, expected.price);
      g_assert_cmpfloat (trade.quantity, ==, expected.quantity);
      g_assert_cmpuint (trade.id, ==, expected.id);
      g_assert_cmpuint (trade.instrument, ==, expected.instrument);
      g_assert_cmpuint (trade.side, ==, expected.side);
      g_assert_cmpuint (trade.side, !=, TAPE_SIDE_UNKNOWN);
      g_assert_cmpuint (trade.flags, ==, expected.flags);
    }
  g_assert_cmpuint (taken, ==, reading->batch->n_trades);
  g_assert_cmpuint (taken, >, 100);
}

static GDataInputStream *
open_lines (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_autoptr (GConverter) unzip = NULL;
  g_autoptr (GInputStream) unzipped = NULL;

  g_assert_no_error (error);
  if (!g_str_has_suffix (path, ".gz"))
    return g_data_input_stream_new (stream);
  unzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  unzipped = g_converter_input_stream_new (stream, unzip);
  return g_data_input_stream_new (unzipped);
}

static void
test_recorded (gconstpointer data)
{
  const char *name = data;
  const char *service = strstr (name, "coinbase") != NULL ? "coinbase" : "binance";
  g_autofree char *path = shared (name);
  g_autoptr (Reading) reading = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (Said) said = NULL;
  char *line;
  gsize length;

  if (path == NULL)
    return;
  reading = reading_new (service, symbols_of (service));
  said = replay (reading->universe, path);
  lines = open_lines (path);
  while ((line = g_data_input_stream_read_line (lines, &length, NULL, NULL)) != NULL)
    {
      TapeStreamNews news = tape_stream_reader_read (reading->reader, line, length, reading->now, reading->batch);

      g_assert_cmpuint (news & ~(guint)(TAPE_STREAM_SUBSCRIBED | TAPE_STREAM_MISSED), ==, 0);
      g_free (line);
    }
  g_assert_cmpuint (reading->batch->n_rejects, ==, 0);
  assert_same_trades (reading, said);
}

/* Published messages of all services, whatever they are: no one is taken for trouble by its own service. */
static void
test_payload (gconstpointer data)
{
  const char *name = data;
  g_autofree char *path = shared (name), *content = NULL, *taken = NULL;
  g_auto (GStrv) parts = g_strsplit (name + strlen ("payloads/"), "_", 2);
  g_autoptr (Reading) reading = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  reading = reading_new (parts[0], symbols_of (parts[0]));
  reading->now = LATER;
  reading_read (reading, content);
  taken = reading_take (reading);
  g_test_message ("%s: %s", name, taken);
  g_assert_null (strstr (taken, "reject"));
  g_assert_cmpint (strstr (name, "trade.json") != NULL || strstr (name, "match.json") != NULL
                       || strstr (name, "null_c") != NULL,
                   ==, *taken != '\0');
}

/* Talking. */

static void
test_greetings (void)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  TapeStreamSettings settings = { .key = (char *)KEY, .secret = (char *)SECRET };
  g_autofree char *url = NULL;

  settings.symbols = (char *[]){ (char *)"BTCUSDT", (char *)"BNBBTC", NULL };
  tape_streams_lookup ("binance")->greet (&settings, messages);
  g_assert_cmpstr (messages->pdata[0], ==,
                   "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",\"bnbbtc@trade\"],\"id\":1}");
  settings.symbols = (char *[]){ (char *)"BTC-USD", NULL };
  tape_streams_lookup ("coinbase")->greet (&settings, messages);
  g_assert_cmpstr (messages->pdata[1], ==,
                   "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],\"channels\":[\"matches\",\"heartbeat\"]}");
  settings.symbols = (char *[]){ (char *)"AAPL", (char *)"MSFT", NULL };
  tape_streams_lookup ("finnhub")->greet (&settings, messages);
  g_assert_cmpstr (messages->pdata[2], ==, "{\"type\":\"subscribe\",\"symbol\":\"AAPL\"}");
  g_assert_cmpstr (messages->pdata[3], ==, "{\"type\":\"subscribe\",\"symbol\":\"MSFT\"}");
  url = tape_streams_lookup ("finnhub")->make_url (&settings);
  g_assert_cmpstr (url, ==, "wss://ws.finnhub.io/?token=k3y%2Bwith%2Fodd%3Dsigns");
  tape_streams_lookup ("alpaca")->greet (&settings, messages);
  g_assert_cmpuint (messages->len, ==, 4);
}

/* So many symbols that they are asked for in several messages. */
static void
test_many_symbols (void)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) symbols = g_ptr_array_new_with_free_func (g_free);
  TapeStreamSettings settings = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1024; i++)
    g_ptr_array_add (symbols, g_strdup_printf ("S%uUSDT", i));
  g_ptr_array_add (symbols, NULL);
  settings.symbols = (char **)symbols->pdata;
  g_assert_true (tape_stream_check (tape_streams_lookup ("binance"), &settings, &error));
  tape_streams_lookup ("binance")->greet (&settings, messages);
  g_assert_cmpuint (messages->len, ==, 6);
  g_assert_nonnull (strstr (messages->pdata[5], "\"s1023usdt@trade\"],\"id\":6}"));
}

static void
test_alpaca_talk (void)
{
  g_autoptr (Reading) reading = reading_new ("alpaca", "AAPL,BRK.B");
  g_auto (GStrv) first = NULL, second = NULL, none = NULL;

  reading_read (reading, "[{\"T\":\"success\",\"msg\":\"connected\"}]");
  first = tape_stream_reader_take_replies (reading->reader);
  g_assert_cmpstr (first[0], ==, "{\"action\":\"auth\",\"key\":\"" KEY "\",\"secret\":\"" SECRET "\"}");
  g_assert_null (first[1]);
  reading_read (reading, "[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
  second = tape_stream_reader_take_replies (reading->reader);
  g_assert_cmpstr (second[0], ==, "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"BRK.B\"]}");
  none = tape_stream_reader_take_replies (reading->reader);
  g_assert_null (none[0]);
}

/* A service may repeat what it was sent. */
static void
test_secrets (void)
{
  g_autoptr (Reading) finnhub = reading_new ("finnhub", "AAPL");
  g_autoptr (Reading) alpaca = reading_new ("alpaca", "AAPL");
  g_autofree char *taken = NULL;

  reading_read (finnhub, "{\"type\":\"error\",\"msg\":\"no such account: " KEY "\"}");
  g_assert_cmpstr (tape_stream_reader_get_error (finnhub->reader), ==, "Finnhub says: \"no such account: •••\".");
  reading_read (alpaca, "[{\"T\":\"error\",\"code\":500,\"msg\":\"" SECRET " of " KEY "\"}]");
  g_assert_cmpstr (tape_stream_reader_get_error (alpaca->reader), ==, "Alpaca says: \"••• of •••\".");
  reading_read (alpaca, "garbage with " SECRET " and " KEY);
  g_assert_null (strstr (alpaca->batch->text + alpaca->batch->rejects[0].raw, SECRET));
  taken = reading_take (alpaca);
}

/* What people choose. */

static void
test_symbols (void)
{
  static const char *const cleaned[][3] = {
    { "binance", " btc-usdt ", "BTCUSDT" },
    { "binance", "BTC/USDT", "BTCUSDT" },
    { "binance", "btc usd t", "BTCUSDT" },
    { "binance", "BTC$", NULL },
    { "binance", "", NULL },
    { "binance", "é", NULL },
    { "coinbase", "btc/usd", "BTC-USD" },
    { "coinbase", "btcusd", NULL },
    { "coinbase", "-USD", NULL },
    { "coinbase", "BTC-", NULL },
    { "finnhub", "aapl", "AAPL" },
    { "finnhub", "ic markets:1", "IC MARKETS:1" },
    { "finnhub", "a\nb", NULL },
    { "alpaca", "brk.b", "BRK.B" },
    { "alpaca", "A&B", NULL },
    { "alpaca", "THIRTEENCHARS", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cleaned); i++)
    {
      g_autofree char *symbol = tape_stream_clean_symbol (tape_streams_lookup (cleaned[i][0]), cleaned[i][1]);

      g_assert_cmpstr (symbol, ==, cleaned[i][2]);
    }
}

static void
assert_check (const char *service, const TapeStreamSettings *settings, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tape_stream_check (tape_streams_lookup (service), settings, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_check (void)
{
  char *none[] = { NULL }, *wrong[] = { (char *)"btc$", NULL }, *right[] = { (char *)"AAPL", NULL };
  TapeStreamSettings settings = { none, NULL, NULL };

  assert_check ("binance", &settings, "Choose at least one symbol of Binance, such as BTCUSDT.");
  settings.symbols = wrong;
  assert_check ("coinbase", &settings,
                "\"btc$\" is not written as Coinbase writes its symbols. An example is BTC-USD.");
  settings.symbols = right;
  assert_check ("finnhub", &settings,
                "Finnhub needs a key. Enter it in Preferences → Sources; it is had at https://finnhub.io/dashboard.");
  settings.key = (char *)KEY;
  assert_check ("alpaca", &settings,
                "Alpaca needs a secret beside its key. Enter it in Preferences → Sources; it is had at "
                "https://app.alpaca.markets.");
}

static void
test_too_many (void)
{
  g_auto (GStrv) symbols = g_strsplit ("A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z,AA,BB,CC,DD,EE", ",", -1);
  TapeStreamSettings settings = { symbols, (char *)KEY, (char *)SECRET };

  assert_check ("alpaca", &settings, "Alpaca takes 30 symbols at most, but 31 are chosen. Take some out.");
}

static void
test_status (void)
{
  static const struct
  {
    const char *service;
    guint status;
    TapeStreamNews news;
  } statuses[] = {
    { "binance", 401, TAPE_STREAM_RETRY }, { "binance", 403, TAPE_STREAM_RETRY }, { "binance", 404, TAPE_STREAM_RETRY },
    { "binance", 418, TAPE_STREAM_RETRY }, { "binance", 429, TAPE_STREAM_RETRY }, { "binance", 451, TAPE_STREAM_FATAL },
    { "binance", 500, TAPE_STREAM_RETRY }, { "finnhub", 401, TAPE_STREAM_FATAL }, { "finnhub", 403, TAPE_STREAM_FATAL },
    { "finnhub", 429, TAPE_STREAM_RETRY }, { "alpaca", 302, TAPE_STREAM_RETRY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      const TapeStream *stream = tape_streams_lookup (statuses[i].service);
      g_autofree char *number = g_strdup_printf ("%u", statuses[i].status), *sentence = NULL;
      TapeStreamNews news;

      sentence = tape_stream_explain_status (stream, statuses[i].status, &news);
      g_assert_cmpuint (news, ==, statuses[i].news);
      g_assert_nonnull (strstr (sentence, number));
      g_assert_nonnull (strstr (sentence, stream->title));
    }
}

/* The table. */
static void
test_table (void)
{
  const TapeStream *const *streams = tape_streams_list ();

  for (guint i = 0; streams[i] != NULL; i++)
    {
      g_autofree char *example = tape_stream_clean_symbol (streams[i], streams[i]->example);

      g_assert_cmpstr (example, ==, streams[i]->example);
      g_assert_true (tape_streams_lookup (streams[i]->name) == streams[i]);
      g_assert_true (i == 0 || strcmp (streams[i - 1]->title, streams[i]->title) < 0);
      g_assert_nonnull (streams[i]->hosts[0]);
      g_assert_cmpint (streams[i]->key_page != NULL, ==, (streams[i]->flags & TAPE_STREAM_NEEDS_KEY) != 0);
      g_assert_cmpint (streams[i]->make_request != NULL, ==, streams[i]->fill_pause > 0);
      g_assert_cmpint (streams[i]->read_answer != NULL, ==, streams[i]->fill_pause > 0);
    }
  g_assert_null (tape_streams_lookup ("none"));
}

static void
test_service_url (void)
{
  g_autofree char *own = tape_service_url ("wss://ws.finnhub.io/?token=x"), *other = NULL, *bare = NULL;

  g_assert_cmpstr (own, ==, "wss://ws.finnhub.io/?token=x");
  g_setenv ("TAPELINE_TEST_SERVICES", "localhost:4433", TRUE);
  other = tape_service_url ("wss://ws.finnhub.io/?token=x");
  bare = tape_service_url ("wss://ws-feed.exchange.coinbase.com");
  g_unsetenv ("TAPELINE_TEST_SERVICES");
  g_assert_cmpstr (other, ==, "wss://localhost:4433/ws.finnhub.io/?token=x");
  g_assert_cmpstr (bare, ==, "wss://localhost:4433/ws-feed.exchange.coinbase.com");
}

int
main (int argc, char **argv)
{
  static const char *const payloads[]
      = { "alpaca_ws_error_406", "alpaca_ws_trade",  "binance_ws_24hrMiniTicker", "binance_ws_24hrTicker",
          "binance_ws_aggTrade", "binance_ws_kline", "binance_ws_trade",          "coinbase_advtrade_ws_market_trades",
          "coinbase_ws_match",   "finnhub_ws_trade", "finnhub_ws_crypto_null_c",  "finnhub_ws_error" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/streams/examples", test_examples);
  g_test_add_func ("/streams/strangers", test_strangers);
  g_test_add_data_func ("/streams/recorded/binance", "trades/binance-btcusdt-2024-08-08.jsonl.gz", test_recorded);
  g_test_add_data_func ("/streams/recorded/coinbase", "trades/coinbase-recorded-2021.jsonl", test_recorded);
  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      g_autofree char *path = g_strconcat ("/streams/payload/", payloads[i], NULL);

      g_test_add_data_func_full (path, g_strdup_printf ("payloads/%s.json", payloads[i]), test_payload, g_free);
    }
  g_test_add_func ("/streams/greetings", test_greetings);
  g_test_add_func ("/streams/many-symbols", test_many_symbols);
  g_test_add_func ("/streams/alpaca-talk", test_alpaca_talk);
  g_test_add_func ("/streams/secrets", test_secrets);
  g_test_add_func ("/streams/symbols", test_symbols);
  g_test_add_func ("/streams/check", test_check);
  g_test_add_func ("/streams/too-many", test_too_many);
  g_test_add_func ("/streams/status", test_status);
  g_test_add_func ("/streams/table", test_table);
  g_test_add_func ("/streams/service-url", test_service_url);
  return g_test_run ();
}
