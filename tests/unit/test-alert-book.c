/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The book as the pages and the notifier use it: what is edited is kept and in force at once, what fires is in the log and
 * is told once. */

#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "model/tape-alert-book.h"

#include <math.h>
#include <string.h>

#define PATIENCE 30 /* s */

typedef struct
{
  StoreFixture store;
  char *path;
  TapeDesk *desk;
  TapeWatchlists *lists;
  TapeAlertBook *book;
  GPtrArray *tellings; /* (element-type TapeTelling) */
  gboolean take;       /* say that they were told */
} Fixture;

static void
on_tell (TapeAlertBook *book, const TapeTelling *telling, Fixture *fixture)
{
  g_ptr_array_add (fixture->tellings, tape_telling_copy (telling));
  if (fixture->take)
    tape_alert_book_was_told (book, telling);
}

static void
open_book (Fixture *fixture)
{
  fixture->desk = tape_desk_new (fixture->store.folder);
  g_signal_connect_swapped (fixture->desk, "ready", G_CALLBACK (tape_desk_poll), fixture->desk);
  fixture->lists = tape_watchlists_new (fixture->path);
  fixture->book = tape_alert_book_new (fixture->path, fixture->desk, fixture->lists);
  g_assert_null (tape_alert_book_get_message (fixture->book));
  g_signal_connect (fixture->book, "tell", G_CALLBACK (on_tell), fixture);
}

static void
close_book (Fixture *fixture)
{
  g_clear_object (&fixture->book);
  g_clear_object (&fixture->lists);
  tape_desk_close (fixture->desk);
  g_clear_object (&fixture->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->path = g_build_filename (fixture->store.folder, "user.db", NULL);
  fixture->tellings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_telling_free);
  fixture->take = TRUE;
  open_book (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_book (fixture);
  g_ptr_array_unref (fixture->tellings);
  g_free (fixture->path);
  store_fixture_tear_down (&fixture->store, data);
}

static gint64
add (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);
  gint64 id;

  g_assert_no_error (error);
  id = tape_alert_book_add_rule (fixture->book, rule, &error);
  g_assert_no_error (error);
  return id;
}

/* Numbers and texts of all rules, those that are off in brackets. */
static void
assert_rules (Fixture *fixture, const char *wanted)
{
  GListModel *rules = tape_alert_book_get_rules (fixture->book);
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (rules, i);
      const gboolean on = tape_alert_rule_get_enabled (rule);

      g_string_append_printf (said, "%s%s%" G_GINT64_FORMAT " %s%s", i > 0 ? "; " : "", on ? "" : "(",
                              tape_alert_rule_get_id (rule), tape_alert_rule_get_text (rule), on ? "" : ")");
      g_assert_true (tape_alert_book_find_rule (fixture->book, tape_alert_rule_get_id (rule)) == rule);
    }
  g_assert_cmpstr (said->str, ==, wanted);
}

static guint
count_in_force (Fixture *fixture)
{
  return tape_alert_book_get_rule_set (fixture->book)->rules->len;
}

#define FIRST "1 watched moves ±5 % against previous close"

