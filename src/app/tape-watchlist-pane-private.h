/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the parts of the watchlist share: tape-watchlist-pane.c the rows, tape-watchlist-pane-search.c the field,
 * tape-watchlist-pane-lists.c the title with the lists, tape-watchlist-pane-alerts.c the thresholds. */

#pragma once

#include <adwaita.h>

#include "app/tape-watchlist-pane.h"

G_BEGIN_DECLS

struct _TapeWatchlistPane
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWatchlists *lists;
  TapeAlertBook *book;
  gboolean compact;

  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GSimpleAction *list_action;
  char *search;         /* what is typed, folded */
  gboolean shows;       /* what is found is shown, not added */
  GtkWidget *came_from; /* had the keyboard before a symbol was searched for */
  GtkWidget *threshold; /* the popover that asks for one */
  char *threshold_of;   /* symbol, or name of a list */

  GtkWidget *box;
  GtkStack *title;
  GtkLabel *list_name;
  GtkEntry *name_entry;
  GtkEditable *entry;
  GtkListBox *suggestions;
  GtkStack *stack;
  GtkListView *view;
  AdwStatusPage *unmatched;
  GMenu *list_section;
};

/* (transfer none) (nullable): the list that is shown. */
TapeWatchlist *tape_watchlist_pane_get_list (TapeWatchlistPane *self);

/* --- Rows. --- */

/**
 * tape_watchlist_pane_update:
 *
 * Takes what the desk's newest frame says, if anybody can see it.
 */
void tape_watchlist_pane_update (TapeWatchlistPane *self);

/**
 * tape_watchlist_pane_select_symbol:
 *
 * Selects the row of the desk's symbol; none if the symbol is not among the rows.
 */
void tape_watchlist_pane_select_symbol (TapeWatchlistPane *self);

/**
 * tape_watchlist_pane_show_what_there_is:
 *
 * Shows the rows, or says why there are none.
 */
void tape_watchlist_pane_show_what_there_is (TapeWatchlistPane *self);

/**
 * tape_watchlist_pane_find_row:
 *
 * Returns: (transfer none) (nullable): what stands for @symbol in the list, if there is a widget for it
 */
GtkWidget *tape_watchlist_pane_find_row (TapeWatchlistPane *self, const char *symbol);

/* Emits "chosen" and "removed". */
void tape_watchlist_pane_say_chosen (TapeWatchlistPane *self, const char *symbol);
void tape_watchlist_pane_say_removed (TapeWatchlistPane *self, const char *what);

/* --- The field. --- */

void tape_watchlist_pane_bind_search (GtkWidgetClass *widget_class);

/**
 * tape_watchlist_pane_clear_search:
 *
 * Shows all rows again.
 */
void tape_watchlist_pane_clear_search (TapeWatchlistPane *self);

/**
 * tape_watchlist_pane_show_symbol:
 *
 * Chooses @symbol, which ends a search.
 */
void tape_watchlist_pane_show_symbol (TapeWatchlistPane *self, const char *symbol);

/**
 * tape_watchlist_pane_search_changed:
 *
 * Filters and suggests anew: what is typed, or what the list holds, is another.
 */
void tape_watchlist_pane_search_changed (TapeWatchlistPane *self);

/* --- The lists. --- */

void tape_watchlist_pane_bind_lists (GtkWidgetClass *widget_class);
void tape_watchlist_pane_add_list_action (TapeWatchlistPane *self);

/**
 * tape_watchlist_pane_show_current:
 *
 * Shows the chosen list.
 */
void tape_watchlist_pane_show_current (TapeWatchlistPane *self);

/* --- Thresholds. --- */

void tape_watchlist_pane_bind_alerts (GtkWidgetClass *widget_class);

/**
 * tape_watchlist_pane_ask_threshold:
 * @at: what the popover points to
 */
void tape_watchlist_pane_ask_threshold (TapeWatchlistPane *self, const char *symbol, GtkWidget *at);

G_END_DECLS
