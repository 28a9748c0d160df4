/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "poll-fixture.h"

/* --- Requests. --- */

static void
assert_request (const char *service, const TapePollQuestion *question, const char *url, const char *header, guint cost)
{
  g_auto (TapePollRequest) request;

  g_assert_true (tape_poll_make_request (tape_poll_lookup (service), question, &request));
  g_assert_cmpstr (request.url, ==, url);
  g_assert_cmpstr (request.headers != NULL ? request.headers[0] : NULL, ==, header);
  g_assert_cmpuint (request.cost, ==, cost);
}

static const TapePollQuestion latest = {
  .symbol = "AAPL",
  .key = "k3y",
  .length = TAPE_BAR_MINUTE,
  .from = TAPE_NO_TIME,
  .to = TAPE_NO_TIME,
};

static void
test_latest_requests (void)
{
  TapePollQuestion question = latest;

  assert_request ("finnhub", &question, "https://finnhub.io/api/v1/quote?symbol=AAPL", "X-Finnhub-Token: k3y", 1);
  assert_request ("twelve-data", &question, "https://api.twelvedata.com/quote?symbol=AAPL", "Authorization: apikey k3y",
                  1);
  assert_request ("alpha-vantage", &question,
                  "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=AAPL&apikey=k3y", NULL, 1);
  assert_request ("yahoo", &question, "https://query2.finance.yahoo.com/v8/finance/chart/AAPL?range=1d&interval=1m",
                  NULL, 1);
  question.symbol = "btcusdt";
  assert_request ("binance", &question, "https://data-api.binance.vision/api/v3/trades?symbol=BTCUSDT&limit=1000", NULL,
                  25);
}

static void
test_history_requests (void)
{
  TapePollQuestion question = latest;

  question.kind = TAPE_POLL_HISTORY;
  question.from = POLL_NOW - TAPE_DAY;
  question.to = POLL_NOW;
  assert_request ("alpha-vantage", &question,
                  "https://www.alphavantage.co/query?function=TIME_SERIES_INTRADAY&symbol=AAPL&interval=1min"
                  "&adjusted=false&month=2026-03&outputsize=full&apikey=k3y",
                  NULL, 1);
  assert_request ("twelve-data", &question,
                  "https://api.twelvedata.com/time_series?symbol=AAPL&interval=1min&outputsize=5000&timezone=UTC"
                  "&start_date=2026-03-05T20%3A00%3A00&end_date=2026-03-06T20%3A00%3A00",
                  "Authorization: apikey k3y", 1);
  assert_request ("yahoo", &question,
                  "https://query2.finance.yahoo.com/v8/finance/chart/AAPL?period1=1772740800&period2=1772827200"
                  "&interval=1m",
                  NULL, 1);
  question.length = TAPE_BAR_DAY;
  question.from = question.to = TAPE_NO_TIME;
  question.symbol = "BTCUSDT";
  assert_request ("binance", &question,
                  "https://data-api.binance.vision/api/v3/klines?symbol=BTCUSDT&interval=1d&limit=1000", NULL, 2);
  assert_request ("alpha-vantage", &question,
                  "https://www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol=BTCUSDT&outputsize=compact"
                  "&apikey=k3y",
                  NULL, 1);
}

static void
test_search_requests (void)
{
  TapePollQuestion question = latest;

  question.kind = TAPE_POLL_SEARCH;
  question.symbol = "gold & co";
  assert_request ("finnhub", &question, "https://finnhub.io/api/v1/search?q=gold%20%26%20co", "X-Finnhub-Token: k3y",
                  1);
  assert_request ("alpha-vantage", &question,
                  "https://www.alphavantage.co/query?function=SYMBOL_SEARCH&keywords=gold%20%26%20co&apikey=k3y", NULL,
                  1);
  assert_request ("yahoo", &question,
                  "https://query2.finance.yahoo.com/v1/finance/search?q=gold%20%26%20co&newsCount=0", NULL, 1);
}

