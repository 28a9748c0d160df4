/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-queue.h"

#include <pthread.h>
#include <time.h>

typedef struct
{
  gpointer item;
  guint64 weight;
} Slot;

struct _TapeQueue
{
  pthread_mutex_t lock;
  pthread_cond_t filled;
  pthread_cond_t emptied;
  Slot *slots;
  guint room;
  guint first;
  guint length;
  guint64 weight;
  guint64 weight_room;
  guint waiting_to_push;
  gboolean waiting_to_pop;
  gboolean woken;
  gboolean closed;
  GDestroyNotify free_item;
};

TapeQueue *
tape_queue_new (guint room, guint64 weight_room, GDestroyNotify free_item)
{
  TapeQueue *self;
  pthread_condattr_t monotonic;

  g_return_val_if_fail (room > 0 && weight_room > 0, NULL);

  self = g_new0 (TapeQueue, 1);
  self->slots = g_new (Slot, room);
  self->room = room;
  self->weight_room = weight_room;
  self->free_item = free_item;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->filled, &monotonic);
  pthread_cond_init (&self->emptied, &monotonic);
  pthread_condattr_destroy (&monotonic);
  return self;
}

void
tape_queue_free (TapeQueue *self)
{
  for (; self->length > 0; self->length--, self->first = (self->first + 1) % self->room)
    if (self->free_item != NULL)
      self->free_item (self->slots[self->first].item);
  pthread_cond_destroy (&self->filled);
  pthread_cond_destroy (&self->emptied);
  pthread_mutex_destroy (&self->lock);
  g_free (self->slots);
  g_free (self);
}

static gboolean
has_room (TapeQueue *self, guint64 weight)
{
  return self->length == 0 || (self->length < self->room && self->weight + weight <= self->weight_room);
}

gboolean
tape_queue_push (TapeQueue *self, gpointer item, guint64 weight)
{
  gboolean pushed;
  gboolean wake = FALSE;

  g_return_val_if_fail (item != NULL, FALSE);

  pthread_mutex_lock (&self->lock);
  while (!self->closed && !has_room (self, weight))
    {
      self->waiting_to_push++;
      pthread_cond_wait (&self->emptied, &self->lock);
      self->waiting_to_push--;
    }
  pushed = !self->closed;
  if (pushed)
    {
      self->slots[(self->first + self->length++) % self->room] = (Slot){ item, weight };
      self->weight += weight;
      wake = self->waiting_to_pop;
    }
  pthread_mutex_unlock (&self->lock);

  if (wake)
    pthread_cond_signal (&self->filled);
  if (!pushed && self->free_item != NULL)
    self->free_item (item);
  return pushed;
}

static void
wait_filled (TapeQueue *self, gint64 deadline, gboolean *timed_out)
{
  self->waiting_to_pop = TRUE;
  if (deadline == G_MAXINT64)
    pthread_cond_wait (&self->filled, &self->lock);
  else
    {
      struct timespec until = { .tv_sec = deadline / G_USEC_PER_SEC, .tv_nsec = deadline % G_USEC_PER_SEC * 1000 };

      *timed_out = pthread_cond_timedwait (&self->filled, &self->lock, &until) != 0;
    }
  self->waiting_to_pop = FALSE;
}

gpointer
tape_queue_pop (TapeQueue *self, gint64 deadline)
{
  gpointer item = NULL;
  gboolean timed_out = deadline == 0;
  gboolean wake = FALSE;

  pthread_mutex_lock (&self->lock);
  while (self->length == 0 && !self->closed && !self->woken && !timed_out)
    wait_filled (self, deadline, &timed_out);
  self->woken = FALSE;
  if (self->length > 0)
    {
      item = self->slots[self->first].item;
      self->weight -= self->slots[self->first].weight;
      self->first = (self->first + 1) % self->room;
      self->length--;
      wake = self->waiting_to_push > 0;
    }
  pthread_mutex_unlock (&self->lock);

  if (wake)
    pthread_cond_broadcast (&self->emptied);
  return item;
}

void
tape_queue_each (TapeQueue *self, GFunc each, gpointer data)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->length; i++)
    each (self->slots[(self->first + i) % self->room].item, data);
  pthread_mutex_unlock (&self->lock);
}

void
tape_queue_close (TapeQueue *self)
{
  pthread_mutex_lock (&self->lock);
  self->closed = TRUE;
  pthread_mutex_unlock (&self->lock);
  pthread_cond_broadcast (&self->filled);
  pthread_cond_broadcast (&self->emptied);
}

void
tape_queue_wake (TapeQueue *self)
{
  pthread_mutex_lock (&self->lock);
  self->woken = TRUE;
  pthread_mutex_unlock (&self->lock);
  pthread_cond_signal (&self->filled);
}

gboolean
tape_queue_is_closed (TapeQueue *self)
{
  gboolean closed;

  pthread_mutex_lock (&self->lock);
  closed = self->closed;
  pthread_mutex_unlock (&self->lock);
  return closed;
}

guint
tape_queue_length (TapeQueue *self)
{
  guint length;

  pthread_mutex_lock (&self->lock);
  length = self->length;
  pthread_mutex_unlock (&self->lock);
  return length;
}

guint64
tape_queue_weight (TapeQueue *self)
{
  guint64 weight;

  pthread_mutex_lock (&self->lock);
  weight = self->weight;
  pthread_mutex_unlock (&self->lock);
  return weight;
}
