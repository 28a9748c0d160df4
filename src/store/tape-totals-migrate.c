/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals-migrate.h"

#include "store/tape-bar-insert.h"
#include "store/tape-stored-universe.h"
#include "store/tape-totals-pack.h"
#include "store/tape-totals.h"

static void
pack_source_bar (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const TapeBarTotals totals = {
    .bar = { .open = sqlite3_value_double (values[0]),
             .high = sqlite3_value_double (values[1]),
             .low = sqlite3_value_double (values[2]),
             .close = sqlite3_value_double (values[3]),
             .volume = sqlite3_value_double (values[4]),
             .turnover = sqlite3_value_double (values[5]),
             .buys = sqlite3_value_double (values[6]),
             .sells = sqlite3_value_double (values[7]),
             .revision = (guint32)sqlite3_value_int64 (values[8]),
             .source = (guint32)sqlite3_value_int64 (values[9]) },
  };
  guint8 packed[TAPE_TOTALS_PACKED];

  sqlite3_result_blob (context, packed, (int)tape_totals_pack (&totals, packed), SQLITE_TRANSIENT);
}

static gboolean
fill_source_bars (sqlite3 *db, GError **error)
{
  gboolean done;

  if (sqlite3_create_function_v2 (db, "pack_source_bar", 10, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                  NULL, pack_source_bar, NULL, NULL, NULL)
      != SQLITE_OK)
    {
      tape_database_set_error (db, error);
      return FALSE;
    }
  done
      = tape_database_exec (db,
                            "UPDATE bars SET totals = pack_source_bar (open, high, low, close, volume, turnover, buys, "
                            "sells, revision, source) WHERE count = 0",
                            error);
  sqlite3_create_function_v2 (db, "pack_source_bar", 10, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
  return done;
}

typedef struct
{
  TapeUniverse *universe;
  TapeBarInsert bars;
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
  tape_bar_insert_begin (&self->bars, 1);
  return tape_bar_insert_add (&self->bars, totals, error);
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
  return tape_database_done (trades, result, error) && put (self, &self->minute, error)
         && put (self, &self->day, error);
}

static gboolean
fill_made_bars (sqlite3 *db, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_stored_universe_new (db, error);
  g_autoptr (sqlite3_stmt) trades
      = universe == NULL ? NULL
                         : tape_database_prepare (db,
                                                  "SELECT instrument, event_time, price, quantity, side FROM trades "
                                                  "ORDER BY instrument, event_time, arrival",
                                                  error);
  g_autoptr (sqlite3_stmt) revision
      = trades == NULL
            ? NULL
            : tape_database_prepare (
                db, "SELECT revision FROM bars WHERE instrument = ? AND length = ? AND start = ? AND count > 0", error);
  Migration migration = { .universe = universe, .revision = revision };
  gboolean done
      = revision != NULL && tape_bar_insert_init (&migration.bars, db, error) && take_all (&migration, trades, error);

  tape_bar_insert_clear (&migration.bars);
  return done;
}

gboolean
tape_totals_migrate (sqlite3 *db, GError **error)
{
  return fill_source_bars (db, error) && fill_made_bars (db, error);
}
