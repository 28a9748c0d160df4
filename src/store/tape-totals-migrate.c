/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals-migrate.h"

#include "store/tape-bar-insert.h"
#include "store/tape-stored-universe.h"
#include "store/tape-totals-insert.h"
#include "store/tape-totals.h"

static gboolean
fill_source_bars (sqlite3 *db, TapeTotalsInsert *totals, GError **error)
{
  g_autoptr (sqlite3_stmt) bars = tape_database_prepare (
      db,
      "SELECT instrument, length, start, open, high, low, close, volume, turnover, buys, sells, revision, source "
      "FROM bars WHERE count = 0 ORDER BY instrument, length, start",
      error);
  int result;

  if (bars == NULL)
    return FALSE;
  while ((result = sqlite3_step (bars)) == SQLITE_ROW)
    {
      const TapeBarTotals bar = {
        .bar = { .instrument = (guint32)sqlite3_column_int64 (bars, 0),
                 .length = (guint32)sqlite3_column_int64 (bars, 1),
                 .start = sqlite3_column_int64 (bars, 2),
                 .open = sqlite3_column_double (bars, 3),
                 .high = sqlite3_column_double (bars, 4),
                 .low = sqlite3_column_double (bars, 5),
                 .close = sqlite3_column_double (bars, 6),
                 .volume = sqlite3_column_double (bars, 7),
                 .turnover = sqlite3_column_double (bars, 8),
                 .buys = sqlite3_column_double (bars, 9),
                 .sells = sqlite3_column_double (bars, 10),
                 .revision = (guint32)sqlite3_column_int64 (bars, 11),
                 .source = (guint32)sqlite3_column_int64 (bars, 12) },
        .open_time = TAPE_NO_TIME,
        .close_time = TAPE_NO_TIME,
      };

      if (!tape_totals_insert_add (totals, &bar, error))
        return FALSE;
    }
  return tape_database_done (bars, result, error) && tape_totals_insert_end (totals, error);
}

typedef struct
{
  TapeUniverse *universe;
  TapeBarInsert bars;
  TapeTotalsInsert minutes; /* each has its strip */
  TapeTotalsInsert days;
  sqlite3_stmt *revision;
  TapeBarTotals minute; /* a bar that has no trades has not begun */
  TapeBarTotals day;
  TapeDay bounds;
} Migration;

static gboolean
put (Migration *self, TapeBarTotals *totals, GError **error)
{
  TapeBar *bar = &totals->bar;

  if (bar->count == 0)
    return TRUE;
  sqlite3_bind_int64 (self->revision, 1, bar->instrument);
  sqlite3_bind_int64 (self->revision, 2, bar->length);
  sqlite3_bind_int64 (self->revision, 3, bar->start);
  if (sqlite3_step (self->revision) == SQLITE_ROW)
    bar->revision = (guint32)sqlite3_column_int64 (self->revision, 0);
  if (!tape_database_run (self->revision, error))
    return FALSE;
  return tape_bar_insert_add (&self->bars, bar, error)
         && tape_totals_insert_add (bar->length == TAPE_BAR_DAY ? &self->days : &self->minutes, totals, error);
}

/* The next trade by instrument, time and arrival. */
static gboolean
take (Migration *self, const TapeTrade *trade, GError **error)
{
  gint64 minute = tape_time_floor (trade->event_time, TAPE_MINUTE);
  gboolean same = self->day.bar.count > 0 && self->day.bar.instrument == trade->instrument;

  if (!same || self->minute.bar.start != minute)
    {
      if (!put (self, &self->minute, error))
        return FALSE;
      tape_totals_start (&self->minute, trade->instrument, TAPE_BAR_MINUTE, minute);
    }
  if (!same || trade->event_time >= self->bounds.end)
    {
      if (!put (self, &self->day, error))
        return FALSE;
      tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &self->bounds);
      tape_totals_start (&self->day, trade->instrument, TAPE_BAR_DAY, self->bounds.start);
    }
  tape_totals_add (&self->minute, NULL, trade);
  tape_totals_add (&self->day, &self->bounds, trade);
  return TRUE;
}

static gboolean
take_all (Migration *self, sqlite3_stmt *trades, GError **error)
{
  guint n_instruments = tape_universe_count (self->universe);
  int result;

  while ((result = sqlite3_step (trades)) == SQLITE_ROW)
    {
      const TapeTrade trade = {
        .instrument = (guint32)sqlite3_column_int64 (trades, 0),
        .event_time = sqlite3_column_int64 (trades, 1),
        .price = sqlite3_column_double (trades, 2),
        .quantity = sqlite3_column_double (trades, 3),
        .side = (guint8)sqlite3_column_int64 (trades, 4),
      };

      if (trade.instrument < n_instruments && trade.side < TAPE_N_SIDES && !take (self, &trade, error))
        return FALSE;
    }
  return tape_database_done (trades, result, error) && put (self, &self->minute, error) && put (self, &self->day, error)
         && tape_totals_insert_end (&self->minutes, error) && tape_totals_insert_end (&self->days, error);
}

static gboolean
fill_made_bars (sqlite3 *db, Migration *migration, GError **error)
{
  g_autoptr (sqlite3_stmt) trades
      = tape_database_prepare (db,
                               "SELECT instrument, event_time, price, quantity, side FROM trades "
                               "ORDER BY instrument, event_time, arrival",
                               error);

  return trades != NULL && take_all (migration, trades, error);
}

gboolean
tape_totals_migrate (sqlite3 *db, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_stored_universe_new (db, error);
  g_autoptr (sqlite3_stmt) revision = NULL;
  Migration migration = { .universe = universe };
  gboolean done = FALSE;

  if (universe == NULL)
    return FALSE;
  migration.revision = revision = tape_database_prepare (
      db, "SELECT revision FROM bars WHERE instrument = ? AND length = ? AND start = ? AND count > 0", error);
  if (revision != NULL && tape_bar_insert_init (&migration.bars, db, error)
      && tape_totals_insert_init (&migration.minutes, db, error)
      && tape_totals_insert_init (&migration.days, db, error))
    done = fill_source_bars (db, &migration.days, error) && fill_made_bars (db, &migration, error);
  tape_bar_insert_clear (&migration.bars);
  tape_totals_insert_clear (&migration.minutes);
  tape_totals_insert_clear (&migration.days);
  return done;
}
