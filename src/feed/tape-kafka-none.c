/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In the place of Kafka, where there is no librdkafka. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-kafka-feed.h"

gboolean
tape_kafka_is_built (void)
{
  return FALSE;
}

TapeFeed *
tape_kafka_feed_new (TapeUniverse *universe, const TapeKafkaSettings *settings, GError **error)
{
  g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                       _ ("This Tapeline was built without Kafka. Install one that has it."));
  return NULL;
}
