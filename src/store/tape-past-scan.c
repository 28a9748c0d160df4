/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-past-scan.h"

#include "store/tape-database.h"
#include "store/tape-schema.h"
#include "store/tape-stored-side.h"
#include "store/tape-totals-pack.h"
#include "store/tape-totals-strip.h"

/* Of sources that an older version stored: nobody knows. */
#define DELAY (10 * TAPE_SECOND)

struct _TapePastScan
{
  sqlite3 *db;
  sqlite3_stmt *open;
  sqlite3_stmt *strips;
  sqlite3_stmt *latest;
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
  if (self->strips == NULL)
    return NULL;
  self->latest = tape_database_prepare (
      self->db, "SELECT max (event_time) FROM trades WHERE arrival >= ? AND arrival < ?", error);
  return self->latest != NULL ? g_steal_pointer (&self) : NULL;
}

void
tape_past_scan_free (TapePastScan *self)
{
  g_clear_pointer (&self->open, sqlite3_finalize);
  g_clear_pointer (&self->strips, sqlite3_finalize);
  g_clear_pointer (&self->latest, sqlite3_finalize);
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

/* How far time had come, from one arrival on to the next. */
typedef struct
{
  TapePastScan *scan;
  sqlite3_stmt *blocks;
  sqlite3_stmt *turns;
  gboolean has_block;
  gint64 first;    /* of that block */
  gint64 last;     /* likewise */
  gint64 max_time; /* likewise */
  gint64 seen_to;  /* arrival before which its trades were looked at */
  gint64 front;
  gboolean has_turn;
  gint64 turn;  /* arrival of the next */
  gint64 delay; /* the largest so far; -1: none is known */
} Front;

static void
front_clear (Front *self)
{
  g_clear_pointer (&self->blocks, sqlite3_finalize);
  g_clear_pointer (&self->turns, sqlite3_finalize);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Front, front_clear)

static void
step_block (Front *self)
{
  self->has_block = sqlite3_step (self->blocks) == SQLITE_ROW;
  self->first = self->seen_to = sqlite3_column_int64 (self->blocks, 0);
  self->last = sqlite3_column_int64 (self->blocks, 1);
  self->max_time = sqlite3_column_int64 (self->blocks, 2);
}

static void
step_turn (Front *self)
{
  self->has_turn = sqlite3_step (self->turns) == SQLITE_ROW;
  self->turn = sqlite3_column_int64 (self->turns, 0);
}

static gboolean
front_begin (Front *self, TapePastScan *scan, GError **error)
{
  self->scan = scan;
  self->front = TAPE_NO_TIME;
  self->delay = -1;
  self->blocks = tape_database_prepare (
      scan->db, "SELECT first_arrival, last_arrival, max_time FROM blocks ORDER BY first_arrival", error);
  if (self->blocks == NULL)
    return FALSE;
  self->turns
      = tape_database_prepare (scan->db, "SELECT arrival, delay FROM turns WHERE begins ORDER BY arrival", error);
  if (self->turns == NULL)
    return FALSE;
  step_block (self);
  step_turn (self);
  return TRUE;
}

/* Up to the trade with the number @arrival, from one to the next. */
static gboolean
front_advance (Front *self, gint64 arrival, GError **error)
{
  sqlite3_stmt *latest = self->scan->latest;

  for (; self->has_turn && self->turn < arrival; step_turn (self))
    self->delay = MAX (self->delay, sqlite3_column_int64 (self->turns, 1));
  for (; self->has_block && self->last < arrival; step_block (self))
    self->front = MAX (self->front, self->max_time);
  if (!self->has_block || self->first >= arrival)
    return TRUE;
  sqlite3_bind_int64 (latest, 1, self->seen_to);
  sqlite3_bind_int64 (latest, 2, arrival);
  if (sqlite3_step (latest) == SQLITE_ROW && sqlite3_column_type (latest, 0) != SQLITE_NULL)
    self->front = MAX (self->front, sqlite3_column_int64 (latest, 0));
  self->seen_to = arrival;
  return tape_database_run (latest, error);
}

gboolean
tape_past_scan_list_dropped (
    TapePastScan *self, gint64 arrival, GArray *dropped, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = tape_database_prepare (self->db,
                               "SELECT dropped.arrival, instrument, event_time, price, quantity, side, from_day "
                               "FROM dropped CROSS JOIN trades ON trades.arrival = dropped.arrival "
                               "WHERE dropped.arrival <= ? ORDER BY dropped.arrival",
                               error);
  g_auto (Front) front = { 0 };
  gboolean going = TRUE;
  int result = SQLITE_DONE;

  if (statement == NULL || !front_begin (&front, self, error))
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
      };

      going = !g_cancellable_set_error_if_cancelled (cancellable, error) && front_advance (&front, of.arrival, error);
      of.front = front.front;
      of.delay = front.delay >= 0 ? front.delay : DELAY;
      if (going && tape_stored_side_decode (&of.trade, sqlite3_column_int64 (statement, 5)))
        g_array_append_val (dropped, of);
    }
  return going && tape_database_done (statement, result, error);
}
