/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-open-bars.h"

#include "store/tape-totals-pack.h"

enum
{
  N_COLUMNS = 15,
};

static const char into[]
    = "INSERT OR REPLACE INTO open_bars (instrument, length, start, open, high, low, close, volume, "
      "turnover, buys, sells, count, revision, source, totals)";

typedef struct
{
  TapeBarTotals totals;
  gboolean stored; /* the table has a row of it */
  gboolean changed;
} OpenBar;

/* --- Keys: the bars themselves --- */

static guint
hash_series (gconstpointer key)
{
  const TapeBar *bar = key;

  return bar->instrument * 2654435761u + bar->length;
}

static gboolean
is_same_series (gconstpointer a, gconstpointer b)
{
  const TapeBar *left = a, *right = b;

  return left->instrument == right->instrument && left->length == right->length;
}

static guint
hash_bar (gconstpointer key)
{
  return hash_series (key) + (guint)(((const TapeBar *)key)->start / TAPE_SECOND);
}

static gboolean
is_same_bar (gconstpointer a, gconstpointer b)
{
  return is_same_series (a, b) && ((const TapeBar *)a)->start == ((const TapeBar *)b)->start;
}

/* --- Making --- */

gboolean
tape_open_bars_init (TapeOpenBars *self, sqlite3 *db, GError **error)
{
  self->bars = g_hash_table_new_full (hash_bar, is_same_bar, NULL, g_free);
  self->newest = g_hash_table_new (hash_series, is_same_series);
  g_queue_init (&self->waiting);
  self->load = tape_database_prepare (
      db, "SELECT instrument, length, start, totals FROM open_bars ORDER BY instrument, length, start", error);
  if (self->load == NULL)
    return FALSE;
  self->drop
      = tape_database_prepare (db, "DELETE FROM open_bars WHERE instrument = ? AND length = ? AND start = ?", error);
  return self->drop != NULL && tape_insert_init (&self->put, db, into, N_COLUMNS, "", error);
}

void
tape_open_bars_clear (TapeOpenBars *self)
{
  g_queue_clear (&self->waiting);
  g_clear_pointer (&self->newest, g_hash_table_unref);
  g_clear_pointer (&self->bars, g_hash_table_unref);
  g_clear_pointer (&self->load, sqlite3_finalize);
  g_clear_pointer (&self->drop, sqlite3_finalize);
  tape_insert_clear (&self->put);
}

static OpenBar *
add (TapeOpenBars *self, const TapeBarTotals *totals)
{
  OpenBar *open = g_new0 (OpenBar, 1);
  OpenBar *before;

  open->totals = *totals;
  before = g_hash_table_lookup (self->newest, open);
  if (before != NULL)
    g_queue_push_tail (&self->waiting, before);
  g_hash_table_replace (self->newest, open, open);
  g_hash_table_add (self->bars, open);
  return open;
}

void
tape_open_bars_forget (TapeOpenBars *self)
{
  self->loaded = FALSE;
  g_queue_clear (&self->waiting);
  g_hash_table_remove_all (self->newest);
  g_hash_table_remove_all (self->bars);
}

gboolean
tape_open_bars_load (TapeOpenBars *self, GError **error)
{
  int result;

  if (self->loaded)
    return TRUE;
  while ((result = sqlite3_step (self->load)) == SQLITE_ROW)
    {
      TapeBarTotals totals = { .bar = { .instrument = (guint32)sqlite3_column_int64 (self->load, 0),
                                        .length = (guint32)sqlite3_column_int64 (self->load, 1),
                                        .start = sqlite3_column_int64 (self->load, 2) } };

      if (!tape_totals_unpack (sqlite3_column_blob (self->load, 3), (gsize)sqlite3_column_bytes (self->load, 3),
                               &totals))
        {
          sqlite3_reset (self->load);
          tape_open_bars_forget (self);
          tape_database_set_damaged (sqlite3_db_handle (self->load), error);
          return FALSE;
        }
      add (self, &totals)->stored = TRUE;
    }
  self->loaded = tape_database_done (self->load, result, error);
  if (!self->loaded)
    tape_open_bars_forget (self);
  return self->loaded;
}

/* --- Use --- */

gboolean
tape_open_bars_has (TapeOpenBars *self, const TapeBar *bar)
{
  return g_hash_table_contains (self->bars, bar);
}

gboolean
tape_open_bars_is_newest (TapeOpenBars *self, const TapeBar *bar)
{
  const OpenBar *newest = g_hash_table_lookup (self->newest, bar);

  return newest == NULL || newest->totals.bar.start <= bar->start;
}

