/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is offered, what is wrong with what was typed, and what is made of it. */

#include <string.h>

#include "model/tape-feed-draft.h"

static TapeFeedDraft *
draft_of (const char *kind, const char *service)
{
  TapeFeedOffer offer;

  g_assert_true (tape_feed_offer_find (kind, service, &offer));
  return tape_feed_draft_new (&offer);
}

/* Says it of @field, and nothing of what was typed as a key. */
static void
assert_wrong (TapeFeedDraft *draft, TapeFeedField field, const char *pattern)
{
  TapeFeedField about = TAPE_N_FEED_FIELDS;
  g_autofree char *problem = tape_feed_draft_check (draft, &about);

  g_assert_nonnull (problem);
  if (!g_regex_match_simple (pattern, problem, 0, 0))
    g_error ("“%s” is not as “%s”", problem, pattern);
  g_assert_cmpint (about, ==, field);
}

static void
assert_right (TapeFeedDraft *draft)
{
  TapeFeedField about = TAPE_FEED_FIELD_NAME;
  g_autofree char *problem = tape_feed_draft_check (draft, &about);

  g_assert_cmpstr (problem, ==, NULL);
  g_assert_cmpint (about, ==, TAPE_N_FEED_FIELDS);
}

static void
assert_symbols (TapeFeedDraft *draft, const char *symbols)
{
  g_auto (GStrv) list = tape_feed_draft_get_symbols (draft);
  g_autofree char *joined = g_strjoinv (" ", list);

  g_assert_cmpstr (joined, ==, symbols);
}

/* --- Offers. --- */

static void
test_offers_each_service (void)
{
  g_autoptr (GArray) all = tape_feed_offer_list (TRUE);
  g_autoptr (GArray) official = tape_feed_offer_list (FALSE);
  guint kind = 0, n_polls, n_unofficial = 0;

  tape_poll_list (&n_polls);
  g_assert_cmpuint (all->len, >, n_polls + 1);
  for (guint i = 0; i < all->len; i++)
    {
      const TapeFeedOffer *offer = &g_array_index (all, TapeFeedOffer, i);
      g_autofree char *about = tape_feed_offer_describe (offer);
      g_autofree char *hosts = tape_feed_offer_list_hosts (offer);
      TapeFeedOffer found;

      g_assert_cmpuint (offer->kind, >=, kind);
      kind = offer->kind;
      g_assert_true (
          tape_feed_offer_find (tape_offer_kind_get_name (kind), tape_feed_offer_get_service (offer), &found));
      g_assert_true (found.stream == offer->stream && found.poll == offer->poll);
      g_assert_true (g_str_has_suffix (about, "."));
      g_assert_cmpint (*hosts != '\0', ==, kind != TAPE_OFFER_KAFKA);
      g_assert_cmpint (*tape_feed_offer_get_example (offer) != '\0', ==, kind != TAPE_OFFER_KAFKA);
      g_assert_cmpint (tape_feed_offer_get_key_page (offer) != NULL, ==, tape_feed_offer_needs_key (offer));
      if (kind == TAPE_OFFER_CRYPTO)
        g_assert_false (tape_feed_offer_needs_key (offer));
      if (kind == TAPE_OFFER_STOCKS)
        g_assert_true (tape_feed_offer_needs_key (offer));
      n_unofficial += tape_feed_offer_is_unofficial (offer) ? 1 : 0;
    }
  g_assert_cmpuint (kind, ==, TAPE_OFFER_KAFKA);
  g_assert_cmpuint (n_unofficial, >, 0);
  g_assert_cmpuint (official->len, ==, all->len - n_unofficial);
}

static void
test_lists_each_key_once (void)
{
  g_autoptr (GArray) keyed = tape_feed_offer_list_keyed ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < keyed->len; i++)
    {
      const TapeFeedOffer *offer = &g_array_index (keyed, TapeFeedOffer, i);

      g_assert_true (tape_feed_offer_needs_key (offer));
      g_assert_true (g_hash_table_add (seen, (gpointer)tape_feed_offer_get_service (offer)));
      if (strcmp (tape_feed_offer_get_service (offer), "finnhub") == 0)
        g_assert_cmpint (offer->kind, ==, TAPE_OFFER_QUOTES);
    }
  g_assert_true (g_hash_table_contains (seen, "finnhub"));
  g_assert_true (g_hash_table_contains (seen, "alpaca"));
  g_assert_true (g_hash_table_contains (seen, "alpha-vantage"));
  g_assert_false (g_hash_table_contains (seen, "binance"));
}

