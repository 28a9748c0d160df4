/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-user-db.h"

#include "base/tape-thread.h"
#include "store/tape-database.h"

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

static const TapeSchemaStep steps[] = { { .sql = step_1 } };

/* "TapU" */
static const TapeSchema schema = { .application_id = 0x54617055, .steps = steps, .n_steps = G_N_ELEMENTS (steps) };

struct _TapeUserDb
{
  TapeOwner owner;
  sqlite3 *db;
  sqlite3_stmt *lists;
  sqlite3_stmt *items;
  sqlite3_stmt *add;
  sqlite3_stmt *rename;
  sqlite3_stmt *remove;
  sqlite3_stmt *clear_items;
  sqlite3_stmt *add_item;
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
  const struct
  {
    sqlite3_stmt **statement;
    const char *sql;
  } table[] = {
    { &self->lists, "SELECT id, name FROM lists ORDER BY position, id" },
    { &self->items, "SELECT symbol FROM list_items WHERE list = ? ORDER BY position" },
    { &self->add, "INSERT INTO lists (name, position) VALUES (?, (SELECT ifnull (max (position) + 1, 0) FROM lists))" },
    { &self->rename, "UPDATE lists SET name = ?2 WHERE id = ?1" },
    { &self->remove, "DELETE FROM lists WHERE id = ?" },
    { &self->clear_items, "DELETE FROM list_items WHERE list = ?" },
    { &self->add_item, "INSERT INTO list_items (list, position, symbol) VALUES (?, ?, ?)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((*table[i].statement = tape_database_prepare (self->db, table[i].sql, error)) == NULL)
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
  return g_steal_pointer (&self);
}

void
tape_user_db_free (TapeUserDb *self)
{
  g_clear_pointer (&self->lists, sqlite3_finalize);
  g_clear_pointer (&self->items, sqlite3_finalize);
  g_clear_pointer (&self->add, sqlite3_finalize);
  g_clear_pointer (&self->rename, sqlite3_finalize);
  g_clear_pointer (&self->remove, sqlite3_finalize);
  g_clear_pointer (&self->clear_items, sqlite3_finalize);
  g_clear_pointer (&self->add_item, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self);
}

static char **
load_symbols (TapeUserDb *self, gint64 list, GError **error)
{
  g_autoptr (GPtrArray) symbols = g_ptr_array_new_with_free_func (g_free);
  int result;

  sqlite3_bind_int64 (self->items, 1, list);
  while ((result = sqlite3_step (self->items)) == SQLITE_ROW)
    g_ptr_array_add (symbols, g_strdup ((const char *)sqlite3_column_text (self->items, 0)));
  if (!tape_database_done (self->items, result, error))
    return NULL;
  g_ptr_array_add (symbols, NULL);
  return (char **)g_ptr_array_steal (symbols, NULL);
}

GPtrArray *
tape_user_db_load_lists (TapeUserDb *self, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_user_list_free);
  int result;

  tape_owner_assert (&self->owner);
  while ((result = sqlite3_step (self->lists)) == SQLITE_ROW)
    {
      TapeUserList *list = g_new0 (TapeUserList, 1);

      list->id = sqlite3_column_int64 (self->lists, 0);
      list->name = g_strdup ((const char *)sqlite3_column_text (self->lists, 1));
      g_ptr_array_add (lists, list);
      list->symbols = load_symbols (self, list->id, error);
      if (list->symbols == NULL)
        {
          sqlite3_reset (self->lists);
          return NULL;
        }
    }
  return tape_database_done (self->lists, result, error) ? g_steal_pointer (&lists) : NULL;
}

gint64
tape_user_db_add_list (TapeUserDb *self, const char *name, GError **error)
{
  tape_owner_assert (&self->owner);
  sqlite3_bind_text (self->add, 1, name, -1, SQLITE_STATIC);
  return tape_database_run (self->add, error) ? sqlite3_last_insert_rowid (self->db) : 0;
}

gboolean
tape_user_db_rename_list (TapeUserDb *self, gint64 list, const char *name, GError **error)
{
  tape_owner_assert (&self->owner);
  sqlite3_bind_int64 (self->rename, 1, list);
  sqlite3_bind_text (self->rename, 2, name, -1, SQLITE_STATIC);
  return tape_database_run (self->rename, error);
}

gboolean
tape_user_db_remove_list (TapeUserDb *self, gint64 list, GError **error)
{
  tape_owner_assert (&self->owner);
  sqlite3_bind_int64 (self->remove, 1, list);
  return tape_database_run (self->remove, error);
}

static gboolean
replace_items (TapeUserDb *self, gint64 list, const char *const *symbols, GError **error)
{
  sqlite3_bind_int64 (self->clear_items, 1, list);
  if (!tape_database_run (self->clear_items, error))
    return FALSE;
  for (guint i = 0; symbols[i] != NULL; i++)
    {
      sqlite3_bind_int64 (self->add_item, 1, list);
      sqlite3_bind_int64 (self->add_item, 2, i);
      sqlite3_bind_text (self->add_item, 3, symbols[i], -1, SQLITE_STATIC);
      if (!tape_database_run (self->add_item, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tape_user_db_set_symbols (TapeUserDb *self, gint64 list, const char *const *symbols, GError **error)
{
  tape_owner_assert (&self->owner);
  if (!tape_database_exec (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (replace_items (self, list, symbols, error) && tape_database_exec (self->db, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}
