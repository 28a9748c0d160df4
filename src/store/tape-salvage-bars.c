/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-salvage-bars.h"

#include "store/tape-bar-store.h"
#include "store/tape-block.h"
#include "store/tape-stored-side.h"
#include "store/tape-stored-universe.h"
#include "store/tape-totals-strip.h"
#include "store/tape-totals.h"

/* --- Blocks. --- */

static gboolean
put_block (sqlite3_stmt *statement, TapeBlock *block, GError **error)
{
  g_autoptr (GByteArray) set = NULL;

  if (block->n_trades == 0)
    return TRUE;
  set = tape_block_save_set (block);
  sqlite3_bind_int64 (statement, 1, block->first_arrival);
  sqlite3_bind_int64 (statement, 2, block->last_arrival);
  sqlite3_bind_int64 (statement, 3, block->min_time);
  sqlite3_bind_int64 (statement, 4, block->max_time);
  sqlite3_bind_blob (statement, 5, set->data, (int)set->len, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 6, block->n_estimated);
  sqlite3_bind_int64 (statement, 7, block->n_aside);
  tape_block_reset (block);
  return tape_database_run (statement, error);
}

static gboolean
fill_blocks (sqlite3_stmt *trades, sqlite3_stmt *put, TapeBlock *block, GError **error)
{
  int result;

  while ((result = sqlite3_step (trades)) == SQLITE_ROW)
    {
      gint64 arrival = sqlite3_column_int64 (trades, 0);
      TapeTrade trade
          = { .event_time = sqlite3_column_int64 (trades, 1), .instrument = (guint32)sqlite3_column_int64 (trades, 2) };

      tape_stored_side_decode (&trade, sqlite3_column_int64 (trades, 3));
      /* A block counts its trades by its arrivals: where some are lost the next begins. */
      if ((block->n_trades == TAPE_BLOCK_TRADES || arrival != block->last_arrival + 1)
          && !put_block (put, block, error))
        return FALSE;
      tape_block_add (block, &trade, arrival);
    }
  return tape_database_done (trades, result, error) && put_block (put, block, error);
}

gboolean
tape_salvage_make_blocks (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) trades
      = tape_database_prepare (db, "SELECT arrival, event_time, instrument, side FROM trades ORDER BY arrival", error);
  g_autoptr (sqlite3_stmt) put
      = tape_database_prepare (db,
                               "INSERT INTO blocks (first_arrival, last_arrival, min_time, max_time, instruments, "
                               "estimated, aside) VALUES (?, ?, ?, ?, ?, ?, ?)",
                               error);
  TapeBlock block;
  gboolean done;

  if (trades == NULL || put == NULL || !tape_database_exec (db, "DELETE FROM blocks", error))
    return FALSE;
  tape_block_init (&block);
  done = fill_blocks (trades, put, &block, error);
  tape_block_clear (&block);
  return done;
}

/* --- Bars and totals. --- */

typedef struct
{
  sqlite3 *db;
  TapeUniverse *universe;
  TapeBarInsert bars;
  TapeTotalsInsert totals;
  sqlite3_stmt *find; /* the count of a bar, and whether its totals lack */
  sqlite3_stmt *regain;
  TapeBarTotals minute; /* a bar that has no trades has not begun */
  TapeBarTotals day;
  TapeDay bounds;
  gboolean bars_damaged; /* bars may be in their totals only */
  gint64 made;
} Mend;

#define BAR_COLUMNS                                                                                                    \
  "instrument, length, start, open, high, low, close, volume, turnover, buys, sells, count, revision, source"

/* A row that begins with BAR_COLUMNS. */
static void
read_bar (sqlite3_stmt *statement, TapeBar *bar)
{
  *bar = (TapeBar){
    .instrument = (guint32)sqlite3_column_int64 (statement, 0),
    .length = (guint32)sqlite3_column_int64 (statement, 1),
    .start = sqlite3_column_int64 (statement, 2),
    .open = sqlite3_column_double (statement, 3),
    .high = sqlite3_column_double (statement, 4),
    .low = sqlite3_column_double (statement, 5),
    .close = sqlite3_column_double (statement, 6),
    .volume = sqlite3_column_double (statement, 7),
    .turnover = sqlite3_column_double (statement, 8),
    .buys = sqlite3_column_double (statement, 9),
    .sells = sqlite3_column_double (statement, 10),
    .count = (guint32)sqlite3_column_int64 (statement, 11),
    .revision = (guint32)sqlite3_column_int64 (statement, 12),
    .source = (guint32)sqlite3_column_int64 (statement, 13),
  };
}