static void
test_unknown_service_is_not_found (void)
{
  TapeFeedOffer offer;
  const TapeUserFeed future = { .name = (char *)"New",
                                .kind = (char *)"stream",
                                .service = (char *)"of-tomorrow",
                                .symbols = (char *[]){ NULL },
                                .settings = (char *)"{}" };

  g_assert_false (tape_feed_offer_find ("stream", "of-tomorrow", &offer));
  g_assert_false (tape_feed_offer_find ("poll", "coinbase", &offer));
  g_assert_null (tape_feed_draft_new_from (&future));
}

/* --- What is wrong. --- */

/* Nobody has to type anything where no key is needed. */
static void
test_begins_ready_or_with_what_is_missing (void)
{
  g_autoptr (GArray) all = tape_feed_offer_list (TRUE);

  for (guint i = 0; i < all->len; i++)
    {
      const TapeFeedOffer *offer = &g_array_index (all, TapeFeedOffer, i);
      g_autoptr (TapeFeedDraft) draft = tape_feed_draft_new (offer);

      if (tape_feed_offer_needs_key (offer))
        assert_wrong (draft, TAPE_FEED_FIELD_KEY, "^Enter the key that .* gave you\\.$");
      else if (offer->kind == TAPE_OFFER_KAFKA)
        assert_wrong (draft, TAPE_N_FEED_FIELDS, "broker");
      else
        assert_right (draft);
      if (offer->kind == TAPE_OFFER_KAFKA)
        continue;
      tape_feed_draft_set_stored (draft, TRUE);
      assert_right (draft);
      tape_feed_draft_set (draft, TAPE_FEED_FIELD_SYMBOLS, " , ");
      assert_wrong (draft, TAPE_FEED_FIELD_SYMBOLS, "\\w");
    }
}

static void
test_takes_a_key (void)
{
  g_autoptr (TapeFeedDraft) draft = draft_of ("stream", "alpaca");
  g_autoptr (TapeKey) key = NULL;

  tape_feed_draft_set (draft, TAPE_FEED_FIELD_KEY, "PKEXAMPLE");
  g_assert_null (tape_feed_draft_make_key (draft));
  assert_wrong (draft, TAPE_FEED_FIELD_SECRET, "^Enter the secret that Alpaca gave you");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_SECRET, "hush\n");
  assert_right (draft);
  key = tape_feed_draft_make_key (draft);
  g_assert_cmpstr (key->key, ==, "PKEXAMPLE");
  g_assert_cmpstr (key->secret, ==, "hush");
  /* Half of a new one is not completed by the other half of an old one. */
  tape_feed_draft_set_stored (draft, TRUE);
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_KEY, "");
  assert_wrong (draft, TAPE_FEED_FIELD_KEY, "^Enter the key that Alpaca gave you");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_SECRET, "");
  assert_right (draft);
}

static void
test_never_says_a_key (void)
{
  static const char *const typed[] = { "sesame\topen", "se\x01same", "  ", "sesame", "sésame" };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (TapeFeedDraft) draft = draft_of ("poll", "finnhub");
      g_autofree char *problem = NULL;
      g_autofree char *name = NULL;
      g_autoptr (TapeUserFeed) feed = NULL;

      tape_feed_draft_set (draft, TAPE_FEED_FIELD_KEY, typed[i]);
      problem = tape_feed_draft_check (draft, NULL);
      name = tape_feed_draft_get_name (draft);
      feed = tape_feed_draft_make (draft);
      if (problem != NULL)
        g_assert_null (strstr (problem, "same"));
      g_assert_null (strstr (name, "same"));
      g_assert_null (strstr (feed->settings, "same"));
      g_assert_cmpstr (feed->account, ==, "default");
    }
}

