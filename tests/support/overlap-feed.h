/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed that has no position but the time and the id of its last trade, as services that are polled and WebSockets are: after
 * a restart it delivers again what it has from a little before that time on. */

#pragma once

#include "feed/tape-feed.h"

G_BEGIN_DECLS

#define OVERLAP_FEED_OVERLAP (30 * TAPE_SECOND)

/**
 * overlap_feed_new:
 * @name: what it is: its source is known by that
 * @n: how many trades there are; the i-th has the id "t<i>" or, where i is even, i as a number
 * @pause: µs between two messages
 *
 * Returns: (transfer full): it
 */
TapeFeed *overlap_feed_new (TapeUniverse *universe, const char *name, guint n, gulong pause);

/**
 * overlap_feed_get_begin:
 *
 * Returns: number of the first trade that it delivered in its run
 */
guint overlap_feed_get_begin (TapeFeed *feed);

G_END_DECLS
