/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-stream-feed.h"

#include <string.h>

#include "feed/tape-stream-feed-private.h"

#define DELAY (10 * TAPE_SECOND)

/* After a restart it asks for what it has missed, from as far back as gaps go. */
#define OVERLAP (TAPE_STREAM_GAP_TIME + TAPE_MINUTE)

static void
set_up (TapeStreamFeed *self)
{
  self->over = FALSE;
  self->context = g_main_context_ref_thread_default ();
  self->reader = tape_stream_reader_new (self->stream, self->chosen, self->feed.universe, self->number);
  self->batch = tape_batch_new (TAPE_BATCH_TRADES, 64);
  self->pushed = 0;
  tape_backoff_init (&self->backoff);
  tape_backoff_init (&self->fill_backoff);
  if (self->position.state != NULL)
    tape_stream_reader_load (self->reader, &self->position);
}

static void
clear_up (TapeStreamFeed *self)
{
  g_clear_pointer (&self->batch, tape_batch_unref);
  g_clear_pointer (&self->reader, tape_stream_reader_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->trouble, g_free);
}

static gboolean
stream_feed_run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  TapeStreamFeed *self = (TapeStreamFeed *)feed;
  TapeBatch *first = tape_batch_new_begin (self->number, TRUE, DELAY);
  gboolean pushed;

  tape_batch_set_name (first, self->source.name);
  if (!tape_feed_push (feed, first))
    return FALSE;
  set_up (self);
  tape_stream_run (self, cancellable);
  clear_up (self);
  pushed = tape_feed_push (feed, tape_batch_new_end (self->number));
  if (self->error == NULL)
    return pushed;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* What it reads. */

static void
stream_feed_free (TapeFeed *feed)
{
  TapeStreamFeed *self = (TapeStreamFeed *)feed;

  tape_stream_settings_free (self->chosen);
  g_free (self->source.kind);
  g_free (self->source.name);
  g_free (self->source.location);
  g_clear_pointer (&self->position.state, g_bytes_unref);
  g_clear_error (&self->error);
}

static guint
stream_feed_count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
stream_feed_get_source (TapeFeed *feed, guint i)
{
  return &((TapeStreamFeed *)feed)->source;
}

static gboolean
stream_feed_matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((TapeStreamFeed *)feed)->source.head_digest;
}

static void
stream_feed_bind (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  TapeStreamFeed *self = (TapeStreamFeed *)feed;

  self->number = source;
  if (position == NULL)
    return;
  g_clear_pointer (&self->position.state, g_bytes_unref);
  self->position = *position;
  if (position->state != NULL)
    g_bytes_ref (position->state);
}

static const TapeFeedType stream_feed_type = {
  .overlap = OVERLAP,
  .live = TRUE,
  .free = stream_feed_free,
  .count_sources = stream_feed_count_sources,
  .get_source = stream_feed_get_source,
  .matches = stream_feed_matches,
  .bind = stream_feed_bind,
  .run = stream_feed_run,
};

/* Polling of the same service is another source, since the two go on from different positions. */
static guint64
digest (const TapeStreamFeedSettings *settings)
{
  g_autofree char *text = g_strdup_printf ("stream\n%s\n%s", settings->stream->name, settings->account);

  return tape_source_digest (text, strlen (text));
}

TapeFeed *
tape_stream_feed_new (TapeUniverse *universe, const TapeStreamFeedSettings *settings, GError **error)
{
  const TapeStream *stream = settings->stream;
  g_autofree char *name = NULL;
  TapeStreamFeed *self;

  if (!tape_stream_check (stream, settings->chosen, error))
    return NULL;
  name = *settings->account == '\0' ? g_strdup (stream->title)
                                    : g_strdup_printf ("%s (%s)", stream->title, settings->account);
  self = g_new0 (TapeStreamFeed, 1);
  self->stream = stream;
  self->chosen = tape_stream_settings_copy (settings->chosen);
  self->hurry = MAX (settings->hurry, 1);
  self->max_age = settings->max_age > 0 ? settings->max_age : stream->max_age;
  self->position.event_time = TAPE_NO_TIME;
  self->type = stream_feed_type;
  self->type.name = stream->name;
  tape_feed_init (&self->feed, &self->type, name, universe);
  self->source = (TapeSource){ .kind = g_strdup (stream->name),
                               .name = g_steal_pointer (&name),
                               .location = g_strdup_printf ("wss://%s", stream->hosts[0]),
                               .head_digest = digest (settings) };
  return &self->feed;
}
