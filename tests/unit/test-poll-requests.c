/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What polled services are asked, how often, and what may be chosen of it. */

#include "feed/tape-poll-settings.h"
#include "poll-fixture.h"

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
  assert_request ("binance", &question, "https://data-api.binance.vision/api/v3/ticker/price", NULL, 4);
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
      g_assert_true (tape_poll_make_request (polls[i], &question, &history) == (polls[i]->pasts[0] != 0));
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

static void
test_settings (void)
{
  static const struct
  {
    const char *json;
    TapePollSettings settings;
    const char *written;
  } cases[] = {
    { "{}", { FALSE, 0, 0 }, "{}" },
    { "{\"extended\":true}", { TRUE, 0, 0 }, "{\"extended\":true}" },
    { "{\"per_day\": 500, \"per_minute\": 75, \"more\": 1}",
      { FALSE, 75, 500 },
      "{\"per_minute\":75,\"per_day\":500}" },
    { "{\"per_minute\":-1,\"per_day\":1e300,\"extended\":1}", { FALSE, 0, 0 }, "{}" },
    { "[", { FALSE, 0, 0 }, "{}" },
  };
  const TapePoll *alpha = tape_poll_lookup ("alpha-vantage");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TapePollSettings settings = tape_poll_settings_parse (cases[i].json);
      g_autofree char *written = tape_poll_settings_to_json (&settings);
      TapeQuotaLimits limits = tape_poll_settings_get_limits (&settings, alpha);
      gboolean is_free = settings.per_minute == 0 && settings.per_day == 0;

      g_assert_cmpint (settings.extended, ==, cases[i].settings.extended);
      g_assert_cmpuint (settings.per_minute, ==, cases[i].settings.per_minute);
      g_assert_cmpuint (settings.per_day, ==, cases[i].settings.per_day);
      g_assert_cmpstr (written, ==, cases[i].written);
      g_assert_cmpuint (limits.per_minute, ==, is_free ? 5 : settings.per_minute);
      g_assert_cmpuint (limits.per_day, ==, is_free ? 25 : settings.per_day);
      g_assert_cmpstr (limits.zone, ==, "America/New_York");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poll-requests/latest", test_latest_requests);
  g_test_add_func ("/poll-requests/history", test_history_requests);
  g_test_add_func ("/poll-requests/search", test_search_requests);
  g_test_add_func ("/poll-requests/symbols", test_symbols);
  g_test_add_func ("/poll-requests/none", test_no_requests);
  g_test_add_func ("/poll-requests/base", test_base);
  g_test_add_func ("/poll-requests/table", test_table);
  g_test_add_func ("/poll-requests/interval", test_interval);
  g_test_add_func ("/poll-requests/settings", test_settings);
  return g_test_run ();
}
