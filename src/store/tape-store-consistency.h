/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tables of a session's database say of each other: each trade is found by a block, bars and totals are the same
 * bars, whatever a row names is there. SQLite's own check sees nothing of it. For tape-store-check.c; inside store/ only. */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

/**
 * TapeConsistencyFunc:
 * @table: whose rows are wrong
 * @problem: a sentence
 */
typedef void (*TapeConsistencyFunc) (const char *table, const char *problem, gpointer data);

/**
 * tape_store_consistency_check:
 * @each: called for each thing that is wrong, once for all rows of which it is
 * @error: also where a table cannot be read
 *
 * Reads every row, in a snapshot if the caller began one.
 */
gboolean tape_store_consistency_check (
    sqlite3 *db, TapeConsistencyFunc each, gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