/* Symbols as we have them are those of no service alone. */
static void
test_symbols (void)
{
  TapePollQuestion question = latest;

  question.symbol = "SHOP.TO";
  assert_request ("twelve-data", &question, "https://api.twelvedata.com/quote?symbol=SHOP&mic_code=XTSE",
                  "Authorization: apikey k3y", 1);
  assert_request ("alpha-vantage", &question,
                  "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=SHOP.TRT&apikey=k3y", NULL, 1);
  question.symbol = "BTC-USD";
  assert_request ("twelve-data", &question, "https://api.twelvedata.com/quote?symbol=BTC%2FUSD",
                  "Authorization: apikey k3y", 1);
  question.symbol = "BRK.B";
  question.extended = TRUE;
  assert_request ("yahoo", &question,
                  "https://query2.finance.yahoo.com/v8/finance/chart/BRK-B?range=1d&interval=1m&includePrePost=true",
                  NULL, 1);
  question.symbol = "../../evil?x=1#y";
  assert_request ("yahoo", &question,
                  "https://query2.finance.yahoo.com/v8/finance/chart/..%2F..%2Fevil%3Fx%3D1%23y?range=1d&interval=1m"
                  "&includePrePost=true",
                  NULL, 1);
}

static void
test_no_requests (void)
{
  TapePollQuestion question = latest;
  g_auto (TapePollRequest) request = { 0 };

  question.kind = TAPE_POLL_HISTORY;
  g_assert_false (tape_poll_make_request (tape_poll_lookup ("finnhub"), &question, &request));
  question.kind = TAPE_POLL_LATEST;
  question.key = "k3y\r\nHost: elsewhere";
  g_assert_false (tape_poll_make_request (tape_poll_lookup ("finnhub"), &question, &request));
  question.key = NULL;
  question.symbol = "";
  g_assert_false (tape_poll_make_request (tape_poll_lookup ("finnhub"), &question, &request));
  g_assert_null (request.url);
  g_assert_null (request.headers);
}

static void
test_base (void)
{
  TapePollQuestion question = latest;

  question.base = "https://127.0.0.1:4433";
  assert_request ("finnhub", &question, "https://127.0.0.1:4433/api/v1/quote?symbol=AAPL", "X-Finnhub-Token: k3y", 1);
}

/* What the table says of each service holds. */
static void
test_table (void)
{
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  g_assert_cmpuint (n_polls, ==, 5);
  g_assert_null (tape_poll_lookup ("coinbase"));
  g_assert_null (tape_poll_lookup (NULL));
  for (guint i = 0; i < n_polls; i++)
    {
      TapePollQuestion question = latest;
      g_auto (TapePollRequest) request = { 0 }, history = { 0 }, search = { 0 };
      g_autofree char *beginning = g_strdup_printf ("https://%s/", polls[i]->hosts[0]);

      g_assert_true (tape_poll_lookup (polls[i]->name) == polls[i]);
      question.symbol = polls[i]->sample;
      g_assert_true (tape_poll_make_request (polls[i], &question, &request));
      g_assert_true (g_str_has_prefix (request.url, beginning));
      g_assert_cmpuint (request.cost, ==, polls[i]->cost);
      question.kind = TAPE_POLL_HISTORY;
      g_assert_true (tape_poll_make_request (polls[i], &question, &history)
                     == ((polls[i]->flags & TAPE_POLL_HAS_HISTORY) != 0));
      question.kind = TAPE_POLL_SEARCH;
      g_assert_true (tape_poll_make_request (polls[i], &question, &search)
                     == ((polls[i]->flags & TAPE_POLL_HAS_SEARCH) != 0));
    }
}

static void
test_interval (void)
{
  const TapePoll *finnhub = tape_poll_lookup ("finnhub"), *alpha = tape_poll_lookup ("alpha-vantage"),
                 *binance = tape_poll_lookup ("binance");
  const TapeQuotaLimits unlimited = { 0 };

  g_assert_cmpint (tape_poll_get_interval (finnhub, &finnhub->limits, 1, TRUE), ==, 5 * TAPE_SECOND);
  /* 27 symbols at 54 calls a minute. */
  g_assert_cmpint (tape_poll_get_interval (finnhub, &finnhub->limits, 27, TRUE), ==, 30 * TAPE_SECOND);
  g_assert_cmpint (tape_poll_get_interval (finnhub, &unlimited, 27, TRUE), ==, 5 * TAPE_SECOND);
  g_assert_cmpint (tape_poll_get_interval (finnhub, &finnhub->limits, 27, FALSE), ==, 5 * TAPE_MINUTE);
  /* 20 calls in seven hours, 5 in seventeen. */
  g_assert_cmpint (tape_poll_get_interval (alpha, &alpha->limits, 1, TRUE), ==, 21 * TAPE_MINUTE);
  g_assert_cmpint (tape_poll_get_interval (alpha, &alpha->limits, 2, FALSE) / TAPE_MINUTE, ==, 408);
  g_assert_cmpint (tape_poll_get_interval (binance, &binance->limits, 1, FALSE), ==, 5 * TAPE_SECOND);
  /* 25 calls each. */
  g_assert_cmpint (tape_poll_get_interval (binance, &binance->limits, 108, TRUE), ==, 30 * TAPE_SECOND);
}

