/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The person's watchlists, kept in user.db, and the list of what trades in the session, which is the last. A GListModel of
 * TapeWatchlist with one that is chosen; each edit is stored at once; the last removal can be undone. Main thread only. */

#pragma once

#include "model/tape-watchlist.h"

G_BEGIN_DECLS

#define TAPE_TYPE_WATCHLISTS (tape_watchlists_get_type ())
G_DECLARE_FINAL_TYPE (TapeWatchlists, tape_watchlists, TAPE, WATCHLISTS, GObject)

/* Properties: "current" (TapeWatchlist), "can-undo" (boolean, read), "message" (string, nullable, read: why edits are not
 * being stored). */

/* Number of the list of what trades in the session. */
#define TAPE_WATCHLISTS_SESSION 0

/**
 * tape_watchlists_new:
 * @path: of user.db
 *
 * Loads the lists; makes a first one where there is none. Where the database cannot be used the lists work in memory, and
 * "message" says so.
 */
TapeWatchlists *tape_watchlists_new (const char *path);

TapeWatchlist *tape_watchlists_get_current (TapeWatchlists *self);
void tape_watchlists_set_current (TapeWatchlists *self, TapeWatchlist *list);

/**
 * tape_watchlists_get_id:
 *
 * Returns: the number that @list keeps, also when the application was closed
 */
gint64 tape_watchlists_get_id (TapeWatchlists *self, TapeWatchlist *list);

/**
 * tape_watchlists_find:
 *
 * Returns: (transfer none) (nullable): the list of that number
 */
TapeWatchlist *tape_watchlists_find (TapeWatchlists *self, gint64 id);

/**
 * tape_watchlists_add:
 * @name: to show
 *
 * Adds an empty list and chooses it.
 */
void tape_watchlists_add (TapeWatchlists *self, const char *name);

/**
 * tape_watchlists_remove:
 * @list: one for editing; not the last of those
 *
 * Returns: whether it was removed
 */
gboolean tape_watchlists_remove (TapeWatchlists *self, TapeWatchlist *list);

/**
 * tape_watchlists_remove_symbol:
 * @position: in the chosen list
 */
void tape_watchlists_remove_symbol (TapeWatchlists *self, guint position);

/**
 * tape_watchlists_undo:
 *
 * Brings back what was removed last.
 */
void tape_watchlists_undo (TapeWatchlists *self);

const char *tape_watchlists_get_message (TapeWatchlists *self);

G_END_DECLS
