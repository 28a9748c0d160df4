/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-block.h"

#include <string.h>

#define CHUNK_INSTRUMENTS 512
#define CHUNK_WORDS       (CHUNK_INSTRUMENTS / 64)
#define CHUNK_BYTES       (2 + CHUNK_INSTRUMENTS / 8)

void
tape_block_init (TapeBlock *self)
{
  *self = (TapeBlock){ .n_words = CHUNK_WORDS };
  self->words = g_new0 (guint64, self->n_words);
}

void
tape_block_clear (TapeBlock *self)
{
  g_clear_pointer (&self->words, g_free);
}

void
tape_block_reset (TapeBlock *self)
{
  self->n_trades = 0;
  memset (self->words, 0, self->n_words * sizeof *self->words);
}

void
tape_block_copy (TapeBlock *self, const TapeBlock *other)
{
  guint64 *words = g_renew (guint64, self->words, other->n_words);

  *self = *other;
  self->words = words;
  memcpy (self->words, other->words, other->n_words * sizeof *words);
}

/* Whole chunks, at least doubled. */
void
tape_block_grow (TapeBlock *self, guint32 instrument)
{
  guint n_words = MAX (self->n_words * 2, (instrument / CHUNK_INSTRUMENTS + 1) * CHUNK_WORDS);

  self->words = g_renew (guint64, self->words, n_words);
  memset (self->words + self->n_words, 0, (n_words - self->n_words) * sizeof *self->words);
  self->n_words = n_words;
}

GByteArray *
tape_block_save_set (const TapeBlock *self)
{
  static const guint64 empty[CHUNK_WORDS];
  GByteArray *set = g_byte_array_new ();

  for (guint word = 0; word < self->n_words; word += CHUNK_WORDS)
    {
      guint chunk = word / CHUNK_WORDS;
      guint8 bytes[CHUNK_BYTES] = { (guint8)chunk, (guint8)(chunk >> 8) };

      if (memcmp (self->words + word, empty, sizeof empty) == 0)
        continue;
      for (guint i = 0; i < CHUNK_INSTRUMENTS / 8; i++)
        bytes[2 + i] = (guint8)(self->words[word + i / 8] >> i % 8 * 8);
      g_byte_array_append (set, bytes, sizeof bytes);
    }
  return set;
}

void
tape_block_load_set (TapeBlock *self, const guint8 *set, gsize length)
{
  for (; length >= CHUNK_BYTES; set += CHUNK_BYTES, length -= CHUNK_BYTES)
    {
      guint first = ((guint)set[0] | (guint)set[1] << 8) * CHUNK_WORDS;

      if (first >= self->n_words)
        tape_block_grow (self, first * 64);
      for (guint i = 0; i < CHUNK_INSTRUMENTS / 8; i++)
        self->words[first + i / 8] |= (guint64)set[2 + i] << i % 8 * 8;
    }
}

gboolean
tape_block_set_has (const guint8 *set, gsize length, guint32 instrument)
{
  guint chunk = instrument / CHUNK_INSTRUMENTS;
  guint bit = instrument % CHUNK_INSTRUMENTS;

  for (; length >= CHUNK_BYTES; set += CHUNK_BYTES, length -= CHUNK_BYTES)
    if (((guint)set[0] | (guint)set[1] << 8) == chunk)
      return (set[2 + bit / 8] >> bit % 8 & 1) != 0;
  return FALSE;
}
