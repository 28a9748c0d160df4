/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A bounded queue of pointers from any number of threads to one. When it is full, what pushes waits: nothing is dropped.
 * The other side is woken only when the queue was empty (or full). Made of pthreads, so that the thread sanitizer sees
 * every hand-over. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TapeQueue TapeQueue;

/**
 * tape_queue_new:
 * @room: how many items it holds at most, > 0
 * @weight_room: how much weight it holds at most, > 0; an item alone may weigh more
 * @free_item: frees what is left in it at the end
 */
TapeQueue *tape_queue_new (guint room, guint64 weight_room, GDestroyNotify free_item);
void tape_queue_free (TapeQueue *self);

/**
 * tape_queue_push:
 * @item: (transfer full): not %NULL
 * @weight: its weight, for instance trades
 *
 * Appends @item; waits while the queue is full. Any thread.
 *
 * Returns: %FALSE if the queue was closed: @item was freed
 */
gboolean tape_queue_push (TapeQueue *self, gpointer item, guint64 weight);

/**
 * tape_queue_pop:
 * @deadline: g_get_monotonic_time() at which to give up; 0: do not wait; G_MAXINT64: wait for ever
 *
 * Takes the oldest item. One thread only.
 *
 * Returns: (transfer full) (nullable): the item; %NULL at the deadline or once the queue is closed and empty
 */
gpointer tape_queue_pop (TapeQueue *self, gint64 deadline);

/**
 * tape_queue_each:
 * @each: called for each item that waits, oldest first, while the queue is locked: must be quick and not use the queue
 *
 * The thread that pops only.
 */
void tape_queue_each (TapeQueue *self, GFunc each, gpointer data);

/**
 * tape_queue_close:
 *
 * Nothing can be pushed any more; what is in it can still be popped. Any thread.
 */
void tape_queue_close (TapeQueue *self);

/**
 * tape_queue_wake:
 *
 * Makes a tape_queue_pop() that waits return %NULL at once. Any thread.
 */
void tape_queue_wake (TapeQueue *self);

gboolean tape_queue_is_closed (TapeQueue *self);
guint tape_queue_length (TapeQueue *self);
guint64 tape_queue_weight (TapeQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeQueue, tape_queue_free)

G_END_DECLS
