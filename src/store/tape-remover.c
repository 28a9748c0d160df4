/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-remover-private.h"

#include "store/tape-block.h"
#include "store/tape-stored-side.h"

enum
{
  LEAST_CHUNK = 2048,
  FIRST_CHUNK = 2048,
  LEAST_PAGES = 8,
  FIRST_PAGES = 32,
  MOST_PAGES = 512,
  STEP_REJECTS = 256,
  LOOK_TRADES = 8 * TAPE_BLOCK_TRADES, /* that arrive until the blocks are looked at again */
  SLACK_PAGES = 1024,                  /* not used: what comes next takes them */
};

/* Cutoffs move by this part of their tier, and not more often than each second and not less than each ten minutes. */
#define CUTOFFS_OF_TIER 64

static gboolean
prepare (TapeRemover *self, GError **error)
{
  const struct
  {
    sqlite3_stmt **statement;
    const char *sql;
  } table[] = {
    { &self->begin, "BEGIN IMMEDIATE" },
    { &self->commit, "COMMIT" },
    { &self->find_block, "SELECT first_arrival, last_arrival FROM blocks AS block "
                         "WHERE max_time < ? AND last_arrival <= ? AND NOT EXISTS ("
                         "  SELECT 1 FROM blocks AS kept WHERE kept.first_arrival < block.first_arrival"
                         "  AND kept.max_time >= block.min_time - 1000000"
                         "  AND kept.min_time <= block.max_time + 1000000) "
                         "ORDER BY first_arrival LIMIT 1" },
    { &self->count_left, "SELECT sum (last_arrival - first_arrival + 1) FROM blocks "
                         "WHERE max_time < ? AND last_arrival <= ?" },
    { &self->load_trades, "SELECT arrival, event_time, instrument, price, quantity, side FROM trades "
                          "WHERE arrival BETWEEN ? AND ?" },
    { &self->delete_trades, "DELETE FROM trades WHERE arrival BETWEEN ? AND ?" },
    { &self->delete_block, "DELETE FROM blocks WHERE first_arrival = ?" },
    { &self->delete_places, "DELETE FROM places WHERE key < (SELECT min (first_arrival) FROM blocks) / 65536 << 33" },
    { &self->shrink_block, "UPDATE blocks SET first_arrival = ?2, estimated = max (0, estimated - ?3), "
                           "aside = max (0, aside - ?4) "
                           "WHERE first_arrival = ?1" },
    { &self->add_removed, "INSERT INTO removed (length, start, instrument, trades, estimated, aside) "
                          "VALUES (?, ?, ?, ?, ?, ?) "
                          "ON CONFLICT (length, start, instrument) DO UPDATE SET trades = trades + excluded.trades, "
                          "estimated = estimated + excluded.estimated, aside = aside + excluded.aside" },
    { &self->next_length, "SELECT min (length) FROM bars WHERE instrument = ? AND length > ?" },
    { &self->first_bar, "SELECT min (start) FROM bars WHERE instrument = ? AND length = ?" },
    { &self->delete_bars, "DELETE FROM bars WHERE instrument = ? AND length = ? AND start < ?" },
    { &self->delete_totals, "DELETE FROM totals WHERE instrument = ? AND length = ? AND start < ?" },
    { &self->old_hours, "SELECT start, instrument, trades, estimated, aside FROM removed "
                        "WHERE length = 3600 AND start < ? ORDER BY start, instrument LIMIT ?" },
    { &self->delete_hours, "DELETE FROM removed WHERE length = 3600 AND (start, instrument) <= (?, ?)" },
    { &self->delete_rejects, "DELETE FROM rejected WHERE id <= min ((SELECT min (id) FROM rejected) + ?1 - 1,"
                             "  (SELECT max (id) FROM rejected) - ?2)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((*table[i].statement = tape_database_prepare (self->db, table[i].sql, error)) == NULL)
      return FALSE;
  return TRUE;
}

TapeRemover *
tape_remover_new (sqlite3 *db, TapeUniverse *universe, GError **error)
{
  g_autoptr (TapeRemover) self = g_new0 (TapeRemover, 1);
  gint64 auto_vacuum;

  self->db = db;
  self->universe = universe;
  self->cutoffs = (TapeCutoffs){ TAPE_CUTOFF_NONE, TAPE_CUTOFF_NONE, TAPE_CUTOFF_NONE };
  self->chunk = FIRST_CHUNK;
  self->pages = FIRST_PAGES;
  self->found = g_array_new (FALSE, FALSE, sizeof (TapeFoundTrade));
  if (!prepare (self, error) || !tape_second_store_init (&self->seconds, db, error)
      || !tape_dropped_fold_init (&self->dropped, db, universe, error)
      || !tape_database_get_number (db, "PRAGMA auto_vacuum", &auto_vacuum, error)
      || !tape_database_get_number (db, "PRAGMA page_size", &self->page_size, error))
    return NULL;
  self->incremental = auto_vacuum == 2;
  return g_steal_pointer (&self);
}

void
tape_remover_free (TapeRemover *self)
{
  sqlite3_stmt **const statements[] = {
    &self->begin,          &self->commit,        &self->find_block,    &self->count_left,  &self->load_trades,
    &self->delete_trades,  &self->delete_block,  &self->shrink_block,  &self->add_removed, &self->next_length,
    &self->first_bar,      &self->delete_bars,   &self->delete_totals, &self->old_hours,   &self->delete_hours,
    &self->delete_rejects, &self->delete_places,
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    g_clear_pointer (statements[i], sqlite3_finalize);
  tape_second_store_clear (&self->seconds);
  tape_dropped_fold_clear (&self->dropped);
  g_array_unref (self->found);
  g_free (self);
}

/* --- What is old --- */

static gint64
get_cutoff (gint64 keep, const TapeRemoverLimits *limits)
{
  if (keep == TAPE_KEEP_FOR_EVER || limits->now == TAPE_NO_TIME || limits->needed_since == G_MININT64)
    return TAPE_CUTOFF_NONE;
  return tape_time_floor (MIN (limits->now - keep, limits->needed_since),
                          CLAMP (keep / CUTOFFS_OF_TIER, TAPE_SECOND, 10 * TAPE_MINUTE));
}

static gboolean
count_left (TapeRemover *self, GError **error)
{
  sqlite3_bind_int64 (self->count_left, 1, self->cutoffs.trades);
  sqlite3_bind_int64 (self->count_left, 2, self->last_arrival);
  self->trades_left = sqlite3_step (self->count_left) == SQLITE_ROW ? sqlite3_column_int64 (self->count_left, 0) : 0;
  return tape_database_run (self->count_left, error);
}

static gboolean
look (TapeRemover *self, const TapeRetention *retention, const TapeRemoverLimits *limits, GError **error)
{
  const TapeCutoffs cutoffs = {
    .trades = get_cutoff (retention->trades, limits),
    .seconds = get_cutoff (retention->seconds, limits),
    .minutes = get_cutoff (retention->minutes, limits),
  };
  gboolean moved
      = cutoffs.trades != TAPE_CUTOFF_NONE
        && (cutoffs.trades != self->cutoffs.trades || limits->last_arrival - self->last_arrival >= LOOK_TRADES);

  if (cutoffs.seconds != self->cutoffs.seconds || cutoffs.minutes != self->cutoffs.minutes)
    {
      if (!self->has_bars)
        self->round = cutoffs;
      self->has_bars = TRUE;
    }
  self->has_rejects |= moved;
  self->cutoffs = cutoffs;
  if (cutoffs.trades == TAPE_CUTOFF_NONE)
    {
      self->has_trades = FALSE;
      self->trades_left = 0;
    }
  if (!moved)
    return TRUE;
  self->has_trades = TRUE;
  self->last_arrival = limits->last_arrival;
  return count_left (self, error);
}

/* --- Trades --- */

gboolean
tape_remover_add_removed (
    TapeRemover *self, guint32 length, gint64 start, guint32 instrument, const TapeRemoved *removed, GError **error)
{
  sqlite3_bind_int64 (self->add_removed, 1, length);
  sqlite3_bind_int64 (self->add_removed, 2, start);
  sqlite3_bind_int64 (self->add_removed, 3, instrument);
  sqlite3_bind_int64 (self->add_removed, 4, removed->trades);
  sqlite3_bind_int64 (self->add_removed, 5, removed->estimated);
  sqlite3_bind_int64 (self->add_removed, 6, removed->aside);
  return tape_database_run (self->add_removed, error);
}

static int
compare_trades (gconstpointer a, gconstpointer b)
{
  const TapeFoundTrade *left = a, *right = b;

  if (left->trade.instrument != right->trade.instrument)
    return left->trade.instrument < right->trade.instrument ? -1 : 1;
  return tape_found_trade_compare (a, b);
}

static gboolean
load_trades (TapeRemover *self, gint64 first, gint64 last, GError **error)
{
  sqlite3_stmt *row = self->load_trades;
  int result;

  g_array_set_size (self->found, 0);
  sqlite3_bind_int64 (row, 1, first);
  sqlite3_bind_int64 (row, 2, last);
  while ((result = sqlite3_step (row)) == SQLITE_ROW)
    {
      TapeFoundTrade found = {
        .arrival = sqlite3_column_int64 (row, 0),
        .trade = { .event_time = sqlite3_column_int64 (row, 1),
                   .instrument = (guint32)sqlite3_column_int64 (row, 2),
                   .price = sqlite3_column_double (row, 3),
                   .quantity = sqlite3_column_double (row, 4) },
      };

      tape_stored_side_decode (&found.trade, sqlite3_column_int64 (row, 5));
      g_array_append_val (self->found, found);
    }
  if (!tape_database_done (row, result, error))
    return FALSE;
  g_array_sort (self->found, compare_trades);
  return TRUE;
}

static const TapeTrade *
get_trade (TapeRemover *self, guint i)
{
  return i < self->found->len ? &g_array_index (self->found, TapeFoundTrade, i).trade : NULL;
}

/* The next from @i on that is in its bars. */
static const TapeTrade *
find_taken (TapeRemover *self, guint *i)
{
  const TapeTrade *trade;

  while ((trade = get_trade (self, *i)) != NULL && (trade->flags & TAPE_TRADE_ASIDE) != 0)
    ++*i;
  return trade;
}

static gboolean
keep_seconds (TapeRemover *self, GError **error)
{
  const TapeTrade *trade;
  TapeSecond second;
  guint i = 0;

  while ((trade = find_taken (self, &i)) != NULL)
    {
      tape_second_start (&second, trade);
      for (i++; (trade = find_taken (self, &i)) != NULL && trade->instrument == second.bar.instrument
                && trade->event_time - second.bar.start < TAPE_SECOND;
           i++)
        tape_second_add (&second, trade);
      if (second.bar.start >= self->cutoffs.seconds && !tape_second_store_add (&self->seconds, &second, error))
        return FALSE;
    }
  return TRUE;
}

/* The hour in UTC, or what of it belongs to the exchange's day. */
static gint64
get_hour (TapeRemover *self, const TapeTrade *trade, gint64 *end)
{
  gint64 hour = tape_time_floor (trade->event_time, TAPE_HOUR);
  TapeDay day;

  *end = hour + TAPE_HOUR;
  if (trade->instrument >= tape_universe_count (self->universe))
    return hour;
  tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &day);
  *end = MIN (*end, day.end);
  return MAX (hour, day.start);
}

static gboolean
count_removed (TapeRemover *self, TapeRemoved *all, GError **error)
{
  const TapeTrade *trade;
  guint i = 0;

  *all = (TapeRemoved){ .trades = 0 };
  while ((trade = get_trade (self, i)) != NULL)
    {
      guint32 instrument = trade->instrument;
      gint64 end, start = get_hour (self, trade, &end);
      TapeRemoved removed = { .trades = 0 };

      for (; (trade = get_trade (self, i)) != NULL && trade->instrument == instrument && trade->event_time < end; i++)
        {
          removed.trades++;
          removed.estimated += (trade->flags & TAPE_TRADE_ESTIMATED) != 0;
          removed.aside += (trade->flags & TAPE_TRADE_ASIDE) != 0;
        }
      if (!tape_remover_add_removed (self, TAPE_BAR_HOUR, start, instrument, &removed, error))
        return FALSE;
      all->trades += removed.trades;
      all->estimated += removed.estimated;
      all->aside += removed.aside;
    }
  return TRUE;
}

static gboolean
delete_range (sqlite3_stmt *statement, gint64 first, gint64 last, GError **error)
{
  sqlite3_bind_int64 (statement, 1, first);
  sqlite3_bind_int64 (statement, 2, last);
  return tape_database_run (statement, error);
}

/* What is left of the block still knows the span of all of it, and the set. */
static gboolean
shorten_block (TapeRemover *self, gint64 first, gint64 next, gint64 last, const TapeRemoved *removed, GError **error)
{
  if (next > last)
    {
      sqlite3_bind_int64 (self->delete_block, 1, first);
      return tape_database_run (self->delete_block, error) && tape_database_run (self->delete_places, error);
    }
  sqlite3_bind_int64 (self->shrink_block, 1, first);
  sqlite3_bind_int64 (self->shrink_block, 2, next);
  sqlite3_bind_int64 (self->shrink_block, 3, removed->estimated);
  sqlite3_bind_int64 (self->shrink_block, 4, removed->aside);
  return tape_database_run (self->shrink_block, error);
}

/* Trades @first to @until of a block that ends with @last. */
static gboolean
remove_trades (TapeRemover *self, gint64 first, gint64 until, gint64 last, GError **error)
{
  gboolean with_seconds = self->cutoffs.seconds < self->cutoffs.trades;
  gint64 minutes_from = tape_remover_floor (self->cutoffs.minutes, TAPE_BAR_MINUTE);
  TapeRemoved removed;

  return load_trades (self, first, until, error) && (!with_seconds || keep_seconds (self, error))
         && count_removed (self, &removed, error)
         && tape_dropped_fold_run (&self->dropped, first, until, minutes_from, error)
         && delete_range (self->delete_trades, first, until, error)
         && shorten_block (self, first, until + 1, last, &removed, error);
}

static gboolean
find_block (TapeRemover *self, gint64 *first, gint64 *last, GError **error)
{
  *first = 0;
  *last = -1;
  sqlite3_bind_int64 (self->find_block, 1, self->cutoffs.trades);
  sqlite3_bind_int64 (self->find_block, 2, self->last_arrival);
  if (sqlite3_step (self->find_block) == SQLITE_ROW)
    {
      *first = sqlite3_column_int64 (self->find_block, 0);
      *last = sqlite3_column_int64 (self->find_block, 1);
    }
  return tape_database_run (self->find_block, error);
}

static guint
adapt (guint size, gint64 took, guint least, guint most)
{
  if (took > TAPE_REMOVER_STEP)
    return MAX (size / 2, least);
  return took < TAPE_REMOVER_STEP / 3 ? MIN (size * 2, most) : size;
}

static gboolean
step_trades (TapeRemover *self, TapeRetentionProgress *progress, GError **error)
{
  gint64 first, last, until, begun = g_get_monotonic_time ();

  if (!find_block (self, &first, &last, error))
    return FALSE;
  if (first > last)
    {
      self->has_trades = FALSE;
      self->trades_left = 0;
      return TRUE;
    }
  until = MIN (last, first + self->chunk - 1);
  if (!tape_database_run (self->begin, error) || !remove_trades (self, first, until, last, error)
      || !tape_database_run (self->commit, error))
    return FALSE;
  self->trades_left = MAX (0, self->trades_left - (until - first + 1));
  progress->trades += until - first + 1;
  progress->stage = TAPE_RETENTION_TRADES;
  self->chunk = adapt (self->chunk, g_get_monotonic_time () - begun, LEAST_CHUNK, TAPE_BLOCK_TRADES);
  return TRUE;
}

/* --- Everything else --- */

static gboolean
step_bars (TapeRemover *self, TapeRetentionProgress *progress, GError **error)
{
  gint64 bars = 0;

  if (!tape_database_run (self->begin, error) || !tape_remover_step_bars (self, &bars, error)
      || !tape_database_run (self->commit, error))
    return FALSE;
  progress->bars += bars;
  if (!self->has_bars && (self->round.seconds != self->cutoffs.seconds || self->round.minutes != self->cutoffs.minutes))
    {
      self->round = self->cutoffs;
      self->has_bars = TRUE;
    }
  progress->stage = TAPE_RETENTION_BARS;
  return TRUE;
}

static gboolean
step_rejects (TapeRemover *self, TapeRetentionProgress *progress, GError **error)
{
  int removed;

  if (!delete_range (self->delete_rejects, STEP_REJECTS, TAPE_RETENTION_REJECTS_KEPT, error))
    return FALSE;
  removed = sqlite3_changes (self->db);
  self->has_rejects = removed > 0;
  if (removed > 0)
    progress->stage = TAPE_RETENTION_REJECTS;
  progress->rejects += removed;
  return TRUE;
}

static gboolean
step_space (TapeRemover *self, gboolean compact, TapeRetentionProgress *progress, GError **error)
{
  gint64 slack = compact ? 0 : SLACK_PAGES, begun = g_get_monotonic_time (), before, after;
  g_autofree char *sql = NULL;

  progress->bytes_left = 0;
  if (!self->incremental)
    return TRUE;
  if (!tape_database_get_number (self->db, "PRAGMA freelist_count", &before, error))
    return FALSE;
  if (before <= slack)
    return TRUE;
  sql = g_strdup_printf ("PRAGMA incremental_vacuum (%d)", (int)MIN (before - slack, self->pages));
  if (!tape_database_exec (self->db, sql, error)
      || !tape_database_get_number (self->db, "PRAGMA freelist_count", &after, error))
    return FALSE;
  self->pages = adapt (self->pages, g_get_monotonic_time () - begun, LEAST_PAGES, MOST_PAGES);
  progress->bytes += (before - after) * self->page_size;
  progress->bytes_left = MAX (0, after - slack) * self->page_size;
  progress->stage = TAPE_RETENTION_SPACE;
  return TRUE;
}

/* Whatever has something to be removed takes its turn; space is given back when all that is over. */
static gboolean
take_step (TapeRemover *self, const TapeRemoverLimits *limits, TapeRetentionProgress *progress, GError **error)
{
  TapeRetentionStage before = progress->stage;

  progress->stage = TAPE_RETENTION_DONE;
  if (self->has_bars && (before != TAPE_RETENTION_BARS || !self->has_trades))
    return step_bars (self, progress, error);
  if (self->has_trades)
    {
      if (!step_trades (self, progress, error) || progress->stage != TAPE_RETENTION_DONE)
        return progress->stage != TAPE_RETENTION_DONE;
    }
  if (self->has_bars)
    return step_bars (self, progress, error);
  if (self->has_rejects)
    {
      if (!step_rejects (self, progress, error) || progress->stage != TAPE_RETENTION_DONE)
        return progress->stage != TAPE_RETENTION_DONE;
    }
  return step_space (self, limits->compact, progress, error);
}

gboolean
tape_remover_step (TapeRemover *self,
                   const TapeRetention *retention,
                   const TapeRemoverLimits *limits,
                   TapeRetentionProgress *progress,
                   GError **error)
{
  TapeRetention settled = *retention;
  gboolean done;

  tape_retention_settle (&settled);
  /* A step that a loss of power undoes is taken again: it need not wait for the disk. The next commit does, for both. */
  if (!tape_database_exec (self->db, "PRAGMA synchronous = NORMAL", error))
    return FALSE;
  done = look (self, &settled, limits, error) && take_step (self, limits, progress, error);
  if (!done && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  if (!tape_database_exec (self->db, "PRAGMA synchronous = FULL", done ? error : NULL))
    return FALSE;
  progress->trades_left = self->trades_left;
  return done;
}
