/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-dropped-fold.h"

#include "store/tape-stored-side.h"
#include "store/tape-totals.h"

typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gboolean from_day;
} Dropped;

gboolean
tape_dropped_fold_init (TapeDroppedFold *self, sqlite3 *db, TapeUniverse *universe, GError **error)
{
  self->universe = universe;
  self->bars = NULL;
  self->get = tape_database_prepare (
      db,
      "SELECT dropped.arrival, instrument, event_time, price, quantity, side, from_day "
      "FROM dropped CROSS JOIN trades ON trades.arrival = dropped.arrival WHERE dropped.arrival BETWEEN ? AND ?",
      error);
  if (self->get == NULL)
    return FALSE;
  self->forget = tape_database_prepare (db, "DELETE FROM dropped WHERE arrival BETWEEN ? AND ?", error);
  return self->forget != NULL && tape_totals_insert_init (&self->totals, db, error);
}

void
tape_dropped_fold_clear (TapeDroppedFold *self)
{
  g_clear_pointer (&self->get, sqlite3_finalize);
  g_clear_pointer (&self->forget, sqlite3_finalize);
  tape_totals_insert_clear (&self->totals);
}

/* As tape_totals_scan_run() leaves out what cannot be. */
static gboolean
load (TapeDroppedFold *self, gint64 first, gint64 last, GArray *dropped, GError **error)
{
  guint n_instruments = tape_universe_count (self->universe);
  int result;

  sqlite3_bind_int64 (self->get, 1, first);
  sqlite3_bind_int64 (self->get, 2, last);
  while ((result = sqlite3_step (self->get)) == SQLITE_ROW)
    {
      Dropped item = {
        .arrival = sqlite3_column_int64 (self->get, 0),
        .trade = { .instrument = (guint32)sqlite3_column_int64 (self->get, 1),
                   .event_time = sqlite3_column_int64 (self->get, 2),
                   .price = sqlite3_column_double (self->get, 3),
                   .quantity = sqlite3_column_double (self->get, 4) },
        .from_day = sqlite3_column_int (self->get, 6) != 0,
      };

      if (tape_stored_side_decode (&item.trade, sqlite3_column_int64 (self->get, 5))
          && item.trade.instrument < n_instruments)
        g_array_append_val (dropped, item);
    }
  return tape_database_done (self->get, result, error);
}

/* The last state of a bar counts: mostly one changes several times in a row. */
static void
keep_bar (GArray *bars, const TapeBar *bar)
{
  TapeBar *last = bars->len > 0 ? &g_array_index (bars, TapeBar, bars->len - 1) : NULL;

  if (last != NULL && last->instrument == bar->instrument && last->length == bar->length && last->start == bar->start)
    *last = *bar;
  else
    g_array_append_vals (bars, bar, 1);
}

static gboolean
add (TapeDroppedFold *self, guint32 length, gint64 start, const TapeDay *day, const TapeTrade *trade, GError **error)
{
  TapeBarTotals totals = { .bar = { .instrument = trade->instrument, .length = length, .start = start } };

  if (!tape_totals_insert_find (&self->totals, &totals, error))
    return FALSE;
  if (totals.bar.count == 0)
    tape_totals_start (&totals, trade->instrument, length, start);
  tape_totals_add (&totals, day, trade);
  if (self->bars != NULL)
    keep_bar (self->bars, &totals.bar);
  return tape_totals_insert_add (&self->totals, &totals, error);
}

static gboolean
add_to_minute (TapeDroppedFold *self, const TapeTrade *trade, gint64 minutes_from, GError **error)
{
  gint64 start = tape_time_floor (trade->event_time, TAPE_MINUTE);

  return start < minutes_from || add (self, TAPE_BAR_MINUTE, start, NULL, trade, error);
}

static gboolean
add_to_day (TapeDroppedFold *self, const TapeTrade *trade, GError **error)
{
  TapeDay day;

  tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &day);
  return add (self, TAPE_BAR_DAY, day.start, &day, trade, error);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Dropped *left = a, *right = b;

  if (left->trade.instrument != right->trade.instrument)
    return left->trade.instrument < right->trade.instrument ? -1 : 1;
  return (left->arrival > right->arrival) - (left->arrival < right->arrival);
}

gboolean
tape_dropped_fold_run (TapeDroppedFold *self, gint64 first, gint64 last, gint64 minutes_from, GError **error)
{
  g_autoptr (GArray) dropped = g_array_new (FALSE, FALSE, sizeof (Dropped));

  if (!load (self, first, last, dropped, error))
    return FALSE;
  if (dropped->len > 0)
    {
      g_array_sort (dropped, compare);
      tape_totals_insert_begin (&self->totals);
      for (guint i = 0; i < dropped->len; i++)
        if (!add_to_minute (self, &g_array_index (dropped, Dropped, i).trade, minutes_from, error))
          return FALSE;
      for (guint i = 0; i < dropped->len; i++)
        if (g_array_index (dropped, Dropped, i).from_day
            && !add_to_day (self, &g_array_index (dropped, Dropped, i).trade, error))
          return FALSE;
      if (!tape_totals_insert_end (&self->totals, error))
        return FALSE;
    }
  sqlite3_bind_int64 (self->forget, 1, first);
  sqlite3_bind_int64 (self->forget, 2, last);
  return tape_database_run (self->forget, error);
}
