/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trial makes of databases of each sort: of bars only, of a simulation that has just begun, after trades were removed,
 * empty, none, while one is written; and that it can be stopped. */

#include <math.h>
#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "feed/tape-simulator.h"
#include "pipeline/tape-trial-bars.h"
#include "store/tape-writer.h"
#include "trial-fixture.h"

/* --- Without trades --- */

static void
test_split (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint n = 0; n < 1000; n++)
    {
      TapeBar bar = { .start = 60 * TAPE_SECOND * n, .length = 60, .open = g_rand_double_range (rand, 10, 11) };
      double quantity = 0, buys = 0, sells = 0;
      TapeTrade trades[4];

      bar.close = g_rand_double_range (rand, 10, 11);
      bar.low = MIN (bar.open, bar.close) - g_rand_double (rand);
      bar.high = MAX (bar.open, bar.close) + g_rand_double (rand);
      bar.buys = g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100) : 0;
      bar.sells = g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100) : 0;
      bar.volume = bar.buys + bar.sells + (g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100) : 0);
      tape_trial_bars_split (&bar, trades);
      for (guint i = 0; i < 4; i++)
        {
          quantity += trades[i].quantity;
          buys += trades[i].side == TAPE_SIDE_BUY ? trades[i].quantity : 0;
          sells += trades[i].side == TAPE_SIDE_SELL ? trades[i].quantity : 0;
          g_assert_cmpint (trades[i].event_time, >=, bar.start);
          g_assert_cmpint (trades[i].event_time, <, bar.start + TAPE_MINUTE);
          g_assert_cmpint (trades[i].event_time, >, i > 0 ? trades[i - 1].event_time : -1);
        }
      g_assert_cmpfloat_with_epsilon (quantity, bar.volume, 1e-9);
      g_assert_cmpfloat_with_epsilon (buys, bar.buys, 1e-9);
      g_assert_cmpfloat_with_epsilon (sells, bar.sells, 1e-9);
      g_assert_cmpfloat (trades[0].price, ==, bar.open);
      g_assert_cmpfloat (trades[3].price, ==, bar.close);
      g_assert_cmpfloat (MIN (trades[1].price, trades[2].price), ==, bar.low);
      g_assert_cmpfloat (MAX (trades[1].price, trades[2].price), ==, bar.high);
      g_assert_cmpfloat (trades[1].price, ==, bar.open - bar.low <= bar.high - bar.open ? bar.low : bar.high);
    }
}

/* Two days of minutes, without trades, and what is asked of them by hand. */
static void
test_bars_only (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("event_time,length,symbol,open,high,low,close,volume\n");
  g_autofree char *path = g_build_filename (fixture->folder, "bars.csv", NULL);
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  g_autoptr (TapeRule) rule = tape_rule_parse ("AIG crosses above 51.5, cooldown 0s", NULL);
  const gint64 days[] = { G_GINT64_CONSTANT (1381152600000), G_GINT64_CONSTANT (1381325400000) };
  g_autoptr (TapeTrial) trial = NULL;
  const TapeFiring *firing;

  for (guint day = 0; day < 2; day++)
    for (guint i = 0; i < 60; i++)
      g_string_append_printf (text, "%" G_GINT64_FORMAT ",1m,AIG,50,%d,49,50,100\n", days[day] + i * 60000,
                              i == 30 ? 52 : 51);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  session_replay (database, paths, NULL);
  g_assert_nonnull (rule);
  rule->id = 1;
  tape_rule_set_add (rules, rule);

  trial = trial_try (database, rules, days[0] * 1000 - 2 * TAPE_DAY, days[1] * 1000 + TAPE_HOUR);
  g_assert_cmpuint (trial->n_trades, ==, 0);
  g_assert_cmpuint (trial->n_bars, ==, 120);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_BARS], ==, 2);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_MISSING], ==, 1);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_CLOSED], ==, 2);
  g_assert_cmpuint (trial->firings->len, ==, 2);
  firing = g_ptr_array_index (trial->firings, 1);
  g_assert_cmpfloat (firing->price, ==, 52);
  g_assert_cmpint (tape_time_floor (firing->event_time, TAPE_MINUTE), ==, days[1] * 1000 + 30 * TAPE_MINUTE);
}

