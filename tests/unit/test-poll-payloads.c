/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the services really answered, as it was published. */

#include <string.h>

#include "poll-fixture.h"

#define AT(seconds) (G_GINT64_CONSTANT (seconds) * TAPE_SECOND)

static void
assert_trade (
    PollFixture *poll, const char *symbol, double price, double quantity, gint64 event_time, TapeTradeFlags flags)
{
  const TapeTrade *trade = poll_fixture_get_trade (poll);

  g_assert_cmpstr (tape_universe_get (poll->response.universe, trade->instrument)->symbol, ==, symbol);
  g_assert_cmpfloat (trade->price, ==, price);
  g_assert_cmpfloat (trade->quantity, ==, quantity);
  g_assert_cmpint (trade->event_time, ==, event_time);
  g_assert_cmpint (trade->receive_time, ==, POLL_NOW);
  g_assert_cmpuint (trade->source, ==, POLL_SOURCE);
  g_assert_cmpuint (trade->flags, ==, flags);
}

static void
assert_bar (PollFixture *poll, guint i, gint64 start, guint length, double open, double close, double volume)
{
  const TapeBar *bar = &poll->answer.batch->bars[i];

  g_assert_cmpuint (poll->answer.batch->n_bars, >, i);
  g_assert_cmpint (bar->start, ==, start);
  g_assert_cmpuint (bar->length, ==, length);
  g_assert_cmpfloat (bar->open, ==, open);
  g_assert_cmpfloat (bar->close, ==, close);
  g_assert_cmpfloat (bar->volume, ==, volume);
  g_assert_cmpuint (bar->source, ==, POLL_SOURCE);
}

/* Only the day is said: its session ended at 16:00 in New York, and a session is without its end. */
static void
test_alpha_vantage_quote (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "alpha-vantage");
  poll.question.symbol = "MSFT";
  if (!poll_fixture_payload (&poll, "av_global_quote.json"))
    return;
  assert_trade (&poll, "MSFT", 112.13, 0, AT (1538769600) - 1, TAPE_TRADE_DERIVED);
  g_assert_cmpfloat (poll.memory.volume, ==, 29062853);

  poll.memory.volume = 29062000;
  poll_fixture_payload (&poll, "av_global_quote.json");
  assert_trade (&poll, "MSFT", 112.13, 853, AT (1538769600) - 1, TAPE_TRADE_DERIVED);
}

/* New York's time, newest first; 14:37 to 14:56 and on. */
static void
test_alpha_vantage_intraday (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "alpha-vantage");
  poll.question.kind = TAPE_POLL_HISTORY;
  poll.question.symbol = "MSFT";
  if (!poll_fixture_payload (&poll, "av_time_series_intraday.json"))
    return;
  g_assert_cmpint (poll.answer.outcome, ==, TAPE_POLL_OK);
  g_assert_cmpint (poll.answer.batch->kind, ==, TAPE_BATCH_BARS);
  g_assert_cmpuint (poll.answer.batch->n_bars, ==, 100);
  g_assert_cmpuint (poll.answer.batch->n_rejects, ==, 0);
  assert_bar (&poll, 99, AT (1513626960), TAPE_BAR_MINUTE, 86.49, 86.5, 10494);
  assert_bar (&poll, 98, AT (1513626900), TAPE_BAR_MINUTE, 86.49, 86.5, 12682);
  for (guint i = 1; i < 100; i++)
    g_assert_cmpint (poll.answer.batch->bars[i].start, >, poll.answer.batch->bars[i - 1].start);
}

static void
test_alpha_vantage_search (void)
{
  g_auto (PollFixture) poll;
  const TapePollMatch *match;

  poll_fixture_init (&poll, "alpha-vantage");
  poll.question.kind = TAPE_POLL_SEARCH;
  poll.question.symbol = "BA";
  if (!poll_fixture_payload (&poll, "av_symbol_search.json"))
    return;
  g_assert_cmpuint (poll.answer.matches->len, ==, 10);
  g_assert_null (poll.answer.batch);
  match = g_ptr_array_index (poll.answer.matches, 0);
  g_assert_cmpstr (match->symbol, ==, "BA");
  g_assert_cmpstr (match->name, ==, "The Boeing Company");
  g_assert_cmpstr (match->place, ==, "United States");
  g_assert_cmpstr (match->currency, ==, "USD");
  match = g_ptr_array_index (poll.answer.matches, 3);
  g_assert_cmpstr (match->symbol, ==, "6190.HK");
}

