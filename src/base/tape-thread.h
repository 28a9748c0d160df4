/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ownership assertions: a structure that belongs to one thread says so in its header, holds a TapeOwner, and its
 * functions begin with tape_owner_assert(). The first thread that asserts takes it. */

#pragma once

#include <glib.h>

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

G_END_DECLS
