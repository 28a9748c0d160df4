/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals-insert.h"

#include "store/tape-totals-strip.h"

gboolean
tape_totals_insert_init (TapeTotalsInsert *self, sqlite3 *db, GError **error)
{
  self->strip = g_byte_array_new ();
  self->get
      = tape_database_prepare (db, "SELECT bars FROM totals WHERE instrument = ? AND length = ? AND start = ?", error);
  if (self->get == NULL)
    return FALSE;
  self->put = tape_database_prepare (
      db, "INSERT OR REPLACE INTO totals (instrument, length, start, bars) VALUES (?, ?, ?, ?)", error);
  return self->put != NULL;
}

void
tape_totals_insert_clear (TapeTotalsInsert *self)
{
  g_clear_pointer (&self->get, sqlite3_finalize);
  g_clear_pointer (&self->put, sqlite3_finalize);
  g_clear_pointer (&self->strip, g_byte_array_unref);
}

static void
bind_key (TapeTotalsInsert *self, sqlite3_stmt *statement)
{
  sqlite3_bind_int64 (statement, 1, self->instrument);
  sqlite3_bind_int64 (statement, 2, self->length);
  sqlite3_bind_int64 (statement, 3, self->start);
}

static gboolean
load (TapeTotalsInsert *self, GError **error)
{
  bind_key (self, self->get);
  if (sqlite3_step (self->get) == SQLITE_ROW)
    g_byte_array_append (self->strip, sqlite3_column_blob (self->get, 0), (guint)sqlite3_column_bytes (self->get, 0));
  return tape_database_run (self->get, error);
}

void
tape_totals_insert_begin (TapeTotalsInsert *self)
{
  g_byte_array_set_size (self->strip, 0);
}

gboolean
tape_totals_insert_end (TapeTotalsInsert *self, GError **error)
{
  gboolean done;

  if (self->strip->len == 0)
    return TRUE;
  bind_key (self, self->put);
  sqlite3_bind_blob (self->put, 4, self->strip->data, (int)self->strip->len, SQLITE_STATIC);
  done = tape_database_run (self->put, error);
  g_byte_array_set_size (self->strip, 0);
  return done;
}

/* Has the strip at hand that holds @bar. */
static gboolean
go_to (TapeTotalsInsert *self, const TapeBar *bar, GError **error)
{
  gint64 start = tape_totals_strip_floor (bar->start, bar->length);

  if (self->strip->len > 0 && start == self->start && bar->instrument == self->instrument
      && bar->length == self->length)
    return TRUE;
  if (!tape_totals_insert_end (self, error))
    return FALSE;
  self->instrument = bar->instrument;
  self->length = bar->length;
  self->start = start;
  return load (self, error);
}

gboolean
tape_totals_insert_add (TapeTotalsInsert *self, const TapeBarTotals *totals, GError **error)
{
  if (!go_to (self, &totals->bar, error))
    return FALSE;
  if (tape_totals_strip_put (self->strip, self->start, totals))
    return TRUE;
  tape_database_set_damaged (sqlite3_db_handle (self->put), error);
  return FALSE;
}

gboolean
tape_totals_insert_find (TapeTotalsInsert *self, TapeBarTotals *totals, GError **error)
{
  TapeBarTotals found = *totals;
  const guint8 *bytes;
  gsize length;

  totals->bar.count = 0;
  if (!go_to (self, &found.bar, error))
    return FALSE;
  bytes = self->strip->data;
  length = self->strip->len;
  while (length > 0)
    {
      if (!tape_totals_strip_next (&bytes, &length, self->start, &found))
        {
          tape_database_set_damaged (sqlite3_db_handle (self->put), error);
          return FALSE;
        }
      if (found.bar.start == totals->bar.start && found.bar.count > 0)
        *totals = found;
    }
  return TRUE;
}
