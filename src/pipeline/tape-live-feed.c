/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-live-feed.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-kafka-feed.h"
#include "feed/tape-poll-feed.h"
#include "feed/tape-poll-settings.h"
#include "feed/tape-stream-feed.h"
#include "pipeline/tape-home.h"
#include "pipeline/tape-keys.h"

/* A kind of feeds: how the services of its table are reached. */
typedef struct
{
  const char *name;
  const char *(*get_title) (const TapeUserFeed *definition); /* of the service; NULL: there is none */
  gboolean (*needs_key) (const TapeUserFeed *definition);
  gboolean (*is_delayed) (const TapeUserFeed *definition);
  gint64 (*get_interval) (const TapeUserFeed *definition); /* µs between two prices; NULL: they come by themselves */
  TapeFeed *(*make) (const TapeUserFeed *definition, const TapeKey *key, TapeUniverse *universe, GError **error);
} Kind;

static gboolean
never (const TapeUserFeed *definition)
{
  return FALSE;
}

/* --- Clusters. --- */

static const char *
get_kafka_title (const TapeUserFeed *definition)
{
  return "Kafka";
}

static gboolean
kafka_needs_key (const TapeUserFeed *definition)
{
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (definition->settings, NULL);

  return settings != NULL && (settings->security == TAPE_KAFKA_SASL || settings->security == TAPE_KAFKA_SASL_TLS);
}

static TapeFeed *
make_kafka (const TapeUserFeed *definition, const TapeKey *key, TapeUniverse *universe, GError **error)
{
  g_autoptr (TapeKafkaSettings) settings = tape_kafka_settings_parse (definition->settings, error);

  if (settings == NULL)
    return NULL;
  if (key != NULL)
    {
      g_free (settings->user);
      settings->user = g_strdup (key->key);
      tape_key_wipe (settings->password);
      settings->password = g_strdup (key->secret);
    }
  return tape_kafka_feed_new (universe, settings, error);
}

/* --- Services that are asked. --- */

static const char *
get_account (const TapeUserFeed *definition)
{
  return definition->account != NULL ? definition->account : TAPE_KEYS_ACCOUNT;
}

static const char *
get_poll_title (const TapeUserFeed *definition)
{
  const TapePoll *poll = tape_poll_lookup (definition->service);

  return poll != NULL ? poll->title : NULL;
}

static gboolean
poll_needs_key (const TapeUserFeed *definition)
{
  return (tape_poll_lookup (definition->service)->flags & TAPE_POLL_NEEDS_KEY) != 0;
}

static gboolean
poll_is_delayed (const TapeUserFeed *definition)
{
  return (tape_poll_lookup (definition->service)->flags & TAPE_POLL_DELAYED) != 0;
}

static gint64
get_poll_interval (const TapeUserFeed *definition)
{
  const TapePoll *poll = tape_poll_lookup (definition->service);
  const TapePollSettings settings = tape_poll_settings_parse (definition->settings);
  const TapeQuotaLimits limits = tape_poll_settings_get_limits (&settings, poll);

  return tape_poll_get_interval (poll, &limits, MAX (1, g_strv_length (definition->symbols)), TRUE);
}

static TapeFeed *
make_poll (const TapeUserFeed *definition, const TapeKey *key, TapeUniverse *universe, GError **error)
{
  const TapePoll *poll = tape_poll_lookup (definition->service);
  const TapePollSettings settings = tape_poll_settings_parse (definition->settings);
  const TapeQuotaLimits limits = tape_poll_settings_get_limits (&settings, poll);
  g_autofree char *quota_file = tape_home_quota (definition->service, get_account (definition));

  return tape_poll_feed_new (universe,
                             &(TapePollFeedSettings){ .poll = poll,
                                                      .account = definition->account != NULL ? definition->account : "",
                                                      .symbols = (const char *const *)definition->symbols,
                                                      .key = key != NULL ? key->key : NULL,
                                                      .extended = settings.extended,
                                                      .limits = &limits,
                                                      .quota_file = quota_file },
                             error);
}

/* --- Services that stream. --- */

static const char *
get_stream_title (const TapeUserFeed *definition)
{
  const TapeStream *stream = tape_streams_lookup (definition->service);

  return stream != NULL ? stream->title : NULL;
}

static gboolean
stream_needs_key (const TapeUserFeed *definition)
{
  return (tape_streams_lookup (definition->service)->flags & TAPE_STREAM_NEEDS_KEY) != 0;
}

static TapeFeed *
make_stream (const TapeUserFeed *definition, const TapeKey *key, TapeUniverse *universe, GError **error)
{
  TapeStreamSettings chosen = { .symbols = definition->symbols,
                                .key = key != NULL ? key->key : NULL,
                                .secret = key != NULL ? key->secret : NULL };

  return tape_stream_feed_new (
      universe,
      &(TapeStreamFeedSettings){ .stream = tape_streams_lookup (definition->service),
                                 .account = definition->account != NULL ? definition->account : "",
                                 .chosen = &chosen },
      error);
}

