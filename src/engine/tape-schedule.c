/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-schedule.h"

#include <string.h>

/* A bucket's bits say which instruments are in its list already. */
typedef struct
{
  GArray *instruments;
  guint64 *bits;
  guint n_words;
} Bucket;

struct _TapeSchedule
{
  gint64 *ends;
  Bucket **buckets;
  guint first;
  guint length;
  guint room;
  Bucket *popped;
  GPtrArray *unused;
};

static void
bucket_free (gpointer data)
{
  Bucket *bucket = data;

  g_array_unref (bucket->instruments);
  g_free (bucket->bits);
  g_free (bucket);
}

static Bucket *
take_bucket (TapeSchedule *self)
{
  Bucket *bucket;

  if (self->unused->len > 0)
    return g_ptr_array_steal_index_fast (self->unused, self->unused->len - 1);
  bucket = g_new0 (Bucket, 1);
  bucket->instruments = g_array_new (FALSE, FALSE, sizeof (guint32));
  return bucket;
}

static void
give_back (TapeSchedule *self, Bucket *bucket)
{
  for (guint i = 0; bucket->n_words > 0 && i < bucket->instruments->len; i++)
    bucket->bits[g_array_index (bucket->instruments, guint32, i) / 64] = 0;
  g_array_set_size (bucket->instruments, 0);
  g_ptr_array_add (self->unused, bucket);
}

TapeSchedule *
tape_schedule_new (void)
{
  TapeSchedule *self = g_new0 (TapeSchedule, 1);

  self->unused = g_ptr_array_new_with_free_func (bucket_free);
  return self;
}

void
tape_schedule_free (TapeSchedule *self)
{
  for (guint i = 0; i < self->length; i++)
    bucket_free (self->buckets[self->first + i]);
  g_clear_pointer (&self->popped, bucket_free);
  g_ptr_array_unref (self->unused);
  g_free (self->ends);
  g_free (self->buckets);
  g_free (self);
}

static void
make_room (TapeSchedule *self)
{
  if (self->first + self->length < self->room)
    return;
  if (self->first < self->room / 2 || self->room == 0)
    {
      self->room = MAX (64, self->room * 2);
      self->ends = g_renew (gint64, self->ends, self->room);
      self->buckets = g_renew (Bucket *, self->buckets, self->room);
    }
  memmove (self->ends, self->ends + self->first, self->length * sizeof *self->ends);
  memmove (self->buckets, self->buckets + self->first, self->length * sizeof *self->buckets);
  self->first = 0;
}

static Bucket *
insert (TapeSchedule *self, guint at, gint64 end)
{
  guint i;

  make_room (self);
  i = self->first + at;
  memmove (self->ends + i + 1, self->ends + i, (self->length - at) * sizeof *self->ends);
  memmove (self->buckets + i + 1, self->buckets + i, (self->length - at) * sizeof *self->buckets);
  self->length++;
  self->ends[i] = end;
  self->buckets[i] = take_bucket (self);
  return self->buckets[i];
}

static Bucket *
ensure (TapeSchedule *self, gint64 end)
{
  guint low = 0, high = self->length;

  if (high > 0 && self->ends[self->first + high - 1] == end)
    return self->buckets[self->first + high - 1];
  if (high > 0 && self->ends[self->first + high - 1] < end)
    return insert (self, high, end);
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (self->ends[self->first + middle] < end)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->length && self->ends[self->first + low] == end)
    return self->buckets[self->first + low];
  return insert (self, low, end);
}

void
tape_schedule_add (TapeSchedule *self, gint64 end, guint32 instrument)
{
  Bucket *bucket = ensure (self, end);
  guint word = instrument / 64;
  guint64 bit = G_GUINT64_CONSTANT (1) << instrument % 64;

  if (word >= bucket->n_words)
    {
      guint n_words = MAX (word + 1, bucket->n_words * 2);

      bucket->bits = g_renew (guint64, bucket->bits, n_words);
      memset (bucket->bits + bucket->n_words, 0, (n_words - bucket->n_words) * sizeof *bucket->bits);
      bucket->n_words = n_words;
    }
  if (bucket->bits[word] & bit)
    return;
  bucket->bits[word] |= bit;
  g_array_append_val (bucket->instruments, instrument);
}

void
tape_schedule_append (TapeSchedule *self, gint64 end, guint32 what)
{
  g_array_append_val (ensure (self, end)->instruments, what);
}

gint64
tape_schedule_next (const TapeSchedule *self)
{
  return self->length == 0 ? G_MAXINT64 : self->ends[self->first];
}

gint64
tape_schedule_last (const TapeSchedule *self)
{
  return self->length == 0 ? G_MININT64 : self->ends[self->first + self->length - 1];
}

guint
tape_schedule_count (const TapeSchedule *self)
{
  return self->length;
}

const GArray *
tape_schedule_get (const TapeSchedule *self, guint i, gint64 *end)
{
  *end = self->ends[self->first + i];
  return self->buckets[self->first + i]->instruments;
}

const GArray *
tape_schedule_pop (TapeSchedule *self, gint64 *end)
{
  g_assert (self->length > 0);

  if (self->popped != NULL)
    give_back (self, g_steal_pointer (&self->popped));
  *end = self->ends[self->first];
  self->popped = self->buckets[self->first];
  self->first++;
  self->length--;
  return self->popped->instruments;
}
