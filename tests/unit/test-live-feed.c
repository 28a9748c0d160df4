/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is set up becomes a feed, or a sentence. */

#include <string.h>

#include "feed/tape-kafka-feed.h"
#include "pipeline/tape-keys.h"
#include "pipeline/tape-live-feed.h"

static char *no_symbols[] = { NULL };

static TapeUserFeed
define (const char *kind, const char *service, const char *settings)
{
  return (
      TapeUserFeed){ 1, (char *)"Mine", (char *)kind, (char *)service, NULL, no_symbols, (char *)settings, 0, TRUE };
}

static void
assert_not_made (const TapeUserFeed *definition, const TapeKey *key, const char *wanted)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_live_make_feed (definition, key, universe, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
  g_assert_nonnull (strstr (error->message, wanted));
}

/* Of a version to come, or one that was. */
static void
test_unknown (void)
{
  static const char *const kinds[] = { "pigeon", "stream", "poll" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      TapeUserFeed definition = define (kinds[i], "loft", "{}");

      g_assert_false (tape_live_needs_key (&definition));
      g_assert_false (tape_live_is_delayed (&definition));
      assert_not_made (&definition, NULL, "does not know “loft”");
    }
}

#define OPEN "{\"brokers\": \"localhost:1\", \"topics\": [\"stocks\"]}"
#define SASL "{\"brokers\": \"localhost:1\", \"topics\": [\"stocks\"], \"security\": \"sasl-tls\", \"user\": \"desk\"}"

static void
test_kafka (void)
{
  TapeUserFeed open = define ("kafka", "kafka", OPEN), sasl = define ("kafka", "kafka", SASL);
  TapeUserFeed bad = define ("kafka", "kafka", "{");
  TapeKey key = { (char *)"desk", (char *)"password" };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);

  g_assert_false (tape_live_needs_key (&open));
  g_assert_true (tape_live_needs_key (&sasl));
  assert_not_made (&sasl, NULL, "needs a user and a password");
  assert_not_made (&bad, NULL, "");
  if (tape_kafka_is_built ())
    {
      g_autoptr (TapeFeed) one = tape_live_make_feed (&open, NULL, universe, NULL);
      g_autoptr (TapeFeed) other = tape_live_make_feed (&sasl, &key, universe, NULL);

      g_assert_cmpstr (tape_feed_get_name (one), ==, "Mine");
      g_assert_nonnull (other);
    }
}

static void
test_stream (void)
{
  static char *stocks[] = { (char *)"AAPL", NULL }, *coins[] = { (char *)"BTCUSDT", NULL };
  TapeUserFeed keyed = define ("stream", "alpaca", "{}"), open = define ("stream", "binance", "");
  TapeKey half = { (char *)"key", NULL }, key = { (char *)"key", (char *)"secret" };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) one = NULL, other = NULL;
  g_autoptr (GError) error = NULL;

  keyed.symbols = stocks;
  assert_not_made (&open, NULL, "symbol");
  open.symbols = coins;
  g_assert_true (tape_live_needs_key (&keyed));
  g_assert_false (tape_live_needs_key (&open));
  g_assert_false (tape_live_is_delayed (&open));
  assert_not_made (&keyed, NULL, "needs a key");
  assert_not_made (&keyed, &half, "needs a secret");
  one = tape_live_make_feed (&keyed, &key, universe, &error);
  g_assert_no_error (error);
  other = tape_live_make_feed (&open, NULL, universe, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tape_feed_get_name (other), ==, "Mine");
  g_assert_cmpstr (tape_feed_get_type_info (other)->name, ==, "binance");
}

static void
test_poll (void)
{
  static char *symbols[] = { (char *)"AAPL", NULL };
  TapeUserFeed keyed = define ("poll", "alpha-vantage", "{\"extended\": true}"), open = define ("poll", "binance", "");
  TapeKey key = { (char *)"key", NULL };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) one = NULL, other = NULL;
  g_autoptr (GError) error = NULL;

  assert_not_made (&open, NULL, "at least one symbol");
  keyed.symbols = open.symbols = symbols;
  g_assert_true (tape_live_needs_key (&keyed));
  g_assert_false (tape_live_needs_key (&open));
  g_assert_true (tape_live_is_delayed (&keyed));
  g_assert_false (tape_live_is_delayed (&open));
  assert_not_made (&keyed, NULL, "needs a key");
  one = tape_live_make_feed (&keyed, &key, universe, &error);
  g_assert_no_error (error);
  other = tape_live_make_feed (&open, NULL, universe, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tape_feed_get_name (one), ==, "Mine");
  g_assert_cmpstr (tape_feed_get_type_info (one)->name, ==, "alpha-vantage");
  g_assert_cmpstr (tape_feed_get_type_info (other)->name, ==, "binance");
}

/* tapectl: of the environment first; else a sentence says where one is looked for. */
static void
test_find_key (void)
{
  TapeUserFeed open = define ("kafka", "kafka", OPEN), sasl = define ("kafka", "kafka", SASL);
  g_autoptr (TapeKey) key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tape_live_find_key (&open, &key, NULL, &error));
  g_assert_null (key);
  g_assert_false (tape_live_find_key (&sasl, &key, NULL, &error));
  g_assert_error (error, TAPE_KEYS_ERROR, TAPE_KEYS_ERROR_NO_SERVICE);
  g_assert_nonnull (strstr (error->message, "TAPELINE_KEY_KAFKA"));
  g_clear_error (&error);
  g_setenv ("TAPELINE_KEY_KAFKA", "desk", TRUE);
  g_setenv ("TAPELINE_SECRET_KAFKA", "password", TRUE);
  g_assert_true (tape_live_find_key (&sasl, &key, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (key->secret, ==, "password");
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
test_async (void)
{
  TapeUserFeed definition = define ("pigeon", "loft", "{}");
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tape_live_maker.make_async (&definition, universe, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (tape_live_maker.make_finish (result, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipeline/live-feed/unknown", test_unknown);
  g_test_add_func ("/pipeline/live-feed/kafka", test_kafka);
  g_test_add_func ("/pipeline/live-feed/poll", test_poll);
  g_test_add_func ("/pipeline/live-feed/stream", test_stream);
  g_test_add_func ("/pipeline/live-feed/find-key", test_find_key);
  g_test_add_func ("/pipeline/live-feed/async", test_async);
  return g_test_run ();
}
