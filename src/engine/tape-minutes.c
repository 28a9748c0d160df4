/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-minutes.h"

#include "engine/tape-slab.h"

#define ROOM 256

void
tape_minutes_init (TapeMinutes *self, gint64 keep)
{
  *self = (TapeMinutes){ .log = tape_pages_new (ROOM * sizeof (TapeMinute)), .room = ROOM, .keep = keep };
}

void
tape_minutes_clear (TapeMinutes *self)
{
  g_clear_pointer (&self->log, tape_pages_free);
}

TapeMinute *
tape_minutes_find (const TapeMinutes *self, guint32 last, gint64 start)
{
  while (tape_minutes_is_kept (self, last))
    {
      TapeMinute *minute = tape_minutes_get (self, last);

      if (minute->start <= start)
        return minute->start == start ? minute : NULL;
      last = minute->before;
    }
  return NULL;
}

static void
grow (TapeMinutes *self)
{
  TapeMinute *log = tape_pages_new (self->room * 2 * sizeof (TapeMinute));

  for (guint64 i = self->first; i < self->end; i++)
    log[i & (self->room * 2 - 1)] = *tape_minutes_get (self, i);
  tape_pages_free (self->log);
  self->log = log;
  self->room *= 2;
}

/* Nearly always it is the instrument's last. */
static void
chain (TapeMinutes *self, guint32 *last, TapeMinute *minute, guint32 number)
{
  guint32 *link = last;

  while (tape_minutes_is_kept (self, *link) && *link != number && tape_minutes_get (self, *link)->start > minute->start)
    link = &tape_minutes_get (self, *link)->before;
  minute->before = *link;
  *link = number;
}

TapeMinute *
tape_minutes_add (TapeMinutes *self, guint32 *last, guint32 instrument, gint64 start)
{
  TapeMinute *minute;

  if (self->end - self->first == self->room)
    grow (self);
  minute = tape_minutes_get (self, self->end);
  minute->start = start;
  minute->instrument = instrument;
  minute->flags = 0;
  minute->revision = 0;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    minute->pane.sides[side].count = 0;
  chain (self, last, minute, (guint32)self->end);
  self->end++;
  return minute;
}
