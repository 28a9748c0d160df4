/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a Kafka feed is told: read, kept, and what cannot be. */

#include <string.h>

#include "feed/tape-feed.h"
#include "feed/tape-kafka-settings.h"

#define PASSWORD "s3cret word"

static TapeKafkaSettings *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  TapeKafkaSettings *settings = tape_kafka_settings_parse (json, &error);

  g_assert_no_error (error);
  return settings;
}

static void
test_usual (void)
{
  g_autoptr (TapeKafkaSettings) settings = parse ("{\"brokers\": \"localhost\", \"topics\": [\"stocks\"]}");
  g_autofree char *json = tape_kafka_settings_to_json (settings);
  g_autoptr (GError) error = NULL;

  tape_kafka_settings_check (settings, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settings->security, ==, TAPE_KAFKA_OPEN);
  g_assert_cmpint (settings->tuning, ==, TAPE_KAFKA_LATENCY);
  g_assert_false (settings->from_end);
  g_assert_cmpstr (settings->columns, ==, "event_time,symbol,price,quantity,side,trade_id");
  g_assert_cmpstr (json, ==, "{\"brokers\":\"localhost\",\"topics\":[\"stocks\"]}");
}

/* All that can be said comes back, but the password. */
static void
test_round (void)
{
  static const char all[] = "{\"brokers\":\"a:1,[::1]:9093\",\"topics\":[\"x\",\"y.z\"],\"security\":\"sasl-tls\","
                            "\"mechanism\":\"PLAIN\",\"user\":\"desk\",\"ca\":\"/ca.pem\",\"certificate\":\"/c.pem\","
                            "\"key\":\"/k.pem\",\"tuning\":\"throughput\",\"from\":\"end\",\"map\":[\"Last=price\"],"
                            "\"columns\":\"symbol,price,date\",\"bar\":\"5m\",\"properties\":[\"client.rack=a\"]}";
  g_autoptr (TapeKafkaSettings) settings = parse (all);
  g_autoptr (TapeKafkaSettings) copy = NULL;
  g_autofree char *json = NULL, *copied = NULL;

  settings->password = g_strdup (PASSWORD);
  copy = tape_kafka_settings_copy (settings);
  json = tape_kafka_settings_to_json (settings);
  copied = tape_kafka_settings_to_json (copy);
  g_assert_cmpstr (json, ==, all);
  g_assert_cmpstr (copied, ==, all);
  g_assert_cmpstr (copy->password, ==, PASSWORD);
  g_assert_cmpuint (tape_kafka_settings_get_bar_length (settings), ==, 300);
}

static void
test_hosts (void)
{
  g_autoptr (TapeKafkaSettings) settings = parse ("{\"brokers\": \" a:1, ,[::1]:9093,b\"}");
  g_auto (GStrv) hosts = tape_kafka_settings_get_hosts (settings);
  const char *const wanted[] = { "a:1", "[::1]:9093", "b", NULL };

  g_assert_cmpstrv (hosts, wanted);
}