/* --- All of them. --- */

static const Kind kinds[] = {
  { "kafka", get_kafka_title, kafka_needs_key, never, NULL, make_kafka },
  { "poll", get_poll_title, poll_needs_key, poll_is_delayed, get_poll_interval, make_poll },
  { "stream", get_stream_title, stream_needs_key, never, NULL, make_stream },
};

/* NULL where this version has no such kind, or no such service. */
static const Kind *
find_kind (const TapeUserFeed *definition)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, definition->kind) == 0)
      return kinds[i].get_title (definition) != NULL ? &kinds[i] : NULL;
  return NULL;
}

/* What to do where a key is needed and there is none; a cluster's is entered with the feed. */
static char *
describe_need (const TapeUserFeed *definition)
{
  if (strcmp (definition->kind, "kafka") == 0)
    return g_strdup_printf (
        _ ("“%s” needs a user and a password. Enter them where it is set up, in Preferences → Sources."),
        definition->name);
  return g_strdup_printf (_ ("%s needs a key. Enter it in Preferences → Sources."),
                          find_kind (definition)->get_title (definition));
}

gboolean
tape_live_needs_key (const TapeUserFeed *definition)
{
  const Kind *kind = find_kind (definition);

  return kind != NULL && kind->needs_key (definition);
}

gboolean
tape_live_is_delayed (const TapeUserFeed *definition)
{
  const Kind *kind = find_kind (definition);

  return kind != NULL && kind->is_delayed (definition);
}

gint64
tape_live_get_stale_after (const TapeUserFeed *definition)
{
  const Kind *kind = find_kind (definition);

  return kind != NULL && kind->get_interval != NULL ? 3 * kind->get_interval (definition) : 0;
}

TapeFeed *
tape_live_make_feed (const TapeUserFeed *definition, const TapeKey *key, TapeUniverse *universe, GError **error)
{
  const Kind *kind = find_kind (definition);
  gboolean needs_key = kind != NULL && kind->needs_key (definition);
  TapeFeed *feed;

  if (kind == NULL)
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("This version does not know “%s”. Use the version that set “%s” up, or remove it."),
                   definition->service, definition->name);
      return NULL;
    }
  if (needs_key && key == NULL)
    {
      g_autofree char *need = describe_need (definition);

      g_set_error_literal (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, need);
      return NULL;
    }
  feed = kind->make (definition, needs_key ? key : NULL, universe, error);
  if (feed != NULL)
    tape_feed_set_name (feed, definition->name);
  return feed;
}

/* --- Keys. --- */

gboolean
tape_live_find_key (const TapeUserFeed *definition, TapeKey **key, GCancellable *cancellable, GError **error)
{
  g_autofree char *variable = tape_key_variable (definition->service);
  g_autofree char *need = NULL;
  g_autoptr (GError) problem = NULL;

  *key = NULL;
  if (!tape_live_needs_key (definition))
    return TRUE;
  *key = tape_key_from_environment (definition->service, &problem);
  if (*key == NULL && problem == NULL)
    *key = tape_keys_look_up (definition->service, get_account (definition), cancellable, &problem);
  if (*key != NULL)
    return TRUE;
  need = describe_need (definition);
  if (problem == NULL)
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("%s Or set %s."), need, variable);
  else if (problem->domain == TAPE_KEYS_ERROR)
    g_set_error (error, problem->domain, problem->code, _ ("%s: %s Or set %s."),
                 find_kind (definition)->get_title (definition), problem->message, variable);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/* What is being made, the data of its task. */
typedef struct
{
  TapeUserFeed *definition;
  TapeUniverse *universe;
} Making;

static void
making_free (Making *self)
{
  tape_user_feed_free (self->definition);
  tape_universe_unref (self->universe);
  g_free (self);
}

static void
finish_making (GTask *task, const TapeKey *key)
{
  const Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  TapeFeed *feed = tape_live_make_feed (making->definition, key, making->universe, &error);

  if (feed != NULL)
    g_task_return_pointer (task, feed, (GDestroyNotify)tape_feed_free);
  else
    g_task_return_error (task, error);
}

static void
on_key (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (TapeKey) key = tape_keys_look_up_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    finish_making (task, key);
}

static void
make_async (const TapeUserFeed *definition,
            TapeUniverse *universe,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Making *making = g_new (Making, 1);

  making->definition = tape_user_feed_copy (definition);
  making->universe = tape_universe_ref (universe);
  g_task_set_task_data (task, making, (GDestroyNotify)making_free);
  if (tape_live_needs_key (definition))
    tape_keys_look_up_async (definition->service, get_account (definition), cancellable, on_key, task);
  else
    {
      finish_making (task, NULL);
      g_object_unref (task);
    }
}

static TapeFeed *
make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const TapeLiveMaker tape_live_maker = { make_async, make_finish };
