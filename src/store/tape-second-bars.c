/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-second-bars.h"

#include <string.h>

void
tape_second_start (TapeSecond *self, const TapeTrade *trade)
{
  self->bar = (TapeBar){
    .start = tape_time_floor (trade->event_time, TAPE_SECOND),
    .length = TAPE_BAR_SECOND,
    .instrument = trade->instrument,
    .open = trade->price,
    .high = trade->price,
    .low = trade->price,
  };
  self->opened = trade->event_time;
  tape_second_add (self, trade);
}

void
tape_second_add (TapeSecond *self, const TapeTrade *trade)
{
  TapeBar *bar = &self->bar;

  bar->high = MAX (bar->high, trade->price);
  bar->low = MIN (bar->low, trade->price);
  bar->close = trade->price;
  bar->volume += trade->quantity;
  bar->turnover += trade->price * trade->quantity;
  if (trade->side == TAPE_SIDE_BUY)
    bar->buys += trade->quantity;
  if (trade->side == TAPE_SIDE_SELL)
    bar->sells += trade->quantity;
  bar->count++;
  self->closed = trade->event_time;
}

void
tape_second_merge (TapeSecond *self, const TapeSecond *later)
{
  TapeBar *bar = &self->bar;
  const TapeBar *other = &later->bar;

  if (later->opened < self->opened)
    {
      self->opened = later->opened;
      bar->open = other->open;
    }
  if (later->closed >= self->closed)
    {
      self->closed = later->closed;
      bar->close = other->close;
    }
  bar->high = MAX (bar->high, other->high);
  bar->low = MIN (bar->low, other->low);
  bar->volume += other->volume;
  bar->turnover += other->turnover;
  bar->buys += other->buys;
  bar->sells += other->sells;
  bar->count += other->count;
}

/* @found: sorted by time. */
static void
make_seconds (GArray *found, GArray *seconds)
{
  for (guint i = 0; i < found->len; i++)
    {
      const TapeTrade *trade = &g_array_index (found, TapeFoundTrade, i).trade;
      TapeSecond *last = seconds->len > 0 ? &g_array_index (seconds, TapeSecond, seconds->len - 1) : NULL;

      if (last != NULL && trade->event_time - last->bar.start < TAPE_SECOND)
        {
          tape_second_add (last, trade);
          continue;
        }
      g_array_set_size (seconds, seconds->len + 1);
      tape_second_start (&g_array_index (seconds, TapeSecond, seconds->len - 1), trade);
    }
}

/* How many seconds from @since on have trades. @found: sorted by time. */
static guint
count_seconds (GArray *found, gint64 since)
{
  gint64 second = G_MAXINT64;
  guint n = 0;

  for (guint i = found->len; i > 0; i--)
    {
      gint64 time = g_array_index (found, TapeFoundTrade, i - 1).trade.event_time;

      if (time < since)
        break;
      if (tape_time_floor (time, TAPE_SECOND) != second)
        {
          second = tape_time_floor (time, TAPE_SECOND);
          n++;
        }
    }
  return n;
}

static int
compare_latest_first (gconstpointer a, gconstpointer b)
{
  const TapeFoundBlock *left = a, *right = b;

  return (left->max_time < right->max_time) - (left->max_time > right->max_time);
}

/* Reads from the latest block to earlier ones, until @max seconds are known that no block left can add to. Whether that
 * is so is looked at each time half as many trades again were found, so that looking costs no more than sorting them. */
static gboolean
find_latest (TapeTradeScan *scan,
             GArray *blocks,
             guint32 instrument,
             gint64 from,
             gint64 to,
             guint max,
             GArray *found,
             GError **error)
{
  guint look_at = max;

  g_array_sort (blocks, compare_latest_first);
  for (guint i = 0; i < blocks->len; i++)
    {
      const TapeFoundBlock *block = &g_array_index (blocks, TapeFoundBlock, i);

      if (found->len >= look_at)
        {
          g_array_sort (found, tape_found_trade_compare);
          if (count_seconds (found, tape_time_floor (block->max_time, TAPE_SECOND) + TAPE_SECOND) >= max)
            return TRUE;
          look_at = found->len + found->len / 2;
        }
      if (!tape_trade_scan_read (scan, block, instrument, from, to, G_MAXUINT, found, error))
        return FALSE;
    }
  g_array_sort (found, tape_found_trade_compare);
  return TRUE;
}

/* The first start at or after @time, which may be the limit of what a time can be. */
static gint64
round_up (gint64 time)
{
  if (time <= G_MININT64 + TAPE_SECOND || time >= G_MAXINT64 - TAPE_SECOND)
    return time;
  return tape_time_floor (time + TAPE_SECOND - 1, TAPE_SECOND);
}

gboolean
tape_second_bars_make (
    TapeTradeScan *scan, guint32 instrument, gint64 from, gint64 to, guint max, GArray *seconds, GError **error)
{
  gint64 first = round_up (from), end = round_up (to);
  g_autoptr (GArray) blocks = tape_trade_scan_find_blocks (scan, instrument, first, end, error);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (TapeFoundTrade));
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (TapeSecond));
  guint n;

  if (blocks == NULL || !find_latest (scan, blocks, instrument, first, end, max, found, error))
    return FALSE;
  make_seconds (found, made);
  n = MIN (max, made->len);
  if (n > 0)
    g_array_append_vals (seconds, &g_array_index (made, TapeSecond, made->len - n), n);
  return TRUE;
}
