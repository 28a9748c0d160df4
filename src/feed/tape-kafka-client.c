/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-kafka-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-feed.h"

enum
{
  CONSUMER = 1 << 0,
  PRODUCER = 1 << 1,
  BOTH = CONSUMER | PRODUCER,
};

/* What is always so, and what the tuning decides. A property that the person sets wins. */
static const struct
{
  const char *name;
  guint of;
  const char *latency;
  const char *throughput; /* NULL: as for latency */
} usual[] = {
  { "client.id", BOTH, "tapeline", NULL },
  { "log.connection.close", BOTH, "false", NULL },
  { "socket.keepalive.enable", BOTH, "true", NULL },
  { "socket.nagle.disable", BOTH, "true", "false" },
  { "topic.metadata.refresh.interval.ms", BOTH, "30000", NULL },
  { "allow.auto.create.topics", CONSUMER, "false", NULL },
  { "check.crcs", CONSUMER, "true", NULL },
  /* Positions are ours. One that is gone is an error, and never passed over. */
  { "enable.auto.commit", CONSUMER, "false", NULL },
  { "enable.auto.offset.store", CONSUMER, "false", NULL },
  { "auto.commit.enable", CONSUMER, "false", NULL },
  { "auto.offset.reset", CONSUMER, "error", NULL },
  { "fetch.error.backoff.ms", CONSUMER, "100", "500" },
  { "fetch.min.bytes", CONSUMER, "1", "65536" },
  { "fetch.wait.max.ms", CONSUMER, "500", "250" },
  /* Of all partitions together, since they share a queue; a full one pauses them. A librdkafka before 2.2 looks at that once a
   * second: what is held has to last so long, or reading what a topic has kept waits most of the time. Of short messages it is 60 MB
   * of memory, or 240. */
  { "queued.max.messages.kbytes", CONSUMER, "16384", "65536" },
  { "queued.min.messages", CONSUMER, "100000", "500000" },
#if RD_KAFKA_VERSION >= 0x02020000
  { "fetch.queue.backoff.ms", CONSUMER, "10", NULL },
#endif
  { "enable.idempotence", PRODUCER, "true", NULL },
  { "acks", PRODUCER, "all", NULL },
  { "partitioner", PRODUCER, "murmur2_random", NULL },
  { "linger.ms", PRODUCER, "0", "100" },
  { "batch.num.messages", PRODUCER, "10000", "100000" },
  { "compression.type", PRODUCER, "none", "lz4" },
  { "queue.buffering.max.kbytes", PRODUCER, "65536", NULL },
  { "queue.buffering.max.messages", PRODUCER, "500000", NULL },
};

static const char *const protocols[TAPE_KAFKA_N_SECURITIES] = {
  [TAPE_KAFKA_OPEN] = "plaintext",
  [TAPE_KAFKA_TLS] = "ssl",
  [TAPE_KAFKA_SASL] = "sasl_plaintext",
  [TAPE_KAFKA_SASL_TLS] = "sasl_ssl",
};

/* Text from outside without the password, which the broker may say back. */
static char *
redact (const TapeKafkaSettings *settings, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *redacted = g_string_new (valid);

  if (settings->password != NULL && *settings->password != '\0')
    g_string_replace (redacted, settings->password, "•••", 0);
  return g_string_free (redacted, FALSE);
}

static gboolean
set (rd_kafka_conf_t *conf, const TapeKafkaSettings *settings, const char *name, const char *value, GError **error)
{
  char message[512] = "";
  g_autofree char *redacted = NULL;

  if (value == NULL || rd_kafka_conf_set (conf, name, value, message, sizeof message) == RD_KAFKA_CONF_OK)
    return TRUE;
  redacted = redact (settings, message);
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
               /* Translators: the second is a sentence in English, by librdkafka. */
               _ ("Kafka's “%s” cannot be set so: %s"), name, redacted);
  return FALSE;
}

static gboolean
set_usual (rd_kafka_conf_t *conf, const TapeKafkaSettings *settings, guint of, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      const char *value = usual[i].latency;

      if (settings->tuning == TAPE_KAFKA_THROUGHPUT && usual[i].throughput != NULL)
        value = usual[i].throughput;
      if ((usual[i].of & of) != 0 && !set (conf, settings, usual[i].name, value, error))
        return FALSE;
    }
  return TRUE;
}

