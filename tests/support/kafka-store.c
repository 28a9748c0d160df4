/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a Kafka cluster for tests that have a broker of their own.
 *
 *   kafka-store JSON count N              reads N events into nothing; prints the seconds that took, from the first on, and those of
 *                                         the processor
 *   kafka-store JSON bare N               the same of N messages, by librdkafka alone
 *   kafka-store JSON store DATABASE       stores what comes until it is ended
 *   kafka-store JSON leaders              prints which broker leads each partition of the first topic */

#include <string.h>
#include <time.h>

#include "feed/tape-kafka-client.h"
#include "feed/tape-kafka-feed.h"
#include "pipeline/tape-session.h"

#define BATCH_MESSAGES 4096
#define PATIENCE       60000

static TapeKafkaSettings *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  TapeKafkaSettings *settings = tape_kafka_settings_parse (json, &error);

  if (settings == NULL)
    g_error ("%s", error->message);
  return settings;
}

static TapeFeed *
make_feed (TapeUniverse *universe, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKafkaSettings) settings = parse (json);
  TapeFeed *feed = tape_kafka_feed_new (universe, settings, &error);

  if (feed == NULL)
    g_error ("%s", error->message);
  return feed;
}

typedef struct
{
  GCancellable *cancellable;
  guint64 wanted;
  guint64 n;
  gint64 first;
  gint64 last;
} Count;

static void
print_time (const Count *count)
{
  struct timespec processor;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &processor);
  g_print ("%.6f %.6f\n", (double)(count->last - count->first) / 1e6,
           (double)processor.tv_sec + (double)processor.tv_nsec / 1e9);
}

static gboolean
count_batch (TapeBatch *batch, gpointer data)
{
  Count *count = data;
  guint n = tape_batch_n_events (batch) + batch->n_rejects;

  if (count->n == 0 && n > 0)
    count->first = g_get_monotonic_time ();
  count->n += n;
  count->last = g_get_monotonic_time ();
  tape_batch_unref (batch);
  if (count->n >= count->wanted)
    g_cancellable_cancel (count->cancellable);
  return TRUE;
}

static int
count_events (const char *json, guint64 wanted)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = make_feed (universe, json);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Count count = { .cancellable = cancellable, .wanted = wanted };

  tape_feed_run (feed, count_batch, &count, cancellable, NULL);
  print_time (&count);
  return count.n == wanted ? 0 : 1;
}

/* --- librdkafka alone --- */

typedef struct
{
  rd_kafka_t *client;
  rd_kafka_topic_t *topic;
  const rd_kafka_metadata_t *metadata;
} Bare;

static void
bare_open (Bare *self, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKafkaSettings) settings = parse (json);
  rd_kafka_conf_t *conf = tape_kafka_client_make_conf (settings, RD_KAFKA_CONSUMER, &error);

  g_assert_no_error (error);
  self->client = tape_kafka_client_new (settings, conf, RD_KAFKA_CONSUMER, &error);
  g_assert_no_error (error);
  self->topic = rd_kafka_topic_new (self->client, settings->topics[0], NULL);
  if (rd_kafka_metadata (self->client, 0, self->topic, &self->metadata, PATIENCE) != RD_KAFKA_RESP_ERR_NO_ERROR)
    g_error ("the cluster tells nothing of %s", settings->topics[0]);
}

static void
bare_close (Bare *self)
{
  rd_kafka_metadata_destroy (self->metadata);
  rd_kafka_topic_destroy (self->topic);
  rd_kafka_destroy (self->client);
}

static void
bare_count (rd_kafka_queue_t *queue, Count *count)
{
  g_autofree rd_kafka_message_t **messages = g_new (rd_kafka_message_t *, BATCH_MESSAGES);

  while (count->n < count->wanted)
    {
      gssize n = rd_kafka_consume_batch_queue (queue, 0, messages, BATCH_MESSAGES);

      if (n == 0)
        n = rd_kafka_consume_batch_queue (queue, PATIENCE, messages, 1);
      if (count->n == 0 && n > 0)
        count->first = g_get_monotonic_time ();
      for (gssize i = 0; i < n; i++)
        {
          count->n += messages[i]->err == RD_KAFKA_RESP_ERR_NO_ERROR;
          rd_kafka_message_destroy (messages[i]);
        }
    }
  count->last = g_get_monotonic_time ();
}

static int
bare (const char *json, guint64 wanted)
{
  Bare self;
  Count count = { .wanted = wanted };
  rd_kafka_queue_t *queue;
  int n_partitions;

  bare_open (&self, json);
  n_partitions = self.metadata->topics[0].partition_cnt;
  queue = rd_kafka_queue_new (self.client);
  for (int i = 0; i < n_partitions; i++)
    rd_kafka_consume_start_queue (self.topic, i, RD_KAFKA_OFFSET_BEGINNING, queue);
  bare_count (queue, &count);
  print_time (&count);
  for (int i = 0; i < n_partitions; i++)
    rd_kafka_consume_stop (self.topic, i);
  rd_kafka_queue_destroy (queue);
  bare_close (&self);
  return 0;
}

static int
print_leaders (const char *json)
{
  Bare self;

  bare_open (&self, json);
  for (int i = 0; i < self.metadata->topics[0].partition_cnt; i++)
    g_print ("%d\n", self.metadata->topics[0].partitions[i].leader);
  bare_close (&self);
  return 0;
}

/* --- A session --- */

static int
store (const char *json, const char *database)
{
  const TapeSessionOptions options = {
    .database = database,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);
  TapeFeed *feed;

  g_assert_no_error (error);
  feed = make_feed (tape_session_get_universe (session), json);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  return tape_session_run (session, NULL, &error) ? 0 : 1;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[2], "count") == 0)
    return count_events (argv[1], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && strcmp (argv[2], "bare") == 0)
    return bare (argv[1], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && strcmp (argv[2], "store") == 0)
    return store (argv[1], argv[3]);
  if (argc == 3 && strcmp (argv[2], "leaders") == 0)
    return print_leaders (argv[1]);
  g_printerr ("kafka-store JSON count N | bare N | store DATABASE | leaders\n");
  return 2;
}
