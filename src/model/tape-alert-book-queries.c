/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The saved queries that rules ask. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "alerts/tape-rule-check.h"
#include "model/tape-alert-book-private.h"

/* None where user.db cannot be used. */
static GPtrArray *
load_queries (TapeAlertBook *self)
{
  GPtrArray *queries = self->database != NULL ? tape_user_db_load_queries (self->database, NULL) : NULL;

  return queries != NULL ? queries : g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_query_free);
}

static const TapeUserQuery *
find_query (GPtrArray *queries, const char *name)
{
  for (guint i = 0; name != NULL && i < queries->len; i++)
    {
      const TapeUserQuery *query = queries->pdata[i];

      if (g_strcmp0 (query->name, name) == 0)
        return query;
    }
  return NULL;
}

char **
tape_alert_book_list_queries (TapeAlertBook *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) queries = NULL;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  queries = load_queries (self);
  for (guint i = 0; i < queries->len; i++)
    g_strv_builder_add (names, ((const TapeUserQuery *)queries->pdata[i])->name);
  return g_strv_builder_end (names);
}

char *
tape_alert_book_get_query (TapeAlertBook *self, const char *name)
{
  g_autoptr (GPtrArray) queries = NULL;
  const TapeUserQuery *query;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), NULL);

  queries = load_queries (self);
  query = find_query (queries, name);
  return query == NULL ? NULL : g_strdup (query->sql);
}

/* Returns: (transfer full) (nullable): the rule at that place, if it asks @query */
static TapeAlertRule *
get_asker (TapeAlertBook *self, guint place, const char *query)
{
  g_autoptr (TapeAlertRule) rule = g_list_model_get_item (G_LIST_MODEL (self->rules), place);
  const TapeRule *parsed = tape_alert_rule_get_rule (rule);

  if (parsed == NULL || parsed->conditions[0].kind != TAPE_CONDITION_QUERY
      || g_strcmp0 (parsed->conditions[0].query, query) != 0)
    return NULL;
  return g_steal_pointer (&rule);
}

guint
tape_alert_book_count_askers (TapeAlertBook *self, const char *query)
{
  guint n = 0;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rules)); i++)
    {
      g_autoptr (TapeAlertRule) rule = get_asker (self, i, query);

      n += rule != NULL;
    }
  return n;
}

gboolean
tape_alert_book_check_query_name (TapeAlertBook *self, const char *before, const char *name, GError **error)
{
  g_autoptr (GPtrArray) queries = NULL;
  g_autoptr (TapeRule) rule = NULL;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  rule = tape_rule_new ();
  rule->target = TAPE_TARGET_ALL;
  rule->conditions[0] = (TapeCondition){ .kind = TAPE_CONDITION_QUERY, .query = g_strdup (name) };
  if (!tape_rule_check (rule, error))
    return FALSE;
  queries = load_queries (self);
  if (g_strcmp0 (before, name) == 0 || find_query (queries, name) == NULL)
    return TRUE;
  g_set_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_VALUE,
               _ ("There is a query “%s” already: choose another name, or change that one."), name);
  return FALSE;
}

/* Those that ask it ask it by its new name. */
static gboolean
rename_in_rules (TapeAlertBook *self, const char *before, const char *name, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rules)); i++)
    {
      g_autoptr (TapeAlertRule) rule = get_asker (self, i, before);
      g_autoptr (TapeRule) renamed = rule == NULL ? NULL : tape_rule_copy (tape_alert_rule_get_rule (rule));

      if (renamed == NULL)
        continue;
      g_free (renamed->conditions[0].query);
      renamed->conditions[0].query = g_strdup (name);
      renamed->enabled = tape_alert_rule_get_enabled (rule);
      if (!tape_alert_book_change_rule (self, tape_alert_rule_get_id (rule), renamed, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_without_database (TapeAlertBook *self, GError **error)
{
  if (self->database != NULL)
    return TRUE;
  g_set_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_WRITE, _ ("Queries cannot be kept: %s"),
               self->message != NULL ? self->message : "user.db");
  return FALSE;
}

gboolean
tape_alert_book_save_query (TapeAlertBook *self, const char *before, const char *name, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) queries = NULL;
  const TapeUserQuery *there;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  if (!refuse_without_database (self, error) || !tape_alert_book_check_query_name (self, before, name, error))
    return FALSE;
  queries = load_queries (self);
  there = find_query (queries, before);
  if (there == NULL ? tape_user_db_add_query (self->database, name, sql, error) == 0
                    : !tape_user_db_set_query (self->database, there->id, name, sql, error))
    return FALSE;
  tape_alert_book_changed (self);
  return there == NULL || g_strcmp0 (before, name) == 0 || rename_in_rules (self, before, name, error);
}

gboolean
tape_alert_book_remove_query (TapeAlertBook *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) queries = NULL;
  const TapeUserQuery *there;

  g_return_val_if_fail (TAPE_IS_ALERT_BOOK (self), FALSE);

  if (!refuse_without_database (self, error))
    return FALSE;
  queries = load_queries (self);
  there = find_query (queries, name);
  if (there != NULL && !tape_user_db_remove_query (self->database, there->id, error))
    return FALSE;
  tape_alert_book_changed (self);
  return TRUE;
}
