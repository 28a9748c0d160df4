/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-insert.h"

static sqlite3_stmt *
prepare (sqlite3 *db, const char *into, guint n_columns, guint n_rows, const char *after, GError **error)
{
  g_autoptr (GString) sql = g_string_new (into);

  g_string_append (sql, " VALUES ");
  for (guint row = 0; row < n_rows; row++)
    {
      g_string_append (sql, row == 0 ? "(?" : ",(?");
      for (guint column = 1; column < n_columns; column++)
        g_string_append (sql, ",?");
      g_string_append_c (sql, ')');
    }
  g_string_append (sql, after);
  return tape_database_prepare (db, sql->str, error);
}

gboolean
tape_insert_init (TapeInsert *self, sqlite3 *db, const char *into, guint n_columns, const char *after, GError **error)
{
  self->n_columns = n_columns;
  self->many = prepare (db, into, n_columns, TAPE_INSERT_ROWS, after, error);
  self->one = self->many != NULL ? prepare (db, into, n_columns, 1, after, error) : NULL;
  return self->one != NULL;
}

void
tape_insert_clear (TapeInsert *self)
{
  g_clear_pointer (&self->many, sqlite3_finalize);
  g_clear_pointer (&self->one, sqlite3_finalize);
}

gboolean
tape_insert_flush (TapeInsert *self, GError **error)
{
  gboolean single = self->slot == TAPE_INSERT_ROWS;

  self->left -= single ? 1 : TAPE_INSERT_ROWS;
  self->slot = self->left >= TAPE_INSERT_ROWS ? 0 : TAPE_INSERT_ROWS;
  return tape_database_run (single ? self->one : self->many, error);
}
