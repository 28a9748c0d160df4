/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The feeds of a session: bound to what is stored of them, started, stopped, and what they hand over. */

#include "pipeline/tape-session-private.h"

static gboolean
bind_found (TapeFeed *feed, guint i, gpointer data, GError **error)
{
  return tape_bound_sources_bind_found (((TapeSession *)data)->sources, feed, i, error);
}

gboolean
tape_session_add_feed (TapeSession *self, TapeFeed *feed, gboolean again, GError **error)
{
  g_autoptr (TapeFeed) owned = feed;

  tape_owner_assert (&self->owner);
  if (!tape_bound_sources_bind (self->sources, feed, again, error))
    return FALSE;
  tape_feed_set_bind (owned, bind_found, self);
  g_ptr_array_add (self->feeds, g_steal_pointer (&owned));
  g_ptr_array_add (self->cancellables, g_cancellable_new ());
  return TRUE;
}

void
tape_session_rank_feed (TapeSession *self, TapeFeed *feed, guint rank, gint64 stale_after)
{
  tape_owner_assert (&self->owner);
  tape_bound_sources_rank (self->sources, feed, rank, stale_after);
}

/* On the feed's thread: ahead of a source that delivers once more what it has delivered, what of it is stored. */
static gboolean
push_known (TapeSession *self, guint32 source)
{
  g_autoptr (GError) error = NULL;
  TapeBatch *known;
  gint64 from, to;

  if (self->database == NULL || !tape_bound_sources_take_overlap (self->sources, source, &from, &to))
    return TRUE;
  known = tape_restore_known (self->database, source, from, to, &error);
  if (known != NULL)
    return tape_queue_push (self->batches, known, tape_batch_n_events (known) + 1);
  tape_session_note_restore_error (self, g_steal_pointer (&error));
  return FALSE;
}

static gboolean
push (TapeBatch *batch, gpointer data)
{
  TapeSession *self = data;
  gboolean taken;

  if (batch->kind == TAPE_BATCH_BEGIN && !push_known (self, batch->source))
    {
      tape_batch_unref (batch);
      return FALSE;
    }
  if (batch->kind == TAPE_BATCH_BEGIN)
    tape_bound_sources_note_begin (self->sources, batch);
  tape_batch_ref (batch);
  taken = tape_queue_push (self->batches, batch, tape_batch_n_events (batch) + 1);
  if (taken)
    tape_bound_sources_note (self->sources, batch);
  tape_batch_unref (batch);
  return taken;
}

static GCancellable *
get_cancellable (TapeSession *self, TapeFeed *feed)
{
  guint i = 0;

  if (!g_ptr_array_find (self->feeds, feed, &i))
    g_assert_not_reached ();
  return g_ptr_array_index (self->cancellables, i);
}

static void
on_feed_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Ended *ended = data;
  g_autoptr (GError) error = NULL;

  tape_feed_run_finish (ended->feed, result, &error);
  if (ended->session == NULL)
    return;
  g_ptr_array_remove_fast (ended->session->pending, ended);
  if (ended->callback != NULL)
    ended->callback (ended->feed, ended->data);
}

void
tape_session_start_feed (TapeSession *self,
                         TapeFeed *feed,
                         void (*callback) (TapeFeed *feed, gpointer data),
                         gpointer data)
{
  Ended *ended = g_new0 (Ended, 1);

  tape_owner_assert (&self->owner);
  ended->session = self;
  ended->feed = feed;
  ended->callback = callback;
  ended->data = data;
  g_ptr_array_add (self->pending, ended);
  tape_feed_run_async (feed, push, self, get_cancellable (self, feed), on_feed_ended, ended);
}

void
tape_session_stop_feed (TapeSession *self, TapeFeed *feed)
{
  g_cancellable_cancel (get_cancellable (self, feed));
}
