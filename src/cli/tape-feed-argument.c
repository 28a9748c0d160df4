/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-feed-argument.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/tape-command.h"
#include "feed/tape-poll.h"
#include "feed/tape-replay.h"
#include "feed/tape-simulator.h"
#include "feed/tape-stream.h"
#include "pipeline/tape-home.h"
#include "pipeline/tape-keys.h"
#include "pipeline/tape-live-feed.h"

void
tape_feed_argument_clear (TapeFeedArgument *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->symbols, g_free);
  g_clear_pointer (&self->user, g_free);
}

/* All that are set up; none where nothing ever was. */
static GPtrArray *
load_feeds (const TapeFeedArgument *self, GError **error)
{
  g_autofree char *path = self->user != NULL ? g_strdup (self->user) : tape_home_user ();
  g_autoptr (TapeUserDb) user = NULL;

  if (self->user == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    return g_ptr_array_new ();
  user = tape_user_db_open (path, error);
  return user != NULL ? tape_user_db_load_feeds (user, error) : NULL;
}

gboolean
tape_feed_argument_find (const TapeFeedArgument *self, TapeUserFeed **feed, GError **error)
{
  g_autoptr (GPtrArray) feeds = load_feeds (self, error);

  *feed = NULL;
  for (guint i = 0; feeds != NULL && i < feeds->len && *feed == NULL; i++)
    if (strcmp (((const TapeUserFeed *)g_ptr_array_index (feeds, i))->name, self->name) == 0)
      *feed = tape_user_feed_copy (g_ptr_array_index (feeds, i));
  return feeds != NULL;
}

/* How the service is reached: each trade as it happens, where it has that. NULL: there is no such service. */
static const char *
find_kind (const char *service)
{
  if (tape_streams_lookup (service) != NULL)
    return "stream";
  return tape_poll_lookup (service) != NULL ? "poll" : NULL;
}

static TapeFeed *
make_live (const TapeUserFeed *definition, TapeUniverse *universe, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeKey) key = NULL;

  if (!tape_live_find_key (definition, &key, cancellable, error))
    return NULL;
  return tape_live_make_feed (definition, key, universe, error);
}

static TapeFeed *
make_service (
    const TapeFeedArgument *self, const char *kind, TapeUniverse *universe, GCancellable *cancellable, GError **error)
{
  g_autofree char *upper = g_ascii_strup (self->symbols != NULL ? self->symbols : "", -1);
  g_auto (GStrv) symbols = g_strsplit (upper, ",", 0);
  TapeUserFeed definition = { .name = self->name,
                              .kind = (char *)kind,
                              .service = self->name,
                              .account = (char *)TAPE_KEYS_ACCOUNT,
                              .symbols = symbols,
                              .settings = (char *)"{}" };

  if (symbols[0] == NULL)
    {
      tape_command_usage (error, _ ("--symbols says what to ask %s for."), self->name);
      return NULL;
    }
  return make_live (&definition, universe, cancellable, error);
}

static TapeFeed *
make_simulator (TapeUniverse *universe, GError **error)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.past = FALSE;
  options.speed = 1;
  options.start = g_get_real_time ();
  return tape_simulator_new (universe, &options, error);
}

static TapeFeed *
make_replay (const char *path, TapeUniverse *universe, GError **error)
{
  const char *const paths[] = { path, NULL };
  TapeReplayOptions options = { .speed = 0, .delay = -1 };

  return tape_replay_new (universe, paths, &options, error);
}

static TapeFeed *
make (const TapeFeedArgument *self, TapeUniverse *universe, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapeUserFeed) definition = NULL;
  const char *kind = find_kind (self->name);

  if (!tape_feed_argument_find (self, &definition, error))
    return NULL;
  if (self->symbols != NULL && (definition != NULL || kind == NULL))
    {
      tape_command_usage (error, _ ("--symbols is for services: “%s” is none, or is set up with its own."), self->name);
      return NULL;
    }
  if (definition != NULL)
    return make_live (definition, universe, cancellable, error);
  if (kind != NULL)
    return make_service (self, kind, universe, cancellable, error);
  if (strcmp (self->name, "simulator") == 0)
    return make_simulator (universe, error);
  if (g_file_test (self->name, G_FILE_TEST_EXISTS))
    return make_replay (self->name, universe, error);
  tape_command_usage (error, _ ("“%s” is no feed that is set up, no service, no file and not “simulator”."),
                      self->name);
  return NULL;
}

TapeFeed *
tape_feed_argument_make (const TapeFeedArgument *self,
                         TapeUniverse *universe,
                         GCancellable *cancellable,
                         GError **error)
{
  TapeFeed *feed = make (self, universe, cancellable, error);
  const TapeFeedType *type = feed != NULL ? tape_feed_get_type_info (feed) : NULL;

  for (guint i = 0; feed != NULL && i < type->count_sources (feed); i++)
    type->bind (feed, i, i + 1, NULL);
  return feed;
}
