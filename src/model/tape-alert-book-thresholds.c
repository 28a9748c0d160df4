/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which symbols the rules are on, and the rule that is on one of them alone. */

#include "config.h"

#include <math.h>
#include <string.h>

#include "model/tape-alert-book-private.h"

static gboolean
is_threshold (const TapeRule *rule, const char *symbol)
{
  const TapeCondition *condition = &rule->conditions[0];

  return rule->target == TAPE_TARGET_SYMBOLS && rule->names[0] != NULL && rule->names[1] == NULL
         && strcmp (rule->names[0], symbol) == 0 && rule->n_conditions == 1 && condition->kind == TAPE_CONDITION_CHANGE
         && condition->percent && condition->direction == TAPE_DIRECTION_BOTH
         && condition->baseline == TAPE_BASELINE_PREVIOUS_CLOSE;
}

static TapeAlertRule *
find_threshold (TapeAlertBook *self, const char *symbol)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rules)); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->rules), i);

      if (tape_alert_rule_is_in_force (rule) && is_threshold (tape_alert_rule_get_rule (rule), symbol))
        return rule; /* the list keeps it */
    }
  return NULL;
}

double
tape_alert_book_get_threshold (TapeAlertBook *self, const char *symbol)
{
  TapeAlertRule *rule;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NAN);

  rule = find_threshold (self, symbol);
  return rule == NULL ? NAN : tape_alert_rule_get_rule (rule)->conditions[0].x;
}

gboolean
tape_alert_book_set_threshold (TapeAlertBook *self, const char *symbol, double threshold, GError **error)
{
  g_autoptr (TapeRule) rule = NULL;
  TapeAlertRule *there;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  there = find_threshold (self, symbol);
  if (isnan (threshold))
    {
      if (there != NULL)
        tape_alert_book_remove_rule (self, tape_alert_rule_get_id (there));
      return TRUE;
    }
  rule = there != NULL ? tape_rule_copy (tape_alert_rule_get_rule (there)) : tape_rule_new ();
  rule->target = TAPE_TARGET_SYMBOLS;
  tape_rule_set_names (rule, symbol, NULL);
  rule->conditions[0].x = threshold;
  if (there != NULL)
    return tape_alert_book_change_rule (self, tape_alert_rule_get_id (there), rule, error);
  return tape_alert_book_add_rule (self, rule, error) > 0;
}

gboolean
tape_alert_book_watches (TapeAlertBook *self, const char *symbol)
{
  TapeRuleSet *set;
  const TapeInstrument *instrument;
  TapeInstrument unknown;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  set = tape_alert_book_get_rule_set (self);
  unknown = (TapeInstrument){ .symbol = symbol, .name = symbol, .currency = "", .exchange = tape_exchange_utc () };
  instrument = tape_instruments_lookup (symbol, strlen (symbol));
  for (guint i = 0; i < set->rules->len; i++)
    if (tape_rule_set_targets (set, set->rules->pdata[i], instrument != NULL ? instrument : &unknown))
      return TRUE;
  return FALSE;
}
