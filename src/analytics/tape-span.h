/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an analysis looks at: from a day or a time to a day or a time. A day is that of each instrument's exchange. Plain
 * data. */

#pragma once

#include "base/tape-universe.h"

G_BEGIN_DECLS

/**
 * TapeSpan:
 * @from_date: first day, days since 1970; TAPE_NO_DATE if there is none
 * @to_date: last day, part of the span
 * @from: first time, a whole minute; TAPE_NO_TIME if there is none
 * @to: time that it ends before, a whole minute
 *
 * Of @from_date and @from one is set at most, and of @to_date and @to; where none is, the span has no end on that side.
 */
typedef struct
{
  gint32 from_date;
  gint32 to_date;
  gint64 from;
  gint64 to;
} TapeSpan;

#define TAPE_SPAN_ALL ((TapeSpan){ TAPE_NO_DATE, TAPE_NO_DATE, TAPE_NO_TIME, TAPE_NO_TIME })

/**
 * TapeSpanTimes:
 * @from: event time of its first moment; G_MININT64: it has no beginning
 * @to: event time that it ends before; G_MAXINT64: it has no end
 * @whole_from: start of the first day that is in it wholly
 * @whole_to: end of the last one; @whole_from where there is none
 *
 * The span at one exchange.
 */
typedef struct
{
  gint64 from;
  gint64 to;
  gint64 whole_from;
  gint64 whole_to;
} TapeSpanTimes;

/**
 * tape_span_get_times:
 * @times: (out caller-allocates): what it is at @exchange
 */
void tape_span_get_times (const TapeSpan *self, const TapeExchange *exchange, TapeSpanTimes *times);

/**
 * tape_span_get_reach:
 * @from: (out): no exchange's part of the span begins earlier
 * @to: (out): none ends later
 */
void tape_span_get_reach (const TapeSpan *self, gint64 *from, gint64 *to);

/**
 * tape_span_check:
 * @from: (nullable): as the person wrote it, for the message
 * @to: (nullable): likewise
 * @error: a %TAPE_ANALYSIS_ERROR
 *
 * Returns: whether @self begins before its end, and is of whole minutes
 */
gboolean tape_span_check (const TapeSpan *self, const char *from, const char *to, GError **error);

/**
 * tape_span_check_order:
 *
 * As tape_span_check(), for what is not made of minutes.
 *
 * Returns: whether @self begins before its end
 */
gboolean tape_span_check_order (const TapeSpan *self, const char *from, const char *to, GError **error);

G_END_DECLS
