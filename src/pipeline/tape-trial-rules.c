/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-trial-rules.h"

#include "alerts/tape-alert-stored.h"

/* How much is read ahead of the span whatever the rules: a weekend with a holiday lies between two closes. */
#define AHEAD (7 * TAPE_DAY)

/* How far back a condition looks, roughly: what it needs of open hours is spread over days that have six or more. */
static gint64
look_back (const TapeCondition *condition)
{
  gint64 bars;

  if (!tape_condition_is_of_bars (condition))
    return condition->baseline == TAPE_BASELINE_AGO ? condition->ago : 0;
  bars = tape_alert_stored_need (condition);
  return bars * condition->span >= TAPE_DAY * 365 ? TAPE_DAY * 2000
         : condition->span >= TAPE_DAY            ? bars * condition->span * 3 / 2
                                                  : bars * condition->span / (6 * TAPE_HOUR) * 3 / 2 * TAPE_DAY;
}

gint64
tape_trial_rules_look_back (const TapeRuleSet *rules)
{
  gint64 back = 0;

  for (guint i = 0; i < rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (rules->rules, i);

      for (guint j = 0; j < rule->n_conditions; j++)
        back = MAX (back, look_back (&rule->conditions[j]));
    }
  return AHEAD + back;
}

TapeRuleSet *
tape_trial_rules_pick (const TapeRuleSet *rules, gint64 number)
{
  TapeRuleSet *picked = tape_rule_set_new ();

  for (guint i = 0; i < rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (rules->rules, i);

      if (number == 0 || rule->id == number)
        tape_rule_set_add (picked, rule);
    }
  tape_rule_set_add_lists_of (picked, rules);
  for (guint i = 0; i < rules->snoozes->len; i++)
    {
      const TapeSnooze *snooze = &g_array_index (rules->snoozes, TapeSnooze, i);

      tape_rule_set_add_snooze (picked, snooze->rule, snooze->subject, snooze->until);
    }
  picked->quiet = rules->quiet;
  picked->quiet_from = rules->quiet_from;
  picked->quiet_to = rules->quiet_to;
  picked->zone = rules->zone != NULL ? g_time_zone_ref (rules->zone) : NULL;
  return picked;
}

guint8 *
tape_trial_rules_find_targets (const TapeRuleSet *rules, TapeUniverse *universe)
{
  guint n = tape_universe_count (universe);
  guint8 *targets = g_new0 (guint8, n + 1);

  for (guint32 i = 0; i < n; i++)
    for (guint j = 0; j < rules->rules->len && !targets[i]; j++)
      {
        const TapeRule *rule = g_ptr_array_index (rules->rules, j);

        targets[i] = rule->target == TAPE_TARGET_SOURCE
                     || tape_rule_set_targets (rules, rule, tape_universe_get (universe, i));
      }
  return targets;
}

gboolean
tape_trial_rules_are_on_prices (const TapeRuleSet *rules)
{
  for (guint i = 0; i < rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (rules->rules, i);

      for (guint j = 0; j < rule->n_conditions; j++)
        {
          const TapeCondition *condition = &rule->conditions[j];

          if ((condition->kind != TAPE_CONDITION_CHANGE || condition->baseline == TAPE_BASELINE_AGO)
              && condition->kind != TAPE_CONDITION_LEVEL && condition->kind != TAPE_CONDITION_CROSS)
            return FALSE;
        }
    }
  return TRUE;
}
