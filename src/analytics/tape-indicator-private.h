/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the indicators' files share. Each gives a step, and TAPE_INDICATOR_FORM() makes of it the running form and that
 * over arrays: in the latter the head of the state and the description are copies that stay in registers. */

#pragma once

#include "analytics/tape-indicator.h"

#include <math.h>

G_BEGIN_DECLS

/* One bar of a series; with @needs a constant, only what is needed is read. */
static inline TapeIndicatorBar
tape_indicator_series_get (const TapeIndicatorSeries *series, gsize i, guint needs)
{
  TapeIndicatorBar bar = { 0 };

  if (needs & TAPE_INDICATOR_NEEDS_CLOSE)
    bar.close = series->close[i];
  if (needs & TAPE_INDICATOR_NEEDS_RANGE)
    {
      bar.high = series->high[i];
      bar.low = series->low[i];
    }
  if (needs & TAPE_INDICATOR_NEEDS_VOLUME)
    bar.volume = series->volume[i];
  if (needs & TAPE_INDICATOR_NEEDS_DATE)
    bar.date = series->date[i];
  if (needs & TAPE_INDICATOR_NEEDS_START)
    bar.start = series->start[i];
  return bar;
}

/**
 * TAPE_INDICATOR_FORM:
 * @name: prefix of the functions
 * @Head: type of the state before its rings, of a size that is a multiple of 8
 * @n_outputs: how many values a step gives
 * @needs: constant set of #TapeIndicatorNeeds
 *
 * Defines NAME_update() and NAME_run() of
 *
 *   static inline void
 *   NAME_step (const TapeIndicator *self, Head *head, double *rings, const TapeIndicatorBar *bar, double *values)
 */
#define TAPE_INDICATOR_FORM(name, Head, n_outputs, needs)                                                              \
  G_STATIC_ASSERT (sizeof (Head) % sizeof (double) == 0);                                                              \
                                                                                                                       \
  static void name##_update (const TapeIndicator *self, gpointer state, const TapeIndicatorBar *bar, double *values)   \
  {                                                                                                                    \
    name##_step (self, state, (double *)((Head *)state + 1), bar, values);                                             \
  }                                                                                                                    \
                                                                                                                       \
  static void name##_run (const TapeIndicator *self, gpointer state, const TapeIndicatorSeries *series, gsize n,       \
                          double *const *outputs)                                                                      \
  {                                                                                                                    \
    TapeIndicator spec = *self;                                                                                        \
    TapeIndicatorSeries arrays = *series;                                                                              \
    Head head = *(Head *)state;                                                                                        \
    double *rings = (double *)((Head *)state + 1);                                                                     \
    double *columns[n_outputs];                                                                                        \
                                                                                                                       \
    for (guint output = 0; output < (n_outputs); output++)                                                             \
      columns[output] = outputs[output];                                                                               \
    for (gsize i = 0; i < n; i++)                                                                                      \
      {                                                                                                                \
        TapeIndicatorBar bar = tape_indicator_series_get (&arrays, i, (needs));                                        \
        double values[n_outputs];                                                                                      \
                                                                                                                       \
        name##_step (&spec, &head, rings, &bar, values);                                                               \
        for (guint output = 0; output < (n_outputs); output++)                                                         \
          columns[output][i] = values[output];                                                                         \
      }                                                                                                                \
    *(Head *)state = head;                                                                                             \
  }

/* The rows of the table, a file each. */
extern const TapeIndicatorType tape_indicator_sma;
extern const TapeIndicatorType tape_indicator_ema;
extern const TapeIndicatorType tape_indicator_bollinger;
extern const TapeIndicatorType tape_indicator_rsi;
extern const TapeIndicatorType tape_indicator_macd;
extern const TapeIndicatorType tape_indicator_atr;
extern const TapeIndicatorType tape_indicator_vwap;
extern const TapeIndicatorType tape_indicator_roc;
extern const TapeIndicatorType tape_indicator_momentum;
extern const TapeIndicatorType tape_indicator_stochastic;
extern const TapeIndicatorType tape_indicator_obv;
extern const TapeIndicatorType tape_indicator_min;
extern const TapeIndicatorType tape_indicator_max;
extern const TapeIndicatorType tape_indicator_mean;
extern const TapeIndicatorType tape_indicator_sum;
extern const TapeIndicatorType tape_indicator_stddev;

/* The usual parameters. */
#define TAPE_INDICATOR_PERIOD(standard)                                                                                \
  {                                                                                                                    \
    N_ ("period"), (standard), 1, TAPE_INDICATOR_PERIOD_MAX, FALSE                                                     \
  }

/**
 * tape_indicator_first_of_window:
 *
 * The @first of what looks at as many bars as its first parameter says.
 */
static inline guint
tape_indicator_first_of_window (const TapeIndicator *self, guint output)
{
  return self->periods[0];
}

/**
 * tape_indicator_ring_of_window:
 *
 * The @rings of what keeps a double for each bar of its first parameter.
 */
static inline gsize
tape_indicator_ring_of_window (const TapeIndicator *self)
{
  return self->periods[0];
}

G_END_DECLS
