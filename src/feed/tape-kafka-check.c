/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What cannot be in the settings of a Kafka feed. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-time.h"
#include "feed/tape-columns.h"
#include "feed/tape-feed.h"
#include "feed/tape-kafka-settings.h"

#define TOPIC_LENGTH 249

/* Properties of librdkafka that may be set by hand: how much at once and how long to wait. Not how a cluster is verified, who
 * signs in, what is loaded, and what the exactness of positions rests on. */
static const char *const properties[] = {
  "batch.num.messages",
  "batch.size",
  "broker.address.family",
  "broker.address.ttl",
  "client.id",
  "client.rack",
  "compression.codec",
  "compression.level",
  "compression.type",
  "connections.max.idle.ms",
  "fetch.error.backoff.ms",
  "fetch.max.bytes",
  "fetch.message.max.bytes",
  "fetch.min.bytes",
  "fetch.wait.max.ms",
  "linger.ms",
  "message.max.bytes",
  "message.timeout.ms",
  "metadata.max.age.ms",
  "queue.buffering.max.kbytes",
  "queue.buffering.max.messages",
  "queue.buffering.max.ms",
  "queued.max.messages.kbytes",
  "queued.min.messages",
  "receive.message.max.bytes",
  "reconnect.backoff.max.ms",
  "reconnect.backoff.ms",
  "request.timeout.ms",
  "retry.backoff.ms",
  "socket.connection.setup.timeout.ms",
  "socket.receive.buffer.bytes",
  "socket.send.buffer.bytes",
  "socket.timeout.ms",
  "topic.metadata.refresh.fast.interval.ms",
  "topic.metadata.refresh.interval.ms",
};

static gboolean
fail (GError **error, char *message)
{
  g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, message);
  g_free (message);
  return FALSE;
}

static gboolean
is_host (const char *text)
{
  return *text != '\0'
         && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") == strlen (text);
}

static gboolean
is_port (const char *text)
{
  guint64 port = 0;

  return g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL);
}

/* HOST, HOST:PORT, [ADDRESS] or [ADDRESS]:PORT. */
static gboolean
is_broker (const char *text)
{
  const char *end = strchr (text, *text == '[' ? ']' : ':');
  g_autofree char *host = NULL;

  if (*text != '[')
    {
      host = end != NULL ? g_strndup (text, (gsize)(end - text)) : g_strdup (text);
      return is_host (host) && (end == NULL || is_port (end + 1));
    }
  if (end == NULL)
    return FALSE;
  host = g_strndup (text + 1, (gsize)(end - text - 1));
  return g_hostname_is_ip_address (host) && (end[1] == '\0' || (end[1] == ':' && is_port (end + 2)));
}

char **
tape_kafka_settings_get_hosts (const TapeKafkaSettings *self)
{
  g_autoptr (GStrvBuilder) hosts = g_strv_builder_new ();
  g_auto (GStrv) parts = g_strsplit (self->brokers, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (hosts, parts[i]);
  return g_strv_builder_end (hosts);
}

static gboolean
check_brokers (const TapeKafkaSettings *self, GError **error)
{
  g_auto (GStrv) hosts = tape_kafka_settings_get_hosts (self);

  if (hosts[0] == NULL)
    return fail (error, g_strdup (_ ("Name a broker of the Kafka cluster, such as “localhost:9092”.")));
  for (guint i = 0; hosts[i] != NULL; i++)
    if (!is_broker (hosts[i]))
      {
        g_autofree char *valid = g_utf8_make_valid (hosts[i], -1);

        return fail (error,
                     g_strdup_printf (_ ("“%s” is no broker: write HOST or HOST:PORT, several with commas."), valid));
      }
  return TRUE;
}

gboolean
tape_kafka_settings_check_topic (const char *topic, GError **error)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  gsize length = strlen (topic);
  g_autofree char *valid = NULL;

  if (length > 0 && length <= TOPIC_LENGTH && strspn (topic, allowed) == length && strcmp (topic, ".") != 0
      && strcmp (topic, "..") != 0)
    return TRUE;
  valid = g_utf8_make_valid (topic, (gssize)MIN (length, TOPIC_LENGTH));
  return fail (error, g_strdup_printf (_ ("“%s” is no topic: its name has 1 to 249 letters, digits, points, lines and "
                                          "underlines, without accents."),
                                       valid));
}

