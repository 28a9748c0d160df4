/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of saved queries: they fire when a query returns rows and did not the time before, once, by receive time; a query
 * that fails or does not end says so. */

#include <math.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "pipeline/tape-query-rules.h"
#include "store/tape-reader.h"

#define NOON G_GINT64_CONSTANT (1381147200000000)

static TapeRuleSet *
make_set (const char *text, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);
  TapeRuleSet *set = tape_rule_set_new ();

  g_assert_no_error (error);
  rule->id = id;
  tape_rule_set_add (set, rule);
  return set;
}

/* Whether rule 1 fires at @time, with so many rows. */
static TapeFiring *
take (TapeQueryRules *rules, guint n_rows, gint64 time)
{
  g_autoptr (TapeQueryAnswer) answer = g_new0 (TapeQueryAnswer, 1);

  answer->n_rows = n_rows;
  answer->evidence = g_array_new (FALSE, FALSE, sizeof (TapeEvidence));
  return tape_query_rules_take (rules, 1, answer, time);
}

static gboolean
fires (TapeQueryRules *rules, guint n_rows, gint64 time)
{
  g_autoptr (TapeFiring) firing = take (rules, n_rows, time);

  return firing != NULL;
}

static void
test_once_each_time (void)
{
  g_autoptr (TapeQueryRules) rules = tape_query_rules_new ();
  g_autoptr (TapeRuleSet) set = make_set ("query \"Big\" returns rows, cooldown 0s", 1);
  g_autoptr (TapeFiring) firing = NULL;

  tape_query_rules_set (rules, set);
  g_assert_false (fires (rules, 0, NOON));
  firing = take (rules, 3, NOON + TAPE_MINUTE);
  g_assert_nonnull (firing);
  g_assert_cmpint (firing->rule, ==, 1);
  g_assert_cmpstr (firing->subject, ==, "Big");
  g_assert_cmpstr (firing->text, ==, "query \"Big\" returns rows, cooldown 0s");
  g_assert_cmpfloat (firing->value, ==, 3);
  g_assert_cmpfloat (firing->before, ==, 0);
  g_assert_cmpint (firing->receive_time, ==, NOON + TAPE_MINUTE);
  g_assert_false (fires (rules, 5, NOON + 2 * TAPE_MINUTE));
  g_assert_false (fires (rules, 0, NOON + 3 * TAPE_MINUTE));
  g_assert_true (fires (rules, 1, NOON + 4 * TAPE_MINUTE));
}

static void
test_cooldown_holds (void)
{
  g_autoptr (TapeQueryRules) rules = tape_query_rules_new ();
  g_autoptr (TapeRuleSet) set = make_set ("query \"Big\" returns rows", 1);
  g_autoptr (TapeFiring) firing = NULL;

  tape_query_rules_set (rules, set);
  g_assert_true (fires (rules, 1, NOON));
  g_assert_false (fires (rules, 0, NOON + TAPE_MINUTE));
  g_assert_false (fires (rules, 2, NOON + 2 * TAPE_MINUTE));
  firing = take (rules, 2, NOON + 5 * TAPE_MINUTE);
  g_assert_nonnull (firing);
  g_assert_cmpint (firing->held_since, ==, NOON + 2 * TAPE_MINUTE);
  g_assert_true (firing->flags & TAPE_FIRING_HELD_COOLDOWN);
}

