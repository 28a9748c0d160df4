/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-section.h"

#include <string.h>

/* Rows of trades that are there no more, whose numbers the next trades may get: they would be taken for those. */
static gboolean
drop_beyond (sqlite3 *db, GError **error)
{
  return tape_database_exec (
      db, "DELETE FROM places WHERE key >= ((SELECT coalesce (max (arrival), -1) FROM trades) + 1) / 65536 << 33",
      error);
}

gboolean
tape_section_init (TapeSection *self, sqlite3 *db, GError **error)
{
  self->instruments = g_new (guint32, TAPE_SECTION_TRADES);
  self->ids = g_new (guint32, TAPE_SECTION_TRADES);
  self->row = g_byte_array_new ();
  tape_section_forget (self);
  self->put = tape_database_prepare (db, "INSERT INTO places (key, places) VALUES (?, ?)", error);
  if (self->put == NULL)
    return FALSE;
  self->read = tape_database_prepare (
      db, "SELECT arrival, instrument, trade_id FROM trades WHERE arrival >= ? AND arrival < ?", error);
  return self->read != NULL && drop_beyond (db, error);
}

void
tape_section_clear (TapeSection *self)
{
  g_clear_pointer (&self->instruments, g_free);
  g_clear_pointer (&self->ids, g_free);
  g_clear_pointer (&self->row, g_byte_array_unref);
  tape_places_clear (&self->places);
  g_clear_pointer (&self->put, sqlite3_finalize);
  g_clear_pointer (&self->read, sqlite3_finalize);
}

void
tape_section_forget (TapeSection *self)
{
  self->number = -1;
}

void
tape_section_begin (TapeSection *self, gint64 arrival)
{
  self->number = arrival >> TAPE_SECTION_BITS;
  self->noted_from = (guint)(arrival % TAPE_SECTION_TRADES);
  memset (self->instruments, 0xff, TAPE_SECTION_TRADES * sizeof *self->instruments);
  memset (self->ids, 0xff, TAPE_SECTION_TRADES * sizeof *self->ids);
}

static void
note_row (TapeSection *self, sqlite3_stmt *row, guint place)
{
  TapeTrade trade = { .flags = TAPE_TRADE_HAS_ID };
  const char *text = NULL;

  self->instruments[place] = (guint32)sqlite3_column_int64 (row, 1);
  switch (sqlite3_column_type (row, 2))
    {
    case SQLITE_NULL:
      return;
    case SQLITE_TEXT:
      trade.flags |= TAPE_TRADE_TEXT_ID;
      text = (const char *)sqlite3_column_text (row, 2);
      break;
    default:
      trade.id = (guint64)sqlite3_column_int64 (row, 2);
    }
  self->ids[place] = tape_id_key (&trade, text);
}

/* What was stored before the first that is noted. */
static gboolean
read_before (TapeSection *self, GError **error)
{
  gint64 first = self->number << TAPE_SECTION_BITS;
  int result;

  if (self->noted_from == 0)
    return TRUE;
  sqlite3_bind_int64 (self->read, 1, first);
  sqlite3_bind_int64 (self->read, 2, first + self->noted_from);
  while ((result = sqlite3_step (self->read)) == SQLITE_ROW)
    note_row (self, self->read, (guint)(sqlite3_column_int64 (self->read, 0) - first));
  return tape_database_done (self->read, result, error);
}

static gboolean
put_rows (TapeSection *self, const guint32 *keys, gint64 rows, GError **error)
{
  guint32 first;

  tape_places_sort (&self->places, keys);
  while (tape_places_next_row (&self->places, &first, self->row))
    {
      sqlite3_bind_int64 (self->put, 1, rows + first);
      sqlite3_bind_blob (self->put, 2, self->row->data, (int)self->row->len, SQLITE_STATIC);
      if (!tape_database_run (self->put, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tape_section_store (TapeSection *self, GError **error)
{
  return read_before (self, error) && put_rows (self, self->instruments, TAPE_SECTION_ROWS (self->number), error)
         && put_rows (self, self->ids, TAPE_SECTION_ID_ROWS (self->number), error);
}

static gboolean
store_all (TapeSection *self, sqlite3_stmt *trades, GError **error)
{
  int result;

  while ((result = sqlite3_step (trades)) == SQLITE_ROW)
    {
      gint64 arrival = sqlite3_column_int64 (trades, 0), section = arrival >> TAPE_SECTION_BITS;

      if (section != self->number)
        {
          if (self->number >= 0 && !tape_section_store (self, error))
            return FALSE;
          tape_section_begin (self, section << TAPE_SECTION_BITS);
        }
      note_row (self, trades, (guint)(arrival % TAPE_SECTION_TRADES));
    }
  return tape_database_done (trades, result, error);
}

gboolean
tape_section_migrate (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) trades
      = tape_database_prepare (db,
                               "SELECT arrival, instrument, trade_id FROM trades "
                               "WHERE arrival < (SELECT max (arrival) + 1 FROM trades) / 65536 * 65536 "
                               "ORDER BY arrival",
                               error);
  TapeSection section = { 0 };
  gboolean done = trades != NULL && tape_section_init (&section, db, error) && store_all (&section, trades, error)
                  && (section.number < 0 || tape_section_store (&section, error));

  tape_section_clear (&section);
  return done;
}
