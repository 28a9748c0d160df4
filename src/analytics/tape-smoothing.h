/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exponential smoothing that starts with the plain mean of its first n values: the exponential moving average with
 * weight 2 / (n + 1), and Wilder's smoothing with weight 1 / n. Plain data; zeros are one without values. */

#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* What is smaller than this share of the values that made it is nothing: it would go on shrinking to numbers that
 * processors are slow with. */
#define TAPE_SMOOTHING_NOTHING 1e-30

/**
 * TapeSmoothing:
 * @value: the smoothed value, or the sum of the first values
 * @count: how many values there were, up to n
 */
typedef struct
{
  double value;
  guint64 count;
} TapeSmoothing;

/**
 * tape_smoothing_go_on:
 * @weight: of the new value, in (0, 1]
 * @value: the next, when there were as many as it starts with
 *
 * Two products and a sum rather than value + weight · difference: what is left of a huge value then shrinks exactly as its
 * weight does, and with weight 1 it is gone at once.
 *
 * Returns: the smoothed value
 */
static inline double
tape_smoothing_go_on (TapeSmoothing *self, double weight, double value)
{
  return self->value = (1 - weight) * self->value + weight * value;
}

/**
 * tape_smoothing_add:
 * @n: values that it starts with, > 0
 * @weight: of a new value, in (0, 1]
 * @value: the next
 *
 * Returns: the smoothed value; NaN where there were fewer than @n
 */
static inline double
tape_smoothing_add (TapeSmoothing *self, guint32 n, double weight, double value)
{
  if (G_LIKELY (self->count == n))
    return tape_smoothing_go_on (self, weight, value);

  self->value += value;
  if (++self->count < n)
    return NAN;
  return self->value /= n;
}

/**
 * tape_smoothing_settle:
 * @scale: size of the values that were put in, or of what the result is held against
 *
 * Takes what is nothing beside @scale as 0. Changes no result by more than TAPE_SMOOTHING_NOTHING of @scale.
 */
static inline void
tape_smoothing_settle (TapeSmoothing *self, double scale)
{
  if (fabs (self->value) < scale * TAPE_SMOOTHING_NOTHING)
    self->value = 0;
}

G_END_DECLS
