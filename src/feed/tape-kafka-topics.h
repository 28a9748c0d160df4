/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The topics of a Kafka feed and their partitions: found as they appear, and read from where each is to go on. Partitions keep their
 * place in the table. The feed's thread only, but for the partitions' sources, which do not change. */

#pragma once

#include <librdkafka/rdkafka.h>

#include "base/tape-source.h"
#include "feed/tape-kafka-settings.h"

G_BEGIN_DECLS

typedef struct _TapeKafkaTopics TapeKafkaTopics;
typedef struct _TapeKafkaTopic TapeKafkaTopic;

/**
 * TapeKafkaPartition:
 * @source: what it is
 * @number: its number in its topic
 * @position: the offset to go on from, -1 for its beginning, once it has its number in the store
 * @known: it was read in an earlier run
 * @placed: its position is where it is to be read from
 * @started: it is read
 * @moved: its position has changed since it was last handed over
 */
typedef struct
{
  TapeSource source;
  gint32 number;
  TapePosition position;
  gboolean known;
  gboolean placed;
  gboolean started;
  gboolean moved;

  /*< private >*/
  TapeKafkaTopic *topic;
  gboolean is_late; /* it appeared while its topic was looked at */
} TapeKafkaPartition;

/**
 * tape_kafka_topics_new:
 * @settings: must outlive it
 */
TapeKafkaTopics *tape_kafka_topics_new (const TapeKafkaSettings *settings);

/**
 * tape_kafka_topics_free:
 *
 * After tape_kafka_topics_disconnect(), if it was connected.
 */
void tape_kafka_topics_free (TapeKafkaTopics *self);

/**
 * tape_kafka_topics_connect:
 * @client: (transfer none): a consumer
 * @queue: (transfer none): takes the messages of all partitions
 */
void tape_kafka_topics_connect (TapeKafkaTopics *self, rd_kafka_t *client, rd_kafka_queue_t *queue);

/**
 * tape_kafka_topics_disconnect:
 *
 * Stops reading. Partitions and positions stay.
 */
void tape_kafka_topics_disconnect (TapeKafkaTopics *self);

guint tape_kafka_topics_get_n_partitions (TapeKafkaTopics *self);
TapeKafkaPartition *tape_kafka_topics_get_partition (TapeKafkaTopics *self, guint i);

/**
 * tape_kafka_topics_find:
 *
 * Returns: (transfer none) (nullable): the partition that @message is of
 */
TapeKafkaPartition *tape_kafka_topics_find (TapeKafkaTopics *self, const rd_kafka_message_t *message);

/**
 * tape_kafka_topics_refresh:
 * @timeout: ms
 * @missing: (out) (optional) (transfer full): a sentence on a topic that is not there or that we may not read; %NULL if there is none
 *
 * Asks the cluster for the partitions there are, and adds those that are new. Waits for the answer.
 *
 * Returns: 0, or why there is no answer
 */
rd_kafka_resp_err_t tape_kafka_topics_refresh (TapeKafkaTopics *self, gint timeout, char **missing);

/**
 * tape_kafka_topics_place:
 * @timeout: ms, for each that must be asked for
 *
 * Finds where the partitions that have no position yet are to be read from. Those of a topic of which none was ever read, and which
 * was there when it was first asked for, may begin at their end; that is a position, to be kept at once, so that nothing is missed
 * between now and a restart.
 *
 * Returns: 0, or why it is not known of all
 */
rd_kafka_resp_err_t tape_kafka_topics_place (TapeKafkaTopics *self, gint timeout);

/**
 * tape_kafka_topics_start:
 *
 * Reads what is placed and is not read yet.
 */
void tape_kafka_topics_start (TapeKafkaTopics *self);

/**
 * tape_kafka_topics_skip:
 * @partition: one whose position is not there any more; it is not read until tape_kafka_topics_start()
 * @timeout: ms
 * @missing: (out) (transfer full): a sentence that says what is missing; %NULL where nothing is
 *
 * Moves its position to where there are messages.
 *
 * Returns: 0, or why that could not be done
 */
rd_kafka_resp_err_t
tape_kafka_topics_skip (TapeKafkaTopics *self, TapeKafkaPartition *partition, gint timeout, char **missing);

G_END_DECLS
