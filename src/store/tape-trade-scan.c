/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-trade-scan.h"

#include "store/tape-block.h"
#include "store/tape-section.h"
#include "store/tape-stored-side.h"

gboolean
tape_trade_scan_init (TapeTradeScan *self, sqlite3 *db, GError **error)
{
  self->blocks = tape_database_prepare (db,
                                        "SELECT first_arrival, last_arrival, min_time, max_time, instruments "
                                        "FROM blocks WHERE max_time >= ? AND min_time < ? ORDER BY first_arrival",
                                        error);
  if (self->blocks == NULL)
    return FALSE;
  self->trades = tape_database_prepare (db,
                                        "SELECT arrival, event_time, receive_time, price, quantity, side, derived, "
                                        "source FROM trades WHERE arrival BETWEEN ? AND ? AND instrument = ? "
                                        "AND event_time >= ? AND event_time < ? AND " TAPE_STORED_NOT_ASIDE
                                        " ORDER BY arrival DESC LIMIT ?",
                                        error);
  if (self->trades == NULL)
    return FALSE;
  self->trade = tape_database_prepare (db,
                                       "SELECT arrival, event_time, receive_time, price, quantity, side, derived, "
                                       "source, instrument FROM trades WHERE arrival = ? AND " TAPE_STORED_NOT_ASIDE,
                                       error);
  return self->trade != NULL && tape_finder_init (&self->finder, db, error);
}

void
tape_trade_scan_clear (TapeTradeScan *self)
{
  g_clear_pointer (&self->blocks, sqlite3_finalize);
  g_clear_pointer (&self->trades, sqlite3_finalize);
  g_clear_pointer (&self->trade, sqlite3_finalize);
  tape_finder_clear (&self->finder);
}

GArray *
tape_trade_scan_find_blocks (TapeTradeScan *self, guint32 instrument, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (TapeFoundBlock));
  int result;

  tape_finder_forget (&self->finder);
  sqlite3_bind_int64 (self->blocks, 1, from);
  sqlite3_bind_int64 (self->blocks, 2, to);
  while ((result = sqlite3_step (self->blocks)) == SQLITE_ROW)
    {
      const TapeFoundBlock block = {
        .first_arrival = sqlite3_column_int64 (self->blocks, 0),
        .last_arrival = sqlite3_column_int64 (self->blocks, 1),
        .min_time = sqlite3_column_int64 (self->blocks, 2),
        .max_time = sqlite3_column_int64 (self->blocks, 3),
      };
      const guint8 *set = sqlite3_column_blob (self->blocks, 4);

      if (tape_block_set_has (set, (gsize)sqlite3_column_bytes (self->blocks, 4), instrument))
        g_array_append_val (blocks, block);
    }
  return tape_database_done (self->blocks, result, error) ? g_steal_pointer (&blocks) : NULL;
}

static void
read_trade (sqlite3_stmt *statement, guint32 instrument, TapeFoundTrade *found)
{
  TapeTrade *trade = &found->trade;

  found->arrival = sqlite3_column_int64 (statement, 0);
  trade->event_time = sqlite3_column_int64 (statement, 1);
  trade->receive_time
      = sqlite3_column_type (statement, 2) == SQLITE_NULL ? trade->event_time : sqlite3_column_int64 (statement, 2);
  trade->price = sqlite3_column_double (statement, 3);
  trade->quantity = sqlite3_column_double (statement, 4);
  trade->id = 0;
  trade->instrument = instrument;
  trade->source = (guint16)sqlite3_column_int (statement, 7);
  trade->flags = sqlite3_column_int (statement, 6) != 0 ? TAPE_TRADE_DERIVED : 0;
  tape_stored_side_decode (trade, sqlite3_column_int64 (statement, 5));
}

/* What is looked for in a block. */
typedef struct
{
  guint32 instrument;
  gint64 from;
  gint64 to;
  guint max;
  GArray *found;
} Wanted;

