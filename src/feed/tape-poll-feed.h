/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A live feed of any polled service: asks for each symbol in turn, as often as its interval and the account's calls allow, less
 * often while the exchanges of all of them are closed; waits where the service wants it; ends only where asking again changes
 * nothing. Its one source is the service with the account; what is spent of the calls, and what is remembered of each symbol, is
 * part of its position, so that a restart goes on from there. */

#pragma once

#include "feed/tape-feed.h"
#include "feed/tape-poll.h"

G_BEGIN_DECLS

/**
 * TapePollFeedSettings:
 * @poll: the service
 * @account: which of the person's accounts, to show; "" for the only one
 * @symbols: (array zero-terminated=1): at least one
 * @key: (nullable): the account's key
 * @base: (nullable): as of #TapePollQuestion: for tests only
 * @extended: take prices before and after the session too, and ask as often then
 * @limits: (nullable): of the account's plan; %NULL for those of the free one
 * @quota_file: (nullable): as of tape_quota_share(), where others ask with the same account
 */
typedef struct
{
  const TapePoll *poll;
  const char *account;
  const char *const *symbols;
  const char *key;
  const char *base;
  gboolean extended;
  const TapeQuotaLimits *limits;
  const char *quota_file;
} TapePollFeedSettings;

/**
 * tape_poll_feed_new:
 * @settings: copied
 * @error: %TAPE_FEED_ERROR_OPTION: what is missing
 *
 * Returns: (transfer full) (nullable): the feed
 */
TapeFeed *tape_poll_feed_new (TapeUniverse *universe, const TapePollFeedSettings *settings, GError **error);

G_END_DECLS
