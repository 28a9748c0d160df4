/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a stream's feed is made of: its connections (tape-stream-run.c), the questions for what was missed (tape-stream-fill.c)
 * and for what was before it (tape-stream-past.c). On the feed's thread, but for what is made before it runs. */

#pragma once

#include "feed/tape-backoff.h"
#include "feed/tape-http.h"
#include "feed/tape-poll.h"
#include "feed/tape-service-feed.h"
#include "feed/tape-socket.h"
#include "feed/tape-stream-feed.h"

G_BEGIN_DECLS

/* A connection. */
typedef struct
{
  TapeSocket *socket;
  gboolean subscribed;
} TapeStreamLink;

typedef struct
{
  TapeServiceFeed service;
  const TapeStream *stream;
  TapeStreamSettings *chosen;
  gint64 hurry;
  gint64 max_age;

  /* While it runs. */
  TapeStreamReader *reader;
  TapeBatch *batch;
  gint64 pushed; /* monotonic µs of the last push */

  TapeStreamLink link;   /* what is read from */
  TapeStreamLink second; /* what will take its place */
  TapeBackoff backoff;
  char *trouble; /* what was wrong last, until it works again */
  GSource *retry;
  GSource *silence;
  GSource *age;
  GSource *hand_over;
  GSource *bundle;

  TapeHttp *http;
  TapeBackoff fill_backoff;
  GSource *fill;
  guint request; /* 0: none is under way */

  const TapePoll *past; /* who is asked for what was before; NULL: nobody */
  guint past_next;      /* question */
  GSource *past_timer;
} TapeStreamFeed;

/**
 * tape_stream_feed_set_timer:
 * @timer: (inout): replaced
 * @time: monotonic µs
 * @function: called once, after what is there to be read
 */
void tape_stream_feed_set_timer (TapeStreamFeed *self, GSource **timer, gint64 time, GSourceFunc function);
void tape_stream_feed_stop_timer (GSource **timer);

/**
 * tape_stream_feed_push:
 *
 * Hands over what was read. Waits while nobody takes it.
 */
void tape_stream_feed_push (TapeStreamFeed *self);

/**
 * tape_stream_feed_show:
 *
 * Shows that it runs, and how many trades are missing for good.
 */
void tape_stream_feed_show (TapeStreamFeed *self);

/**
 * tape_stream_feed_get_http:
 *
 * Returns: (transfer none): for questions; until tape_stream_fill_stop()
 */
TapeHttp *tape_stream_feed_get_http (TapeStreamFeed *self);

/**
 * tape_stream_past_begin:
 *
 * To be called when the first connection stands: asks for bars of the past, unless the feed goes on from a minute ago.
 */
void tape_stream_past_begin (TapeStreamFeed *self);
void tape_stream_past_stop (TapeStreamFeed *self);

/**
 * tape_stream_run:
 *
 * Runs until it is cancelled, nobody takes batches, or there is an error.
 */
void tape_stream_run (TapeStreamFeed *self, GCancellable *cancellable);

/**
 * tape_stream_fill_plan:
 * @time: monotonic µs, not before which to ask
 *
 * Asks for what is missing, if anything is.
 */
void tape_stream_fill_plan (TapeStreamFeed *self, gint64 time);

/**
 * tape_stream_fill_stop:
 *
 * Asks no more.
 */
void tape_stream_fill_stop (TapeStreamFeed *self);

G_END_DECLS