/* --- Editing. --- */

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_new ();
  gint64 id;

  assert_rules (fixture, FIRST);
  id = add (fixture, "AAPL is above 190");
  g_assert_cmpuint (count_in_force (fixture), ==, 2);
  tape_alert_book_set_enabled (fixture->book, 1, FALSE);
  g_assert_cmpuint (count_in_force (fixture), ==, 1);
  rule->conditions[0].x = 0.03;
  g_assert_true (tape_alert_book_change_rule (fixture->book, id, rule, &error));
  g_assert_no_error (error);
  rule->conditions[0].x = 0;
  g_assert_false (tape_alert_book_change_rule (fixture->book, id, rule, &error));
  g_assert_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_VALUE);
  assert_rules (fixture, "(" FIRST "); 2 watched moves ±3 % against previous close");
  close_book (fixture);
  open_book (fixture);
  assert_rules (fixture, "(" FIRST "); 2 watched moves ±3 % against previous close");
  g_assert_cmpuint (count_in_force (fixture), ==, 1);
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  gboolean can;

  add (fixture, "AAPL is above 190");
  add (fixture, "AAPL is below 180");
  tape_alert_book_remove_rule (fixture->book, 2);
  assert_rules (fixture, FIRST "; 3 AAPL is below 180");
  g_object_get (fixture->book, "can-undo", &can, NULL);
  g_assert_true (can);
  tape_alert_book_undo (fixture->book);
  assert_rules (fixture, FIRST "; 2 AAPL is above 190; 3 AAPL is below 180");
  g_assert_cmpuint (count_in_force (fixture), ==, 3);
  tape_alert_book_remove_rule (fixture->book, 1);
  close_book (fixture);
  open_book (fixture);
  assert_rules (fixture, "2 AAPL is above 190; 3 AAPL is below 180");
  tape_alert_book_undo (fixture->book);
  assert_rules (fixture, "2 AAPL is above 190; 3 AAPL is below 180");
}

static void
test_threshold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (isnan (tape_alert_book_get_threshold (fixture->book, "ORCL")));
  g_assert_false (tape_alert_book_watches (fixture->book, "ORCL"));
  g_assert_true (tape_alert_book_watches (fixture->book, "AAPL"));
  g_assert_true (tape_alert_book_set_threshold (fixture->book, "ORCL", 0.02, &error));
  g_assert_cmpfloat (tape_alert_book_get_threshold (fixture->book, "ORCL"), ==, 0.02);
  g_assert_true (tape_alert_book_watches (fixture->book, "ORCL"));
  g_assert_true (tape_alert_book_set_threshold (fixture->book, "ORCL", 0.03, &error));
  assert_rules (fixture, FIRST "; 2 ORCL moves ±3 % against previous close");
  g_assert_false (tape_alert_book_set_threshold (fixture->book, "ORCL", 0, &error));
  g_assert_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_true (tape_alert_book_set_threshold (fixture->book, "ORCL", NAN, &error));
  assert_rules (fixture, FIRST);
}

/* A watchlist that is edited is another target. */
static void
test_lists (Fixture *fixture, gconstpointer data)
{
  TapeWatchlist *list = tape_watchlists_get_current (fixture->lists);

  g_assert_false (tape_alert_book_watches (fixture->book, "ORCL"));
  tape_watchlist_insert (list, "ORCL", G_MAXUINT);
  g_assert_true (tape_alert_book_watches (fixture->book, "ORCL"));
  tape_watchlists_add (fixture->lists, "More");
  tape_watchlist_insert (tape_watchlists_get_current (fixture->lists), "CRM", G_MAXUINT);
  g_assert_true (tape_alert_book_watches (fixture->book, "CRM"));
}

static void
test_snooze (Fixture *fixture, gconstpointer data)
{
  const gint64 now = g_get_real_time ();

  tape_alert_book_snooze (fixture->book, 1, "AAPL", TAPE_HOUR);
  tape_alert_book_snooze (fixture->book, 9, "AAPL", TAPE_HOUR);
  g_assert_cmpint (tape_alert_book_get_snooze (fixture->book, 1, "AAPL"), >=, now + TAPE_HOUR);
  g_assert_cmpint (tape_alert_book_get_snooze (fixture->book, 1, "MSFT"), ==, TAPE_NO_TIME);
  g_assert_true (tape_rule_set_is_snoozed (tape_alert_book_get_rule_set (fixture->book), 1, "AAPL", now));
  close_book (fixture);
  open_book (fixture);
  g_assert_true (tape_rule_set_is_snoozed (tape_alert_book_get_rule_set (fixture->book), 1, "AAPL", now));
  tape_alert_book_snooze (fixture->book, 1, "AAPL", 0);
  g_assert_false (tape_rule_set_is_snoozed (tape_alert_book_get_rule_set (fixture->book), 1, "AAPL", now));
  g_assert_cmpint (tape_alert_book_get_snooze (fixture->book, 1, "AAPL"), ==, TAPE_NO_TIME);
}

