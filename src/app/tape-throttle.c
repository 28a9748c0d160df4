/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-throttle.h"

void
tape_throttle_init (TapeThrottle *self, guint interval, GSourceFunc run, gpointer data)
{
  *self = (TapeThrottle){ .run = run, .data = data, .interval = interval };
}

static gboolean
on_interval (gpointer data)
{
  TapeThrottle *self = data;

  if (!self->again)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  self->again = FALSE;
  self->run (self->data);
  return G_SOURCE_CONTINUE;
}

void
tape_throttle_call (TapeThrottle *self)
{
  if (self->source != 0)
    {
      self->again = TRUE;
      return;
    }
  self->source = g_timeout_add (self->interval, on_interval, self);
  self->run (self->data);
}

void
tape_throttle_clear (TapeThrottle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->again = FALSE;
}
