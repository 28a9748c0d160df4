/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings of a Kafka cluster as librdkafka's, and its errors as sentences. For what speaks to a cluster; any thread. */

#pragma once

#include <librdkafka/rdkafka.h>

#include "feed/tape-kafka-settings.h"

G_BEGIN_DECLS

/**
 * tape_kafka_client_make_conf:
 * @settings: checked
 * @type: consumer or producer
 * @error: %TAPE_FEED_ERROR_OPTION: what librdkafka cannot do, or not here
 *
 * Certificates are verified, and belong to the host asked for; a consumer makes no topic, keeps no offsets with the cluster, and
 * where one is gone it gets an error; a producer is idempotent. What librdkafka logs is for debugging only.
 *
 * Returns: (transfer full) (nullable): for rd_kafka_new()
 */
rd_kafka_conf_t *tape_kafka_client_make_conf (const TapeKafkaSettings *settings, rd_kafka_type_t type, GError **error);

/**
 * tape_kafka_client_new:
 * @conf: (transfer full): with callbacks as wanted
 * @error: as tape_kafka_client_make_conf()
 *
 * Returns: (transfer full) (nullable): a client, which begins to connect at once
 */
rd_kafka_t *
tape_kafka_client_new (const TapeKafkaSettings *settings, rd_kafka_conf_t *conf, rd_kafka_type_t type, GError **error);

/**
 * tape_kafka_client_explain:
 * @reason: (nullable): what librdkafka says of it
 *
 * Returns: (transfer full): a sentence that says what is wrong, where, and what to do; never with the password
 */
char *tape_kafka_client_explain (const TapeKafkaSettings *settings, rd_kafka_resp_err_t code, const char *reason);

/**
 * tape_kafka_client_is_refusal:
 *
 * Returns: whether the cluster refused who we are, or we refused the cluster, so that trying again is no use before the settings
 *   change
 */
gboolean tape_kafka_client_is_refusal (rd_kafka_resp_err_t code);

G_END_DECLS