void
tape_open_bars_put (TapeOpenBars *self, const TapeBarTotals *totals)
{
  OpenBar *open = g_hash_table_lookup (self->bars, totals);

  if (open == NULL)
    open = add (self, totals);
  else
    open->totals = *totals;
  open->changed = TRUE;
}

static gboolean
drop (TapeOpenBars *self, const OpenBar *open, GError **error)
{
  if (!open->stored)
    return TRUE;
  sqlite3_bind_int64 (self->drop, 1, open->totals.bar.instrument);
  sqlite3_bind_int64 (self->drop, 2, open->totals.bar.length);
  sqlite3_bind_int64 (self->drop, 3, open->totals.bar.start);
  return tape_database_run (self->drop, error);
}

static gboolean
take (TapeOpenBars *self, OpenBar *open, GArray *taken, GError **error)
{
  if (!drop (self, open, error))
    return FALSE;
  g_array_append_val (taken, open->totals);
  if (g_hash_table_lookup (self->newest, open) == open)
    g_hash_table_remove (self->newest, open);
  g_hash_table_remove (self->bars, open);
  return TRUE;
}

/* A day may be shorter than its length by the hour that clocks are put on. */
static gboolean
has_ended (const TapeBar *bar, gint64 time)
{
  gint64 least = bar->length * TAPE_SECOND - (bar->length == TAPE_BAR_DAY ? TAPE_HOUR : 0);

  return time > G_MININT64 + least && bar->start <= time - least;
}

static GPtrArray *
find_ended (TapeOpenBars *self, gint64 time)
{
  GPtrArray *ended = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer open;

  g_hash_table_iter_init (&iter, self->bars);
  while (g_hash_table_iter_next (&iter, &open, NULL))
    if (has_ended (open, time))
      g_ptr_array_add (ended, open);
  return ended;
}

gboolean
tape_open_bars_has_ended (TapeOpenBars *self, gint64 time)
{
  g_autoptr (GPtrArray) ended = find_ended (self, time);

  return ended->len > 0;
}

gboolean
tape_open_bars_take (TapeOpenBars *self, guint n, gint64 ended, GArray *taken, GError **error)
{
  g_autoptr (GPtrArray) more = NULL;

  for (; n > 0 && self->waiting.length > 0; n--)
    if (!take (self, g_queue_pop_head (&self->waiting), taken, error))
      return FALSE;
  if (ended == G_MININT64)
    return TRUE;
  more = find_ended (self, ended);
  for (guint i = 0; i < more->len; i++)
    {
      OpenBar *open = g_ptr_array_index (more, i);

      g_queue_remove (&self->waiting, open);
      if (!take (self, open, taken, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_bar (TapeOpenBars *self, const TapeBarTotals *totals, GError **error)
{
  const TapeBar *bar = &totals->bar;
  const double numbers[]
      = { bar->open, bar->high, bar->low, bar->close, bar->volume, bar->turnover, bar->buys, bar->sells };
  guint8 packed[TAPE_TOTALS_PACKED];
  gsize length = tape_totals_pack (totals, packed);
  int first;
  sqlite3_stmt *statement = tape_insert_row (&self->put, &first);

  sqlite3_bind_int64 (statement, first++, bar->instrument);
  sqlite3_bind_int64 (statement, first++, bar->length);
  sqlite3_bind_int64 (statement, first++, bar->start);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_double (statement, first++, numbers[i]);
  sqlite3_bind_int64 (statement, first++, bar->count);
  sqlite3_bind_int64 (statement, first++, bar->revision);
  sqlite3_bind_int64 (statement, first++, bar->source);
  sqlite3_bind_blob (statement, first, packed, (int)length, SQLITE_TRANSIENT);
  return tape_insert_end_row (&self->put, error);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const TapeBar *left = *(TapeBar *const *)a, *right = *(TapeBar *const *)b;

  if (left->instrument != right->instrument)
    return left->instrument < right->instrument ? -1 : 1;
  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return left->start < right->start ? -1 : left->start > right->start;
}

gboolean
tape_open_bars_write (TapeOpenBars *self, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer each;

  g_hash_table_iter_init (&iter, self->bars);
  while (g_hash_table_iter_next (&iter, &each, NULL))
    if (((OpenBar *)each)->changed)
      g_ptr_array_add (changed, each);
  g_ptr_array_sort (changed, compare);

  tape_insert_begin (&self->put, changed->len);
  for (guint i = 0; i < changed->len; i++)
    {
      OpenBar *open = g_ptr_array_index (changed, i);

      if (!write_bar (self, &open->totals, error))
        return FALSE;
      open->stored = TRUE;
      open->changed = FALSE;
    }
  return TRUE;
}
