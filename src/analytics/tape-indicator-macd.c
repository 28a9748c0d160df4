/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Moving average convergence/divergence (G. Appel, 1979): how far a fast exponential average of the closes is above a slow
 * one, each started with its own first closes; the signal, an exponential average of that; and the histogram, how far
 * the first is above its signal. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-smoothing.h"

enum
{
  FAST,
  SLOW,
  SIGNAL,
};

typedef struct
{
  TapeSmoothing fast;
  TapeSmoothing slow;
  TapeSmoothing signal;
} Macd;

static void
prepare (TapeIndicator *self)
{
  for (guint i = FAST; i <= SIGNAL; i++)
    self->weights[i] = 2 / (self->parameters[i] + 1);
}

static const char *
check (const TapeIndicator *self)
{
  return self->periods[FAST] < self->periods[SLOW] ? NULL : N_ ("the fast period must be shorter than the slow one");
}

static guint
first (const TapeIndicator *self, guint output)
{
  return self->periods[SLOW] + (output > 0 ? self->periods[SIGNAL] - 1 : 0);
}

static inline void
macd_step (const TapeIndicator *self, Macd *macd, double *rings, const TapeIndicatorBar *bar, double *values)
{
  double fast = tape_smoothing_add (&macd->fast, self->periods[FAST], self->weights[FAST], bar->close);
  double slow = tape_smoothing_add (&macd->slow, self->periods[SLOW], self->weights[SLOW], bar->close);

  values[0] = values[1] = values[2] = NAN;
  if (macd->slow.count < self->periods[SLOW])
    return;
  values[0] = fast - slow;
  values[1] = tape_smoothing_add (&macd->signal, self->periods[SIGNAL], self->weights[SIGNAL], values[0]);
  values[2] = values[0] - values[1];
  tape_smoothing_settle (&macd->signal, slow);
}

TAPE_INDICATOR_FORM (macd, Macd, 3, TAPE_INDICATOR_NEEDS_CLOSE)

const TapeIndicatorType tape_indicator_macd = {
  .name = "macd",
  .title = N_ ("Moving average convergence/divergence"),
  .parameters = {
    { N_ ("fast period"), 12, 1, TAPE_INDICATOR_PERIOD_MAX, FALSE },
    { N_ ("slow period"), 26, 1, TAPE_INDICATOR_PERIOD_MAX, FALSE },
    { N_ ("signal period"), 9, 1, TAPE_INDICATOR_PERIOD_MAX, FALSE },
  },
  .outputs = { { "", N_ ("MACD") }, { "signal", N_ ("Signal") }, { "histogram", N_ ("Histogram") } },
  .place = TAPE_INDICATOR_OWN_PANE,
  .prepare = prepare,
  .check = check,
  .first = first,
  .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (Macd), NULL, macd_update, macd_run },
  .histogram = TRUE,
};
