/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds that a person has set up come back as they were left. */

#include "../support/store-fixture.h"
#include "store/tape-user-feeds.h"

static TapeUserDb *
open_db (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TapeUserDb *db = tape_user_db_open (fixture->path, &error);

  g_assert_no_error (error);
  return db;
}

/* "id name: kind service account settings priority on, symbol symbol; …", from the file as it is. */
static void
assert_feeds (StoreFixture *fixture, const char *wanted)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) feeds = tape_user_db_load_feeds (db, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < feeds->len; i++)
    {
      g_autoptr (TapeUserFeed) feed = tape_user_feed_copy (g_ptr_array_index (feeds, i));
      g_autofree char *symbols = g_strjoinv (" ", feed->symbols);

      g_string_append_printf (text, "%d %s: %s %s %s %s %d %s, %s; ", (int)feed->id, feed->name, feed->kind,
                              feed->service, feed->account != NULL ? feed->account : "-", feed->settings,
                              (int)feed->priority, feed->enabled ? "on" : "off", symbols);
    }
  g_assert_cmpstr (text->str, ==, wanted);
}

static char *both[] = { (char *)"BTCUSDT", (char *)"ETHUSDT", NULL };
static char *one[] = { (char *)"AAPL", NULL };
static char *twice[] = { (char *)"AAPL", (char *)"MSFT", (char *)"AAPL", NULL };
static char *none[] = { NULL };

static const TapeUserFeed crypto
    = { 0, (char *)"Crypto", (char *)"stream", (char *)"binance", NULL, both, (char *)"{}", 1, TRUE };
static const TapeUserFeed stocks = {
  0, (char *)"St’ocks", (char *)"poll", (char *)"finnhub", (char *)"default", one, (char *)"{\"a\":1}", 0, FALSE
};

static void
test_round_trip (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  TapeUserFeed changed = crypto;

  assert_feeds (fixture, "");
  g_assert_cmpint (tape_user_db_add_feed (db, &crypto, &error), ==, 1);
  g_assert_cmpint (tape_user_db_add_feed (db, &stocks, &error), ==, 2);
  assert_feeds (fixture, "2 St’ocks: poll finnhub default {\"a\":1} 0 off, AAPL; "
                         "1 Crypto: stream binance - {} 1 on, BTCUSDT ETHUSDT; ");
  changed.id = 1;
  changed.priority = -1;
  changed.enabled = FALSE;
  changed.symbols = none;
  changed.name = (char *)"None";
  g_assert_true (tape_user_db_set_feed (db, &changed, &error));
  assert_feeds (fixture,
                "1 None: stream binance - {} -1 off, ; 2 St’ocks: poll finnhub default {\"a\":1} 0 off, AAPL; ");
  g_assert_true (tape_user_db_remove_feed (db, 2, &error));
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM feed_symbols"), ==, 0);
  changed.id = 7;
  changed.symbols = one;
  g_assert_true (tape_user_db_set_feed (db, &changed, &error));
  assert_feeds (fixture, "1 None: stream binance - {} -1 off, ; ");
  g_assert_no_error (error);
}

/* Its id is not given to another, so that it can be put back. */
static void
test_undone (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  TapeUserFeed removed = stocks;

  g_assert_cmpint (tape_user_db_add_feed (db, &stocks, &error), ==, 1);
  g_assert_true (tape_user_db_remove_feed (db, 1, &error));
  g_assert_cmpint (tape_user_db_add_feed (db, &crypto, &error), ==, 2);
  removed.id = 1;
  g_assert_cmpint (tape_user_db_add_feed (db, &removed, &error), ==, 1);
  g_assert_no_error (error);
  assert_feeds (fixture, "1 St’ocks: poll finnhub default {\"a\":1} 0 off, AAPL; "
                         "2 Crypto: stream binance - {} 1 on, BTCUSDT ETHUSDT; ");
}

/* A feed that cannot be kept leaves what was there. */
static void
test_all_or_nothing (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUserDb) db = open_db (fixture);
  g_autoptr (GError) error = NULL;
  TapeUserFeed bad = stocks;

  g_assert_cmpint (tape_user_db_add_feed (db, &stocks, &error), ==, 1);
  g_assert_cmpint (tape_user_db_add_feed (db, &stocks, &error), ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  bad.name = (char *)"Other";
  bad.symbols = twice;
  g_assert_cmpint (tape_user_db_add_feed (db, &bad, &error), ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  bad.id = 1;
  g_assert_false (tape_user_db_set_feed (db, &bad, &error));
  g_assert_nonnull (error);
  assert_feeds (fixture, "1 St’ocks: poll finnhub default {\"a\":1} 0 off, AAPL; ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/user-feeds/round-trip", test_round_trip);
  STORE_TEST ("/store/user-feeds/removal-undone", test_undone);
  STORE_TEST ("/store/user-feeds/all-or-nothing", test_all_or_nothing);
  return g_test_run ();
}
