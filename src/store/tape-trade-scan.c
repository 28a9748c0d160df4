/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-trade-scan.h"

#include "store/tape-block.h"
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
                                        "AND event_time >= ? AND event_time < ? ORDER BY arrival DESC LIMIT ?",
                                        error);
  return self->trades != NULL;
}

void
tape_trade_scan_clear (TapeTradeScan *self)
{
  g_clear_pointer (&self->blocks, sqlite3_finalize);
  g_clear_pointer (&self->trades, sqlite3_finalize);
}

GArray *
tape_trade_scan_find_blocks (TapeTradeScan *self, guint32 instrument, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (TapeFoundBlock));
  int result;

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
  int result;

  sqlite3_bind_int64 (self->trades, 1, block->first_arrival);
  sqlite3_bind_int64 (self->trades, 2, block->last_arrival);
  sqlite3_bind_int64 (self->trades, 3, instrument);
  sqlite3_bind_int64 (self->trades, 4, from);
  sqlite3_bind_int64 (self->trades, 5, to);
  sqlite3_bind_int64 (self->trades, 6, max);
  while ((result = sqlite3_step (self->trades)) == SQLITE_ROW)
    {
      g_array_set_size (found, found->len + 1);
      read_trade (self->trades, instrument, &g_array_index (found, TapeFoundTrade, found->len - 1));
    }
  return tape_database_done (self->trades, result, error);
}

int
tape_found_trade_compare (gconstpointer a, gconstpointer b)
{
  const TapeFoundTrade *left = a, *right = b;

  if (left->trade.event_time != right->trade.event_time)
    return left->trade.event_time < right->trade.event_time ? -1 : 1;
  return (left->arrival > right->arrival) - (left->arrival < right->arrival);
}
