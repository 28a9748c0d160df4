/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-seconds.h"

#include "engine/tape-slab.h"

#define ROOM 1024

void
tape_seconds_init (TapeSeconds *self, gint64 keep)
{
  *self = (TapeSeconds){
    .log = tape_pages_new (ROOM * sizeof (TapeSecond)),
    .latest = g_new (gint64, ROOM / TAPE_SECONDS_BLOCK),
    .room = ROOM,
    .keep = keep,
  };
}

void
tape_seconds_clear (TapeSeconds *self)
{
  g_clear_pointer (&self->log, tape_pages_free);
  g_clear_pointer (&self->latest, g_free);
}

static guint64
get_block (const TapeSeconds *self, guint64 number)
{
  return (number & (self->room - 1)) / TAPE_SECONDS_BLOCK;
}

static void
grow (TapeSeconds *self)
{
  TapeSeconds old = *self;

  self->room *= 2;
  self->log = tape_pages_new (self->room * sizeof (TapeSecond));
  self->latest = g_new (gint64, self->room / TAPE_SECONDS_BLOCK);
  for (guint64 i = self->first; i < self->end; i++)
    *tape_seconds_get (self, i) = *tape_seconds_get (&old, i);
  for (guint64 i = self->first; i < self->end; i += TAPE_SECONDS_BLOCK)
    self->latest[get_block (self, i)] = old.latest[get_block (&old, i)];
  tape_seconds_clear (&old);
}

/* Lets go of what is old; where that leaves it more than half full, it grows, so that this is seldom. */
void
tape_seconds_make_room (TapeSeconds *self, gint64 watermark)
{
  while (self->first < self->end && self->latest[get_block (self, self->first)] + self->keep <= watermark)
    self->first += TAPE_SECONDS_BLOCK;
  if (self->end - self->first > self->room / 2)
    grow (self);
}

static void
merge (TapeSecond *self, const TapeSecond *part)
{
  if (part->open_time < self->open_time)
    {
      self->open_time = part->open_time;
      self->open = part->open;
    }
  if (part->close_time >= self->close_time)
    {
      self->close_time = part->close_time;
      self->close = part->close;
    }
  self->high = MAX (self->high, part->high);
  self->low = MIN (self->low, part->low);
  self->volume += part->volume;
  self->turnover += part->turnover;
  self->buys += part->buys;
  self->sells += part->sells;
  self->count += part->count;
  self->revision += part->revision;
}

void
tape_seconds_merge (GArray *seconds, const TapeSecond *part)
{
  guint i = seconds->len;

  while (i > 0 && g_array_index (seconds, TapeSecond, i - 1).start > part->start)
    i--;
  if (i > 0 && g_array_index (seconds, TapeSecond, i - 1).start == part->start)
    merge (&g_array_index (seconds, TapeSecond, i - 1), part);
  else
    g_array_insert_vals (seconds, i, part, 1);
}

TapeBar
tape_second_to_bar (const TapeSecond *self)
{
  return (TapeBar){
    .start = self->start,
    .length = TAPE_BAR_SECOND,
    .instrument = self->instrument,
    .open = self->open,
    .high = self->high,
    .low = self->low,
    .close = self->close,
    .volume = self->volume,
    .turnover = self->turnover,
    .buys = self->buys,
    .sells = self->sells,
    .count = self->count,
    .revision = self->revision,
  };
}