static void
test_finnhub_quote (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "finnhub");
  if (!poll_fixture_payload (&poll, "finnhub_quote.json"))
    return;
  assert_trade (&poll, "AAPL", 261.74, 0, AT (1582641000), TAPE_TRADE_DERIVED);
}

static void
test_twelve_data_quote (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "twelve-data");
  if (!poll_fixture_payload (&poll, "twelvedata_quote.json"))
    return;
  /* 2025-12-03, 16:00 in New York. */
  assert_trade (&poll, "AAPL", 284.14999, 0, AT (1764795600) - 1, TAPE_TRADE_DERIVED);
  g_assert_cmpfloat (poll.memory.volume, ==, 30965652);
}

/* Its message of the WebSocket is no answer. */
static void
test_twelve_data_price (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "twelve-data");
  if (!poll_fixture_payload (&poll, "twelvedata_ws_price.json"))
    return;
  poll_fixture_assert_outcome (&poll, TAPE_POLL_RETRY,
                               "The answer of Twelve Data cannot be read. It is asked again later.");
}

/* An old answer, without a last price apart. */
static void
test_yahoo_chart (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "yahoo");
  poll.question.symbol = "GOOGL";
  if (!poll_fixture_payload (&poll, "yahoo_v8_chart_GOOG.json"))
    return;
  assert_trade (&poll, "GOOGL", 1032.47998046875, 0, AT (1509739200), TAPE_TRADE_DERIVED);

  poll.question.kind = TAPE_POLL_HISTORY;
  poll.question.length = TAPE_BAR_DAY;
  poll_fixture_payload (&poll, "yahoo_v8_chart_GOOG.json");
  g_assert_cmpuint (poll.answer.batch->n_bars, ==, 2);
  /* Both are the one day, which begins at New York's midnight; the later replaces the earlier. */
  assert_bar (&poll, 0, AT (1509681600), TAPE_BAR_DAY, 1022.1099853515625, 1032.47998046875, 1059100);
  assert_bar (&poll, 1, AT (1509681600), TAPE_BAR_DAY, 1022.1099853515625, 1032.47998046875, 1076350);
}

static void
test_binance_trades (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "binance");
  if (!poll_fixture_payload (&poll, "binance_trades_response.json"))
    return;
  assert_trade (&poll, "BTCUSDT", 4.000001, 12, G_GINT64_CONSTANT (1499865549590000), TAPE_TRADE_HAS_ID);
  g_assert_cmpuint (poll.answer.batch->trades[0].id, ==, 28457);
  g_assert_cmpint (poll.answer.batch->trades[0].side, ==, TAPE_SIDE_SELL);
  g_assert_cmpuint (poll.memory.id, ==, 28457);
  g_assert_cmpuint (poll.answer.missed, ==, 0);

  poll_fixture_payload (&poll, "binance_trades_response.json");
  g_assert_cmpuint (poll.answer.batch->n_trades, ==, 0);
}

static void
test_binance_klines (void)
{
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, "binance");
  poll.question.kind = TAPE_POLL_HISTORY;
  if (!poll_fixture_payload (&poll, "binance_klines_response.json"))
    return;
  g_assert_cmpuint (poll.answer.batch->n_bars, ==, 1);
  assert_bar (&poll, 0, AT (1499040000), TAPE_BAR_MINUTE, 0.0163479, 0.015771, 148976.11427815);
  g_assert_cmpfloat (poll.answer.batch->bars[0].high, ==, 0.8);
  g_assert_cmpfloat (poll.answer.batch->bars[0].low, ==, 0.015758);
}

/* --- What is wrong. --- */

typedef struct
{
  const char *service;
  const char *payload;
  guint status;
  TapePollOutcome outcome;
  const char *message;
  gboolean day;
} Refusal;

