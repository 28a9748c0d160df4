/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-salvage-table.h"

#include <string.h>

/* Rows in one transaction of the new database. */
#define COMMIT_ROWS 100000

typedef struct
{
  char *name;
  char type; /* first letter of INTEGER, REAL, TEXT, BLOB, ANY */
  gboolean nullable;
  char
      *otherwise; /* as SQL; NULL: has no default. Rows that were stored before there was this column end ahead of it */
  gint key;       /* place in the primary key, from 1; 0 if it is not in it */
  gboolean is_rowid;
} TapeSalvageColumn;

static void
clear_column (gpointer data)
{
  TapeSalvageColumn *column = data;

  g_free (column->name);
  g_free (column->otherwise);
}

static void
table_free (gpointer data)
{
  TapeSalvageTable *self = data;

  g_clear_pointer (&self->insert, sqlite3_finalize);
  g_array_unref (self->columns);
  g_free (self->name);
  g_free (self);
}

static const TapeSalvageColumn *
get_column (const TapeSalvageTable *self, guint i)
{
  return &g_array_index (self->columns, TapeSalvageColumn, i);
}

static gboolean
load_columns (TapeSalvageTable *self, sqlite3 *to, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      to, "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info (?) ORDER BY cid", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, self->name, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *type = (const char *)sqlite3_column_text (statement, 1);
      TapeSalvageColumn column = {
        .name = g_strdup ((const char *)sqlite3_column_text (statement, 0)),
        .type = type[0],
        .nullable = sqlite3_column_int (statement, 2) == 0,
        .otherwise = g_strdup ((const char *)sqlite3_column_text (statement, 3)),
        .key = sqlite3_column_int (statement, 4),
      };

      column.is_rowid = self->has_rowid && column.key == 1 && strcmp (type, "INTEGER") == 0;
      g_array_append_val (self->columns, column);
    }
  return tape_database_run (statement, error);
}

GPtrArray *
tape_salvage_table_list (sqlite3 *to, GError **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (table_free);
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      to,
      "SELECT list.name, wr FROM pragma_table_list AS list JOIN sqlite_schema AS made ON made.name = list.name "
      "WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
      "ORDER BY made.rowid",
      error);

  if (statement == NULL)
    return NULL;
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      TapeSalvageTable *table = g_new0 (TapeSalvageTable, 1);

      table->name = g_strdup ((const char *)sqlite3_column_text (statement, 0));
      table->has_rowid = sqlite3_column_int (statement, 1) == 0;
      table->columns = g_array_new (FALSE, FALSE, sizeof (TapeSalvageColumn));
      g_array_set_clear_func (table->columns, clear_column);
      g_ptr_array_add (tables, table);
      if (!load_columns (table, to, error))
        return NULL;
    }
  return tape_database_run (statement, error) ? g_steal_pointer (&tables) : NULL;
}

/* "a, b, c", of the first @n columns. */
static void
append_names (const TapeSalvageTable *self, guint n, GString *sql)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "", get_column (self, i)->name);
}

gboolean
tape_salvage_table_begin (TapeSalvageTable *self, sqlite3 *to, const char *condition, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("INSERT OR IGNORE INTO ");

  g_string_append_printf (sql, "\"%s\" (", self->name);
  append_names (self, self->columns->len, sql);
  g_string_append (sql, ") SELECT ");
  for (guint i = 0; i < self->columns->len; i++)
    {
      const char *otherwise = get_column (self, i)->otherwise;

      g_string_append (sql, i > 0 ? ", " : "");
      g_string_append_printf (sql, otherwise != NULL ? "ifnull (?%u, %s)" : "?%u", i + 1, otherwise);
    }
  if (condition != NULL)
    g_string_append_printf (sql, " WHERE %s", condition);
  self->insert = tape_database_prepare (to, sql->str, error);
  return self->insert != NULL;
}

/* Runs the insert with what is bound. A row that cannot be is left out. */
static gboolean
put (TapeSalvageTable *self, sqlite3 *to, GError **error)
{
  int result = sqlite3_step (self->insert);

  sqlite3_reset (self->insert);
  if ((result & 0xff) == SQLITE_CONSTRAINT)
    return TRUE;
  if (result != SQLITE_DONE)
    {
      tape_database_set_error (to, error);
      return FALSE;
    }
  self->saved += sqlite3_changes (to);
  if (self->progress != NULL)
    __atomic_fetch_add (self->progress, 1, __ATOMIC_RELAXED);
  if (self->saved % COMMIT_ROWS != 0 || sqlite3_changes (to) == 0)
    return TRUE;
  return tape_database_exec (to, "COMMIT; BEGIN", error);
}

/* --- Through SQLite. --- */

/* Whether all of the table, and what belongs to it, is sound. */
static gboolean
is_sound (const TapeSalvageTable *self, sqlite3 *from)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA integrity_check (\"%s\")", self->name);
  sqlite3_stmt *statement = NULL;
  gboolean sound = FALSE;

  if (sqlite3_prepare_v2 (from, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    sound = g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), "ok") == 0;
  sqlite3_finalize (statement);
  return sound;
}

/* An older schema may lack the last columns, or the table. */
static guint
count_columns (const TapeSalvageTable *self, sqlite3 *from)
{
  sqlite3_stmt *statement = NULL;
  guint n = 0;

  if (sqlite3_prepare_v2 (from, "SELECT count (*) FROM pragma_table_info (?)", -1, &statement, NULL) == SQLITE_OK)
    {
      sqlite3_bind_text (statement, 1, self->name, -1, SQLITE_STATIC);
      if (sqlite3_step (statement) == SQLITE_ROW)
        n = (guint)sqlite3_column_int (statement, 0);
    }
  sqlite3_finalize (statement);
  return MIN (n, self->columns->len);
}