/* --- Answers. --- */

/* Every answer makes a trade; its quantity is what was traded since the last. */
static void
test_increase (void)
{
  static const struct
  {
    const char *volume;
    double quantity;
  } steps[] = {
    { "\"1000\"", 0 }, { "\"1000\"", 0 }, { "\"1250\"", 250 }, { "100", 0 },   { "160.5", 60.5 }, { "null", 0 },
    { "\"-5\"", 0 },   { "170.5", 10 },   { "\"1e999\"", 0 },  { "\"x\"", 0 }, { "180.5", 10 },
  };
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "twelve-data");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *body
          = g_strdup_printf ("{\"close\":\"5.25\",\"last_quote_at\":1772827140,\"volume\":%s}", steps[i].volume);
      const TapeTrade *trade;

      poll_fixture_answer (&poll, body);
      trade = poll_fixture_get_trade (&poll);
      g_assert_cmpfloat (trade->quantity, ==, steps[i].quantity);
      g_assert_cmpint (trade->event_time, ==, POLL_NOW - TAPE_MINUTE);
      g_assert_cmpint (trade->side, ==, TAPE_SIDE_UNKNOWN);
    }
}

/* Of a price of which no more than the day is known. */
static void
test_day_only (void)
{
  static const struct
  {
    const char *symbol;
    const char *date;
    gint64 time;
  } cases[] = {
    /* It is three in the afternoon. */
    { "IBM", "2026-03-06", POLL_NOW },
    { "IBM", "2026-03-05", POLL_NOW - 23 * TAPE_HOUR - 1 },
    /* A Saturday is over at midnight. */
    { "IBM", "2026-02-28", POLL_NOW - 6 * TAPE_DAY + 9 * TAPE_HOUR - 1 },
    { "UNHEARD-OF", "2026-03-05", POLL_NOW - 20 * TAPE_HOUR - 1 },
    { "IBM", "2027-01-01", POLL_NOW },
    { "IBM", "yesterday", POLL_NOW },
    { "IBM", "", POLL_NOW },
  };
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "alpha-vantage");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"Global Quote - DATA DELAYED BY 15 MINUTES\":{\"05. price\":\"12.5\","
                                               "\"07. latest trading day\":\"%s\"}}",
                                               cases[i].date);

      poll.question.symbol = cases[i].symbol;
      poll_fixture_answer (&poll, body);
      g_assert_cmpint (poll_fixture_get_trade (&poll)->event_time, ==, cases[i].time);
    }
}

static void
test_rejected (void)
{
  static const char *const bodies[][2] = {
    { "{\"c\":-1,\"t\":1772827140}", "The price is negative." },
    { "{\"c\":\"dear\",\"t\":1772827140}", "The price \"dear\" is not a number." },
    { "{\"c\":5,\"t\":1872827140}", "The time is more than a day ahead." },
    { "{\"c\":5,\"t\":1e300}", "The time \"\" cannot be read." },
  };
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "finnhub");
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      const TapeBatch *batch;

      poll_fixture_answer (&poll, bodies[i][0]);
      batch = poll.answer.batch;
      g_assert_cmpint (poll.answer.outcome, ==, TAPE_POLL_OK);
      g_assert_cmpuint (batch->n_trades, ==, 0);
      g_assert_cmpuint (batch->n_rejects, ==, 1);
      g_assert_cmpstr (batch->text + batch->rejects[0].reason, ==, bodies[i][1]);
      g_assert_cmpstr (batch->text + batch->rejects[0].raw, ==, bodies[i][0]);
      g_assert_cmpint (batch->rejects[0].receive_time, ==, POLL_NOW);
    }
}

