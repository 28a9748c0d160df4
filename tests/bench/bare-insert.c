/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bare-insert.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define N_ROWS 50

void
bare_insert_remove_database (const char *path)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);

      g_unlink (file);
    }
}

static void
check (sqlite3 *db, int result)
{
  if (result != SQLITE_OK && result != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (db));
}

static sqlite3 *
open_bare (const char *path)
{
  sqlite3 *db;

  check (NULL, sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
  check (db, sqlite3_exec (db,
                           "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                           "CREATE TABLE trades (arrival INTEGER PRIMARY KEY, event_time INTEGER NOT NULL,"
                           " receive_time INTEGER, instrument INTEGER NOT NULL, price REAL NOT NULL,"
                           " quantity REAL NOT NULL, side INTEGER NOT NULL, derived INTEGER NOT NULL,"
                           " source INTEGER NOT NULL, trade_id ANY) STRICT",
                           NULL, NULL, NULL));
  return db;
}

static sqlite3_stmt *
prepare_bare (sqlite3 *db)
{
  g_autoptr (GString) sql = g_string_new ("INSERT OR ROLLBACK INTO trades VALUES ");
  sqlite3_stmt *statement;

  for (guint i = 0; i < N_ROWS; i++)
    g_string_append (sql, i == 0 ? "(?,?,?,?,?,?,?,?,?,?)" : ",(?,?,?,?,?,?,?,?,?,?)");
  check (db, sqlite3_prepare_v2 (db, sql->str, -1, &statement, NULL));
  return statement;
}

static void
bind_bare (sqlite3_stmt *statement, int first, const TapeTrade *trade, gint64 arrival)
{
  sqlite3_bind_int64 (statement, first, arrival);
  sqlite3_bind_int64 (statement, first + 1, trade->event_time);
  sqlite3_bind_null (statement, first + 2);
  sqlite3_bind_int64 (statement, first + 3, trade->instrument);
  sqlite3_bind_double (statement, first + 4, trade->price);
  sqlite3_bind_double (statement, first + 5, trade->quantity);
  sqlite3_bind_int (statement, first + 6, trade->side);
  sqlite3_bind_int (statement, first + 7, (trade->flags & TAPE_TRADE_DERIVED) != 0);
  sqlite3_bind_int (statement, first + 8, trade->source);
  if ((trade->flags & TAPE_TRADE_HAS_ID) != 0)
    sqlite3_bind_int64 (statement, first + 9, (gint64)trade->id);
  else
    sqlite3_bind_null (statement, first + 9);
}

/* The rows that do not fill a statement are left out, of the count too. */
double
bare_insert_rate (const char *folder, GPtrArray *batches)
{
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);
  sqlite3 *db = open_bare (path);
  sqlite3_stmt *statement = prepare_bare (db);
  gint64 n_inserted = 0, n_bound = 0, start = g_get_monotonic_time ();
  double seconds;

  check (db, sqlite3_exec (db, "BEGIN", NULL, NULL, NULL));
  for (guint i = 0; i < batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        {
          bind_bare (statement, 1 + (int)(n_bound % N_ROWS) * 10, &batch->trades[j], n_bound + 1);
          if (++n_bound % N_ROWS != 0)
            continue;
          check (db, sqlite3_step (statement));
          check (db, sqlite3_reset (statement));
          n_inserted = n_bound;
        }
    }
  check (db, sqlite3_exec (db, "COMMIT", NULL, NULL, NULL));
  seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  sqlite3_finalize (statement);
  sqlite3_close (db);
  bare_insert_remove_database (path);
  return (double)n_inserted / seconds;
}
