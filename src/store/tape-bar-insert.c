/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-bar-insert.h"

enum
{
  N_COLUMNS = 14,
};

static const char into[] = "INSERT INTO bars (instrument, length, start, open, high, low, close, volume, turnover, "
                           "buys, sells, count, revision, source)";

static const char after[]
    = " ON CONFLICT (instrument, length, start) DO UPDATE SET open = excluded.open, high = excluded.high, "
      "low = excluded.low, close = excluded.close, volume = excluded.volume, turnover = excluded.turnover, "
      "buys = excluded.buys, sells = excluded.sells, count = excluded.count, revision = excluded.revision, "
      "source = excluded.source WHERE excluded.source = 0 OR count = 0";

gboolean
tape_bar_insert_init (TapeBarInsert *self, sqlite3 *db, GError **error)
{
  return tape_insert_init (&self->insert, db, into, N_COLUMNS, after, error);
}

void
tape_bar_insert_clear (TapeBarInsert *self)
{
  tape_insert_clear (&self->insert);
}

void
tape_bar_insert_begin (TapeBarInsert *self, gint64 n)
{
  tape_insert_begin (&self->insert, n);
}

gboolean
tape_bar_insert_add (TapeBarInsert *self, const TapeBar *bar, GError **error)
{
  const double numbers[]
      = { bar->open, bar->high, bar->low, bar->close, bar->volume, bar->turnover, bar->buys, bar->sells };
  int first;
  sqlite3_stmt *statement = tape_insert_row (&self->insert, &first);

  sqlite3_bind_int64 (statement, first++, bar->instrument);
  sqlite3_bind_int64 (statement, first++, bar->length);
  sqlite3_bind_int64 (statement, first++, bar->start);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_double (statement, first++, numbers[i]);
  sqlite3_bind_int64 (statement, first++, bar->count);
  sqlite3_bind_int64 (statement, first++, bar->revision);
  sqlite3_bind_int64 (statement, first, bar->source);
  return tape_insert_end_row (&self->insert, error);
}
