/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-reader.h"

#include "store/tape-bar-scan.h"
#include "store/tape-row-scan.h"
#include "store/tape-schema.h"
#include "store/tape-second-scan.h"
#include "store/tape-side-count.h"
#include "store/tape-stored-firing.h"
#include "store/tape-stored-side.h"
#include "store/tape-stored-universe.h"
#include "store/tape-totals-scan.h"
#include "store/tape-trade-scan.h"

struct _TapeReader
{
  sqlite3 *db;
  sqlite3_stmt *begin;
  sqlite3_stmt *end;
  sqlite3_stmt *last_bar;
  sqlite3_stmt *last_trade;
  sqlite3_stmt *rejects;
  sqlite3_stmt *span;
  TapeTradeScan scan;
  TapeBarScan bars;
  TapeTotalsScan totals;
};

static gboolean
prepare (TapeReader *self, GError **error)
{
  const struct
  {
    sqlite3_stmt **statement;
    const char *sql;
  } table[] = {
    { &self->begin, "BEGIN" },
    { &self->end, "COMMIT" },
    /* Steps from length to length, and takes the end of each. */
    { &self->last_bar, "WITH RECURSIVE lengths (length) AS ("
                       "  SELECT min (length) FROM bars WHERE instrument = ?1"
                       "  UNION ALL"
                       "  SELECT (SELECT min (length) FROM bars WHERE instrument = ?1 AND length > lengths.length)"
                       "  FROM lengths WHERE length IS NOT NULL) "
                       "SELECT max (start) FROM ("
                       "  SELECT (SELECT max (start) FROM bars WHERE instrument = ?1 AND length = lengths.length) "
                       "    AS start FROM lengths"
                       "  UNION ALL SELECT start FROM open_bars WHERE instrument = ?1)" },
    { &self->last_trade, "SELECT max (event_time) FROM trades WHERE arrival BETWEEN ? AND ? AND instrument = ? "
                         "AND " TAPE_STORED_NOT_ASIDE },
    { &self->rejects, "SELECT receive_time, rejected.offset, rejected.line, source, name, reason, raw "
                      "FROM rejected LEFT JOIN sources ON sources.id = source "
                      "WHERE ?1 = 0 OR source = ?1 ORDER BY rejected.id DESC LIMIT ?2" },
    /* Steps from one pair of instrument and length to the next, and takes both ends of each. */
    { &self->span,
      "WITH RECURSIVE pairs (instrument, length) AS ("
      "  SELECT * FROM (SELECT instrument, length FROM bars ORDER BY instrument, length LIMIT 1)"
      "  UNION ALL"
      "  SELECT next.instrument, next.length FROM pairs JOIN bars AS next"
      "  ON (next.instrument, next.length, next.start) = ("
      "    SELECT instrument, length, start FROM bars"
      "    WHERE (instrument, length) > (pairs.instrument, pairs.length)"
      "    ORDER BY instrument, length, start LIMIT 1)), "
      "ends (time) AS ("
      "  SELECT (SELECT min (start) FROM bars AS b WHERE (b.instrument, b.length) = (p.instrument, p.length))"
      "  FROM pairs AS p UNION ALL"
      "  SELECT (SELECT max (start) FROM bars AS b WHERE (b.instrument, b.length) = (p.instrument, p.length))"
      "  FROM pairs AS p UNION ALL"
      "  SELECT start FROM open_bars UNION ALL"
      "  SELECT min_time FROM blocks UNION ALL SELECT max_time FROM blocks) "
      "SELECT min (time), max (time) FROM ends" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((*table[i].statement = tape_database_prepare (self->db, table[i].sql, error)) == NULL)
      return FALSE;
  return tape_trade_scan_init (&self->scan, self->db, error)
         && tape_bar_scan_init (&self->bars, self->db, &self->scan, error)
         && tape_totals_scan_init (&self->totals, self->db, error);
}

TapeReader *
tape_reader_open (const char *path, GError **error)
{
  g_autoptr (TapeReader) self = g_new0 (TapeReader, 1);

  self->db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  if (self->db == NULL || !prepare (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tape_reader_free (TapeReader *self)
{
  tape_bar_scan_clear (&self->bars);
  tape_trade_scan_clear (&self->scan);
  tape_totals_scan_clear (&self->totals);
  g_clear_pointer (&self->begin, sqlite3_finalize);
  g_clear_pointer (&self->end, sqlite3_finalize);
  g_clear_pointer (&self->last_bar, sqlite3_finalize);
  g_clear_pointer (&self->last_trade, sqlite3_finalize);
  g_clear_pointer (&self->rejects, sqlite3_finalize);
  g_clear_pointer (&self->span, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self);
}

gboolean
tape_reader_load_universe (TapeReader *self, TapeUniverse *universe, GError **error)
{
  g_return_val_if_fail (tape_universe_count (universe) == 0, FALSE);

  return tape_stored_universe_load (self->db, universe, error);
}

gboolean
tape_reader_load_state (TapeReader *self, guint32 kind, TapeStateFunc each, gpointer data, GError **error)
{
  return tape_stored_state_load (self->db, kind, each, data, error);
}

/* One snapshot for all statements of a call. */
static gboolean
begin (TapeReader *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  tape_database_watch (self->db, cancellable);
  return tape_database_run (self->begin, error);
}

static void
end (TapeReader *self)
{
  tape_database_watch (self->db, NULL);
  sqlite3_step (self->end);
  sqlite3_reset (self->end);
}

static gint64
read_or (sqlite3_stmt *statement, int column, gint64 absent)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? absent : sqlite3_column_int64 (statement, column);
}

gboolean
tape_reader_get_bars (TapeReader *self,
                      guint32 instrument,
                      guint32 length,
                      gint64 from,
                      gint64 to,
                      guint max,
                      GArray *bars,
                      GCancellable *cancellable,
                      GError **error)
{
  guint before = bars->len;
  gboolean done;

  if (!begin (self, cancellable, error))
    return FALSE;
  done = tape_bar_scan_read (&self->bars, instrument, length, from, to, max, bars, error);
  end (self);
  if (!done)
    g_array_set_size (bars, before);
  return done;
}

static void
append_sorted (GArray *found, GArray *trades)
{
  g_array_sort (found, tape_found_trade_compare);
  for (guint i = 0; i < found->len; i++)
    g_array_append_val (trades, g_array_index (found, TapeFoundTrade, i).trade);
}

gboolean
tape_reader_get_trades (TapeReader *self,
                        guint32 instrument,
                        gint64 from,
                        gint64 to,
                        guint max,
                        GArray *trades,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeFoundTrade));
  g_autoptr (GArray) blocks = NULL;
  gboolean done;

  if (!begin (self, cancellable, error))
    return FALSE;
  blocks = tape_trade_scan_find_blocks (&self->scan, instrument, from, to, error);
  done = blocks != NULL;
  for (guint i = done ? blocks->len : 0; i > 0 && done && found->len < max; i--)
    done = tape_trade_scan_read (&self->scan, &g_array_index (blocks, TapeFoundBlock, i - 1), instrument, from, to,
                                 max - found->len, found, error);
  end (self);
  if (done)
    append_sorted (found, trades);
  return done;
}

static gboolean
get_last_in_block (TapeReader *self, const TapeFoundBlock *block, guint32 instrument, gint64 *last, GError **error)
{
  sqlite3_bind_int64 (self->last_trade, 1, block->first_arrival);
  sqlite3_bind_int64 (self->last_trade, 2, block->last_arrival);
  sqlite3_bind_int64 (self->last_trade, 3, instrument);
  if (sqlite3_step (self->last_trade) == SQLITE_ROW && sqlite3_column_type (self->last_trade, 0) != SQLITE_NULL)
    *last = MAX (*last, sqlite3_column_int64 (self->last_trade, 0));
  return tape_database_run (self->last_trade, error);
}

/* From the last block on, without those that end before what is known. */
static gboolean
get_last_trade (TapeReader *self, guint32 instrument, gint64 *last, GError **error)
{
  g_autoptr (GArray) blocks = tape_trade_scan_find_blocks (&self->scan, instrument, G_MININT64, G_MAXINT64, error);

  for (guint i = blocks != NULL ? blocks->len : 0; i > 0; i--)
    {
      const TapeFoundBlock *block = &g_array_index (blocks, TapeFoundBlock, i - 1);

      if (block->max_time > *last && !get_last_in_block (self, block, instrument, last, error))
        return FALSE;
    }
  return blocks != NULL;
}

gint64
tape_reader_get_last_time (TapeReader *self, guint32 instrument, GCancellable *cancellable, GError **error)
{
  gint64 last = TAPE_NO_TIME;
  gboolean done;

  if (!begin (self, cancellable, error))
    return TAPE_NO_TIME;
  sqlite3_bind_int64 (self->last_bar, 1, instrument);
  if (sqlite3_step (self->last_bar) == SQLITE_ROW && sqlite3_column_type (self->last_bar, 0) != SQLITE_NULL)
    last = sqlite3_column_int64 (self->last_bar, 0);
  done = tape_database_run (self->last_bar, error) && get_last_trade (self, instrument, &last, error);
  end (self);
  return done ? last : TAPE_NO_TIME;
}

gboolean
tape_reader_each_totals (TapeReader *self,
                         guint32 length,
                         gint64 from,
                         gint64 to,
                         TapeTotalsFunc each,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  gboolean done;

  if (!begin (self, cancellable, error))
    return FALSE;
  done = tape_totals_scan_run (&self->totals, length, from, to, each, data, cancellable, error);
  end (self);
  return done;
}

gboolean
tape_reader_count_estimates (TapeReader *self,
                             const TapeTradeSpan *span,
                             guint64 *n_estimates,
                             guint64 *n_trades,
                             GCancellable *cancellable,
                             GError **error)
{
  gboolean done;

  if (!begin (self, cancellable, error))
    return FALSE;
  done = tape_side_count (self->db, span, n_estimates, n_trades, cancellable, error);
  end (self);
  return done;
}

gboolean
tape_reader_each_trade (TapeReader *self,
                        const TapeRowSpan *span,
                        TapeTradeRowFunc each,
                        TapeRowProgressFunc progress,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  gboolean done;

  tape_database_watch (self->db, cancellable);
  done = tape_row_scan_trades (self->db, span, each, progress, data, cancellable, error);
  tape_database_watch (self->db, NULL);
  return done;
}

gboolean
tape_reader_each_bar (TapeReader *self,
                      guint32 instrument,
                      guint32 length,
                      gint64 from,
                      gint64 to,
                      TapeBarRowFunc each,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  gboolean done;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  tape_database_watch (self->db, cancellable);
  done = tape_row_scan_bars (self->db, instrument, length, from, to, each, data, error);
  tape_database_watch (self->db, NULL);
  return done;
}

gboolean
tape_reader_each_second (TapeReader *self,
                         const TapeRowSpan *span,
                         TapeBarRowFunc each,
                         TapeRowProgressFunc progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  gboolean done;

  tape_database_watch (self->db, cancellable);
  done = tape_second_scan_run (self->db, span, each, progress, data, cancellable, error);
  tape_database_watch (self->db, NULL);
  return done;
}

gboolean
tape_reader_is_simulated (TapeReader *self, gboolean *simulated, GError **error)
{
  return tape_stored_universe_is_simulated (self->db, simulated, error);
}

gboolean
tape_reader_get_span (TapeReader *self, gint64 *first, gint64 *last, GCancellable *cancellable, GError **error)
{
  gboolean done;

  *first = *last = TAPE_NO_TIME;
  if (!begin (self, cancellable, error))
    return FALSE;
  if (sqlite3_step (self->span) == SQLITE_ROW)
    {
      *first = read_or (self->span, 0, TAPE_NO_TIME);
      *last = read_or (self->span, 1, TAPE_NO_TIME);
    }
  done = tape_database_run (self->span, error);
  end (self);
  return done;
}

GHashTable *
tape_reader_load_sources (TapeReader *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (self->db, "SELECT id, name FROM sources", error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  int result;

  if (statement == NULL)
    return NULL;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_hash_table_insert (names, GUINT_TO_POINTER ((guint)sqlite3_column_int64 (statement, 0)),
                         g_strdup ((const char *)sqlite3_column_text (statement, 1)));
  return tape_database_done (statement, result, error) ? g_steal_pointer (&names) : NULL;
}

gboolean
tape_reader_each_reject (TapeReader *self,
                         guint32 source,
                         guint max,
                         TapeRejectFunc each,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  sqlite3_stmt *statement = self->rejects;
  gboolean done;
  int result;

  if (!begin (self, cancellable, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, source);
  sqlite3_bind_int64 (statement, 2, max);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const TapeReject reject = {
        .receive_time = read_or (statement, 0, TAPE_NO_TIME),
        .offset = read_or (statement, 1, -1),
        .line = read_or (statement, 2, 0),
        .source = (guint32)sqlite3_column_int64 (statement, 3),
      };
      const char *name = (const char *)sqlite3_column_text (statement, 4);

      each (&reject, name != NULL ? name : "", (const char *)sqlite3_column_text (statement, 5),
            (const char *)sqlite3_column_text (statement, 6), data);
    }
  done = tape_database_done (statement, result, error);
  end (self);
  return done;
}

static void
read_trade (sqlite3_stmt *statement, TapeTrade *trade, const char **text)
{
  int type = sqlite3_column_type (statement, 7);

  *trade = (TapeTrade){
    .event_time = sqlite3_column_int64 (statement, 1),
    .price = sqlite3_column_double (statement, 2),
    .quantity = sqlite3_column_double (statement, 3),
    .instrument = (guint32)sqlite3_column_int64 (statement, 4),
    .source = (guint16)sqlite3_column_int64 (statement, 5),
  };
  tape_stored_side_decode (trade, sqlite3_column_int64 (statement, 6));
  *text = NULL;
  if (type == SQLITE_NULL)
    return;
  trade->flags |= TAPE_TRADE_HAS_ID;
  if (type == SQLITE_TEXT)
    {
      trade->flags |= TAPE_TRADE_TEXT_ID;
      *text = (const char *)sqlite3_column_text (statement, 7);
    }
  else
    trade->id = (guint64)sqlite3_column_int64 (statement, 7);
}

gboolean
tape_reader_load_trades (TapeReader *self,
                         gint64 since,
                         gint64 n,
                         TapeTradeFunc each,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "SELECT arrival, event_time, price, quantity, instrument, source, side, trade_id, "
      "       arrival > (SELECT max (arrival) FROM trades) - ?2 FROM trades "
      "WHERE arrival >= min ((SELECT coalesce (min (first_arrival), 9223372036854775807) FROM blocks "
      "                       WHERE max_time >= ?1), (SELECT max (arrival) FROM trades) - ?2 + 1) "
      "ORDER BY arrival",
      error);
  gboolean done;
  int result;

  if (statement == NULL || !begin (self, cancellable, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, since);
  sqlite3_bind_int64 (statement, 2, n);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeTrade trade;
      const char *text;

      read_trade (statement, &trade, &text);
      if (trade.event_time >= since || (sqlite3_column_int (statement, 8) && (trade.flags & TAPE_TRADE_HAS_ID)))
        each (&trade, text, sqlite3_column_int64 (statement, 0), data);
    }
  done = tape_database_done (statement, result, error);
  end (self);
  return done;
}

GPtrArray *
tape_reader_list_firings (
    TapeReader *self, const TapeFiringFilter *filter, guint max, GCancellable *cancellable, GError **error)
{
  GPtrArray *firings;

  tape_database_watch (self->db, cancellable);
  firings = tape_stored_firing_list (self->db, filter, max, cancellable, error);
  tape_database_watch (self->db, NULL);
  return firings;
}

gboolean
tape_reader_each_firing (TapeReader *self,
                         const TapeFiringFilter *filter,
                         TapeFiringFunc each,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  gboolean done;

  tape_database_watch (self->db, cancellable);
  done = tape_stored_firing_each (self->db, filter, each, data, cancellable, error);
  tape_database_watch (self->db, NULL);
  return done;
}

gint64
tape_reader_count_unseen (TapeReader *self, GError **error)
{
  gint64 n;

  return tape_database_get_number (self->db, "SELECT count (*) FROM firings WHERE seen = 0", &n, error) ? n : -1;
}
