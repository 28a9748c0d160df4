/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-stream-feed.h"

#include "feed/tape-stream-feed-private.h"

/* After a restart it asks for what it has missed, from as far back as gaps go. */
#define OVERLAP (TAPE_STREAM_GAP_TIME + TAPE_MINUTE)

static void
set_up (TapeStreamFeed *self)
{
  const TapePosition *position = &self->service.position;

  self->reader = tape_stream_reader_new (self->stream, self->chosen, self->service.feed.universe, position->source);
  self->batch = tape_batch_new (TAPE_BATCH_TRADES, 64);
  self->pushed = 0;
  tape_backoff_init (&self->backoff);
  tape_backoff_init (&self->fill_backoff);
  if (position->state != NULL)
    tape_stream_reader_load (self->reader, position);
}

static void
run (TapeServiceFeed *service, GCancellable *cancellable)
{
  TapeStreamFeed *self = (TapeStreamFeed *)service;

  set_up (self);
  tape_stream_run (self, cancellable);
  g_clear_pointer (&self->batch, tape_batch_unref);
  g_clear_pointer (&self->reader, tape_stream_reader_free);
  g_clear_pointer (&self->trouble, g_free);
}

static void
clear (TapeServiceFeed *service)
{
  tape_stream_settings_free (((TapeStreamFeed *)service)->chosen);
}

static const TapeServiceFeedType way = { .way = "stream", .overlap = OVERLAP, .run = run, .clear = clear };

TapeFeed *
tape_stream_feed_new (TapeUniverse *universe, const TapeStreamFeedSettings *settings, GError **error)
{
  const TapeStream *stream = settings->stream;
  TapeStreamFeed *self;

  if (!tape_stream_check (stream, settings->chosen, error))
    return NULL;
  self = g_new0 (TapeStreamFeed, 1);
  self->stream = stream;
  self->chosen = tape_stream_settings_copy (settings->chosen);
  self->hurry = MAX (settings->hurry, 1);
  self->max_age = settings->max_age > 0 ? settings->max_age : stream->max_age;
  tape_service_feed_init (&self->service, &way, universe, stream->name, stream->title, settings->account,
                          g_strdup_printf ("wss://%s", stream->hosts[0]));
  return &self->service.feed;
}