static char *
make_select (const TapeSalvageTable *self, guint n, gboolean descending)
{
  GString *sql = g_string_new ("SELECT ");
  const char *comma = "";

  append_names (self, n, sql);
  g_string_append_printf (sql, " FROM \"%s\" ORDER BY ", self->name);
  for (gint key = 1; key <= (gint)self->columns->len; key++)
    for (guint i = 0; i < self->columns->len; i++)
      if (get_column (self, i)->key == key)
        {
          g_string_append_printf (sql, "%s\"%s\"%s", comma, get_column (self, i)->name, descending ? " DESC" : "");
          comma = ", ";
        }
  if (comma[0] == '\0')
    g_string_append (sql, descending ? "rowid DESC" : "rowid");
  return g_string_free (sql, FALSE);
}

static gboolean
put_selected (TapeSalvageTable *self, sqlite3 *to, sqlite3_stmt *select, GError **error)
{
  int n = sqlite3_column_count (select);

  for (int i = 0; i < n; i++)
    sqlite3_bind_value (self->insert, i + 1, sqlite3_column_value (select, i));
  return put (self, to, error);
}

/* @complete: (out): whether it came to the end */
static gboolean
copy_in_order (TapeSalvageTable *self,
               sqlite3 *from,
               sqlite3 *to,
               gboolean descending,
               gboolean *complete,
               GCancellable *cancellable,
               GError **error)
{
  guint n = count_columns (self, from);
  g_autofree char *sql = make_select (self, n, descending);
  g_autoptr (sqlite3_stmt) select = NULL;
  int result = SQLITE_OK;

  *complete = FALSE;
  if (n == 0 || sqlite3_prepare_v2 (from, sql, -1, &select, NULL) != SQLITE_OK)
    return TRUE;
  sqlite3_clear_bindings (self->insert);
  while ((result = sqlite3_step (select)) == SQLITE_ROW)
    if (!put_selected (self, to, select, error))
      return FALSE;
  *complete = result == SQLITE_DONE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* What an older schema does not have is not lost. */
static gboolean
is_older (const TapeSalvageTable *self, sqlite3 *from)
{
  gint64 n = 0;

  return count_columns (self, from) == 0
         && tape_database_get_number (from, "SELECT count (*) FROM sqlite_schema", &n, NULL) && n > 0;
}

gboolean
tape_salvage_table_copy (TapeSalvageTable *self, sqlite3 *from, sqlite3 *to, GCancellable *cancellable, GError **error)
{
  gboolean complete;

  self->older = from != NULL && is_older (self, from);
  if (self->older)
    return TRUE;
  self->damaged = from == NULL || !is_sound (self, from);
  if (from == NULL)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !copy_in_order (self, from, to, FALSE, &complete, cancellable, error))
    return FALSE;
  self->damaged = self->damaged || !complete;
  return !self->damaged || copy_in_order (self, from, to, TRUE, &complete, cancellable, error);
}

/* --- From pages. --- */

static gboolean
value_fits (const TapeSalvageColumn *column, const TapePageValue *value)
{
  if (column->is_rowid)
    return value->type == SQLITE_NULL;
  switch (value->type)
    {
    case SQLITE_NULL:
      return column->nullable;
    case SQLITE_INTEGER:
      return column->type == 'I' || column->type == 'R' || column->type == 'A';
    case SQLITE_FLOAT:
      return column->type == 'R' || column->type == 'A';
    case SQLITE_TEXT:
      return (column->type == 'T' || column->type == 'A')
             && g_utf8_validate_len ((const char *)value->bytes, value->length, NULL);
    default:
      return column->type == 'B' || column->type == 'A';
    }
}

gboolean
tape_salvage_table_fits (const TapeSalvageTable *self, const TapePageRow *row)
{
  if (row->has_rowid != self->has_rowid || row->n_values > self->columns->len)
    return FALSE;
  for (guint i = 0; i < row->n_values; i++)
    if (!value_fits (get_column (self, i), &row->values[i]))
      return FALSE;
  for (guint i = row->n_values; i < self->columns->len; i++)
    if (get_column (self, i)->otherwise == NULL && !get_column (self, i)->nullable)
      return FALSE;
  return TRUE;
}

static void
bind_value (sqlite3_stmt *statement, int parameter, const TapePageValue *value)
{
  switch (value->type)
    {
    case SQLITE_NULL:
      sqlite3_bind_null (statement, parameter);
      break;
    case SQLITE_INTEGER:
      sqlite3_bind_int64 (statement, parameter, value->integer);
      break;
    case SQLITE_FLOAT:
      sqlite3_bind_double (statement, parameter, value->real);
      break;
    case SQLITE_TEXT:
      sqlite3_bind_text (statement, parameter, (const char *)value->bytes, (int)value->length, SQLITE_STATIC);
      break;
    default:
      sqlite3_bind_blob (statement, parameter, value->bytes, (int)value->length, SQLITE_STATIC);
      break;
    }
}

gboolean
tape_salvage_table_put (TapeSalvageTable *self, sqlite3 *to, const TapePageRow *row, GError **error)
{
  sqlite3_clear_bindings (self->insert);
  for (guint i = 0; i < row->n_values; i++)
    if (get_column (self, i)->is_rowid)
      sqlite3_bind_int64 (self->insert, (int)i + 1, row->rowid);
    else
      bind_value (self->insert, (int)i + 1, &row->values[i]);
  return put (self, to, error);
}
