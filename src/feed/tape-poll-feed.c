/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-poll-feed.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-poll-feed-private.h"

#define DELAY (10 * TAPE_SECOND)

static gboolean
poll_feed_run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  TapePollFeed *self = (TapePollFeed *)feed;
  TapeBatch *begin = tape_batch_new_begin (self->number, TRUE, DELAY);
  gboolean pushed;

  tape_batch_set_name (begin, self->source.name);
  if (!tape_feed_push (feed, begin))
    return FALSE;
  tape_poll_run (self, cancellable);
  pushed = tape_feed_push (feed, tape_batch_new_end (self->number));
  if (self->error == NULL)
    return pushed;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* What it reads. */

static void
poll_feed_free (TapeFeed *feed)
{
  TapePollFeed *self = (TapePollFeed *)feed;

  g_free (self->key);
  g_free (self->base);
  g_free (self->quota_file);
  g_free (self->source.kind);
  g_free (self->source.name);
  g_free (self->source.location);
  g_free (self->note);
  g_clear_error (&self->error);
  tape_poll_schedule_clear (&self->schedule);
  tape_quota_free (self->quota);
}

static guint
poll_feed_count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
poll_feed_get_source (TapeFeed *feed, guint i)
{
  return &((TapePollFeed *)feed)->source;
}

static gboolean
poll_feed_matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((TapePollFeed *)feed)->source.head_digest;
}

static void
poll_feed_bind (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  TapePollFeed *self = (TapePollFeed *)feed;

  self->number = source;
  if (position == NULL)
    return;
  self->event_time = position->event_time;
  self->offset = position->offset;
  if (position->state != NULL && !tape_poll_schedule_load (&self->schedule, self->quota, position->state))
    g_warning ("The stored position of %s is not understood; it begins anew.", self->source.name);
}

static const TapeFeedType poll_feed_type = {
  .live = TRUE,
  .free = poll_feed_free,
  .count_sources = poll_feed_count_sources,
  .get_source = poll_feed_get_source,
  .matches = poll_feed_matches,
  .bind = poll_feed_bind,
  .run = poll_feed_run,
};

/* A stream of the same service is another source, since the two go on from different positions. */
static guint64
digest (const TapePollFeedSettings *settings)
{
  g_autofree char *text = g_strdup_printf ("poll\n%s\n%s", settings->poll->name, settings->account);

  return tape_source_digest (text, strlen (text));
}

static char *
make_name (const TapePollFeedSettings *settings)
{
  return *settings->account == '\0' ? g_strdup (settings->poll->title)
                                    : g_strdup_printf ("%s (%s)", settings->poll->title, settings->account);
}

TapeFeed *
tape_poll_feed_new (TapeUniverse *universe, const TapePollFeedSettings *settings, GError **error)
{
  const TapePoll *poll = settings->poll;
  g_autofree char *name = make_name (settings);
  TapePollFeed *self;

  if ((poll->flags & TAPE_POLL_NEEDS_KEY) != 0 && (settings->key == NULL || *settings->key == '\0'))
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("%s answers with a key only. Enter yours in the preferences."), poll->title);
      return NULL;
    }

  self = g_new0 (TapePollFeed, 1);
  self->poll = poll;
  self->type = poll_feed_type;
  self->type.name = poll->name;
  tape_feed_init (&self->feed, &self->type, name, universe);
  self->key = g_strdup (settings->key);
  self->base = g_strdup (settings->base);
  self->extended = settings->extended;
  self->quota_file = g_strdup (settings->quota_file);
  self->event_time = TAPE_NO_TIME;
  self->quota = tape_quota_new (settings->limits != NULL ? settings->limits : &poll->limits);
  self->source = (TapeSource){ .kind = g_strdup (poll->name),
                               .name = g_steal_pointer (&name),
                               .location = g_strdup_printf ("https://%s", poll->hosts[0]),
                               .head_digest = digest (settings) };
  tape_poll_schedule_init (&self->schedule, universe, settings->symbols);
  if (self->schedule.turns->len > 0)
    return &self->feed;
  tape_feed_free (&self->feed);
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
               _ ("%s is to be asked for at least one symbol. Name one."), poll->title);
  return NULL;
}
