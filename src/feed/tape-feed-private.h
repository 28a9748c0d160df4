/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every feed shares, for those who write one. On the feed's thread unless said otherwise. */

#pragma once

#include <pthread.h>

#include "feed/tape-feed.h"

G_BEGIN_DECLS

struct _TapeFeed
{
  const TapeFeedType *type;
  char *name;
  TapeUniverse *universe;

  /*< private >*/
  TapeFeedPush push;
  gpointer push_data;
  TapeFeedBind bind;
  gpointer bind_data;
  GCancellable *cancellable;
  GArray *begun; /* (element-type guint32): sources that have begun and not ended */

  pthread_mutex_t lock; /* guards all below */
  pthread_cond_t changed;
  TapeFeedHealth health;
  gboolean on_thread; /* a thread of ours is in it */
  gboolean paused;
  double speed;
  guint speed_serial; /* rises when pause or speed change, so that pacing starts anew */
  gint64 next_message;
};

/**
 * tape_feed_init:
 * @self: zeroed memory
 * @name: to show
 */
void tape_feed_init (TapeFeed *self, const TapeFeedType *type, const char *name, TapeUniverse *universe);

/**
 * tape_feed_bind_found:
 * @i: a source that was not there when the feed began to run
 *
 * Has the source bound. Its batches come after: BEGIN first.
 */
gboolean tape_feed_bind_found (TapeFeed *self, guint i, GError **error);

/**
 * tape_feed_push:
 * @batch: (transfer full): the batch
 *
 * Hands @batch over and counts it. Waits while paused and while there is no room.
 *
 * Returns: %FALSE if the feed is to end
 */
gboolean tape_feed_push (TapeFeed *self, TapeBatch *batch);

/**
 * tape_feed_wait_until:
 * @time: g_get_monotonic_time() to wait for
 *
 * Waits, and while paused; sooner if speed or pause change.
 *
 * Returns: %FALSE if the feed is to end
 */
gboolean tape_feed_wait_until (TapeFeed *self, gint64 time);

/**
 * tape_feed_get_pace:
 * @serial: (out): rises with each change of speed or pause
 *
 * Returns: the speed asked for; 0 as fast as it goes
 */
double tape_feed_get_pace (TapeFeed *self, guint *serial);

void tape_feed_set_progress (TapeFeed *self, double progress);

/**
 * tape_feed_set_state:
 * @state: from TAPE_FEED_RUNNING to TAPE_FEED_SILENT
 * @message: (nullable): what is wrong, a sentence
 * @next: real time of the next attempt, µs; TAPE_NO_TIME where none is waited for
 *
 * Says how a service is. How the feed begins and ends, and that it is paused, is said by itself.
 */
void tape_feed_set_state (TapeFeed *self, TapeFeedState state, const char *message, gint64 next);

/**
 * tape_feed_set_calls:
 * @calls: what its account may still ask
 */
void tape_feed_set_calls (TapeFeed *self, const TapeFeedCalls *calls);

/**
 * tape_feed_wants_message:
 *
 * Messages are for people: a few a second are enough.
 *
 * Returns: whether it is time to keep another
 */
gboolean tape_feed_wants_message (TapeFeed *self);

/**
 * tape_feed_keep_message:
 * @raw: as it came
 * @length: its bytes
 * @parsed: (nullable): what was made of it; %NULL for an event: @trade or @bar says it
 */
void tape_feed_keep_message (TapeFeed *self, const char *raw, gsize length, gboolean rejected, const char *parsed);

/**
 * tape_feed_describe_trade:
 *
 * Returns: (transfer full): a trade in words
 */
char *tape_feed_describe_trade (TapeFeed *self, const TapeTrade *trade);

G_END_DECLS
