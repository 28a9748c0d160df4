/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals-pack.h"

#include "store/tape-totals.h"

#include <math.h>
#include <string.h>

#define ALL_SIDES   ((1u << TAPE_N_SIDES) - 1)
#define HAS_PRICES  (1u << 3)
#define HAS_SUMS    (1u << 4)
#define ALL_FLAGS   (ALL_SIDES | HAS_PRICES | HAS_SUMS)
#define PARTS       10000
#define MOST_PARTS  G_GUINT64_CONSTANT (0x1fffffffffffff) /* a double holds every whole number up to this */
#define RAW         8
#define MAX_NUMBERS 31

/* How many numbers each flag stands for. */
enum
{
  N_ALWAYS = 4,
  N_TIMES = 2,
  N_PRICES = 2,
  N_SUMS = 5,
  N_TALLY = 6,
};

G_STATIC_ASSERT (N_ALWAYS + N_TIMES + N_PRICES + N_SUMS + TAPE_N_SIDES * N_TALLY == MAX_NUMBERS);
G_STATIC_ASSERT (1 + (MAX_NUMBERS + 1) / 2 + MAX_NUMBERS * RAW <= TAPE_TOTALS_PACKED);

static guint
count_numbers (guint flags)
{
  guint n = N_ALWAYS;

  if ((flags & ALL_SIDES) != 0)
    n += N_TIMES;
  if ((flags & HAS_PRICES) != 0)
    n += N_PRICES;
  if ((flags & HAS_SUMS) != 0)
    n += N_SUMS;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if ((flags & 1u << side) != 0)
      n += N_TALLY;
  return n;
}

static gboolean
same_sums (const TapeBar *a, const TapeBar *b)
{
  return a->volume == b->volume && a->turnover == b->turnover && a->buys == b->buys && a->sells == b->sells
         && a->count == b->count;
}

typedef struct
{
  guint8 *lengths;
  guint8 *end;
  guint n;
} Packer;

static void
put (Packer *packer, guint64 bits, guint length)
{
  guint64 ordered = GUINT64_TO_LE (bits);

  packer->lengths[packer->n / 2] |= (guint8)(length << 4 * (packer->n % 2));
  packer->n++;
  memcpy (packer->end, &ordered, sizeof ordered);
  packer->end += length;
}

static guint
get_bytes (guint64 number)
{
  return number == 0 ? 0 : (guint)(71 - __builtin_clzll (number)) / 8;
}

static void
put_whole (Packer *packer, guint64 number)
{
  put (packer, number, get_bytes (number));
}

static void
put_number (Packer *packer, double number)
{
  double parts = number * PARTS;
  guint64 bits;

  if (parts >= 0 && parts < (double)MOST_PARTS && !signbit (number))
    {
      bits = (guint64)(parts + 0.5);
      if ((double)bits / PARTS == number)
        {
          put_whole (packer, bits);
          return;
        }
    }
  memcpy (&bits, &number, sizeof bits);
  put (packer, bits, RAW);
}

static void
put_tally (Packer *packer, const TapeTally *tally)
{
  put_whole (packer, tally->count);
  put_number (packer, tally->quantity);
  put_number (packer, tally->turnover);
  put_number (packer, tally->sum);
  put_number (packer, tally->low);
  put_number (packer, tally->high);
}

static guint
choose_flags (const TapeBarTotals *totals)
{
  const TapeBar sums = tape_totals_sum_sides (totals);
  const TapeBar *bar = &totals->bar;
  guint flags = 0;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (totals->sides[side].count > 0)
      flags |= 1u << side;
  if (bar->high != sums.high || bar->low != sums.low)
    flags |= HAS_PRICES;
  if (!same_sums (bar, &sums))
    flags |= HAS_SUMS;
  return flags;
}

gsize
tape_totals_pack (const TapeBarTotals *totals, guint8 *packed)
{
  const TapeBar *bar = &totals->bar;
  guint flags = choose_flags (totals);
  gsize n_lengths = (count_numbers (flags) + 1) / 2;
  Packer packer = { .lengths = packed + 1, .end = packed + 1 + n_lengths };

  packed[0] = (guint8)flags;
  memset (packer.lengths, 0, n_lengths);
  put_number (&packer, bar->open);
  put_number (&packer, bar->close);
  put_whole (&packer, bar->revision);
  put_whole (&packer, bar->source);
  if ((flags & ALL_SIDES) != 0)
    {
      put_whole (&packer, (guint64)totals->open_time - (guint64)bar->start);
      put_whole (&packer, (guint64)totals->close_time - (guint64)bar->start);
    }
  if ((flags & HAS_PRICES) != 0)
    {
      put_number (&packer, bar->high);
      put_number (&packer, bar->low);
    }
  if ((flags & HAS_SUMS) != 0)
    {
      put_number (&packer, bar->volume);
      put_number (&packer, bar->turnover);
      put_number (&packer, bar->buys);
      put_number (&packer, bar->sells);
      put_whole (&packer, bar->count);
    }
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if ((flags & 1u << side) != 0)
      put_tally (&packer, &totals->sides[side]);
  return (gsize)(packer.end - packed);
}

