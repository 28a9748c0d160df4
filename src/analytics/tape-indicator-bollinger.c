/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bollinger bands (J. Bollinger, "Bollinger on Bollinger Bands", 2001): the simple average of the last n closes, and k of
 * their population standard deviations below and above it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-rolling.h"

static void
prepare (TapeIndicator *self)
{
  self->weights[0] = 1 / self->parameters[0];
}

static gsize
count_ring (const TapeIndicator *self)
{
  return 2 * (gsize)self->periods[0];
}

static inline void
bollinger_step (
    const TapeIndicator *self, TapeSpread *spread, double *ring, const TapeIndicatorBar *bar, double *values)
{
  double mean, width = self->parameters[1]
                       * tape_spread_add (spread, ring, self->periods[0], self->weights[0], bar->close, &mean);

  values[0] = mean - width;
  values[1] = mean;
  values[2] = mean + width;
}

TAPE_INDICATOR_FORM (bollinger, TapeSpread, 3, TAPE_INDICATOR_NEEDS_CLOSE)

const TapeIndicatorType tape_indicator_bollinger = {
  .name = "bollinger",
  .title = N_ ("Bollinger bands"),
  .parameters = { TAPE_INDICATOR_PERIOD (20), { N_ ("width"), 2, 0.01, 100, TRUE } },
  .outputs = { { "lower", N_ ("Lower band") }, { "middle", N_ ("Middle band") }, { "upper", N_ ("Upper band") } },
  .place = TAPE_INDICATOR_OVER_PRICE,
  .prepare = prepare,
  .first = tape_indicator_first_of_window,
  .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (TapeSpread), count_ring, bollinger_update, bollinger_run },
  .band = TRUE,
};
