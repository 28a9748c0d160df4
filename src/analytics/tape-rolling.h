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
  double head = self->at == 0 ? value : self->head + value;

  ring[self->at] = value;
  if (self->at + 1 < n)
    {
      self->head = head;
      self->at++;
      return self->full ? ring[self->at] + head : NAN;
    }
  for (guint32 i = n - 1; i-- > 1;)
    ring[i] += ring[i + 1];
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
  double head = self->at == 0 ? value : MAX (self->head, value);

  ring[self->at] = value;
  if (self->at + 1 < n)
    {
      self->head = head;
      self->at++;
      return self->full ? MAX (ring[self->at], head) : NAN;
    }
  for (guint32 i = n - 1; i-- > 1;)
    ring[i] = MAX (ring[i], ring[i + 1]);
  self->at = 0;
  self->full = TRUE;
  return head;
}

/**
 * TapeSpread:
 * @shift: a value of this block: sums are counted from it
 * @sum: Σ (value − shift) of this block
 * @squares: Σ (value − shift)²
 * @at: how many values it has
 * @full: there was a block before
 *
 * Mean and standard deviation. A shift is always a value of the window, so that the squares can lose no more digits than
 * the values in the window differ by. Its ring holds the tails' means, then their squares around them.
 */
typedef struct
{
  double shift;
  double sum;
  double squares;
  guint32 at;
  guint32 full;
} TapeSpread;

/* Σ (value − mean)² of n values from their sum and squares around a shift. */
static inline double
tape_spread_around_mean (double sum, double squares, double n)
{
  return MAX (squares - sum * sum / n, 0);
}

/**
 * tape_spread_join:
 * @mean: (inout): mean of the first part; takes that of both
 * @squares: Σ (value − mean)² of the first part
 * @there: how many values it has
 *
 * Joins two parts (T. F. Chan, G. H. Golub and R. J. LeVeque, 1983).
 *
 * Returns: Σ (value − mean)² of both
 */
static inline double
tape_spread_join (double *mean, double squares, double there, double other_mean, double other_squares, double here)
{
  double step = other_mean - *mean, share = here / (there + here);

  *mean += step * share;
  return squares + other_squares + step * step * there * share;
}

static inline void
tape_spread_fold_tails (double *ring, guint32 n)
{
  double shift = ring[n - 1], sum = 0, squares = 0;

  for (guint32 i = n; i-- > 1;)
    {
      double distance = ring[i] - shift;

      sum += distance;
      squares += distance * distance;
      ring[i] = shift + sum / (double)(n - i);
      ring[n + i] = tape_spread_around_mean (sum, squares, (double)(n - i));
    }
}

/**
 * tape_spread_add:
 * @ring: (array): twice @n, kept from call to call
 * @n: values in the window, > 0
 * @value: the next
 * @mean: (out): of the last @n values; NaN where there are fewer
 *
 * Returns: their population standard deviation; NaN where there are fewer
 */
static inline double
tape_spread_add (TapeSpread *self, double *ring, guint32 n, double value, double *mean)
{
  double here, head_mean, squares;

  if (self->at == 0)
    {
      self->shift = value;
      self->sum = self->squares = 0;
    }
  self->sum += value - self->shift;
  self->squares += (value - self->shift) * (value - self->shift);
  ring[self->at++] = value;

  here = self->at;
  head_mean = self->shift + self->sum / here;
  squares = tape_spread_around_mean (self->sum, self->squares, here);
  if (self->at == n)
    {
      tape_spread_fold_tails (ring, n);
      self->at = 0;
      self->full = TRUE;
      *mean = head_mean;
      return sqrt (squares / n);
    }
  if (!self->full)
    {
      *mean = NAN;
      return NAN;
    }
  *mean = ring[self->at];
  return sqrt (tape_spread_join (mean, ring[n + self->at], (double)n - here, head_mean, squares, here) / n);
}

G_END_DECLS
