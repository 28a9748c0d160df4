/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-kafka-feed.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-kafka-client.h"
#include "feed/tape-kafka-feed-private.h"

#define BATCH_MESSAGES 4096

/* Partitions that were just added are found after this at the latest. */
#define REFRESH_DEFAULT 30000

/* How far a live source's watermark lies behind it. */
#define DELAY (10 * TAPE_SECOND)

static void
kafka_free (TapeFeed *feed)
{
  TapeKafkaFeed *self = (TapeKafkaFeed *)feed;

  tape_kafka_topics_free (self->topics);
  tape_kafka_settings_free (self->settings);
  g_bytes_unref (self->mark);
}

static guint
kafka_count_sources (TapeFeed *feed)
{
  return tape_kafka_topics_get_n_partitions (((TapeKafkaFeed *)feed)->topics);
}

static const TapeSource *
kafka_get_source (TapeFeed *feed, guint i)
{
  return &tape_kafka_topics_get_partition (((TapeKafkaFeed *)feed)->topics, i)->source;
}

static gboolean
kafka_matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  const TapeSource *source = kafka_get_source (feed, i);

  return strcmp (stored->kind, source->kind) == 0 && stored->head_digest == source->head_digest;
}

static void
kafka_bind (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  TapeKafkaPartition *partition = tape_kafka_topics_get_partition (((TapeKafkaFeed *)feed)->topics, i);

  partition->position.source = source;
  if (position == NULL || position->state == NULL)
    return;
  partition->position.offset = position->offset;
  partition->position.event_time = position->event_time;
  partition->known = TRUE;
}

/* --- What it says of itself --- */

/* By librdkafka, while it is asked for messages. */
static void
on_error (rd_kafka_t *client, int code, const char *reason, void *data)
{
  TapeKafkaFeed *self = data;
  g_autofree char *message = tape_kafka_client_explain (self->settings, code, reason);

  tape_kafka_feed_say (self, message);
  if (self->answered || self->refused != NULL || !tape_kafka_client_is_refusal (code))
    return;
  self->refused = g_error_new_literal (TAPE_FEED_ERROR, TAPE_FEED_ERROR_SERVICE, message);
  rd_kafka_queue_yield (self->queue);
}

/* --- Partitions --- */

/* Has new partitions bound and begins their sources. */
static gboolean
begin_found (TapeKafkaFeed *self, GError **error)
{
  guint n = tape_kafka_topics_get_n_partitions (self->topics);

  for (; self->n_bound < n; self->n_bound++)
    {
      TapeKafkaPartition *partition = tape_kafka_topics_get_partition (self->topics, self->n_bound);
      TapeBatch *begin;

      if (!tape_feed_bind_found (&self->feed, self->n_bound, error))
        return FALSE;
      begin = tape_batch_new_begin (partition->position.source, TRUE, DELAY);
      tape_batch_set_name (begin, partition->source.name);
      if (!tape_feed_push (&self->feed, begin))
        return FALSE;
    }
  return TRUE;
}

/* No answer, or no use in one: later again. */
static void
wait_longer (TapeKafkaFeed *self)
{
  self->next_refresh = g_get_monotonic_time () + self->patience * TAPE_MILLISECOND;
  self->patience = MIN (2 * self->patience, TAPE_KAFKA_ASK_MAX);
}

static gboolean
fail_refresh (TapeKafkaFeed *self, rd_kafka_resp_err_t code)
{
  g_autofree char *message = tape_kafka_client_explain (self->settings, code, NULL);

  if (!self->said)
    tape_kafka_feed_say (self, message);
  wait_longer (self);
  return TRUE;
}

/* Looks for partitions and reads those that are not read yet. %FALSE where the feed is to end. */
static gboolean
refresh (TapeKafkaFeed *self, GError **error)
{
  g_autofree char *missing = NULL;
  rd_kafka_resp_err_t code = tape_kafka_topics_refresh (self->topics, self->patience, &missing);
  gboolean first = !self->answered;

  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return fail_refresh (self, code);
  self->answered = TRUE;
  if (!begin_found (self, error))
    return FALSE;
  code = tape_kafka_topics_place (self->topics, self->patience);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return fail_refresh (self, code);
  tape_kafka_topics_start (self->topics);
  self->missing = missing != NULL;
  if (first || self->missing || self->said)
    tape_kafka_feed_say (self, missing);
  if (self->missing)
    wait_longer (self);
  else
    {
      self->patience = TAPE_KAFKA_ASK_FIRST;
      self->next_refresh = g_get_monotonic_time () + self->refresh * TAPE_MILLISECOND;
    }
  return tape_kafka_feed_flush (self);
}

/* --- The run --- */

