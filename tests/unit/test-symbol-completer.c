/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Symbols to choose from while one is typed: of the instrument table, and of services on loopback. */

#include <string.h>

#include "../support/live-talk.h"
#include "../support/store-fixture.h"
#include "model/tape-symbol-completer.h"
#include "pipeline/tape-keys.h"

static TapeSymbolCompleter *
completer_of (const char *kind, const char *service, const char *text)
{
  TapeSymbolCompleter *self;
  TapeFeedOffer offer;
  g_autoptr (TapeKey) key = text != NULL ? tape_key_new (text, NULL, NULL) : NULL;

  g_assert_true (tape_feed_offer_find (kind, service, &offer));
  self = tape_symbol_completer_new (&offer);
  tape_symbol_completer_set_account (self, TAPE_KEYS_ACCOUNT, key, NULL);
  return self;
}

static gboolean
is_waiting (TapeSymbolCompleter *self)
{
  const char *text = tape_symbol_completer_get_text (self);

  return text == NULL || g_str_has_prefix (text, "Asking");
}

/* Until the service has answered, where that shows in words. */
static void
wait_for_text (TapeSymbolCompleter *self)
{
  while (is_waiting (self))
    g_main_context_iteration (NULL, TRUE);
}

/* More are left again after a minute, should that have gone by. */
static void
assert_text (TapeSymbolCompleter *self, const char *pattern)
{
  const char *text = tape_symbol_completer_get_text (self);

  if (!g_regex_match_simple (pattern, text, 0, 0))
    g_error ("“%s” is not as “%s”", text, pattern);
}

static void
assert_symbols (TapeSymbolCompleter *self, const char *symbols)
{
  GPtrArray *matches = tape_symbol_completer_get_matches (self);
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < matches->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", ((const TapePollMatch *)matches->pdata[i])->symbol);
  g_assert_cmpstr (found->str, ==, symbols);
  g_string_free (found, TRUE);
}

/* --- Without anybody. --- */

