/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-kafka-topics.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TapeKafkaTopic
{
  const char *name;
  rd_kafka_topic_t *handle;
  GPtrArray *partitions;
  gboolean asked; /* the cluster has answered before what it is */
};

struct _TapeKafkaTopics
{
  const TapeKafkaSettings *settings;
  rd_kafka_t *client;
  rd_kafka_queue_t *queue;
  char *cluster;
  TapeKafkaTopic *topics;
  guint n_topics;
  GPtrArray *partitions; /* of all topics, in the order found */
};

static void
partition_free (gpointer data)
{
  TapeKafkaPartition *partition = data;

  g_free (partition->source.kind);
  g_free (partition->source.name);
  g_free (partition->source.location);
  g_clear_pointer (&partition->position.state, g_bytes_unref);
  g_free (partition);
}

TapeKafkaTopics *
tape_kafka_topics_new (const TapeKafkaSettings *settings)
{
  TapeKafkaTopics *self = g_new0 (TapeKafkaTopics, 1);

  self->settings = settings;
  self->n_topics = g_strv_length (settings->topics);
  self->topics = g_new0 (TapeKafkaTopic, self->n_topics);
  self->partitions = g_ptr_array_new_with_free_func (partition_free);
  for (guint i = 0; i < self->n_topics; i++)
    {
      self->topics[i].name = settings->topics[i];
      self->topics[i].partitions = g_ptr_array_new ();
    }
  return self;
}

void
tape_kafka_topics_free (TapeKafkaTopics *self)
{
  for (guint i = 0; i < self->n_topics; i++)
    g_ptr_array_unref (self->topics[i].partitions);
  g_ptr_array_unref (self->partitions);
  g_free (self->topics);
  g_free (self->cluster);
  g_free (self);
}

void
tape_kafka_topics_connect (TapeKafkaTopics *self, rd_kafka_t *client, rd_kafka_queue_t *queue)
{
  self->client = client;
  self->queue = queue;
  for (guint i = 0; i < self->n_topics; i++)
    {
      rd_kafka_topic_conf_t *conf = rd_kafka_default_topic_conf_dup (client);

      rd_kafka_topic_conf_set_opaque (conf, &self->topics[i]);
      self->topics[i].handle = rd_kafka_topic_new (client, self->topics[i].name, conf);
      g_assert (self->topics[i].handle != NULL);
    }
}

static void
stop (TapeKafkaPartition *partition)
{
  if (partition->started)
    rd_kafka_consume_stop (partition->topic->handle, partition->number);
  partition->started = FALSE;
}

void
tape_kafka_topics_disconnect (TapeKafkaTopics *self)
{
  for (guint i = 0; i < self->partitions->len; i++)
    stop (tape_kafka_topics_get_partition (self, i));
  for (guint i = 0; i < self->n_topics; i++)
    g_clear_pointer (&self->topics[i].handle, rd_kafka_topic_destroy);
  self->client = NULL;
  self->queue = NULL;
}

guint
tape_kafka_topics_get_n_partitions (TapeKafkaTopics *self)
{
  return self->partitions->len;
}

TapeKafkaPartition *
tape_kafka_topics_get_partition (TapeKafkaTopics *self, guint i)
{
  return g_ptr_array_index (self->partitions, i);
}

TapeKafkaPartition *
tape_kafka_topics_find (TapeKafkaTopics *self, const rd_kafka_message_t *message)
{
  const TapeKafkaTopic *topic = message->rkt != NULL ? rd_kafka_topic_opaque (message->rkt) : NULL;

  if (topic == NULL || message->partition < 0 || (guint)message->partition >= topic->partitions->len)
    return NULL;
  return g_ptr_array_index (topic->partitions, message->partition);
}

/* --- Finding --- */

/* What a partition is: its cluster, topic and number, which no name holds a NUL in. */
static guint64
digest (const char *cluster, const char *topic, gint32 number)
{
  g_autofree char *what = g_strdup_printf ("%s\n%s\n%d", cluster, topic, number);

  return tape_source_digest (what, strlen (what));
}

static void
add_partition (TapeKafkaTopics *self, TapeKafkaTopic *topic)
{
  TapeKafkaPartition *partition = g_new0 (TapeKafkaPartition, 1);

  partition->topic = topic;
  partition->number = (gint32)topic->partitions->len;
  partition->is_late = topic->asked;
  partition->position.event_time = TAPE_NO_TIME;
  partition->position.offset = -1;
  partition->source.kind = g_strdup ("kafka");
  partition->source.name = g_strdup_printf ("%s/%d", topic->name, partition->number);
  partition->source.location
      = g_strdup_printf ("kafka://%s/%s/%d", self->settings->brokers, topic->name, partition->number);
  partition->source.head_digest = digest (self->cluster, topic->name, partition->number);
  g_ptr_array_add (topic->partitions, partition);
  g_ptr_array_add (self->partitions, partition);
}

/* Of a topic that appears only now, or grows, all is new. */
static void
take_metadata (TapeKafkaTopics *self, TapeKafkaTopic *topic, const rd_kafka_metadata_topic_t *metadata)
{
  while (topic->partitions->len < (guint)MAX (metadata->partition_cnt, 0))
    add_partition (self, topic);
  topic->asked = TRUE;
}

