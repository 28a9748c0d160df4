/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed that says what a stream of engine-streams.h holds, with ticks where that has them, so that a session can be fed any
 * events and stopped between any two. */

#pragma once

#include "engine-streams.h"
#include "feed/tape-feed.h"

G_BEGIN_DECLS

/**
 * stream_feed_new:
 * @universe: a session's; where it is empty the stream's instruments get the numbers that they have there
 * @from: whose numbers the stream's instruments are
 * @stream: (element-type StreamEvent): borrowed; of sources 1 to @n_sources, which are to get these numbers
 * @stop_at: it stops before this event, as if it was cancelled; G_MAXUINT: it says all
 *
 * A stored position is how many events were said; it goes on behind them.
 *
 * Returns: (transfer full): it
 */
TapeFeed *stream_feed_new (TapeUniverse *universe, TapeUniverse *from, GArray *stream, guint n_sources, guint stop_at);

G_END_DECLS
