/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-universe.h"

#include <pthread.h>
#include <string.h>

/* Entries lie in chunks that never move; the index is an open-addressing table of numbers + 1, replaced as a whole when
 * it grows. Readers load both with acquire order and never lock; a replaced index is kept until the end, since a reader
 * may still look into it (all of them together are smaller than the last). */

#define CHUNK_BITS 10
#define CHUNK      (1u << CHUNK_BITS)
#define N_CHUNKS   1024

typedef struct
{
  TapeInstrument instrument;
  guint32 hash;
  guint length;
} Entry;

typedef struct
{
  guint mask;
  guint32 slots[];
} Index;

struct _TapeUniverse
{
  Entry *chunks[N_CHUNKS];
  Index *index;
  guint count;
  gboolean round_the_clock;
  int references;
  pthread_mutex_t lock;
  GPtrArray *replaced;
};

static guint32
hash_symbol (const char *symbol, gsize length)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar)symbol[i]) * 16777619u;
  return hash ^ hash >> 15;
}

static Index *
index_new (guint size)
{
  Index *index = g_malloc0 (sizeof (Index) + size * sizeof (guint32));

  index->mask = size - 1;
  return index;
}

TapeUniverse *
tape_universe_new (gboolean round_the_clock)
{
  TapeUniverse *self = g_new0 (TapeUniverse, 1);

  self->references = 1;
  self->round_the_clock = round_the_clock;
  self->index = index_new (2048);
  self->replaced = g_ptr_array_new_with_free_func (g_free);
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

TapeUniverse *
tape_universe_ref (TapeUniverse *self)
{
  __atomic_fetch_add (&self->references, 1, __ATOMIC_RELAXED);
  return self;
}

static Entry *
get_entry (TapeUniverse *self, guint32 instrument)
{
  return &self->chunks[instrument >> CHUNK_BITS][instrument & (CHUNK - 1)];
}

void
tape_universe_unref (TapeUniverse *self)
{
  if (__atomic_fetch_sub (&self->references, 1, __ATOMIC_ACQ_REL) > 1)
    return;

  for (guint i = 0; i < self->count; i++)
    if (!get_entry (self, i)->instrument.known)
      g_free ((char *)get_entry (self, i)->instrument.symbol);
  for (guint i = 0; i < N_CHUNKS; i++)
    g_free (self->chunks[i]);
  g_free (self->index);
  g_ptr_array_unref (self->replaced);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static guint32
find (TapeUniverse *self, const Index *index, guint32 hash, const char *symbol, gsize length)
{
  for (guint i = hash & index->mask;; i = (i + 1) & index->mask)
    {
      guint32 slot = __atomic_load_n (&index->slots[i], __ATOMIC_ACQUIRE);
      const Entry *entry;

      if (slot == 0)
        return TAPE_NO_INSTRUMENT;
      entry = get_entry (self, slot - 1);
      if (entry->hash == hash && entry->length == length && memcmp (entry->instrument.symbol, symbol, length) == 0)
        return slot - 1;
    }
}

static void
insert (Index *index, guint32 hash, guint32 instrument)
{
  guint i = hash & index->mask;

  while (index->slots[i] != 0)
    i = (i + 1) & index->mask;
  __atomic_store_n (&index->slots[i], instrument + 1, __ATOMIC_RELEASE);
}

static void
grow_index (TapeUniverse *self)
{
  Index *larger = index_new ((self->index->mask + 1) * 2);

  for (guint i = 0; i < self->count; i++)
    insert (larger, get_entry (self, i)->hash, i);
  g_ptr_array_add (self->replaced, self->index);
  __atomic_store_n (&self->index, larger, __ATOMIC_RELEASE);
}

static guint32
add (TapeUniverse *self, guint32 hash, const char *symbol, gsize length)
{
  guint32 instrument = self->count;
  const TapeInstrument *known;
  Entry *entry;

  if (instrument == N_CHUNKS * CHUNK)
    return TAPE_NO_INSTRUMENT;
  if (self->chunks[instrument >> CHUNK_BITS] == NULL)
    self->chunks[instrument >> CHUNK_BITS] = g_new0 (Entry, CHUNK);

  entry = get_entry (self, instrument);
  known = tape_instruments_lookup (symbol, length);
  if (known != NULL)
    entry->instrument = *known;
  else
    {
      entry->instrument.symbol = g_strndup (symbol, length);
      entry->instrument.name = entry->instrument.symbol;
      entry->instrument.currency = "";
      entry->instrument.exchange = tape_exchange_utc ();
    }
  entry->hash = hash;
  entry->length = (guint)length;

  if ((instrument + 1) * 2 > self->index->mask)
    grow_index (self);
  insert (self->index, hash, instrument);
  __atomic_store_n (&self->count, instrument + 1, __ATOMIC_RELEASE);
  return instrument;
}

static gboolean
can_be_symbol (const char *symbol, gsize length)
{
  if (length == 0 || length > TAPE_SYMBOL_MAX || !g_utf8_validate (symbol, (gssize)length, NULL))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar)symbol[i] < 0x20 || symbol[i] == 0x7f)
      return FALSE;
  return TRUE;
}

guint32
tape_universe_intern (TapeUniverse *self, const char *symbol, gsize length)
{
  guint32 hash = hash_symbol (symbol, length);
  guint32 instrument = find (self, __atomic_load_n (&self->index, __ATOMIC_ACQUIRE), hash, symbol, length);

  if (G_LIKELY (instrument != TAPE_NO_INSTRUMENT) || !can_be_symbol (symbol, length))
    return instrument;

  pthread_mutex_lock (&self->lock);
  instrument = find (self, self->index, hash, symbol, length);
  if (instrument == TAPE_NO_INSTRUMENT)
    instrument = add (self, hash, symbol, length);
  pthread_mutex_unlock (&self->lock);
  return instrument;
}

guint32
tape_universe_lookup (TapeUniverse *self, const char *symbol, gsize length)
{
  return find (self, __atomic_load_n (&self->index, __ATOMIC_ACQUIRE), hash_symbol (symbol, length), symbol, length);
}

guint
tape_universe_count (TapeUniverse *self)
{
  return __atomic_load_n (&self->count, __ATOMIC_ACQUIRE);
}

const TapeInstrument *
tape_universe_get (TapeUniverse *self, guint32 instrument)
{
  g_assert (instrument < tape_universe_count (self));
  return &get_entry (self, instrument)->instrument;
}

void
tape_universe_get_day (TapeUniverse *self, guint32 instrument, gint64 time, TapeDay *day)
{
  tape_exchange_get_day (tape_universe_get (self, instrument)->exchange, time, day);
  if (self->round_the_clock)
    {
      day->open = day->start;
      day->close = day->end;
    }
}

gboolean
tape_universe_is_open (TapeUniverse *self, guint32 instrument, gint64 time)
{
  return self->round_the_clock || tape_exchange_is_open (tape_universe_get (self, instrument)->exchange, time, NULL);
}

gboolean
tape_universe_get_round_the_clock (TapeUniverse *self)
{
  return self->round_the_clock;
}
