/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-arrival-scan.h"

#include "store/tape-database.h"
#include "store/tape-row-scan.h"
#include "store/tape-schema.h"
#include "store/tape-stored-side.h"

struct _TapeArrivalScan
{
  sqlite3 *db;
  sqlite3_stmt *trades;
  sqlite3_stmt *minutes;
  sqlite3_stmt *bars;
};

TapeArrivalScan *
tape_arrival_scan_open (const char *path, GError **error)
{
  g_autoptr (TapeArrivalScan) self = g_new0 (TapeArrivalScan, 1);

  self->db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  if (self->db == NULL)
    return NULL;
  self->trades = tape_database_prepare (
      self->db,
      "SELECT arrival, event_time, receive_time, price, quantity, instrument, source, side, derived FROM trades "
      "WHERE arrival BETWEEN ? AND ? ORDER BY arrival LIMIT ?",
      error);
  /* Each of the ends is found by itself, at once. */
  self->minutes = tape_database_prepare (self->db,
                                         "SELECT (SELECT min (start) FROM bars WHERE instrument = ?1 AND length = 60),"
                                         "  (SELECT max (start) FROM bars WHERE instrument = ?1 AND length = 60),"
                                         "  (SELECT min (start) FROM open_bars WHERE instrument = ?1 AND length = 60),"
                                         "  (SELECT max (start) FROM open_bars WHERE instrument = ?1 AND length = 60)",
                                         error);
  self->bars = tape_database_prepare (
      self->db,
      "SELECT length, start, open, high, low, close, volume, turnover, buys, sells, count, revision, source "
      "FROM all_bars WHERE instrument = ? AND length = 60 AND start >= ? AND start < ? ORDER BY start",
      error);
  return self->trades != NULL && self->minutes != NULL && self->bars != NULL ? g_steal_pointer (&self) : NULL;
}

void
tape_arrival_scan_free (TapeArrivalScan *self)
{
  g_clear_pointer (&self->trades, sqlite3_finalize);
  g_clear_pointer (&self->minutes, sqlite3_finalize);
  g_clear_pointer (&self->bars, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self);
}

gboolean
tape_arrival_scan_find (
    TapeArrivalScan *self, gint64 from, gint64 to, gint64 *first, gint64 *last, gint64 *end, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (self->db,
                               "SELECT coalesce (min (first_arrival), 0), coalesce (max (last_arrival), 0),"
                               "  (SELECT coalesce (max (last_arrival), 0) FROM blocks)"
                               "  FROM blocks WHERE max_time >= ? AND min_time < ?",
                               error);

  *first = *last = *end = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, from);
  sqlite3_bind_int64 (statement, 2, to);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      *first = sqlite3_column_int64 (statement, 0);
      *last = sqlite3_column_int64 (statement, 1);
      *end = sqlite3_column_int64 (statement, 2);
    }
  return tape_database_run (statement, error);
}

gboolean
tape_arrival_scan_get_spans (TapeArrivalScan *self, GArray *spans, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (self->db, "SELECT min_time, max_time + 1 FROM blocks ORDER BY min_time", error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const TapeTimeSpan span = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };
      TapeTimeSpan *before = spans->len > 0 ? &g_array_index (spans, TapeTimeSpan, spans->len - 1) : NULL;

      if (before != NULL && span.from <= before->to)
        before->to = MAX (before->to, span.to);
      else
        g_array_append_val (spans, span);
    }
  return tape_database_done (statement, result, error);
}

gboolean
tape_arrival_scan_get_minutes (TapeArrivalScan *self, guint32 instrument, TapeTimeSpan *span, GError **error)
{
  sqlite3_stmt *statement = self->minutes;

  *span = (TapeTimeSpan){ G_MAXINT64, G_MININT64 };
  sqlite3_bind_int64 (statement, 1, instrument);
  if (sqlite3_step (statement) == SQLITE_ROW)
    for (int i = 0; i < 4; i++)
      {
        gint64 start = sqlite3_column_int64 (statement, i);

        if (sqlite3_column_type (statement, i) == SQLITE_NULL)
          continue;
        span->from = MIN (span->from, start);
        span->to = MAX (span->to, start + TAPE_MINUTE);
      }
  return tape_database_run (statement, error);
}

gboolean
tape_arrival_scan_add_minutes (
    TapeArrivalScan *self, guint32 instrument, const TapeTimeSpan *span, GArray *bars, GError **error)
{
  int result;

  sqlite3_bind_int64 (self->bars, 1, instrument);
  sqlite3_bind_int64 (self->bars, 2, span->from);
  sqlite3_bind_int64 (self->bars, 3, span->to);
  while ((result = sqlite3_step (self->bars)) == SQLITE_ROW)
    {
      TapeBar bar;

      tape_row_scan_read_bar (self->bars, instrument, &bar);
      g_array_append_val (bars, bar);
    }
  return tape_database_done (self->bars, result, error);
}

gboolean
tape_arrival_scan_get_turns (TapeArrivalScan *self, GArray *turns, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db, "SELECT arrival, source, begins, first, live, delay, lateness, time FROM turns ORDER BY id", error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const TapeTurn turn = {
        .arrival = sqlite3_column_int64 (statement, 0),
        .source = (guint32)sqlite3_column_int64 (statement, 1),
        .begins = sqlite3_column_int (statement, 2) != 0,
        .first = sqlite3_column_int (statement, 3) != 0,
        .live = sqlite3_column_int (statement, 4) != 0,
        .delay = sqlite3_column_int64 (statement, 5),
        .lateness = sqlite3_column_int64 (statement, 6),
        .time = sqlite3_column_type (statement, 7) != SQLITE_NULL ? sqlite3_column_int64 (statement, 7) : TAPE_NO_TIME,
      };

      g_array_append_val (turns, turn);
    }
  return tape_database_done (statement, result, error);
}

gboolean
tape_arrival_scan_read (
    TapeArrivalScan *self, gint64 *next, gint64 last, TapeTrade *trades, guint max, guint *n_trades, GError **error)
{
  sqlite3_stmt *statement = self->trades;
  guint n = 0;
  int result;

  sqlite3_bind_int64 (statement, 1, *next);
  sqlite3_bind_int64 (statement, 2, last);
  sqlite3_bind_int64 (statement, 3, max);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeTrade *trade = &trades[n++];

      *next = sqlite3_column_int64 (statement, 0) + 1;
      *trade = (TapeTrade){
        .event_time = sqlite3_column_int64 (statement, 1),
        .price = sqlite3_column_double (statement, 3),
        .quantity = sqlite3_column_double (statement, 4),
        .instrument = (guint32)sqlite3_column_int64 (statement, 5),
        .source = (guint16)sqlite3_column_int64 (statement, 6),
        .flags = sqlite3_column_int (statement, 8) != 0 ? TAPE_TRADE_DERIVED : 0,
      };
      trade->receive_time
          = sqlite3_column_type (statement, 2) == SQLITE_NULL ? trade->event_time : sqlite3_column_int64 (statement, 2);
      tape_stored_side_decode (trade, sqlite3_column_int64 (statement, 7));
    }
  *n_trades = n;
  if (n < max)
    *next = last + 1;
  return tape_database_done (statement, result, error);
}
