/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Average true range (J. W. Wilder, "New Concepts in Technical Trading Systems", 1978): how far the price went in a bar,
 * the gap from the close before included, in Wilder's smoothing. The first bar's range is high − low. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-smoothing.h"

#define NEEDS (TAPE_INDICATOR_NEEDS_CLOSE | TAPE_INDICATOR_NEEDS_RANGE)

typedef struct
{
  double before;
  TapeSmoothing range;
  guint64 started;
} Atr;

static void
prepare (TapeIndicator *self)
{
  self->weights[0] = 1 / self->parameters[0];
}

static inline double
true_range (const Atr *atr, const TapeIndicatorBar *bar)
{
  double high = atr->started ? MAX (bar->high, atr->before) : bar->high;
  double low = atr->started ? MIN (bar->low, atr->before) : bar->low;

  return high - low;
}

static inline void
atr_step (const TapeIndicator *self, Atr *atr, double *rings, const TapeIndicatorBar *bar, double *values)
{
  values[0] = tape_smoothing_add (&atr->range, self->periods[0], self->weights[0], true_range (atr, bar));
  tape_smoothing_settle (&atr->range, bar->close);
  atr->before = bar->close;
  atr->started = TRUE;
}

TAPE_INDICATOR_FORM (atr, Atr, 1, NEEDS)

const TapeIndicatorType tape_indicator_atr = {
  .name = "atr",
  .title = N_ ("Average true range"),
  .parameters = { TAPE_INDICATOR_PERIOD (14) },
  .outputs = { { "", N_ ("Range") } },
  .place = TAPE_INDICATOR_OWN_PANE,
  .prepare = prepare,
  .first = tape_indicator_first_of_window,
  .bars = { NEEDS, sizeof (Atr), NULL, atr_update, atr_run },
};
