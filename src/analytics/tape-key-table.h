/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table of values by key: what analyses add up in. Keys are 16 bytes, values of one size; both lie in one array in the
 * order in which keys came, found by open addressing. No allocation for a key. One thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TapeKey:
 * @time: a date, a time, or 0
 * @instrument: one that stands for all of its group, see tape_groups_new()
 * @technology: number of one, or TAPE_NO_TECHNOLOGY
 * @side: a #TapeSide, or TAPE_N_SIDES for all
 */
typedef struct
{
  gint64 time;
  guint32 instrument;
  guint16 technology;
  guint16 side;
} TapeKey;

G_STATIC_ASSERT (sizeof (TapeKey) == 16);

#define TAPE_NO_TECHNOLOGY G_MAXUINT16

typedef struct
{
  guint8 *entries;
  guint32 *slots; /* number of an entry, from 1 */
  gsize entry_size;
  gint64 unit;
  guint n;
  guint room;
  guint32 mask;
} TapeKeyTable;

/**
 * tape_key_table_init:
 * @value_size: bytes of a value
 * @unit: step of the keys' times, for speed only: 1 for dates
 */
void tape_key_table_init (TapeKeyTable *self, gsize value_size, gint64 unit);
void tape_key_table_clear (TapeKeyTable *self);

/**
 * tape_key_table_ensure:
 * @created: (out): whether it was not there
 *
 * Returns: (transfer none): the value of @key, zeros if it is new; valid until the next call
 */
gpointer tape_key_table_ensure (TapeKeyTable *self, const TapeKey *key, gboolean *created);

static inline const TapeKey *
tape_key_table_key (const TapeKeyTable *self, guint i)
{
  return (const TapeKey *)(gconstpointer)(self->entries + i * self->entry_size);
}

static inline gpointer
tape_key_table_value (const TapeKeyTable *self, guint i)
{
  return self->entries + i * self->entry_size + sizeof (TapeKey);
}

G_END_DECLS