static void
bind_bar (sqlite3_stmt *statement, const TapeBar *bar)
{
  sqlite3_bind_int64 (statement, 1, bar->instrument);
  sqlite3_bind_int64 (statement, 2, bar->length);
  sqlite3_bind_int64 (statement, 3, bar->start);
}

/* Each bar that totals have, where it is lost. Of trades that came too late and were removed since there are totals alone. */
static gboolean
take_strip (Mend *self, sqlite3_stmt *strips, sqlite3_stmt *has, GError **error)
{
  TapeBarTotals totals = { .bar = { .instrument = (guint32)sqlite3_column_int64 (strips, 0),
                                    .length = (guint32)sqlite3_column_int64 (strips, 1) } };
  gint64 start = sqlite3_column_int64 (strips, 2);
  const guint8 *bytes = sqlite3_column_blob (strips, 3);
  gsize length = (gsize)sqlite3_column_bytes (strips, 3);

  while (length > 0 && tape_totals_strip_next (&bytes, &length, start, &totals))
    {
      gboolean there = TRUE;

      if (self->bars_damaged)
        {
          bind_bar (has, &totals.bar);
          there = sqlite3_step (has) == SQLITE_ROW;
          sqlite3_reset (has);
        }
      if (!there && !tape_bar_insert_add (&self->bars, &totals.bar, error))
        return FALSE;
      bind_bar (self->regain, &totals.bar);
      if (!tape_database_run (self->regain, error))
        return FALSE;
    }
  return TRUE;
}

/* Afterwards no bar of the totals is lost, and the table of what lacks has the bars that have no totals. */
static gboolean
take_totals (Mend *self, GError **error)
{
  g_autoptr (sqlite3_stmt) strips
      = tape_database_prepare (self->db, "SELECT instrument, length, start, bars FROM totals", error);
  g_autoptr (sqlite3_stmt) has
      = tape_database_prepare (self->db, "SELECT 1 FROM bars WHERE instrument = ? AND length = ? AND start = ?", error);
  int result;

  if (strips == NULL || has == NULL)
    return FALSE;
  while ((result = sqlite3_step (strips)) == SQLITE_ROW)
    if (!take_strip (self, strips, has, error))
      return FALSE;
  return tape_database_done (strips, result, error);
}

static gboolean
add_totals (Mend *self, const TapeBarTotals *totals, GError **error)
{
  bind_bar (self->regain, &totals->bar);
  return tape_totals_insert_add (&self->totals, totals, error) && tape_database_run (self->regain, error);
}

/* The bar as it stands; @lacks: whether its totals are lost. */
static gboolean
find_bar (Mend *self, TapeBar *bar, gboolean *there, gboolean *lacks, GError **error)
{
  bind_bar (self->find, bar);
  *there = sqlite3_step (self->find) == SQLITE_ROW;
  *lacks = FALSE;
  if (*there)
    {
      read_bar (self->find, bar);
      *lacks = sqlite3_column_int (self->find, 14) != 0;
    }
  return tape_database_run (self->find, error);
}

/* A bar of all trades that are there. What a bar says that stands holds; its totals are made where these are its trades. */
static gboolean
put_made (Mend *self, TapeBarTotals *totals, GError **error)
{
  TapeBar bar = totals->bar;
  gboolean there, lacks;

  if (bar.count == 0)
    return TRUE;
  if (!find_bar (self, &bar, &there, &lacks, error))
    return FALSE;
  if (there && (!lacks || bar.count != totals->bar.count))
    return TRUE;
  totals->bar = bar;
  self->made++;
  return (there || tape_bar_insert_add (&self->bars, &bar, error)) && add_totals (self, totals, error);
}

/* The next trade by instrument, time and arrival. */
static gboolean
take_trade (Mend *self, const TapeTrade *trade, gboolean in_minute, gboolean in_day, GError **error)
{
  gint64 minute = tape_time_floor (trade->event_time, TAPE_MINUTE);
  gboolean same = self->bounds.end > self->bounds.start && self->day.bar.instrument == trade->instrument;

  if (!same || self->minute.bar.start != minute)
    {
      if (!put_made (self, &self->minute, error))
        return FALSE;
      tape_totals_start (&self->minute, trade->instrument, TAPE_BAR_MINUTE, minute);
    }
  if (!same || trade->event_time >= self->bounds.end)
    {
      if (!put_made (self, &self->day, error))
        return FALSE;
      tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &self->bounds);
      tape_totals_start (&self->day, trade->instrument, TAPE_BAR_DAY, self->bounds.start);
    }
  if (in_minute)
    tape_totals_add (&self->minute, NULL, trade);
  if (in_day)
    tape_totals_add (&self->day, &self->bounds, trade);
  return TRUE;
}

