/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sources that a session reads or has read: their numbers, and how far each was handed over. That is further than the
 * store knows, so that a feed that is stopped and started again goes on from there, with or without a store.
 *
 * Sources are bound on the session's thread, and on a feed's own where it finds some as it runs; what is handed over is noted on
 * the feeds' threads. */

#pragma once

#include "feed/tape-feed.h"
#include "store/tape-store.h"

G_BEGIN_DECLS

typedef struct _TapeBoundSources TapeBoundSources;

/**
 * tape_bound_sources_new:
 * @writer: (nullable): knows the sources of earlier sessions; must outlive this
 */
TapeBoundSources *tape_bound_sources_new (TapeWriter *writer);
void tape_bound_sources_free (TapeBoundSources *self);

/**
 * tape_bound_sources_bind:
 * @feed: must outlive this, unless it could not be bound
 * @again: take its sources as new ones
 * @error: a %TAPE_STORE_ERROR; %TAPE_FEED_ERROR_OPTION where a source is being read already
 *
 * Gives each of @feed's sources its number and the position to go on from.
 *
 * Returns: whether that could be done
 */
gboolean tape_bound_sources_bind (TapeBoundSources *self, TapeFeed *feed, gboolean again, GError **error);

/**
 * tape_bound_sources_bind_found:
 * @feed: was bound
 * @i: one of its sources that it did not have then
 * @error: as tape_bound_sources_bind()
 *
 * Gives it its number and the position to go on from. Any thread.
 *
 * Returns: whether that could be done
 */
gboolean tape_bound_sources_bind_found (TapeBoundSources *self, TapeFeed *feed, guint i, GError **error);

/**
 * tape_bound_sources_rank:
 * @rank: from 1 on, or 0
 * @stale_after: µs, or 0
 *
 * Gives all sources of @feed the same place among those of other feeds.
 */
void tape_bound_sources_rank (TapeBoundSources *self, TapeFeed *feed, guint rank, gint64 stale_after);

/**
 * tape_bound_sources_note_begin:
 * @batch: a BEGIN that is handed over next
 *
 * Tells it the place of its source. Any thread.
 */
void tape_bound_sources_note_begin (TapeBoundSources *self, TapeBatch *batch);

/**
 * tape_bound_sources_note:
 * @batch: was handed over
 *
 * Remembers the positions in @batch. Any thread.
 */
void tape_bound_sources_note (TapeBoundSources *self, const TapeBatch *batch);

/**
 * tape_bound_sources_get_name:
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): name of the source of this number; %NULL if it is none of these
 */
char *tape_bound_sources_get_name (TapeBoundSources *self, guint32 source);

/**
 * tape_bound_sources_is_of:
 *
 * Any thread.
 *
 * Returns: whether @feed is the last that reads the source of this number
 */
gboolean tape_bound_sources_is_of (TapeBoundSources *self, guint32 source, const TapeFeed *feed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeBoundSources, tape_bound_sources_free)

/**
 * tape_bound_sources_take_overlap:
 * @source: number of a source that begins
 * @from: (out): event time of the first trade that it may deliver once more
 * @to: (out): of the last
 *
 * Any thread.
 *
 * Returns: whether there are such; once for each time it was bound
 */
gboolean tape_bound_sources_take_overlap (TapeBoundSources *self, guint32 source, gint64 *from, gint64 *to);

G_END_DECLS
