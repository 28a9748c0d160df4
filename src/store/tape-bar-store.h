/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bars of a commit into the tables of bars and of totals, or, while they still change, into that of open bars. Inside
 * store/ only, on the thread of its connection, within a transaction. */

#pragma once

#include "base/tape-commit.h"
#include "store/tape-bar-insert.h"
#include "store/tape-open-bars.h"
#include "store/tape-totals-insert.h"

G_BEGIN_DECLS

typedef struct
{
  TapeBarInsert bars;
  TapeTotalsInsert totals;
  TapeOpenBars open;
  sqlite3_stmt *remove;
} TapeBarStore;

/**
 * tape_bar_store_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_bar_store_init (TapeBarStore *self, sqlite3 *db, GError **error);
void tape_bar_store_clear (TapeBarStore *self);

/**
 * tape_bar_store_put:
 *
 * Stores the bars of a commit, its batches' and its own.
 */
gboolean tape_bar_store_put (TapeBarStore *self, const TapeCommit *commit, GError **error);

/**
 * tape_bar_store_needs_settling:
 * @needed: (out): whether tape_bar_store_settle() has something to do
 */
gboolean tape_bar_store_needs_settling (TapeBarStore *self, gint64 ended, gboolean *needed, GError **error);

/**
 * tape_bar_store_settle:
 * @ended: event time
 *
 * Leaves none of the open bars that end by then.
 */
gboolean tape_bar_store_settle (TapeBarStore *self, gint64 ended, GError **error);

/**
 * tape_bar_store_roll_back:
 *
 * Forgets what the transaction did.
 */
void tape_bar_store_roll_back (TapeBarStore *self);

G_END_DECLS
