/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window: watchlist, pages, badge, banner, replay bar and status line around the desk. It takes the desk's frames as
 * fast as the display shows them, and only while there is something to take. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-alert-book.h"
#include "model/tape-desk.h"
#include "model/tape-watchlists.h"

G_BEGIN_DECLS

#define TAPE_TYPE_MAIN_WINDOW (tape_main_window_get_type ())
G_DECLARE_FINAL_TYPE (TapeMainWindow, tape_main_window, TAPE, MAIN_WINDOW, AdwApplicationWindow)

/* Properties: "desk" (TapeDesk), "lists" (TapeWatchlists) and "book" (TapeAlertBook), set once they are loaded.
 * Signals: "painted" (void): the window was drawn for the first time. */

TapeMainWindow *tape_main_window_new (AdwApplication *application, TapeDesk *desk);

/**
 * tape_main_window_set_lists:
 * @lists: the person's watchlists
 */
void tape_main_window_set_lists (TapeMainWindow *self, TapeWatchlists *lists);

/**
 * tape_main_window_set_book:
 * @book: the person's rules, and what they found
 */
void tape_main_window_set_book (TapeMainWindow *self, TapeAlertBook *book);

/**
 * tape_main_window_show_error:
 * @message: (nullable): one sentence: what, where, what to do; %NULL if all is well again
 *
 * Shows it in place until it is dismissed or all is well.
 */
void tape_main_window_show_error (TapeMainWindow *self, const char *message);

/**
 * tape_main_window_show_symbol:
 * @symbol: which to choose
 *
 * Chooses a symbol and goes to its chart.
 */
void tape_main_window_show_symbol (TapeMainWindow *self, const char *symbol);

/**
 * tape_main_window_show_place:
 * @symbol: which to choose
 * @time: event time
 *
 * Goes to that place of its chart; "win.show-place" does so too.
 */
void tape_main_window_show_place (TapeMainWindow *self, const char *symbol, gint64 time);

G_END_DECLS
