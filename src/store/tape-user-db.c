/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-user-db-private.h"

/* Never edit a released step: add the next. */
static const char step_1[] = "CREATE TABLE lists ("
                             "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                             "  name TEXT NOT NULL,"
                             "  position INTEGER NOT NULL"
                             ") STRICT;"
                             "CREATE TABLE list_items ("
                             "  list INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,"
                             "  position INTEGER NOT NULL,"
                             "  symbol TEXT NOT NULL,"
                             "  PRIMARY KEY (list, position),"
                             "  UNIQUE (list, symbol)"
                             ") STRICT, WITHOUT ROWID;";

static const char step_2[] = "CREATE TABLE rules ("
                             "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                             "  text TEXT NOT NULL,"
                             "  enabled INTEGER NOT NULL,"
                             "  position INTEGER NOT NULL"
                             ") STRICT;"
                             "CREATE INDEX rules_by_position ON rules (position);"
                             "CREATE TABLE snoozes ("
                             "  rule INTEGER NOT NULL REFERENCES rules (id) ON DELETE CASCADE,"
                             "  subject TEXT NOT NULL,"
                             "  until INTEGER NOT NULL,"
                             "  PRIMARY KEY (rule, subject)"
                             ") STRICT, WITHOUT ROWID;"
                             "CREATE TABLE queries ("
                             "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                             "  name TEXT NOT NULL UNIQUE,"
                             "  sql TEXT NOT NULL"
                             ") STRICT;"
                             "INSERT INTO rules (text, enabled, position) VALUES ('" TAPE_USER_DB_FIRST_RULE "', 1, 0)";

static const char step_3[] = "CREATE TABLE feeds ("
                             "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                             "  name TEXT NOT NULL UNIQUE,"
                             "  kind TEXT NOT NULL,"
                             "  service TEXT NOT NULL,"
                             "  account TEXT,"
                             "  settings TEXT NOT NULL,"
                             "  priority INTEGER NOT NULL,"
                             "  enabled INTEGER NOT NULL"
                             ") STRICT;"
                             "CREATE TABLE feed_symbols ("
                             "  feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,"
                             "  position INTEGER NOT NULL,"
                             "  symbol TEXT NOT NULL,"
                             "  PRIMARY KEY (feed, position),"
                             "  UNIQUE (feed, symbol)"
                             ") STRICT, WITHOUT ROWID;";

static const TapeSchemaStep steps[] = { { .sql = step_1 }, { .sql = step_2 }, { .sql = step_3 } };

/* "TapU" */
static const TapeSchema schema = { .application_id = 0x54617055, .steps = steps, .n_steps = G_N_ELEMENTS (steps) };

/* Behind the rules that were there before it. */
static const char restore_rule[] = "INSERT INTO rules (id, text, enabled, position) "
                                   "VALUES (?1, ?2, ?3, ifnull ((SELECT max (position) FROM rules WHERE id < ?1),"
                                   " ifnull ((SELECT min (position) FROM rules), 0)))";

static const char set_feed[] = "UPDATE feeds SET name = ?2, kind = ?3, service = ?4, account = ?5, settings = ?6,"
                               " priority = ?7, enabled = ?8 WHERE id = ?1";

