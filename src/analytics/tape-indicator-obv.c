/* SPDX-License-Identifier: GPL-3.0-or-later */

/* On-balance volume (J. E. Granville, "Granville's New Key to Stock Market Profits", 1963): starts at 0; plus the volume
 * of a bar whose close rose, minus that of one whose close fell. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-sum.h"

#define NEEDS (TAPE_INDICATOR_NEEDS_CLOSE | TAPE_INDICATOR_NEEDS_VOLUME)

typedef struct
{
  double before;
  TapeSum balance;
  guint64 started;
} Obv;

static guint
first (const TapeIndicator *self, guint output)
{
  return 1;
}

static inline void
obv_step (const TapeIndicator *self, Obv *obv, double *rings, const TapeIndicatorBar *bar, double *values)
{
  if (obv->started)
    tape_sum_add (&obv->balance, bar->volume * ((bar->close > obv->before) - (bar->close < obv->before)));
  obv->before = bar->close;
  obv->started = TRUE;
  values[0] = tape_sum_get (&obv->balance);
}

TAPE_INDICATOR_FORM (obv, Obv, 1, NEEDS)

const TapeIndicatorType tape_indicator_obv = {
  .name = "obv",
  .title = N_ ("On-balance volume"),
  .outputs = { { "", N_ ("Balance") } },
  .place = TAPE_INDICATOR_OWN_PANE,
  .first = first,
  .bars = { NEEDS, sizeof (Obv), NULL, obv_update, obv_run },
};
