/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-command.h"
#include "cli/tape-feed-argument.h"
#include "cli/tape-replay-options.h"
#include "cli/tape-watch.h"
#include "feed/tape-kafka-publisher.h"
#include "feed/tape-replay.h"
#include "feed/tape-simulator.h"
#include "pipeline/tape-keys.h"

#define SERVICE "kafka"

/* As the command line gives them. */
typedef struct
{
  char *topic;
  char *texts[7]; /* by settings_keys */
  char **properties;
  char **map;
  char *speed;
  char *format;
  gint64 trades;
  gint64 seed;
  TapeFeedArgument feed; /* where it is neither files nor the simulator */
} Arguments;

/* What an option of the same name sets. */
static const char *const settings_keys[] = { "brokers", "security", "mechanism", "ca", "certificate", "key", "tuning" };

G_STATIC_ASSERT (G_N_ELEMENTS (settings_keys) == G_N_ELEMENTS (((Arguments *)NULL)->texts));

static void
arguments_clear (Arguments *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
  g_free (self->topic);
  g_strfreev (self->properties);
  g_strfreev (self->map);
  g_free (self->speed);
  g_free (self->format);
  tape_feed_argument_clear (&self->feed);
}

/* Neither user nor password stands on the command line, where all can read them. */
static gboolean
find_key (TapeKafkaSettings *settings, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TapeKey) key = NULL;

  if (settings->security != TAPE_KAFKA_SASL && settings->security != TAPE_KAFKA_SASL_TLS)
    return TRUE;
  key = tape_key_from_environment (SERVICE, &problem);
  if (key == NULL && problem == NULL)
    key = tape_keys_look_up (SERVICE, TAPE_KEYS_ACCOUNT, NULL, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (key == NULL)
    return tape_command_usage (error,
                               _ ("There is no password for the Kafka cluster: set TAPELINE_KEY_KAFKA to the user and "
                                  "TAPELINE_SECRET_KAFKA to the password, or enter them in the application."));
  settings->user = g_strdup (key->key);
  settings->password = g_strdup (key->secret);
  return TRUE;
}

static TapeKafkaSettings *
read_settings (const Arguments *arguments, GError **error)
{
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_new ();
  const char *const topics[] = { arguments->topic, NULL };

  if (arguments->texts[0] == NULL || arguments->topic == NULL)
    {
      tape_command_usage (error, _ ("Say where to: --brokers HOST:PORT --topic TOPIC."));
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (settings_keys); i++)
    if (arguments->texts[i] != NULL
        && !tape_kafka_settings_set (settings, settings_keys[i], arguments->texts[i], error))
      return NULL;
  g_strfreev (settings->topics);
  settings->topics = g_strdupv ((char **)topics);
  settings->properties = g_strdupv (arguments->properties);
  return find_key (settings, error) ? g_steal_pointer (&settings) : NULL;
}

/* --- What is published --- */

static TapeFeed *
make_simulator (TapeUniverse *universe, const Arguments *arguments, GError **error)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  if (arguments->trades < 0)
    {
      tape_command_usage (error, _ ("--trades takes a number of trades, or 0 for no end."));
      return NULL;
    }
  options.trades = (guint64)arguments->trades;
  options.seed = (guint64)arguments->seed;
  options.past = FALSE;
  options.speed = 1;
  if (!tape_replay_read_speed (arguments->speed, arguments->trades > 0 ? 0 : 1, &options.speed, error))
    return NULL;
  if (options.speed > 0)
    options.start = g_get_real_time ();
  return tape_simulator_new (universe, &options, error);
}

static TapeFeed *
make_replay (TapeUniverse *universe, const Arguments *arguments, char **names, GError **error)
{
  TapeReplayOptions options = { .delay = 0, .map = (const char *const *)arguments->map };

  if (!tape_replay_read_speed (arguments->speed, 0, &options.speed, error))
    return NULL;
  return tape_replay_new (universe, (const char *const *)names, &options, error);
}

/* Whether @settings read the topic that is written to: what is published would come back, and be published again. */
static gboolean
reads_topic (const TapeKafkaSettings *settings, const TapeKafkaSettings *written)
{
  g_auto (GStrv) hosts = tape_kafka_settings_get_hosts (settings);
  g_auto (GStrv) written_hosts = tape_kafka_settings_get_hosts (written);

  if (!g_strv_contains ((const char *const *)settings->topics, written->topics[0]))
    return FALSE;
  for (char **host = hosts; *host != NULL; host++)
    if (g_strv_contains ((const char *const *)written_hosts, *host))
      return TRUE;
  return FALSE;
}

