/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the application's files share: the application itself, its sessions and its actions. */

#pragma once

#include "app/tape-application.h"

G_BEGIN_DECLS

struct _TapeApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  TapeDesk *desk;
  TapeStorage *storage;
  TapeWatchlists *lists;
  TapeFeedBook *feeds;
  TapeAlertBook *book;
  TapeNotifier *notifier;
  TapeBackground *background;
  TapeMainWindow *window;

  gboolean begun;      /* sessions are opened after the first picture */
  GListModel *pending; /* (element-type GFile), files to be opened then */
  double pending_speed;
  gboolean quitting;
  char *wanted; /* or NULL: session to be shown then, as tape_notifier_name_session() names it */
};

/* Opens the session that @name says, as tape_notifier_name_session() does; where it is %NULL, or a replay, the one that was
 * shown last. */
void tape_application_resume (TapeApplication *self, const char *name);

/* Adds the actions of the application with their keys, those that notifications have too, and what the desktop or a
 * terminal ends it by. */
void tape_application_add_actions (TapeApplication *self);

G_END_DECLS
