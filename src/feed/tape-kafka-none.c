/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In the place of Kafka, where there is no librdkafka. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-kafka-feed.h"
#include "feed/tape-kafka-publisher.h"

gboolean
tape_kafka_is_built (void)
{
  return FALSE;
}

static void
fail (GError **error)
{
  g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                       _ ("This Tapeline was built without Kafka. Install one that has it."));
}

TapeFeed *
tape_kafka_feed_new (TapeUniverse *universe, const TapeKafkaSettings *settings, GError **error)
{
  fail (error);
  return NULL;
}

TapeKafkaPublisher *
tape_kafka_publisher_new (TapeUniverse *universe,
                          const TapeKafkaSettings *settings,
                          GCancellable *cancellable,
                          GError **error)
{
  fail (error);
  return NULL;
}

/* There is none that these could be called with. */

void
tape_kafka_publisher_free (TapeKafkaPublisher *self)
{
}

void
tape_kafka_publisher_set_simulated (TapeKafkaPublisher *self, gboolean simulated)
{
}

gboolean
tape_kafka_publisher_push (TapeBatch *batch, gpointer publisher)
{
  tape_batch_unref (batch);
  return FALSE;
}

gboolean
tape_kafka_publisher_finish (TapeKafkaPublisher *self, GError **error)
{
  fail (error);
  return FALSE;
}

void
tape_kafka_publisher_count (TapeKafkaPublisher *self, TapeKafkaPublished *published)
{
  *published = (TapeKafkaPublished){ 0 };
}

char *
tape_kafka_publisher_get_message (TapeKafkaPublisher *self)
{
  return NULL;
}
