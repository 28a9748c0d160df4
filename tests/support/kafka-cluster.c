/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kafka-cluster.h"

#include <string.h>

static void
on_delivered (rd_kafka_t *producer, const rd_kafka_message_t *message, void *data)
{
  g_assert_cmpstr (rd_kafka_err2name (message->err), ==, "NO_ERROR");
}

/* What the stand-in brokers log of connections that end is no news. */
static void
on_log (const rd_kafka_t *client, int level, const char *facility, const char *text)
{
}

static rd_kafka_t *
make_producer (const char *brokers)
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  char message[256];
  rd_kafka_t *producer;

  rd_kafka_conf_set_log_cb (conf, on_log);
  rd_kafka_conf_set_dr_msg_cb (conf, on_delivered);
  if (brokers != NULL)
    rd_kafka_conf_set (conf, "bootstrap.servers", brokers, NULL, 0);
  rd_kafka_conf_set (conf, "linger.ms", "1", NULL, 0);
  rd_kafka_conf_set (conf, "enable.idempotence", "true", NULL, 0);
  producer = rd_kafka_new (RD_KAFKA_PRODUCER, conf, message, sizeof message);
  g_assert_nonnull (producer);
  return producer;
}

KafkaCluster *
kafka_cluster_new (guint n_brokers)
{
  KafkaCluster *self = g_new0 (KafkaCluster, 1);

  self->handle = make_producer (NULL);
  self->mock = rd_kafka_mock_cluster_new (self->handle, (int)n_brokers);
  g_assert_nonnull (self->mock);
  self->producer = make_producer (rd_kafka_mock_cluster_bootstraps (self->mock));
  return self;
}

void
kafka_cluster_free (KafkaCluster *self)
{
  rd_kafka_destroy (self->producer);
  rd_kafka_mock_cluster_destroy (self->mock);
  rd_kafka_destroy (self->handle);
  g_free (self);
}

