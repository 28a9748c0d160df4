/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done for alerts beside the engine: trials while a rule is written, of which only the last counts, and saved queries
 * that are rules. */

#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "model/tape-alert-queries.h"
#include "model/tape-trial-job.h"
#include "store/tape-user-db.h"
#include "trial-fixture.h"

#define PATIENCE 30 /* s */

static gboolean
fail (gpointer data)
{
  g_error ("Nothing came for %d s", PATIENCE);
  return G_SOURCE_REMOVE;
}

/* Lets the main context run until *@count is @n. */
static void
run_until (const guint *count, guint n)
{
  guint deadline = g_timeout_add_seconds (PATIENCE, fail, NULL);

  while (*count < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_cmpuint (*count, ==, n);
}

/* --- Trials --- */

static void
count_end (TapeTrialJob *job, guint *n_ended)
{
  ++*n_ended;
}

static char *
store (StoreFixture *fixture)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 5000);
  const char *const paths[] = { path, NULL };
  char *database = g_build_filename (fixture->folder, "session.db", NULL);

  session_replay (database, paths, NULL);
  return database;
}

static void
test_last_counts (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *database = store (fixture);
  g_autoptr (TapeTrialJob) job = tape_trial_job_new ();
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) wanted = NULL;
  g_autoptr (GError) error = NULL;
  guint n_ended = 0;

  g_signal_connect (job, "ended", G_CALLBACK (count_end), &n_ended);
  for (gint64 rule = 1; rule <= 4; rule++)
    tape_trial_job_start (job, database, rules, rule, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_true (tape_trial_job_is_running (job));
  run_until (&n_ended, 1);
  g_assert_false (tape_trial_job_is_running (job));
  g_assert_cmpfloat (tape_trial_job_get_progress (job), ==, 1);
  g_assert_null (tape_trial_job_get_message (job));
  wanted = tape_trial_run (database, rules, 4, TAPE_NO_TIME, TAPE_NO_TIME, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tape_trial_job_get_trial (job)->firings->len, ==, wanted->firings->len);

  /* Those that were overtaken say nothing later on. */
  tape_trial_job_start (job, database, rules, 4, TAPE_NO_TIME, TAPE_NO_TIME);
  run_until (&n_ended, 2);
}

static void
test_stop_and_fail (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *database = store (fixture);
  g_autofree char *none = g_build_filename (fixture->folder, "none.db", NULL);
  g_autoptr (TapeTrialJob) job = tape_trial_job_new ();
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  guint n_ended = 0;

  g_signal_connect (job, "ended", G_CALLBACK (count_end), &n_ended);
  tape_trial_job_start (job, database, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME);
  tape_trial_job_stop (job);
  g_assert_false (tape_trial_job_is_running (job));

  /* Only the next one says that it ended. */
  tape_trial_job_start (job, none, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME);
  run_until (&n_ended, 1);
  g_assert_null (tape_trial_job_get_trial (job));
  g_assert_nonnull (strstr (tape_trial_job_get_message (job), "none.db"));
  tape_trial_job_start (job, NULL, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_nonnull (tape_trial_job_get_message (job));

  /* It may be let go of while it runs. */
  tape_trial_job_start (job, database, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME);
  g_clear_object (&job);
  job = tape_trial_job_new ();
  n_ended = 0;
  g_signal_connect (job, "ended", G_CALLBACK (count_end), &n_ended);
  tape_trial_job_start (job, database, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME);
  run_until (&n_ended, 1);
}

/* --- Queries --- */

static void
count_change (TapeAlertQueries *queries, gint64 rule, guint *n_changes)
{
  ++*n_changes;
}

static void
add_query (TapeRuleSet *set, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);

  g_assert_no_error (error);
  rule->id = set->rules->len + 1;
  tape_rule_set_add (set, rule);
}

/* On the writer's thread. */
static void
wake (gpointer data)
{
  g_main_context_wakeup (NULL);
}

/* (transfer full): the first that come. */
static GPtrArray *
await_firings (TapeDesk *desk)
{
  TapeSession *session = tape_desk_get_session (desk);
  guint deadline = g_timeout_add_seconds (PATIENCE, fail, NULL);
  GPtrArray *firings;

  tape_session_set_firing_notify (session, wake, NULL);
  while ((firings = tape_session_take_firings (session))->len == 0)
    {
      g_ptr_array_unref (firings);
      g_main_context_iteration (NULL, TRUE);
    }
  tape_session_set_firing_notify (session, NULL, NULL);
  g_source_remove (deadline);
  return firings;
}

static void
test_queries (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "user.db", NULL);
  g_autoptr (TapeUserDb) user = tape_user_db_open (path, NULL);
  g_autoptr (TapeDesk) desk = tape_desk_new (fixture->folder);
  g_autoptr (TapeAlertQueries) queries = tape_alert_queries_new (path, desk);
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  g_autoptr (GPtrArray) firings = NULL;
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_assert_cmpint (tape_user_db_add_query (user, "One", "SELECT 1", NULL), >, 0);
  g_assert_cmpint (tape_user_db_add_query (user, "None", "SELECT 1 WHERE 0", NULL), >, 0);
  g_assert_cmpint (tape_user_db_add_query (user, "Bad", "SELECT x FROM nowhere", NULL), >, 0);
  tape_desk_open_stored (desk, &error);
  g_assert_no_error (error);
  g_signal_connect (queries, "changed", G_CALLBACK (count_change), &n_changes);
  add_query (rules, "query \"One\" returns rows");
  add_query (rules, "query \"None\" returns rows");
  add_query (rules, "query \"Bad\" returns rows");
  add_query (rules, "query \"Gone\" returns rows");
  tape_alert_queries_set_rules (queries, rules);
  run_until (&n_changes, 2);
  g_assert_null (tape_alert_queries_get_message (queries, 1));
  g_assert_null (tape_alert_queries_get_message (queries, 2));
  g_assert_nonnull (strstr (tape_alert_queries_get_message (queries, 3), "nowhere"));
  g_assert_nonnull (strstr (tape_alert_queries_get_message (queries, 4), "Gone"));

  firings = await_firings (desk);
  g_assert_cmpuint (firings->len, ==, 1);
  g_assert_cmpstr (((TapeFiring *)g_ptr_array_index (firings, 0))->subject, ==, "One");
  g_assert_cmpint (((TapeFiring *)g_ptr_array_index (firings, 0))->id, >, 0);
  tape_alert_queries_set_rules (queries, NULL);
  tape_desk_close (desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  STORE_TEST ("/alert-work/last-trial-counts", test_last_counts);
  STORE_TEST ("/alert-work/trial-stops-and-fails", test_stop_and_fail);
  STORE_TEST ("/alert-work/queries", test_queries);
  return g_test_run ();
}
