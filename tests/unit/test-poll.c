/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "poll-fixture.h"

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
  g_auto (PollFixture) poll, finnhub, yahoo, binance;
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

  poll_fixture_init (&binance, "binance");
  binance.question.kind = TAPE_POLL_SEARCH;
  poll_fixture_answer (&binance,
                       "[{\"symbol\":\"LTCBTC\",\"price\":\"4.00000200\"},{\"symbol\":7},{\"symbol\":\"ETHBTC\"}]");
  g_assert_cmpuint (binance.answer.matches->len, ==, 2);
  g_assert_cmpstr (((const TapePollMatch *)g_ptr_array_index (binance.answer.matches, 1))->symbol, ==, "ETHBTC");
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
    "The plan of this key at Finnhub does not include \"AAPL\". Choose other symbols, or another plan." },
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
    "Twelve Data does not answer this with the plan of this key. Choose another source, or another plan." },
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
    "Alpha Vantage does not answer this with the plan of this key. Choose another source, or another plan." },
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
