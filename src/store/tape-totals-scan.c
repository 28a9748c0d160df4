/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals-scan.h"

#include "store/tape-stored-side.h"
#include "store/tape-stored-universe.h"
#include "store/tape-totals-pack.h"
#include "store/tape-totals-strip.h"
#include "store/tape-totals.h"

/* No bar starts as early. */
#define NEVER (G_MININT64 / 2)

/* No day is longer. */
#define LONGEST_DAY (25 * TAPE_HOUR)

/* A trade that its bar lacks. */
typedef struct
{
  TapeTrade trade;
  gint64 arrival;
  gint64 start; /* of its bar */
} Dropped;

typedef struct
{
  TapeTotalsScan *scan;
  TapeUniverse *universe;
  guint32 length;
  gint64 from;
  gint64 to;
  TapeTotalsFunc each;
  gpointer data;
  GCancellable *cancellable;
  GArray *dropped;    /* of Dropped, by instrument, start, arrival */
  guint next_dropped; /* those before are in bars that were handed out */
  gint64 last_traded; /* start of the instrument's last bar that has trades */
  GArray *open;       /* of TapeBarTotals: the instrument's bars that are in no strip, by start */
  guint next_open;    /* those before were handed out */
} Run;

gboolean
tape_totals_scan_init (TapeTotalsScan *self, sqlite3 *db, GError **error)
{
  self->strips = tape_database_prepare (
      db,
      "SELECT start, bars FROM totals WHERE instrument = ? AND length = ? AND start >= ? AND start < ? ORDER BY start",
      error);
  if (self->strips == NULL)
    return FALSE;
  self->open = tape_database_prepare (
      db, "SELECT start, totals FROM open_bars WHERE instrument = ? AND length = ? ORDER BY start", error);
  if (self->open == NULL)
    return FALSE;
  self->dropped
      = tape_database_prepare (db,
                               "SELECT dropped.arrival, instrument, event_time, price, quantity, side "
                               "FROM dropped CROSS JOIN trades ON trades.arrival = dropped.arrival WHERE from_day >= ?",
                               error);
  return self->dropped != NULL;
}

void
tape_totals_scan_clear (TapeTotalsScan *self)
{
  g_clear_pointer (&self->strips, sqlite3_finalize);
  g_clear_pointer (&self->open, sqlite3_finalize);
  g_clear_pointer (&self->dropped, sqlite3_finalize);
}

static gboolean
is_day (const Run *run)
{
  return run->length == TAPE_BAR_DAY;
}

static void
get_day (const Run *run, guint32 instrument, gint64 time, TapeDay *day)
{
  tape_universe_get_day (run->universe, instrument, time, day);
}

static void
keep_dropped (Run *run, Dropped *dropped)
{
  const TapeTrade *trade = &dropped->trade;

  if (trade->instrument >= tape_universe_count (run->universe))
    return;
  if (is_day (run))
    {
      TapeDay day;

      get_day (run, trade->instrument, trade->event_time, &day);
      dropped->start = day.start;
    }
  else
    dropped->start = tape_time_floor (trade->event_time, run->length * TAPE_SECOND);
  if (dropped->start >= run->from && dropped->start < run->to)
    g_array_append_vals (run->dropped, dropped, 1);
}

static int
compare_dropped (gconstpointer a, gconstpointer b)
{
  const Dropped *left = a, *right = b;

  if (left->trade.instrument != right->trade.instrument)
    return left->trade.instrument < right->trade.instrument ? -1 : 1;
  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  return (left->arrival > right->arrival) - (left->arrival < right->arrival);
}

static gboolean
load_dropped (Run *run, GError **error)
{
  sqlite3_stmt *statement = run->scan->dropped;
  int result;

  /* Bars of other lengths are sources' only. */
  if (run->length != TAPE_BAR_MINUTE && !is_day (run))
    return TRUE;
  sqlite3_bind_int (statement, 1, is_day (run));
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      Dropped dropped = {
        .arrival = sqlite3_column_int64 (statement, 0),
        .trade = { .instrument = (guint32)sqlite3_column_int64 (statement, 1),
                   .event_time = sqlite3_column_int64 (statement, 2),
                   .price = sqlite3_column_double (statement, 3),
                   .quantity = sqlite3_column_double (statement, 4) },
      };

      if (tape_stored_side_decode (&dropped.trade, sqlite3_column_int64 (statement, 5)))
        keep_dropped (run, &dropped);
    }
  g_array_sort (run->dropped, compare_dropped);
  return tape_database_done (statement, result, error);
}

/* The next trade to be added to a bar of @instrument, if its bar starts before @before. */
static const Dropped *
peek_dropped (const Run *run, guint32 instrument, gint64 before)
{
  const Dropped *dropped
      = run->next_dropped < run->dropped->len ? &g_array_index (run->dropped, Dropped, run->next_dropped) : NULL;

  return dropped != NULL && dropped->trade.instrument == instrument && dropped->start < before ? dropped : NULL;
}

/* Adds the dropped trades of this bar, of which there is at least one. A source's bar gives way to them. */
static void
add_dropped (Run *run, TapeBarTotals *totals)
{
  const TapeBar bar = totals->bar;
  const Dropped *dropped;
  TapeDay day;

  if (is_day (run))
    get_day (run, bar.instrument, bar.start, &day);
  if (bar.count == 0)
    tape_totals_start (totals, bar.instrument, bar.length, bar.start);
  while ((dropped = peek_dropped (run, bar.instrument, bar.start + 1)) != NULL)
    {
      tape_totals_add (totals, is_day (run) ? &day : NULL, &dropped->trade);
      run->next_dropped++;
    }
}

