/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Places: where in a section the trades of a key lie. A section is 65,536 trades, neighbours by arrival: those whose
 * arrival divided by 65,536 is its number; what is left over is a trade's place. Keys are numbers from 0: instruments, or
 * what a trade's id comes down to. Once a section is full, the places of all its keys are stored, in rows that fill a page
 * of the database. Inside store/ only; any thread.
 *
 * A row begins at some key and ends before that of the next row; the first begins at key 0. Its bytes: how many places (four bytes), the places by
 * key, rising for each (two bytes each), then bits, from the lowest of each byte on: for each key a 1 for each of its
 * places and a 0 after them. Bits that are not there are 0. All is little-endian. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

#define TAPE_SECTION_BITS   16
#define TAPE_SECTION_TRADES (1 << TAPE_SECTION_BITS)

/* How many keys ids come down to. */
#define TAPE_ID_KEYS (1 << 16)

/* The key of a place that has none. */
#define TAPE_NO_KEY G_MAXUINT32

/**
 * tape_id_key:
 * @trade: has an id
 * @text: what its id is an offset of, where that is a text
 *
 * Returns: below TAPE_ID_KEYS; the same for equal ids, on every machine
 */
guint32 tape_id_key (const TapeTrade *trade, const char *text);

/**
 * TapePlaces:
 * @n: how many places have a key
 * @next: the first that is in no row yet
 * @begun: whether there was a row
 * @sorted: (array length=n): key · 65,536 + place, rising
 *
 * Of a whole section. Zeroed to begin with, to be cleared.
 */
typedef struct
{
  guint n;
  guint next;
  gboolean begun;
  guint64 *sorted;
  guint64 *spare;
} TapePlaces;

void tape_places_clear (TapePlaces *self);

/**
 * tape_places_sort:
 * @keys: (array length=TAPE_SECTION_TRADES): each place's, or TAPE_NO_KEY
 */
void tape_places_sort (TapePlaces *self, const guint32 *keys);

/**
 * tape_places_next_row:
 * @first: (out): the row's first key
 * @row: emptied, then filled
 *
 * After tape_places_sort(), until it says that there is no row left. There is at least one.
 *
 * Returns: whether there was a row
 */
gboolean tape_places_next_row (TapePlaces *self, guint32 *first, GByteArray *row);

/**
 * tape_places_load:
 * @row: as stored
 * @key: less the row's first key
 * @places: (out): bytes of the key's places, in @row
 *
 * Returns: how many places there are; 0 for what is not a row
 */
guint tape_places_load (const guint8 *row, gsize length, guint32 key, const guint8 **places);

G_END_DECLS
