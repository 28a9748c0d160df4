/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages of a Kafka feed to batches. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-kafka-client.h"
#include "feed/tape-kafka-feed-private.h"

/* A topic that is waited for is no trouble of the cluster. */
void
tape_kafka_feed_say (TapeKafkaFeed *self, const char *message)
{
  TapeFeedState state = TAPE_FEED_RUNNING;

  if (message != NULL && !self->missing)
    state = self->answered ? TAPE_FEED_RECONNECTING : TAPE_FEED_CONNECTING;
  self->said = message != NULL;
  tape_feed_set_state (&self->feed, state, message, TAPE_NO_TIME);
}

static void
say_error (TapeKafkaFeed *self, rd_kafka_resp_err_t code, const char *reason)
{
  g_autofree char *message = tape_kafka_client_explain (self->settings, code, reason);

  tape_kafka_feed_say (self, message);
}

static void
add_positions (TapeKafkaFeed *self)
{
  for (guint i = 0; i < self->n_bound; i++)
    {
      TapeKafkaPartition *partition = tape_kafka_topics_get_partition (self->topics, i);

      if (!partition->moved)
        continue;
      partition->position.state = self->mark;
      tape_batch_set_position (self->batch, &partition->position);
      partition->position.state = NULL;
      partition->moved = FALSE;
    }
}

static gboolean
has_moved (TapeKafkaFeed *self)
{
  for (guint i = 0; i < self->n_bound; i++)
    if (tape_kafka_topics_get_partition (self->topics, i)->moved)
      return TRUE;
  return FALSE;
}

gboolean
tape_kafka_feed_flush (TapeKafkaFeed *self)
{
  if (self->batch == NULL && has_moved (self))
    self->batch = tape_batch_new (TAPE_BATCH_TRADES, 0);
  if (self->batch == NULL)
    return TRUE;
  add_positions (self);
  return tape_feed_push (&self->feed, g_steal_pointer (&self->batch));
}

static gboolean
need_batch (TapeKafkaFeed *self, TapeBatchKind kind)
{
  if (self->batch != NULL && self->batch->kind != kind && !tape_kafka_feed_flush (self))
    return FALSE;
  if (self->batch == NULL)
    self->batch = tape_batch_new (kind, 0);
  return TRUE;
}

static void
keep_message (TapeKafkaFeed *self, TapeKafkaRowKind kind)
{
  g_autofree char *parsed = NULL;
  const char *raw;
  gsize length;

  if (!tape_feed_wants_message (&self->feed))
    return;
  if (kind == TAPE_KAFKA_TRADE)
    parsed = tape_feed_describe_trade (&self->feed, tape_kafka_reader_get_trade (self->reader));
  else if (kind == TAPE_KAFKA_REJECT)
    parsed = g_strdup (tape_kafka_reader_get_reason (self->reader));
  else
    parsed = g_strdup (kind == TAPE_KAFKA_BAR ? _ ("a bar") : _ ("no event"));
  tape_kafka_reader_get_raw (self->reader, &raw, &length);
  tape_feed_keep_message (&self->feed, raw != NULL ? raw : "", length, kind == TAPE_KAFKA_REJECT, parsed);
}

static gint64
get_timestamp (const rd_kafka_message_t *message)
{
  rd_kafka_timestamp_type_t type;
  gint64 timestamp = rd_kafka_message_timestamp (message, &type);

  return type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && timestamp > 0 && timestamp < G_MAXINT64 / TAPE_MILLISECOND
             ? timestamp * TAPE_MILLISECOND
             : TAPE_NO_TIME;
}

/* @look: this message may be kept to be looked at; to look at the clock for every one would be felt. */
static gboolean
take_message (TapeKafkaFeed *self,
              TapeKafkaPartition *partition,
              const rd_kafka_message_t *message,
              gint64 receive_time,
              gboolean look)
{
  const TapeKafkaRecord record = {
    .source = partition->position.source,
    .offset = message->offset,
    .timestamp = get_timestamp (message),
    .receive_time = receive_time,
    .data = message->payload,
    .length = message->len,
    .key = message->key,
    .key_length = message->key_len,
  };
  TapeKafkaRowKind kind;

  if (!need_batch (self, tape_kafka_reader_begin (self->reader, &record)))
    return FALSE;
  while ((kind = tape_kafka_reader_next (self->reader)) != TAPE_KAFKA_END)
    {
      gint64 time = tape_kafka_reader_get_time (self->reader);

      if (look || kind == TAPE_KAFKA_REJECT)
        keep_message (self, kind);
      tape_kafka_reader_take (self->reader, self->batch);
      if (time != TAPE_NO_TIME)
        partition->position.event_time = time;
    }
  partition->position.offset = message->offset + 1;
  partition->moved = TRUE;
  return TRUE;
}

/* What cannot be read is stored as rejected: nothing is passed over in silence. */
static gboolean
reject (TapeKafkaFeed *self, TapeKafkaPartition *partition, gint64 offset, const char *reason)
{
  if (!need_batch (self, self->batch != NULL ? self->batch->kind : TAPE_BATCH_TRADES))
    return FALSE;
  tape_batch_add_reject (self->batch, partition->position.source, g_get_real_time (), offset, 0, reason, "", 0);
  tape_feed_keep_message (&self->feed, "", 0, TRUE, reason);
  partition->moved = TRUE;
  return TRUE;
}

static gboolean
skip (TapeKafkaFeed *self, TapeKafkaPartition *partition)
{
  g_autofree char *missing = NULL;
  gint64 offset = partition->position.offset;
  rd_kafka_resp_err_t code = tape_kafka_topics_skip (self->topics, partition, TAPE_KAFKA_ASK_MAX, &missing);

  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      say_error (self, code, NULL);
      self->next_refresh = 0; /* reads it again, and comes here again */
      return TRUE;
    }
  if (missing != NULL && !reject (self, partition, offset, missing))
    return FALSE;
  tape_kafka_topics_start (self->topics);
  return TRUE;
}

/* An error in the place of a message. */
static gboolean
take_error (TapeKafkaFeed *self, TapeKafkaPartition *partition, const rd_kafka_message_t *message)
{
  g_autofree char *reason = NULL;

  switch (message->err)
    {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return partition == NULL || skip (self, partition);
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      reason = tape_kafka_client_explain (self->settings, message->err, rd_kafka_message_errstr (message));
      return partition == NULL || reject (self, partition, message->offset, reason);
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      self->next_refresh = MIN (self->next_refresh, g_get_monotonic_time () + TAPE_SECOND);
      break;
    default:
      break;
    }
  say_error (self, message->err, rd_kafka_message_errstr (message));
  return TRUE;
}

gboolean
tape_kafka_feed_take (TapeKafkaFeed *self, rd_kafka_message_t **messages, gssize n)
{
  gint64 now = g_get_real_time ();
  gboolean going = TRUE;

  for (gssize i = 0; i < n && going; i++)
    {
      TapeKafkaPartition *partition = tape_kafka_topics_find (self->topics, messages[i]);

      if (messages[i]->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        going = take_error (self, partition, messages[i]);
      else if (partition != NULL)
        going = take_message (self, partition, messages[i], now, i == 0);
    }
  if (self->said && !self->missing && n > 0 && messages[n - 1]->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    tape_kafka_feed_say (self, NULL);
  for (gssize i = 0; i < n; i++)
    rd_kafka_message_destroy (messages[i]);
  return going && tape_kafka_feed_flush (self);
}
