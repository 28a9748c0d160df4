/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-known.h"

#include "engine/tape-ids.h"

typedef struct
{
  guint64 key;
  gint64 time;
  guint32 instrument;
  guint32 source;
} Entry;

struct _TapeKnown
{
  GHashTable *entries; /* set of Entry */
};

static guint
hash_entry (gconstpointer data)
{
  const Entry *entry = data;
  guint64 hash = (entry->key ^ (guint64)entry->time) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + entry->instrument;

  return (guint)(hash >> 32 ^ hash);
}

static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  const Entry *one = a, *other = b;

  return one->key == other->key && one->time == other->time && one->instrument == other->instrument
         && one->source == other->source;
}

TapeKnown *
tape_known_new (void)
{
  TapeKnown *self = g_new0 (TapeKnown, 1);

  self->entries = g_hash_table_new_full (hash_entry, is_same, g_free, NULL);
  return self;
}

void
tape_known_free (TapeKnown *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static Entry
make_entry (const TapeTrade *trade, guint64 key)
{
  return (Entry){ key, trade->event_time, trade->instrument, trade->source };
}

void
tape_known_add (TapeKnown *self, const TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_trades; i++)
    {
      const TapeTrade *trade = &batch->trades[i];
      const Entry entry = make_entry (trade, tape_ids_key (trade, batch->text));

      g_hash_table_add (self->entries, g_memdup2 (&entry, sizeof entry));
    }
}

static gboolean
is_of (gpointer key, gpointer value, gpointer source)
{
  return ((const Entry *)key)->source == GPOINTER_TO_UINT (source);
}

gboolean
tape_known_forget (TapeKnown *self, guint32 source)
{
  g_hash_table_foreach_remove (self->entries, is_of, GUINT_TO_POINTER (source));
  return g_hash_table_size (self->entries) > 0;
}

gboolean
tape_known_contains (const TapeKnown *self, const TapeTrade *trade, guint64 key)
{
  const Entry entry = make_entry (trade, key);

  return g_hash_table_contains (self->entries, &entry);
}
