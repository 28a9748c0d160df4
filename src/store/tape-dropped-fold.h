/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trades that came too late for their bar are added to it whenever its totals are read; here they are added to them for good.
 * Inside store/ only, on the thread of its connection, within a transaction. */

#pragma once

#include "base/tape-universe.h"
#include "store/tape-totals-insert.h"

G_BEGIN_DECLS

/**
 * TapeDroppedFold:
 * @bars: (nullable) (element-type TapeBar): gets the bars that changed, in the order of their changes; %NULL after init
 */
typedef struct
{
  TapeUniverse *universe;
  sqlite3_stmt *get;
  sqlite3_stmt *forget;
  TapeTotalsInsert totals;
  GArray *bars;
} TapeDroppedFold;

/**
 * tape_dropped_fold_init:
 * @universe: must outlive it
 *
 * To be cleared also where it failed.
 */
gboolean tape_dropped_fold_init (TapeDroppedFold *self, sqlite3 *db, TapeUniverse *universe, GError **error);
void tape_dropped_fold_clear (TapeDroppedFold *self);

/**
 * tape_dropped_fold_run:
 * @first: arrival
 * @last: arrival
 * @minutes_from: minutes that start before it are not kept; days are
 *
 * Adds the dropped trades of [@first, @last], which are still stored, to their minutes and days, and forgets that they were
 * dropped.
 */
gboolean tape_dropped_fold_run (TapeDroppedFold *self, gint64 first, gint64 last, gint64 minutes_from, GError **error);

G_END_DECLS
