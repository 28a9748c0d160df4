/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A Kafka feed before stand-in brokers: what is in the topics comes, once, whatever happens on the way. */

#include <string.h>

#include "../support/kafka-cluster.h"

#define N_PARTITIONS 3

/* One cluster for all tests, a topic for each. */
typedef struct
{
  KafkaCluster *cluster;
  char *topic;
} Fixture;

static KafkaCluster *cluster;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static guint n = 0;

  if (cluster == NULL)
    cluster = kafka_cluster_new (2);
  fixture->cluster = cluster;
  fixture->topic = g_strdup_printf ("stocks%u", n++);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->topic);
}

static void
put (Fixture *fixture, guint first, guint end)
{
  kafka_cluster_put_trades (fixture->cluster, fixture->topic, N_PARTITIONS, first, end);
  kafka_cluster_flush (fixture->cluster);
}

static KafkaRun *
start (Fixture *fixture, const char *topics, const char *more)
{
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (fixture->cluster, topics, more);

  return kafka_run_start (settings, NULL, NULL);
}

static void
test_reads (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;
  guint n_begun = 0;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  put (fixture, 0, 1000);
  run = start (fixture, fixture->topic, NULL);
  kafka_run_wait (run, 1000);
  put (fixture, 1000, 1100);
  kafka_run_wait (run, 1100);
  kafka_run_stop (run);
  kafka_run_assert_trades (run, N_PARTITIONS, 0, 1100);

  for (guint i = 0; i < run->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (run->batches, i);

      if (batch->kind == TAPE_BATCH_BEGIN)
        {
          g_autofree char *name = g_strdup_printf ("%s/%u", fixture->topic, n_begun);

          g_assert_true (batch->live);
          g_assert_cmpstr (tape_batch_get_name (batch), ==, name);
          g_assert_cmpuint (batch->source, ==, ++n_begun);
        }
      for (guint j = 0; j < batch->n_trades; j++)
        g_assert_cmpuint (batch->trades[j].source, ==, batch->trades[j].id % N_PARTITIONS + 1);
    }
  g_assert_cmpuint (n_begun, ==, N_PARTITIONS);
  for (guint32 source = 1; source <= N_PARTITIONS; source++)
    g_assert_cmpint (kafka_run_get_position (run, source)->offset, ==,
                     kafka_cluster_get_end (fixture->cluster, fixture->topic, (gint32)source - 1));
  kafka_run_free (run);
}

static const TapeReject *
get_first_reject (KafkaRun *run, const TapeBatch **batch)
{
  for (guint i = 0; i < run->batches->len; i++)
    {
      *batch = g_ptr_array_index (run->batches, i);
      if ((*batch)->n_rejects > 0)
        return &(*batch)->rejects[0];
    }
  g_assert_not_reached ();
}

static const TapeBatch *
get_first (KafkaRun *run, gboolean bars)
{
  for (guint i = 0; i < run->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (run->batches, i);

      if ((bars ? batch->n_bars : batch->n_trades) > 0)
        return batch;
    }
  g_assert_not_reached ();
}

/* The key and the time of a record come with it, a message that is bad does not stop what follows. */
static void
test_record (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;
  const TapeBatch *batch;
  const TapeTrade *trade;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, 1);
  kafka_cluster_put (fixture->cluster, fixture->topic, 0, NULL, 0, "{\"price\":");
  kafka_cluster_put (fixture->cluster, fixture->topic, 0, "IBM", KAFKA_START / 1000, "{\"price\":12.5}");
  kafka_cluster_put (fixture->cluster, fixture->topic, 0, "IBM", 0, "2020-09-13,AIG,1,3,2,2,10");
  kafka_cluster_flush (fixture->cluster);
  run = start (fixture, fixture->topic, "\"columns\":\"date,symbol,open,high,low,close,volume\"");
  kafka_run_wait (run, 3);
  kafka_run_stop (run);

  g_assert_cmpint (get_first_reject (run, &batch)->offset, ==, 0);
  batch = get_first (run, FALSE);
  trade = &batch->trades[0];
  g_assert_cmpint (trade->event_time, ==, KAFKA_START);
  g_assert_cmpint (trade->receive_time, >, KAFKA_START);
  g_assert_cmpstr (tape_universe_get (run->universe, trade->instrument)->symbol, ==, "IBM");
  g_assert_cmpint (batch->positions[0].offset, ==, 2);
  batch = get_first (run, TRUE);
  g_assert_cmpint (batch->kind, ==, TAPE_BATCH_BARS);
  g_assert_cmpuint (batch->bars[0].length, ==, TAPE_BAR_DAY);
  g_assert_cmpint (batch->positions[0].offset, ==, 3);
  kafka_run_free (run);
}