static gboolean
check_circle (const TapeFeedArgument *feed, const TapeKafkaSettings *written, GError **error)
{
  g_autoptr (TapeUserFeed) definition = NULL;
  g_autoptr (TapeKafkaSettings) settings = NULL;

  if (!tape_feed_argument_find (feed, &definition, error))
    return FALSE;
  if (definition != NULL && strcmp (definition->kind, SERVICE) == 0)
    settings = tape_kafka_settings_parse (definition->settings, NULL);
  if (settings == NULL || !reads_topic (settings, written))
    return TRUE;
  return tape_command_usage (error,
                             _ ("“%s” reads the topic “%s”: what is published there would come back without end. "
                                "Choose another topic."),
                             feed->name, written->topics[0]);
}

static TapeFeed *
make_live (TapeUniverse *universe,
           Arguments *arguments,
           const TapeKafkaSettings *written,
           const char *name,
           GCancellable *cancellable,
           GError **error)
{
  if (arguments->speed != NULL || arguments->map != NULL || arguments->trades > 0)
    {
      tape_command_usage (error, _ ("--speed and --map are for files, --trades is for the simulator: “%s” is neither."),
                          name);
      return NULL;
    }
  arguments->feed.name = g_strdup (name);
  if (!check_circle (&arguments->feed, written, error))
    return NULL;
  return tape_feed_argument_make (&arguments->feed, universe, cancellable, error);
}

static TapeFeed *
make_feed (TapeUniverse *universe,
           Arguments *arguments,
           const TapeKafkaSettings *written,
           char **names,
           GCancellable *cancellable,
           GError **error)
{
  gboolean simulated = strcmp (names[0], "simulator") == 0 && names[1] == NULL;
  TapeFeed *feed;

  if (!simulated && names[1] == NULL && !g_file_test (names[0], G_FILE_TEST_EXISTS))
    return make_live (universe, arguments, written, names[0], cancellable, error);
  if (arguments->feed.symbols != NULL)
    {
      tape_command_usage (error, _ ("--symbols is for services: “%s” is none."), names[0]);
      return NULL;
    }
  feed = simulated ? make_simulator (universe, arguments, error) : make_replay (universe, arguments, names, error);
  for (guint i = 0; feed != NULL && i < tape_feed_get_type_info (feed)->count_sources (feed); i++)
    tape_feed_get_type_info (feed)->bind (feed, i, i + 1, NULL);
  return feed;
}

/* Ctrl+C is how one ends it: then what was taken is still delivered. */
static gboolean
is_endless (TapeFeed *feed, const Arguments *arguments)
{
  const TapeFeedType *type = tape_feed_get_type_info (feed);

  return type->simulated ? arguments->trades == 0 : type->live;
}

/* --- Publishing --- */

typedef struct
{
  TapeFeed *feed;
  TapeKafkaPublisher *publisher;
  gboolean endless;
} Publishing;

static char *
describe_progress (gpointer data)
{
  const Publishing *self = data;
  g_autofree char *message = tape_kafka_publisher_get_message (self->publisher);
  g_autoptr (TapeFeedHealth) health = tape_feed_get_health (self->feed, FALSE);
  TapeKafkaPublished published;

  if (message != NULL)
    return g_steal_pointer (&message);
  if (health->message != NULL)
    return g_steal_pointer (&health->message);
  tape_kafka_publisher_count (self->publisher, &published);
  return g_strdup_printf (_ ("%" G_GUINT64_FORMAT " sent, %" G_GUINT64_FORMAT " delivered"), published.sent,
                          published.delivered);
}

static gboolean
print_summary (const char *format_name, const TapeKafkaPublished *published, double seconds, GError **error)
{
  static const char *const columns[] = { "sent", "delivered", "rejected", "seconds", "messages_per_second", NULL };
  TapeOutputFormat format;
  TapeOutput *output;

  if (!tape_command_format (format_name, stdout, &format, error))
    return FALSE;
  output = tape_output_new (stdout, format, columns, TRUE);
  tape_output_integer (output, (gint64)published->sent);
  tape_output_integer (output, (gint64)published->delivered);
  tape_output_integer (output, (gint64)published->rejected);
  tape_output_number (output, (double)(gint64)(seconds * 1000 + 0.5) / 1000);
  tape_output_integer (output, seconds > 0 ? (gint64)((double)published->delivered / seconds) : 0);
  return tape_output_close (output, error);
}