static void
test_unreadable (void)
{
  static const struct
  {
    const char *json;
    const char *says;
  } bad[] = {
    { "", "JSON object" },
    { "[]", "JSON object" },
    { "{\"brokers\": 1}", "“brokers”" },
    { "{\"topics\": \"a\"}", "“topics”" },
    { "{\"topics\": [1]}", "“topics”" },
    { "{\"tuning\": \"fast\"}", "latency, throughput" },
    { "{\"tuning\": 1}", "latency, throughput" },
    { "{\"security\": \"ssl\"}", "none, tls, sasl, sasl-tls" },
    { "{\"password\": \"" PASSWORD "\"}", "“password”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tape_kafka_settings_parse (bad[i].json, &error));
      g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
      g_assert_nonnull (strstr (error->message, bad[i].says));
      g_assert_null (strstr (error->message, PASSWORD));
    }
}

#define CLUSTER "\"brokers\": \"h\", \"topics\": [\"t\"]"
#define SASL    "\"user\": \"u\", \"security\": "

static void
test_impossible (void)
{
  static const struct
  {
    const char *json;
    const char *says; /* NULL: nothing is wrong */
    gboolean password;
  } settings[] = {
    { "{\"topics\": [\"t\"]}", "broker", FALSE },
    { "{\"brokers\": \", \", \"topics\": [\"t\"]}", "broker", FALSE },
    { "{\"brokers\": \"http://h:9092\", \"topics\": [\"t\"]}", "http://h:9092", FALSE },
    { "{\"brokers\": \"SSL://h:9092\", \"topics\": [\"t\"]}", "SSL://h:9092", FALSE },
    { "{\"brokers\": \"h:0\", \"topics\": [\"t\"]}", "h:0", FALSE },
    { "{\"brokers\": \"h:65536\", \"topics\": [\"t\"]}", "h:65536", FALSE },
    { "{\"brokers\": \"a b\", \"topics\": [\"t\"]}", "a b", FALSE },
    { "{\"brokers\": \"[::1\", \"topics\": [\"t\"]}", "[::1", FALSE },
    { "{\"brokers\": \"[x]:1\", \"topics\": [\"t\"]}", "[x]:1", FALSE },
    { "{\"brokers\": \"[::1],[::1]:9092,1.2.3.4:1,k_1.example\", \"topics\": [\"t\"]}", NULL, FALSE },
    { "{\"brokers\": \"h\"}", "topic", FALSE },
    { "{\"brokers\": \"h\", \"topics\": [\"\"]}", "topic", FALSE },
    { "{\"brokers\": \"h\", \"topics\": [\"..\"]}", "“..”", FALSE },
    { "{\"brokers\": \"h\", \"topics\": [\"a/b\"]}", "“a/b”", FALSE },
    { "{\"brokers\": \"h\", \"topics\": [\"^a.*\"]}", "“^a.*”", FALSE },
    { "{\"brokers\": \"h\", \"topics\": [\"a\", \"b\", \"a\"]}", "twice", FALSE },
    { "{" CLUSTER ", \"security\": \"sasl-tls\"}", "user", TRUE },
    { "{" CLUSTER ", " SASL "\"sasl-tls\"}", "password", FALSE },
    { "{" CLUSTER ", " SASL "\"sasl-tls\"}", NULL, TRUE },
    { "{" CLUSTER ", " SASL "\"sasl\"}", NULL, TRUE },
    { "{" CLUSTER ", " SASL "\"sasl\", \"mechanism\": \"PLAIN\"}", "PLAIN", TRUE },
    { "{" CLUSTER ", " SASL "\"sasl-tls\", \"mechanism\": \"PLAIN\"}", NULL, TRUE },
    { "{" CLUSTER ", \"ca\": \"/not/there.pem\"}", "/not/there.pem", FALSE },
    { "{" CLUSTER ", \"certificate\": \"/not/there.pem\"}", "both", FALSE },
    { "{" CLUSTER ", \"certificate\": \"/no/c.pem\", \"key\": \"/no/k.pem\"}", "/no/c.pem", FALSE },
    { "{" CLUSTER ", \"map\": [\"a\"]}", "COLUMN=FIELD", FALSE },
    { "{" CLUSTER ", \"map\": [\"a=price\"]}", NULL, FALSE },
    { "{" CLUSTER ", \"columns\": \"\"}", "columns", FALSE },
    { "{" CLUSTER ", \"columns\": \"symbol,event_time\"}", "columns", FALSE },
    { "{" CLUSTER ", \"columns\": \"symbol,price,event_time\\nx\"}", "columns", FALSE },
    { "{" CLUSTER ", \"columns\": \"ticker,last,date\"}", NULL, FALSE },
    { "{" CLUSTER ", \"bar\": \"1500ms\"}", "length", FALSE },
    { "{" CLUSTER ", \"bar\": \"0s\"}", "length", FALSE },
    { "{" CLUSTER ", \"bar\": \"soon\"}", "length", FALSE },
    { "{" CLUSTER ", \"properties\": [\"client.rack\"]}", "NAME=VALUE", FALSE },
    { "{" CLUSTER ", \"properties\": [\"sasl.password=" PASSWORD "\"]}", "“sasl.password”", FALSE },
    { "{" CLUSTER ", \"properties\": [\"enable.ssl.certificate.verification=false\"]}", "verification", FALSE },
    { "{" CLUSTER ", \"properties\": [\"plugin.library.paths=/tmp/x.so\"]}", "plugin", FALSE },
    { "{" CLUSTER ", \"properties\": [\"group.id=a\"]}", "group.id", FALSE },
    { "{" CLUSTER ", \"properties\": [\"linger.ms=5\", \"client.rack=a=b\"]}", NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (TapeKafkaSettings) parsed = parse (settings[i].json);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", settings[i].json);
      if (settings[i].password)
        parsed->password = g_strdup (PASSWORD);
      g_assert_true (tape_kafka_settings_check (parsed, TRUE, &error) == (settings[i].says == NULL));
      if (settings[i].says == NULL)
        continue;
      g_assert_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION);
      g_assert_nonnull (strstr (error->message, settings[i].says));
      g_assert_null (strstr (error->message, PASSWORD));
    }
}

static void
test_topic_not_needed (void)
{
  g_autoptr (TapeKafkaSettings) settings = parse ("{\"brokers\": \"h\"}");

  g_assert_true (tape_kafka_settings_check (settings, FALSE, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kafka/settings/usual", test_usual);
  g_test_add_func ("/kafka/settings/kept-but-the-password", test_round);
  g_test_add_func ("/kafka/settings/hosts", test_hosts);
  g_test_add_func ("/kafka/settings/unreadable", test_unreadable);
  g_test_add_func ("/kafka/settings/impossible", test_impossible);
  g_test_add_func ("/kafka/settings/topic-not-needed", test_topic_not_needed);
  return g_test_run ();
}
