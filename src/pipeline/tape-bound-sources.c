/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-bound-sources.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

typedef struct
{
  TapeFeed *feed; /* the last that read it; NULL where that could not be bound */
  TapeSource *source;
  TapePosition position; /* its source is the number; guarded by the lock */
  gint64 overlap_from;   /* guarded by the lock; TAPE_NO_TIME: nothing is delivered once more */
  gint64 overlap_to;
} Bound;

/* A feed's place among those that tell of the same instruments. */
typedef struct
{
  const TapeFeed *feed;
  guint32 rank;
  guint32 group; /* number of the source of it that began first; 0: none did */
  gint64 stale_after;
} Ranked;

struct _TapeBoundSources
{
  TapeWriter *writer;
  guint32 next;            /* number, without a writer */
  GPtrArray *all;          /* grows while @binding and @lock are held */
  GArray *ranked;          /* of Ranked; guarded by the lock */
  pthread_mutex_t binding; /* one is bound at a time; taken before @lock */
  pthread_mutex_t lock;
};

static void
bound_free (gpointer data)
{
  Bound *bound = data;

  tape_source_free (bound->source);
  g_clear_pointer (&bound->position.state, g_bytes_unref);
  g_free (bound);
}

TapeBoundSources *
tape_bound_sources_new (TapeWriter *writer)
{
  TapeBoundSources *self = g_new0 (TapeBoundSources, 1);

  self->writer = writer;
  self->next = 1;
  self->all = g_ptr_array_new_with_free_func (bound_free);
  self->ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  pthread_mutex_init (&self->binding, NULL);
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

void
tape_bound_sources_free (TapeBoundSources *self)
{
  g_ptr_array_unref (self->all);
  g_array_unref (self->ranked);
  pthread_mutex_destroy (&self->binding);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
copy_position (TapePosition *to, const TapePosition *from)
{
  GBytes *old = to->state;

  *to = *from;
  if (to->state != NULL)
    g_bytes_ref (to->state);
  g_clear_pointer (&old, g_bytes_unref);
}

/* One of this session's sources that is source @i of @feed; the newest, where there are several. */
static Bound *
find_here (TapeBoundSources *self, TapeFeed *feed, guint i, TapePosition *position)
{
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  const TapeSource *source = type->get_source (feed, i);

  for (guint j = self->all->len; j > 0; j--)
    {
      Bound *bound = g_ptr_array_index (self->all, j - 1);

      if (strcmp (bound->source->kind, source->kind) != 0)
        continue;
      pthread_mutex_lock (&self->lock);
      copy_position (position, &bound->position);
      pthread_mutex_unlock (&self->lock);
      if (type->matches (feed, i, bound->source, position))
        return bound;
    }
  return NULL;
}

static gboolean
check_unread (const Bound *bound, const TapeSource *source, GError **error)
{
  g_autoptr (TapeFeedHealth) health = bound->feed == NULL ? NULL : tape_feed_get_health (bound->feed, FALSE);

  if (health == NULL || health->state > TAPE_FEED_PAUSED)
    return TRUE;
  if (g_strcmp0 (bound->source->location, source->location) == 0)
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION, _ ("“%s” is being read already. Name it once."),
                 source->location);
  else
    g_set_error (error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_OPTION,
                 _ ("“%s” holds what “%s” begins with, and would be read twice. Name only one of them."),
                 bound->source->location, source->location);
  return FALSE;
}

typedef struct
{
  TapeFeed *feed;
  guint i;
} Match;

static gboolean
match_source (const TapeSource *source, const TapePosition *position, gpointer data)
{
  Match *match = data;

  return tape_feed_get_type_info (match->feed)->matches (match->feed, match->i, source, position);
}

/* Looks the source up in the store. 0 in @position's source: it is not known. */
static gboolean
find_stored (TapeBoundSources *self, TapeFeed *feed, guint i, TapePosition *position, GError **error)
{
  g_autoptr (GError) problem = NULL;
  Match match = { feed, i };

  position->source = tape_writer_find_source (self->writer, tape_feed_get_type_info (feed)->get_source (feed, i)->kind,
                                              match_source, &match, position, &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static Bound *
add (TapeBoundSources *self, const TapeSource *source)
{
  Bound *bound = g_new0 (Bound, 1);

  bound->source = tape_source_copy (source);
  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->all, bound);
  pthread_mutex_unlock (&self->lock);
  return bound;
}

/* @position: of the source known as its number, or 0. */
static gboolean
bind (TapeBoundSources *self, TapeFeed *feed, guint i, Bound *bound, TapePosition *position, GError **error)
{
  const TapeFeedType *type = tape_feed_get_type_info (feed);
  const TapeSource *source = type->get_source (feed, i);
  gboolean known = position->source != 0;

  if (self->writer != NULL)
    position->source = tape_writer_put_source (self->writer, position->source, source, error);
  else if (!known)
    position->source = self->next++;
  if (position->source == 0)
    return FALSE;

  if (bound == NULL)
    bound = add (self, source);
  pthread_mutex_lock (&self->lock);
  bound->feed = feed;
  copy_position (&bound->position, position);
  bound->overlap_from = TAPE_NO_TIME;
  if (known && type->overlap > 0 && position->event_time != TAPE_NO_TIME)
    {
      bound->overlap_from = position->event_time - type->overlap;
      bound->overlap_to = position->event_time;
    }
  pthread_mutex_unlock (&self->lock);
  type->bind (feed, i, position->source, known ? position : NULL);
  return TRUE;
}

static gboolean
bind_source (TapeBoundSources *self, TapeFeed *feed, guint i, gboolean again, GError **error)
{
  TapePosition position = { .event_time = TAPE_NO_TIME };
  Bound *bound = again ? NULL : find_here (self, feed, i, &position);
  gboolean done;

  if (bound != NULL)
    done = check_unread (bound, tape_feed_get_type_info (feed)->get_source (feed, i), error);
  else
    {
      g_clear_pointer (&position.state, g_bytes_unref);
      position = (TapePosition){ .event_time = TAPE_NO_TIME };
      done = again || self->writer == NULL || find_stored (self, feed, i, &position, error);
    }
  done = done && bind (self, feed, i, bound, &position, error);
  g_clear_pointer (&position.state, g_bytes_unref);
  return done;
}

static void
forget_feed (gpointer item, gpointer feed)
{
  Bound *bound = item;

  if (bound->feed == feed)
    bound->feed = NULL;
}

static gboolean
bind_sources (TapeBoundSources *self, TapeFeed *feed, gboolean again, GError **error)
{
  guint n = tape_feed_get_type_info (feed)->count_sources (feed);

  for (guint i = 0; i < n; i++)
    if (!bind_source (self, feed, i, again, error))
      {
        pthread_mutex_lock (&self->lock);
        g_ptr_array_foreach (self->all, forget_feed, feed);
        pthread_mutex_unlock (&self->lock);
        return FALSE;
      }
  return TRUE;
}

gboolean
tape_bound_sources_bind (TapeBoundSources *self, TapeFeed *feed, gboolean again, GError **error)
{
  gboolean done;

  pthread_mutex_lock (&self->binding);
  done = bind_sources (self, feed, again, error);
  pthread_mutex_unlock (&self->binding);
  return done;
}

gboolean
tape_bound_sources_bind_found (TapeBoundSources *self, TapeFeed *feed, guint i, GError **error)
{
  gboolean done;

  pthread_mutex_lock (&self->binding);
  done = bind_source (self, feed, i, FALSE, error);
  pthread_mutex_unlock (&self->binding);
  return done;
}

/* To be called with the lock held. */
static Ranked *
find_ranked (TapeBoundSources *self, const TapeFeed *feed)
{
  for (guint i = 0; i < self->ranked->len; i++)
    if (g_array_index (self->ranked, Ranked, i).feed == feed)
      return &g_array_index (self->ranked, Ranked, i);
  return NULL;
}

void
tape_bound_sources_rank (TapeBoundSources *self, TapeFeed *feed, guint rank, gint64 stale_after)
{
  const Ranked ranked = { .feed = feed, .rank = rank, .stale_after = stale_after };
  Ranked *known;

  pthread_mutex_lock (&self->lock);
  known = find_ranked (self, feed);
  if (known != NULL)
    *known = ranked;
  else
    g_array_append_val (self->ranked, ranked);
  pthread_mutex_unlock (&self->lock);
}

/* The first of its sources stands for the feed: others may be found later. */
void
tape_bound_sources_note_begin (TapeBoundSources *self, TapeBatch *batch)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->all->len; i++)
    {
      const Bound *bound = g_ptr_array_index (self->all, i);
      Ranked *ranked = bound->position.source == batch->source ? find_ranked (self, bound->feed) : NULL;

      if (ranked == NULL)
        continue;
      if (ranked->group == 0)
        ranked->group = batch->source;
      tape_batch_set_rank (batch, ranked->rank, ranked->group, ranked->stale_after);
    }
  pthread_mutex_unlock (&self->lock);
}

