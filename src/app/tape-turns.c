/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-turns.h"

void
tape_turns_init (TapeTurns *self, GtkWidget *widget, void (*take) (GtkWidget *widget, guint turn))
{
  *self = (TapeTurns){ .widget = widget, .take = take };
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TapeTurns *self = data;
  guint turn = self->at % self->n;

  self->at = turn + 1;
  self->left--;
  self->take (widget, turn);
  if (self->left > 0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

void
tape_turns_begin (TapeTurns *self, guint n)
{
  g_return_if_fail (n > 0);

  self->n = self->left = n;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (self->widget, on_tick, self, NULL);
}
