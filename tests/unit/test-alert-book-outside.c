/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules that another process adds, changes or removes, as tapectl does, are taken up by a book that is open. */

#include "../support/store-fixture.h"
#include "model/tape-alert-book.h"
#include "pipeline/tape-rule-file.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

typedef struct
{
  StoreFixture store;
  TapeDesk *desk;
  TapeWatchlists *lists;
  TapeAlertBook *book;
  TapeUserDb *outside;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (&fixture->store, data);
  path = g_build_filename (fixture->store.folder, "user.db", NULL);
  fixture->desk = tape_desk_new (fixture->store.folder);
  fixture->lists = tape_watchlists_new (path);
  fixture->book = tape_alert_book_new (path, fixture->desk, fixture->lists);
  fixture->outside = tape_user_db_open (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tape_user_db_free (fixture->outside);
  g_clear_object (&fixture->book);
  g_clear_object (&fixture->lists);
  tape_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  store_fixture_tear_down (&fixture->store, data);
}

/* "id text on; …" of all rules, then the ids of those that the session is given. */
static char *
describe (TapeAlertBook *book)
{
  GListModel *rules = tape_alert_book_get_rules (book);
  const TapeRuleSet *set = tape_alert_book_get_rule_set (book);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (rules, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %s; ", tape_alert_rule_get_id (rule),
                              tape_alert_rule_get_text (rule), tape_alert_rule_get_enabled (rule) ? "on" : "off");
    }
  g_string_append (text, "in force:");
  for (guint i = 0; i < set->rules->len; i++)
    g_string_append_printf (text, " %" G_GINT64_FORMAT, ((const TapeRule *)set->rules->pdata[i])->id);
  return g_string_free (text, FALSE);
}

static void
wait_for (TapeAlertBook *book, const char *wanted)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autofree char *said = describe (book);

  while (strcmp (said, wanted) != 0 && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (said);
      said = describe (book);
    }
  g_assert_cmpstr (said, ==, wanted);
}

static void
add (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tape_rule_file_parse (text, strlen (text), &error);
  g_autoptr (GPtrArray) added = tape_rule_file_add (fixture->outside, lines, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, lines->len);
}

static void
test_taken_up (Fixture *fixture, gconstpointer data)
{
  static const char first[] = "1 " TAPE_USER_DB_FIRST_RULE " on; ";
  g_autofree char *alone = g_strconcat (first, "in force: 1", NULL);
  g_autofree char *more
      = g_strconcat (first, "2 AAPL is above 190 on; 3 MSFT is above 2 off; 4 AAPL zooms 5 on; in force: 1 2", NULL);
  g_autofree char *changed = g_strconcat (first, "2 AAPL is above 191 on; 3 MSFT is above 2 on; in force: 1 2 3", NULL);

  wait_for (fixture->book, alone);
  add (fixture, "AAPL is above 190\noff: MSFT is above 2\nAAPL zooms 5\n");
  wait_for (fixture->book, more);
  g_assert_true (tape_user_db_set_rule (fixture->outside, 2, "AAPL is above 191", TRUE, NULL));
  g_assert_true (tape_user_db_set_rule (fixture->outside, 3, "MSFT is above 2", TRUE, NULL));
  g_assert_true (tape_user_db_remove_rule (fixture->outside, 4, NULL));
  wait_for (fixture->book, changed);
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "AAPL is above 190\noff: MSFT is above 2\nAAPL zooms 5\nwatched moves 5 %\n";
  static const char wrong[] = "TSLA is above 1\nTSLA rises 0 %\n";
  g_autofree char *wanted
      = g_strconcat ("1 " TAPE_USER_DB_FIRST_RULE " on; 2 AAPL is above 190 on; 3 MSFT is above 2 off; "
                     "4 AAPL zooms 5 on; in force: 1 2",
                     NULL);
  g_autoptr (GPtrArray) lines = tape_rule_file_parse (text, strlen (text), NULL);
  g_autoptr (GPtrArray) bad = tape_rule_file_parse (wrong, strlen (wrong), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  g_autofree char *after = NULL;
  guint n_added, n_there;

  g_assert_true (tape_alert_book_import (fixture->book, lines, &n_added, &n_there, &error));
  g_assert_cmpuint (n_added, ==, 3);
  g_assert_cmpuint (n_there, ==, 1);
  said = describe (fixture->book);
  g_assert_cmpstr (said, ==, wanted);
  g_assert_false (tape_alert_book_import (fixture->book, bad, &n_added, &n_there, &error));
  g_assert_true (g_str_has_prefix (error->message, "Line 2: A threshold of 0 %"));
  after = describe (fixture->book);
  g_assert_cmpstr (after, ==, wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/alert-book/rules-from-outside", Fixture, NULL, set_up, test_taken_up, tear_down);
  g_test_add ("/model/alert-book/import", Fixture, NULL, set_up, test_import, tear_down);
  return g_test_run ();
}
