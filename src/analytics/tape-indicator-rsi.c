/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Relative strength index (J. W. Wilder, "New Concepts in Technical Trading Systems", 1978): of all that the close rose and
 * fell, both smoothed, how much it rose, from 0 to 100; 100 where nothing fell and 50 where nothing moved. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-smoothing.h"

/* Less than the smallest change of a price by more than all digits: a price that stands still keeps its index, though all
 * that ever moved it has worn off. */
#define WORN_OFF 1e-200

typedef struct
{
  double before;
  TapeSmoothing rise;
  TapeSmoothing fall;
  guint64 started;
} Rsi;

static void
prepare (TapeIndicator *self)
{
  self->weights[0] = 1 / self->parameters[0];
}

static guint
first (const TapeIndicator *self, guint output)
{
  return self->periods[0] + 1;
}

static inline double
strength (const Rsi *rsi)
{
  double sum = rsi->rise.value + rsi->fall.value;

  return sum > 0 ? 100 * (rsi->rise.value / sum) : 50;
}

/* The first mean is of n changes: one less than bars. */
static inline double
begin (const TapeIndicator *self, Rsi *rsi, double change)
{
  if (!rsi->started)
    {
      rsi->started = TRUE;
      return NAN;
    }
  tape_smoothing_add (&rsi->rise, self->periods[0], self->weights[0], MAX (change, 0));
  tape_smoothing_add (&rsi->fall, self->periods[0], self->weights[0], MAX (-change, 0));
  return rsi->rise.count == self->periods[0] ? strength (rsi) : NAN;
}

static inline void
rsi_step (const TapeIndicator *self, Rsi *rsi, double *rings, const TapeIndicatorBar *bar, double *values)
{
  double change = bar->close - rsi->before;

  rsi->before = bar->close;
  if (G_UNLIKELY (rsi->rise.count < self->periods[0]))
    {
      values[0] = begin (self, rsi, change);
      return;
    }
  if (rsi->rise.value + rsi->fall.value > WORN_OFF || change != 0)
    {
      tape_smoothing_go_on (&rsi->rise, self->weights[0], MAX (change, 0));
      tape_smoothing_go_on (&rsi->fall, self->weights[0], MAX (-change, 0));
      tape_smoothing_settle (&rsi->rise, rsi->fall.value);
      tape_smoothing_settle (&rsi->fall, rsi->rise.value);
    }
  values[0] = strength (rsi);
}

TAPE_INDICATOR_FORM (rsi, Rsi, 1, TAPE_INDICATOR_NEEDS_CLOSE)

const TapeIndicatorType tape_indicator_rsi = {
  .name = "rsi",
  .title = N_ ("Relative strength index"),
  .parameters = { TAPE_INDICATOR_PERIOD (14) },
  .outputs = { { "", N_ ("Strength") } },
  .place = TAPE_INDICATOR_PERCENT,
  .prepare = prepare,
  .first = first,
  .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (Rsi), NULL, rsi_update, rsi_run },
  .levels = { 30, 70 },
};
