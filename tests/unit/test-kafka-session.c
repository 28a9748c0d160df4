/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A Kafka feed in a session with a database: a restart goes on exactly where what is stored ends. The trades have no ids, so that
 * nothing but the positions keeps them single. */

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "../support/kafka-cluster.h"
#include "../support/session-fixture.h"
#include "../support/store-fixture.h"

#define TOPIC        "stocks"
#define N_PARTITIONS 3
#define N_ROUNDS     8
#define N_TRADES     1000

static const char *program;

static TapeFeed *
add_feed (TapeSession *session, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (json, &error);
  TapeFeed *feed;

  g_assert_no_error (error);
  feed = tape_kafka_feed_new (tape_session_get_universe (session), settings, &error);
  g_assert_no_error (error);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  return feed;
}

static guint64
count_events (TapeFeed *feed)
{
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feed, FALSE);

  return health->events;
}

static void
wait_for_events (TapeFeed *feed, guint64 n)
{
  gint64 until = g_get_monotonic_time () + KAFKA_PATIENCE;

  while (count_events (feed) < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (500);
    }
}

/* In a process of its own, which ends in the middle. */
static int
feed_until_killed (const char *database, const char *json, guint64 n)
{
  TapeSession *session = session_open (database, FALSE);
  TapeFeed *feed = add_feed (session, json);

  tape_session_start_feed (session, feed, NULL, NULL);
  wait_for_events (feed, n);
  kill (getpid (), SIGKILL);
  return 1;
}

static void
run_until_killed (const char *database, const char *json, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  const char *const arguments[] = { program, "--feed", database, json, count, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static KafkaCluster *
make_cluster (char **json)
{
  KafkaCluster *cluster = kafka_cluster_new (2);
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (cluster, TOPIC, NULL);

  cluster->without_ids = TRUE;
  kafka_cluster_add_topic (cluster, TOPIC, N_PARTITIONS);
  *json = tape_kafka_settings_to_json (settings);
  return cluster;
}

static void
put (KafkaCluster *cluster, guint first, guint end)
{
  kafka_cluster_put_trades (cluster, TOPIC, N_PARTITIONS, first, end);
  kafka_cluster_flush (cluster);
}

/* Runs a session until the database has @n trades. */
static void
run_until_stored (StoreFixture *fixture, const char *json, gint64 n)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  TapeFeed *feed = add_feed (session, json);
  gint64 until = g_get_monotonic_time () + KAFKA_PATIENCE;

  tape_session_start_feed (session, feed, NULL, NULL);
  while (store_fixture_get_number (fixture, "SELECT count (*) FROM trades") < n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_usleep (10000);
    }
}

static void
assert_each_once (StoreFixture *fixture, gint64 n)
{
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, n);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (DISTINCT quantity) FROM trades"), ==, n);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT CAST (sum (quantity) AS INTEGER) FROM trades"), ==,
                   n * (n - 1) / 2);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources WHERE kind = 'kafka'"), ==,
                   N_PARTITIONS);
}

static void
test_again (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  KafkaCluster *cluster = make_cluster (&json);

  for (guint round = 0; round < 3; round++)
    {
      put (cluster, round * 100, round * 100 + 100);
      run_until_stored (fixture, json, (round + 1) * 100);
      assert_each_once (fixture, (round + 1) * 100);
    }
  kafka_cluster_free (cluster);
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  KafkaCluster *cluster = make_cluster (&json);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      put (cluster, round * N_TRADES, (round + 1) * N_TRADES);
      run_until_killed (fixture->path, json, (guint)g_test_rand_int_range (1, N_TRADES + 1));
    }
  put (cluster, N_ROUNDS * N_TRADES, N_ROUNDS * N_TRADES + N_PARTITIONS);
  run_until_stored (fixture, json, N_ROUNDS * N_TRADES + N_PARTITIONS);
  assert_each_once (fixture, N_ROUNDS * N_TRADES + N_PARTITIONS);
  kafka_cluster_free (cluster);
}

/* Two feeds of one session that read the same would store it twice: the second says so. */
static void
test_twice (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  KafkaCluster *cluster = make_cluster (&json);
  TapeSession *session = session_open (fixture->path, FALSE);
  TapeFeed *first = add_feed (session, json), *second;
  g_autoptr (TapeFeedHealth) health = NULL;

  put (cluster, 0, 10);
  tape_session_start_feed (session, first, NULL, NULL);
  wait_for_events (first, 10);
  second = add_feed (session, json);
  tape_session_start_feed (session, second, NULL, NULL);
  tape_feed_wait (second);
  health = tape_feed_get_health (second, FALSE);
  g_assert_cmpint (health->state, ==, TAPE_FEED_FAILED);
  g_assert_nonnull (strstr (health->message, "is being read already"));
  g_assert_cmpuint (health->events, ==, 0);

  /* One that follows the first goes on where that ended. */
  tape_session_stop_feed (session, first);
  tape_feed_wait (first);
  put (cluster, 10, 20);
  second = add_feed (session, json);
  tape_session_start_feed (session, second, NULL, NULL);
  wait_for_events (second, 10);
  tape_session_free (session);
  assert_each_once (fixture, 20);
  kafka_cluster_free (cluster);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 5 && strcmp (argv[1], "--feed") == 0)
    return feed_until_killed (argv[2], argv[3], g_ascii_strtoull (argv[4], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/kafka/session/again", test_again);
  STORE_TEST ("/kafka/session/killed", test_killed);
  STORE_TEST ("/kafka/session/twice", test_twice);
  return g_test_run ();
}
