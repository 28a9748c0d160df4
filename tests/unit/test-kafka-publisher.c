/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is published comes back from the topic as it was, each trade once, whatever happens on the way.
 *
 *   test-kafka-publisher [TAPECTL] */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/kafka-cluster.h"
#include "feed/tape-kafka-publisher.h"
#include "store/tape-user-feeds.h"

#define N_PARTITIONS 3

typedef struct
{
  KafkaCluster *cluster;
  char *topic;
  TapeUniverse *universe;
} Fixture;

static KafkaCluster *cluster;
static const char *tapectl;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static guint n = 0;

  if (cluster == NULL)
    cluster = kafka_cluster_new (2);
  fixture->cluster = cluster;
  fixture->topic = g_strdup_printf ("published%u", n++);
  fixture->universe = tape_universe_new (FALSE);
  kafka_cluster_add_topic (fixture->cluster, fixture->topic, N_PARTITIONS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tape_universe_unref (fixture->universe);
  g_free (fixture->topic);
}

static TapeKafkaPublisher *
make_publisher (Fixture *fixture, const char *more, GCancellable *cancellable)
{
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (fixture->cluster, fixture->topic, more);
  g_autoptr (GError) error = NULL;
  TapeKafkaPublisher *publisher = tape_kafka_publisher_new (fixture->universe, settings, cancellable, &error);

  g_assert_no_error (error);
  return publisher;
}

/* Ids are numbers, every seventh is none and every fifth a text. */
static TapeBatch *
make_trades (Fixture *fixture, guint first, guint end)
{
  static const char *const symbols[] = { "AIG", "BAC", "IBM", "BTC-USD" };
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, end - first);

  for (guint i = first; i < end; i++)
    {
      const char *symbol = symbols[i % G_N_ELEMENTS (symbols)];
      g_autofree char *id = g_strdup_printf (i % 5 == 0 ? "t%u" : "%u", i);
      TapeTrade *trade = tape_batch_add_trade (batch);

      *trade = (TapeTrade){ .event_time = KAFKA_START + i * 1001,
                            .price = 0.1 + i,
                            .quantity = i,
                            .instrument = tape_universe_intern (fixture->universe, symbol, strlen (symbol)),
                            .side = (guint8)(i % TAPE_N_SIDES),
                            .flags = i % 11 == 0 ? TAPE_TRADE_DERIVED : 0 };
      if (i % 7 != 0)
        tape_batch_set_trade_id (batch, trade, id, strlen (id));
    }
  return batch;
}

static KafkaRun *
read_back (Fixture *fixture, guint64 n)
{
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (fixture->cluster, fixture->topic, NULL);
  KafkaRun *run = kafka_run_start (settings, NULL, NULL);

  kafka_run_wait (run, n);
  kafka_run_stop (run);
  return run;
}

static const char *
get_id (const TapeBatch *batch, const TapeTrade *trade)
{
  return (trade->flags & TAPE_TRADE_TEXT_ID) != 0 ? batch->text + trade->id : "";
}