void
tape_bound_sources_note (TapeBoundSources *self, const TapeBatch *batch)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < batch->n_positions; i++)
    for (guint j = 0; j < self->all->len; j++)
      {
        Bound *bound = g_ptr_array_index (self->all, j);

        if (bound->position.source == batch->positions[i].source)
          copy_position (&bound->position, &batch->positions[i]);
      }
  pthread_mutex_unlock (&self->lock);
}

char *
tape_bound_sources_get_name (TapeBoundSources *self, guint32 source)
{
  char *name = NULL;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->all->len && name == NULL; i++)
    {
      const Bound *bound = g_ptr_array_index (self->all, i);

      if (bound->position.source == source)
        name = g_strdup (bound->source->name);
    }
  pthread_mutex_unlock (&self->lock);
  return name;
}

gboolean
tape_bound_sources_is_of (TapeBoundSources *self, guint32 source, const TapeFeed *feed)
{
  gboolean found = FALSE;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->all->len && !found; i++)
    {
      const Bound *bound = g_ptr_array_index (self->all, i);

      found = bound->position.source == source && bound->feed == feed;
    }
  pthread_mutex_unlock (&self->lock);
  return found;
}

gboolean
tape_bound_sources_take_overlap (TapeBoundSources *self, guint32 source, gint64 *from, gint64 *to)
{
  gboolean found = FALSE;

  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->all->len && !found; i++)
    {
      Bound *bound = g_ptr_array_index (self->all, i);

      if (bound->position.source != source || bound->overlap_from == TAPE_NO_TIME)
        continue;
      *from = bound->overlap_from;
      *to = bound->overlap_to;
      bound->overlap_from = TAPE_NO_TIME;
      found = TRUE;
    }
  pthread_mutex_unlock (&self->lock);
  return found;
}
