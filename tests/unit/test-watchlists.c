/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The person's lists: what is edited is stored at once, and the last removal comes back. */

#include "../support/store-fixture.h"
#include "model/tape-watchlists.h"

#include <glib/gstdio.h>
#include <string.h>

static TapeWatchlists *
open_lists (StoreFixture *fixture)
{
  TapeWatchlists *lists = tape_watchlists_new (fixture->path);

  g_assert_null (tape_watchlists_get_message (lists));
  return lists;
}

static void
assert_symbols (TapeWatchlist *list, const char *wanted)
{
  g_auto (GStrv) symbols = tape_watchlist_get_symbols (list);
  g_autofree char *text = g_strjoinv (" ", symbols);

  g_assert_cmpstr (text, ==, wanted);
}

/* What another run would find. */
static void
assert_stored (StoreFixture *fixture, guint n_lists, guint nth, const char *name, const char *symbols)
{
  g_autoptr (TapeWatchlists) lists = open_lists (fixture);
  g_autoptr (TapeWatchlist) list = g_list_model_get_item (G_LIST_MODEL (lists), nth);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lists)), ==, n_lists + 1);
  g_assert_cmpstr (tape_watchlist_get_name (list), ==, name);
  assert_symbols (list, symbols);
}

/* One more list, of three symbols, chosen. */
static TapeWatchlists *
open_three (StoreFixture *fixture)
{
  TapeWatchlists *lists = open_lists (fixture);
  TapeWatchlist *list;

  tape_watchlists_add (lists, "Mine");
  list = tape_watchlists_get_current (lists);
  g_assert_true (tape_watchlist_insert (list, "AAPL", G_MAXUINT));
  g_assert_true (tape_watchlist_insert (list, "IBM", G_MAXUINT));
  g_assert_true (tape_watchlist_insert (list, "BAC", 1));
  return lists;
}

static gboolean
can_undo (TapeWatchlists *lists)
{
  gboolean can;

  g_object_get (lists, "can-undo", &can, NULL);
  return can;
}

/* The first list is of symbols that everybody can look up, and it is stored. */
static void
test_first (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWatchlists) lists = open_lists (fixture);
  TapeWatchlist *first = tape_watchlists_get_current (lists);
  g_auto (GStrv) symbols = tape_watchlist_get_symbols (first);
  g_autofree char *text = g_strjoinv (" ", symbols);

  g_assert_cmpuint (g_strv_length (symbols), >=, 10);
  for (guint i = 0; symbols[i] != NULL; i++)
    g_assert_nonnull (tape_instruments_lookup (symbols[i], strlen (symbols[i])));
  g_assert_true (tape_watchlist_is_editable (first));
  g_assert_false (can_undo (lists));
  assert_stored (fixture, 1, 0, tape_watchlist_get_name (first), text);
}

/* The list of what trades in the session is the last, has its own number and cannot be removed. */
static void
test_session_list (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWatchlists) lists = open_lists (fixture);
  TapeWatchlist *session = tape_watchlists_find (lists, TAPE_WATCHLISTS_SESSION);
  g_autoptr (TapeWatchlist) last = g_list_model_get_item (G_LIST_MODEL (lists), 1);

  g_assert_true (session == last);
  g_assert_false (tape_watchlist_is_editable (session));
  g_assert_false (tape_watchlists_remove (lists, session));
  g_assert_false (tape_watchlists_remove (lists, tape_watchlists_get_current (lists)));
}

