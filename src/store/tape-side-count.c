/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-side-count.h"

#include "store/tape-stored-side.h"

/* A block that lies across an end of the span, or outside of what is in it wholly. */
typedef struct
{
  gint64 first_arrival;
  gint64 last_arrival;
} PartialBlock;

typedef struct
{
  const TapeTradeSpan *span;
  GArray *partial;
  gboolean any; /* a block of the span has an estimate, maybe outside of it */
  guint64 n_estimates;
  guint64 n_trades;
} Count;

static gboolean
count_blocks (Count *self, sqlite3 *db, GError **error)
{
  const TapeTradeSpan *span = self->span;
  g_autoptr (sqlite3_stmt) blocks = tape_database_prepare (
      db,
      "SELECT first_arrival, last_arrival, estimated, min_time >= ?3 AND max_time < ?4, aside FROM blocks "
      "WHERE max_time >= ?1 AND min_time < ?2",
      error);
  int result;

  if (blocks == NULL)
    return FALSE;
  sqlite3_bind_int64 (blocks, 1, span->from);
  sqlite3_bind_int64 (blocks, 2, span->to);
  sqlite3_bind_int64 (blocks, 3, span->whole_from);
  sqlite3_bind_int64 (blocks, 4, span->whole_to);
  while ((result = sqlite3_step (blocks)) == SQLITE_ROW)
    {
      const PartialBlock block = { sqlite3_column_int64 (blocks, 0), sqlite3_column_int64 (blocks, 1) };
      guint64 n_estimates = (guint64)sqlite3_column_int64 (blocks, 2);

      self->any |= n_estimates > 0;
      if (!sqlite3_column_int (blocks, 3))
        {
          g_array_append_val (self->partial, block);
          continue;
        }
      self->n_estimates += n_estimates;
      self->n_trades += (guint64)(block.last_arrival - block.first_arrival + 1 - sqlite3_column_int64 (blocks, 4));
    }
  return tape_database_done (blocks, result, error);
}

static gboolean
count_trades (Count *self, sqlite3_stmt *trades, const PartialBlock *block, GError **error)
{
  const TapeTradeSpan *span = self->span;
  int result;

  sqlite3_bind_int64 (trades, 1, block->first_arrival);
  sqlite3_bind_int64 (trades, 2, block->last_arrival);
  sqlite3_bind_int64 (trades, 3, span->from);
  sqlite3_bind_int64 (trades, 4, span->to);
  while ((result = sqlite3_step (trades)) == SQLITE_ROW)
    {
      gint64 time = sqlite3_column_int64 (trades, 1);

      if ((time < span->whole_from || time >= span->whole_to)
          && !span->holds ((guint32)sqlite3_column_int64 (trades, 0), time, span->data))
        continue;
      self->n_trades++;
      self->n_estimates += sqlite3_column_int64 (trades, 2) >= TAPE_STORED_ESTIMATES;
    }
  return tape_database_done (trades, result, error);
}

static gboolean
count_partial (Count *self, sqlite3 *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) trades
      = tape_database_prepare (db,
                               "SELECT instrument, event_time, side FROM trades "
                               "WHERE arrival BETWEEN ?1 AND ?2 AND event_time >= ?3 AND event_time < ?4 "
                               "AND " TAPE_STORED_NOT_ASIDE,
                               error);

  if (trades == NULL)
    return FALSE;
  for (guint i = 0; i < self->partial->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error)
        || !count_trades (self, trades, &g_array_index (self->partial, PartialBlock, i), error))
      return FALSE;
  return TRUE;
}

/* Of trades that were removed it is known in which hour they were, or in which day; what begins in the span is in it. */
static gboolean
count_removed (Count *self, sqlite3 *db, GError **error)
{
  const TapeTradeSpan *span = self->span;
  g_autoptr (sqlite3_stmt) removed = tape_database_prepare (
      db, "SELECT instrument, start, trades - aside, estimated FROM removed WHERE start >= ? AND start < ?", error);
  int result;

  if (removed == NULL)
    return FALSE;
  sqlite3_bind_int64 (removed, 1, span->from);
  sqlite3_bind_int64 (removed, 2, span->to);
  while ((result = sqlite3_step (removed)) == SQLITE_ROW)
    {
      gint64 start = sqlite3_column_int64 (removed, 1);

      if ((start < span->whole_from || start >= span->whole_to)
          && !span->holds ((guint32)sqlite3_column_int64 (removed, 0), start, span->data))
        continue;
      self->n_trades += (guint64)sqlite3_column_int64 (removed, 2);
      self->n_estimates += (guint64)sqlite3_column_int64 (removed, 3);
    }
  self->any |= self->n_estimates > 0;
  return tape_database_done (removed, result, error);
}

gboolean
tape_side_count (sqlite3 *db,
                 const TapeTradeSpan *span,
                 guint64 *n_estimates,
                 guint64 *n_trades,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GArray) partial = g_array_new (FALSE, FALSE, sizeof (PartialBlock));
  Count self = { .span = span, .partial = partial };

  *n_estimates = *n_trades = 0;
  if (!count_blocks (&self, db, error) || !count_removed (&self, db, error)
      || (self.any && !count_partial (&self, db, cancellable, error)))
    return FALSE;
  if (self.n_estimates == 0)
    return TRUE;
  *n_estimates = self.n_estimates;
  *n_trades = self.n_trades;
  return TRUE;
}
