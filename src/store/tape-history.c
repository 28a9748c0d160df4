/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-history.h"

#include "store/tape-database.h"
#include "store/tape-schema.h"
#include "store/tape-stored-side.h"
#include "store/tape-totals-strip.h"

/* A strip of days, and one of minutes. */
#define DAYS    (16 * TAPE_DAY)
#define MINUTES (16 * TAPE_MINUTE)

/* No day is longer. */
#define LONGEST_DAY (25 * TAPE_HOUR)

/* So many minutes at most are in memory at a time. */
#define ROOM 500000

struct _TapeHistory
{
  sqlite3 *db;
  sqlite3_stmt *strips;
  gint64 n_instruments;
};

TapeHistory *
tape_history_open (const char *path, GError **error)
{
  g_autoptr (TapeHistory) self = g_new0 (TapeHistory, 1);

  self->db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  if (self->db == NULL
      || !tape_database_get_number (self->db, "SELECT coalesce (max (id) + 1, 0) FROM instruments",
                                    &self->n_instruments, error))
    return NULL;
  self->strips = tape_database_prepare (
      self->db,
      "SELECT start, bars FROM totals WHERE instrument = ? AND length = ? AND start >= ? AND start < ? ORDER BY start",
      error);
  return self->strips != NULL ? g_steal_pointer (&self) : NULL;
}

void
tape_history_free (TapeHistory *self)
{
  g_clear_pointer (&self->strips, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self);
}

gboolean
tape_history_get_end (TapeHistory *self, TapeHistoryEnd *end, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "SELECT (SELECT coalesce (max (arrival), 0) FROM trades),"
      "  NOT EXISTS (SELECT 1 FROM bars),"
      "  (SELECT coalesce (min (CASE finished WHEN 0 THEN event_time END), max (event_time)) FROM sources),"
      "  (SELECT max (max_time) FROM blocks),"
      "  (SELECT min (finished) FROM sources)",
      error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      int column = sqlite3_column_type (statement, 2) != SQLITE_NULL ? 2 : 3;

      end->arrival = sqlite3_column_int64 (statement, 0);
      end->is_empty = end->arrival == 0 && sqlite3_column_int (statement, 1);
      end->event_time = sqlite3_column_type (statement, column) != SQLITE_NULL
                            ? sqlite3_column_int64 (statement, column)
                            : TAPE_NO_TIME;
      end->finished = sqlite3_column_int (statement, 4) != 0;
    }
  return tape_database_run (statement, error);
}

gboolean
tape_history_each_source (TapeHistory *self,
                          void (*each) (guint32 source, guint64 trades, guint64 bars, guint64 rejected, gpointer data),
                          gpointer data,
                          GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "SELECT source, sum (trades), sum (bars), sum (rejects) FROM ("
      "  SELECT source, count (*) AS trades, 0 AS bars, 0 AS rejects FROM trades GROUP BY source UNION ALL"
      "  SELECT source, 0, count (*), 0 FROM bars WHERE count = 0 GROUP BY source UNION ALL"
      "  SELECT source, 0, 0, count (*) FROM rejected GROUP BY source) GROUP BY source",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    each ((guint32)sqlite3_column_int64 (statement, 0), (guint64)sqlite3_column_int64 (statement, 1),
          (guint64)sqlite3_column_int64 (statement, 2), (guint64)sqlite3_column_int64 (statement, 3), data);
  return tape_database_done (statement, result, error);
}

/* --- Bars --- */

static gboolean
take_strip (TapeHistory *self, TapeBarTotals *totals, gint64 from, gint64 to, GArray *bars, GError **error)
{
  gint64 start = sqlite3_column_int64 (self->strips, 0);
  const guint8 *bytes = sqlite3_column_blob (self->strips, 1);
  gsize length = (gsize)sqlite3_column_bytes (self->strips, 1);

  while (length > 0)
    {
      if (!tape_totals_strip_next (&bytes, &length, start, totals))
        {
          tape_database_set_damaged (self->db, error);
          return FALSE;
        }
      if (totals->bar.start >= from && totals->bar.start < to)
        g_array_append_vals (bars, totals, 1);
    }
  return TRUE;
}

static int
compare_bars (gconstpointer a, gconstpointer b)
{
  const TapeBarTotals *one = a, *other = b;

  if (one->bar.start != other->bar.start)
    return one->bar.start < other->bar.start ? -1 : 1;
  return (one->bar.instrument > other->bar.instrument) - (one->bar.instrument < other->bar.instrument);
}

/* Bars of all instruments in a span of whole strips, in order of time. */
static gboolean
read_span (TapeHistory *self, guint32 length, gint64 from, gint64 to, GArray *bars, GError **error)
{
  for (guint32 instrument = 0; instrument < self->n_instruments; instrument++)
    {
      TapeBarTotals totals = { .bar = { .instrument = instrument, .length = length } };
      int result;

      sqlite3_bind_int64 (self->strips, 1, instrument);
      sqlite3_bind_int64 (self->strips, 2, length);
      sqlite3_bind_int64 (self->strips, 3, from);
      sqlite3_bind_int64 (self->strips, 4, to);
      while ((result = sqlite3_step (self->strips)) == SQLITE_ROW)
        if (!take_strip (self, &totals, from, to, bars, error))
          {
            sqlite3_reset (self->strips);
            return FALSE;
          }
      if (!tape_database_done (self->strips, result, error))
        return FALSE;
    }
  g_array_sort (bars, compare_bars);
  return TRUE;
}