static const char *const statements[TAPE_N_USER_SQL] = {
  [TAPE_USER_SQL_LISTS] = "SELECT id, name FROM lists ORDER BY position, id",
  [TAPE_USER_SQL_ITEMS] = "SELECT symbol FROM list_items WHERE list = ? ORDER BY position",
  [TAPE_USER_SQL_ADD_LIST]
  = "INSERT INTO lists (name, position) VALUES (?, (SELECT ifnull (max (position) + 1, 0) FROM lists))",
  [TAPE_USER_SQL_RENAME_LIST] = "UPDATE lists SET name = ?2 WHERE id = ?1",
  [TAPE_USER_SQL_REMOVE_LIST] = "DELETE FROM lists WHERE id = ?",
  [TAPE_USER_SQL_CLEAR_ITEMS] = "DELETE FROM list_items WHERE list = ?",
  [TAPE_USER_SQL_ADD_ITEM] = "INSERT INTO list_items (list, position, symbol) VALUES (?, ?, ?)",
  [TAPE_USER_SQL_RULES] = "SELECT id, text, enabled FROM rules ORDER BY position, id",
  [TAPE_USER_SQL_ADD_RULE]
  = "INSERT INTO rules (text, enabled, position) VALUES (?, ?, (SELECT ifnull (max (position) + 1, 0) FROM rules))",
  [TAPE_USER_SQL_RESTORE_RULE] = restore_rule,
  [TAPE_USER_SQL_SET_RULE] = "UPDATE rules SET text = ?2, enabled = ?3 WHERE id = ?1",
  [TAPE_USER_SQL_REMOVE_RULE] = "DELETE FROM rules WHERE id = ?",
  [TAPE_USER_SQL_SNOOZES] = "SELECT rule, subject, until FROM snoozes ORDER BY rule, subject",
  [TAPE_USER_SQL_ADD_SNOOZE] = "INSERT OR REPLACE INTO snoozes (rule, subject, until) VALUES (?, ?, ?)",
  [TAPE_USER_SQL_REMOVE_SNOOZE] = "DELETE FROM snoozes WHERE rule = ? AND subject = ?",
  [TAPE_USER_SQL_QUERIES] = "SELECT id, name, sql FROM queries ORDER BY name",
  [TAPE_USER_SQL_ADD_QUERY] = "INSERT INTO queries (name, sql) VALUES (?, ?)",
  [TAPE_USER_SQL_SET_QUERY] = "UPDATE queries SET name = ?2, sql = ?3 WHERE id = ?1",
  [TAPE_USER_SQL_REMOVE_QUERY] = "DELETE FROM queries WHERE id = ?",
  [TAPE_USER_SQL_FEEDS]
  = "SELECT id, name, kind, service, account, settings, priority, enabled FROM feeds ORDER BY priority, id",
  [TAPE_USER_SQL_FEED_SYMBOLS] = "SELECT symbol FROM feed_symbols WHERE feed = ? ORDER BY position",
  [TAPE_USER_SQL_ADD_FEED]
  = "INSERT INTO feeds (id, name, kind, service, account, settings, priority, enabled) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  [TAPE_USER_SQL_SET_FEED] = set_feed,
  [TAPE_USER_SQL_REMOVE_FEED] = "DELETE FROM feeds WHERE id = ?",
  [TAPE_USER_SQL_CLEAR_FEED_SYMBOLS] = "DELETE FROM feed_symbols WHERE feed = ?",
  [TAPE_USER_SQL_ADD_FEED_SYMBOL] = "INSERT INTO feed_symbols (feed, position, symbol) VALUES (?, ?, ?)",
  [TAPE_USER_SQL_VERSION] = "PRAGMA data_version",
};

void
tape_user_list_free (TapeUserList *self)
{
  g_free (self->name);
  g_strfreev (self->symbols);
  g_free (self);
}

static gboolean
prepare (TapeUserDb *self, GError **error)
{
  for (guint i = 0; i < TAPE_N_USER_SQL; i++)
    if ((self->statements[i] = tape_database_prepare (self->db, statements[i], error)) == NULL)
      return FALSE;
  return TRUE;
}

TapeUserDb *
tape_user_db_open (const char *path, GError **error)
{
  g_autoptr (TapeUserDb) self = g_new0 (TapeUserDb, 1);

  self->db = tape_database_open (path, TAPE_DATABASE_WRITE, &schema, error);
  if (self->db == NULL || !tape_database_exec (self->db, "PRAGMA foreign_keys = ON", error) || !prepare (self, error))
    return NULL;
  tape_user_db_was_changed (self);
  return g_steal_pointer (&self);
}

void
tape_user_db_free (TapeUserDb *self)
{
  for (guint i = 0; i < TAPE_N_USER_SQL; i++)
    g_clear_pointer (&self->statements[i], sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self);
}

