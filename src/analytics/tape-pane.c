/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-pane.h"

#include <math.h>

/* @distance: of the other's shift from this one's. */
static void
merge_tally (TapeTally *self, const TapeTally *other, double distance)
{
  double sum = other->sum + (double)other->count * distance;

  if (other->count == 0)
    return;
  if (self->count == 0)
    {
      *self = *other;
      self->sum = sum;
      return;
    }
  self->count += other->count;
  self->quantity += other->quantity;
  self->turnover += other->turnover;
  self->sum += sum;
  self->low = MIN (self->low, other->low);
  self->high = MAX (self->high, other->high);
}

static double
sum_of_distances (const TapePane *self)
{
  double sum = 0;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (self->sides[side].count > 0)
      sum += self->sides[side].sum;
  return sum;
}

void
tape_pane_merge (TapePane *self, const TapePane *other)
{
  guint64 count = tape_pane_count (other);
  double distance;

  if (count == 0)
    return;
  if (tape_pane_count (self) == 0)
    {
      self->open_time = other->open_time;
      self->close_time = other->close_time;
      self->open = other->open;
      self->close = other->close;
      self->shift = other->shift;
      self->squares = other->squares;
      for (guint side = 0; side < TAPE_N_SIDES; side++)
        self->sides[side] = other->sides[side];
      return;
    }

  if (other->open_time < self->open_time)
    {
      self->open_time = other->open_time;
      self->open = other->open;
    }
  if (other->close_time >= self->close_time)
    {
      self->close_time = other->close_time;
      self->close = other->close;
    }

  /* Σ (p − a) and Σ (p − a)² from those around b, with d = b − a. */
  distance = other->shift - self->shift;
  self->squares += other->squares + 2 * distance * sum_of_distances (other) + (double)count * distance * distance;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    merge_tally (&self->sides[side], &other->sides[side], distance);
}

double
tape_pane_volume (const TapePane *self)
{
  double volume = 0;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (self->sides[side].count > 0)
      volume += self->sides[side].quantity;
  return volume;
}

double
tape_pane_turnover (const TapePane *self)
{
  double turnover = 0;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (self->sides[side].count > 0)
      turnover += self->sides[side].turnover;
  return turnover;
}

double
tape_pane_high (const TapePane *self)
{
  double high = NAN;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (self->sides[side].count > 0)
      high = fmax (high, self->sides[side].high);
  return high;
}

double
tape_pane_low (const TapePane *self)
{
  double low = NAN;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (self->sides[side].count > 0)
      low = fmin (low, self->sides[side].low);
  return low;
}

TapeTally
tape_pane_tally (const TapePane *self, TapeSide side)
{
  TapeTally tally = self->sides[side];

  if (tally.count == 0)
    return (TapeTally){ .count = 0 };
  tally.sum += self->shift * (double)tally.count;
  return tally;
}

double
tape_pane_mean (const TapePane *self)
{
  guint64 count = tape_pane_count (self);

  return count == 0 ? NAN : self->shift + sum_of_distances (self) / (double)count;
}

double
tape_pane_stddev (const TapePane *self)
{
  double n = (double)tape_pane_count (self);
  double sum = sum_of_distances (self);
  double variance;

  if (n == 0)
    return NAN;
  variance = (self->squares - sum * sum / n) / n;
  return variance > 0 ? sqrt (variance) : 0;
}

double
tape_pane_vwap (const TapePane *self)
{
  double volume = tape_pane_volume (self);

  return volume > 0 ? tape_pane_turnover (self) / volume : NAN;
}

/* Field by field, which is quicker than as a whole. */
void
tape_pane_to_bar (
    const TapePane *self, gint64 start, guint32 length, guint32 instrument, guint32 revision, TapeBarTotals *totals)
{
  TapeBar *bar = &totals->bar;
  double high = -INFINITY, low = INFINITY, volume = 0, turnover = 0;
  guint64 count = 0;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      TapeTally *tally = &totals->sides[side];

      *tally = self->sides[side];
      if (tally->count == 0)
        {
          tally->quantity = tally->turnover = tally->sum = tally->low = tally->high = 0;
          continue;
        }
      tally->sum += self->shift * (double)tally->count;
      high = MAX (high, tally->high);
      low = MIN (low, tally->low);
      volume += tally->quantity;
      turnover += tally->turnover;
      count += tally->count;
    }
  totals->open_time = self->open_time;
  totals->close_time = self->close_time;
  bar->start = start;
  bar->length = length;
  bar->instrument = instrument;
  bar->open = self->open;
  bar->high = high;
  bar->low = low;
  bar->close = self->close;
  bar->volume = volume;
  bar->turnover = turnover;
  bar->buys = totals->sides[TAPE_SIDE_BUY].quantity;
  bar->sells = totals->sides[TAPE_SIDE_SELL].quantity;
  bar->count = (guint32)count;
  bar->revision = revision;
  bar->source = 0;
}
