/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store/tape-stored-universe.h"

#include <glib/gi18n-lib.h>

gboolean
tape_stored_universe_load (sqlite3 *db, TapeUniverse *universe, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (db, "SELECT id, symbol FROM instruments ORDER BY id", error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *symbol = (const char *)sqlite3_column_text (statement, 1);
      gsize length = (gsize)sqlite3_column_bytes (statement, 1);

      if (tape_universe_intern (universe, symbol, length) != sqlite3_column_int64 (statement, 0))
        {
          g_autofree char *name = g_filename_display_name (sqlite3_db_filename (db, "main"));

          g_set_error (
              error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_DAMAGED,
              _ ("“%s” is damaged: instrument “%s” is out of its place. Keep a copy, and choose another file."), name,
              symbol);
          return FALSE;
        }
    }
  return tape_database_done (statement, result, error);
}

gboolean
tape_stored_universe_is_simulated (sqlite3 *db, gboolean *simulated, GError **error)
{
  gint64 n = 0;

  if (!tape_database_get_number (db, "SELECT count (*) FROM sources WHERE kind = 'simulator'", &n, error))
    return FALSE;
  *simulated = n > 0;
  return TRUE;
}

TapeUniverse *
tape_stored_universe_new (sqlite3 *db, GError **error)
{
  g_autoptr (TapeUniverse) universe = NULL;
  gboolean simulated;

  if (!tape_stored_universe_is_simulated (db, &simulated, error))
    return NULL;
  universe = tape_universe_new (simulated);
  return tape_stored_universe_load (db, universe, error) ? g_steal_pointer (&universe) : NULL;
}
