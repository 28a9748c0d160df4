/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The watchlist at the side of the window: which list, a field that filters and adds, and the rows. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"
#include "model/tape-desk.h"
#include "model/tape-watchlists.h"

G_BEGIN_DECLS

#define TAPE_TYPE_WATCHLIST_PANE (tape_watchlist_pane_get_type ())
G_DECLARE_FINAL_TYPE (TapeWatchlistPane, tape_watchlist_pane, TAPE, WATCHLIST_PANE, GtkWidget)

/* Properties: "desk" (TapeDesk), "lists" (TapeWatchlists), "book" (TapeAlertBook).
 * Signals: "chosen" (string): a symbol was chosen;
 *          "removed" (string): what was removed, and can be undone;
 *          "failed" (string): why what was asked for could not be done. */

/**
 * tape_watchlist_pane_filter:
 *
 * Moves the keyboard to the field that filters and adds.
 */
void tape_watchlist_pane_filter (TapeWatchlistPane *self);

/**
 * tape_watchlist_pane_search:
 * @text: what was typed so far
 * @came_from: (nullable): where it was typed
 *
 * Moves the keyboard to the same field to go on typing there. The symbol that is found is chosen, not added; then, or with
 * Esc, the keyboard goes back to @came_from.
 */
void tape_watchlist_pane_search (TapeWatchlistPane *self, const char *text, GtkWidget *came_from);

G_END_DECLS