static gboolean
read_range (TapeTradeScan *self, const Wanted *wanted, gint64 first, gint64 last, GError **error)
{
  int result;

  sqlite3_bind_int64 (self->trades, 1, first);
  sqlite3_bind_int64 (self->trades, 2, last);
  sqlite3_bind_int64 (self->trades, 3, wanted->instrument);
  sqlite3_bind_int64 (self->trades, 4, wanted->from);
  sqlite3_bind_int64 (self->trades, 5, wanted->to);
  sqlite3_bind_int64 (self->trades, 6, wanted->max - wanted->found->len);
  while ((result = sqlite3_step (self->trades)) == SQLITE_ROW)
    {
      g_array_set_size (wanted->found, wanted->found->len + 1);
      read_trade (self->trades, wanted->instrument,
                  &g_array_index (wanted->found, TapeFoundTrade, wanted->found->len - 1));
    }
  return tape_database_done (self->trades, result, error);
}

/* A place may be of a trade that was deleted since. */
static gboolean
read_one (TapeTradeScan *self, const Wanted *wanted, gint64 arrival, GError **error)
{
  int result;

  sqlite3_bind_int64 (self->trade, 1, arrival);
  result = sqlite3_step (self->trade);
  if (result == SQLITE_ROW)
    {
      gint64 time = sqlite3_column_int64 (self->trade, 1);

      if (time >= wanted->from && time < wanted->to && sqlite3_column_int64 (self->trade, 8) == wanted->instrument)
        {
          g_array_set_size (wanted->found, wanted->found->len + 1);
          read_trade (self->trade, wanted->instrument,
                      &g_array_index (wanted->found, TapeFoundTrade, wanted->found->len - 1));
        }
      result = SQLITE_DONE;
    }
  return tape_database_done (self->trade, result, error);
}

/* From @last back to @first, both in the same section. */
static gboolean
read_section (TapeTradeScan *self, const Wanted *wanted, gint64 first, gint64 last, GError **error)
{
  gint64 section = last >> TAPE_SECTION_BITS, begin = section << TAPE_SECTION_BITS;

  if (self->instrument != wanted->instrument)
    tape_finder_forget (&self->finder);
  self->instrument = wanted->instrument;
  if (!tape_finder_load (&self->finder, section, TAPE_SECTION_ROWS (section), &wanted->instrument, 1, error))
    return FALSE;
  if (!tape_finder_worth (&self->finder))
    return read_range (self, wanted, first, last, error);
  for (int place = tape_finder_previous (&self->finder, (int)(last - begin));
       place >= first - begin && wanted->found->len < wanted->max;
       place = tape_finder_previous (&self->finder, place - 1))
    if (!read_one (self, wanted, begin + place, error))
      return FALSE;
  return TRUE;
}

gboolean
tape_trade_scan_read (TapeTradeScan *self,
                      const TapeFoundBlock *block,
                      guint32 instrument,
                      gint64 from,
                      gint64 to,
                      guint max,
                      GArray *found,
                      GError **error)
{
  const Wanted wanted = { instrument, from, to, max > G_MAXUINT - found->len ? G_MAXUINT : found->len + max, found };
  gint64 last = block->last_arrival;

  while (last >= block->first_arrival && found->len < wanted.max)
    {
      gint64 first = MAX (block->first_arrival, last >> TAPE_SECTION_BITS << TAPE_SECTION_BITS);

      if (!read_section (self, &wanted, first, last, error))
        return FALSE;
      last = first - 1;
    }
  return TRUE;
}

int
tape_found_trade_compare (gconstpointer a, gconstpointer b)
{
  const TapeFoundTrade *left = a, *right = b;

  if (left->trade.event_time != right->trade.event_time)
    return left->trade.event_time < right->trade.event_time ? -1 : 1;
  return (left->arrival > right->arrival) - (left->arrival < right->arrival);
}
