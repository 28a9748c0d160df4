/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stochastic oscillator (G. C. Lane, "Lane's Stochastics", 1984): where the close lies between the lowest low and the
 * highest high of the last k bars, from 0 to 100, 50 where these are equal. K is its simple average over s bars, D that of
 * K over d. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-rolling.h"

#define NEEDS (TAPE_INDICATOR_NEEDS_CLOSE | TAPE_INDICATOR_NEEDS_RANGE)

enum
{
  K,
  S,
  D,
};

typedef struct
{
  TapeRolling high;
  TapeRolling low;
  TapeRolling k;
  TapeRolling d;
} Stochastic;

static guint
first (const TapeIndicator *self, guint output)
{
  return self->periods[K] + self->periods[S] - 1 + (output > 0 ? self->periods[D] - 1 : 0);
}

static gsize
count_rings (const TapeIndicator *self)
{
  return 2 * (gsize)self->periods[K] + self->periods[S] + self->periods[D];
}

static G_ALWAYS_INLINE inline void
stochastic_step (
    const TapeIndicator *self, Stochastic *state, double *rings, const TapeIndicatorBar *bar, double *values)
{
  guint32 k = self->periods[K], s = self->periods[S], d = self->periods[D];
  double high = tape_rolling_max (&state->high, rings, k, bar->high);
  double low = -tape_rolling_max (&state->low, rings + k, k, -bar->low);

  values[0] = values[1] = NAN;
  if (isnan (high))
    return;
  values[0]
      = tape_rolling_sum (&state->k, rings + 2 * k, s, high > low ? 100 * ((bar->close - low) / (high - low)) : 50);
  if (isnan (values[0]))
    return;
  values[0] /= s;
  values[1] = tape_rolling_sum (&state->d, rings + 2 * k + s, d, values[0]) / d;
}

TAPE_INDICATOR_FORM (stochastic, Stochastic, 2, NEEDS)

const TapeIndicatorType tape_indicator_stochastic = {
  .name = "stochastic",
  .title = N_ ("Stochastic oscillator"),
  .parameters = {
    { N_ ("period"), 14, 1, TAPE_INDICATOR_PERIOD_MAX, FALSE },
    { N_ ("smoothing of K"), 3, 1, TAPE_INDICATOR_PERIOD_MAX, FALSE },
    { N_ ("smoothing of D"), 3, 1, TAPE_INDICATOR_PERIOD_MAX, FALSE },
  },
  .outputs = { { "k", N_ ("K") }, { "d", N_ ("D") } },
  .place = TAPE_INDICATOR_PERCENT,
  .first = first,
  .bars = { NEEDS, sizeof (Stochastic), count_rings, stochastic_update, stochastic_run },
  .levels = { 20, 80 },
};
