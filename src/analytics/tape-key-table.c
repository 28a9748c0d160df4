/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-key-table.h"

#include <string.h>

#define FIRST_ROOM 64

/* Slots of a cache line. */
#define LINE 16

void
tape_key_table_init (TapeKeyTable *self, gsize value_size, gint64 unit)
{
  *self = (TapeKeyTable){ .entry_size = sizeof (TapeKey) + value_size, .unit = unit };
}

void
tape_key_table_clear (TapeKeyTable *self)
{
  g_clear_pointer (&self->entries, g_free);
  g_clear_pointer (&self->slots, g_free);
  self->n = self->room = 0;
}

static inline guint64
mix (guint64 value)
{
  value = (value ^ value >> 32) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  return value ^ value >> 32;
}

/* Times that follow each other lie side by side, a cache line of slots together: they come that way. */
static inline guint32
hash (const TapeKeyTable *self, const TapeKey *key)
{
  guint64 group = mix ((guint64)key->instrument << 32 | (guint64)key->technology << 16 | key->side);
  guint64 unit = (guint64)(key->time / self->unit) + group % LINE;
  guint64 line = mix (group + unit / LINE);

  return (guint32)(line * LINE + unit % LINE) & self->mask;
}

static inline gboolean
is_same (const TapeKey *a, const TapeKey *b)
{
  return a->time == b->time && a->instrument == b->instrument && a->technology == b->technology && a->side == b->side;
}

/* The slot of @key, or the free one where it belongs; the odd step comes to every slot. */
static guint32
find_slot (const TapeKeyTable *self, const TapeKey *key)
{
  guint32 slot = hash (self, key);

  while (self->slots[slot] != 0 && !is_same (tape_key_table_key (self, self->slots[slot] - 1), key))
    slot = (slot + LINE + 1) & self->mask;
  return slot;
}

static void
grow (TapeKeyTable *self)
{
  self->room = MAX (FIRST_ROOM, 2 * self->room);
  self->mask = 2 * self->room - 1;
  self->entries = g_realloc_n (self->entries, self->room, self->entry_size);
  g_free (self->slots);
  self->slots = g_new0 (guint32, (gsize)self->mask + 1);
  for (guint i = 0; i < self->n; i++)
    self->slots[find_slot (self, tape_key_table_key (self, i))] = i + 1;
}

gpointer
tape_key_table_ensure (TapeKeyTable *self, const TapeKey *key, gboolean *created)
{
  guint32 slot;

  /* What comes in order of time often is of the same day or hour as before. */
  *created = FALSE;
  if (self->n > 0 && is_same (tape_key_table_key (self, self->n - 1), key))
    return tape_key_table_value (self, self->n - 1);
  if (self->n == self->room)
    grow (self);
  slot = find_slot (self, key);
  if (self->slots[slot] == 0)
    {
      *created = TRUE;
      memcpy (self->entries + self->n * self->entry_size, key, sizeof *key);
      memset (tape_key_table_value (self, self->n), 0, self->entry_size - sizeof *key);
      self->slots[slot] = ++self->n;
    }
  return tape_key_table_value (self, self->slots[slot] - 1);
}