static void
test_yahoo (void)
{
  g_auto (PollFixture) poll;
  const char *body = "{\"chart\":{\"result\":[{\"meta\":{\"regularMarketPrice\":10.5,\"regularMarketTime\":1772827000,"
                     "\"regularMarketVolume\":700},\"timestamp\":[1772826960,1772827080,1772827140],\"indicators\":{"
                     "\"quote\":[{\"open\":[10,11,null],\"high\":[10,12,null],\"low\":[10,11,null],"
                     "\"close\":[10,11.5,null],\"volume\":[5,6,null]}]}}],\"error\":null}}";
  const TapeTrade *trade;

  poll_fixture_init (&poll, "yahoo");
  poll_fixture_answer (&poll, body);
  trade = poll_fixture_get_trade (&poll);
  g_assert_cmpfloat (trade->price, ==, 10.5);
  g_assert_cmpint (trade->event_time, ==, G_GINT64_CONSTANT (1772827000) * TAPE_SECOND);
  g_assert_cmpfloat (poll.memory.volume, ==, 700);

  poll.question.extended = TRUE;
  poll_fixture_answer (&poll, body);
  trade = poll_fixture_get_trade (&poll);
  g_assert_cmpfloat (trade->price, ==, 11.5);
  g_assert_cmpint (trade->event_time, ==, G_GINT64_CONSTANT (1772827080) * TAPE_SECOND);

  poll.question.kind = TAPE_POLL_HISTORY;
  poll_fixture_answer (&poll, body);
  g_assert_cmpuint (poll.answer.batch->n_bars, ==, 2);
  g_assert_cmpuint (poll.answer.batch->n_rejects, ==, 0);
  g_assert_cmpuint (poll.answer.batch->ignored, ==, 1);
  g_assert_cmpfloat (poll.answer.batch->bars[1].high, ==, 12);
}

/* What an answer repeats of the one before is not new; what it does not reach back to was missed. */
static void
test_binance_ids (void)
{
#define TRADE(id)                                                                                                      \
  "{\"id\":" #id ",\"price\":\"5\",\"qty\":\"2\",\"time\":1772827140123,\"isBuyerMaker\":false,\"isBestMatch\":true}"
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "binance");
  poll_fixture_answer (&poll, "[" TRADE (11) "," TRADE (12) "]");
  g_assert_cmpuint (poll.answer.batch->n_trades, ==, 2);
  g_assert_cmpuint (poll.answer.missed, ==, 0);
  poll_fixture_answer (&poll, "[" TRADE (12) "," TRADE (13) "]");
  g_assert_cmpuint (poll_fixture_get_trade (&poll)->id, ==, 13);
  g_assert_cmpint (poll_fixture_get_trade (&poll)->side, ==, TAPE_SIDE_BUY);
  g_assert_cmpint (poll_fixture_get_trade (&poll)->event_time, ==, G_GINT64_CONSTANT (1772827140123000));
  poll_fixture_answer (&poll, "[" TRADE (20) "]");
  g_assert_cmpuint (poll.answer.missed, ==, 6);
  poll_fixture_answer (&poll, "[]");
  g_assert_cmpint (poll.answer.outcome, ==, TAPE_POLL_OK);
  g_assert_cmpuint (poll.memory.id, ==, 20);
#undef TRADE
}

static void
test_twelve_data_history (void)
{
  g_auto (PollFixture) poll;
  const TapeBatch *batch;

  poll_fixture_init (&poll, "twelve-data");
  poll.question.kind = TAPE_POLL_HISTORY;
  poll_fixture_answer (&poll, "{\"meta\":{\"symbol\":\"AAPL\"},\"values\":["
                              "{\"datetime\":\"2026-03-06 19:59:00\",\"open\":\"2\",\"high\":\"3\",\"low\":\"1\","
                              "\"close\":\"2\",\"volume\":\"10\"},"
                              "{\"datetime\":\"2026-03-06 19:58:00\",\"open\":\"2\",\"high\":\"1\",\"low\":\"3\","
                              "\"close\":\"2\",\"volume\":\"10\"},"
                              "{\"datetime\":\"2026-03-05\",\"open\":\"2\",\"high\":\"3\",\"low\":\"1\","
                              "\"close\":\"2\",\"volume\":\"10\"}],\"status\":\"ok\"}");
  batch = poll.answer.batch;
  g_assert_cmpuint (batch->n_bars, ==, 2);
  g_assert_cmpint (batch->bars[0].start, ==, POLL_NOW - 39 * TAPE_HOUR);
  g_assert_cmpuint (batch->bars[0].length, ==, TAPE_BAR_DAY);
  g_assert_cmpint (batch->bars[1].start, ==, POLL_NOW - TAPE_MINUTE);
  g_assert_cmpuint (batch->bars[1].length, ==, TAPE_BAR_MINUTE);
  g_assert_cmpuint (batch->n_rejects, ==, 1);
  g_assert_cmpstr (batch->text + batch->rejects[0].reason, ==, "The high is below the low.");
}

