/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window's files share: the window itself and its actions. */

#pragma once

#include "app/tape-adaptive-bin.h"
#include "app/tape-banner.h"
#include "app/tape-main-window.h"
#include "app/tape-replay-bar.h"
#include "app/tape-watchlist-pane.h"

G_BEGIN_DECLS

struct _TapeMainWindow
{
  AdwApplicationWindow parent_instance;

  TapeDesk *desk;
  TapeWatchlists *lists;
  TapeAlertBook *book;
  GSettings *settings;
  guint tick;
  guint switcher_change;
  gulong after_paint;
  gboolean data_drawn;   /* the first frame with trades was */
  gboolean removed_rule; /* what was removed last is a rule */
  char *error;

  TapeAdaptiveBin *bin;
  AdwToastOverlay *toasts;
  AdwFlap *flap;
  TapeWatchlistPane *watchlist;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *switcher_bar;
  GtkWidget *badge;
  GtkMenuButton *menu_button;
  TapeBanner *banner;
  AdwViewStack *pages;
  TapeReplayBar *replay_bar;
  GtkWidget *status_line;
};

/* Says with a button for undo that @what, a rule or a symbol, was removed. */
void tape_main_window_say_removed (TapeMainWindow *self, const char *what, gboolean rule);

/* Installs the actions that have to do with rules of alerts. */
void tape_main_window_install_rule_actions (GtkWidgetClass *widget_class);

/* Installs the actions of the window and their keys. */
void tape_main_window_install_actions (GtkWidgetClass *widget_class);

/* Allows what can be done with the feeds as they are: a simulator that runs is not started. */
void tape_main_window_update_actions (TapeMainWindow *self);

G_END_DECLS
