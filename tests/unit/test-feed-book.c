/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The feeds that a person has set up: kept, changed, put in order, removed, and seen when another process did that. */

#include <glib/gstdio.h>

#include "model/tape-feed-book.h"

typedef struct
{
  char *folder;
  char *path;
  TapeFeedBook *book;
  guint changes;
} Fixture;

static void
on_changed (TapeFeedBook *book, Fixture *fixture)
{
  fixture->changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tapeline-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "user.db", NULL);
  fixture->book = tape_feed_book_new (fixture->path);
  fixture->changes = 0;
  g_assert_null (tape_feed_book_get_message (fixture->book));
  g_signal_connect (fixture->book, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "user.db", "user.db-wal", "user.db-shm" };

  g_assert_finalize_object (fixture->book);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gint64
keep (TapeFeedBook *book, gint64 id, const char *name, const char *service)
{
  static const char *const symbols[] = { "BTCUSDT", "ETHUSDT", NULL };
  const TapeUserFeed feed = { .id = id,
                              .name = (char *)name,
                              .kind = (char *)"stream",
                              .service = (char *)service,
                              .symbols = (char **)symbols,
                              .settings = (char *)"{}",
                              .enabled = TRUE };
  g_autoptr (GError) error = NULL;
  gint64 kept = tape_feed_book_keep (book, &feed, &error);

  g_assert_no_error (error);
  g_assert_cmpint (kept, >, 0);
  return kept;
}

static void
assert_order (TapeFeedBook *book, const char *names)
{
  g_auto (GStrv) list = tape_feed_book_list_names (book, 0);
  g_autofree char *joined = g_strjoinv (" ", list);

  g_assert_cmpstr (joined, ==, names);
}

static void
test_keeps_them (Fixture *fixture, gconstpointer data)
{
  gint64 a = keep (fixture->book, 0, "Binance", "binance");
  gint64 b = keep (fixture->book, 0, "Coinbase", "coinbase");
  g_autoptr (TapeFeedBook) again = tape_feed_book_new (fixture->path);
  g_auto (GStrv) others = tape_feed_book_list_names (again, a);

  g_assert_cmpint (a, !=, b);
  g_assert_cmpuint (fixture->changes, ==, 2);
  assert_order (again, "Binance Coinbase");
  g_assert_cmpuint (tape_feed_book_get_feeds (again)->len, ==, 2);
  g_assert_cmpstr (tape_feed_book_find (again, b)->service, ==, "coinbase");
  g_assert_cmpstr (tape_feed_book_find (again, b)->symbols[1], ==, "ETHUSDT");
  g_assert_null (tape_feed_book_find (again, b + 1));
  g_assert_cmpuint (g_strv_length (others), ==, 1);
  g_assert_cmpstr (others[0], ==, "Coinbase");
}

static void
test_changes_one_in_its_place (Fixture *fixture, gconstpointer data)
{
  gint64 a = keep (fixture->book, 0, "Binance", "binance");

  keep (fixture->book, 0, "Coinbase", "coinbase");
  g_assert_cmpint (keep (fixture->book, a, "Coins", "binance"), ==, a);
  assert_order (fixture->book, "Coins Coinbase");
}

static void
test_switches_off_and_on (Fixture *fixture, gconstpointer data)
{
  gint64 a = keep (fixture->book, 0, "Binance", "binance");

  keep (fixture->book, 0, "Coinbase", "coinbase");
  g_assert_cmpuint (tape_feed_book_count_enabled (fixture->book), ==, 2);
  g_assert_true (tape_feed_book_set_enabled (fixture->book, a, FALSE, NULL));
  g_assert_cmpuint (tape_feed_book_count_enabled (fixture->book), ==, 1);
  g_assert_false (tape_feed_book_find (fixture->book, a)->enabled);
  /* As it is already: nothing is to be done. */
  g_assert_true (tape_feed_book_set_enabled (fixture->book, a, FALSE, NULL));
  g_assert_cmpuint (fixture->changes, ==, 3);
  g_assert_true (tape_feed_book_set_enabled (fixture->book, 999, TRUE, NULL));
}

static void
test_puts_them_in_order (Fixture *fixture, gconstpointer data)
{
  gint64 a = keep (fixture->book, 0, "A", "binance");
  gint64 b = keep (fixture->book, 0, "B", "coinbase");
  gint64 c = keep (fixture->book, 0, "C", "finnhub");

  assert_order (fixture->book, "A B C");
  g_assert_true (tape_feed_book_move_up (fixture->book, c, NULL));
  assert_order (fixture->book, "A C B");
  g_assert_true (tape_feed_book_move_up (fixture->book, c, NULL));
  assert_order (fixture->book, "C A B");
  g_assert_true (tape_feed_book_move_up (fixture->book, c, NULL));
  assert_order (fixture->book, "C A B");
  g_assert_true (tape_feed_book_remove (fixture->book, a, NULL));
  assert_order (fixture->book, "C B");
  keep (fixture->book, 0, "D", "alpaca");
  assert_order (fixture->book, "C B D");
  g_assert_true (tape_feed_book_move_up (fixture->book, b, NULL));
  assert_order (fixture->book, "B C D");
}

