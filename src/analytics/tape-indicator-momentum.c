/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Momentum and rate of change: how far the close is from the one n bars ago, in price and in per cent. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"

/* The ring holds the last n closes, the oldest where the next one goes. */
typedef struct
{
  guint32 at;
  guint32 full;
} Momentum;

static guint
first (const TapeIndicator *self, guint output)
{
  return self->periods[0] + 1;
}

/* Puts the close into the ring and takes the one of n bars ago out of it; NaN where there is none. */
static inline double
exchange (Momentum *momentum, double *ring, guint32 n, double close)
{
  double before = momentum->full ? ring[momentum->at] : NAN;

  ring[momentum->at] = close;
  if (++momentum->at == n)
    {
      momentum->at = 0;
      momentum->full = TRUE;
    }
  return before;
}

static inline void
momentum_step (const TapeIndicator *self, Momentum *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  values[0] = bar->close - exchange (head, ring, self->periods[0], bar->close);
}

static inline void
roc_step (const TapeIndicator *self, Momentum *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  double before = exchange (head, ring, self->periods[0], bar->close);

  values[0] = before != 0 ? 100 * ((bar->close - before) / before) : NAN;
}

TAPE_INDICATOR_FORM (momentum, Momentum, 1, TAPE_INDICATOR_NEEDS_CLOSE)
TAPE_INDICATOR_FORM (roc, Momentum, 1, TAPE_INDICATOR_NEEDS_CLOSE)

const TapeIndicatorType tape_indicator_momentum = {
  .name = "momentum",
  .title = N_ ("Momentum"),
  .parameters = { TAPE_INDICATOR_PERIOD (10) },
  .outputs = { { "", N_ ("Change") } },
  .place = TAPE_INDICATOR_OWN_PANE,
  .first = first,
  .bars
  = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (Momentum), tape_indicator_ring_of_window, momentum_update, momentum_run },
};

const TapeIndicatorType tape_indicator_roc = {
  .name = "roc",
  .title = N_ ("Rate of change"),
  .parameters = { TAPE_INDICATOR_PERIOD (10) },
  .outputs = { { "", N_ ("Change in per cent") } },
  .place = TAPE_INDICATOR_OWN_PANE,
  .first = first,
  .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (Momentum), tape_indicator_ring_of_window, roc_update, roc_run },
};