/* What was not delivered says more than that the feed was ended by it. */
static gboolean
run (Publishing *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) problem = NULL;
  TapeWatch *watch = tape_watch_start (cancellable, describe_progress, self);
  gboolean done = tape_feed_run (self->feed, tape_kafka_publisher_push, self->publisher, cancellable, &problem);
  gboolean delivered = tape_kafka_publisher_finish (self->publisher, error);

  tape_watch_stop (watch);
  if (self->endless && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    done = TRUE;
  if (delivered && !done)
    g_propagate_error (error, g_steal_pointer (&problem));
  return delivered && done;
}

static gboolean
publish (Arguments *arguments, char **names, GError **error)
{
  g_autoptr (TapeKafkaSettings) settings = read_settings (arguments, error);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TapeFeed) feed
      = settings != NULL ? make_feed (universe, arguments, settings, names, cancellable, error) : NULL;
  g_autoptr (TapeKafkaPublisher) publisher = NULL;
  Publishing publishing = { .feed = feed, .endless = feed != NULL && is_endless (feed, arguments) };
  TapeKafkaPublished published;
  gint64 start = g_get_monotonic_time ();
  gboolean done;

  if (feed == NULL)
    return FALSE;
  publisher = tape_kafka_publisher_new (universe, settings, publishing.endless ? NULL : cancellable, error);
  if (publisher == NULL)
    return FALSE;
  tape_kafka_publisher_set_simulated (publisher, tape_feed_get_type_info (feed)->simulated);
  publishing.publisher = publisher;
  done = run (&publishing, cancellable, error);
  tape_kafka_publisher_count (publisher, &published);
  return print_summary (arguments->format, &published, (double)(g_get_monotonic_time () - start) / TAPE_SECOND,
                        done ? error : NULL)
         && done;
}

gboolean
tape_command_publish (int argc, char **argv, GError **error)
{
  Arguments arguments = { .seed = 1 };
  const GOptionEntry entries[] = {
    { "brokers", 'b', 0, G_OPTION_ARG_STRING, &arguments.texts[0],
      N_ ("Where the cluster is found: HOST:PORT, several with commas"), N_ ("BROKERS") },
    { "topic", 't', 0, G_OPTION_ARG_STRING, &arguments.topic, N_ ("Topic to write to"), N_ ("TOPIC") },
    { "security", 0, 0, G_OPTION_ARG_STRING, &arguments.texts[1], N_ ("none, tls, sasl or sasl-tls"), N_ ("KIND") },
    { "mechanism", 0, 0, G_OPTION_ARG_STRING, &arguments.texts[2], N_ ("SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN"),
      N_ ("NAME") },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &arguments.texts[3], N_ ("Certificates to trust, in place of the system's"),
      N_ ("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &arguments.texts[4], N_ ("Our certificate"), N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &arguments.texts[5], N_ ("Key of our certificate"), N_ ("FILE") },
    { "tuning", 0, 0, G_OPTION_ARG_STRING, &arguments.texts[6], N_ ("latency or throughput"), N_ ("KIND") },
    { "property", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.properties, N_ ("Set a property of librdkafka"),
      N_ ("NAME=VALUE") },
    { "speed", 's', 0, G_OPTION_ARG_STRING, &arguments.speed, N_ ("Times the recorded pace, or max"), N_ ("X") },
    { "map", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &arguments.map, N_ ("Read a column of the files as a field"),
      N_ ("COLUMN=FIELD") },
    { "trades", 0, 0, G_OPTION_ARG_INT64, &arguments.trades,
      N_ ("How many of the simulator's trades; without it no end"), N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &arguments.seed, N_ ("Seed of the simulator (1)"), N_ ("N") },
    TAPE_FEED_ARGUMENT_ENTRIES (arguments.feed),
    { "format", 'f', 0, G_OPTION_ARG_STRING, &arguments.format, N_ ("Form of the summary: table, csv, json, jsonl"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  gboolean done = tape_command_parse (_ ("FILE…|FEED"),
                                      _ ("Writes trades and bars into a topic of a Kafka cluster: those of files, from "
                                         "their beginning, or of a feed until Ctrl+C:\n"
                                         "one that is set up, by its name; a service, such as binance, with --symbols; "
                                         "or simulator.\n"
                                         "Messages are JSON, keyed by symbol; one that is tried again is there once. "
                                         "To sign in, TAPELINE_KEY_KAFKA is the user\n"
                                         "and TAPELINE_SECRET_KAFKA the password; without them the keyring is asked."),
                                      entries, &argc, &argv, 1, G_MAXINT, error);

  done = done && publish (&arguments, argv + 1, error);
  arguments_clear (&arguments);
  return done;
}
