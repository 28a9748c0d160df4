/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-stored-state.h"

gboolean
tape_stored_state_load (sqlite3 *db, guint32 kind, TapeStateFunc each, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      db, "SELECT kind, instrument, time, data FROM state WHERE kind BETWEEN ? AND ? ORDER BY kind, instrument, time",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, kind == TAPE_STATE_ALL ? 0 : kind);
  sqlite3_bind_int64 (statement, 2, kind);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const TapeStateRow row = {
        .kind = (guint32)sqlite3_column_int64 (statement, 0),
        .instrument = (guint32)sqlite3_column_int64 (statement, 1),
        .time = sqlite3_column_int64 (statement, 2),
        .length = (guint32)sqlite3_column_bytes (statement, 3),
      };

      each (&row, sqlite3_column_blob (statement, 3), data);
    }
  return tape_database_done (statement, result, error);
}
