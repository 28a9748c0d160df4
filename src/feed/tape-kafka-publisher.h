/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes what a feed hands over into a topic of a Kafka cluster: JSON objects by the canonical names, keyed by symbol, so that an
 * instrument's trades stay in their order in one partition, the one that Java's producers would choose. The producer is idempotent: what is tried again is there once.
 *
 * Made, finished and freed by one thread; pushed to by a feed's. */

#pragma once

#include <gio/gio.h>

#include "base/tape-batch.h"
#include "base/tape-universe.h"
#include "feed/tape-kafka-settings.h"

G_BEGIN_DECLS

typedef struct _TapeKafkaPublisher TapeKafkaPublisher;

/**
 * TapeKafkaPublished:
 * @sent: trades and bars taken
 * @delivered: of those, how many the cluster has
 * @rejected: rejects in the batches, which are not published
 */
typedef struct
{
  guint64 sent;
  guint64 delivered;
  guint64 rejected;
} TapeKafkaPublished;

/**
 * tape_kafka_publisher_new:
 * @universe: of the batches
 * @settings: copied; its one topic is written to
 * @cancellable: (nullable): ends the waiting for room and for the cluster
 * @error: %TAPE_FEED_ERROR_OPTION: what is wrong with them, or that this build has no Kafka
 *
 * Returns: (transfer full) (nullable): the publisher, which begins to connect
 */
TapeKafkaPublisher *tape_kafka_publisher_new (TapeUniverse *universe,
                                              const TapeKafkaSettings *settings,
                                              GCancellable *cancellable,
                                              GError **error);

/**
 * tape_kafka_publisher_free:
 *
 * Gives up what is not delivered yet.
 */
void tape_kafka_publisher_free (TapeKafkaPublisher *self);

/**
 * tape_kafka_publisher_set_simulated:
 * @simulated: each message says in "comment" that it is not real
 *
 * Before the first is pushed.
 */
void tape_kafka_publisher_set_simulated (TapeKafkaPublisher *self, gboolean simulated);

/**
 * tape_kafka_publisher_push:
 * @batch: (transfer full): any
 * @publisher: a #TapeKafkaPublisher
 *
 * A #TapeFeedPush. Waits while librdkafka's queue is full.
 *
 * Returns: %FALSE if it was cancelled, or something could not be delivered
 */
gboolean tape_kafka_publisher_push (TapeBatch *batch, gpointer publisher);

/**
 * tape_kafka_publisher_finish:
 * @error: %TAPE_FEED_ERROR_FILE: how much was not delivered, and why; or that it was cancelled
 *
 * Waits until all is delivered or known not to be: five minutes without the cluster, at once where it does not let us in.
 *
 * Returns: whether all is delivered
 */
gboolean tape_kafka_publisher_finish (TapeKafkaPublisher *self, GError **error);

/**
 * tape_kafka_publisher_count:
 * @published: (out): how much there is so far
 *
 * Any thread.
 */
void tape_kafka_publisher_count (TapeKafkaPublisher *self, TapeKafkaPublished *published);

/**
 * tape_kafka_publisher_get_message:
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what is wrong just now, as a sentence
 */
char *tape_kafka_publisher_get_message (TapeKafkaPublisher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeKafkaPublisher, tape_kafka_publisher_free)

G_END_DECLS