/* Where user.db cannot be used the rule out of the box is in force, and it is said. */
static void
test_without_database (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  close_book (fixture);
  g_file_set_contents (fixture->path, "not a database, but something of the person's", -1, &error);
  g_assert_no_error (error);
  fixture->desk = tape_desk_new (fixture->store.folder);
  fixture->lists = tape_watchlists_new (fixture->path);
  fixture->book = tape_alert_book_new (fixture->path, fixture->desk, fixture->lists);
  g_assert_nonnull (tape_alert_book_get_message (fixture->book));
  assert_rules (fixture, FIRST);
  g_assert_cmpint (add (fixture, "AAPL is above 190"), ==, 2);
  tape_alert_book_remove_rule (fixture->book, 1);
  tape_alert_book_undo (fixture->book);
  assert_rules (fixture, FIRST "; 2 AAPL is above 190");
}

/* --- What fires. --- */

static void
open_replay (Fixture *fixture, const char *name, const char *rows)
{
  g_autofree char *path = g_build_filename (fixture->store.folder, name, NULL);
  g_autofree char *text = g_strconcat ("event_time,symbol,price,quantity\n", rows, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  /* What was edited is in force. */
  tape_alert_book_get_rule_set (fixture->book);
  tape_desk_open_files (fixture->desk, (const char *const[]){ path, NULL }, 0, &error);
  g_assert_no_error (error);
}

static gboolean
fail (gpointer data)
{
  g_error ("The log is not as it should be after %d s", PATIENCE);
  return G_SOURCE_REMOVE;
}

static guint
count_log (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (tape_alert_book_get_log (fixture->book)));
}

static void
wait_for_log (Fixture *fixture, guint n, TapeTold told)
{
  const guint deadline = g_timeout_add_seconds (PATIENCE, fail, NULL);
  gboolean done = FALSE;

  while (!done)
    {
      g_main_context_iteration (NULL, TRUE);
      done = count_log (fixture) == n && tape_alert_log_is_ready (tape_alert_book_get_log (fixture->book));
      for (guint i = 0; done && i < n; i++)
        {
          g_autoptr (TapeAlertEntry) entry
              = g_list_model_get_item (G_LIST_MODEL (tape_alert_book_get_log (fixture->book)), i);

          done = tape_alert_entry_get_firing (entry)->told == told;
        }
    }
  g_source_remove (deadline);
}

#define RISE                                                                                                           \
  "2024-03-05T14:30:00Z,AAPL,10,100\n"                                                                                 \
  "2024-03-05T14:30:01Z,AAPL,11,100\n"                                                                                 \
  "2024-03-05T14:30:02Z,MSFT,11,100\n"                                                                                 \
  "2024-03-05T14:31:30Z,AAPL,12,100\n"

static const TapeAlertSettings told_in_replays = { .notify = TRUE, .notify_replays = TRUE, .daily = 20 };

static void
test_fires (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeAlertEntry) newest = NULL;
  const TapeTelling *telling;

  tape_alert_book_set_settings (fixture->book, &told_in_replays);
  add (fixture, "AAPL is above 10.5");
  add (fixture, "AAPL, MSFT is above 10.6");
  open_replay (fixture, "rise.csv", RISE);
  wait_for_log (fixture, 3, TAPE_TOLD_ALONE);
  g_assert_cmpuint (tape_alert_book_get_unseen (fixture->book), ==, 3);
  newest = g_list_model_get_item (G_LIST_MODEL (tape_alert_book_get_log (fixture->book)), 0);
  g_assert_cmpstr (tape_alert_entry_get_firing (newest)->subject, ==, "MSFT");
  g_assert_cmpuint (fixture->tellings->len, ==, 3);
  telling = fixture->tellings->pdata[0];
  g_assert_cmpstr (telling->id, ==, "2:AAPL");
  g_assert_cmpstr (telling->title, ==, "AAPL ▲ above 10.50");
  g_assert_cmpint (tape_alert_rule_get_status (tape_alert_book_find_rule (fixture->book, 2))->last_fired, ==,
                   telling->event_time);
  tape_alert_book_mark_seen (fixture->book);
  g_assert_cmpuint (tape_alert_book_get_unseen (fixture->book), ==, 0);
  /* Opened again they are there, told and seen. */
  close_book (fixture);
  open_book (fixture);
  open_replay (fixture, "rise.csv", RISE);
  wait_for_log (fixture, 3, TAPE_TOLD_ALONE);
  g_assert_cmpuint (tape_alert_book_get_unseen (fixture->book), ==, 0);
  g_assert_cmpuint (fixture->tellings->len, ==, 3);
}