/* What there is at once; where there is nothing, the first that comes. */
static gssize
consume (TapeKafkaFeed *self, rd_kafka_message_t **messages)
{
  gssize n = rd_kafka_consume_batch_queue (self->queue, 0, messages, BATCH_MESSAGES);
  gint64 wait = (self->next_refresh - g_get_monotonic_time ()) / TAPE_MILLISECOND + 1;

  if (n != 0 || wait <= 0)
    return n;
  return rd_kafka_consume_batch_queue (self->queue, (int)MIN (wait, G_MAXINT), messages, 1);
}

static gboolean
run_until_cancelled (TapeKafkaFeed *self, GCancellable *cancellable, GError **error)
{
  g_autofree rd_kafka_message_t **messages = g_new (rd_kafka_message_t *, BATCH_MESSAGES);

  while (!g_cancellable_is_cancelled (cancellable))
    {
      gssize n;

      if (g_get_monotonic_time () >= self->next_refresh && !refresh (self, error))
        return FALSE;
      n = consume (self, messages);
      if (n > 0 && !tape_kafka_feed_take (self, messages, n))
        return FALSE;
      if (self->refused != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&self->refused));
          return FALSE;
        }
    }
  return TRUE;
}

static int
get_refresh (const rd_kafka_conf_t *conf)
{
  char text[32] = "";
  size_t size = sizeof text;
  gint64 refresh = 0;

  if (rd_kafka_conf_get (conf, "topic.metadata.refresh.interval.ms", text, &size) == RD_KAFKA_CONF_OK)
    refresh = g_ascii_strtoll (text, NULL, 10);
  return refresh > 0 && refresh <= G_MAXINT ? (int)refresh : REFRESH_DEFAULT;
}

static gboolean
connect_client (TapeKafkaFeed *self, GError **error)
{
  rd_kafka_conf_t *conf = tape_kafka_client_make_conf (self->settings, RD_KAFKA_CONSUMER, error);
  rd_kafka_queue_t *events;

  if (conf == NULL)
    return FALSE;
  self->refresh = get_refresh (conf);
  rd_kafka_conf_set_opaque (conf, self);
  rd_kafka_conf_set_error_cb (conf, on_error);
  self->client = tape_kafka_client_new (self->settings, conf, RD_KAFKA_CONSUMER, error);
  if (self->client == NULL)
    return FALSE;
  self->queue = rd_kafka_queue_new (self->client);
  events = rd_kafka_queue_get_main (self->client);
  rd_kafka_queue_forward (events, self->queue);
  rd_kafka_queue_destroy (events);
  tape_kafka_topics_connect (self->topics, self->client, self->queue);
  return TRUE;
}

static void
disconnect_client (TapeKafkaFeed *self)
{
  rd_kafka_queue_t *events = rd_kafka_queue_get_main (self->client);

  tape_kafka_topics_disconnect (self->topics);
  rd_kafka_queue_forward (events, NULL);
  rd_kafka_queue_destroy (events);
  g_clear_pointer (&self->queue, rd_kafka_queue_destroy);
  g_clear_pointer (&self->client, rd_kafka_destroy);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  rd_kafka_queue_yield (((TapeKafkaFeed *)data)->queue);
}

static gboolean
kafka_run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  TapeKafkaFeed *self = (TapeKafkaFeed *)feed;
  gulong id = 0;
  gboolean done;

  self->patience = TAPE_KAFKA_ASK_FIRST;
  tape_feed_set_state (feed, TAPE_FEED_CONNECTING, NULL, TAPE_NO_TIME);
  if (!connect_client (self, error))
    return FALSE;
  self->reader = tape_kafka_reader_new (feed->universe, self->settings);
  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  done = run_until_cancelled (self, cancellable, error);
  if (id != 0)
    g_cancellable_disconnect (cancellable, id);

  disconnect_client (self);
  g_clear_pointer (&self->reader, tape_kafka_reader_free);
  g_clear_pointer (&self->batch, tape_batch_unref);
  g_clear_error (&self->refused);
  return done;
}

static const TapeFeedType kafka_type = {
  .name = "kafka",
  .live = TRUE,
  .free = kafka_free,
  .count_sources = kafka_count_sources,
  .get_source = kafka_get_source,
  .matches = kafka_matches,
  .bind = kafka_bind,
  .run = kafka_run,
};

gboolean
tape_kafka_is_built (void)
{
  return TRUE;
}

TapeFeed *
tape_kafka_feed_new (TapeUniverse *universe, const TapeKafkaSettings *settings, GError **error)
{
  TapeKafkaFeed *self;
  g_autofree char *names = NULL, *name = NULL;

  if (!tape_kafka_settings_check (settings, TRUE, error))
    return NULL;
  names = g_strjoinv (", ", settings->topics);
  name = g_strdup_printf ("Kafka: %s", names);
  self = g_new0 (TapeKafkaFeed, 1);
  tape_feed_init (&self->feed, &kafka_type, name, universe);
  self->settings = tape_kafka_settings_copy (settings);
  self->topics = tape_kafka_topics_new (self->settings);
  self->mark = g_bytes_new_static ("1", 1);
  return &self->feed;
}
