/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trades and bars from the topics of a Kafka cluster, as they come. Each partition is a source, known by cluster, topic and number,
 * and its position is the offset to go on from, kept with what was read: there is no consumer group, so that a restart neither
 * misses a message nor takes one twice. A partition that appears later is read from its beginning, and so is a topic; one that was
 * never read, from its beginning or its end, as the settings say. Where messages were deleted before they were read, or a topic was
 * made anew, what is missing is said as a rejected message.
 *
 * While the queue of batches is full nothing is taken, and librdkafka stops fetching once its own bounded queues are full too. A
 * cluster that cannot be reached is tried for ever; one that refuses us, or that we cannot trust, ends the feed if it has not read
 * from it yet. */

#pragma once

#include "feed/tape-feed.h"
#include "feed/tape-kafka-settings.h"

G_BEGIN_DECLS

/**
 * tape_kafka_feed_new:
 * @settings: copied
 * @error: %TAPE_FEED_ERROR_OPTION: what is wrong with them, or that this build has no Kafka
 *
 * Asks nothing of the network: that is for its thread.
 *
 * Returns: (transfer full) (nullable): the feed
 */
TapeFeed *tape_kafka_feed_new (TapeUniverse *universe, const TapeKafkaSettings *settings, GError **error);

/**
 * tape_kafka_is_built:
 *
 * Returns: whether this build has Kafka
 */
gboolean tape_kafka_is_built (void);

G_END_DECLS