/* What was traded before is from bars once its trades are gone, and what is left is exact. */
static void
test_after_removal (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) before = NULL, after = NULL;

  session_replay (database, paths, NULL);
  before = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  store_fixture_exec (database, "DELETE FROM trades WHERE arrival < (SELECT max (first_arrival) FROM blocks);"
                                "DELETE FROM blocks WHERE first_arrival < (SELECT max (first_arrival) FROM blocks)");
  after = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (after->n_trades, <, before->n_trades);
  g_assert_cmpuint (after->n_bars, >, 0);
  g_assert_cmpuint (after->firings->len, >, 0);
  g_assert_cmpuint (after->n_days[TAPE_TRIAL_DAY_BARS], ==, 1);
}

static void
test_empty_and_none (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *none = g_build_filename (fixture->folder, "none.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  trial = trial_try (fixture->path, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (trial->firings->len, ==, 0);
  g_assert_cmpuint (trial->days->len, ==, 0);
  g_clear_pointer (&trial, tape_trial_free);
  trial = trial_try (fixture->path, rules, 0, 30 * TAPE_DAY);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_MISSING], ==, 30);

  g_assert_null (tape_trial_run (none, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "none.db"));
}

/* Who starts with the simulation has a day of minutes and a year of days: the rule out of the box can be tried on it. */
static void
test_first_start (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  const TapeSessionOptions options = {
    .database = database,
    .round_the_clock = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  TapeSimulatorOptions simulator = tape_simulator_defaults;
  g_autoptr (TapeSession) session = tape_session_new (&options, NULL);
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  g_autoptr (TapeRuleSet) volume = tape_rule_set_new ();
  g_autoptr (TapeRule) rule = tape_rule_parse ("everything moves ±5 % against previous close", NULL);
  g_autoptr (TapeRule) other = tape_rule_parse ("everything volume of 5m at least 3 times average", NULL);
  g_autoptr (TapeTrial) trial = NULL, thin = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now;

  simulator.symbols = 5;
  simulator.trades = 30000;
  simulator.past = TRUE;
  tape_session_add_feed (session, tape_simulator_new (tape_session_get_universe (session), &simulator, &error), FALSE,
                         &error);
  g_assert_no_error (error);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  rule->id = other->id = 1;
  tape_rule_set_add (rules, rule);
  tape_rule_set_add (volume, other);

  now = simulator.start;
  trial = trial_try (database, rules, now - 30 * TAPE_DAY, TAPE_NO_TIME);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_MISSING], ==, 0);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_DAYS], >=, 18);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_BARS], >=, 1);
  g_assert_cmpuint (trial->firings->len, >, 0);
  /* What is asked of minutes is not made up of days. */
  thin = trial_try (database, volume, now - 30 * TAPE_DAY, TAPE_NO_TIME);
  g_assert_cmpuint (thin->n_days[TAPE_TRIAL_DAY_DAYS], ==, 0);
  g_assert_cmpuint (thin->n_days[TAPE_TRIAL_DAY_MISSING], >=, 18);
}

/* --- Beside others --- */

/* A session that has the database open is not in the way, and what it stores meanwhile is left out. */
static void
test_while_written (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autoptr (GError) error = NULL;

  session_add_replay (session, paths, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TapeTrial) early = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);

      g_assert_cmpuint (early->n_trades, ==, 0);
    }
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  trial = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (trial->n_trades, >, 15000);
}

static void
stop_soon (double fraction, guint n_firings, gpointer cancellable)
{
  g_assert_cmpfloat (fraction, <=, 1);
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  session_replay (database, paths, NULL);
  g_assert_null (
      tape_trial_run (database, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME, stop_soon, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trial/bar-is-four-trades", test_split);
  STORE_TEST ("/trial/bars-only", test_bars_only);
  STORE_TEST ("/trial/first-start", test_first_start);
  STORE_TEST ("/trial/after-removal", test_after_removal);
  STORE_TEST ("/trial/empty-and-none", test_empty_and_none);
  STORE_TEST ("/trial/while-written", test_while_written);
  STORE_TEST ("/trial/cancel", test_cancel);
  return g_test_run ();
}
