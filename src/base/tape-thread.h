/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ownership assertions: a structure that belongs to one thread says so in its header, holds a TapeOwner, and its
 * functions begin with tape_owner_assert(). The first thread that asserts takes it. And locks for what is many threads'. */

#pragma once

#include <glib.h>
#include <pthread.h>

G_BEGIN_DECLS

typedef struct
{
  GThread *thread;
} TapeOwner;

static inline void
tape_owner_assert (TapeOwner *owner)
{
  if (G_UNLIKELY (owner->thread == NULL))
    owner->thread = g_thread_self ();
  g_assert (owner->thread == g_thread_self ());
}

/* A lock that is held until the end of the block. The thread sanitizer sees it, as it does not see a GMutex. */
typedef pthread_mutex_t TapeHold;

static inline TapeHold *
tape_hold (pthread_mutex_t *lock)
{
  pthread_mutex_lock (lock);
  return lock;
}

static inline void
tape_hold_end (TapeHold *self)
{
  pthread_mutex_unlock (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeHold, tape_hold_end)

G_END_DECLS
