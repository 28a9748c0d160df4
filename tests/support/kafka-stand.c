/* SPDX-License-Identifier: GPL-3.0-or-later */

/* librdkafka's stand-in for a cluster, two brokers and a topic "live" of three partitions, as a process of its own that does what it
 * is told on standard input, a line each, and then says "done":
 *
 *     put FIRST END START     trades FIRST to END - 1, a millisecond apart from START on, µs since 1970
 *     garbage N               so many messages that are none
 *     down, up                no broker takes connections; they do again
 *     leader N                broker N leads all partitions
 *     refuse N                so many answers to who reads are errors
 *     slow MS                 each answer takes so long
 *
 * Begins with `brokers HOST:PORT,…` and an empty line; ends with its standard input. */

#include <stdio.h>
#include <string.h>

#include "kafka-cluster.h"

#define TOPIC        "live"
#define N_PARTITIONS 3
#define N_BROKERS    2
#define FETCH        1 /* the protocol's number of such a request */

/* Says what is asked of @i in live-soak.py, too. */
static void
put_trade (KafkaCluster *cluster, guint i, gint64 start)
{
  static const char *const symbols[] = { "AIG", "BAC", "IBM" };
  const char *symbol = symbols[i % G_N_ELEMENTS (symbols)];
  g_autofree char *text = g_strdup_printf (
      "{\"event_time\":%" G_GINT64_FORMAT ",\"symbol\":\"%s\",\"price\":%u,\"quantity\":%u,\"side\":\"%s\"}",
      start / TAPE_MILLISECOND + i, symbol, 10 + i % 100, i, i % 2 == 0 ? "buy" : "sell");

  kafka_cluster_put (cluster, TOPIC, (gint32)(i % N_PARTITIONS), symbol, 0, text);
}

static void
set_down (KafkaCluster *cluster, gboolean down)
{
  for (gint32 broker = 1; broker <= N_BROKERS; broker++)
    if (down)
      rd_kafka_mock_broker_set_down (cluster->mock, broker);
    else
      rd_kafka_mock_broker_set_up (cluster->mock, broker);
}

static void
set_slow (KafkaCluster *cluster, int ms)
{
  for (gint32 broker = 1; broker <= N_BROKERS; broker++)
    rd_kafka_mock_broker_set_rtt (cluster->mock, broker, ms);
}

static void
follow (KafkaCluster *cluster, char **words)
{
  gint64 first = words[1] != NULL ? g_ascii_strtoll (words[1], NULL, 10) : 0;

  if (strcmp (words[0], "put") == 0)
    for (gint64 i = first; i < g_ascii_strtoll (words[2], NULL, 10); i++)
      put_trade (cluster, (guint)i, g_ascii_strtoll (words[3], NULL, 10));
  else if (strcmp (words[0], "garbage") == 0)
    for (gint64 i = 0; i < first; i++)
      kafka_cluster_put (cluster, TOPIC, (gint32)(i % N_PARTITIONS), NULL, 0, "}{ no JSON \"");
  else if (strcmp (words[0], "leader") == 0)
    for (gint32 i = 0; i < N_PARTITIONS; i++)
      rd_kafka_mock_partition_set_leader (cluster->mock, TOPIC, i, (gint32)first);
  else if (strcmp (words[0], "refuse") == 0)
    for (gint64 i = 0; i < first; i++)
      rd_kafka_mock_push_request_errors (cluster->mock, FETCH, 1, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  else if (strcmp (words[0], "slow") == 0)
    set_slow (cluster, (int)first);
  else
    set_down (cluster, strcmp (words[0], "down") == 0);
  if (strcmp (words[0], "put") == 0 || strcmp (words[0], "garbage") == 0)
    kafka_cluster_flush (cluster);
}

int
main (int argc, char **argv)
{
  KafkaCluster *cluster = kafka_cluster_new (N_BROKERS);
  char line[256];

  kafka_cluster_add_topic (cluster, TOPIC, N_PARTITIONS);
  printf ("brokers %s\n\n", rd_kafka_mock_cluster_bootstraps (cluster->mock));
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (line), " ", -1);

      follow (cluster, words);
      printf ("done\n");
      fflush (stdout);
    }
  set_down (cluster, FALSE);
  kafka_cluster_free (cluster);
  return 0;
}
