/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-row-scan.h"

#include "store/tape-block.h"
#include "store/tape-stored-side.h"

/* Trades read in one transaction at most: some milliseconds. */
#define RANGE_TRADES (8 * TAPE_BLOCK_TRADES)

/* Neighbours by arrival, some of which may be wanted. */
typedef struct
{
  gint64 first;
  gint64 last;
} Range;

static gboolean
has_any (const guint8 *set, gsize length, const TapeRowSpan *span)
{
  gboolean found = span->n_instruments == 0;

  for (guint i = 0; i < span->n_instruments && !found; i++)
    found = tape_block_set_has (set, length, span->instruments[i]);
  return found;
}

static void
add_range (GArray *ranges, gint64 first, gint64 last)
{
  Range *before = ranges->len > 0 ? &g_array_index (ranges, Range, ranges->len - 1) : NULL;
  const Range range = { first, last };

  if (before != NULL && before->last + 1 == first && last - before->first < RANGE_TRADES)
    before->last = last;
  else
    g_array_append_val (ranges, range);
}

static GArray *
find_ranges (sqlite3 *db, const TapeRowSpan *span, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (db,
                               "SELECT first_arrival, last_arrival, instruments FROM blocks "
                               "WHERE max_time >= ? AND min_time < ? ORDER BY first_arrival",
                               error);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  int result;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, span->from);
  sqlite3_bind_int64 (statement, 2, span->to);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    if (has_any (sqlite3_column_blob (statement, 2), (gsize)sqlite3_column_bytes (statement, 2), span))
      add_range (ranges, sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1));
  return tape_database_done (statement, result, error) ? g_steal_pointer (&ranges) : NULL;
}

static void
read_trade (sqlite3_stmt *statement, TapeTrade *trade, const char **text)
{
  int type = sqlite3_column_type (statement, 8);

  *trade = (TapeTrade){
    .event_time = sqlite3_column_int64 (statement, 0),
    .receive_time = sqlite3_column_type (statement, 1) == SQLITE_NULL ? sqlite3_column_int64 (statement, 0)
                                                                      : sqlite3_column_int64 (statement, 1),
    .price = sqlite3_column_double (statement, 2),
    .quantity = sqlite3_column_double (statement, 3),
    .instrument = (guint32)sqlite3_column_int64 (statement, 4),
    .source = (guint16)sqlite3_column_int64 (statement, 5),
    .flags = sqlite3_column_int (statement, 7) != 0 ? TAPE_TRADE_DERIVED : 0,
  };
  tape_stored_side_decode (trade, sqlite3_column_int64 (statement, 6));
  *text = NULL;
  if (type == SQLITE_NULL)
    return;
  trade->flags |= TAPE_TRADE_HAS_ID;
  if (type == SQLITE_INTEGER)
    {
      trade->id = (guint64)sqlite3_column_int64 (statement, 8);
      return;
    }
  trade->flags |= TAPE_TRADE_TEXT_ID;
  *text = (const char *)sqlite3_column_text (statement, 8);
}

static gboolean
read_range (sqlite3_stmt *statement, const Range *range, TapeTradeRowFunc each, gpointer data, GError **error)
{
  gboolean wanted = TRUE;
  int result;

  sqlite3_bind_int64 (statement, 1, range->first);
  sqlite3_bind_int64 (statement, 2, range->last);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW && wanted)
    {
      TapeTrade trade;
      const char *text;

      read_trade (statement, &trade, &text);
      wanted = each (&trade, text, data);
    }
  if (wanted)
    return tape_database_done (statement, result, error);
  sqlite3_reset (statement);
  return FALSE;
}

gboolean
tape_row_scan_trades (sqlite3 *db,
                      const TapeRowSpan *span,
                      TapeTradeRowFunc each,
                      TapeRowProgressFunc progress,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (db,
                               "SELECT event_time, receive_time, price, quantity, instrument, source, side, derived, "
                               "trade_id FROM trades WHERE arrival BETWEEN ? AND ? ORDER BY arrival",
                               error);
  g_autoptr (GArray) ranges = statement == NULL ? NULL : find_ranges (db, span, error);

  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !read_range (statement, &g_array_index (ranges, Range, i), each, data, error))
        return FALSE;
      if (progress != NULL)
        progress ((i + 1.0) / ranges->len, data);
    }
  return ranges != NULL;
}

static void
read_bar (sqlite3_stmt *statement, guint32 instrument, TapeBar *bar)
{
  *bar = (TapeBar){
    .start = sqlite3_column_int64 (statement, 1),
    .length = (guint32)sqlite3_column_int64 (statement, 0),
    .instrument = instrument,
    .open = sqlite3_column_double (statement, 2),
    .high = sqlite3_column_double (statement, 3),
    .low = sqlite3_column_double (statement, 4),
    .close = sqlite3_column_double (statement, 5),
    .volume = sqlite3_column_double (statement, 6),
    .turnover = sqlite3_column_double (statement, 7),
    .buys = sqlite3_column_double (statement, 8),
    .sells = sqlite3_column_double (statement, 9),
    .count = (guint32)sqlite3_column_int64 (statement, 10),
    .revision = (guint32)sqlite3_column_int64 (statement, 11),
    .source = (guint32)sqlite3_column_int64 (statement, 12),
  };
}

gboolean
tape_row_scan_bars (sqlite3 *db,
                    guint32 instrument,
                    guint32 length,
                    gint64 from,
                    gint64 to,
                    TapeBarRowFunc each,
                    gpointer data,
                    GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      db,
      "SELECT length, start, open, high, low, close, volume, turnover, buys, sells, count, revision, source FROM bars "
      "WHERE instrument = ? AND length BETWEEN ? AND ? AND start >= ? AND start < ? ORDER BY length, start",
      error);
  gboolean wanted = TRUE;
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, instrument);
  sqlite3_bind_int64 (statement, 2, length);
  sqlite3_bind_int64 (statement, 3, length != 0 ? length : G_MAXUINT32);
  sqlite3_bind_int64 (statement, 4, from);
  sqlite3_bind_int64 (statement, 5, to);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW && wanted)
    {
      TapeBar bar;

      read_bar (statement, instrument, &bar);
      wanted = each (&bar, data);
    }
  if (wanted)
    return tape_database_done (statement, result, error);
  sqlite3_reset (statement);
  return FALSE;
}