static gboolean
check_topics (const TapeKafkaSettings *self, gboolean needed, GError **error)
{
  if (needed && self->topics[0] == NULL)
    return fail (error, g_strdup (_ ("Name a topic of the Kafka cluster to read.")));
  for (guint i = 0; self->topics[i] != NULL; i++)
    {
      if (!tape_kafka_settings_check_topic (self->topics[i], error))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (strcmp (self->topics[i], self->topics[j]) == 0)
          return fail (error, g_strdup_printf (_ ("The topic “%s” is named twice. Name it once."), self->topics[i]));
    }
  return TRUE;
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static gboolean
check_sign_in (const TapeKafkaSettings *self, GError **error)
{
  if (self->security != TAPE_KAFKA_SASL && self->security != TAPE_KAFKA_SASL_TLS)
    return TRUE;
  if (is_empty (self->user))
    return fail (error, g_strdup (_ ("Name the user who signs in to the Kafka cluster.")));
  if (is_empty (self->password))
    return fail (error, g_strdup_printf (_ ("There is no password for the user “%s” of the Kafka cluster. Enter it."),
                                         self->user));
  if (self->mechanism == TAPE_KAFKA_PLAIN && self->security == TAPE_KAFKA_SASL)
    return fail (error,
                 g_strdup (_ ("PLAIN without TLS would send the password for all to read. Choose TLS, or SCRAM.")));
  return TRUE;
}

static gboolean
check_file (const char *file, const char *format, GError **error)
{
  if (is_empty (file) || g_file_test (file, G_FILE_TEST_IS_REGULAR))
    return TRUE;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return fail (error, g_strdup_printf (format, file));
#pragma GCC diagnostic pop
}

static gboolean
check_files (const TapeKafkaSettings *self, GError **error)
{
  if (is_empty (self->certificate_file) != is_empty (self->key_file))
    return fail (error,
                 g_strdup (_ ("A certificate of our own and its key go together: name both files, or neither.")));
  return check_file (self->ca_file, _ ("There is no file “%s” with the certificates to trust."), error)
         && check_file (self->certificate_file, _ ("There is no file “%s” with our certificate."), error)
         && check_file (self->key_file, _ ("There is no file “%s” with the key of our certificate."), error);
}

static gboolean
check_columns (const TapeKafkaSettings *self, GError **error)
{
  g_auto (TapeCsvRow) row = { 0 };
  TapeColumns columns;

  if (!tape_columns_check_map ((const char *const *)self->map, error))
    return FALSE;
  if (tape_csv_scan (&row, self->columns, strlen (self->columns), TRUE) != TAPE_CSV_ROW
      || row.length != strlen (self->columns) || !tape_columns_recognise (&columns, &row, NULL, "", NULL))
    return fail (error,
                 g_strdup (_ ("The columns of CSV messages must be named in one line with commas, a price and a time "
                              "among them, such as “symbol,price,event_time”.")));
  return TRUE;
}

static gboolean
check_bar_length (const TapeKafkaSettings *self, GError **error)
{
  if (is_empty (self->bar_length) || tape_kafka_settings_get_bar_length (self) > 0)
    return TRUE;
  return fail (error, g_strdup (_ ("The length of bars must be a duration in whole seconds, such as “1m”.")));
}

guint32
tape_kafka_settings_get_bar_length (const TapeKafkaSettings *self)
{
  gint64 duration = 0;

  if (is_empty (self->bar_length) || !tape_duration_parse (self->bar_length, &duration) || duration % TAPE_SECOND != 0
      || duration < TAPE_SECOND || duration / TAPE_SECOND > G_MAXINT32)
    return 0;
  return (guint32)(duration / TAPE_SECOND);
}

static gboolean
is_known_property (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strlen (properties[i]) == length && strncmp (properties[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_properties (const TapeKafkaSettings *self, GError **error)
{
  for (guint i = 0; self->properties != NULL && self->properties[i] != NULL; i++)
    {
      const char *property = self->properties[i], *equals = strchr (property, '=');
      gsize length = equals != NULL ? (gsize)(equals - property) : strlen (property);
      g_autofree char *name = g_utf8_make_valid (property, (gssize)MIN (length, 80));

      /* The value is not shown: who takes this for the place of a password has it there. */
      if (equals == NULL)
        return fail (error, g_strdup (_ ("A property has no value: write NAME=VALUE.")));
      if (!is_known_property (property, length))
        return fail (error, g_strdup_printf (_ ("The property “%s” cannot be set here."), name));
    }
  return TRUE;
}

gboolean
tape_kafka_settings_check (const TapeKafkaSettings *self, gboolean needs_topics, GError **error)
{
  return check_brokers (self, error) && check_topics (self, needs_topics, error) && check_sign_in (self, error)
         && check_files (self, error) && check_columns (self, error) && check_bar_length (self, error)
         && check_properties (self, error);
}
