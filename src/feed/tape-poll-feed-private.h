/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A feed of a polled service from within: what tape-poll-feed.c sets up, and tape-poll-run.c asks with. On the feed's thread. */

#pragma once

#include "feed/tape-backoff.h"
#include "feed/tape-http.h"
#include "feed/tape-poll-feed.h"
#include "feed/tape-poll-schedule.h"
#include "feed/tape-service-feed.h"

G_BEGIN_DECLS

typedef struct
{
  TapeServiceFeed service;
  const TapePoll *poll;
  char *key;
  char *base;
  gboolean extended;
  TapePollSchedule schedule;
  TapeQuota *quota;
  char *quota_file;

  /* of a run */
  TapeHttp *http;
  GSource *timer;
  TapeBackoff backoff;
  gint64 retry_at;      /* monotonic µs before which nothing is asked */
  TapePollTurn *asking; /* whose answer is awaited */
  guint32 length;       /* of the bars that are asked for; 0: its price is */
  gboolean refused;     /* the service has said that the calls are spent */
  char *note;           /* what remains to be said while it runs */
} TapePollFeed;

/**
 * tape_poll_past_begin:
 *
 * To be called before anything is asked: decides of which symbols the past is asked for, once. Not where the feed goes on from
 * an answer that is no older than a minute.
 */
void tape_poll_past_begin (TapePollFeed *self);

/**
 * tape_poll_past_next:
 * @length: (out): of the bars
 *
 * A past is asked for where its symbol's price is known and most of the day's calls are left for prices.
 *
 * Returns: (nullable): whose past to ask for next
 */
TapePollTurn *tape_poll_past_next (TapePollFeed *self, guint32 *length);

/**
 * tape_poll_past_asked:
 *
 * The past of @turn is asked for: not again, whatever the answer.
 */
void tape_poll_past_asked (TapePollFeed *self, TapePollTurn *turn, guint32 length);

/**
 * tape_poll_past_refused:
 *
 * The account has no bars of @length of any symbol.
 */
void tape_poll_past_refused (TapePollFeed *self, guint32 length);

/**
 * tape_poll_run:
 *
 * Asks until it is cancelled or asking does not help any more: then its error says why.
 */
void tape_poll_run (TapePollFeed *self, GCancellable *cancellable);

G_END_DECLS
