/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-store-check.h"

#include <glib/gstdio.h>

#include "store/tape-schema.h"

/* What cannot be checked at all is what the check found. */
static char *
check_integrity (sqlite3 *db)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (db, "PRAGMA integrity_check", &error);
  int result = SQLITE_DONE;

  while (statement != NULL && (result = sqlite3_step (statement)) == SQLITE_ROW)
    g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "",
                            (const char *)sqlite3_column_text (statement, 0));
  if (statement != NULL)
    tape_database_done (statement, result, &error);
  if (error != NULL)
    g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", error->message);
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static gint64
get_size (const char *path, const char *end)
{
  g_autofree char *file = g_strconcat (path, end, NULL);
  GStatBuf status;

  return g_stat (file, &status) == 0 ? status.st_size : 0;
}

gboolean
tape_store_check (const char *path, TapeStoreCheck *result, GError **error)
{
  g_autoptr (sqlite3) db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  gint64 page_size, free_pages;

  *result = (TapeStoreCheck){ 0 };
  if (db == NULL || !tape_database_get_number (db, "PRAGMA page_size", &page_size, error)
      || !tape_database_get_number (db, "PRAGMA freelist_count", &free_pages, error)
      || !tape_database_get_number (db, "PRAGMA user_version", &result->schema, error))
    return FALSE;

  result->bytes = get_size (path, "") + get_size (path, "-wal");
  result->reclaimable_bytes = page_size * free_pages;
  result->integrity = check_integrity (db);
  if (!tape_database_get_number (db, "SELECT count (*) FROM trades", &result->trades, NULL))
    result->trades = -1;
  return TRUE;
}

void
tape_store_check_clear (TapeStoreCheck *result)
{
  g_clear_pointer (&result->integrity, g_free);
}
