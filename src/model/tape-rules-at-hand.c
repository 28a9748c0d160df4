/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-rules-at-hand.h"

#include <math.h>

TapeAlertRule *
tape_rules_at_hand_find (TapeAlertBook *book, TapeQuickRule which, TapeTargetKind target, const char *name, double *x)
{
  GListModel *rules = tape_alert_book_get_rules (book);
  TapeAlertRule *found = NULL;

  *x = NAN;
  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      /* The list keeps it. */
      g_autoptr (TapeAlertRule) each = g_list_model_get_item (rules, i);
      const TapeRule *rule = tape_alert_rule_get_rule (each);
      double number;

      if (rule == NULL || !tape_quick_rule_read (rule, which, target, name, &number)
          || (found != NULL && !tape_alert_rule_get_enabled (each)))
        continue;
      found = each;
      *x = number;
      if (tape_alert_rule_get_enabled (each))
        break;
    }
  return found;
}

gboolean
tape_rules_at_hand_set (TapeAlertBook *book,
                        TapeQuickRule which,
                        TapeTargetKind target,
                        const char *name,
                        double x,
                        gboolean enabled,
                        GError **error)
{
  double before;
  TapeAlertRule *found = tape_rules_at_hand_find (book, which, target, name, &before);
  g_autoptr (TapeRule) rule = NULL;

  if (found == NULL && !enabled)
    return TRUE;
  if (found == NULL)
    {
      rule = tape_quick_rule_new (which, target, name, x);
      return tape_alert_book_add_rule (book, rule, error) != 0;
    }
  if (before == x && tape_alert_rule_get_enabled (found) == enabled)
    return TRUE;
  /* How often and until when stays what was chosen elsewhere. */
  rule = tape_rule_copy (tape_alert_rule_get_rule (found));
  rule->conditions[0].x = x;
  rule->enabled = enabled;
  return tape_alert_book_change_rule (book, tape_alert_rule_get_id (found), rule, error);
}