static void
test_day_expiry_quiet_snooze (void)
{
  g_autoptr (TapeQueryRules) rules = tape_query_rules_new ();
  g_autoptr (TapeRuleSet) daily = make_set ("query \"Big\" returns rows, once a day", 1);
  g_autoptr (TapeRuleSet) expired = make_set ("query \"Big\" returns rows, until 2013-10-01", 1);
  g_autoptr (TapeRuleSet) quiet = make_set ("query \"Big\" returns rows", 1);
  g_autoptr (TapeRuleSet) snoozed = make_set ("query \"Big\" returns rows, important", 1);

  tape_query_rules_set (rules, daily);
  g_assert_true (fires (rules, 1, NOON));
  g_assert_false (fires (rules, 0, NOON + TAPE_HOUR));
  g_assert_false (fires (rules, 1, NOON + 2 * TAPE_HOUR));
  g_assert_true (fires (rules, 1, NOON + 12 * TAPE_HOUR));

  tape_query_rules_set (rules, expired);
  g_assert_false (fires (rules, 1, NOON));

  quiet->quiet = TRUE;
  quiet->quiet_from = 0;
  quiet->quiet_to = 13 * 60;
  tape_query_rules_set (rules, quiet);
  g_assert_false (fires (rules, 1, NOON));
  g_assert_true (fires (rules, 1, NOON + TAPE_HOUR));

  tape_rule_set_add_snooze (snoozed, 1, "", NOON + TAPE_HOUR);
  tape_query_rules_set (rules, snoozed);
  g_assert_false (fires (rules, 1, NOON));
  g_assert_true (fires (rules, 1, NOON + TAPE_HOUR));
}

/* What it has come to stays while it says the same; after a restart it does not tell again what lasts. */
static void
test_goes_on (void)
{
  g_autoptr (TapeQueryRules) rules = tape_query_rules_new ();
  g_autoptr (TapeQueryRules) later = tape_query_rules_new ();
  g_autoptr (TapeRuleSet) set = make_set ("query \"Big\" returns rows, cooldown 0s", 1);
  g_autoptr (TapeRuleSet) same = make_set ("query \"Big\" returns rows, cooldown 0s", 1);
  g_autoptr (TapeRuleSet) other = make_set ("query \"Small\" returns rows, cooldown 0s", 1);
  g_autoptr (TapeFiring) firing = NULL;

  tape_query_rules_set (rules, set);
  firing = take (rules, 1, NOON);
  g_assert_nonnull (firing);
  tape_query_rules_set (rules, same);
  g_assert_false (fires (rules, 1, NOON + TAPE_MINUTE));
  tape_query_rules_set (rules, other);
  g_assert_true (fires (rules, 1, NOON + 2 * TAPE_MINUTE));

  tape_query_rules_set (later, same);
  tape_query_rules_remember (later, 1, firing);
  g_assert_false (fires (later, 1, NOON + TAPE_HOUR));
  g_assert_false (fires (later, 0, NOON + 2 * TAPE_HOUR));
  tape_query_rules_remember (later, 1, firing);
  g_assert_true (fires (later, 1, NOON + 3 * TAPE_HOUR));
}

/* --- Answers --- */

static void
test_answers (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 400);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeQueryAnswer) answer = NULL, none = NULL;
  g_autoptr (TapeReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  const TapeEvidence *first;

  session_replay (database, paths, NULL);
  reader = tape_reader_open (database, &error);
  g_assert_no_error (error);
  tape_reader_load_universe (reader, universe, &error);
  answer = tape_query_answer_ask (database,
                                  "SELECT symbol, price, quantity, event_time FROM trades JOIN instruments ON "
                                  "instruments.id = instrument ORDER BY arrival",
                                  universe, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->n_rows, >, 300);
  g_assert_cmpuint (answer->evidence->len, ==, 8);
  first = &g_array_index (answer->evidence, TapeEvidence, 0);
  g_assert_cmpfloat (first->price, >, 0);
  g_assert_cmpint (first->time, >, 0);

  none = tape_query_answer_ask (database, "SELECT 1 WHERE 0", universe, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->n_rows, ==, 0);
  g_assert_null (tape_query_answer_ask (database, "DELETE FROM trades", universe, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (tape_query_answer_ask (database, "SELECT nothing FROM nowhere", universe, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query-rules/once-each-time", test_once_each_time);
  g_test_add_func ("/query-rules/cooldown-holds", test_cooldown_holds);
  g_test_add_func ("/query-rules/day-expiry-quiet-snooze", test_day_expiry_quiet_snooze);
  g_test_add_func ("/query-rules/goes-on", test_goes_on);
  STORE_TEST ("/query-rules/answers", test_answers);
  return g_test_run ();
}