static void
test_undoes_a_removal (Fixture *fixture, gconstpointer data)
{
  gint64 a = keep (fixture->book, 0, "A", "binance");
  g_autoptr (TapeUserFeed) was = NULL;

  keep (fixture->book, 0, "B", "coinbase");
  was = tape_user_feed_copy (tape_feed_book_find (fixture->book, a));
  g_assert_true (tape_feed_book_remove (fixture->book, a, NULL));
  assert_order (fixture->book, "B");
  g_assert_true (tape_feed_book_restore (fixture->book, was, NULL));
  assert_order (fixture->book, "A B");
  g_assert_cmpstr (tape_feed_book_find (fixture->book, a)->service, ==, "binance");
}

/* What both read would be stored twice. */
static void
test_keeps_one_of_an_account (Fixture *fixture, gconstpointer data)
{
  gint64 a = keep (fixture->book, 0, "A", "binance");
  g_autoptr (TapeUserFeed) feed = tape_user_feed_copy (tape_feed_book_find (fixture->book, a));
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_feed_book_find_like (fixture->book, feed));
  g_assert_true (tape_feed_book_remove (fixture->book, a, NULL));
  keep (fixture->book, 0, "B", "binance");
  g_assert_cmpstr (tape_feed_book_find_like (fixture->book, feed)->name, ==, "B");
  g_assert_false (tape_feed_book_restore (fixture->book, feed, &error));
  g_assert_cmpstr (error->message, ==, "“B” reads from the same account already. Add the symbols to it.");
  g_clear_error (&error);
  feed->id = 0;
  g_assert_cmpint (tape_feed_book_keep (fixture->book, feed, &error), ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  assert_order (fixture->book, "B");

  feed->account = g_strdup ("another");
  g_assert_cmpint (tape_feed_book_keep (fixture->book, feed, &error), >, 0);
  g_assert_no_error (error);
  /* A cluster has topics. */
  g_free (feed->kind);
  feed->kind = g_strdup ("kafka");
  for (guint i = 0; i < 2; i++)
    {
      g_free (feed->name);
      feed->name = g_strdup_printf ("Topic %u", i);
      g_assert_cmpint (tape_feed_book_keep (fixture->book, feed, &error), >, 0);
      g_assert_no_error (error);
    }
  assert_order (fixture->book, "B A Topic 0 Topic 1");
}

static void
test_says_what_was_not_kept (Fixture *fixture, gconstpointer data)
{
  const TapeUserFeed same = { .name = (char *)"Binance",
                              .kind = (char *)"stream",
                              .service = (char *)"coinbase",
                              .symbols = (char *[]){ NULL },
                              .settings = (char *)"{}" };
  g_autoptr (GError) error = NULL;

  keep (fixture->book, 0, "Binance", "binance");
  g_assert_cmpint (tape_feed_book_keep (fixture->book, &same, &error), ==, 0);
  g_assert_nonnull (error);
  assert_order (fixture->book, "Binance");
  g_assert_cmpuint (fixture->changes, ==, 1);
}

static void
test_says_why_there_is_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeFeedBook) book = tape_feed_book_new ("/proc/none/user.db");
  g_autoptr (GError) error = NULL;
  const TapeUserFeed feed = { .name = (char *)"A" };

  g_assert_nonnull (tape_feed_book_get_message (book));
  g_assert_cmpuint (tape_feed_book_get_feeds (book)->len, ==, 0);
  g_assert_cmpint (tape_feed_book_keep (book, &feed, &error), ==, 0);
  g_assert_cmpstr (error->message, ==, tape_feed_book_get_message (book));
  g_clear_error (&error);
  g_assert_false (tape_feed_book_remove (book, 1, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/feed-book/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("keeps-them", test_keeps_them);
  ADD ("changes-one-in-its-place", test_changes_one_in_its_place);
  ADD ("switches-off-and-on", test_switches_off_and_on);
  ADD ("puts-them-in-order", test_puts_them_in_order);
  ADD ("undoes-a-removal", test_undoes_a_removal);
  ADD ("keeps-one-of-an-account", test_keeps_one_of_an_account);
  ADD ("says-what-was-not-kept", test_says_what_was_not_kept);
  ADD ("says-why-there-is-none", test_says_why_there_is_none);
  return g_test_run ();
}
