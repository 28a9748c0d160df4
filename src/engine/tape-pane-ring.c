/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-pane-ring.h"

#include <string.h>

/* What closes or comes late is seldom far from the end: a few steps back from there touch less memory than a search. */
#define STEPS 4

guint
tape_pane_ring_find (const TapePaneRing *self, gint64 start)
{
  guint low = 0, high = self->length;

  for (guint i = 0; i < STEPS && high > 0; i++, high--)
    if (tape_pane_ring_get (self, high - 1)->start < start)
      return high;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (tape_pane_ring_get (self, middle)->start < start)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
grow (TapePaneRing *self)
{
  guint room = MAX (8, self->room * 2);
  TapeSlot *slots = g_new (TapeSlot, room);

  for (guint i = 0; i < self->length; i++)
    slots[i] = *tape_pane_ring_get (self, i);
  g_free (self->slots);
  self->slots = slots;
  self->room = room;
  self->first = 0;
}

TapeSlot *
tape_pane_ring_ensure (TapePaneRing *self, gint64 start, gboolean *created)
{
  guint at = tape_pane_ring_find (self, start);
  TapeSlot *slot;

  *created = at == self->length || tape_pane_ring_get (self, at)->start != start;
  if (!*created)
    return tape_pane_ring_get (self, at);

  if (self->length == self->room)
    grow (self);
  for (guint i = self->length++; i > at; i--)
    *tape_pane_ring_get (self, i) = *tape_pane_ring_get (self, i - 1);
  slot = tape_pane_ring_get (self, at);
  slot->start = start;
  slot->scheduled = FALSE;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    slot->pane.sides[side].count = 0;
  return slot;
}

void
tape_pane_ring_pop (TapePaneRing *self)
{
  self->first = (self->first + 1) & (self->room - 1);
  self->length--;
}

void
tape_pane_ring_clear (TapePaneRing *self)
{
  g_clear_pointer (&self->slots, g_free);
  self->first = self->length = self->room = 0;
}