static void
test_cleans_symbols (void)
{
  g_autoptr (TapeFeedDraft) binance = draft_of ("stream", "binance");
  g_autoptr (TapeFeedDraft) quotes = draft_of ("poll", "finnhub");

  tape_feed_draft_set (binance, TAPE_FEED_FIELD_SYMBOLS, "btcusdt, ETHUSDT;btcusdt\n");
  assert_symbols (binance, "BTCUSDT ETHUSDT");
  assert_right (binance);
  tape_feed_draft_set (binance, TAPE_FEED_FIELD_SYMBOLS, "btcusdt €");
  assert_wrong (binance, TAPE_FEED_FIELD_SYMBOLS, "Binance");
  tape_feed_draft_set_stored (quotes, TRUE);
  tape_feed_draft_set (quotes, TAPE_FEED_FIELD_SYMBOLS, "aapl msft AAPL brk.b");
  assert_symbols (quotes, "AAPL MSFT BRK.B");
  assert_right (quotes);
  tape_feed_draft_set (quotes, TAPE_FEED_FIELD_SYMBOLS,
                       "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJ");
  assert_wrong (quotes, TAPE_FEED_FIELD_SYMBOLS, "cannot be a symbol");
}

static void
test_says_when_there_are_too_many (void)
{
  g_autoptr (TapeFeedDraft) draft = draft_of ("stream", "alpaca");
  guint max = tape_feed_draft_get_offer (draft)->stream->max_symbols;
  GString *symbols = g_string_new (NULL);

  for (guint i = 0; i <= max; i++)
    g_string_append_printf (symbols, "A%c%c ", 'A' + i / 26, 'A' + i % 26);
  tape_feed_draft_set_stored (draft, TRUE);
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_SYMBOLS, symbols->str);
  assert_wrong (draft, TAPE_FEED_FIELD_SYMBOLS, "Alpaca");
  g_string_truncate (symbols, symbols->len - 4);
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_SYMBOLS, symbols->str);
  assert_right (draft);
  g_string_free (symbols, TRUE);
}

static void
test_gives_a_name_that_is_free (void)
{
  static const char *const taken[] = { "Binance", "binance 2", "My coins", NULL };
  g_autoptr (TapeFeedDraft) draft = draft_of ("stream", "binance");
  g_autoptr (TapeFeedDraft) quotes = draft_of ("poll", "binance");
  g_autofree char *first = tape_feed_draft_get_name (draft);
  g_autofree char *second = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *of_quotes = tape_feed_draft_get_name (quotes);

  g_assert_cmpstr (first, ==, "Binance");
  g_assert_cmpstr (of_quotes, ==, "Binance quotes");
  tape_feed_draft_set_taken (draft, taken);
  second = tape_feed_draft_get_name (draft);
  g_assert_cmpstr (second, ==, "Binance 3");
  assert_right (draft);
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_NAME, " my COINS ");
  assert_wrong (draft, TAPE_FEED_FIELD_NAME, "^There is a feed “my COINS” already");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_NAME, "  Others ");
  typed = tape_feed_draft_get_name (draft);
  g_assert_cmpstr (typed, ==, "Others");
  assert_right (draft);
}

static void
test_says_how_often (void)
{
  g_autoptr (TapeFeedDraft) stream = draft_of ("stream", "binance");
  g_autoptr (TapeFeedDraft) poll = draft_of ("poll", "alpha-vantage");
  g_autofree char *one = NULL;
  g_autofree char *some = NULL;

  g_assert_null (tape_feed_draft_describe_pace (stream));
  tape_feed_draft_set (poll, TAPE_FEED_FIELD_SYMBOLS, "IBM");
  one = tape_feed_draft_describe_pace (poll);
  tape_feed_draft_set (poll, TAPE_FEED_FIELD_SYMBOLS, "IBM, AAPL, MSFT");
  some = tape_feed_draft_describe_pace (poll);
  g_assert_true (g_regex_match_simple ("^The symbol is asked for every \\d+.\\w+ or so\\.$", one, 0, 0));
  g_assert_true (g_regex_match_simple ("^Each symbol is asked for every \\d+.\\w+ or so\\.$", some, 0, 0));
  tape_feed_draft_set (poll, TAPE_FEED_FIELD_SYMBOLS, "");
  g_assert_null (tape_feed_draft_describe_pace (poll));
}