static const char *
not_empty (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
set_tls (rd_kafka_conf_t *conf, const TapeKafkaSettings *settings, GError **error)
{
  if (settings->security != TAPE_KAFKA_TLS && settings->security != TAPE_KAFKA_SASL_TLS)
    return TRUE;
  return set (conf, settings, "enable.ssl.certificate.verification", "true", error)
         && set (conf, settings, "ssl.endpoint.identification.algorithm", "https", error)
         && set (conf, settings, "ssl.ca.location", not_empty (settings->ca_file), error)
         && set (conf, settings, "ssl.certificate.location", not_empty (settings->certificate_file), error)
         && set (conf, settings, "ssl.key.location", not_empty (settings->key_file), error);
}

static gboolean
set_sign_in (rd_kafka_conf_t *conf, const TapeKafkaSettings *settings, GError **error)
{
  if (settings->security != TAPE_KAFKA_SASL && settings->security != TAPE_KAFKA_SASL_TLS)
    return TRUE;
  return set (conf, settings, "sasl.mechanism", tape_kafka_mechanism_get_name (settings->mechanism), error)
         && set (conf, settings, "sasl.username", settings->user, error)
         && set (conf, settings, "sasl.password", settings->password, error);
}

/* Those of the other kind of client are for the other. */
static gboolean
set_properties (rd_kafka_conf_t *conf, const TapeKafkaSettings *settings, GError **error)
{
  for (guint i = 0; settings->properties != NULL && settings->properties[i] != NULL; i++)
    {
      const char *equals = strchr (settings->properties[i], '=');
      g_autofree char *name = g_strndup (settings->properties[i], (gsize)(equals - settings->properties[i]));

      if (!set (conf, settings, name, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

static void
on_log (const rd_kafka_t *client, int level, const char *facility, const char *text)
{
  g_debug ("librdkafka %d %s: %s", level, facility, text);
}

rd_kafka_conf_t *
tape_kafka_client_make_conf (const TapeKafkaSettings *settings, rd_kafka_type_t type, GError **error)
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  g_auto (GStrv) hosts = tape_kafka_settings_get_hosts (settings);
  g_autofree char *brokers = g_strjoinv (",", hosts);

  rd_kafka_conf_set_log_cb (conf, on_log);
  if (set (conf, settings, "bootstrap.servers", brokers, error)
      && set (conf, settings, "security.protocol", protocols[settings->security], error)
      && set_tls (conf, settings, error) && set_sign_in (conf, settings, error)
      && set_usual (conf, settings, type == RD_KAFKA_CONSUMER ? CONSUMER : PRODUCER, error)
      && set_properties (conf, settings, error))
    return conf;
  rd_kafka_conf_destroy (conf);
  return NULL;
}

rd_kafka_t *
tape_kafka_client_new (const TapeKafkaSettings *settings, rd_kafka_conf_t *conf, rd_kafka_type_t type, GError **error)
{
  char message[512] = "";
  g_autofree char *redacted = NULL;
  rd_kafka_t *client = rd_kafka_new (type, conf, message, sizeof message);

  if (client != NULL)
    return client;
  rd_kafka_conf_destroy (conf);
  redacted = redact (settings, message);
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
               /* Translators: the second is a sentence in English, by librdkafka. */
               _ ("The Kafka cluster at “%s” cannot be used with these settings: %s"), settings->brokers, redacted);
  return NULL;
}

/* --- Errors --- */

gboolean
tape_kafka_client_is_refusal (rd_kafka_resp_err_t code)
{
  switch (code)
    {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__SSL:
      return TRUE;
    default:
      return FALSE;
    }
}

char *
tape_kafka_client_explain (const TapeKafkaSettings *settings, rd_kafka_resp_err_t code, const char *reason)
{
  g_autofree char *said = redact (settings, not_empty (reason) != NULL ? reason : rd_kafka_err2str (code));

  switch (code)
    {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return g_strdup_printf (
          _ ("The Kafka cluster at “%s” did not let us sign in. Check user, password and mechanism. It "
             "says: %s"),
          settings->brokers, said);
    case RD_KAFKA_RESP_ERR__SSL:
      return g_strdup_printf (_ ("The Kafka cluster at “%s” is not who it should be, or does not speak TLS. Check the "
                                 "certificates. What failed: %s"),
                              settings->brokers, said);
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
      return g_strdup_printf (_ ("The Kafka cluster at “%s” cannot be reached; it is tried again. What failed: %s"),
                              settings->brokers, said);
    default:
      return g_strdup_printf (_ ("The Kafka cluster at “%s” says: %s"), settings->brokers, said);
    }
}
