/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-bar-scan.h"

#include "store/tape-row-scan.h"
#include "store/tape-second-bars.h"

gboolean
tape_bar_scan_init (TapeBarScan *self, sqlite3 *db, TapeTradeScan *trades, GError **error)
{
  self->trades = trades;
  self->bars = tape_database_prepare (
      db,
      "SELECT length, start, open, high, low, close, volume, turnover, buys, sells, count, revision, source, "
      "opened, closed FROM all_bars WHERE instrument = ? AND length = ? AND start >= ? AND start < ? "
      "ORDER BY start DESC LIMIT ?",
      error);
  return self->bars != NULL;
}

void
tape_bar_scan_clear (TapeBarScan *self)
{
  g_clear_pointer (&self->bars, sqlite3_finalize);
}

static void
reverse_bars (GArray *bars, guint first)
{
  for (guint low = first, high = bars->len; low + 1 < high; low++)
    {
      TapeBar *a = &g_array_index (bars, TapeBar, low);
      TapeBar *b = &g_array_index (bars, TapeBar, --high);
      TapeBar swap = *a;

      *a = *b;
      *b = swap;
    }
}

static void
bind_span (TapeBarScan *self, guint32 instrument, guint32 length, gint64 from, gint64 to, guint max)
{
  sqlite3_bind_int64 (self->bars, 1, instrument);
  sqlite3_bind_int64 (self->bars, 2, length);
  sqlite3_bind_int64 (self->bars, 3, from);
  sqlite3_bind_int64 (self->bars, 4, to);
  sqlite3_bind_int64 (self->bars, 5, max);
}

static gboolean
read_stored (TapeBarScan *self,
             guint32 instrument,
             guint32 length,
             gint64 from,
             gint64 to,
             guint max,
             GArray *bars,
             GError **error)
{
  guint before = bars->len;
  int result;

  bind_span (self, instrument, length, from, to, max);
  while ((result = sqlite3_step (self->bars)) == SQLITE_ROW)
    {
      g_array_set_size (bars, bars->len + 1);
      tape_row_scan_read_bar (self->bars, instrument, &g_array_index (bars, TapeBar, bars->len - 1));
    }
  reverse_bars (bars, before);
  return tape_database_done (self->bars, result, error);
}

/* Takes a stored bar, and before it those made of trades that start after it. Of one second, what is stored of trades that
 * were removed and what is made of those that were not are merged; a source's bar gives way. @made: what is left of it,
 * from the end. */
static void
take_second (TapeSecond *stored, const TapeSecond *made, guint *n_made, guint room, GArray *bars)
{
  for (; *n_made > 0 && room > 0 && made[*n_made - 1].bar.start > stored->bar.start; --*n_made, room--)
    g_array_append_val (bars, made[*n_made - 1].bar);
  if (room == 0)
    return;
  if (*n_made > 0 && made[*n_made - 1].bar.start == stored->bar.start)
    {
      --*n_made;
      if (stored->bar.count > 0)
        tape_second_merge (stored, &made[*n_made]);
      else
        *stored = made[*n_made];
    }
  g_array_append_val (bars, stored->bar);
}

/* The latest @max of those made of trades and those stored: of trades that were removed, and of sources. */
static gboolean
read_seconds (TapeBarScan *self, guint32 instrument, gint64 from, gint64 to, guint max, GArray *bars, GError **error)
{
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (TapeSecond));
  TapeSecond second;
  guint n_made, before = bars->len;
  int result;

  if (!tape_second_bars_make (self->trades, instrument, from, to, max, made, error))
    return FALSE;
  n_made = made->len;
  bind_span (self, instrument, TAPE_BAR_SECOND, from, to, max);
  while ((result = sqlite3_step (self->bars)) == SQLITE_ROW)
    {
      tape_row_scan_read_bar (self->bars, instrument, &second.bar);
      second.opened = second.bar.start + sqlite3_column_int64 (self->bars, 13);
      second.closed = second.bar.start + sqlite3_column_int64 (self->bars, 14);
      take_second (&second, (const TapeSecond *)(gpointer)made->data, &n_made, max - (bars->len - before), bars);
    }
  for (; n_made > 0 && bars->len - before < max; n_made--)
    g_array_append_val (bars, g_array_index (made, TapeSecond, n_made - 1).bar);
  reverse_bars (bars, before);
  return tape_database_done (self->bars, result, error);
}

gboolean
tape_bar_scan_read (TapeBarScan *self,
                    guint32 instrument,
                    guint32 length,
                    gint64 from,
                    gint64 to,
                    guint max,
                    GArray *bars,
                    GError **error)
{
  return length == TAPE_BAR_SECOND ? read_seconds (self, instrument, from, to, max, bars, error)
                                   : read_stored (self, instrument, length, from, to, max, bars, error);
}