static void
test_finds_the_word (void)
{
  static const struct
  {
    const char *text;
    guint cursor, begin, end;
    const char *word;
  } cases[] = {
    { "", 0, 0, 0, "" },
    { "AAPL", 4, 0, 4, "AAPL" },
    { "AAPL", 2, 0, 4, "AAPL" },
    { "AAPL, ms", 8, 6, 8, "ms" },
    { "AAPL, ms", 5, 5, 5, "" },
    { "AAPL, ms", 4, 0, 4, "AAPL" },
    { "Bär;nestlé, X", 10, 4, 10, "nestlé" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint begin, end;
      g_autofree char *word = tape_symbol_completer_find_word (cases[i].text, cases[i].cursor, &begin, &end);

      g_assert_cmpstr (word, ==, cases[i].word);
      g_assert_cmpuint (begin, ==, cases[i].begin);
      g_assert_cmpuint (end, ==, cases[i].end);
    }
}

/* At once, and what such a service can have only. */
static void
test_knows_the_table (void)
{
  g_autoptr (TapeSymbolCompleter) stocks = completer_of ("stream", "alpaca", NULL);
  g_autoptr (TapeSymbolCompleter) coins = completer_of ("stream", "coinbase", NULL);
  const TapePollMatch *match;

  tape_symbol_completer_look (stocks, "apple");
  match = g_ptr_array_index (tape_symbol_completer_get_matches (stocks), 0);
  g_assert_cmpstr (match->symbol, ==, "AAPL");
  g_assert_cmpstr (match->name, ==, "Apple");
  g_assert_cmpstr (match->currency, ==, "USD");
  g_assert_null (tape_symbol_completer_get_text (stocks));
  g_assert_null (tape_symbol_completer_get_question (stocks));
  tape_symbol_completer_look (stocks, "bitcoin");
  assert_symbols (stocks, "");
  tape_symbol_completer_look (coins, "bitcoin");
  assert_symbols (coins, "BTC-USD");
  tape_symbol_completer_look (coins, "apple");
  assert_symbols (coins, "");
  tape_symbol_completer_look (coins, "");
  assert_symbols (coins, "");
}

/* --- Services. --- */

static void
test_asks_with_a_key (void)
{
  g_autoptr (TapeSymbolCompleter) completer = completer_of ("stream", "finnhub", NULL);
  g_autoptr (TapeKey) key = tape_key_new ("good-key", NULL, NULL);

  tape_symbol_completer_look (completer, "zeb");
  g_assert_null (tape_symbol_completer_get_text (completer));
  tape_symbol_completer_set_account (completer, TAPE_KEYS_ACCOUNT, key, NULL);
  tape_symbol_completer_look (completer, "zebra");
  wait_for_text (completer);
  assert_symbols (completer, "ZBR1 ZBR2");
  g_assert_cmpstr (tape_symbol_completer_get_text (completer), ==, "59 calls left this minute.");
  /* One call a word. */
  tape_symbol_completer_look (completer, "z");
  g_assert_cmpuint (tape_symbol_completer_get_matches (completer)->len, >, 0);
  tape_symbol_completer_look (completer, "ZEBRA");
  assert_symbols (completer, "ZBR1 ZBR2");
  tape_symbol_completer_look (completer, "nothing-of-this-name");
  wait_for_text (completer);
  g_assert_cmpstr (tape_symbol_completer_get_text (completer), ==,
                   "Finnhub knows nothing like “nothing-of-this-name”.");
  tape_symbol_completer_look (completer, "zebr");
  wait_for_text (completer);
  assert_text (completer, "^5[789] calls left this minute\\.$");
}

static void
test_says_what_is_wrong (void)
{
  g_autoptr (TapeSymbolCompleter) completer = completer_of ("poll", "twelve-data", "bad-key");
  g_autoptr (TapeKey) key = tape_key_new ("good-key", NULL, NULL);

  tape_symbol_completer_look (completer, "zebra");
  wait_for_text (completer);
  g_assert_cmpstr (tape_symbol_completer_get_text (completer), ==,
                   "Twelve Data does not accept the key. Check it, or get another one.");
  g_assert_cmpstr (tape_symbol_completer_get_question (completer), ==, "Ask Twelve Data Again");
  tape_symbol_completer_set_account (completer, TAPE_KEYS_ACCOUNT, key, NULL);
  tape_symbol_completer_ask (completer);
  g_assert_null (tape_symbol_completer_get_question (completer));
  wait_for_text (completer);
  assert_text (completer, "^[67] calls left this minute\\.$");
}

/* Of a few calls a day none is spent unasked. */
static void
test_saves_calls_of_the_day (void)
{
  static const TapeQuotaLimits paid = { 75, 0, "UTC" };
  g_autoptr (TapeSymbolCompleter) completer = completer_of ("poll", "alpha-vantage", "good-key");
  g_autoptr (TapeKey) key = tape_key_new ("good-key", NULL, NULL);

  tape_symbol_completer_look (completer, "zebra");
  g_assert_null (tape_symbol_completer_get_text (completer));
  g_assert_cmpstr (tape_symbol_completer_get_question (completer), ==, "Ask Alpha Vantage: One of 25 Calls a Day");
  tape_symbol_completer_ask (completer);
  wait_for_text (completer);
  assert_symbols (completer, "ZBR1 ZBR2");
  g_assert_null (tape_symbol_completer_get_question (completer));
  tape_symbol_completer_set_account (completer, TAPE_KEYS_ACCOUNT, key, &paid);
  tape_symbol_completer_look (completer, "zebr");
  g_assert_null (tape_symbol_completer_get_question (completer));
  wait_for_text (completer);
  assert_symbols (completer, "ZBR1 ZBR2");
}

/* One answer serves for all words. */
static void
test_takes_a_list (void)
{
  g_autoptr (TapeSymbolCompleter) completer = completer_of ("stream", "binance", NULL);
  const TapePollMatch *match;

  tape_symbol_completer_look (completer, "et");
  while (tape_symbol_completer_get_matches (completer)->len == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_symbols (completer, "ETHUSDT");
  tape_symbol_completer_look (completer, "b");
  assert_symbols (completer, "BTCUSDT");
  match = g_ptr_array_index (tape_symbol_completer_get_matches (completer), 0);
  g_assert_cmpstr (match->name, ==, "Bitcoin / Tether");
  tape_symbol_completer_look (completer, "usdt");
  assert_symbols (completer, "BTCUSDT ETHUSDT");
  tape_symbol_completer_look (completer, "dogs");
  assert_symbols (completer, "");
  g_assert_cmpstr (tape_symbol_completer_get_text (completer), ==, "Binance knows nothing like “dogs”.");
}

/* What was asked for is given up. */
static void
test_may_go_at_any_time (void)
{
  TapeSymbolCompleter *waiting = completer_of ("stream", "binance", NULL);
  TapeSymbolCompleter *asking = completer_of ("poll", "alpha-vantage", "good-key");

  tape_symbol_completer_look (waiting, "eth");
  g_object_unref (waiting);
  tape_symbol_completer_look (asking, "zeb");
  tape_symbol_completer_ask (asking);
  tape_symbol_completer_look (asking, "");
  g_object_add_weak_pointer (G_OBJECT (asking), (gpointer *)&asking);
  g_object_unref (asking);
  while (asking != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("tapeline-data-XXXXXX", NULL);
  LoopbackServer *services;
  int result;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  services = live_services_start (NULL);
  g_test_add_func ("/symbol-completer/finds-the-word", test_finds_the_word);
  g_test_add_func ("/symbol-completer/knows-the-table", test_knows_the_table);
  g_test_add_func ("/symbol-completer/asks-with-a-key", test_asks_with_a_key);
  g_test_add_func ("/symbol-completer/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/symbol-completer/saves-calls-of-the-day", test_saves_calls_of_the_day);
  g_test_add_func ("/symbol-completer/takes-a-list", test_takes_a_list);
  g_test_add_func ("/symbol-completer/may-go-at-any-time", test_may_go_at_any_time);
  result = g_test_run ();
  loopback_server_stop (services);
  store_remove_tree (data);
  return result;
}
