/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-past-scan.h"

#include "store/tape-database.h"
#include "store/tape-schema.h"
#include "store/tape-stored-side.h"
#include "store/tape-totals-pack.h"
#include "store/tape-totals-strip.h"

struct _TapePastScan
{
  sqlite3 *db;
  sqlite3_stmt *open;
  sqlite3_stmt *strips;
};

TapePastScan *
tape_past_scan_open (const char *path, GError **error)
{
  g_autoptr (TapePastScan) self = g_new0 (TapePastScan, 1);

  self->db = tape_database_open (path, TAPE_DATABASE_READ, &tape_store_schema, error);
  if (self->db == NULL)
    return NULL;
  self->open = tape_database_prepare (
      self->db, "SELECT start, totals FROM open_bars WHERE instrument = ? AND length = ? AND start < ? ORDER BY start",
      error);
  if (self->open == NULL)
    return NULL;
  self->strips = tape_database_prepare (
      self->db, "SELECT start, bars FROM totals WHERE instrument = ? AND length = ? AND start < ? ORDER BY start DESC",
      error);
  return self->strips != NULL ? g_steal_pointer (&self) : NULL;
}

void
tape_past_scan_free (TapePastScan *self)
{
  g_clear_pointer (&self->open, sqlite3_finalize);
  g_clear_pointer (&self->strips, sqlite3_finalize);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self);
}

/* --- Bars --- */

/* What is asked for of one instrument. */
typedef struct
{
  TapePastScan *scan;
  TapeBarTotals empty; /* with its instrument and length */
  gint64 until;
  TapePastBarFunc each;
  gpointer data;
  GCancellable *cancellable;
  GArray *open;  /* of TapeBarTotals, by start: those that were not handed out */
  GArray *strip; /* likewise of one strip */
  gboolean done; /* no more is wanted */
} Run;

static gboolean
set_damaged (Run *run, GError **error)
{
  tape_database_set_damaged (run->scan->db, error);
  return FALSE;
}

static gboolean
load_open (Run *run, GError **error)
{
  sqlite3_stmt *statement = run->scan->open;
  gboolean damaged = FALSE;
  int result;

  sqlite3_bind_int64 (statement, 1, run->empty.bar.instrument);
  sqlite3_bind_int64 (statement, 2, run->empty.bar.length);
  sqlite3_bind_int64 (statement, 3, run->until);
  while (!damaged && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeBarTotals totals = run->empty;

      totals.bar.start = sqlite3_column_int64 (statement, 0);
      damaged = !tape_totals_unpack (sqlite3_column_blob (statement, 1), (gsize)sqlite3_column_bytes (statement, 1),
                                     &totals);
      g_array_append_val (run->open, totals);
    }
  if (!damaged)
    return tape_database_done (statement, result, error);
  sqlite3_reset (statement);
  return set_damaged (run, error);
}

/* A source's bar is none of trades. */
static void
hand_out (Run *run, const TapeBarTotals *totals)
{
  if (!run->done && totals->bar.start < run->until && totals->bar.count > 0)
    run->done = !run->each (totals, run->data);
}

/* The open ones that start after @start, latest first. */
static void
hand_out_open (Run *run, gint64 start)
{
  while (run->open->len > 0 && g_array_index (run->open, TapeBarTotals, run->open->len - 1).bar.start > start)
    {
      hand_out (run, &g_array_index (run->open, TapeBarTotals, run->open->len - 1));
      g_array_set_size (run->open, run->open->len - 1);
    }
}

static gboolean
take_strip (Run *run, GError **error)
{
  gint64 start = sqlite3_column_int64 (run->scan->strips, 0);
  const guint8 *bytes = sqlite3_column_blob (run->scan->strips, 1);
  gsize length = (gsize)sqlite3_column_bytes (run->scan->strips, 1);
  TapeBarTotals totals = run->empty;

  g_array_set_size (run->strip, 0);
  while (length > 0)
    {
      if (!tape_totals_strip_next (&bytes, &length, start, &totals))
        return set_damaged (run, error);
      g_array_append_val (run->strip, totals);
    }
  for (guint i = run->strip->len; i-- > 0;)
    {
      const TapeBarTotals *bar = &g_array_index (run->strip, TapeBarTotals, i);

      hand_out_open (run, bar->bar.start);
      hand_out (run, bar);
    }
  return TRUE;
}

static gboolean
take_strips (Run *run, GError **error)
{
  sqlite3_stmt *statement = run->scan->strips;
  int result = SQLITE_DONE;

  sqlite3_bind_int64 (statement, 1, run->empty.bar.instrument);
  sqlite3_bind_int64 (statement, 2, run->empty.bar.length);
  sqlite3_bind_int64 (statement, 3, run->until);
  while (!run->done && (result = sqlite3_step (statement)) == SQLITE_ROW)
    if (g_cancellable_set_error_if_cancelled (run->cancellable, error) || !take_strip (run, error))
      {
        sqlite3_reset (statement);
        return FALSE;
      }
  if (!run->done)
    return tape_database_done (statement, result, error);
  sqlite3_reset (statement);
  return TRUE;
}

/* In one transaction: a bar leaves those that are open for a strip. */
gboolean
tape_past_scan_each_bar (TapePastScan *self,
                         guint32 instrument,
                         guint32 length,
                         gint64 until,
                         TapePastBarFunc each,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  g_autoptr (GArray) strip = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  Run run = { self,         { .bar = { .instrument = instrument, .length = length } },
              until,        each,
              data,         cancellable,
              open,         strip,
              .done = FALSE };
  gboolean read;

  if (!tape_database_exec (self->db, "BEGIN", error))
    return FALSE;
  read = load_open (&run, error) && take_strips (&run, error);
  if (read)
    hand_out_open (&run, G_MININT64);
  return tape_database_exec (self->db, "COMMIT", read ? error : NULL) && read;
}

/* --- Trades that came too late --- */

gboolean
tape_past_scan_list_dropped (
    TapePastScan *self, gint64 arrival, GArray *dropped, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tape_database_prepare (
      self->db,
      "SELECT dropped.arrival, instrument, event_time, price, quantity, side, from_day, watermark "
      "FROM dropped CROSS JOIN trades ON trades.arrival = dropped.arrival "
      "WHERE dropped.arrival <= ? ORDER BY dropped.arrival",
      error);
  gboolean going = TRUE;
  int result = SQLITE_DONE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, arrival);
  while (going && (result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapePastDropped of = {
        .arrival = sqlite3_column_int64 (statement, 0),
        .trade = { .instrument = (guint32)sqlite3_column_int64 (statement, 1),
                   .event_time = sqlite3_column_int64 (statement, 2),
                   .price = sqlite3_column_double (statement, 3),
                   .quantity = sqlite3_column_double (statement, 4) },
        .from_day = sqlite3_column_int (statement, 6) != 0,
        .watermark
        = sqlite3_column_type (statement, 7) != SQLITE_NULL ? sqlite3_column_int64 (statement, 7) : TAPE_NO_TIME,
      };

      going = !g_cancellable_set_error_if_cancelled (cancellable, error);
      if (going && tape_stored_side_decode (&of.trade, sqlite3_column_int64 (statement, 5)))
        g_array_append_val (dropped, of);
    }
  return going && tape_database_done (statement, result, error);
}
