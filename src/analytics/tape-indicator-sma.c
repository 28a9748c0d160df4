/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Simple moving average: the mean of the last n closes. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-rolling.h"

static inline void
sma_step (const TapeIndicator *self, TapeRolling *sum, double *ring, const TapeIndicatorBar *bar, double *values)
{
  values[0] = tape_rolling_sum (sum, ring, self->periods[0], bar->close) / self->periods[0];
}

TAPE_INDICATOR_FORM (sma, TapeRolling, 1, TAPE_INDICATOR_NEEDS_CLOSE)

const TapeIndicatorType tape_indicator_sma = {
  .name = "sma",
  .title = N_ ("Simple moving average"),
  .parameters = { TAPE_INDICATOR_PERIOD (20) },
  .outputs = { { "", N_ ("Average") } },
  .place = TAPE_INDICATOR_OVER_PRICE,
  .first = tape_indicator_first_of_window,
  .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (TapeRolling), tape_indicator_ring_of_window, sma_update, sma_run },
};