/* One of two topics is not there yet: the other is read, and it, once it appears. The stand-in would make it when it is asked. */
static void
test_topic_appears (Fixture *fixture, gconstpointer data)
{
  g_autofree char *topics = g_strconcat (fixture->topic, ",later", NULL);
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  kafka_cluster_add_topic (fixture->cluster, "later", 1);
  rd_kafka_mock_topic_set_error (fixture->cluster->mock, "later", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  put (fixture, 0, 10);
  run = start (fixture, topics, "\"from\":\"end\"");
  kafka_run_wait_message (run, "no topic “later” yet");
  rd_kafka_mock_topic_set_error (fixture->cluster->mock, "later", RD_KAFKA_RESP_ERR_NO_ERROR);
  kafka_cluster_put_trades (fixture->cluster, "later", 1, 500, 510);
  kafka_cluster_flush (fixture->cluster);
  kafka_run_wait (run, 10);
  kafka_run_wait_message (run, NULL);
  kafka_run_stop (run);
  kafka_run_assert_trades (run, 1, 500, 510);
  kafka_run_free (run);
}

/* --- Positions, as a store keeps them --- */

typedef struct
{
  GHashTable *numbers; /* digest of a source → its number */
  TapePosition positions[16];
  guint n;
} Store;

static gboolean
bind_stored (TapeFeed *feed, guint i, gpointer data, GError **error)
{
  Store *store = data;
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  const TapeSource *source = type->get_source (feed, i);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (store->numbers, &source->head_digest));

  if (number == 0)
    {
      number = ++store->n;
      g_hash_table_insert (store->numbers, g_memdup2 (&source->head_digest, sizeof source->head_digest),
                           GUINT_TO_POINTER (number));
    }
  g_assert_cmpuint (number, <, G_N_ELEMENTS (store->positions));
  type->bind (feed, i, number, store->positions[number].source != 0 ? &store->positions[number] : NULL);
  return TRUE;
}

static void
store_positions (Store *store, KafkaRun *run)
{
  for (guint32 source = 1; source <= store->n; source++)
    {
      const TapePosition *position = kafka_run_get_position (run, source);

      if (position == NULL)
        continue;
      g_clear_pointer (&store->positions[source].state, g_bytes_unref);
      store->positions[source] = *position;
      g_bytes_ref (store->positions[source].state);
    }
}

static void
store_clear (Store *store)
{
  for (guint i = 0; i <= store->n; i++)
    g_clear_pointer (&store->positions[i].state, g_bytes_unref);
  g_hash_table_unref (store->numbers);
}

static KafkaRun *
start_stored (Fixture *fixture, Store *store, const char *more)
{
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (fixture->cluster, fixture->topic, more);

  if (store->numbers == NULL)
    store->numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return kafka_run_start (settings, bind_stored, store);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  Store store = { 0 };

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  for (guint round = 0; round < 4; round++)
    {
      KafkaRun *run;

      put (fixture, round * 100, round * 100 + 100);
      run = start_stored (fixture, &store, NULL);
      kafka_run_wait (run, 100);
      kafka_run_stop (run);
      kafka_run_assert_trades (run, N_PARTITIONS, round * 100, round * 100 + 100);
      store_positions (&store, run);
      kafka_run_free (run);
    }
  store_clear (&store);
}

/* What is there already is not read, and what comes between two runs is, though the first read nothing. */
static void
test_from_end (Fixture *fixture, gconstpointer data)
{
  Store store = { 0 };
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  put (fixture, 0, 30);
  run = start_stored (fixture, &store, "\"from\":\"end\"");
  for (guint32 source = 1; source <= N_PARTITIONS; source++)
    while (kafka_run_get_position (run, source) == NULL)
      g_usleep (1000);
  kafka_run_stop (run);
  store_positions (&store, run);
  kafka_run_free (run);

  put (fixture, 30, 60);
  run = start_stored (fixture, &store, "\"from\":\"end\"");
  kafka_run_wait (run, 30);
  kafka_run_stop (run);
  kafka_run_assert_trades (run, N_PARTITIONS, 30, 60);
  kafka_run_free (run);
  store_clear (&store);
}

