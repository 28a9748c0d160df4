/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A live feed of any service that streams trades: connects, greets, reads; comes back after whatever ends a connection; takes a
 * connection that says nothing for too long for dead; makes a second one before the service ends the first for its age; asks for
 * what was missed. Ends only where trying again changes nothing. Its one source is the service with the account; the last trade
 * of each symbol and what is missing are part of its position, so that a restart asks for what it did not hear. */

#pragma once

#include "feed/tape-feed.h"
#include "feed/tape-stream.h"

G_BEGIN_DECLS

/**
 * TapeStreamFeedSettings:
 * @stream: the service
 * @account: which of the person's accounts, to show; "" for the only one
 * @chosen: symbols, key, secret
 * @hurry: all waiting is so many times shorter than it should be: for tests; 0 for 1
 * @max_age: µs after which a connection is replaced by another: for tests; 0 for the service's
 */
typedef struct
{
  const TapeStream *stream;
  const char *account;
  const TapeStreamSettings *chosen;
  guint hurry;
  gint64 max_age;
} TapeStreamFeedSettings;

/**
 * tape_stream_feed_new:
 * @settings: copied
 * @error: %TAPE_FEED_ERROR_OPTION: what is missing
 *
 * Returns: (transfer full) (nullable): the feed
 */
TapeFeed *tape_stream_feed_new (TapeUniverse *universe, const TapeStreamFeedSettings *settings, GError **error);

G_END_DECLS
