/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-pane.h"

#include <math.h>

void
tape_pane_merge (TapePane *self, const TapePane *other)
{
  double distance;

  if (other->count == 0)
    return;
  if (self->count == 0)
    {
      *self = *other;
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
  self->high = MAX (self->high, other->high);
  self->low = MIN (self->low, other->low);

  /* Σ (p − a) and Σ (p − a)² from those around b, with d = b − a. */
  distance = other->shift - self->shift;
  self->squares += other->squares + 2 * distance * other->sum + (double)other->count * distance * distance;
  self->sum += other->sum + (double)other->count * distance;

  self->turnover += other->turnover;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    self->quantity[side] += other->quantity[side];
  self->count += other->count;
}

double
tape_pane_mean (const TapePane *self)
{
  return self->count == 0 ? NAN : self->shift + self->sum / (double)self->count;
}

double
tape_pane_stddev (const TapePane *self)
{
  double n = (double)self->count;
  double variance;

  if (self->count == 0)
    return NAN;
  variance = (self->squares - self->sum * self->sum / n) / n;
  return variance > 0 ? sqrt (variance) : 0;
}

double
tape_pane_vwap (const TapePane *self)
{
  double volume = tape_pane_volume (self);

  return self->count == 0 || volume <= 0 ? NAN : self->turnover / volume;
}