typedef struct
{
  const guint8 *lengths;
  const guint8 *next;
  const guint8 *end;
  guint n;
  gboolean bad;
} Unpacker;

static inline guint64
take (Unpacker *unpacker, guint *length)
{
  guint64 bits = 0;

  *length = unpacker->lengths[unpacker->n / 2] >> 4 * (unpacker->n % 2) & 0xf;
  unpacker->n++;
  if (G_LIKELY (unpacker->end - unpacker->next >= RAW && *length <= RAW))
    {
      memcpy (&bits, unpacker->next, sizeof bits);
      bits = GUINT64_FROM_LE (bits);
      bits = *length == RAW ? bits : bits & ((G_GUINT64_CONSTANT (1) << 8 * *length) - 1);
    }
  else if (*length <= unpacker->end - unpacker->next && *length <= RAW)
    {
      memcpy (&bits, unpacker->next, *length);
      bits = GUINT64_FROM_LE (bits);
    }
  else
    {
      unpacker->bad = TRUE;
      return 0;
    }
  unpacker->next += *length;
  return bits;
}

static inline guint64
take_whole (Unpacker *unpacker)
{
  guint length;

  return take (unpacker, &length);
}

static inline double
take_number (Unpacker *unpacker)
{
  guint length;
  guint64 bits = take (unpacker, &length);
  double number;

  if (length < RAW)
    return (double)bits / PARTS;
  memcpy (&number, &bits, sizeof number);
  return number;
}

static void
take_tally (Unpacker *unpacker, TapeTally *tally)
{
  tally->count = take_whole (unpacker);
  tally->quantity = take_number (unpacker);
  tally->turnover = take_number (unpacker);
  tally->sum = take_number (unpacker);
  tally->low = take_number (unpacker);
  tally->high = take_number (unpacker);
}

/* What was not told is what the sides say. */
static void
complete (TapeBarTotals *totals, guint flags)
{
  const TapeBar sums = tape_totals_sum_sides (totals);
  TapeBar *bar = &totals->bar;

  if ((flags & HAS_PRICES) == 0)
    {
      bar->high = sums.high;
      bar->low = sums.low;
    }
  if ((flags & HAS_SUMS) == 0)
    {
      bar->volume = sums.volume;
      bar->turnover = sums.turnover;
      bar->buys = sums.buys;
      bar->sells = sums.sells;
      bar->count = sums.count;
    }
}

gboolean
tape_totals_unpack (const guint8 *packed, gsize length, TapeBarTotals *totals)
{
  guint flags = length > 0 ? packed[0] : ALL_FLAGS + 1;
  gsize n_lengths = (count_numbers (flags) + 1) / 2;
  Unpacker unpacker = { .lengths = packed + 1, .next = packed + 1 + n_lengths, .end = packed + length };
  TapeBar *bar = &totals->bar;

  if (flags > ALL_FLAGS || length < 1 + n_lengths)
    return FALSE;
  bar->open = take_number (&unpacker);
  bar->close = take_number (&unpacker);
  bar->revision = (guint32)take_whole (&unpacker);
  bar->source = (guint32)take_whole (&unpacker);
  totals->open_time = totals->close_time = TAPE_NO_TIME;
  if ((flags & ALL_SIDES) != 0)
    {
      totals->open_time = (gint64)((guint64)bar->start + take_whole (&unpacker));
      totals->close_time = (gint64)((guint64)bar->start + take_whole (&unpacker));
    }
  if ((flags & HAS_PRICES) != 0)
    {
      bar->high = take_number (&unpacker);
      bar->low = take_number (&unpacker);
    }
  if ((flags & HAS_SUMS) != 0)
    {
      bar->volume = take_number (&unpacker);
      bar->turnover = take_number (&unpacker);
      bar->buys = take_number (&unpacker);
      bar->sells = take_number (&unpacker);
      bar->count = (guint32)take_whole (&unpacker);
    }
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if ((flags & 1u << side) != 0)
      take_tally (&unpacker, &totals->sides[side]);
    else
      totals->sides[side] = (TapeTally){ .count = 0 };
  complete (totals, flags);
  return !unpacker.bad && unpacker.next == unpacker.end;
}
