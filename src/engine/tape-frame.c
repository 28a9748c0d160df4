/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-frame.h"

TapeFrame *
tape_frame_ref (TapeFrame *self)
{
  __atomic_fetch_add (&self->references, 1, __ATOMIC_RELAXED);
  return self;
}

void
tape_frame_unref (TapeFrame *self)
{
  if (__atomic_fetch_sub (&self->references, 1, __ATOMIC_ACQ_REL) > 1)
    return;

  for (guint i = 0; i < TAPE_N_GROUPINGS; i++)
    g_free (self->groups[i]);
  g_free (self->rows);
  g_free (self->sources);
  g_array_unref (self->bars);
  g_array_unref (self->rules);
  g_array_unref (self->levels);
  g_array_unref (self->trades);
  g_free (self);
}
