/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-jump.h"

#include <math.h>

/* New shares for each old one. */
static const double ratios[]
    = { 5.0 / 4, 4.0 / 3, 3.0 / 2, 2, 5.0 / 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100 };

#define TOLERANCE   0.03
#define NEAR        0.10
#define NEARLY_ZERO 0.01

gboolean
tape_jump_is_suspect (double before, double price)
{
  double up = price / before;

  if (up < NEARLY_ZERO)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (ratios); i++)
    if (fabs (up / ratios[i] - 1) <= TOLERANCE || fabs (up * ratios[i] - 1) <= TOLERANCE)
      return TRUE;
  return FALSE;
}

gboolean
tape_jump_follow (TapeJump *self, double price)
{
  if (fabs (price / self->before - 1) <= NEAR)
    return FALSE;
  if (fabs (price / self->price - 1) <= NEAR)
    return ++self->confirmations < TAPE_JUMP_CONFIRMATIONS;
  self->price = price;
  self->confirmations = 0;
  return TRUE;
}
