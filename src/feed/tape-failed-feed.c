/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-failed-feed.h"

#include "feed/tape-feed-private.h"

typedef struct
{
  TapeFeed feed;
  GError *reason;
} TapeFailedFeed;

static void
free_reason (TapeFeed *feed)
{
  g_clear_error (&((TapeFailedFeed *)feed)->reason);
}

static guint
count_sources (TapeFeed *feed)
{
  return 0;
}

static gboolean
fail (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  g_propagate_error (error, g_error_copy (((TapeFailedFeed *)feed)->reason));
  return FALSE;
}

static const TapeFeedType type = {
  .name = "failed",
  .live = TRUE,
  .free = free_reason,
  .count_sources = count_sources,
  .run = fail,
};

TapeFeed *
tape_failed_feed_new (TapeUniverse *universe, const char *name, const GError *reason)
{
  TapeFailedFeed *self = g_new0 (TapeFailedFeed, 1);

  tape_feed_init (&self->feed, &type, name, universe);
  self->reason = g_error_copy (reason);
  return &self->feed;
}
