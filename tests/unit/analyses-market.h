/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random markets for the tests of the analyses: raw trades and bars of sources, what a store would make of them, and each
 * instrument's days said naively. Instruments of many exchanges, currencies and one unknown symbol; days around daylight
 * saving; earlier days years ago; prices that are constant, huge, tiny. */

#pragma once

#include "analytics/tape-analysis.h"
#include "analytics/tape-growth.h"

G_BEGIN_DECLS

/**
 * Market:
 * @trades: (element-type TapeTrade): by event time
 * @bars: (element-type TapeBar): days as sources said them
 * @days: (element-type MarketDay): by instrument, then date
 */
typedef struct
{
  TapeUniverse *universe;
  GRand *random;
  GArray *trades;
  GArray *bars;
  GArray *days;
} Market;

/**
 * MarketDay:
 * @bounds: the exchange's day
 * @trades: (element-type TapeTrade): of it
 * @bar: what a source said of it, where it has no trades; else its length is 0
 * @last: close of the regular session, else of all the day, else of the bar
 * @open: likewise
 * @previous_close: NaN where there is none
 */
typedef struct
{
  guint32 instrument;
  TapeDay bounds;
  GArray *trades;
  TapeBar bar;
  double last;
  double open;
  double previous_close;
} MarketDay;

/**
 * market_new:
 * @seed: the same seed makes the same market
 * @n: trades
 */
Market *market_new (guint32 seed, guint n);
void market_free (Market *self);

/**
 * market_run:
 *
 * Returns: (transfer full): what the analysis finds in the bars that a store would hold
 */
TapeAnalysisResult *market_run (Market *self, const TapeAnalysisQuery *query);

/* Whether the span holds a part of the day; all of it; a trade of that instrument. Said from the calendar alone. */
gboolean market_in_span (Market *self, const TapeSpan *span, const MarketDay *day);
gboolean market_whole_in_span (Market *self, const TapeSpan *span, const MarketDay *day);
gboolean market_trade_in_span (Market *self, const TapeSpan *span, const TapeTrade *trade);

const TapeInstrument *market_instrument (Market *self, guint32 instrument);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Market, market_free)

G_END_DECLS