void
kafka_cluster_add_topic (KafkaCluster *self, const char *topic, gint n_partitions)
{
  const rd_kafka_metadata_t *metadata;
  rd_kafka_topic_t *handle;

  g_assert_cmpint (rd_kafka_mock_topic_create (self->mock, topic, n_partitions, 1), ==, RD_KAFKA_RESP_ERR_NO_ERROR);
  /* Else the producer finds it out a second later. */
  handle = rd_kafka_topic_new (self->producer, topic, NULL);
  g_assert_cmpint (rd_kafka_metadata (self->producer, 0, handle, &metadata, KAFKA_PATIENCE / TAPE_MILLISECOND), ==,
                   RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_metadata_destroy (metadata);
  rd_kafka_topic_destroy (handle);
}

/* The producer may still have an older answer of what topics there are. */
static gboolean
is_for_later (rd_kafka_resp_err_t code)
{
  return code == RD_KAFKA_RESP_ERR__QUEUE_FULL || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
         || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

void
kafka_cluster_put (
    KafkaCluster *self, const char *topic, gint32 partition, const char *key, gint64 timestamp, const char *text)
{
  gint64 until = g_get_monotonic_time () + KAFKA_PATIENCE;
  rd_kafka_resp_err_t code;

  do
    {
      code = rd_kafka_producev (self->producer, RD_KAFKA_V_TOPIC (topic), RD_KAFKA_V_PARTITION (partition),
                                RD_KAFKA_V_KEY ((char *)key, (size_t)(key != NULL ? strlen (key) : 0)),
                                RD_KAFKA_V_TIMESTAMP (timestamp), RD_KAFKA_V_VALUE ((char *)text, strlen (text)),
                                RD_KAFKA_V_MSGFLAGS (RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
      rd_kafka_poll (self->producer, is_for_later (code) ? 10 : 0);
    }
  while (is_for_later (code) && g_get_monotonic_time () < until);
  g_assert_cmpstr (rd_kafka_err2name (code), ==, "NO_ERROR");
}

void
kafka_cluster_put_trades (KafkaCluster *self, const char *topic, gint n_partitions, guint first, guint end)
{
  static const char *const symbols[] = { "AIG", "BAC", "IBM" };

  for (guint i = first; i < end; i++)
    {
      const char *symbol = symbols[i % G_N_ELEMENTS (symbols)];
      g_autofree char *id = g_strdup_printf (",\"trade_id\":\"%u\"", i);
      g_autofree char *text = g_strdup_printf (
          "{\"event_time\":%" G_GINT64_FORMAT ",\"symbol\":\"%s\",\"price\":%u,\"quantity\":%u,\"side\":\"buy\"%s}",
          KAFKA_START / 1000 + i, symbol, 10 + i % 100, i, self->without_ids ? "" : id);

      kafka_cluster_put (self, topic, (gint32)(i % (guint)n_partitions), symbol, 0, text);
    }
}

void
kafka_cluster_flush (KafkaCluster *self)
{
  g_assert_cmpint (rd_kafka_flush (self->producer, KAFKA_PATIENCE / TAPE_MILLISECOND), ==, RD_KAFKA_RESP_ERR_NO_ERROR);
}

gint64
kafka_cluster_get_end (KafkaCluster *self, const char *topic, gint32 partition)
{
  gint64 low, high;
  rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets (self->producer, topic, partition, &low, &high,
                                                               KAFKA_PATIENCE / TAPE_MILLISECOND);

  g_assert_cmpstr (rd_kafka_err2name (code), ==, "NO_ERROR");
  return high;
}

TapeKafkaSettings *
kafka_cluster_get_settings (KafkaCluster *self, const char *topics, const char *more)
{
  g_auto (GStrv) names = g_strsplit (topics, ",", -1);
  g_autofree char *list = g_strjoinv ("\",\"", names);
  g_autofree char *json = g_strdup_printf (
      "{\"brokers\":\"%s\",\"topics\":[\"%s\"],\"properties\":["
      "\"topic.metadata.refresh.interval.ms=200\",\"reconnect.backoff.max.ms=500\","
      "\"fetch.wait.max.ms=50\"]%s%s}",
      rd_kafka_mock_cluster_bootstraps (self->mock), list, more != NULL ? "," : "", more != NULL ? more : "");
  g_autoptr (GError) error = NULL;
  TapeKafkaSettings *settings = tape_kafka_settings_parse (json, &error);

  g_assert_no_error (error);
  return settings;
}

/* --- A feed --- */

static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  KafkaRun *self = data;

  pthread_mutex_lock (&self->lock);
  while (self->held && !g_cancellable_is_cancelled (self->cancellable))
    pthread_cond_wait (&self->changed, &self->lock);
  g_ptr_array_add (self->batches, batch);
  self->n_events += tape_batch_n_events (batch) + batch->n_rejects;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
  return TRUE;
}

KafkaRun *
kafka_run_start (const TapeKafkaSettings *settings, TapeFeedBind bind, gpointer bind_data)
{
  KafkaRun *self = g_new0 (KafkaRun, 1);
  g_autoptr (GError) error = NULL;

  self->universe = tape_universe_new (FALSE);
  self->feed = tape_kafka_feed_new (self->universe, settings, &error);
  g_assert_no_error (error);
  self->cancellable = g_cancellable_new ();
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  tape_feed_set_bind (self->feed, bind, bind_data);
  tape_feed_run_async (self->feed, take_batch, self, self->cancellable, NULL, NULL);
  return self;
}

void
kafka_run_wait (KafkaRun *self, guint64 n_events)
{
  struct timespec until;
  int result = 0;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += KAFKA_PATIENCE / TAPE_SECOND;
  pthread_mutex_lock (&self->lock);
  while (self->n_events < n_events && result == 0)
    result = pthread_cond_timedwait (&self->changed, &self->lock, &until);
  if (self->n_events < n_events)
    g_error ("only %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " events came", self->n_events, n_events);
  pthread_mutex_unlock (&self->lock);
}

void
kafka_run_wait_message (KafkaRun *self, const char *part)
{
  gint64 until = g_get_monotonic_time () + KAFKA_PATIENCE;

  for (;;)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (self->feed, FALSE);

      if (part == NULL ? health->message == NULL : health->message != NULL && strstr (health->message, part) != NULL)
        return;
      if (g_get_monotonic_time () > until)
        g_error ("it says “%s”, not “%s”", health->message, part);
      g_usleep (5000);
    }
}

void
kafka_run_hold (KafkaRun *self, gboolean held)
{
  pthread_mutex_lock (&self->lock);
  self->held = held;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

void
kafka_run_stop (KafkaRun *self)
{
  g_cancellable_cancel (self->cancellable);
  kafka_run_hold (self, FALSE);
  tape_feed_wait (self->feed);
}

void
kafka_run_free (KafkaRun *self)
{
  kafka_run_stop (self);
  tape_feed_free (self->feed);
  /* What the run returned is for a callback that nobody wanted. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->batches);
  tape_universe_unref (self->universe);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_free (self);
}

const TapePosition *
kafka_run_get_position (KafkaRun *self, guint32 source)
{
  const TapePosition *position = NULL;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (self->batches, i);

      for (guint j = 0; j < batch->n_positions; j++)
        if (batch->positions[j].source == source)
          position = &batch->positions[j];
    }
  pthread_mutex_unlock (&self->lock);
  return position;
}

void
kafka_run_assert_trades (KafkaRun *self, gint n_partitions, guint first, guint end)
{
  g_autofree gboolean *seen = g_new0 (gboolean, end);
  g_autofree guint *last = g_new0 (guint, (gsize)n_partitions);
  guint n = 0;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (self->batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        {
          guint id = (guint)batch->trades[j].id, partition = id % (guint)n_partitions;

          g_assert_cmpuint (id, >=, first);
          g_assert_cmpuint (id, <, end);
          g_assert_false (seen[id]);
          g_assert_cmpuint (id + 1, >, last[partition]);
          g_assert_cmpint (batch->trades[j].event_time, ==, KAFKA_START + id * TAPE_MILLISECOND);
          seen[id] = TRUE;
          last[partition] = id + 1;
          n++;
        }
    }
  pthread_mutex_unlock (&self->lock);
  g_assert_cmpuint (n, ==, end - first);
}
