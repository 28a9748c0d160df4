/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-places.h"

#include <string.h>

/* A row of so many bytes fills a page of 8 KiB by itself. */
#define ROW_BYTES 8128
#define HEAD      4

/* The last step of MurmurHash3: each bit of the result depends on each of @h. */
static guint64
mix (guint64 h)
{
  h = (h ^ h >> 33) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  h = (h ^ h >> 33) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return h ^ h >> 33;
}

static guint64
add_word (guint64 h, guint64 word)
{
  h = (h ^ GUINT64_FROM_LE (word)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return h ^ h >> 29;
}

static guint64
mix_text (const char *text)
{
  gsize length = strlen (text);
  guint64 h = length + 1, word;

  for (; length >= sizeof word; text += sizeof word, length -= sizeof word)
    {
      memcpy (&word, text, sizeof word);
      h = add_word (h, word);
    }
  word = 0;
  for (gsize i = 0; i < length; i++)
    ((guint8 *)&word)[i] = (guint8)text[i];
  return mix (add_word (h, word));
}

guint32
tape_id_key (const TapeTrade *trade, const char *text)
{
  guint64 h = (trade->flags & TAPE_TRADE_TEXT_ID) != 0 ? mix_text (text + trade->id) : mix (trade->id);

  return (guint32)(h % TAPE_ID_KEYS);
}

void
tape_places_clear (TapePlaces *self)
{
  g_clear_pointer (&self->sorted, g_free);
  g_clear_pointer (&self->spare, g_free);
}

/* Orders by the eight bits from @shift on, and leaves in order what is equal there. */
static void
sort_by_byte (TapePlaces *self, guint shift)
{
  guint starts[256] = { 0 }, sum = 0;
  guint64 *swap = self->spare;

  for (guint i = 0; i < self->n; i++)
    starts[self->sorted[i] >> shift & 255]++;
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      guint n = starts[i];

      starts[i] = sum;
      sum += n;
    }
  for (guint i = 0; i < self->n; i++)
    self->spare[starts[self->sorted[i] >> shift & 255]++] = self->sorted[i];
  self->spare = self->sorted;
  self->sorted = swap;
}

/* Places rise already. */
void
tape_places_sort (TapePlaces *self, const guint32 *keys)
{
  guint32 highest = 0;

  if (self->sorted == NULL)
    self->sorted = g_new (guint64, TAPE_SECTION_TRADES);
  if (self->spare == NULL)
    self->spare = g_new (guint64, TAPE_SECTION_TRADES);
  self->n = self->next = 0;
  self->begun = FALSE;
  for (guint place = 0; place < TAPE_SECTION_TRADES; place++)
    if (keys[place] != TAPE_NO_KEY)
      {
        self->sorted[self->n++] = (guint64)keys[place] << TAPE_SECTION_BITS | place;
        highest = MAX (highest, keys[place]);
      }
  for (guint shift = 0; shift < 32 && highest >> shift != 0; shift += 8)
    sort_by_byte (self, TAPE_SECTION_BITS + shift);
}

static guint32
get_key (const TapePlaces *self, guint i)
{
  return (guint32)(self->sorted[i] >> TAPE_SECTION_BITS);
}

/* Bytes of a row of @n places whose last key is @key after its first. */
static gsize
get_row_size (guint n, guint32 key)
{
  return HEAD + (gsize)n * 2 + (n + (gsize)key) / 8 + 1;
}

/* As many keys as fit, and all places of each; one that fits into no row has one by itself. */
static guint
find_row_end (const TapePlaces *self, guint begin, guint32 first)
{
  guint end = begin;

  while (end < self->n)
    {
      guint32 key = get_key (self, end);
      guint after = end + 1;

      while (after < self->n && get_key (self, after) == key)
        after++;
      if (get_row_size (after - begin, key - first) > ROW_BYTES && (end > begin || key > first))
        break;
      end = after;
    }
  return end;
}

/* Before a place's 1 are those of the places before it, and a 0 for each key that ended. */
static void
save_row (const TapePlaces *self, guint begin, guint end, guint32 first, GByteArray *row)
{
  guint n = end - begin;
  guint8 *places, *bits;

  g_byte_array_set_size (row, n == 0 ? HEAD : (guint)get_row_size (n, get_key (self, end - 1) - first));
  memset (row->data, 0, row->len);
  for (guint i = 0; i < HEAD; i++)
    row->data[i] = (guint8)(n >> i * 8);
  places = row->data + HEAD;
  bits = places + (gsize)n * 2;
  for (guint i = 0; i < n; i++)
    {
      gsize bit = i + (gsize)(get_key (self, begin + i) - first);

      places[i * 2] = (guint8)self->sorted[begin + i];
      places[i * 2 + 1] = (guint8)(self->sorted[begin + i] >> 8);
      bits[bit / 8] |= (guint8)(1 << bit % 8);
    }
}

gboolean
tape_places_next_row (TapePlaces *self, guint32 *first, GByteArray *row)
{
  guint begin = self->next;

  if (self->begun && begin == self->n)
    return FALSE;
  *first = self->begun ? get_key (self, begin) : 0;
  self->begun = TRUE;
  self->next = find_row_end (self, begin, *first);
  save_row (self, begin, self->next, *first, row);
  return TRUE;
}

/* The bit after the @nth 0 of @bits; those past the end are 0. */
static gsize
skip_zeros (const guint8 *bits, gsize length, guint32 nth)
{
  gsize byte = 0, bit;

  for (; byte < length; byte++)
    {
      guint zeros = 8 - (guint)__builtin_popcount (bits[byte]);

      if (zeros >= nth)
        break;
      nth -= zeros;
    }
  for (bit = byte * 8; nth > 0; bit++)
    nth -= bit / 8 >= length || (bits[bit / 8] >> bit % 8 & 1) == 0;
  return bit;
}

guint
tape_places_load (const guint8 *row, gsize length, guint32 key, const guint8 **places)
{
  guint32 n_places;
  gsize bit, before, n = 0;
  const guint8 *bits;

  *places = NULL;
  if (length < HEAD)
    return 0;
  memcpy (&n_places, row, HEAD);
  n_places = GUINT32_FROM_LE (n_places);
  if (n_places > TAPE_SECTION_TRADES || length < HEAD + (gsize)n_places * 2)
    return 0;
  bits = row + HEAD + (gsize)n_places * 2;
  length -= HEAD + (gsize)n_places * 2;
  bit = skip_zeros (bits, length, key);
  before = bit - key;
  while (bit / 8 < length && (bits[bit / 8] >> bit % 8 & 1) != 0)
    {
      n++;
      bit++;
    }
  if (before + n > n_places)
    return 0;
  *places = row + HEAD + before * 2;
  return (guint)n;
}