typedef struct
{
  TapeHistory *history;
  void (*each) (const TapeBarTotals *totals, gpointer data);
  gpointer data;
  GArray *days;       /* of one span */
  guint next_day;     /* the first that was not handed out */
  gint64 last_traded; /* start of the last day of trades that was */
} Run;

static void
hand_out_days (Run *run, gint64 before)
{
  for (; run->next_day < run->days->len; run->next_day++)
    {
      const TapeBarTotals *day = &g_array_index (run->days, TapeBarTotals, run->next_day);

      if (day->bar.start >= before)
        break;
      if (day->bar.count > 0)
        run->last_traded = day->bar.start;
      run->each (day, run->data);
    }
}

static gboolean
hand_out_minutes (Run *run, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) minutes = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));

  hand_out_days (run, to);
  if (run->last_traded == TAPE_NO_TIME || run->last_traded + LONGEST_DAY <= from)
    return TRUE;
  if (!read_span (run->history, TAPE_BAR_MINUTE, from, to, minutes, error))
    return FALSE;
  for (guint i = 0; i < minutes->len; i++)
    run->each (&g_array_index (minutes, TapeBarTotals, i), run->data);
  return TRUE;
}

static gboolean
hand_out_span (Run *run, gint64 from, GError **error)
{
  gint64 n = CLAMP (ROOM / 16 / MAX (1, run->history->n_instruments), 1, TAPE_DAY / MINUTES);

  run->next_day = 0;
  g_array_set_size (run->days, 0);
  if (!read_span (run->history, TAPE_BAR_DAY, from, from + DAYS, run->days, error))
    return FALSE;
  for (gint64 at = from; at < from + DAYS; at += n * MINUTES)
    if (!hand_out_minutes (run, at, MIN (at + n * MINUTES, from + DAYS), error))
      return FALSE;
  return TRUE;
}

gboolean
tape_history_each_bar (TapeHistory *self,
                       void (*each) (const TapeBarTotals *totals, gpointer data),
                       gpointer data,
                       GError **error)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  Run run = { .history = self, .each = each, .data = data, .days = days, .last_traded = TAPE_NO_TIME };
  g_autoptr (sqlite3_stmt) spans = tape_database_prepare (
      self->db, "SELECT DISTINCT start FROM totals WHERE length = 86400 ORDER BY start", error);
  gint64 done_to = G_MININT64;
  int result;

  if (spans == NULL)
    return FALSE;
  while ((result = sqlite3_step (spans)) == SQLITE_ROW)
    {
      gint64 from = sqlite3_column_int64 (spans, 0);

      /* The last day's minutes may go on after its span. */
      if (done_to != G_MININT64 && from > done_to && !hand_out_span (&run, done_to, error))
        return FALSE;
      if (!hand_out_span (&run, from, error))
        return FALSE;
      done_to = from + DAYS;
    }
  return tape_database_done (spans, result, error) && (done_to == G_MININT64 || hand_out_span (&run, done_to, error));
}

gboolean
tape_history_each_dropped (TapeHistory *self,
                           void (*each) (const TapeTrade *trade, gboolean from_day, gpointer data),
                           gpointer data,
                           GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (self->db,
                               "SELECT instrument, event_time, price, quantity, side, from_day "
                               "FROM dropped CROSS JOIN trades ON trades.arrival = dropped.arrival "
                               "ORDER BY dropped.arrival",
                               error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeTrade trade = {
        .instrument = (guint32)sqlite3_column_int64 (statement, 0),
        .event_time = sqlite3_column_int64 (statement, 1),
        .price = sqlite3_column_double (statement, 2),
        .quantity = sqlite3_column_double (statement, 3),
      };

      if (trade.instrument < self->n_instruments
          && tape_stored_side_decode (&trade, sqlite3_column_int64 (statement, 4)))
        each (&trade, sqlite3_column_int (statement, 5) != 0, data);
    }
  return tape_database_done (statement, result, error);
}

gboolean
tape_history_each_of_source (TapeHistory *self,
                             guint32 source,
                             gint64 from,
                             gint64 to,
                             void (*each) (const TapeTrade *trade, const char *text, gpointer data),
                             gpointer data,
                             GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (self->db,
                               "SELECT instrument, event_time, price, quantity, trade_id FROM blocks "
                               "CROSS JOIN trades ON arrival BETWEEN first_arrival AND last_arrival "
                               "WHERE max_time >= ?2 AND min_time <= ?3 AND source = ?1 AND event_time BETWEEN ?2 AND "
                               "?3 AND trade_id IS NOT NULL "
                               "ORDER BY first_arrival",
                               error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, source);
  sqlite3_bind_int64 (statement, 2, from);
  sqlite3_bind_int64 (statement, 3, to);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gboolean is_text = sqlite3_column_type (statement, 4) == SQLITE_TEXT;
      const TapeTrade trade = {
        .instrument = (guint32)sqlite3_column_int64 (statement, 0),
        .event_time = sqlite3_column_int64 (statement, 1),
        .price = sqlite3_column_double (statement, 2),
        .quantity = sqlite3_column_double (statement, 3),
        .source = (guint16)source,
        .id = is_text ? 0 : (guint64)sqlite3_column_int64 (statement, 4),
        .flags = is_text ? 0 : TAPE_TRADE_HAS_ID,
      };

      each (&trade, is_text ? (const char *)sqlite3_column_text (statement, 4) : NULL, data);
    }
  return tape_database_done (statement, result, error);
}
