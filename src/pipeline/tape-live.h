/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The live feeds of a session: those that a person has set up, made with their keys, started, and kept to what is set up
 * while it changes. A feed that was changed is ended and made anew, and goes on where it was; one that cannot be made stands
 * there all the same, failed, with the reason. Where several tell of the same instrument, the one of the lowest priority
 * that is not stale is in use (tape_session_rank_feed()). On the session's thread, with a main context that runs. */

#pragma once

#include "pipeline/tape-live-feed.h"
#include "pipeline/tape-session.h"

G_BEGIN_DECLS

typedef struct _TapeLive TapeLive;

/**
 * tape_live_new:
 * @session: must outlive this
 * @changed: called when a feed is there, has ended or is gone; not from within a call
 * @data: for @changed
 */
TapeLive *
tape_live_new (TapeSession *session, const TapeLiveMaker *maker, void (*changed) (gpointer data), gpointer data);

/**
 * tape_live_free:
 *
 * To be called right before the session, which ends the feeds, is freed.
 */
void tape_live_free (TapeLive *self);

/**
 * tape_live_set_definitions:
 * @definitions: (element-type TapeUserFeed): what is set up, by priority; copied. Those that are not enabled do not run
 *
 * Makes and starts what is new, ends what is gone, and makes anew what reads otherwise than before, or has another priority.
 */
void tape_live_set_definitions (TapeLive *self, GPtrArray *definitions);

/**
 * tape_live_list_feeds:
 *
 * Returns: (transfer container) (element-type TapeFeed): those that are there, by priority
 */
GPtrArray *tape_live_list_feeds (TapeLive *self);

/**
 * tape_live_get_definition:
 *
 * Returns: (transfer none) (nullable): what @feed was made of; %NULL if it is none of these any more
 */
const TapeUserFeed *tape_live_get_definition (TapeLive *self, TapeFeed *feed);

/**
 * tape_live_start_feed:
 * @feed: one of tape_live_list_feeds()
 *
 * Makes another in its place, which goes on where it was; nothing happens while it runs.
 */
void tape_live_start_feed (TapeLive *self, TapeFeed *feed);

/**
 * tape_live_reconnect_feed:
 * @feed: one of tape_live_list_feeds()
 *
 * Ends it and makes another in its place, which goes on where it was and waits for nothing; nothing happens while one is made.
 */
void tape_live_reconnect_feed (TapeLive *self, TapeFeed *feed);

/**
 * tape_live_take_key:
 * @service: name of a service
 * @account: whose key was entered, changed or removed
 *
 * Makes the feeds that use it anew.
 */
void tape_live_take_key (TapeLive *self, const char *service, const char *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeLive, tape_live_free)

G_END_DECLS