/* A position behind the end: the topic was made anew. */
static void
test_made_anew (Fixture *fixture, gconstpointer data)
{
  Store store = { 0 };
  KafkaRun *run;
  const TapeBatch *batch;
  const TapeReject *reject;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  put (fixture, 0, 30);
  run = start_stored (fixture, &store, NULL);
  kafka_run_wait (run, 30);
  kafka_run_stop (run);
  store_positions (&store, run);
  kafka_run_free (run);

  store.positions[2].offset = 1000;
  run = start_stored (fixture, &store, NULL);
  kafka_run_wait (run, 11);
  kafka_run_stop (run);
  reject = get_first_reject (run, &batch);
  g_assert_cmpuint (reject->source, ==, 2);
  g_assert_cmpint (reject->offset, ==, 1000);
  g_assert_nonnull (strstr (batch->text + reject->reason, "made anew"));
  g_assert_cmpint (kafka_run_get_position (run, 2)->offset, ==, 10);
  kafka_run_free (run);
  store_clear (&store);
}

/* Messages that were deleted before they were read are missed, and it is said how many. The stand-in keeps 5 MiB. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (900000, ' ');
  Store store = { 0 };
  KafkaRun *run;
  const TapeBatch *batch;
  const TapeReject *reject;
  g_autofree char *says = NULL;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, 1);
  kafka_cluster_put_trades (fixture->cluster, fixture->topic, 1, 0, 10);
  kafka_cluster_flush (fixture->cluster);
  run = start_stored (fixture, &store, NULL);
  kafka_run_wait (run, 10);
  kafka_run_stop (run);
  store_positions (&store, run);
  kafka_run_free (run);

  kafka_cluster_put_trades (fixture->cluster, fixture->topic, 1, 10, 20);
  kafka_cluster_flush (fixture->cluster);
  for (guint i = 0; i < 8; i++)
    {
      kafka_cluster_put (fixture->cluster, fixture->topic, 0, NULL, 0, large);
      kafka_cluster_flush (fixture->cluster);
    }
  kafka_cluster_put_trades (fixture->cluster, fixture->topic, 1, 20, 30);
  kafka_cluster_flush (fixture->cluster);
  run = start_stored (fixture, &store, NULL);
  kafka_run_wait (run, 11);
  kafka_run_stop (run);
  reject = get_first_reject (run, &batch);
  g_assert_cmpint (reject->offset, ==, 10);
  g_test_message ("%s", batch->text + reject->reason);
  g_assert_nonnull (strstr (batch->text + reject->reason, "were deleted before they were read"));
  g_assert_cmpint (kafka_run_get_position (run, 1)->offset, ==,
                   kafka_cluster_get_end (fixture->cluster, fixture->topic, 0));
  kafka_run_assert_trades (run, 1, 20, 30);
  kafka_run_free (run);
  store_clear (&store);
}

/* --- Faults --- */

static void
test_broker_down (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  put (fixture, 0, 100);
  run = start (fixture, fixture->topic, NULL);
  kafka_run_wait (run, 100);
  for (guint round = 1; round < 3; round++)
    {
      rd_kafka_mock_broker_set_down (fixture->cluster->mock, -1);
      kafka_run_wait_message (run, "cannot be reached");
      kafka_cluster_put_trades (fixture->cluster, fixture->topic, N_PARTITIONS, round * 100, round * 100 + 100);
      rd_kafka_mock_broker_set_up (fixture->cluster->mock, -1);
      kafka_cluster_flush (fixture->cluster);
      kafka_run_wait (run, round * 100 + 100);
      kafka_run_wait_message (run, NULL);
    }
  kafka_run_stop (run);
  kafka_run_assert_trades (run, N_PARTITIONS, 0, 300);
  kafka_run_free (run);
}

