/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stream-feed.h"

#include <string.h>

#include "feed/tape-feed-private.h"

#define MOST_SOURCES 9

typedef struct
{
  TapeFeed parent;
  TapeSource sources[MOST_SOURCES];
  guint n_sources;
  GArray *stream;
  guint from;
  guint stop_at;
} StreamFeed;

static guint
count_sources (TapeFeed *feed)
{
  return ((StreamFeed *)feed)->n_sources;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((StreamFeed *)feed)->sources[i];
}

static gboolean
matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((StreamFeed *)feed)->sources[i].head_digest;
}

static void
bind_source (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  StreamFeed *self = (StreamFeed *)feed;

  g_assert_cmpuint (source, ==, i + 1);
  if (position != NULL)
    self->from = MAX (self->from, (guint)position->offset);
}

static gboolean
ends_before (StreamFeed *self, guint32 source, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    if (g_array_index (self->stream, StreamEvent, i).kind == TAPE_BATCH_END
        && g_array_index (self->stream, StreamEvent, i).source == source)
      return TRUE;
  return FALSE;
}

/* What had begun and not ended begins once more. */
static gboolean
begin_again (StreamFeed *self)
{
  gboolean going = TRUE;

  for (guint i = 0; i < self->from; i++)
    {
      const StreamEvent *event = &g_array_index (self->stream, StreamEvent, i);

      if (event->kind == TAPE_BATCH_BEGIN && !ends_before (self, event->source, i, self->from))
        going = tape_feed_push (&self->parent, tape_batch_new_begin (event->source, event->live, event->delay));
    }
  return going;
}

/* Where any source is read to, all are. */
static void
add_positions (StreamFeed *self, TapeBatch *batch, guint at)
{
  for (guint32 source = 1; source <= self->n_sources; source++)
    {
      TapePosition position = { .source = source, .offset = at, .finished = at == self->stream->len };

      position.event_time = TAPE_NO_TIME;
      tape_batch_set_position (batch, &position);
    }
}

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  StreamFeed *self = (StreamFeed *)feed;
  gboolean going = begin_again (self);
  guint end = MIN (self->stop_at, self->stream->len);

  for (guint at = self->from; going && at < end;)
    {
      TapeBatch *batch = stream_batch (self->stream, &at, end, 64);

      if (batch->kind != TAPE_BATCH_TICK)
        add_positions (self, batch, at);
      going = tape_feed_push (feed, batch);
    }
  if (going && end < self->stream->len)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
      return FALSE;
    }
  return going;
}

static void
free_feed (TapeFeed *feed)
{
  StreamFeed *self = (StreamFeed *)feed;

  for (guint i = 0; i < self->n_sources; i++)
    g_free (self->sources[i].name);
}

static const TapeFeedType stream_feed_type = {
  .name = "stream",
  .free = free_feed,
  .count_sources = count_sources,
  .get_source = get_source,
  .matches = matches,
  .bind = bind_source,
  .run = run,
};

TapeFeed *
stream_feed_new (TapeUniverse *universe, TapeUniverse *from, GArray *stream, guint n_sources, guint stop_at)
{
  StreamFeed *self = g_new0 (StreamFeed, 1);

  tape_feed_init (&self->parent, &stream_feed_type, "stream", universe);
  for (guint32 i = 0; i < tape_universe_count (from); i++)
    {
      const char *symbol = tape_universe_get (from, i)->symbol;

      g_assert_cmpuint (tape_universe_intern (universe, symbol, strlen (symbol)), ==, i);
    }
  g_assert_cmpuint (n_sources, <, MOST_SOURCES);
  self->stream = stream;
  self->n_sources = n_sources;
  self->stop_at = stop_at;
  for (guint i = 0; i < n_sources; i++)
    {
      self->sources[i].kind = (char *)"stream";
      self->sources[i].name = g_strdup_printf ("stream %u", i + 1);
      self->sources[i].location = (char *)"";
      self->sources[i].head_digest = tape_source_digest (self->sources[i].name, strlen (self->sources[i].name));
    }
  return &self->parent;
}
