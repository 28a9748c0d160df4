/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "trial-fixture.h"

#include "alerts/tape-rule-text.h"

/* One of each kind that trades and bars decide. */
static const char *const texts[] = {
  "everything moves ±1 % against the open, cooldown 1m",
  "everything moves ±0.5 % against price 1m ago, cooldown 10s",
  "AIG, IBM moves ±1 % against last firing, cooldown 0s",
  "SPY crosses 10.5, cooldown 0s",
  "BAC is above 10.8, cooldown 30s",
  "everything moves ±1 % against previous close, once a day",
  "everything volume of 1m at least 1.2 times average, cooldown 0s",
  "everything sma 3 crosses sma 5 on 1m, cooldown 0s",
  "everything rsi 5 above 60 on 1m, cooldown 0s",
  "everything 2 rising bars of 1m, cooldown 0s",
  "everything buy share of 1m above 0.6, cooldown 0s",
  "industry \"Financials\" growth ±0.5 % with at least 1 fresh, cooldown 0s",
  "everything moves ±1 % against the open then moves ±0.3 % against price 1m ago within 2m, cooldown 0s",
};

G_STATIC_ASSERT (G_N_ELEMENTS (texts) == TRIAL_RULES);

TapeRuleSet *
trial_make_rules (guint n)
{
  TapeRuleSet *set = tape_rule_set_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (texts[i], &error);

      g_assert_no_error (error);
      rule->id = i + 1;
      tape_rule_set_add (set, rule);
    }
  return set;
}

TapeTrial *
trial_try (const char *database, TapeRuleSet *rules, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  TapeTrial *trial = tape_trial_run (database, rules, 0, from, to, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return trial;
}
