/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-poll-feed.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-poll-feed-private.h"

static void
run (TapeServiceFeed *service, GCancellable *cancellable)
{
  TapePollFeed *self = (TapePollFeed *)service;
  GBytes *state = service->position.state;

  if (state != NULL && !tape_poll_schedule_load (&self->schedule, self->quota, state))
    g_warning ("The stored position of %s is not understood; it begins anew.", service->source.name);
  tape_poll_run (self, cancellable);
}

static void
clear (TapeServiceFeed *service)
{
  TapePollFeed *self = (TapePollFeed *)service;

  g_free (self->key);
  g_free (self->base);
  g_free (self->quota_file);
  g_free (self->note);
  tape_poll_schedule_clear (&self->schedule);
  tape_quota_free (self->quota);
}

static const TapeServiceFeedType way = { .way = "poll", .run = run, .clear = clear };

TapeFeed *
tape_poll_feed_new (TapeUniverse *universe, const TapePollFeedSettings *settings, GError **error)
{
  const TapePoll *poll = settings->poll;
  TapePollFeed *self;

  if ((poll->flags & TAPE_POLL_NEEDS_KEY) != 0 && (settings->key == NULL || *settings->key == '\0'))
    {
      g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                   _ ("%s answers with a key only. Enter yours in the preferences."), poll->title);
      return NULL;
    }

  self = g_new0 (TapePollFeed, 1);
  self->poll = poll;
  self->key = g_strdup (settings->key);
  self->base = g_strdup (settings->base);
  self->extended = settings->extended;
  self->quota_file = g_strdup (settings->quota_file);
  self->quota = tape_quota_new (settings->limits != NULL ? settings->limits : &poll->limits);
  tape_poll_schedule_init (&self->schedule, universe, settings->symbols);
  tape_service_feed_init (&self->service, &way, universe, poll->name, poll->title, settings->account,
                          g_strdup_printf ("https://%s", poll->hosts[0]));
  if (self->schedule.turns->len > 0)
    return &self->service.feed;
  tape_feed_free (&self->service.feed);
  g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
               _ ("%s is to be asked for at least one symbol. Name one."), poll->title);
  return NULL;
}
