/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a Kafka cluster is reached and what is read there or written to it: plain data, as it is typed in and kept. It is here in every
 * build, also in one without librdkafka. The password is a part of it in memory only: neither the JSON nor any sentence has it.
 *
 *   {"brokers": "kafka1:9093,kafka2:9093", "topics": ["stocks"], "security": "sasl-tls", "mechanism": "SCRAM-SHA-512",
 *    "user": "desk", "ca": "/etc/ssl/our-ca.pem", "tuning": "latency", "from": "beginning",
 *    "map": ["LastPrice=price"], "columns": "symbol,price,trade_date,trade_time", "bar": "1m",
 *    "properties": ["client.rack=a"]}
 *
 * Only "brokers" and "topics" must be there. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TAPE_KAFKA_OPEN,     /* "none": neither encrypted nor signed in */
  TAPE_KAFKA_TLS,      /* "tls": encrypted, the broker's certificate verified */
  TAPE_KAFKA_SASL,     /* "sasl": signed in, not encrypted; never by PLAIN, which would show the password */
  TAPE_KAFKA_SASL_TLS, /* "sasl-tls": both */
  TAPE_KAFKA_N_SECURITIES
} TapeKafkaSecurity;

typedef enum
{
  TAPE_KAFKA_SCRAM_SHA_512,
  TAPE_KAFKA_SCRAM_SHA_256,
  TAPE_KAFKA_PLAIN,
  TAPE_KAFKA_N_MECHANISMS
} TapeKafkaMechanism;

typedef enum
{
  TAPE_KAFKA_LATENCY,    /* each message at once */
  TAPE_KAFKA_THROUGHPUT, /* a few tenths of a second for fewer, larger, packed requests */
  TAPE_KAFKA_N_TUNINGS
} TapeKafkaTuning;

/**
 * TapeKafkaSettings:
 * @brokers: HOST[:PORT], one or several with commas between them: where the cluster is found
 * @topics: (array zero-terminated=1): names
 * @security: a #TapeKafkaSecurity
 * @mechanism: how it is signed in, with SASL
 * @user: (nullable): with SASL
 * @password: (nullable): with SASL; a secret
 * @ca_file: (nullable): PEM file with whom to trust with TLS, in place of whom the system trusts
 * @certificate_file: (nullable): PEM file with our own certificate, where the cluster wants one
 * @key_file: (nullable): PEM file with its key
 * @tuning: a #TapeKafkaTuning
 * @from_end: of a topic that was never read, only what comes from now on is read; else all that it holds
 * @map: (nullable) (array zero-terminated=1): "KEY=FIELD" as of tape_columns_check_map()
 * @columns: names of the columns of messages that are CSV, with commas between them
 * @bar_length: (nullable): how long bars are that tell neither that nor a day: "1m"; without it those are rejected
 * @properties: (nullable) (array zero-terminated=1): "NAME=VALUE" of librdkafka, of those that cannot weaken anything
 */
typedef struct
{
  char *brokers;
  char **topics;
  TapeKafkaSecurity security;
  TapeKafkaMechanism mechanism;
  char *user;
  char *password;
  char *ca_file;
  char *certificate_file;
  char *key_file;
  TapeKafkaTuning tuning;
  gboolean from_end;
  char **map;
  char *columns;
  char *bar_length;
  char **properties;
} TapeKafkaSettings;

/**
 * tape_kafka_settings_new:
 *
 * Returns: (transfer full): settings without brokers and topics
 */
TapeKafkaSettings *tape_kafka_settings_new (void);
void tape_kafka_settings_free (TapeKafkaSettings *self);
TapeKafkaSettings *tape_kafka_settings_copy (const TapeKafkaSettings *self);

/**
 * tape_kafka_settings_parse:
 * @json: an object as above
 * @error: %TAPE_FEED_ERROR_OPTION, naming the key
 *
 * Reads settings; what they say is not checked.
 *
 * Returns: (transfer full) (nullable): them, without a password
 */
TapeKafkaSettings *tape_kafka_settings_parse (const char *json, GError **error);

/**
 * tape_kafka_settings_set:
 * @name: a key as in JSON whose value is a text: "security"
 * @error: %TAPE_FEED_ERROR_OPTION: what it may be
 */
gboolean tape_kafka_settings_set (TapeKafkaSettings *self, const char *name, const char *text, GError **error);

/**
 * tape_kafka_settings_to_json:
 *
 * Returns: (transfer full): the JSON that tape_kafka_settings_parse() reads, without the password and what is as it would be anyway
 */
char *tape_kafka_settings_to_json (const TapeKafkaSettings *self);

/**
 * tape_kafka_settings_check:
 * @needs_topics: at least one must be named
 * @error: %TAPE_FEED_ERROR_OPTION: a sentence on the first thing that cannot be
 *
 * Returns: whether they can be used, for all that is known without asking the cluster
 */
gboolean tape_kafka_settings_check (const TapeKafkaSettings *self, gboolean needs_topics, GError **error);

/**
 * tape_kafka_settings_check_topic:
 *
 * Returns: whether @topic can be a topic's name
 */
gboolean tape_kafka_settings_check_topic (const char *topic, GError **error);

/**
 * tape_kafka_settings_get_bar_length:
 *
 * Returns: @bar_length in seconds; 0 where there is none
 */
guint32 tape_kafka_settings_get_bar_length (const TapeKafkaSettings *self);

/**
 * tape_kafka_settings_get_hosts:
 *
 * Returns: (transfer full) (array zero-terminated=1): the hosts and ports of @brokers, those that are contacted first
 */
char **tape_kafka_settings_get_hosts (const TapeKafkaSettings *self);

const char *tape_kafka_security_get_name (TapeKafkaSecurity security);
const char *tape_kafka_mechanism_get_name (TapeKafkaMechanism mechanism);
const char *tape_kafka_tuning_get_name (TapeKafkaTuning tuning);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeKafkaSettings, tape_kafka_settings_free)

G_END_DECLS
