/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Indicators: numbers that follow from the bars of one instrument up to and with the present one. Each is described once,
 * in a file and a row of the table in tape-indicator.c, and can be had running, bar by bar, or over arrays.
 *
 *   TapeIndicator macd;
 *   double values[TAPE_INDICATOR_OUTPUTS];
 *
 *   tape_indicator_parse (&macd, "macd:12,26,9", &error);
 *   state = g_malloc0 (tape_indicator_state_size (&macd));
 *   tape_indicator_update (&macd, state, &bar, values);
 *
 * A description is plain data, never changes once made and may be shared by threads. A state is plain data too: no
 * pointers, of a size that the description tells, so that states can lie side by side, be copied with memcpy() and be
 * stored. A state of zeros is one before the first bar. Bars that may still be revised are replayed on a copy of the
 * state of those that may not.
 *
 * No value is NaN here, and nothing wherever people read. Prices and volumes must be finite. What left a window leaves
 * nothing behind: no sum is ever made smaller by what was once added to it, so that neither millions of updates nor a
 * price of 1e12 among prices of 1e-12 wears the digits down. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

#define TAPE_INDICATOR_ERROR (tape_indicator_error_quark ())

typedef enum
{
  TAPE_INDICATOR_ERROR_NAME,      /* there is no such indicator */
  TAPE_INDICATOR_ERROR_PARAMETER, /* a parameter that it does not take */
} TapeIndicatorError;

GQuark tape_indicator_error_quark (void);

/* How many parameters and outputs an indicator has at most. */
#define TAPE_INDICATOR_PARAMETERS 3
#define TAPE_INDICATOR_OUTPUTS    3

/* The longest period, in bars; a span of time holds as many bars at most. */
#define TAPE_INDICATOR_PERIOD_MAX 10000

/* The longest span of time: a hundred years. */
#define TAPE_INDICATOR_SPAN_MAX (36525 * TAPE_DAY)

/**
 * TapeIndicatorBar:
 * @start: event time at which it starts, rising from bar to bar; asked for by spans of time alone
 * @open: prices are finite
 * @high: highest price
 * @low: lowest price
 * @close: the price of all indicators that need but one
 * @volume: Σ quantity, ≥ 0
 * @date: the exchange's calendar date, days since 1970; VWAP starts anew when it changes
 *
 * One closed bar. What an indicator does not need may be anything.
 */
typedef struct
{
  gint64 start;
  double open;
  double high;
  double low;
  double close;
  double volume;
  gint32 date;
} TapeIndicatorBar;

/**
 * TapeIndicatorSeries:
 *
 * Bars as arrays, one element a bar; the fields are those of #TapeIndicatorBar. An array that an indicator does not need
 * may be %NULL.
 */
typedef struct
{
  const gint64 *start;
  const double *open;
  const double *high;
  const double *low;
  const double *close;
  const double *volume;
  const gint32 *date;
} TapeIndicatorSeries;

/* What of a bar an indicator needs. */
typedef enum
{
  TAPE_INDICATOR_NEEDS_CLOSE = 1 << 0,
  TAPE_INDICATOR_NEEDS_RANGE = 1 << 1, /* high and low */
  TAPE_INDICATOR_NEEDS_VOLUME = 1 << 2,
  TAPE_INDICATOR_NEEDS_DATE = 1 << 3,
  TAPE_INDICATOR_NEEDS_START = 1 << 4,
} TapeIndicatorNeeds;

/* Where it is drawn. */
typedef enum
{
  TAPE_INDICATOR_OVER_PRICE, /* in units of the price, near it */
  TAPE_INDICATOR_OWN_PANE,   /* with a scale of its own, around what there is */
  TAPE_INDICATOR_PERCENT,    /* with a scale of its own, from 0 to 100 */
} TapeIndicatorPlace;

/**
 * TapeIndicatorParameter:
 * @name: for people, to be translated: "fast period"
 * @standard: taken where it is left out
 * @min: smallest value
 * @max: largest value
 * @fractional: not only whole numbers
 */
typedef struct
{
  const char *name;
  double standard;
  double min;
  double max;
  gboolean fractional;
} TapeIndicatorParameter;

/**
 * TapeIndicatorOutput:
 * @name: part of the column's name between the indicator's and the parameters; "" for none
 * @title: for people, to be translated
 */
typedef struct
{
  const char *name;
  const char *title;
} TapeIndicatorOutput;

typedef struct _TapeIndicatorType TapeIndicatorType;
typedef struct _TapeIndicatorForm TapeIndicatorForm;

/**
 * TapeIndicator:
 * @type: what it is
 * @form: how it is computed
 * @parameters: in the order of the type's
 * @span: µs, where it runs over a span of time instead of as many bars; else 0
 *
 * One indicator with its parameters: "macd:12,26,9". Made by tape_indicator_parse() alone.
 */
typedef struct
{
  const TapeIndicatorType *type;
  const TapeIndicatorForm *form;
  double parameters[TAPE_INDICATOR_PARAMETERS];
  gint64 span;

  /*< private >*/
  guint32 periods[TAPE_INDICATOR_PARAMETERS]; /* parameters as whole numbers */
  double weights[TAPE_INDICATOR_PARAMETERS];  /* smoothing factors, as the type wants them */
} TapeIndicator;

/**
 * TapeIndicatorForm:
 * @needs: a set of #TapeIndicatorNeeds
 * @head: bytes of a state before its rings
 * @rings: (nullable): tells how many doubles follow them
 * @update: see tape_indicator_update()
 * @run: see tape_indicator_run()
 *
 * The arithmetic of an indicator. Both functions are made of one step; see tape-indicator-private.h.
 */