/* Of a paid plan there is more. */
static void
test_takes_a_plan (void)
{
  g_autoptr (TapeFeedDraft) draft = draft_of ("poll", "alpha-vantage");
  g_autoptr (TapeFeedDraft) stream = draft_of ("stream", "finnhub");
  g_autoptr (TapeFeedDraft) edited = NULL;
  g_autoptr (TapeUserFeed) feed = NULL;
  TapeQuotaLimits limits;

  g_assert_false (tape_feed_draft_has_field (stream, TAPE_FEED_FIELD_MINUTE));
  g_assert_false (tape_feed_draft_get_limits (stream, &limits));
  g_assert_true (tape_feed_draft_has_field (draft, TAPE_FEED_FIELD_DAY));
  g_assert_true (tape_feed_draft_get_limits (draft, &limits));
  g_assert_cmpuint (limits.per_day, ==, 25);
  tape_feed_draft_set_stored (draft, TRUE);
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_MINUTE, " 75 ");
  assert_right (draft);
  g_assert_true (tape_feed_draft_get_limits (draft, &limits));
  g_assert_cmpuint (limits.per_minute, ==, 75);
  g_assert_cmpuint (limits.per_day, ==, 0);
  feed = tape_feed_draft_make (draft);
  g_assert_cmpstr (feed->settings, ==, "{\"per_minute\":75}");
  edited = tape_feed_draft_new_from (feed);
  g_assert_cmpstr (tape_feed_draft_get (edited, TAPE_FEED_FIELD_MINUTE), ==, "75");
  g_assert_cmpstr (tape_feed_draft_get (edited, TAPE_FEED_FIELD_DAY), ==, "");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_DAY, "0");
  assert_wrong (draft, TAPE_FEED_FIELD_DAY, "^“0” is no number of calls");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_MINUTE, "many");
  assert_wrong (draft, TAPE_FEED_FIELD_MINUTE, "^“many” is no number of calls");
}

static void
test_takes_extended_hours (void)
{
  g_autoptr (TapeFeedDraft) draft = draft_of ("poll", "yahoo");
  g_autoptr (TapeFeedDraft) other = draft_of ("poll", "finnhub");
  g_autoptr (TapeFeedDraft) edited = NULL;
  g_autoptr (TapeUserFeed) feed = NULL;

  g_assert_false (tape_feed_draft_has_extended (other));
  g_assert_true (tape_feed_draft_has_extended (draft));
  g_assert_false (tape_feed_draft_get_extended (draft));
  tape_feed_draft_set_extended (draft, TRUE);
  feed = tape_feed_draft_make (draft);
  g_assert_cmpstr (feed->settings, ==, "{\"extended\":true}");
  edited = tape_feed_draft_new_from (feed);
  g_assert_true (tape_feed_draft_get_extended (edited));
}

/* --- What is made of it. --- */

static void
test_makes_a_feed (void)
{
  g_autoptr (TapeFeedDraft) draft = draft_of ("stream", "binance");
  g_autoptr (TapeUserFeed) feed = NULL;
  g_autoptr (TapeUserFeed) again = NULL;
  g_autoptr (TapeFeedDraft) edited = NULL;

  tape_feed_draft_set (draft, TAPE_FEED_FIELD_SYMBOLS, "btcusdt ethusdt");
  feed = tape_feed_draft_make (draft);
  g_assert_cmpint (feed->id, ==, 0);
  g_assert_cmpstr (feed->name, ==, "Binance");
  g_assert_cmpstr (feed->kind, ==, "stream");
  g_assert_cmpstr (feed->service, ==, "binance");
  g_assert_null (feed->account);
  g_assert_cmpstr (feed->symbols[1], ==, "ETHUSDT");
  g_assert_cmpstr (feed->settings, ==, "{}");
  g_assert_true (feed->enabled);

  /* What is edited keeps what is not typed. */
  feed->id = 7;
  feed->priority = 3;
  g_free (feed->settings);
  feed->settings = g_strdup ("{\"extended\":true}");
  edited = tape_feed_draft_new_from (feed);
  assert_right (edited);
  tape_feed_draft_set (edited, TAPE_FEED_FIELD_SYMBOLS, "ETHUSDT");
  again = tape_feed_draft_make (edited);
  g_assert_cmpint (again->id, ==, 7);
  g_assert_cmpint (again->priority, ==, 3);
  g_assert_cmpstr (again->settings, ==, "{\"extended\":true}");
  g_assert_cmpuint (g_strv_length (again->symbols), ==, 1);
}