static void
test_searches (void)
{
  g_auto (PollFixture) poll, finnhub, yahoo;
  const TapePollMatch *match;

  poll_fixture_init (&poll, "twelve-data");
  poll.question.kind = TAPE_POLL_SEARCH;
  poll_fixture_answer (&poll, "{\"data\":[{\"symbol\":\"SHOP\",\"instrument_name\":\"Shopify\",\"exchange\":\"TSX\","
                              "\"mic_code\":\"XTSE\",\"currency\":\"CAD\"},{\"symbol\":null}],\"status\":\"ok\"}");
  g_assert_cmpuint (poll.answer.matches->len, ==, 1);
  match = g_ptr_array_index (poll.answer.matches, 0);
  g_assert_cmpstr (match->symbol, ==, "SHOP.TO");
  g_assert_cmpstr (match->name, ==, "Shopify");
  g_assert_cmpstr (match->place, ==, "TSX");
  g_assert_cmpstr (match->currency, ==, "CAD");

  poll_fixture_init (&finnhub, "finnhub");
  finnhub.question.kind = TAPE_POLL_SEARCH;
  poll_fixture_answer (&finnhub, "{\"count\":1,\"result\":[{\"description\":\"APPLE INC\",\"displaySymbol\":\"AAPL\","
                                 "\"symbol\":\"AAPL\",\"type\":\"Common Stock\"}]}");
  g_assert_cmpuint (finnhub.answer.matches->len, ==, 1);

  poll_fixture_init (&yahoo, "yahoo");
  yahoo.question.kind = TAPE_POLL_SEARCH;
  poll_fixture_answer (&yahoo, "{\"quotes\":[{\"symbol\":\"AAPL\",\"shortname\":\"Apple\",\"exchDisp\":\"NASDAQ\"}]}");
  g_assert_cmpuint (yahoo.answer.matches->len, ==, 1);
}

/* --- What is wrong. --- */

typedef struct
{
  const char *service;
  guint status;
  TapePollOutcome outcome;
  const char *body;
  const char *message;
} Refusal;

static const Refusal refusals[] = {
  { "finnhub", 401, TAPE_POLL_FATAL, "{\"error\":\"Invalid API key " POLL_KEY "\"}",
    "Finnhub does not accept the key. Check it, or get another one." },
  { "finnhub", 403, TAPE_POLL_UNKNOWN_SYMBOL, "{\"error\":\"You don't have access to this resource.\"}",
    "The plan of this key at Finnhub does not include \"AAPL\"." },
  { "finnhub", 200, TAPE_POLL_RETRY, "<html>Sign in to this network</html>",
    "The answer of Finnhub cannot be read. It is asked again later." },
  { "finnhub", 200, TAPE_POLL_RETRY, "{}", "The answer of Finnhub cannot be read. It is asked again later." },
  { "finnhub", 200, TAPE_POLL_UNKNOWN_SYMBOL, "{\"c\":null}", "Finnhub does not know the symbol \"AAPL\"." },
  { "finnhub", 503, TAPE_POLL_RETRY, "", "Finnhub is out of order (status 503). It is asked again later." },
  { "finnhub", 302, TAPE_POLL_RETRY, "", "Finnhub refused to answer (status 302). It is asked again later." },
  { "twelve-data", 200, TAPE_POLL_FATAL,
    "{\"code\":401,\"message\":\"**apikey** parameter is incorrect\",\"status\":\"error\"}",
    "Twelve Data does not accept the key. Check it, or get another one." },
  { "twelve-data", 200, TAPE_POLL_FATAL,
    "{\"code\":403,\"message\":\"/quote is available with Pro\",\"status\":\"error\"}",
    "Twelve Data does not answer this with the plan of this key." },
  { "twelve-data", 400, TAPE_POLL_UNKNOWN_SYMBOL,
    "{\"code\":400,\"message\":\"**symbol** not found: XXXX\",\"status\":\"error\"}",
    "Twelve Data does not know the symbol \"AAPL\"." },
  { "twelve-data", 200, TAPE_POLL_UNKNOWN_SYMBOL, "{\"code\":404,\"message\":\"Data not found\",\"status\":\"error\"}",
    "Twelve Data does not know the symbol \"AAPL\"." },
  { "twelve-data", 200, TAPE_POLL_NO_QUOTA,
    "{\"code\":429,\"message\":\"You have run out of API credits for the day.\"}",
    "Today's calls of Twelve Data are spent." },
  { "twelve-data", 200, TAPE_POLL_RETRY, "{\"code\":-1e300}",
    "Twelve Data is out of order (status 500). It is asked again later." },
  { "alpha-vantage", 200, TAPE_POLL_UNKNOWN_SYMBOL, "{\"Global Quote\":{}}",
    "Alpha Vantage does not know the symbol \"IBM\"." },
  { "alpha-vantage", 200, TAPE_POLL_FATAL, "{\"Error Message\":\"the parameter apikey is invalid or missing.\"}",
    "Alpha Vantage does not accept the key. Check it, or get another one." },
  { "alpha-vantage", 200, TAPE_POLL_FATAL,
    "{\"Information\":\"Thank you! This is a premium endpoint. Your key " POLL_KEY "\"}",
    "Alpha Vantage does not answer this with the plan of this key." },
  { "alpha-vantage", 200, TAPE_POLL_RETRY, "[]",
    "The answer of Alpha Vantage cannot be read. It is asked again later." },
  { "binance", 418, TAPE_POLL_NO_QUOTA, "{\"code\":-1003,\"msg\":\"Way too many requests; IP banned\"}",
    "This minute's calls of Binance are spent." },
  { "binance", 403, TAPE_POLL_RETRY, "<html>", "Binance lets nobody in from here for some minutes." },
  { "yahoo", 429, TAPE_POLL_NO_QUOTA, "Too Many Requests", "This minute's calls of Yahoo are spent." },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, refusal->service);
  poll.response.status = refusal->status;
  poll_fixture_answer (&poll, refusal->body);
  poll_fixture_assert_outcome (&poll, refusal->outcome, refusal->message);
}

