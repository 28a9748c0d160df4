/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Volume-weighted average price of the exchange's day so far. Of a bar the price is (high + low + close) / 3. None while
 * nothing was traded on that day. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-sum.h"

#define NEEDS                                                                                                          \
  (TAPE_INDICATOR_NEEDS_CLOSE | TAPE_INDICATOR_NEEDS_RANGE | TAPE_INDICATOR_NEEDS_VOLUME | TAPE_INDICATOR_NEEDS_DATE)

typedef struct
{
  TapeSum turnover;
  TapeSum volume;
  gint32 date;
  guint32 started;
} Vwap;

static guint
first (const TapeIndicator *self, guint output)
{
  return 1;
}

static inline void
vwap_step (const TapeIndicator *self, Vwap *vwap, double *rings, const TapeIndicatorBar *bar, double *values)
{
  double volume;

  if (bar->date != vwap->date || !vwap->started)
    *vwap = (Vwap){ .date = bar->date, .started = TRUE };
  tape_sum_add (&vwap->turnover, (bar->high + bar->low + bar->close) / 3 * bar->volume);
  tape_sum_add (&vwap->volume, bar->volume);
  volume = tape_sum_get (&vwap->volume);
  values[0] = volume > 0 ? tape_sum_get (&vwap->turnover) / volume : NAN;
}

TAPE_INDICATOR_FORM (vwap, Vwap, 1, NEEDS)

const TapeIndicatorType tape_indicator_vwap = {
  .name = "vwap",
  .title = N_ ("Volume-weighted average price"),
  .outputs = { { "", N_ ("Average") } },
  .place = TAPE_INDICATOR_OVER_PRICE,
  .first = first,
  .bars = { NEEDS, sizeof (Vwap), NULL, vwap_update, vwap_run },
};