gboolean
tape_user_db_was_changed (TapeUserDb *self)
{
  sqlite3_stmt *statement = self->statements[TAPE_USER_SQL_VERSION];
  gint64 before = self->version;

  if (sqlite3_step (statement) == SQLITE_ROW)
    self->version = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return self->version != before;
}

gboolean
tape_user_db_begin_change (TapeUserDb *self, GError **error)
{
  tape_owner_assert (&self->owner);
  return tape_database_exec (self->db, "BEGIN IMMEDIATE", error);
}

gboolean
tape_user_db_end_change (TapeUserDb *self, gboolean done, GError **error)
{
  if (done && tape_database_exec (self->db, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

char **
tape_user_db_load_symbols (TapeUserDb *self, TapeUserSql sql, gint64 owner, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, sql);
  g_autoptr (GPtrArray) symbols = g_ptr_array_new_with_free_func (g_free);
  int result;

  sqlite3_bind_int64 (statement, 1, owner);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (symbols, g_strdup ((const char *)sqlite3_column_text (statement, 0)));
  if (!tape_database_done (statement, result, error))
    return NULL;
  g_ptr_array_add (symbols, NULL);
  return (char **)g_ptr_array_steal (symbols, NULL);
}

gboolean
tape_user_db_replace_symbols (TapeUserDb *self,
                              TapeUserSql clear_sql,
                              TapeUserSql add_sql,
                              gint64 owner,
                              const char *const *symbols,
                              GError **error)
{
  sqlite3_stmt *clear = tape_user_db_begin (self, clear_sql);
  sqlite3_stmt *add = tape_user_db_begin (self, add_sql);

  sqlite3_bind_int64 (clear, 1, owner);
  if (!tape_database_run (clear, error))
    return FALSE;
  for (guint i = 0; symbols[i] != NULL; i++)
    {
      sqlite3_bind_int64 (add, 1, owner);
      sqlite3_bind_int64 (add, 2, i);
      sqlite3_bind_text (add, 3, symbols[i], -1, SQLITE_STATIC);
      if (!tape_database_run (add, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Lists. --- */

GPtrArray *
tape_user_db_load_lists (TapeUserDb *self, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_LISTS);
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_list_free);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeUserList *list = g_new0 (TapeUserList, 1);

      list->id = sqlite3_column_int64 (statement, 0);
      list->name = g_strdup ((const char *)sqlite3_column_text (statement, 1));
      g_ptr_array_add (lists, list);
      list->symbols = tape_user_db_load_symbols (self, TAPE_USER_SQL_ITEMS, list->id, error);
      if (list->symbols == NULL)
        {
          sqlite3_reset (statement);
          return NULL;
        }
    }
  return tape_database_done (statement, result, error) ? g_steal_pointer (&lists) : NULL;
}

gint64
tape_user_db_add_list (TapeUserDb *self, const char *name, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_ADD_LIST);

  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  return tape_database_run (statement, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

gboolean
tape_user_db_rename_list (TapeUserDb *self, gint64 list, const char *name, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_RENAME_LIST);

  sqlite3_bind_int64 (statement, 1, list);
  sqlite3_bind_text (statement, 2, name, -1, SQLITE_STATIC);
  return tape_database_run (statement, error);
}

gboolean
tape_user_db_remove_list (TapeUserDb *self, gint64 list, GError **error)
{
  sqlite3_stmt *statement = tape_user_db_begin (self, TAPE_USER_SQL_REMOVE_LIST);

  sqlite3_bind_int64 (statement, 1, list);
  return tape_database_run (statement, error);
}

gboolean
tape_user_db_set_symbols (TapeUserDb *self, gint64 list, const char *const *symbols, GError **error)
{
  return tape_user_db_begin_change (self, error)
         && tape_user_db_end_change (self,
                                     tape_user_db_replace_symbols (self, TAPE_USER_SQL_CLEAR_ITEMS,
                                                                   TAPE_USER_SQL_ADD_ITEM, list, symbols, error),
                                     error);
}
