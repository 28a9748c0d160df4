/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A Kafka cluster of librdkafka's own stand-in brokers in this process, a producer that fills its topics, and a feed that reads
 * them into an array. */

#pragma once

#include <pthread.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "feed/tape-kafka-feed.h"

G_BEGIN_DECLS

/* Time of trade 0; the others are a millisecond apart. */
#define KAFKA_START G_GINT64_CONSTANT (1600000000000000)

#define KAFKA_PATIENCE (120 * TAPE_SECOND)

typedef struct
{
  rd_kafka_t *handle;
  rd_kafka_t *producer;
  rd_kafka_mock_cluster_t *mock;
  gboolean without_ids; /* trades that are put have none: only positions keep them single */
} KafkaCluster;

KafkaCluster *kafka_cluster_new (guint n_brokers);
void kafka_cluster_free (KafkaCluster *self);
void kafka_cluster_add_topic (KafkaCluster *self, const char *topic, gint n_partitions);

/**
 * kafka_cluster_put:
 * @key: (nullable): what it is keyed by
 * @timestamp: ms, or 0 for now
 *
 * Puts a message there; kafka_cluster_flush() waits for it.
 */
void kafka_cluster_put (
    KafkaCluster *self, const char *topic, gint32 partition, const char *key, gint64 timestamp, const char *text);

/* Trades with the ids @first to @end - 1, each in the partition that its id says modulo @n_partitions; quantity is the id. */
void kafka_cluster_put_trades (KafkaCluster *self, const char *topic, gint n_partitions, guint first, guint end);

/* Waits until all that was put is there. */
void kafka_cluster_flush (KafkaCluster *self);

/* How many messages there are at @partition's end. */
gint64 kafka_cluster_get_end (KafkaCluster *self, const char *topic, gint32 partition);

/**
 * kafka_cluster_get_settings:
 * @topics: names with commas between them
 * @more: (nullable): members of the JSON object
 *
 * Returns: (transfer full): for a feed that is quick to look again for what has changed
 */
TapeKafkaSettings *kafka_cluster_get_settings (KafkaCluster *self, const char *topics, const char *more);

/* A feed that runs on a thread of its own, and what it has handed over. */
typedef struct
{
  TapeUniverse *universe;
  TapeFeed *feed;
  GCancellable *cancellable;

  pthread_mutex_t lock; /* guards all below */
  pthread_cond_t changed;
  GPtrArray *batches;
  guint64 n_events;
  gboolean held; /* it waits with the batch that it hands over */
} KafkaRun;

/**
 * kafka_run_start:
 * @bind: (nullable): as of tape_feed_set_bind()
 */
KafkaRun *kafka_run_start (const TapeKafkaSettings *settings, TapeFeedBind bind, gpointer bind_data);

/* Waits until it has handed over so many trades, bars and rejects. */
void kafka_run_wait (KafkaRun *self, guint64 n_events);

/* Waits until its health says @part of a sentence, or, where that is NULL, nothing. */
void kafka_run_wait_message (KafkaRun *self, const char *part);

void kafka_run_hold (KafkaRun *self, gboolean held);

/* Stops it, if it runs yet, and waits for its end. */
void kafka_run_stop (KafkaRun *self);
void kafka_run_free (KafkaRun *self);

/* The last position handed over of a source; %NULL if there is none. */
const TapePosition *kafka_run_get_position (KafkaRun *self, guint32 source);

/* Trade ids from @first to @end - 1 were handed over, each once, those of a partition in their order. */
void kafka_run_assert_trades (KafkaRun *self, gint n_partitions, guint first, guint end);

G_END_DECLS