static void
test_edits (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWatchlists) lists = open_three (fixture);
  TapeWatchlist *list = tape_watchlists_get_current (lists);
  guint place;

  assert_stored (fixture, 2, 1, "Mine", "AAPL BAC IBM");
  g_assert_false (tape_watchlist_insert (list, "IBM", 0));
  g_assert_true (tape_watchlist_find (list, "IBM", &place));
  g_assert_cmpuint (place, ==, 2);
  tape_watchlist_move (list, 2, 0);
  assert_stored (fixture, 2, 1, "Mine", "IBM AAPL BAC");
  tape_watchlist_move (list, 0, 1);
  assert_stored (fixture, 2, 1, "Mine", "AAPL IBM BAC");
  tape_watchlist_set_name (list, "Ours");
  assert_stored (fixture, 2, 1, "Ours", "AAPL IBM BAC");
  tape_watchlist_remove (list, 1);
  g_assert_false (tape_watchlist_find (list, "IBM", NULL));
  assert_stored (fixture, 2, 1, "Ours", "AAPL BAC");
}

/* Once only, and where it was. */
static void
test_undo_symbol (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWatchlists) lists = open_three (fixture);
  g_autoptr (TapeWatchlist) first = g_list_model_get_item (G_LIST_MODEL (lists), 0);

  tape_watchlists_remove_symbol (lists, 1);
  assert_stored (fixture, 2, 1, "Mine", "AAPL IBM");
  g_assert_true (can_undo (lists));
  /* Into the list that it was taken from, whichever is shown. */
  tape_watchlists_set_current (lists, first);
  tape_watchlists_undo (lists);
  g_assert_false (can_undo (lists));
  assert_stored (fixture, 2, 1, "Mine", "AAPL BAC IBM");
  tape_watchlists_undo (lists);
  assert_stored (fixture, 2, 1, "Mine", "AAPL BAC IBM");
}

static void
test_undo_list (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWatchlists) lists = open_three (fixture);
  TapeWatchlist *mine = tape_watchlists_get_current (lists);
  g_autoptr (TapeWatchlist) first = g_list_model_get_item (G_LIST_MODEL (lists), 0);

  g_assert_true (tape_watchlists_remove (lists, mine));
  g_assert_true (tape_watchlists_get_current (lists) == first);
  assert_stored (fixture, 1, 0, tape_watchlist_get_name (first),
                 "AAPL MSFT NVDA AMZN TSLA JPM BAC IBM XOM LLY SAP.DE "
                 "ASML.AS NOVO-B.CO NESN.SW MC.PA SHEL.L HSBA.L "
                 "7203.T 2330.TW 005930.KS");
  tape_watchlists_undo (lists);
  assert_symbols (tape_watchlists_get_current (lists), "AAPL BAC IBM");
  assert_stored (fixture, 2, 1, "Mine", "AAPL BAC IBM");
}

/* A file that is no database stays as it is; the lists work, and say that they are not kept. */
static void
test_not_a_database (StoreFixture *fixture, gconstpointer data)
{
  static const char text[] = "What somebody wrote, long enough to be no header of a database. Nothing may replace it.";
  g_autoptr (TapeWatchlists) lists = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, text, -1, &error));
  lists = tape_watchlists_new (fixture->path);
  g_assert_nonnull (strstr (tape_watchlists_get_message (lists), "Watchlists are not being stored: "));
  tape_watchlists_add (lists, "In memory");
  g_assert_true (tape_watchlist_insert (tape_watchlists_get_current (lists), "IBM", 0));
  tape_watchlists_remove_symbol (lists, 0);
  tape_watchlists_undo (lists);
  assert_symbols (tape_watchlists_get_current (lists), "IBM");
  g_assert_true (tape_watchlists_find (lists, tape_watchlists_get_id (lists, tape_watchlists_get_current (lists)))
                 == tape_watchlists_get_current (lists));
  g_assert_true (g_file_get_contents (fixture->path, &left, NULL, &error));
  g_assert_cmpstr (left, ==, text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/watchlists/first", test_first);
  STORE_TEST ("/watchlists/session-list", test_session_list);
  STORE_TEST ("/watchlists/edits", test_edits);
  STORE_TEST ("/watchlists/undo-symbol", test_undo_symbol);
  STORE_TEST ("/watchlists/undo-list", test_undo_list);
  STORE_TEST ("/watchlists/not-a-database", test_not_a_database);
  return g_test_run ();
}
