/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The feeds that a person has set up: those of user.db, by priority, as they are now, also where another process changed
 * them. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "store/tape-user-feeds.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FEED_BOOK (tape_feed_book_get_type ())
G_DECLARE_FINAL_TYPE (TapeFeedBook, tape_feed_book, TAPE, FEED_BOOK, GObject)

/* Signals: "changed" (void): the feeds are others, or otherwise. */

/**
 * tape_feed_book_new:
 * @path: of user.db; where that cannot be opened there are no feeds, and tape_feed_book_get_message() says why
 */
TapeFeedBook *tape_feed_book_new (const char *path);

/**
 * tape_feed_book_get_feeds:
 *
 * Returns: (transfer none) (element-type TapeUserFeed): all of them; valid until "changed"
 */
GPtrArray *tape_feed_book_get_feeds (TapeFeedBook *self);

/**
 * tape_feed_book_find:
 *
 * Returns: (transfer none) (nullable): the feed of that number
 */
const TapeUserFeed *tape_feed_book_find (TapeFeedBook *self, gint64 id);

/**
 * tape_feed_book_find_like:
 * @feed: a feed, set up or not
 *
 * What two feeds read with the same account of a service would be stored twice, so that one reads all of it. A cluster may
 * have any number.
 *
 * Returns: (transfer none) (nullable): another that reads from the same account of the same service in the same way
 */
const TapeUserFeed *tape_feed_book_find_like (TapeFeedBook *self, const TapeUserFeed *feed);

/**
 * tape_feed_book_count_enabled:
 *
 * Returns: how many are to run
 */
guint tape_feed_book_count_enabled (TapeFeedBook *self);

/**
 * tape_feed_book_list_names:
 * @but: number of a feed whose name is left out, or 0
 *
 * Returns: (transfer full) (array zero-terminated=1): names that are taken
 */
char **tape_feed_book_list_names (TapeFeedBook *self, gint64 but);

/**
 * tape_feed_book_get_message:
 *
 * Returns: (transfer none) (nullable): why the feeds could not be read
 */
const char *tape_feed_book_get_message (TapeFeedBook *self);

/**
 * tape_feed_book_keep:
 * @feed: with the number of that whose place it takes, or 0: a new one, which comes behind the others
 *
 * Returns: its number; 0 on error, also where tape_feed_book_find_like() finds another
 */
gint64 tape_feed_book_keep (TapeFeedBook *self, const TapeUserFeed *feed, GError **error);

/**
 * tape_feed_book_set_enabled:
 *
 * Nothing happens where there is no such feed.
 */
gboolean tape_feed_book_set_enabled (TapeFeedBook *self, gint64 id, gboolean enabled, GError **error);

/**
 * tape_feed_book_move_up:
 *
 * Puts a feed before the one that goes before it. Nothing happens where there is none.
 */
gboolean tape_feed_book_move_up (TapeFeedBook *self, gint64 id, GError **error);

/**
 * tape_feed_book_remove:
 *
 * What it brought stays stored, its key kept.
 */
gboolean tape_feed_book_remove (TapeFeedBook *self, gint64 id, GError **error);

/**
 * tape_feed_book_restore:
 * @feed: as it was when it was removed
 *
 * Undoes that, unless there is another like it by now.
 */
gboolean tape_feed_book_restore (TapeFeedBook *self, const TapeUserFeed *feed, GError **error);

G_END_DECLS