static const Refusal refusals[] = {
  { "alpha-vantage", "av_error_information_burst.json", 200, TAPE_POLL_NO_QUOTA,
    "This minute's calls of Alpha Vantage are spent.", FALSE },
  { "alpha-vantage", "av_error_information_limit.json", 200, TAPE_POLL_NO_QUOTA,
    "Today's calls of Alpha Vantage are spent.", TRUE },
  { "alpha-vantage", "av_error_message.json", 200, TAPE_POLL_UNKNOWN_SYMBOL,
    "Alpha Vantage does not know the symbol \"IBM\".", FALSE },
  { "alpha-vantage", "av_error_note.json", 200, TAPE_POLL_NO_QUOTA, "This minute's calls of Alpha Vantage are spent.",
    FALSE },
  { "finnhub", "finnhub_quote_unknown_symbol.json", 200, TAPE_POLL_UNKNOWN_SYMBOL,
    "Finnhub does not know the symbol \"AAPL\".", FALSE },
  { "finnhub", "finnhub_error_429.json", 429, TAPE_POLL_NO_QUOTA, "This minute's calls of Finnhub are spent.", FALSE },
  { "twelve-data", "twelvedata_error_429.json", 200, TAPE_POLL_NO_QUOTA,
    "This minute's calls of Twelve Data are spent.", FALSE },
  { "twelve-data", "twelvedata_error_429.json", 429, TAPE_POLL_NO_QUOTA,
    "This minute's calls of Twelve Data are spent.", FALSE },
  { "binance", "binance_error_1121.json", 400, TAPE_POLL_UNKNOWN_SYMBOL,
    "Binance does not know the symbol \"BTCUSDT\".", FALSE },
  { "binance", "binance_error_451.json", 451, TAPE_POLL_FATAL,
    "Binance does not serve the country that you are in. Choose another source.", FALSE },
  { "binance", "binance_ticker_24hr_response.json", 200, TAPE_POLL_RETRY,
    "The answer of Binance cannot be read. It is asked again later.", FALSE },
  { "yahoo", "yahoo_v7_invalid_crumb.json", 401, TAPE_POLL_RETRY, "Yahoo refuses to answer. It never promised to.",
    FALSE },
  { "yahoo", "yahoo_v8_chart_notfound.json", 404, TAPE_POLL_UNKNOWN_SYMBOL, "Yahoo does not know the symbol \"AAPL\".",
    FALSE },
  { "yahoo", "yahoo_v8_chart_notfound.json", 200, TAPE_POLL_UNKNOWN_SYMBOL, "Yahoo does not know the symbol \"AAPL\".",
    FALSE },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_auto (PollFixture) poll;

  poll_fixture_init (&poll, refusal->service);
  poll.response.status = refusal->status;
  if (!poll_fixture_payload (&poll, refusal->payload))
    return;
  poll_fixture_assert_outcome (&poll, refusal->outcome, refusal->message);
  g_assert_cmpint (poll.answer.day, ==, refusal->day);
}

/* Any service asked, any other one's answer of any status: something is made of it, without the key. */
static void
test_mixed_up (void)
{
  static const guint statuses[] = { 200, 204, 302, 400, 401, 403, 404, 418, 429, 451, 500, 503 };
  const char *folder = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "payloads", NULL);
  g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
  const char *name;
  guint n_polls;
  const TapePoll *const *polls = tape_poll_list (&n_polls);

  if (files == NULL)
    {
      g_test_skip ("../shared/data is not there");
      return;
    }
  while ((name = g_dir_read_name (files)) != NULL)
    for (guint i = 0; i < n_polls; i++)
      for (gsize j = 0; j < G_N_ELEMENTS (statuses); j++)
        for (guint kind = 0; kind <= TAPE_POLL_SEARCH; kind++)
          {
            g_auto (PollFixture) poll;

            poll_fixture_init (&poll, polls[i]->name);
            poll.question.kind = (TapePollKind)kind;
            poll.response.status = statuses[j];
            poll_fixture_payload (&poll, name);
            g_assert_true ((poll.answer.message != NULL) == (poll.answer.outcome != TAPE_POLL_OK));
            g_assert_true (poll.answer.outcome != TAPE_POLL_OK || statuses[j] < 300 || kind == TAPE_POLL_SEARCH);
          }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poll-payloads/alpha-vantage/quote", test_alpha_vantage_quote);
  g_test_add_func ("/poll-payloads/alpha-vantage/intraday", test_alpha_vantage_intraday);
  g_test_add_func ("/poll-payloads/alpha-vantage/search", test_alpha_vantage_search);
  g_test_add_func ("/poll-payloads/finnhub/quote", test_finnhub_quote);
  g_test_add_func ("/poll-payloads/twelve-data/quote", test_twelve_data_quote);
  g_test_add_func ("/poll-payloads/twelve-data/price", test_twelve_data_price);
  g_test_add_func ("/poll-payloads/yahoo/chart", test_yahoo_chart);
  g_test_add_func ("/poll-payloads/binance/trades", test_binance_trades);
  g_test_add_func ("/poll-payloads/binance/klines", test_binance_klines);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *name
          = g_strdup_printf ("/poll-payloads/refusals/%s/%u", refusals[i].payload, refusals[i].status);

      g_test_add_data_func (name, &refusals[i], test_refusal);
    }
  g_test_add_func ("/poll-payloads/mixed-up", test_mixed_up);
  return g_test_run ();
}
