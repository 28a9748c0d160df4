/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A Kafka feed, and how it makes batches of messages. The feed's thread only. */

#pragma once

#include "feed/tape-feed-private.h"
#include "feed/tape-kafka-feed.h"
#include "feed/tape-kafka-reader.h"
#include "feed/tape-kafka-topics.h"

G_BEGIN_DECLS

/* ms. How long an answer is waited for, and how long it is before the next time: doubled while there is none. Nothing is read
 * meanwhile, and the feed does not end. */
#define TAPE_KAFKA_ASK_FIRST 250
#define TAPE_KAFKA_ASK_MAX   2000

typedef struct
{
  TapeFeed feed;
  TapeKafkaSettings *settings;
  TapeKafkaTopics *topics;
  GBytes *mark; /* state of a position: the offset was set, not just the source made */

  /* The run. */
  TapeKafkaReader *reader;
  rd_kafka_t *client;
  rd_kafka_queue_t *queue;
  TapeBatch *batch;
  guint n_bound;       /* partitions that have their number */
  gboolean answered;   /* the cluster has answered */
  gboolean missing;    /* a topic is not there: the health says so */
  gboolean said;       /* the health has a message */
  gint64 next_refresh; /* monotonic */
  gint refresh;        /* ms */
  gint patience;       /* ms */
  GError *refused;
} TapeKafkaFeed;

/**
 * tape_kafka_feed_say:
 * @message: (nullable): what is wrong while it runs
 */
void tape_kafka_feed_say (TapeKafkaFeed *self, const char *message);

/**
 * tape_kafka_feed_take:
 * @messages: (array length=n) (transfer full): messages, and errors in the place of messages
 *
 * Makes batches of them and hands these over, with the positions of their partitions.
 *
 * Returns: %FALSE if the feed is to end
 */
gboolean tape_kafka_feed_take (TapeKafkaFeed *self, rd_kafka_message_t **messages, gssize n);

/**
 * tape_kafka_feed_flush:
 *
 * Hands over what was taken, and positions that have changed.
 *
 * Returns: %FALSE if the feed is to end
 */
gboolean tape_kafka_feed_flush (TapeKafkaFeed *self);

G_END_DECLS
