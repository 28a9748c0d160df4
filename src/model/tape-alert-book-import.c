/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of a file into the book. */

#include "model/tape-alert-book-private.h"

#include "alerts/tape-rule-text.h"
#include "pipeline/tape-rule-file.h"

static gboolean
has_text (TapeAlertBook *self, const char *text)
{
  GListModel *rules = tape_alert_book_get_rules (self);

  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (rules, i);

      if (strcmp (tape_alert_rule_get_text (rule), text) == 0)
        return TRUE;
    }
  return FALSE;
}

/* In memory there is no use for rules of a newer version. */
static gboolean
add_to_memory (TapeAlertBook *self, GPtrArray *lines, guint *n_added, GError **error)
{
  if (!tape_rule_file_check (lines, error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      const TapeRuleLine *line = lines->pdata[i];
      g_autoptr (TapeRule) rule = line->problem == NULL ? tape_rule_parse (line->text, NULL) : NULL;

      if (rule == NULL || has_text (self, line->text))
        continue;
      rule->enabled = line->enabled;
      if (tape_alert_book_add_rule (self, rule, error) == 0)
        return FALSE;
      *n_added += 1;
    }
  return TRUE;
}

gboolean
tape_alert_book_import (TapeAlertBook *self, GPtrArray *lines, guint *n_added, guint *n_there, GError **error)
{
  g_autoptr (GPtrArray) added = NULL;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  *n_added = *n_there = 0;
  if (self->database == NULL)
    {
      if (!add_to_memory (self, lines, n_added, error))
        return FALSE;
      *n_there = lines->len - *n_added;
      return TRUE;
    }
  added = tape_rule_file_add (self->database, lines, n_there, error);
  if (added == NULL)
    return FALSE;
  *n_added = added->len;
  tape_alert_book_reload (self);
  return TRUE;
}
