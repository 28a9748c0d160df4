/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A live feed of a service, for those who write one: what does not depend on whether the service streams or is asked. It has one
 * source, the service with the account, which begins, runs and ends with the feed. On the feed's thread, but for what is done
 * before it runs. */

#pragma once

#include "feed/tape-feed-private.h"

G_BEGIN_DECLS

typedef struct _TapeServiceFeed TapeServiceFeed;

/**
 * TapeServiceFeedType:
 * @way: of getting at a service: "poll". Another way to the same service is another source, since the two go on from different
 *   positions
 * @overlap: as of #TapeFeedType
 * @run: until it is cancelled or @over
 * @clear: frees what the feed holds beyond TapeServiceFeed
 */
typedef struct
{
  const char *way;
  gint64 overlap;
  void (*run) (TapeServiceFeed *self, GCancellable *cancellable);
  void (*clear) (TapeServiceFeed *self);
} TapeServiceFeedType;

struct _TapeServiceFeed
{
  TapeFeed feed;
  const TapeServiceFeedType *way;
  TapeFeedType type; /* that of all such feeds, under the service's name */
  TapeSource source;
  TapePosition position; /* its source's number; what was stored when it was bound */

  /* While it runs. */
  GMainContext *context;
  gboolean over;
  GError *error;
};

/**
 * tape_service_feed_init:
 * @self: zeroed memory
 * @name: of the service, in the store
 * @title: of the service, to show
 * @account: which of the person's accounts, to show; "" for the only one
 * @location: (transfer full): where the service is, to show
 */
void tape_service_feed_init (TapeServiceFeed *self,
                             const TapeServiceFeedType *way,
                             TapeUniverse *universe,
                             const char *name,
                             const char *title,
                             const char *account,
                             char *location);

/**
 * tape_service_feed_iterate:
 *
 * Does what there is to do in @context, until it is cancelled or @over.
 */
void tape_service_feed_iterate (TapeServiceFeed *self, GCancellable *cancellable);

/**
 * tape_service_feed_stop:
 * @sentence: (nullable): why it makes no sense to go on, where it is not the person's wish
 */
void tape_service_feed_stop (TapeServiceFeed *self, const char *sentence);

G_END_DECLS
