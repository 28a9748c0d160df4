/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed that could not be made: it stands in its place, so that a person sees it among the others, with the reason. It reads
 * no source, and each run fails with that reason. */

#pragma once

#include "feed/tape-feed.h"

G_BEGIN_DECLS

/**
 * tape_failed_feed_new:
 * @name: to show
 * @reason: a sentence that says why, and what to do; copied
 *
 * Returns: (transfer full): the feed
 */
TapeFeed *tape_failed_feed_new (TapeUniverse *universe, const char *name, const GError *reason);

G_END_DECLS
