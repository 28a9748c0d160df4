/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-service-feed.h"

#include <string.h>

#define DELAY (10 * TAPE_SECOND)

/* The run. */

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  TapeServiceFeed *self = (TapeServiceFeed *)feed;
  TapeBatch *first = tape_batch_new_begin (self->position.source, TRUE, DELAY);
  gboolean pushed;

  tape_batch_set_name (first, self->source.name);
  if (!tape_feed_push (feed, first))
    return FALSE;
  self->over = FALSE;
  self->context = g_main_context_ref_thread_default ();
  self->way->run (self, cancellable);
  g_clear_pointer (&self->context, g_main_context_unref);
  pushed = tape_feed_push (feed, tape_batch_new_end (self->position.source));
  if (self->error == NULL)
    return pushed;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* On whichever thread cancels. */
static void
on_cancelled (GCancellable *cancellable, gpointer context)
{
  g_main_context_wakeup (context);
}

void
tape_service_feed_iterate (TapeServiceFeed *self, GCancellable *cancellable)
{
  gulong id
      = cancellable == NULL ? 0 : g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self->context, NULL);

  while (!self->over && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (self->context, TRUE);
  g_cancellable_disconnect (cancellable, id);
}

void
tape_service_feed_stop (TapeServiceFeed *self, const char *sentence)
{
  self->over = TRUE;
  if (sentence != NULL && self->error == NULL)
    g_set_error_literal (&self->error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_SERVICE, sentence);
}

/* What it reads. */

static void
clear (TapeFeed *feed)
{
  TapeServiceFeed *self = (TapeServiceFeed *)feed;

  self->way->clear (self);
  g_free (self->source.kind);
  g_free (self->source.name);
  g_free (self->source.location);
  g_clear_pointer (&self->position.state, g_bytes_unref);
  g_clear_error (&self->error);
}

static guint
count_sources (TapeFeed *feed)
{
  return 1;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((TapeServiceFeed *)feed)->source;
}

static gboolean
matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((TapeServiceFeed *)feed)->source.head_digest;
}

static void
bind (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  TapeServiceFeed *self = (TapeServiceFeed *)feed;

  if (position != NULL)
    {
      g_clear_pointer (&self->position.state, g_bytes_unref);
      self->position = *position;
      if (position->state != NULL)
        g_bytes_ref (position->state);
    }
  self->position.source = source;
}

static guint64
digest (const TapeServiceFeedType *way, const char *name, const char *account)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", way->way, name, account);

  return tape_source_digest (text, strlen (text));
}

void
tape_service_feed_init (TapeServiceFeed *self,
                        const TapeServiceFeedType *way,
                        TapeUniverse *universe,
                        const char *name,
                        const char *title,
                        const char *account,
                        char *location)
{
  char *shown = *account == '\0' ? g_strdup (title) : g_strdup_printf ("%s (%s)", title, account);

  self->way = way;
  self->type = (TapeFeedType){
    .name = name,
    .overlap = way->overlap,
    .live = TRUE,
    .free = clear,
    .count_sources = count_sources,
    .get_source = get_source,
    .matches = matches,
    .bind = bind,
    .run = run,
  };
  self->source = (TapeSource){
    .kind = g_strdup (name), .name = shown, .location = location, .head_digest = digest (way, name, account)
  };
  self->position.event_time = TAPE_NO_TIME;
  tape_feed_init (&self->feed, &self->type, shown, universe);
}
