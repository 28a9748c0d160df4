/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals-strip.h"

#include <string.h>

#include "store/tape-totals-pack.h"

enum
{
  N_BARS = 16,
  HEAD = 10,
};

gint64
tape_totals_strip_floor (gint64 time, guint32 length)
{
  return tape_time_floor (time, length * N_BARS * TAPE_SECOND);
}

static gboolean
read_head (const guint8 *bytes, gsize length, guint64 *offset, gsize *packed)
{
  guint16 ordered_packed;
  guint64 ordered_offset;

  if (length < HEAD)
    return FALSE;
  memcpy (&ordered_offset, bytes, sizeof ordered_offset);
  memcpy (&ordered_packed, bytes + sizeof ordered_offset, sizeof ordered_packed);
  *offset = GUINT64_FROM_LE (ordered_offset);
  *packed = GUINT16_FROM_LE (ordered_packed);
  return *packed <= length - HEAD;
}

static gsize
write_entry (guint8 *bytes, guint64 offset, const TapeBarTotals *totals)
{
  gsize packed = tape_totals_pack (totals, bytes + HEAD);
  guint16 ordered_packed = GUINT16_TO_LE ((guint16)packed);
  guint64 ordered_offset = GUINT64_TO_LE (offset);

  memcpy (bytes, &ordered_offset, sizeof ordered_offset);
  memcpy (bytes + sizeof ordered_offset, &ordered_packed, sizeof ordered_packed);
  return HEAD + packed;
}

gboolean
tape_totals_strip_next (const guint8 **bytes, gsize *length, gint64 start, TapeBarTotals *totals)
{
  guint64 offset;
  gsize packed;

  if (!read_head (*bytes, *length, &offset, &packed))
    return FALSE;
  totals->bar.start = (gint64)((guint64)start + offset);
  if (!tape_totals_unpack (*bytes + HEAD, packed, totals))
    return FALSE;
  *bytes += HEAD + packed;
  *length -= HEAD + packed;
  return TRUE;
}

static gboolean
is_of_trades (const GByteArray *strip, gsize place)
{
  const guint8 *bytes = strip->data + place;
  gsize length = strip->len - place;
  TapeBarTotals stored = { .bar = { .length = 0 } };

  return tape_totals_strip_next (&bytes, &length, 0, &stored) && stored.bar.count > 0;
}

/* Where the bar of @offset is or would be, and how many bytes it has there. */
static gboolean
find (const GByteArray *strip, guint64 offset, gsize *place, gsize *taken)
{
  guint64 other;
  gsize packed;

  *taken = 0;
  for (*place = 0; *place < strip->len; *place += HEAD + packed)
    {
      if (!read_head (strip->data + *place, strip->len - *place, &other, &packed))
        return FALSE;
      if (other == offset)
        *taken = HEAD + packed;
      if (other >= offset)
        break;
    }
  return TRUE;
}

gboolean
tape_totals_strip_put (GByteArray *strip, gint64 start, const TapeBarTotals *totals)
{
  guint64 offset = (guint64)totals->bar.start - (guint64)start;
  guint8 entry[HEAD + TAPE_TOTALS_PACKED];
  gsize place, old, added, rest;

  if (!find (strip, offset, &place, &old))
    return FALSE;
  if (old > 0 && totals->bar.source != 0 && is_of_trades (strip, place))
    return TRUE;

  added = write_entry (entry, offset, totals);
  rest = strip->len - place - old;
  if (added > old)
    g_byte_array_set_size (strip, (guint)(strip->len + added - old));
  memmove (strip->data + place + added, strip->data + place + old, rest);
  memcpy (strip->data + place, entry, added);
  g_byte_array_set_size (strip, (guint)(place + added + rest));
  return TRUE;
}

gboolean
tape_totals_strip_remove (GByteArray *strip, gint64 start, gint64 bar_start)
{
  gsize place, taken;

  if (!find (strip, (guint64)bar_start - (guint64)start, &place, &taken))
    return FALSE;
  if (taken > 0)
    g_byte_array_remove_range (strip, (guint)place, (guint)taken);
  return TRUE;
}
