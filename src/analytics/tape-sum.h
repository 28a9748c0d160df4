/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sum that may run on for ever: what rounding takes from it is kept beside it (D. E. Knuth, "The Art of Computer
 * Programming", volume 2, 4.2.2, theorem B), so that it has twice the digits of a double. Plain data; zeros are 0. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double value;
  double rest;
} TapeSum;

static inline void
tape_sum_add (TapeSum *self, double value)
{
  double sum = self->value + value;
  double taken = sum - self->value;

  self->rest += (self->value - (sum - taken)) + (value - taken);
  self->value = sum;
}

static inline double
tape_sum_get (const TapeSum *self)
{
  return self->value + self->rest;
}

G_END_DECLS