static void
test_leader_changes (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  run = start (fixture, fixture->topic, NULL);
  for (guint round = 0; round < 4; round++)
    {
      for (gint32 partition = 0; partition < N_PARTITIONS; partition++)
        rd_kafka_mock_partition_set_leader (fixture->cluster->mock, fixture->topic, partition,
                                            1 + (gint32)(round + (guint)partition) % 2);
      put (fixture, round * 100, round * 100 + 100);
      kafka_run_wait (run, round * 100 + 100);
    }
  kafka_run_stop (run);
  kafka_run_assert_trades (run, N_PARTITIONS, 0, 400);
  kafka_run_free (run);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  rd_kafka_mock_push_request_errors (fixture->cluster->mock, 3 /* Metadata */, 2,
                                     RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_UNKNOWN);
  rd_kafka_mock_push_request_errors (fixture->cluster->mock, 1 /* Fetch */, 4,
                                     RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN,
                                     RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
  put (fixture, 0, 200);
  run = start (fixture, fixture->topic, NULL);
  kafka_run_wait (run, 200);
  kafka_run_stop (run);
  kafka_run_assert_trades (run, N_PARTITIONS, 0, 200);
  kafka_run_free (run);
}

/* A queue that takes nothing: the feed waits, and loses nothing by it. */
static void
test_full_queue (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  run = start (fixture, fixture->topic, NULL);
  kafka_run_hold (run, TRUE);
  put (fixture, 0, 10000);
  g_assert_cmpuint (run->n_events, ==, 0);
  kafka_run_hold (run, FALSE);
  kafka_run_wait (run, 10000);
  kafka_run_stop (run);
  kafka_run_assert_trades (run, N_PARTITIONS, 0, 10000);
  kafka_run_free (run);
}

static TapeFeedHealth *
wait_for_end (KafkaRun *run)
{
  tape_feed_wait (run->feed);
  return tape_feed_get_health (run->feed, FALSE);
}

/* Where TLS is asked for and not spoken, nothing is read: the feed ends with a sentence. */
static void
test_no_tls (Fixture *fixture, gconstpointer data)
{
  KafkaRun *run;

  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
  put (fixture, 0, 3);
  run = start (fixture, fixture->topic, "\"security\":\"tls\"");
  kafka_run_wait_message (run, "Kafka cluster at");
  kafka_run_stop (run);
  g_assert_cmpuint (run->n_events, ==, 0);
  g_assert_cmpuint (run->batches->len, ==, 0);
  kafka_run_free (run);
}

static void
test_unreachable (void)
{
  g_autoptr (TapeKafkaSettings) settings
      = tape_kafka_settings_parse ("{\"brokers\":\"127.0.0.1:1\",\"topics\":[\"a\"]}", NULL);
  KafkaRun *run = kafka_run_start (settings, NULL, NULL);
  g_autoptr (TapeFeedHealth) health = NULL;

  kafka_run_wait_message (run, "“127.0.0.1:1” cannot be reached");
  health = tape_feed_get_health (run->feed, FALSE);
  g_assert_cmpint (health->state, ==, TAPE_FEED_CONNECTING);
  g_clear_pointer (&health, tape_feed_health_free);
  g_cancellable_cancel (run->cancellable);
  health = wait_for_end (run);
  g_assert_cmpint (health->state, ==, TAPE_FEED_STOPPED);
  kafka_run_free (run);
}

static void
test_cannot_be (void)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse ("{\"brokers\":\"h\"}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tape_kafka_is_built ());
  g_assert_null (tape_kafka_feed_new (universe, settings, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
}

/* A value that librdkafka refuses. */
static void
test_property (void)
{
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (
      "{\"brokers\":\"127.0.0.1:1\",\"topics\":[\"a\"],\"properties\":[\"fetch.min.bytes=many\"]}", NULL);
  KafkaRun *run = kafka_run_start (settings, NULL, NULL);
  g_autoptr (TapeFeedHealth) health = wait_for_end (run);

  g_assert_cmpint (health->state, ==, TAPE_FEED_FAILED);
  g_assert_nonnull (strstr (health->message, "fetch.min.bytes"));
  kafka_run_free (run);
}

#define TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  TEST ("/kafka/feed/reads", test_reads);
  TEST ("/kafka/feed/record", test_record);
  TEST ("/kafka/feed/topic-appears", test_topic_appears);
  TEST ("/kafka/feed/restart", test_restart);
  TEST ("/kafka/feed/from-end", test_from_end);
  TEST ("/kafka/feed/made-anew", test_made_anew);
  TEST ("/kafka/feed/deleted", test_deleted);
  TEST ("/kafka/feed/broker-down", test_broker_down);
  TEST ("/kafka/feed/leader-changes", test_leader_changes);
  TEST ("/kafka/feed/errors", test_errors);
  TEST ("/kafka/feed/full-queue", test_full_queue);
  TEST ("/kafka/feed/no-tls", test_no_tls);
  g_test_add_func ("/kafka/feed/unreachable", test_unreachable);
  g_test_add_func ("/kafka/feed/cannot-be", test_cannot_be);
  g_test_add_func ("/kafka/feed/property", test_property);
  result = g_test_run ();
  g_clear_pointer (&cluster, kafka_cluster_free);
  return result;
}
