/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A block: neighbouring trades in order of arrival, and what finds them without an index: their span of event time and
 * the set of their instruments. A full block holds TAPE_BLOCK_TRADES; the last one grows from transaction to transaction
 * until it is full. Inside store/ only; belongs to whoever holds it.
 *
 * The set is stored as chunks of 512 instruments, rising, those without a member left out: two bytes of the chunk's
 * number, little-endian, then 64 bytes, bit i % 8 of byte i / 8 for the chunk's instrument i. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

#define TAPE_BLOCK_TRADES 8192

/**
 * TapeBlock:
 * @first_arrival: of its first trade
 * @last_arrival: of its last
 * @n_trades: how many; 0: nothing else is set
 * @min_time: earliest event time
 * @max_time: latest event time
 * @n_estimated: trades whose side is an estimate
 * @n_aside: trades that were set aside
 * @words: (array length=n_words): the set of instruments, a bit each
 */
typedef struct
{
  gint64 first_arrival;
  gint64 last_arrival;
  gint64 n_trades;
  gint64 min_time;
  gint64 max_time;
  gint64 n_estimated;
  gint64 n_aside;
  guint64 *words;
  guint n_words;
} TapeBlock;

void tape_block_init (TapeBlock *self);
void tape_block_clear (TapeBlock *self);

/**
 * tape_block_reset:
 *
 * Empties it.
 */
void tape_block_reset (TapeBlock *self);

/**
 * tape_block_copy:
 *
 * Makes @self equal to @other.
 */
void tape_block_copy (TapeBlock *self, const TapeBlock *other);

void tape_block_grow (TapeBlock *self, guint32 instrument);

/**
 * tape_block_add:
 * @arrival: above those of all its trades
 */
static inline void
tape_block_add (TapeBlock *self, const TapeTrade *trade, gint64 arrival)
{
  guint word = trade->instrument / 64;

  if (self->n_trades++ == 0)
    {
      self->first_arrival = arrival;
      self->min_time = self->max_time = trade->event_time;
      self->n_estimated = self->n_aside = 0;
    }
  self->last_arrival = arrival;
  self->min_time = MIN (self->min_time, trade->event_time);
  self->max_time = MAX (self->max_time, trade->event_time);
  self->n_estimated += (trade->flags & TAPE_TRADE_ESTIMATED) != 0;
  self->n_aside += (trade->flags & TAPE_TRADE_ASIDE) != 0;
  if (G_UNLIKELY (word >= self->n_words))
    tape_block_grow (self, trade->instrument);
  self->words[word] |= G_GUINT64_CONSTANT (1) << trade->instrument % 64;
}

/**
 * tape_block_save_set:
 *
 * Returns: (transfer full): the set of instruments as it is stored
 */
GByteArray *tape_block_save_set (const TapeBlock *self);

/**
 * tape_block_load_set:
 * @set: as stored; what is not whole chunks is left out
 */
void tape_block_load_set (TapeBlock *self, const guint8 *set, gsize length);

/**
 * tape_block_set_has:
 *
 * Returns: whether a stored set has @instrument
 */
gboolean tape_block_set_has (const guint8 *set, gsize length, guint32 instrument);

G_END_DECLS