static void
test_makes_a_cluster (void)
{
  g_autoptr (TapeFeedDraft) draft = draft_of ("kafka", "kafka");
  g_autoptr (TapeFeedDraft) edited = NULL;
  g_autoptr (TapeKafkaSettings) settings = NULL;
  g_autoptr (TapeUserFeed) feed = NULL;
  g_autoptr (TapeKey) key = NULL;

  g_assert_false (tape_feed_draft_has_field (draft, TAPE_FEED_FIELD_SYMBOLS));
  g_assert_false (tape_feed_draft_has_field (draft, TAPE_FEED_FIELD_SECRET));
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_BROKERS, "one:9093 two:9093");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_TOPICS, "stocks");
  assert_right (draft);
  tape_feed_draft_get_kafka (draft)->security = TAPE_KAFKA_SASL_TLS;
  g_assert_true (tape_feed_draft_has_field (draft, TAPE_FEED_FIELD_SECRET));
  g_assert_true (tape_feed_draft_has_field (draft, TAPE_FEED_FIELD_CA_FILE));
  assert_wrong (draft, TAPE_N_FEED_FIELDS, "user");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_KEY, "desk");
  assert_wrong (draft, TAPE_N_FEED_FIELDS, "password");
  g_assert_null (tape_feed_draft_make_key (draft));
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_SECRET, "sesame");
  assert_right (draft);
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_CA_FILE, "/none/of/these.pem");
  assert_wrong (draft, TAPE_N_FEED_FIELDS, "/none/of/these\\.pem");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_CA_FILE, "");
  tape_feed_draft_set (draft, TAPE_FEED_FIELD_MAP, "LastPrice=price");
  assert_right (draft);
  key = tape_feed_draft_make_key (draft);
  g_assert_cmpstr (key->key, ==, "desk");
  g_assert_cmpstr (key->secret, ==, "sesame");
  settings = tape_feed_draft_make_kafka (draft);
  g_assert_cmpstr (settings->brokers, ==, "one:9093,two:9093");
  g_assert_cmpstr (settings->password, ==, "sesame");
  feed = tape_feed_draft_make (draft);
  g_assert_cmpstr (feed->kind, ==, "kafka");
  g_assert_cmpstr (feed->account, ==, "desk@one:9093");
  g_assert_null (strstr (feed->settings, "sesame"));
  g_assert_cmpuint (g_strv_length (feed->symbols), ==, 0);

  edited = tape_feed_draft_new_from (feed);
  assert_wrong (edited, TAPE_N_FEED_FIELDS, "password");
  tape_feed_draft_set_stored (edited, TRUE);
  assert_right (edited);
  g_assert_cmpstr (tape_feed_draft_get (edited, TAPE_FEED_FIELD_TOPICS), ==, "stocks");
  g_assert_cmpstr (tape_feed_draft_get (edited, TAPE_FEED_FIELD_MAP), ==, "LastPrice=price");
  g_assert_cmpint (tape_feed_draft_get_kafka (edited)->security, ==, TAPE_KAFKA_SASL_TLS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed-offer/each-service", test_offers_each_service);
  g_test_add_func ("/feed-offer/each-key-once", test_lists_each_key_once);
  g_test_add_func ("/feed-offer/unknown-service", test_unknown_service_is_not_found);
  g_test_add_func ("/feed-draft/begins-ready-or-with-what-is-missing", test_begins_ready_or_with_what_is_missing);
  g_test_add_func ("/feed-draft/takes-a-key", test_takes_a_key);
  g_test_add_func ("/feed-draft/never-says-a-key", test_never_says_a_key);
  g_test_add_func ("/feed-draft/cleans-symbols", test_cleans_symbols);
  g_test_add_func ("/feed-draft/too-many", test_says_when_there_are_too_many);
  g_test_add_func ("/feed-draft/gives-a-name-that-is-free", test_gives_a_name_that_is_free);
  g_test_add_func ("/feed-draft/says-how-often", test_says_how_often);
  g_test_add_func ("/feed-draft/takes-a-plan", test_takes_a_plan);
  g_test_add_func ("/feed-draft/takes-extended-hours", test_takes_extended_hours);
  g_test_add_func ("/feed-draft/makes-a-feed", test_makes_a_feed);
  g_test_add_func ("/feed-draft/makes-a-cluster", test_makes_a_cluster);
  return g_test_run ();
}
