/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-sma.h"

#include <math.h>

void
tape_sma_ring_put (TapeSmaRing *self, gint64 key, double value)
{
  guint64 first = self->n > TAPE_SMA_RING ? self->n - TAPE_SMA_RING : 0;
  guint64 at = self->n;

  while (at > first && self->keys[(at - 1) % TAPE_SMA_RING] >= key)
    at--;
  if (at < self->n && self->keys[at % TAPE_SMA_RING] == key)
    {
      self->values[at % TAPE_SMA_RING] = value;
      return;
    }
  if (at == first && first > 0)
    return;
  for (guint64 i = self->n; i > at; i--)
    {
      self->keys[i % TAPE_SMA_RING] = self->keys[(i - 1) % TAPE_SMA_RING];
      self->values[i % TAPE_SMA_RING] = self->values[(i - 1) % TAPE_SMA_RING];
    }
  self->keys[at % TAPE_SMA_RING] = key;
  self->values[at % TAPE_SMA_RING] = value;
  self->n++;
}

double
tape_sma_ring_get (const TapeSmaRing *self, guint period)
{
  double sum = 0;

  g_return_val_if_fail (period > 0 && period <= TAPE_SMA_RING, NAN);

  if (self->n < period)
    return NAN;
  for (guint64 i = self->n - period; i < self->n; i++)
    sum += self->values[i % TAPE_SMA_RING];
  return sum / period;
}