/* All of @wanted has come back, each once and each instrument's in one partition and in its order. */
static void
assert_came_back (Fixture *fixture, KafkaRun *run, const TapeBatch *wanted)
{
  g_autofree gboolean *seen = g_new0 (gboolean, wanted->n_trades);
  guint16 sources[8] = { 0 };
  gint64 last[8] = { 0 };
  guint n = 0;

  for (guint i = 0; i < run->batches->len; i++)
    {
      const TapeBatch *batch = g_ptr_array_index (run->batches, i);

      g_assert_cmpuint (batch->n_rejects, ==, 0);
      for (guint j = 0; j < batch->n_trades; j++)
        {
          const TapeTrade *trade = &batch->trades[j];
          guint at = (guint)trade->quantity - (guint)wanted->trades[0].quantity;
          const TapeTrade *sent = &wanted->trades[at];
          const char *symbol = tape_universe_get (run->universe, trade->instrument)->symbol;

          g_assert_cmpuint (at, <, wanted->n_trades);
          g_assert_false (seen[at]);
          seen[at] = TRUE;
          n++;
          g_assert_cmpstr (symbol, ==, tape_universe_get (fixture->universe, sent->instrument)->symbol);
          g_assert_cmpint (trade->event_time, ==, sent->event_time);
          g_assert_cmpfloat (trade->price, ==, sent->price);
          g_assert_cmpint (trade->side, ==, sent->side);
          g_assert_cmpint (trade->flags, ==, sent->flags);
          g_assert_cmpstr (get_id (batch, trade), ==, get_id (wanted, sent));
          if ((trade->flags & TAPE_TRADE_TEXT_ID) == 0)
            g_assert_cmpuint (trade->id, ==, sent->id);
          g_assert_cmpuint (trade->instrument, <, G_N_ELEMENTS (sources));
          g_assert_true (sources[trade->instrument] == 0 || sources[trade->instrument] == trade->source);
          sources[trade->instrument] = trade->source;
          g_assert_cmpint (trade->event_time, >, last[trade->instrument]);
          last[trade->instrument] = trade->event_time;
        }
    }
  g_assert_cmpuint (n, ==, wanted->n_trades);
}

static void
finish (TapeKafkaPublisher *publisher, guint64 n)
{
  g_autoptr (GError) error = NULL;
  TapeKafkaPublished published;

  tape_kafka_publisher_finish (publisher, &error);
  g_assert_no_error (error);
  tape_kafka_publisher_count (publisher, &published);
  g_assert_cmpuint (published.sent, ==, n);
  g_assert_cmpuint (published.delivered, ==, n);
}

static void
test_comes_back (Fixture *fixture, gconstpointer more)
{
  g_autoptr (TapeKafkaPublisher) publisher = make_publisher (fixture, more, NULL);
  g_autoptr (TapeBatch) batch = make_trades (fixture, 0, 1000);
  KafkaRun *run;

  g_assert_true (tape_kafka_publisher_push (tape_batch_ref (batch), publisher));
  finish (publisher, 1000);
  run = read_back (fixture, 1000);
  assert_came_back (fixture, run, batch);
  kafka_run_free (run);
}

static void
test_bars (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeKafkaPublisher) publisher = make_publisher (fixture, NULL, NULL);
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_BARS, 1);
  const TapeBar bar = { .start = KAFKA_START,
                        .length = 300,
                        .instrument = tape_universe_intern (fixture->universe, "AIG", 3),
                        .open = 1,
                        .high = 3,
                        .low = 0.5,
                        .close = 2,
                        .volume = 10,
                        .turnover = 20,
                        .buys = 6,
                        .sells = 4 };
  KafkaRun *run;

  *tape_batch_add_bar (batch) = bar;
  g_assert_true (tape_kafka_publisher_push (batch, publisher));
  finish (publisher, 1);
  run = read_back (fixture, 1);
  for (guint i = 0; i < run->batches->len; i++)
    {
      const TapeBatch *read = g_ptr_array_index (run->batches, i);

      if (read->n_bars == 0)
        continue;
      g_assert_cmpint (read->bars[0].start, ==, bar.start);
      g_assert_cmpuint (read->bars[0].length, ==, bar.length);
      g_assert_cmpmem (&read->bars[0].open, 8 * sizeof (double), &bar.open, 8 * sizeof (double));
    }
  kafka_run_free (run);
}

/* Brokers that go, and answers that are lost or say to try again: what is tried again is there once. */
static void
test_faults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeKafkaPublisher) publisher = make_publisher (fixture, NULL, NULL);
  g_autoptr (TapeBatch) batch = make_trades (fixture, 0, 400);
  KafkaRun *run;

  rd_kafka_mock_push_request_errors (fixture->cluster->mock, 0 /* Produce */, 4,
                                     RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                     RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
  for (guint i = 0; i < 4; i++)
    {
      rd_kafka_mock_broker_set_down (fixture->cluster->mock, i % 2 + 1);
      if (i == 0)
        g_assert_true (tape_kafka_publisher_push (tape_batch_ref (batch), publisher));
      rd_kafka_mock_broker_set_up (fixture->cluster->mock, i % 2 + 1);
    }
  finish (publisher, 400);
  run = read_back (fixture, 400);
  assert_came_back (fixture, run, batch);
  kafka_run_free (run);
}

