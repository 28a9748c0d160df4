/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-sma.h"

#include <math.h>

/* Values are cut into blocks of one period. A window that ends inside a block is the tail of the block before and the
 * head of this one: two running sums that both start at a block's edge, so that at most two periods of rounding meet. */
void
tape_sma (const double *values, gsize n, guint period, double *averages)
{
  g_return_if_fail (period > 0);

  for (gsize block = 0; block < n; block += period)
    {
      gsize end = MIN (block + period, n);
      double head = 0, tail = 0;

      for (gsize i = block; i < end; i++)
        averages[i] = head += values[i];
      if (block == 0)
        continue;

      for (gsize i = end - block; i < period; i++)
        tail += values[block - period + i];
      for (gsize i = end; i-- > block;)
        {
          averages[i] = (averages[i] + tail) / period;
          tail += values[i - period];
        }
    }

  for (gsize i = 0; i + 1 < period && i < n; i++)
    averages[i] = NAN;
  if (n >= period)
    averages[period - 1] /= period;
}

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
