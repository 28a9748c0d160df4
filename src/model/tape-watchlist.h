/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A watchlist: symbols in an order of the person's own, or all that trade in the session. A GListModel of TapeWatchRow.
 * Main thread only. */

#pragma once

#include "model/tape-watch-row.h"

G_BEGIN_DECLS

#define TAPE_TYPE_WATCHLIST (tape_watchlist_get_type ())
G_DECLARE_FINAL_TYPE (TapeWatchlist, tape_watchlist, TAPE, WATCHLIST, GObject)

/* Properties: "name" (string).
 * Signals: "edited" (void): its name, its symbols or their order are others. */

/**
 * tape_watchlist_new:
 * @name: to show
 */
TapeWatchlist *tape_watchlist_new (const char *name);

/**
 * tape_watchlist_new_for_session:
 * @name: to show
 *
 * Returns: (transfer full): a list that fills itself with what trades; not for editing
 */
TapeWatchlist *tape_watchlist_new_for_session (const char *name);

gboolean tape_watchlist_is_editable (TapeWatchlist *self);
const char *tape_watchlist_get_name (TapeWatchlist *self);
void tape_watchlist_set_name (TapeWatchlist *self, const char *name);

/**
 * tape_watchlist_find:
 * @position: (out) (optional): where it is
 *
 * Returns: whether @symbol is watched
 */
gboolean tape_watchlist_find (TapeWatchlist *self, const char *symbol, guint *position);

/**
 * tape_watchlist_insert:
 * @symbol: 1 to TAPE_SYMBOL_MAX bytes
 * @position: where; beyond the end is the end
 *
 * Returns: whether it is new
 */
gboolean tape_watchlist_insert (TapeWatchlist *self, const char *symbol, guint position);
void tape_watchlist_remove (TapeWatchlist *self, guint position);

/**
 * tape_watchlist_move:
 * @from: a position
 * @to: the position it has afterwards
 */
void tape_watchlist_move (TapeWatchlist *self, guint from, guint to);

/**
 * tape_watchlist_get_symbols:
 *
 * Returns: (transfer full) (array zero-terminated=1): its symbols in order
 */
char **tape_watchlist_get_symbols (TapeWatchlist *self);

/**
 * tape_watchlist_update:
 *
 * Takes what the desk's newest frame says.
 */
void tape_watchlist_update (TapeWatchlist *self, TapeDesk *desk);

/**
 * tape_watchlist_forget:
 *
 * Another session: nothing is known of any symbol.
 */
void tape_watchlist_forget (TapeWatchlist *self);

/**
 * tape_watchlist_count_stale:
 *
 * Returns: how many of its prices are stale
 */
guint tape_watchlist_count_stale (TapeWatchlist *self);

G_END_DECLS
