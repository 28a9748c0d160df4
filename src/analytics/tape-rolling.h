/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sum, extremes and spread of the last n values, each in constant time on average and without residue.
 *
 * Values are cut into blocks of n. A window that ends inside a block is the tail of the block before and the head of this
 * one. The head is folded value by value. When a block is full, its ring is turned into the folds of all its tails, from
 * the end backwards; the next block's values then take their places one by one, just behind the tail that is asked for.
 * So nothing is ever subtracted: a price that has left the window has left nothing behind, and the rounding in a result is
 * that of one period. (The block decomposition of van Herk, 1992, and of Gil and Werman, 1993.)
 *
 * Plain data; zeros are an empty window. The ring lies elsewhere. */

#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/**
 * TapeRolling:
 * @head: fold of the values of this block
 * @at: how many there are
 * @full: there was a block before
 */
typedef struct
{
  double head;
  guint32 at;
  guint32 full;
} TapeRolling;

/**
 * tape_rolling_sum:
 * @ring: (array length=n): kept from call to call
 * @n: values in the window, > 0
 * @value: the next
 *
 * Returns: the sum of the last @n values; NaN where there are fewer
 */
static inline double
tape_rolling_sum (TapeRolling *self, double *ring, guint32 n, double value)
{
  double head = self->at == 0 ? value : self->head + value, tail = 0;

  ring[self->at] = value;
  if (self->at + 1 < n)
    {
      self->head = head;
      self->at++;
      return self->full ? ring[self->at] + head : NAN;
    }
  for (guint32 i = n; i-- > 1;)
    ring[i] = tail += ring[i];
  self->at = 0;
  self->full = TRUE;
  return head;
}

/**
 * tape_rolling_max:
 * @ring: (array length=n): kept from call to call
 * @n: values in the window, > 0
 * @value: the next
 *
 * Returns: the largest of the last @n values; NaN where there are fewer. The smallest is minus that of the values' opposites.
 */
static inline double
tape_rolling_max (TapeRolling *self, double *ring, guint32 n, double value)
{
  double head = self->at == 0 ? value : MAX (self->head, value), tail = value;

  ring[self->at] = value;
  if (self->at + 1 < n)
    {
      self->head = head;
      self->at++;
      return self->full ? MAX (ring[self->at], head) : NAN;
    }
  for (guint32 i = n; i-- > 1;)
    {
      double next = ring[i];

      ring[i] = tail = MAX (tail, next);
    }
  self->at = 0;
  self->full = TRUE;
  return head;
}

/**
 * TapeMoments:
 * @shift: what the values are counted from, one of them
 * @sum: Σ (value − shift)
 * @squares: Σ (value − shift)²
 *
 * Mean and spread of values. Since the shift is one of them, the squares can lose no more digits than the logarithm of
 * their number: whatever the price, the values differ from it by no more than from each other.
 */
typedef struct
{
  double shift;
  double sum;
  double squares;
} TapeMoments;

static inline void
tape_moments_add (TapeMoments *self, double value)
{
  double distance = value - self->shift;

  self->sum += distance;
  self->squares += distance * distance;
}

/**
 * tape_moments_join:
 * @other: of @n other values
 *
 * Returns: those of both, around the shift of @self
 */
static inline TapeMoments
tape_moments_join (const TapeMoments *self, const TapeMoments *other, double n)
{
  double step = other->shift - self->shift;

  return (TapeMoments){ self->shift, self->sum + (other->sum + n * step),
                        self->squares + (other->squares + step * (2 * other->sum + n * step)) };
}

/**
 * tape_moments_stddev:
 * @share: 1 / how many values there are
 * @mean: (out): their mean
 *
 * Returns: their population standard deviation
 */
static inline double
tape_moments_stddev (const TapeMoments *self, double share, double *mean)
{
  double squares = self->squares - self->sum * (self->sum * share);

  *mean = self->shift + self->sum * share;
  return squares > 0 ? sqrt (squares * share) : 0;
}

/**
 * TapeSpread:
 * @head: of the values of this block
 * @shift: of the tails of the block before
 * @at: how many values this block has
 * @full: there was a block before
 *
 * Mean and standard deviation of a window. Its ring holds the tails' sums, then their squares.
 */
typedef struct
{
  TapeMoments head;
  double shift;
  guint32 at;
  guint32 full;
} TapeSpread;

static inline void
tape_spread_fold_tails (TapeSpread *self, double *ring, guint32 n)
{
  TapeMoments tail = { .shift = ring[n - 1] };

  for (guint32 i = n; i-- > 1;)
    {
      tape_moments_add (&tail, ring[i]);
      ring[i] = tail.sum;
      ring[n + i] = tail.squares;
    }
  self->shift = tail.shift;
}

/**
 * tape_spread_add:
 * @ring: (array): twice @n, kept from call to call
 * @n: values in the window, > 0
 * @share: 1 / @n
 * @value: the next
 * @mean: (out): of the last @n values; NaN where there are fewer
 *
 * Returns: their population standard deviation; NaN where there are fewer
 */
static inline double
tape_spread_add (TapeSpread *self, double *ring, guint32 n, double share, double value, double *mean)
{
  TapeMoments tail, both;

  if (self->at == 0)
    self->head = (TapeMoments){ .shift = value };
  tape_moments_add (&self->head, value);
  ring[self->at++] = value;
  if (self->at == n)
    {
      tape_spread_fold_tails (self, ring, n);
      self->at = 0;
      self->full = TRUE;
      return tape_moments_stddev (&self->head, share, mean);
    }
  if (!self->full)
    {
      *mean = NAN;
      return NAN;
    }
  tail = (TapeMoments){ self->shift, ring[self->at], ring[n + self->at] };
  both = tape_moments_join (&self->head, &tail, (double)(n - self->at));
  return tape_moments_stddev (&both, share, mean);
}

G_END_DECLS
