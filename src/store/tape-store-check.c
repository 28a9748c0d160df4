/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-store-check.h"

#include <string.h>

#include "store/tape-schema.h"
#include "store/tape-store-consistency.h"

/* What is told of one part. */
#define LINES 3

static TapeStorePart *
get_part (TapeStoreCheck *self, const char *name)
{
  TapeStorePart part = { .rows = -1 };

  for (guint i = 0; i < self->parts->len; i++)
    if (strcmp (g_array_index (self->parts, TapeStorePart, i).name, name) == 0)
      return &g_array_index (self->parts, TapeStorePart, i);
  part.name = g_strdup (name);
  g_array_append_val (self->parts, part);
  return &g_array_index (self->parts, TapeStorePart, self->parts->len - 1);
}

static void
add_problem (const char *name, const char *problem, gpointer data)
{
  TapeStorePart *part = get_part (data, name);
  g_autofree char *before = part->problem;

  part->problem = before == NULL ? g_strdup (problem) : g_strconcat (before, "\n", problem, NULL);
}

/* --- What SQLite finds. --- */

/* Adds what its check of @table, or of all where that is %NULL, finds to the part @name. Whether that is nothing. */
static gboolean
check_integrity (sqlite3 *db, const char *table, const char *name, TapeStoreCheck *self)
{
  g_autofree char *sql = table == NULL ? g_strdup ("PRAGMA integrity_check")
                                       : g_strdup_printf ("PRAGMA integrity_check (\"%s\")", table);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (db, sql, &error);
  guint n_lines = 0;
  int result = SQLITE_DONE;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_auto (GStrv) lines = g_strsplit ((const char *)sqlite3_column_text (statement, 0), "\n", -1);

      for (char **line = lines; *line != NULL; line++)
        if (strcmp (*line, "ok") != 0 && !g_str_has_prefix (*line, "***") && n_lines++ < LINES && name != NULL)
          add_problem (name, *line, self);
    }
  if (statement != NULL)
    tape_database_done (statement, result, &error);
  if (error != NULL && n_lines++ == 0 && name != NULL)
    add_problem (name, error->message, self);
  return n_lines == 0;
}

static gboolean
list_tables (sqlite3 *db, TapeStoreCheck *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      db,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
      error);

  if (statement == NULL)
    return FALSE;
  while (sqlite3_step (statement) == SQLITE_ROW)
    get_part (self, (const char *)sqlite3_column_text (statement, 0));
  return tape_database_run (statement, error);
}

/* Of each table first; what then is still wrong is the file's: free pages, pages that are used twice or not at all. */
static void
find_damage (sqlite3 *db, TapeStoreCheck *self)
{
  gboolean found = FALSE;

  for (guint i = 1; i < self->parts->len; i++)
    {
      g_autofree char *name = g_strdup (g_array_index (self->parts, TapeStorePart, i).name);

      found = !check_integrity (db, name, name, self) || found;
    }
  if (!found)
    check_integrity (db, NULL, "file", self);
}

static void
count_rows (sqlite3 *db, TapeStoreCheck *self)
{
  for (guint i = 1; i < self->parts->len; i++)
    {
      TapeStorePart *part = &g_array_index (self->parts, TapeStorePart, i);
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM \"%s\"", part->name);

      if (!tape_database_get_number (db, sql, &part->rows, NULL))
        part->rows = -1;
    }
}

static void
sum_up (TapeStoreCheck *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const TapeStorePart *part = &g_array_index (self->parts, TapeStorePart, i);
      g_auto (GStrv) problems = part->problem == NULL ? NULL : g_strsplit (part->problem, "\n", -1);

      for (char **problem = problems; problem != NULL && *problem != NULL; problem++)
        g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", part->name, *problem);
      if (strcmp (part->name, "trades") == 0)
        self->trades = part->rows;
    }
  self->integrity = lines->len == 0 ? g_strdup ("ok") : g_string_free (g_steal_pointer (&lines), FALSE);
}

/* In one snapshot, so that a writer changes nothing between two looks. */
static gboolean
check_all (sqlite3 *db, GCancellable *cancellable, TapeStoreCheck *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  get_part (self, "file");
  if (!tape_database_exec (db, "BEGIN", error) || !list_tables (db, self, error))
    return FALSE;
  tape_database_watch (db, cancellable);
  count_rows (db, self);
  if (!check_integrity (db, NULL, NULL, self))
    find_damage (db, self);
  else if (!tape_store_consistency_check (db, add_problem, self, cancellable, &problem))
    add_problem ("file", problem->message, self);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
tape_store_check (const char *path, GCancellable *cancellable, TapeStoreCheck *result, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  gint64 page_size, free_pages;

  *result = (TapeStoreCheck){ .trades = -1, .parts = g_array_new (FALSE, FALSE, sizeof (TapeStorePart)) };
  db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  if (db == NULL || !tape_database_get_number (db, "PRAGMA page_size", &page_size, error)
      || !tape_database_get_number (db, "PRAGMA freelist_count", &free_pages, error)
      || !tape_database_get_number (db, "PRAGMA user_version", &result->schema, error)
      || !check_all (db, cancellable, result, error))
    return FALSE;
  result->bytes = tape_database_get_size (path);
  result->reclaimable_bytes = page_size * free_pages;
  sum_up (result);
  return TRUE;
}

void
tape_store_check_clear (TapeStoreCheck *result)
{
  for (guint i = 0; result->parts != NULL && i < result->parts->len; i++)
    {
      g_free (g_array_index (result->parts, TapeStorePart, i).name);
      g_free (g_array_index (result->parts, TapeStorePart, i).problem);
    }
  g_clear_pointer (&result->parts, g_array_unref);
  g_clear_pointer (&result->integrity, g_free);
}