static void
test_not_delivered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (
      "{\"brokers\":\"127.0.0.1:1\",\"topics\":[\"a\"],\"properties\":[\"message.timeout.ms=300\"]}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKafkaPublisher) publisher = tape_kafka_publisher_new (fixture->universe, settings, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (tape_kafka_publisher_push (make_trades (fixture, 0, 10), publisher));
  g_assert_false (tape_kafka_publisher_finish (publisher, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "10 messages for the topic “a”, 10 were not delivered"));
  g_assert_false (tape_kafka_publisher_push (make_trades (fixture, 10, 20), publisher));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeKafkaSettings) settings
      = tape_kafka_settings_parse ("{\"brokers\":\"127.0.0.1:1\",\"topics\":[\"a\"]}", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeKafkaPublisher) publisher
      = tape_kafka_publisher_new (fixture->universe, settings, cancellable, &error);

  g_assert_true (tape_kafka_publisher_push (make_trades (fixture, 0, 10), publisher));
  g_cancellable_cancel (cancellable);
  g_assert_false (tape_kafka_publisher_push (make_trades (fixture, 10, 20), publisher));
  g_assert_false (tape_kafka_publisher_finish (publisher, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_several_topics (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (fixture->cluster, "a,b", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tape_kafka_publisher_new (fixture->universe, settings, NULL, &error));
  g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
}

/* --- tapectl publish --- */

static int
run_tapectl (const char *const *arguments, char **output, char **errors)
{
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, errors, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_command (Fixture *fixture, gconstpointer data)
{
  const char *brokers = rd_kafka_mock_cluster_bootstraps (fixture->cluster->mock);
  const char *const arguments[]
      = { tapectl,   "publish",      "simulator", "--trades",   "500",      "--brokers", brokers,
          "--topic", fixture->topic, "--tuning",  "throughput", "--format", "csv",       NULL };
  g_autofree char *output = NULL, *errors = NULL;
  KafkaRun *run;

  if (tapectl == NULL)
    {
      g_test_skip ("no tapectl was named");
      return;
    }
  g_assert_cmpint (run_tapectl (arguments, &output, &errors), ==, 0);
  g_assert_nonnull (strstr (output, "sent,delivered,rejected,seconds,messages_per_second\n500,500,0,"));
  run = read_back (fixture, 500);
  g_assert_cmpuint (run->n_events, ==, 500);
  kafka_run_free (run);
}

/* A file with a feed that reads @topic. */
static char *
set_up_feed (Fixture *fixture, const char *topic, const char *folder)
{
  g_autoptr (TapeKafkaSettings) settings = kafka_cluster_get_settings (fixture->cluster, topic, NULL);
  g_autofree char *json = tape_kafka_settings_to_json (settings);
  char *symbols[] = { NULL }, *path = g_build_filename (folder, "user.db", NULL);
  const TapeUserFeed feed = { .name = (char *)"Ours",
                              .kind = (char *)"kafka",
                              .service = (char *)"kafka",
                              .symbols = symbols,
                              .settings = json,
                              .enabled = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeUserDb) user = tape_user_db_open (path, &error);

  g_assert_no_error (error);
  tape_user_db_add_feed (user, &feed, &error);
  g_assert_no_error (error);
  return path;
}

static GPid
start_tapectl (const char *const *arguments, int *output)
{
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async_with_pipes (NULL, (char **)arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, output,
                            NULL, &error);
  g_assert_no_error (error);
  return pid;
}

static void
assert_refused (const char *const *arguments, const char *says)
{
  g_autofree char *output = NULL, *errors = NULL;

  g_assert_cmpint (run_tapectl (arguments, &output, &errors), ==, 2);
  g_assert_cmpstr (output, ==, "");
  g_assert_nonnull (strstr (errors, says));
}

/* What is set up goes on until Ctrl+C, and what it has taken by then is delivered. */
static void
test_command_feed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("tapeline-test-XXXXXX", NULL), *topic = g_strdup ("read-and-published");
  g_autofree char *user = set_up_feed (fixture, topic, folder);
  const char *brokers = rd_kafka_mock_cluster_bootstraps (fixture->cluster->mock);
  const char *const arguments[] = { tapectl, "publish", "Ours",         "--user",   user,  "--brokers",
                                    brokers, "--topic", fixture->topic, "--format", "csv", NULL };
  const char *const back[]
      = { tapectl, "publish", "Ours", "--user", user, "--brokers", brokers, "--topic", topic, NULL };
  char output[256] = "";
  int pipe, status;
  GPid pid;

  if (tapectl == NULL)
    {
      g_test_skip ("no tapectl was named");
      return;
    }
  kafka_cluster_add_topic (fixture->cluster, topic, N_PARTITIONS);
  kafka_cluster_put_trades (fixture->cluster, topic, N_PARTITIONS, 0, 300);
  kafka_cluster_flush (fixture->cluster);
  assert_refused (back, "would come back without end");
  pid = start_tapectl (arguments, &pipe);
  kafka_run_free (read_back (fixture, 300));
  g_assert_cmpint (kill (pid, SIGINT), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  g_assert_cmpint (read (pipe, output, sizeof output - 1), >, 0);
  g_assert_nonnull (strstr (output, "\n300,300,0,"));
  close (pipe);
  g_unlink (user);
  g_rmdir (folder);
}

static void
test_command_refuses (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *arguments[8];
    const char *says;
  } wrong[] = {
    { { "simulator", "--topic", "t" }, "--brokers" },
    { { "simulator", "--brokers", "h" }, "--topic" },
    { { "simulator", "--brokers", "h", "--topic", "a b" }, "“a b” is no topic" },
    { { "simulator", "--brokers", "h", "--topic", "t", "--security", "ssl" }, "sasl-tls" },
    { { "simulator", "--brokers", "h", "--topic", "t", "--speed", "often" }, "--speed" },
    { { "simulator", "--brokers", "h", "--topic", "t", "--property", "sasl.password=x" }, "sasl.password" },
    { { "simulator", "--brokers", "h", "--topic", "t", "--symbols", "IBM" }, "--symbols is for services" },
    { { "binance", "--brokers", "h", "--topic", "t" }, "--symbols" },
    { { "binance", "--brokers", "h", "--topic", "t", "--speed", "2" }, "--speed and --map are for files" },
    { { "nothing", "--brokers", "h", "--topic", "t" }, "“nothing” is no feed that is set up" },
  };

  if (tapectl == NULL)
    {
      g_test_skip ("no tapectl was named");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *arguments[12] = { tapectl, "publish" };

      memcpy (arguments + 2, wrong[i].arguments, sizeof wrong[i].arguments);
      assert_refused (arguments, wrong[i].says);
    }
}

#define TEST(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tapectl = argc > 1 ? argv[1] : NULL;
  TEST ("/kafka/publisher/comes-back", NULL, test_comes_back);
  TEST ("/kafka/publisher/comes-back-packed", "\"tuning\":\"throughput\"", test_comes_back);
  TEST ("/kafka/publisher/bars", NULL, test_bars);
  TEST ("/kafka/publisher/faults", NULL, test_faults);
  TEST ("/kafka/publisher/not-delivered", NULL, test_not_delivered);
  TEST ("/kafka/publisher/cancelled", NULL, test_cancelled);
  TEST ("/kafka/publisher/several-topics", NULL, test_several_topics);
  TEST ("/kafka/publisher/command", NULL, test_command);
  TEST ("/kafka/publisher/command-feed", NULL, test_command_feed);
  TEST ("/kafka/publisher/command-refuses", NULL, test_command_refuses);
  result = g_test_run ();
  g_clear_pointer (&cluster, kafka_cluster_free);
  return result;
}