static void
test_no_key (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "finnhub");
  poll.question.key = NULL;
  poll.response.status = 401;
  poll_fixture_answer (&poll, "");
  poll_fixture_assert_outcome (&poll, TAPE_POLL_FATAL, "Finnhub does not answer without a key.");
}

static void
test_retry_after (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "binance");
  poll.response.status = 429;
  poll_fixture_answer (&poll, "");
  g_assert_cmpint (poll.answer.until, ==, TAPE_NO_TIME);
  poll.response.retry_after = 90 * TAPE_SECOND;
  poll_fixture_answer (&poll, "");
  g_assert_cmpint (poll.answer.until, ==, POLL_NOW + 90 * TAPE_SECOND);
  poll.response.retry_after = G_MAXINT64;
  poll_fixture_answer (&poll, "");
  g_assert_cmpint (poll.answer.until, ==, POLL_NOW + 7 * TAPE_DAY);
  poll.response.status = 403;
  poll.response.retry_after = 0;
  poll_fixture_answer (&poll, "");
  g_assert_cmpint (poll.answer.until, ==, POLL_NOW + 5 * TAPE_MINUTE);
  poll.response.status = 451;
  poll_fixture_answer (&poll, "");
  g_assert_cmpint (poll.answer.until, ==, TAPE_NO_TIME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poll/requests/latest", test_latest_requests);
  g_test_add_func ("/poll/requests/history", test_history_requests);
  g_test_add_func ("/poll/requests/search", test_search_requests);
  g_test_add_func ("/poll/requests/symbols", test_symbols);
  g_test_add_func ("/poll/requests/none", test_no_requests);
  g_test_add_func ("/poll/requests/base", test_base);
  g_test_add_func ("/poll/table", test_table);
  g_test_add_func ("/poll/interval", test_interval);
  g_test_add_func ("/poll/quote/increase-of-volume", test_increase);
  g_test_add_func ("/poll/quote/day-only", test_day_only);
  g_test_add_func ("/poll/quote/rejected", test_rejected);
  g_test_add_func ("/poll/yahoo", test_yahoo);
  g_test_add_func ("/poll/binance/ids", test_binance_ids);
  g_test_add_func ("/poll/twelve-data/history", test_twelve_data_history);
  g_test_add_func ("/poll/search", test_searches);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *name = g_strdup_printf ("/poll/refusals/%s/%" G_GSIZE_FORMAT, refusals[i].service, i);

      g_test_add_data_func (name, &refusals[i], test_refusal);
    }
  g_test_add_func ("/poll/refusals/no-key", test_no_key);
  g_test_add_func ("/poll/refusals/retry-after", test_retry_after);
  return g_test_run ();
}
