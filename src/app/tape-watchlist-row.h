/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the watchlist: symbol, name, sparkline, price and change of a TapeWatchRow. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"
#include "model/tape-watch-row.h"

G_BEGIN_DECLS

#define TAPE_TYPE_WATCHLIST_ROW (tape_watchlist_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeWatchlistRow, tape_watchlist_row, TAPE, WATCHLIST_ROW, GtkWidget)

/* Properties: "compact" (boolean: one line instead of two).
 * Signals: "dropped" (TapeWatchRow): another row was dropped on this one;
 *          "alert-asked" (void): its threshold is to be edited. */

GtkWidget *tape_watchlist_row_new (void);

/**
 * tape_watchlist_row_set_row:
 * @row: (nullable): what it shows
 */
void tape_watchlist_row_set_row (TapeWatchlistRow *self, TapeWatchRow *row);
TapeWatchRow *tape_watchlist_row_get_row (TapeWatchlistRow *self);

/**
 * tape_watchlist_row_set_book:
 * @book: (nullable): whose rules the bell is about
 */
void tape_watchlist_row_set_book (TapeWatchlistRow *self, TapeAlertBook *book);

G_END_DECLS