/* A source may start its day at another moment of the exchange's day than the trades' bar of it does. */
static gboolean
is_outdone (const Run *run, const TapeBar *bar)
{
  TapeDay day;

  if (bar->count > 0 || !is_day (run) || run->last_traded == TAPE_NO_TIME)
    return FALSE;
  get_day (run, bar->instrument, bar->start, &day);
  return day.start == run->last_traded;
}

static void
hand_out (Run *run, const TapeBarTotals *totals)
{
  if (totals->bar.count > 0)
    run->last_traded = totals->bar.start;
  else if (is_outdone (run, &totals->bar))
    return;
  if (totals->bar.start >= run->from)
    run->each (totals, run->data);
}

static void
hand_out_dropped (Run *run, guint32 instrument, gint64 before)
{
  const Dropped *dropped;

  while ((dropped = peek_dropped (run, instrument, before)) != NULL)
    {
      TapeBarTotals totals;

      tape_totals_start (&totals, instrument, run->length, dropped->start);
      add_dropped (run, &totals);
      hand_out (run, &totals);
    }
}

static void
take_bar (Run *run, TapeBarTotals *totals)
{
  const TapeBar *bar = &totals->bar;

  if (run->dropped->len > 0)
    {
      hand_out_dropped (run, bar->instrument, bar->start);
      if (peek_dropped (run, bar->instrument, bar->start + 1) != NULL)
        add_dropped (run, totals);
    }
  hand_out (run, totals);
}

/* Takes the open bars that start before @before. */
static void
take_open (Run *run, gint64 before)
{
  while (run->next_open < run->open->len)
    {
      TapeBarTotals *totals = &g_array_index (run->open, TapeBarTotals, run->next_open);

      if (totals->bar.start >= before)
        break;
      take_bar (run, totals);
      run->next_open++;
    }
}

static gboolean
load_open (Run *run, guint32 instrument, gint64 first, GError **error)
{
  sqlite3_stmt *statement = run->scan->open;
  int result;

  g_array_set_size (run->open, 0);
  run->next_open = 0;
  sqlite3_bind_int64 (statement, 1, instrument);
  sqlite3_bind_int64 (statement, 2, run->length);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      TapeBarTotals totals
          = { .bar
              = { .instrument = instrument, .length = run->length, .start = sqlite3_column_int64 (statement, 0) } };

      if (!tape_totals_unpack (sqlite3_column_blob (statement, 1), (gsize)sqlite3_column_bytes (statement, 1), &totals))
        {
          sqlite3_reset (statement);
          tape_database_set_damaged (sqlite3_db_handle (statement), error);
          return FALSE;
        }
      if (totals.bar.start >= first && totals.bar.start < run->to)
        g_array_append_val (run->open, totals);
    }
  return tape_database_done (statement, result, error);
}

static gboolean
take_strip (Run *run, guint32 instrument, gint64 first, GError **error)
{
  sqlite3_stmt *statement = run->scan->strips;
  TapeBarTotals totals = { .bar = { .instrument = instrument, .length = run->length } };
  gint64 start = sqlite3_column_int64 (statement, 0);
  const guint8 *bytes = sqlite3_column_blob (statement, 1);
  gsize length = (gsize)sqlite3_column_bytes (statement, 1);

  while (length > 0)
    {
      if (!tape_totals_strip_next (&bytes, &length, start, &totals))
        {
          tape_database_set_damaged (sqlite3_db_handle (statement), error);
          return FALSE;
        }
      if (totals.bar.start < first || totals.bar.start >= run->to)
        continue;
      take_open (run, totals.bar.start);
      take_bar (run, &totals);
    }
  return TRUE;
}

/* Where to begin, so that the trades' bar of a day is known when a source's bar of it comes. */
static gint64
get_first (const Run *run)
{
  return is_day (run) && run->from > NEVER ? run->from - LONGEST_DAY : run->from;
}

static gboolean
scan_instrument (Run *run, guint32 instrument, GError **error)
{
  sqlite3_stmt *statement = run->scan->strips;
  gint64 first = get_first (run);
  gboolean going = TRUE;
  int result = SQLITE_DONE;

  run->last_traded = TAPE_NO_TIME;
  if (!load_open (run, instrument, first, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, instrument);
  sqlite3_bind_int64 (statement, 2, run->length);
  sqlite3_bind_int64 (statement, 3, first > NEVER ? tape_totals_strip_floor (first, run->length) : first);
  sqlite3_bind_int64 (statement, 4, run->to);
  while (going && (result = sqlite3_step (statement)) == SQLITE_ROW)
    going
        = !g_cancellable_set_error_if_cancelled (run->cancellable, error) && take_strip (run, instrument, first, error);
  if (!going)
    {
      sqlite3_reset (statement);
      return FALSE;
    }
  if (!tape_database_done (statement, result, error))
    return FALSE;
  take_open (run, run->to);
  hand_out_dropped (run, instrument, run->to);
  return TRUE;
}

gboolean
tape_totals_scan_run (TapeTotalsScan *self,
                      guint32 length,
                      gint64 from,
                      gint64 to,
                      TapeTotalsFunc each,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_stored_universe_new (sqlite3_db_handle (self->strips), error);
  g_autoptr (GArray) dropped = g_array_new (FALSE, FALSE, sizeof (Dropped));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));
  Run run = { self, universe, length, from, to, each, data, cancellable, dropped, 0, TAPE_NO_TIME, open, 0 };
  guint n = universe != NULL ? tape_universe_count (universe) : 0;

  if (universe == NULL || !load_dropped (&run, error))
    return FALSE;
  for (guint32 instrument = 0; instrument < n; instrument++)
    if (!scan_instrument (&run, instrument, error))
      return FALSE;
  return TRUE;
}