static char *
explain_topic (const TapeKafkaTopics *self, const TapeKafkaTopic *topic, rd_kafka_resp_err_t code)
{
  switch (code)
    {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
      return g_strdup_printf (_ ("The Kafka cluster at “%s” has no topic “%s” yet; it is waited for."),
                              self->settings->brokers, topic->name);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return g_strdup_printf (_ ("The Kafka cluster at “%s” does not let us read the topic “%s”. Ask who runs it."),
                              self->settings->brokers, topic->name);
    default:
      return g_strdup_printf (_ ("The topic “%s” of the Kafka cluster at “%s” cannot be read now: %s"), topic->name,
                              self->settings->brokers, rd_kafka_err2str (code));
    }
}

static rd_kafka_resp_err_t
refresh_topic (TapeKafkaTopics *self, TapeKafkaTopic *topic, gint timeout, char **missing)
{
  const rd_kafka_metadata_t *metadata = NULL;
  rd_kafka_resp_err_t code = rd_kafka_metadata (self->client, 0, topic->handle, &metadata, timeout);
  char *wrong = NULL;

  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return code;
  if (self->cluster == NULL)
    {
      char *cluster = rd_kafka_clusterid (self->client, 0);

      /* Brokers before 0.10.1 have none: then it is what we call it. */
      self->cluster = g_strdup (cluster != NULL ? cluster : self->settings->brokers);
      if (cluster != NULL)
        rd_kafka_mem_free (self->client, cluster);
    }
  if (metadata->topic_cnt == 1 && metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR)
    take_metadata (self, topic, &metadata->topics[0]);
  else if (metadata->topic_cnt == 1)
    {
      wrong = explain_topic (self, topic, metadata->topics[0].err);
      topic->asked |= metadata->topics[0].err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    }
  rd_kafka_metadata_destroy (metadata);
  if (wrong != NULL && missing != NULL && *missing == NULL)
    *missing = g_steal_pointer (&wrong);
  g_free (wrong);
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t
tape_kafka_topics_refresh (TapeKafkaTopics *self, gint timeout, char **missing)
{
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

  for (guint i = 0; i < self->n_topics && code == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
    code = refresh_topic (self, &self->topics[i], timeout, missing);
  return code;
}

/* --- Reading --- */

/* One that is known was read further than its end was when it was asked for first. */
static gboolean
is_followed (const TapeKafkaTopic *topic)
{
  for (guint i = 0; i < topic->partitions->len; i++)
    if (((const TapeKafkaPartition *)g_ptr_array_index (topic->partitions, i))->known)
      return TRUE;
  return FALSE;
}

static rd_kafka_resp_err_t
place (TapeKafkaTopics *self, TapeKafkaPartition *partition, gint timeout)
{
  TapeKafkaTopic *topic = partition->topic;
  gint64 low = 0, high = 0;
  rd_kafka_resp_err_t code;

  if (!partition->known && !partition->is_late && self->settings->from_end && !is_followed (topic))
    {
      code = rd_kafka_query_watermark_offsets (self->client, topic->name, partition->number, &low, &high, timeout);
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return code;
      partition->position.offset = high;
      partition->moved = TRUE;
    }
  partition->placed = TRUE;
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t
tape_kafka_topics_place (TapeKafkaTopics *self, gint timeout)
{
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

  for (guint i = 0; i < self->partitions->len && code == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
    if (!tape_kafka_topics_get_partition (self, i)->placed)
      code = place (self, tape_kafka_topics_get_partition (self, i), timeout);
  return code;
}

void
tape_kafka_topics_start (TapeKafkaTopics *self)
{
  for (guint i = 0; i < self->partitions->len; i++)
    {
      TapeKafkaPartition *partition = tape_kafka_topics_get_partition (self, i);
      gint64 offset = partition->position.offset >= 0 ? partition->position.offset : RD_KAFKA_OFFSET_BEGINNING;

      if (partition->placed && !partition->started)
        partition->started
            = rd_kafka_consume_start_queue (partition->topic->handle, partition->number, offset, self->queue) == 0;
    }
}

/* A topic that ends before the position was made anew, or cut off: what it holds has not been read. */
rd_kafka_resp_err_t
tape_kafka_topics_skip (TapeKafkaTopics *self, TapeKafkaPartition *partition, gint timeout, char **missing)
{
  gint64 low = 0, high = 0, offset = partition->position.offset;
  rd_kafka_resp_err_t code;

  *missing = NULL;
  stop (partition);
  code = rd_kafka_query_watermark_offsets (self->client, partition->topic->name, partition->number, &low, &high,
                                           timeout);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || (offset >= low && offset <= high))
    return code;
  if (offset > high)
    *missing = g_strdup_printf (_ ("Partition %d of the topic “%s” ends at message %" G_GINT64_FORMAT
                                   ", and was read up to %" G_GINT64_FORMAT
                                   ": it was made anew or cut off. It is read from its beginning."),
                                partition->number, partition->topic->name, high, offset);
  else if (offset >= 0)
    *missing = g_strdup_printf (
        ngettext ("%" G_GINT64_FORMAT " message of partition %d of the topic “%s” was deleted before it was read.",
                  "%" G_GINT64_FORMAT " messages of partition %d of the topic “%s” were deleted before they were read.",
                  (gulong)(low - offset)),
        low - offset, partition->number, partition->topic->name);
  partition->position.offset = low;
  partition->moved = TRUE;
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}
