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
  if (self->put == NULL)
    return FALSE;
  self->drop
      = tape_database_prepare (db, "DELETE FROM totals WHERE instrument = ? AND length = ? AND start = ?", error);
  return self->drop != NULL;
}

void
tape_totals_insert_clear (TapeTotalsInsert *self)
{
  g_clear_pointer (&self->get, sqlite3_finalize);
  g_clear_pointer (&self->put, sqlite3_finalize);
  g_clear_pointer (&self->drop, sqlite3_finalize);
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
  self->changed = FALSE;
}

gboolean
tape_totals_insert_end (TapeTotalsInsert *self, GError **error)
{
  sqlite3_stmt *statement = self->strip->len > 0 ? self->put : self->drop;
  gboolean done;

  if (!self->changed)
    return TRUE;
  bind_key (self, statement);
  if (statement == self->put)
    sqlite3_bind_blob (statement, 4, self->strip->data, (int)self->strip->len, SQLITE_STATIC);
  done = tape_database_run (statement, error);
  tape_totals_insert_begin (self);
  return done;
}

/* Goes to the strip of a bar. */
static gboolean
seek (TapeTotalsInsert *self, const TapeBar *bar, GError **error)
{
  gint64 start = tape_totals_strip_floor (bar->start, bar->length);

  if (self->changed && start == self->start && bar->instrument == self->instrument && bar->length == self->length)
    return TRUE;
  if (!tape_totals_insert_end (self, error))
    return FALSE;
  self->changed = TRUE;
  self->instrument = bar->instrument;
  self->length = bar->length;
  self->start = start;
  return load (self, error);
}

static gboolean
check (TapeTotalsInsert *self, gboolean good, GError **error)
{
  if (!good)
    tape_database_set_damaged (sqlite3_db_handle (self->put), error);
  return good;
}

gboolean
tape_totals_insert_add (TapeTotalsInsert *self, const TapeBarTotals *totals, GError **error)
{
  return seek (self, &totals->bar, error)
         && check (self, tape_totals_strip_put (self->strip, self->start, totals), error);
}

gboolean
tape_totals_insert_remove (TapeTotalsInsert *self, const TapeBar *bar, GError **error)
{
  return seek (self, bar, error)
         && check (self, tape_totals_strip_remove (self->strip, self->start, bar->start), error);
}

gboolean
tape_totals_insert_find (TapeTotalsInsert *self, TapeBarTotals *totals, GError **error)
{
  TapeBarTotals found = *totals;
  const guint8 *bytes;
  gsize length;

  totals->bar.count = 0;
  if (!seek (self, &found.bar, error))
    return FALSE;
  bytes = self->strip->data;
  length = self->strip->len;
  while (length > 0)
    {
      if (!check (self, tape_totals_strip_next (&bytes, &length, self->start, &found), error))
        return FALSE;
      if (found.bar.start == totals->bar.start && found.bar.count > 0)
        *totals = found;
    }
  return TRUE;
}
