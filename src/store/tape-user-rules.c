/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules of alerts, what is snoozed, saved queries. */

#include "store/tape-user-db-private.h"

void
tape_user_rule_free (TapeUserRule *self)
{
  g_free (self->text);
  g_free (self);
}

void
tape_user_snooze_free (TapeUserSnooze *self)
{
  g_free (self->subject);
  g_free (self);
}

void
tape_user_query_free (TapeUserQuery *self)
{
  g_free (self->name);
  g_free (self->sql);
  g_free (self);
}

/* What a statement gives, each row made an item. */
static GPtrArray *
load (TapeUserDb *self, TapeUserSql sql, gpointer (*make) (sqlite3_stmt *row), GDestroyNotify free, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free);
  sqlite3_stmt *statement = tape_user_db_begin (self, sql);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (items, make (statement));
  return tape_database_done (statement, result, error) ? g_steal_pointer (&items) : NULL;
}

static char *
get_text (sqlite3_stmt *row, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (row, column));
}

/* --- Rules. --- */

static gpointer
make_rule (sqlite3_stmt *row)
{
  TapeUserRule *rule = g_new (TapeUserRule, 1);

  rule->id = sqlite3_column_int64 (row, 0);
  rule->text = get_text (row, 1);
  rule->enabled = sqlite3_column_int (row, 2) != 0;
  return rule;
}

GPtrArray *
tape_user_db_load_rules (TapeUserDb *self, GError **error)
{
  return load (self, TAPE_USER_SQL_RULES, make_rule, (GDestroyNotify)tape_user_rule_free, error);
}

gint64
tape_user_db_add_rule (TapeUserDb *self, const char *text, gboolean enabled, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_ADD_RULE);

  sqlite3_bind_text (statement, 1, text, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, enabled);
  return tape_database_run (statement, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

static gboolean
add_each (TapeUserDb *self, GPtrArray *rules, GError **error)
{
  for (guint i = 0; i < rules->len; i++)
    {
      TapeUserRule *rule = g_ptr_array_index (rules, i);

      rule->id = tape_user_db_add_rule (self, rule->text, rule->enabled, error);
      if (rule->id == 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
tape_user_db_add_rules (TapeUserDb *self, GPtrArray *rules, GError **error)
{
  return tape_user_db_begin_change (self, error)
         && tape_user_db_end_change (self, add_each (self, rules, error), error);
}

static gboolean
put_rule (TapeUserDb *self, TapeUserSql sql, gint64 rule, const char *text, gboolean enabled, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, sql);

  sqlite3_bind_int64 (statement, 1, rule);
  sqlite3_bind_text (statement, 2, text, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, enabled);
  return tape_database_run (statement, error);
}

gboolean
tape_user_db_restore_rule (TapeUserDb *self, const TapeUserRule *rule, GError **error)
{
  return put_rule (self, TAPE_USER_SQL_RESTORE_RULE, rule->id, rule->text, rule->enabled, error);
}

gboolean
tape_user_db_set_rule (TapeUserDb *self, gint64 rule, const char *text, gboolean enabled, GError **error)
{
  return put_rule (self, TAPE_USER_SQL_SET_RULE, rule, text, enabled, error);
}

static gboolean
remove_item (TapeUserDb *self, TapeUserSql sql, gint64 id, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, sql);

  sqlite3_bind_int64 (statement, 1, id);
  return tape_database_run (statement, error);
}

gboolean
tape_user_db_remove_rule (TapeUserDb *self, gint64 rule, GError **error)
{
  return remove_item (self, TAPE_USER_SQL_REMOVE_RULE, rule, error);
}

static gboolean
remove_each (TapeUserDb *self, GPtrArray *rules, GError **error)
{
  for (guint i = 0; i < rules->len; i++)
    if (!tape_user_db_remove_rule (self, ((const TapeUserRule *)g_ptr_array_index (rules, i))->id, error))
      return FALSE;
  return TRUE;
}

gboolean
tape_user_db_remove_rules (TapeUserDb *self, GPtrArray *rules, GError **error)
{
  return tape_user_db_begin_change (self, error)
         && tape_user_db_end_change (self, remove_each (self, rules, error), error);
}

/* --- Snoozes. --- */

static gpointer
make_snooze (sqlite3_stmt *row)
{
  TapeUserSnooze *snooze = g_new (TapeUserSnooze, 1);

  snooze->rule = sqlite3_column_int64 (row, 0);
  snooze->subject = get_text (row, 1);
  snooze->until = sqlite3_column_int64 (row, 2);
  return snooze;
}

GPtrArray *
tape_user_db_load_snoozes (TapeUserDb *self, GError **error)
{
  return load (self, TAPE_USER_SQL_SNOOZES, make_snooze, (GDestroyNotify)tape_user_snooze_free, error);
}

gboolean
tape_user_db_add_snooze (TapeUserDb *self, gint64 rule, const char *subject, gint64 until, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_ADD_SNOOZE);

  sqlite3_bind_int64 (statement, 1, rule);
  sqlite3_bind_text (statement, 2, subject, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, until);
  return tape_database_run (statement, error);
}

gboolean
tape_user_db_remove_snooze (TapeUserDb *self, gint64 rule, const char *subject, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_REMOVE_SNOOZE);

  sqlite3_bind_int64 (statement, 1, rule);
  sqlite3_bind_text (statement, 2, subject, -1, SQLITE_STATIC);
  return tape_database_run (statement, error);
}

/* --- Queries. --- */

static gpointer
make_query (sqlite3_stmt *row)
{
  TapeUserQuery *query = g_new (TapeUserQuery, 1);

  query->id = sqlite3_column_int64 (row, 0);
  query->name = get_text (row, 1);
  query->sql = get_text (row, 2);
  return query;
}

GPtrArray *
tape_user_db_load_queries (TapeUserDb *self, GError **error)
{
  return load (self, TAPE_USER_SQL_QUERIES, make_query, (GDestroyNotify)tape_user_query_free, error);
}

gint64
tape_user_db_add_query (TapeUserDb *self, const char *name, const char *sql, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_ADD_QUERY);

  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, sql, -1, SQLITE_STATIC);
  return tape_database_run (statement, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

gboolean
tape_user_db_set_query (TapeUserDb *self, gint64 query, const char *name, const char *sql, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_SET_QUERY);

  sqlite3_bind_int64 (statement, 1, query);
  sqlite3_bind_text (statement, 2, name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, sql, -1, SQLITE_STATIC);
  return tape_database_run (statement, error);
}

gboolean
tape_user_db_remove_query (TapeUserDb *self, gint64 query, GError **error)
{
  return remove_item (self, TAPE_USER_SQL_REMOVE_QUERY, query, error);
}
