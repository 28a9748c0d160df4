/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every indicator is, straight from its definition, bar by bar from the beginning and in long double; and streams of
 * bars to hold the fast forms against it. */

#pragma once

#include "analytics/tape-indicator.h"

/* Every indicator of the table, some with several parameters; ends with %NULL. */
extern const char *const indicator_oracle_all[];

/* Those over a span of time. */
extern const char *const indicator_oracle_spans[];

/**
 * IndicatorOracleRow:
 * @values: for each output; NaN where there is none
 * @scales: the larger of each value and of the inputs it was made of, to which errors are relative
 */
typedef struct
{
  long double values[TAPE_INDICATOR_OUTPUTS];
  long double scales[TAPE_INDICATOR_OUTPUTS];
} IndicatorOracleRow;

/**
 * indicator_oracle_row:
 * @bars: (array): at least @i + 1 of them
 *
 * What @self says after bar @i.
 */
void indicator_oracle_row (const TapeIndicator *self, const TapeIndicatorBar *bars, gsize i, IndicatorOracleRow *row);

/**
 * indicator_oracle_check:
 * @values: what the fast form says after bar @i
 *
 * Fails the test where they differ by more than 1e-9, or where only one is a value.
 */
void indicator_oracle_check (const TapeIndicator *self, const TapeIndicatorBar *bars, gsize i, const double *values);

typedef enum
{
  STREAM_WALK,
  STREAM_UP,
  STREAM_DOWN,
  STREAM_FLAT,       /* a price that does not move, with a range and a volume */
  STREAM_CONSTANT,   /* nothing moves, nothing is traded */
  STREAM_TURNS_FLAT, /* moves, then stands still for long */
  STREAM_HUGE,       /* around 1e12 */
  STREAM_TINY,       /* around 1e-12 */
  STREAM_JUMPS,      /* 1e-12 and 1e12 in turns of random length */
  STREAM_SPIKE,      /* one price of 1e12 among prices near 1 */
  N_STREAMS
} IndicatorStream;

/**
 * indicator_stream_make:
 * @n: how many bars
 *
 * Returns: (transfer full): bars of whole seconds with gaps, over days of random length
 */
TapeIndicatorBar *indicator_stream_make (IndicatorStream stream, gsize n, GRand *random);

/**
 * IndicatorArrays:
 *
 * The same bars as arrays.
 */
typedef struct
{
  TapeIndicatorSeries series;
  gpointer memory[7];
} IndicatorArrays;

void indicator_arrays_init (IndicatorArrays *self, const TapeIndicatorBar *bars, gsize n);
void indicator_arrays_clear (IndicatorArrays *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IndicatorArrays, indicator_arrays_clear)

/**
 * indicator_arrays_from:
 *
 * Returns: the arrays without their first @first bars
 */
TapeIndicatorSeries indicator_arrays_from (const IndicatorArrays *self, gsize first);
