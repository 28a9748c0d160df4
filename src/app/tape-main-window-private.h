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
  gboolean data_drawn; /* the first frame with trades was */
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

/* Installs the actions of the window and their keys. */
void tape_main_window_install_actions (GtkWidgetClass *widget_class);

/* Allows what can be done with the feeds as they are: a simulator that runs is not started. */
void tape_main_window_update_actions (TapeMainWindow *self);

G_END_DECLS
