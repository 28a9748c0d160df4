/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-second-store.h"

gboolean
tape_second_store_init (TapeSecondStore *self, sqlite3 *db, GError **error)
{
  self->get = tape_database_prepare (
      db,
      "SELECT open, high, low, close, volume, turnover, buys, sells, count, opened, closed FROM bars "
      "WHERE instrument = ? AND length = 1 AND start = ? AND count > 0",
      error);
  if (self->get == NULL)
    return FALSE;
  self->put = tape_database_prepare (
      db,
      "INSERT OR REPLACE INTO bars (instrument, length, start, open, high, low, close, volume, turnover, buys, sells, "
      "count, revision, source, opened, closed) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
      error);
  return self->put != NULL;
}

void
tape_second_store_clear (TapeSecondStore *self)
{
  g_clear_pointer (&self->get, sqlite3_finalize);
  g_clear_pointer (&self->put, sqlite3_finalize);
}

static gboolean
load (TapeSecondStore *self, const TapeBar *bar, TapeSecond *stored, GError **error)
{
  sqlite3_stmt *row = self->get;

  stored->bar.count = 0;
  sqlite3_bind_int64 (row, 1, bar->instrument);
  sqlite3_bind_int64 (row, 2, bar->start);
  if (sqlite3_step (row) == SQLITE_ROW)
    *stored = (TapeSecond){
      .bar = { .start = bar->start,
               .length = TAPE_BAR_SECOND,
               .instrument = bar->instrument,
               .open = sqlite3_column_double (row, 0),
               .high = sqlite3_column_double (row, 1),
               .low = sqlite3_column_double (row, 2),
               .close = sqlite3_column_double (row, 3),
               .volume = sqlite3_column_double (row, 4),
               .turnover = sqlite3_column_double (row, 5),
               .buys = sqlite3_column_double (row, 6),
               .sells = sqlite3_column_double (row, 7),
               .count = (guint32)sqlite3_column_int64 (row, 8) },
      .opened = bar->start + sqlite3_column_int64 (row, 9),
      .closed = bar->start + sqlite3_column_int64 (row, 10),
    };
  return tape_database_run (row, error);
}

static gboolean
put (TapeSecondStore *self, const TapeSecond *second, GError **error)
{
  const TapeBar *bar = &second->bar;
  const double numbers[]
      = { bar->open, bar->high, bar->low, bar->close, bar->volume, bar->turnover, bar->buys, bar->sells };
  int parameter = 1;

  sqlite3_bind_int64 (self->put, parameter++, bar->instrument);
  sqlite3_bind_int64 (self->put, parameter++, bar->start);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_double (self->put, parameter++, numbers[i]);
  sqlite3_bind_int64 (self->put, parameter++, bar->count);
  sqlite3_bind_int64 (self->put, parameter++, second->opened - bar->start);
  sqlite3_bind_int64 (self->put, parameter, second->closed - bar->start);
  return tape_database_run (self->put, error);
}

gboolean
tape_second_store_add (TapeSecondStore *self, const TapeSecond *second, GError **error)
{
  TapeSecond stored;

  if (!load (self, &second->bar, &stored, error))
    return FALSE;
  if (stored.bar.count == 0)
    return put (self, second, error);
  tape_second_merge (&stored, second);
  return put (self, &stored, error);
}
