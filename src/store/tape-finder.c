/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-finder.h"

#include <string.h>

#include "store/tape-section.h"

/* Going to a row costs as much as looking at so many. */
#define ROWS_A_VISIT 8

gboolean
tape_finder_init (TapeFinder *self, sqlite3 *db, GError **error)
{
  self->places = g_new (guint64, TAPE_FINDER_WORDS);
  tape_finder_forget (self);
  self->rows = tape_database_prepare (
      db, "SELECT key, places FROM places WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1", error);
  return self->rows != NULL;
}

void
tape_finder_clear (TapeFinder *self)
{
  g_clear_pointer (&self->places, g_free);
  g_clear_pointer (&self->rows, sqlite3_finalize);
}

void
tape_finder_forget (TapeFinder *self)
{
  self->section = -1;
}

static guint
read_place (const guint8 *places, guint i)
{
  return (guint)places[i * 2] | (guint)places[i * 2 + 1] << 8;
}

/* The row that holds @key, if any does, is the last that does not begin after it. */
static gboolean
load_key (TapeFinder *self, gint64 rows, guint32 key, GError **error)
{
  self->known = FALSE;
  sqlite3_bind_int64 (self->rows, 1, rows);
  sqlite3_bind_int64 (self->rows, 2, rows + key);
  if (sqlite3_step (self->rows) == SQLITE_ROW)
    {
      const guint8 *row = sqlite3_column_blob (self->rows, 1), *places;
      guint32 nth = (guint32)(rows + key - sqlite3_column_int64 (self->rows, 0));
      guint n = tape_places_load (row, (gsize)sqlite3_column_bytes (self->rows, 1), nth, &places);

      self->known = TRUE;
      for (guint i = 0; i < n; i++)
        {
          guint place = read_place (places, i);

          self->places[place / 64] |= G_GUINT64_CONSTANT (1) << place % 64;
        }
      self->n_places += n;
    }
  return tape_database_run (self->rows, error);
}

gboolean
tape_finder_load (TapeFinder *self, gint64 section, gint64 rows, const guint32 *keys, guint n_keys, GError **error)
{
  if (self->section == section)
    return TRUE;
  self->section = -1;
  self->n_places = 0;
  self->known = TRUE;
  memset (self->places, 0, TAPE_FINDER_WORDS * sizeof *self->places);
  for (guint i = 0; i < n_keys && self->known; i++)
    if (!load_key (self, rows, keys[i], error))
      return FALSE;
  self->section = section;
  return TRUE;
}

gboolean
tape_finder_worth (const TapeFinder *self)
{
  return self->known && self->n_places < TAPE_SECTION_TRADES / ROWS_A_VISIT;
}

guint
tape_finder_next (const TapeFinder *self, guint place)
{
  guint word = place / 64;
  guint64 bits;

  if (place >= TAPE_SECTION_TRADES)
    return TAPE_SECTION_TRADES;
  bits = self->places[word] & G_MAXUINT64 << place % 64;
  while (bits == 0 && ++word < TAPE_FINDER_WORDS)
    bits = self->places[word];
  return bits == 0 ? TAPE_SECTION_TRADES : word * 64 + (guint)__builtin_ctzll (bits);
}

int
tape_finder_previous (const TapeFinder *self, int place)
{
  int word = place / 64;
  guint64 bits;

  if (place < 0)
    return -1;
  bits = self->places[word] & G_MAXUINT64 >> (63 - place % 64);
  while (bits == 0 && --word >= 0)
    bits = self->places[word];
  return bits == 0 ? -1 : word * 64 + 63 - __builtin_clzll (bits);
}
