/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exponential moving average: the newest close with weight 2 / (n + 1), the average before with the rest, started with the
 * simple average of the first n. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-smoothing.h"

static void
prepare (TapeIndicator *self)
{
  self->weights[0] = 2 / (self->parameters[0] + 1);
}

static inline void
ema_step (const TapeIndicator *self, TapeSmoothing *average, double *rings, const TapeIndicatorBar *bar, double *values)
{
  values[0] = tape_smoothing_add (average, self->periods[0], self->weights[0], bar->close);
}

TAPE_INDICATOR_FORM (ema, TapeSmoothing, 1, TAPE_INDICATOR_NEEDS_CLOSE)

const TapeIndicatorType tape_indicator_ema = {
  .name = "ema",
  .title = N_ ("Exponential moving average"),
  .parameters = { TAPE_INDICATOR_PERIOD (20) },
  .outputs = { { "", N_ ("Average") } },
  .place = TAPE_INDICATOR_OVER_PRICE,
  .prepare = prepare,
  .first = tape_indicator_first_of_window,
  .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (TapeSmoothing), NULL, ema_update, ema_run },
};
