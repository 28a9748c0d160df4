/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sets up a feed in three steps: where prices come from, what it takes, a trial; then it is kept and runs. Nothing is kept
 * before that, neither the feed nor its key. Main thread only. */

#pragma once

#include "app/tape-application.h"
#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_DIALOG (tape_feed_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedDialog, tape_feed_dialog, TAPE, FEED_DIALOG, AdwWindow)

/**
 * tape_feed_dialog_show:
 * @application: whose feeds are added to
 * @parent: (nullable): window that it stands over
 * @feed: (nullable): a feed that is set up otherwise; %NULL for a new one
 */
void tape_feed_dialog_show (TapeApplication *application, GtkWindow *parent, const TapeUserFeed *feed);

G_END_DECLS