static gboolean
take_trades (Mend *self, GError **error)
{
  g_autoptr (sqlite3_stmt) trades
      = tape_database_prepare (self->db,
                               "SELECT instrument, event_time, price, quantity, side, from_day FROM trades "
                               "LEFT JOIN dropped ON dropped.arrival = trades.arrival WHERE " TAPE_STORED_NOT_ASIDE
                               " ORDER BY instrument, event_time, trades.arrival",
                               error);
  int result;

  if (trades == NULL)
    return FALSE;
  while ((result = sqlite3_step (trades)) == SQLITE_ROW)
    {
      gboolean in_minute = sqlite3_column_type (trades, 5) == SQLITE_NULL;
      TapeTrade trade = {
        .instrument = (guint32)sqlite3_column_int64 (trades, 0),
        .event_time = sqlite3_column_int64 (trades, 1),
        .price = sqlite3_column_double (trades, 2),
        .quantity = sqlite3_column_double (trades, 3),
      };

      tape_stored_side_decode (&trade, sqlite3_column_int64 (trades, 4));
      if (!take_trade (self, &trade, in_minute, in_minute || sqlite3_column_int (trades, 5) == 0, error))
        return FALSE;
    }
  return tape_database_done (trades, result, error) && put_made (self, &self->minute, error)
         && put_made (self, &self->day, error) && tape_totals_insert_end (&self->totals, error);
}

/* Bars whose totals lack still: what they say themselves. */
static gboolean
take_lacking (Mend *self, GError **error)
{
  g_autoptr (sqlite3_stmt) bars
      = tape_database_prepare (self->db,
                               "SELECT " BAR_COLUMNS " FROM lacking JOIN bars USING (instrument, length, start) "
                               "ORDER BY instrument, length, start",
                               error);
  int result;

  if (bars == NULL)
    return FALSE;
  while ((result = sqlite3_step (bars)) == SQLITE_ROW)
    {
      TapeBarTotals totals = { .open_time = TAPE_NO_TIME, .close_time = TAPE_NO_TIME };

      read_bar (bars, &totals.bar);
      if (!tape_totals_insert_add (&self->totals, &totals, error))
        return FALSE;
    }
  return tape_database_done (bars, result, error) && tape_totals_insert_end (&self->totals, error);
}

/* Bars of a second that stand for removed trades have no totals. */
static gboolean
begin (Mend *self, GError **error)
{
  return tape_database_exec (self->db,
                             "CREATE TEMP TABLE lacking (instrument, length, start, PRIMARY KEY (instrument, length, "
                             "start)) WITHOUT ROWID;"
                             "INSERT INTO lacking SELECT instrument, length, start FROM bars WHERE opened IS NULL",
                             error)
         && (self->find = tape_database_prepare (
                 self->db,
                 "SELECT " BAR_COLUMNS ", EXISTS (SELECT 1 FROM lacking WHERE instrument = ?1 AND length = ?2 AND "
                 "start = ?3) FROM bars WHERE instrument = ?1 AND length = ?2 AND start = ?3",
                 error))
                != NULL
         && (self->regain = tape_database_prepare (
                 self->db, "DELETE FROM lacking WHERE instrument = ? AND length = ? AND start = ?", error))
                != NULL
         && tape_bar_insert_init (&self->bars, self->db, error)
         && tape_totals_insert_init (&self->totals, self->db, error);
}

static void
end (Mend *self)
{
  g_clear_pointer (&self->find, sqlite3_finalize);
  g_clear_pointer (&self->regain, sqlite3_finalize);
  tape_bar_insert_clear (&self->bars);
  tape_totals_insert_clear (&self->totals);
  sqlite3_exec (self->db, "DROP TABLE IF EXISTS temp.lacking", NULL, NULL, NULL);
}

gboolean
tape_salvage_settle_bars (sqlite3 *db, GError **error)
{
  TapeBarStore bars = { 0 };
  gboolean done = tape_bar_store_init (&bars, db, error) && tape_bar_store_settle (&bars, G_MAXINT64, error);

  tape_bar_store_clear (&bars);
  return done;
}

gboolean
tape_salvage_mend_bars (sqlite3 *db, gboolean bars_damaged, gboolean totals_damaged, gint64 *made, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_stored_universe_new (db, error);
  Mend self = { .db = db, .universe = universe, .bars_damaged = bars_damaged };
  gint64 n_lacking = 0;
  gboolean done;

  if (universe == NULL)
    return FALSE;
  done = begin (&self, error) && take_totals (&self, error)
         && tape_database_get_number (db, "SELECT count (*) FROM lacking", &n_lacking, error);
  if (done && (bars_damaged || totals_damaged || n_lacking > 0))
    done = take_trades (&self, error) && take_lacking (&self, error);
  *made = self.made;
  end (&self);
  return done;
}