/* What nobody could tell is told in the next run, under the same identifier. */
static void
test_told_later (Fixture *fixture, gconstpointer data)
{
  fixture->take = FALSE;
  tape_alert_book_set_settings (fixture->book, &told_in_replays);
  add (fixture, "AAPL is above 10.5");
  open_replay (fixture, "rise.csv", RISE);
  wait_for_log (fixture, 1, TAPE_TOLD_NOT);
  g_assert_cmpuint (fixture->tellings->len, ==, 1);
  close_book (fixture);
  fixture->take = TRUE;
  open_book (fixture);
  tape_alert_book_set_settings (fixture->book, &told_in_replays);
  open_replay (fixture, "rise.csv", RISE);
  wait_for_log (fixture, 1, TAPE_TOLD_ALONE);
  g_assert_cmpuint (fixture->tellings->len, ==, 2);
  g_assert_cmpstr (((const TapeTelling *)fixture->tellings->pdata[1])->id, ==, "2:AAPL");
}

static void
test_not_told (Fixture *fixture, gconstpointer data)
{
  add (fixture, "AAPL is above 10.5");
  open_replay (fixture, "rise.csv", RISE);
  wait_for_log (fixture, 1, TAPE_TOLD_NEVER);
  g_assert_cmpuint (fixture->tellings->len, ==, 0);
  g_assert_cmpuint (tape_alert_book_get_unseen (fixture->book), ==, 1);
}

/* A snooze in a replay is of its time, and goes with it. */
static void
test_snooze_in_replay (Fixture *fixture, gconstpointer data)
{
  tape_alert_book_set_settings (fixture->book, &told_in_replays);
  add (fixture, "AAPL is above 10.5");
  open_replay (fixture, "rise.csv", RISE);
  wait_for_log (fixture, 1, TAPE_TOLD_ALONE);
  while (tape_desk_get_frame (fixture->desk) == NULL)
    g_main_context_iteration (NULL, TRUE);
  tape_alert_book_snooze (fixture->book, 2, "AAPL", TAPE_HOUR);
  g_assert_cmpint (tape_alert_book_get_snooze (fixture->book, 2, "AAPL"), <, g_get_real_time () - TAPE_DAY);
  g_assert_cmpint (tape_alert_book_get_snooze (fixture->book, 2, "AAPL"), !=, TAPE_NO_TIME);
  g_assert_cmpuint (tape_alert_book_get_rule_set (fixture->book)->snoozes->len, ==, 0);
  open_replay (fixture, "other.csv", RISE);
  g_assert_cmpint (tape_alert_book_get_snooze (fixture->book, 2, "AAPL"), ==, TAPE_NO_TIME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/model/alert-book/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("edit", test_edit);
  ADD ("remove-and-undo", test_remove_and_undo);
  ADD ("threshold-of-a-symbol", test_threshold);
  ADD ("watchlists", test_lists);
  ADD ("snooze", test_snooze);
  ADD ("without-a-database", test_without_database);
  ADD ("fires", test_fires);
  ADD ("told-later", test_told_later);
  ADD ("not-told", test_not_told);
  ADD ("snooze-in-a-replay", test_snooze_in_replay);
  return g_test_run ();
}
