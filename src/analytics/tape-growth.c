/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-growth.h"

#include <math.h>

double
tape_growth_of_day (double last, double open, double previous_close, TapeBase *base)
{
  *base = isnan (previous_close) ? TAPE_BASE_OPEN : TAPE_BASE_PREVIOUS_CLOSE;
  return tape_growth (last, *base == TAPE_BASE_OPEN ? open : previous_close);
}

const char *
tape_base_name (TapeBase base)
{
  static const char *const names[] = { NULL, "previous-close", "open", "mixed" };

  return names[base];
}

void
tape_group_growth_finish (TapeGroupGrowth *self)
{
  self->growth = self->weight > 0 ? self->growth / self->weight : NAN;
}
