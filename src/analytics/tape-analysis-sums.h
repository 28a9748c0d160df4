/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was traded, added up over trades of days and minutes. Inside analytics/ only. */

#pragma once

#include <math.h>

#include "analytics/tape-analysis-private.h"

G_BEGIN_DECLS

/* Makes @self empty: what is added next decides its extremes. */
static inline void
tape_sums_begin (TapeTally *self)
{
  *self = (TapeTally){ .low = INFINITY, .high = -INFINITY };
}

static inline void
tape_sums_add (TapeTally *self, const TapeTally *other)
{
  if (other->count == 0)
    return;
  self->count += other->count;
  self->quantity += other->quantity;
  self->turnover += other->turnover;
  self->sum += other->sum;
  self->low = MIN (self->low, other->low);
  self->high = MAX (self->high, other->high);
}

/* What is known of a day without trades. Its turnover may not be, and is not from then on. */
static inline void
tape_sums_add_bar (TapeTally *self, const TapeInstrumentDay *day)
{
  self->quantity += day->volume;
  self->turnover += day->turnover;
  self->low = MIN (self->low, day->totals->bar.low);
  self->high = MAX (self->high, day->totals->bar.high);
}

static inline gboolean
tape_day_has_trades (const TapeInstrumentDay *day)
{
  return day->totals->sides[TAPE_SIDE_UNKNOWN].count + day->totals->sides[TAPE_SIDE_BUY].count
             + day->totals->sides[TAPE_SIDE_SELL].count
         > 0;
}

G_END_DECLS
