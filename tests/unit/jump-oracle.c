/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "jump-oracle.h"

#include <math.h>

static gboolean
is_within (double value, double of, double share)
{
  return fabs (value / of - 1) <= share;
}

/* New shares for old ones of the splits that are usual, either way; or hardly anything is left. */
static gboolean
is_like_a_split (double before, double price)
{
  static const struct
  {
    double new_shares;
    double old_shares;
  } splits[] = {
    { 5, 4 }, { 4, 3 },  { 3, 2 },  { 2, 1 },  { 5, 2 },  { 3, 1 },  { 4, 1 },  { 5, 1 },  { 6, 1 },  { 7, 1 },
    { 8, 1 }, { 10, 1 }, { 12, 1 }, { 15, 1 }, { 20, 1 }, { 25, 1 }, { 30, 1 }, { 40, 1 }, { 50, 1 }, { 100, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++)
    {
      double ratio = splits[i].new_shares / splits[i].old_shares;

      if (is_within (price / before, ratio, 0.03) || is_within (price / before * ratio, 1, 0.03))
        return TRUE;
    }
  return price / before < 0.01;
}

void
jump_oracle_take (JumpOracle *self, double price)
{
  if (!self->traded)
    self->traded = TRUE;
  else if (!self->suspect && is_like_a_split (self->latest, price))
    *self = (JumpOracle){ TRUE, price, TRUE, self->latest, price, 0 };
  else if (self->suspect && is_within (price, self->before, 0.1))
    self->suspect = FALSE;
  else if (self->suspect && is_within (price, self->jumped_to, 0.1))
    self->suspect = ++self->confirmed < 3;
  else if (self->suspect)
    {
      self->jumped_to = price;
      self->confirmed = 0;
    }
  self->latest = price;
}
