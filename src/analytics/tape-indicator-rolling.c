/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Smallest, largest, mean, sum and population standard deviation of the closes of the last n bars, "mean:5", or of a
 * span of event time, "mean:5m": of the bars that start in (start − span, start]. Over a span there is a value from the
 * first bar on that starts a whole span or more after the series began, since only then all of the span is known.
 *
 * A state is plain data of a size that the description tells. A span of s seconds has room for s bars, which is what bars
 * of a second fill, and for no more than TAPE_INDICATOR_PERIOD_MAX: where more fall into it, it has no value, never that of
 * a part of it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analytics/tape-indicator-private.h"
#include "analytics/tape-rolling.h"
#include "analytics/tape-rolling-span.h"

#define NEEDS_IN_SPAN (TAPE_INDICATOR_NEEDS_CLOSE | TAPE_INDICATOR_NEEDS_START)

/* --- Over bars --- */

static void
prepare (TapeIndicator *self)
{
  self->weights[0] = 1 / self->parameters[0];
}

static gsize
count_spread_ring (const TapeIndicator *self)
{
  return 2 * (gsize)self->periods[0];
}

static inline void
min_step (const TapeIndicator *self, TapeRolling *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  values[0] = -tape_rolling_max (head, ring, self->periods[0], -bar->close);
}

static inline void
max_step (const TapeIndicator *self, TapeRolling *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  values[0] = tape_rolling_max (head, ring, self->periods[0], bar->close);
}

static inline void
mean_step (const TapeIndicator *self, TapeRolling *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  values[0] = tape_rolling_sum (head, ring, self->periods[0], bar->close) / self->periods[0];
}

static inline void
sum_step (const TapeIndicator *self, TapeRolling *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  values[0] = tape_rolling_sum (head, ring, self->periods[0], bar->close);
}

static inline void
stddev_step (const TapeIndicator *self, TapeSpread *head, double *ring, const TapeIndicatorBar *bar, double *values)
{
  double mean;

  values[0] = tape_spread_add (head, ring, self->periods[0], self->weights[0], bar->close, &mean);
}

TAPE_INDICATOR_FORM (min, TapeRolling, 1, TAPE_INDICATOR_NEEDS_CLOSE)
TAPE_INDICATOR_FORM (max, TapeRolling, 1, TAPE_INDICATOR_NEEDS_CLOSE)
TAPE_INDICATOR_FORM (mean, TapeRolling, 1, TAPE_INDICATOR_NEEDS_CLOSE)
TAPE_INDICATOR_FORM (sum, TapeRolling, 1, TAPE_INDICATOR_NEEDS_CLOSE)
TAPE_INDICATOR_FORM (stddev, TapeSpread, 1, TAPE_INDICATOR_NEEDS_CLOSE)

/* --- Over a span of time --- */

static inline guint32
get_capacity (const TapeIndicator *self)
{
  return (guint32)MIN (self->span / TAPE_SECOND, TAPE_INDICATOR_PERIOD_MAX);
}

static gsize
count_span_entries (const TapeIndicator *self)
{
  return get_capacity (self) * (sizeof (TapeRollingSpanEntry) / sizeof (double));
}

static inline gboolean
add (const TapeIndicator *self, TapeRollingSpan *span, void *entries, TapeRollingFold how, gint64 start, double value)
{
  return tape_rolling_span_add (span, entries, get_capacity (self), how, self->span, start, value);
}

static inline void
span_min_step (
    const TapeIndicator *self, TapeRollingSpan *span, void *entries, const TapeIndicatorBar *bar, double *values)
{
  gboolean known = add (self, span, entries, TAPE_ROLLING_MAX, bar->start, -bar->close);

  values[0] = known ? -tape_rolling_span_max (span, entries) : NAN;
}

static inline void
span_max_step (
    const TapeIndicator *self, TapeRollingSpan *span, void *entries, const TapeIndicatorBar *bar, double *values)
{
  gboolean known = add (self, span, entries, TAPE_ROLLING_MAX, bar->start, bar->close);

  values[0] = known ? tape_rolling_span_max (span, entries) : NAN;
}

static inline void
span_mean_step (
    const TapeIndicator *self, TapeRollingSpan *span, void *entries, const TapeIndicatorBar *bar, double *values)
{
  gboolean known = add (self, span, entries, TAPE_ROLLING_SUM, bar->start, bar->close);

  values[0] = known ? tape_rolling_span_sum (span, entries) / tape_rolling_span_count (span) : NAN;
}

static inline void
span_sum_step (
    const TapeIndicator *self, TapeRollingSpan *span, void *entries, const TapeIndicatorBar *bar, double *values)
{
  gboolean known = add (self, span, entries, TAPE_ROLLING_SUM, bar->start, bar->close);

  values[0] = known ? tape_rolling_span_sum (span, entries) : NAN;
}

static inline void
span_stddev_step (
    const TapeIndicator *self, TapeRollingSpan *span, void *entries, const TapeIndicatorBar *bar, double *values)
{
  gboolean known = add (self, span, entries, TAPE_ROLLING_SPREAD, bar->start, bar->close);

  values[0] = known ? tape_rolling_span_stddev (span, entries) : NAN;
}

TAPE_INDICATOR_FORM (span_min, TapeRollingSpan, 1, NEEDS_IN_SPAN)
TAPE_INDICATOR_FORM (span_max, TapeRollingSpan, 1, NEEDS_IN_SPAN)
TAPE_INDICATOR_FORM (span_mean, TapeRollingSpan, 1, NEEDS_IN_SPAN)
TAPE_INDICATOR_FORM (span_sum, TapeRollingSpan, 1, NEEDS_IN_SPAN)
TAPE_INDICATOR_FORM (span_stddev, TapeRollingSpan, 1, NEEDS_IN_SPAN)

/* --- The rows --- */

#define ROLLING(what, human, output, where, Head, ring)                                                                \
  static const TapeIndicatorForm what##_over_span                                                                      \
      = { NEEDS_IN_SPAN, sizeof (TapeRollingSpan), count_span_entries, span_##what##_update, span_##what##_run };      \
                                                                                                                       \
  const TapeIndicatorType tape_indicator_##what = {                                                                    \
    .name = #what,                                                                                                     \
    .title = (human),                                                                                                  \
    .parameters = { TAPE_INDICATOR_PERIOD (20) },                                                                      \
    .outputs = { { "", (output) } },                                                                                   \
    .place = (where),                                                                                                  \
    .prepare = prepare,                                                                                                \
    .first = tape_indicator_first_of_window,                                                                           \
    .bars = { TAPE_INDICATOR_NEEDS_CLOSE, sizeof (Head), (ring), what##_update, what##_run },                          \
    .span = &what##_over_span,                                                                                         \
  };

ROLLING (min, N_ ("Lowest close"), N_ ("Lowest"), TAPE_INDICATOR_OVER_PRICE, TapeRolling, tape_indicator_ring_of_window)
ROLLING (
    max, N_ ("Highest close"), N_ ("Highest"), TAPE_INDICATOR_OVER_PRICE, TapeRolling, tape_indicator_ring_of_window)
ROLLING (mean, N_ ("Mean close"), N_ ("Mean"), TAPE_INDICATOR_OVER_PRICE, TapeRolling, tape_indicator_ring_of_window)
ROLLING (sum, N_ ("Sum of closes"), N_ ("Sum"), TAPE_INDICATOR_OWN_PANE, TapeRolling, tape_indicator_ring_of_window)
ROLLING (stddev, N_ ("Standard deviation"), N_ ("Deviation"), TAPE_INDICATOR_OWN_PANE, TapeSpread, count_spread_ring)
