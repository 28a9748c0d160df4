/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card of a feed: how it is in words, what happens next, its pace and counters, its last messages. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_CARD (tape_feed_card_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedCard, tape_feed_card, TAPE, FEED_CARD, GtkWidget)

/* Properties: "narrow" (boolean). */

/**
 * tape_feed_card_new:
 * @feed: one of the desk's; the card goes before it does
 */
GtkWidget *tape_feed_card_new (TapeDesk *desk, TapeFeed *feed);

TapeFeed *tape_feed_card_get_feed (TapeFeedCard *self);

/**
 * tape_feed_card_update:
 *
 * Shows how the feed is now, but for its messages. Called once a second, so that the difference of two counts is a pace.
 */
void tape_feed_card_update (TapeFeedCard *self);

/**
 * tape_feed_card_update_messages:
 *
 * Shows the last messages, of which a feed may have as many new ones each second.
 */
void tape_feed_card_update_messages (TapeFeedCard *self);

G_END_DECLS
