/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recorded trades, replayed with rules: each firing in the log is the oracle's, with all that explains it, and a trial on
 * what was stored finds them again. */

#include <string.h>

#include "../support/store-fixture.h"
#include "alert-sessions.h"
#include "alerts/tape-rule-text.h"
#include "feed/tape-replay.h"

typedef struct
{
  const char *path;
  const char *file; /* in ../shared/data/trades */
  gboolean slow;    /* only where slow tests are asked for */
  const char *rules[16];
} Recording;

static const Recording recordings[] = {
  /* What has to be shown: 542,293 trades of three days. */
  { "/alerts/real/october-2013",
    "us-equities-2013-10-07..09.csv.gz",
    FALSE,
    { "everything moves ±1 % against previous close", "everything volume of 1m at least 3 times average" } },
  { "/alerts/real/october-2013-more-rules",
    "us-equities-2013-10-07..09.csv.gz",
    TRUE,
    { "everything moves ±1 % against price 15m ago", "everything moves ±0.5 % against last firing",
      "everything ema 5 crosses ema 20 on 5m, cooldown 0s", "everything rsi 14 above 80 on 5m",
      "AIG, IBM 5 falling bars of 5m, once a day",
      "everything volume of 1m at most 0.3 times average for 3 spans then volume of 1m at least 5 times average within "
      "10m" } },
  { "/alerts/real/october-2013-beginning",
    "us-equities-sample.csv",
    FALSE,
    { "everything moves ±0.5 % against the open, cooldown 1m", "BAC crosses 13.9, cooldown 0s",
      "IBM is above 182, once", "AIG is below 49, important",
      "everything moves ±0.2 % against last firing, cooldown 0s", "everything 3 rising bars of 1m, cooldown 10m",
      "industry Financials growth ±0.3 % with at least 2 fresh",
      "everything falls 0.3 % against price 5m ago then rises 0.2 % against price 5m ago within 30m",
      "everything sma 5 crosses above sma 20 on 1m, cooldown 0s" } },
  { "/alerts/real/binance",
    "binance-btcusdt-2024-08-08.jsonl.gz",
    FALSE,
    { "everything moves ±0.05 % against the open, cooldown 0s",
      "everything moves ±0.05 % against price 30s ago, cooldown 10s",
      "everything buy share of 1m above 0.6, cooldown 0s", "everything 1 rising bar of 1m, cooldown 0s",
      "everything moves ±20 against last firing, cooldown 0s" } },
  { "/alerts/real/coinbase",
    "coinbase-recorded-2021.jsonl",
    FALSE,
    { "everything moves ±0.01 % against the open, cooldown 0s",
      "everything moves ±0.001 % against last firing, cooldown 0s" } },
};

static TapeRuleSet *
make_rules (const Recording *recording)
{
  TapeRuleSet *rules = tape_rule_set_new ();

  for (guint i = 0; recording->rules[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (recording->rules[i], &error);

      g_assert_no_error (error);
      rule->id = i + 1;
      tape_rule_set_add (rules, rule);
    }
  return rules;
}

static char *
find_file (const Recording *recording)
{
  const char *folder = g_getenv ("TAPE_SHARED_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "trades", recording->file, NULL);

  if (folder != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("../shared/data is not there");
  return NULL;
}

static TapeFeed *
make_replay (TapeSession *session, gpointer data)
{
  const TapeReplayOptions options = { .delay = -1 };
  g_autoptr (GError) error = NULL;
  TapeFeed *feed
      = tape_replay_new (tape_session_get_universe (session), (const char *const[]){ data, NULL }, &options, &error);

  g_assert_no_error (error);
  return feed;
}

/* How often each rule fired. */
static void
say_firings (const Recording *recording, GPtrArray *firings)
{
  for (guint i = 0; recording->rules[i] != NULL; i++)
    {
      guint n[3] = { 0 }, n_past = 0, n_held = 0;

      for (guint j = 0; j < firings->len; j++)
        {
          const TapeFiring *firing = g_ptr_array_index (firings, j);

          if (firing->rule != i + 1)
            continue;
          n[firing->direction + 1]++;
          n_past += (firing->flags & TAPE_FIRING_PAST) != 0;
          n_held += firing->held_since != TAPE_NO_TIME;
        }
      g_test_message ("%s: %u up, %u down; of these %u of the past, %u had been held", recording->rules[i], n[2], n[0],
                      n_past, n_held);
    }
}

static void
test_recording (StoreFixture *fixture, gconstpointer data)
{
  const Recording *recording = data;
  g_autofree char *file = find_file (recording);
  g_autoptr (TapeRuleSet) rules = make_rules (recording);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (AlertOracle) oracle = alert_oracle_new (universe, TAPE_LATENESS_DEFAULT);
  g_autoptr (GPtrArray) log = NULL, tried = NULL;

  if (file == NULL)
    return;
  alert_oracle_set_rules (oracle, rules);
  alert_oracle_take_files (oracle, universe, (const char *const[]){ file, NULL }, -1);
  g_assert_true (alert_session_run (fixture->path, rules, TAPE_LATENESS_DEFAULT, make_replay, file));
  log = alert_log_read (fixture->path);
  say_firings (recording, log);
  alert_assert_same_log ("log", log, alert_oracle_get_firings (oracle));
  g_assert_cmpuint (log->len, >, 0);
  tried = alert_trial_run (fixture->path, rules);
  alert_assert_same_log ("trial", tried, log);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (recordings); i++)
    if (!recordings[i].slow || g_test_slow ())
      g_test_add (recordings[i].path, StoreFixture, &recordings[i], store_fixture_set_up, test_recording,
                  store_fixture_tear_down);
  return g_test_run ();
}