struct _TapeIndicatorForm
{
  guint needs;
  gsize head;
  gsize (*rings) (const TapeIndicator *self);
  void (*update) (const TapeIndicator *self, gpointer state, const TapeIndicatorBar *bar, double *values);
  void (*run) (
      const TapeIndicator *self, gpointer state, const TapeIndicatorSeries *series, gsize n, double *const *outputs);
};

/**
 * TapeIndicatorType:
 * @name: as in "macd:12,26,9"
 * @title: for people, to be translated: "Moving average convergence/divergence"
 * @parameters: ends with a parameter without a name, or when full
 * @outputs: ends with an output without a name, or when full
 * @place: where it is drawn
 * @prepare: (nullable): makes the weights of the parameters
 * @check: (nullable): says what is wrong with parameters that are each in their range, as a sentence to be translated
 * @first: number, from 1, of the bar at which an output has its first value; over a span of time it is not asked
 * @bars: over as many bars
 * @span: (nullable): over a span of time, the first parameter
 * @levels: values that are marked in its pane; both 0 for none
 * @band: the first and the last output enclose a band
 * @histogram: the last output is drawn as bars from 0; all others are lines
 *
 * One row of the table.
 */
struct _TapeIndicatorType
{
  const char *name;
  const char *title;
  TapeIndicatorParameter parameters[TAPE_INDICATOR_PARAMETERS];
  TapeIndicatorOutput outputs[TAPE_INDICATOR_OUTPUTS];
  TapeIndicatorPlace place;
  void (*prepare) (TapeIndicator *self);
  const char *(*check) (const TapeIndicator *self);
  guint (*first) (const TapeIndicator *self, guint output);
  TapeIndicatorForm bars;
  const TapeIndicatorForm *span;
  double levels[2];
  gboolean band;
  gboolean histogram;
};

/**
 * tape_indicator_types:
 * @n_types: (out): how many
 *
 * Returns: (transfer none) (array length=n_types): the table
 */
const TapeIndicatorType *const *tape_indicator_types (guint *n_types);

/**
 * tape_indicator_parse:
 * @self: (out caller-allocates): takes the indicator
 * @text: "sma:5", "macd:12,26,9", "bollinger:20,2.5", "obv", "mean:5m"; parameters left out at the end are the usual ones
 * @error: a %TAPE_INDICATOR_ERROR: a sentence that says what is allowed
 *
 * Returns: whether @text names an indicator
 */
gboolean tape_indicator_parse (TapeIndicator *self, const char *text, GError **error);

/**
 * tape_indicator_print:
 *
 * Returns: (transfer full): it with all its parameters, as tape_indicator_parse() reads it
 */
char *tape_indicator_print (const TapeIndicator *self);

gboolean tape_indicator_equal (const TapeIndicator *self, const TapeIndicator *other);

/**
 * tape_indicator_count_outputs:
 *
 * Returns: how many values it has for a bar, at most TAPE_INDICATOR_OUTPUTS
 */
guint tape_indicator_count_outputs (const TapeIndicator *self);

/**
 * tape_indicator_column:
 * @output: below tape_indicator_count_outputs()
 *
 * Returns: (transfer full): the output's name as a column of a table: "macd_signal_12_26_9"
 */
char *tape_indicator_column (const TapeIndicator *self, guint output);

/**
 * tape_indicator_first:
 * @output: below tape_indicator_count_outputs()
 *
 * Returns: the number, from 1, of the bar at which @output has its first value; 0 where times decide: over a span that is
 *   the first bar that starts a whole span or more after the series began
 */
guint tape_indicator_first (const TapeIndicator *self, guint output);

/**
 * tape_indicator_state_size:
 *
 * Returns: bytes of a state, a multiple of 8; states are aligned like an array of double
 */
gsize tape_indicator_state_size (const TapeIndicator *self);

/**
 * tape_indicator_clear_state:
 * @state: tape_indicator_state_size() bytes
 *
 * Makes it a state before the first bar: zeros.
 */
void tape_indicator_clear_state (const TapeIndicator *self, gpointer state);

/**
 * tape_indicator_update:
 * @state: of the bars before
 * @bar: the next
 * @values: (out caller-allocates): takes a value for each output; NaN where there is none yet
 *
 * Takes one bar. A few nanoseconds, whatever the period: once in a period, it looks at the whole of it.
 */
static inline void
tape_indicator_update (const TapeIndicator *self, gpointer state, const TapeIndicatorBar *bar, double *values)
{
  self->form->update (self, state, bar, values);
}

/**
 * tape_indicator_run:
 * @state: of the bars before; of all when done
 * @series: the bars that follow
 * @n: how many
 * @outputs: (array): for each output an array of @n doubles
 *
 * Takes many bars: the same as as many updates, bit for bit. To compute the tail of a series again, keep a copy of the
 * state of what does not change.
 */
static inline void
tape_indicator_run (
    const TapeIndicator *self, gpointer state, const TapeIndicatorSeries *series, gsize n, double *const *outputs)
{
  self->form->run (self, state, series, n, outputs);
}

/**
 * tape_indicator_compute:
 * @series: bars from the first
 * @n: how many
 * @outputs: (array): for each output an array of @n doubles
 *
 * tape_indicator_run() with a state of its own.
 */
void
tape_indicator_compute (const TapeIndicator *self, const TapeIndicatorSeries *series, gsize n, double *const *outputs);

G_END_DECLS
