/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-bar-insert.h"

static const char sql[]
    = "INSERT INTO bars (instrument, length, start, open, high, low, close, volume, turnover, buys, sells, count, "
      "revision, "
      "source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (instrument, length, start) DO UPDATE SET open = excluded.open, high = excluded.high, "
      "low = excluded.low, close = excluded.close, volume = excluded.volume, turnover = excluded.turnover, "
      "buys = excluded.buys, sells = excluded.sells, count = excluded.count, revision = excluded.revision, "
      "source = excluded.source WHERE excluded.source = 0 OR count = 0";

gboolean
tape_bar_insert_init (TapeBarInsert *self, sqlite3 *db, GError **error)
{
  self->put = tape_database_prepare (db, sql, error);
  return self->put != NULL;
}

void
tape_bar_insert_clear (TapeBarInsert *self)
{
  g_clear_pointer (&self->put, sqlite3_finalize);
}

static void
bind (sqlite3_stmt *statement, const TapeBar *bar)
{
  const double numbers[]
      = { bar->open, bar->high, bar->low, bar->close, bar->volume, bar->turnover, bar->buys, bar->sells };
  int column = 1;

  sqlite3_bind_int64 (statement, column++, bar->instrument);
  sqlite3_bind_int64 (statement, column++, bar->length);
  sqlite3_bind_int64 (statement, column++, bar->start);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_double (statement, column++, numbers[i]);
  sqlite3_bind_int64 (statement, column++, bar->count);
  sqlite3_bind_int64 (statement, column++, bar->revision);
  sqlite3_bind_int64 (statement, column, bar->source);
}

gboolean
tape_bar_insert_add (TapeBarInsert *self, const TapeBar *bar, GError **error)
{
  bind (self->put, bar);
  return tape_database_run (self->put, error);
}
