/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an analysis is made of: a row of the table in tape-analysis.c, and a file with its functions. Inside analytics/ only. */

#pragma once

#include "analytics/tape-analysis.h"
#include "analytics/tape-growth.h"
#include "analytics/tape-key-table.h"

G_BEGIN_DECLS

/**
 * TapeInstrumentDay:
 * @instrument: number in the universe
 * @date: of its exchange
 * @start: event time of its midnight
 * @end: of the next
 * @whole: all of it is in the span; else a part is
 * @totals: all that is known of it: of its trades, or of a source's bar if it has none
 * @volume: Σ quantity
 * @turnover: Σ price · quantity; NaN where a bar does not say
 * @growth: over the day
 * @base: against what it is
 *
 * A day of one instrument on which it traded, of which the span holds at least a part.
 */
typedef struct
{
  guint32 instrument;
  gint32 date;
  gint64 start;
  gint64 end;
  gboolean whole;
  const TapeBarTotals *totals;
  double volume;
  double turnover;
  double growth;
  TapeBase base;
} TapeInstrumentDay;

/* What of the minutes an analysis wants. */
typedef enum
{
  TAPE_MINUTES_NONE,
  TAPE_MINUTES_OF_PARTS, /* those of the span on days that are only partly in it */
  TAPE_MINUTES_OF_SPAN,  /* all in the span */
  TAPE_MINUTES_OF_DAYS,  /* it says which: see want_minutes */
} TapeWantedMinutes;

/**
 * TapeAnalysis:
 * @name: as programs write it
 * @title: marked for translation
 * @summary: a sentence, marked for translation
 * @options: that it takes
 * @defaults: of the options, in a query that is all zeros else
 * @tells_sides: it tells buys from sells whatever its rows are
 * @uses_growth: it needs the closes of days before the span
 * @state_size: bytes of its state, which starts as zeros
 * @begin: makes the state of a new run
 * @minutes: which it wants of this query
 * @add_day: (nullable): takes a day; once for each, in order of instrument, then date
 * @want_minutes: (nullable): after the last day, for TAPE_MINUTES_OF_DAYS: the times between which they lie
 * @add_batch_mean: (nullable): takes a mean of a micro-batch; then it is made of those instead of days
 * @add_minute: (nullable): takes a minute that it wants; @date is its day's
 * @finish: makes the result
 * @clear: releases what the state holds
 */
struct _TapeAnalysis
{
  const char *name;
  const char *title;
  const char *summary;
  TapeAnalysisOptions options;
  TapeAnalysisQuery defaults;
  gboolean tells_sides;
  gboolean uses_growth;
  gsize state_size;
  void (*begin) (TapeAnalysisRun *run);
  TapeWantedMinutes (*minutes) (const TapeAnalysisQuery *query);
  void (*add_day) (TapeAnalysisRun *run, const TapeInstrumentDay *day);
  gboolean (*want_minutes) (TapeAnalysisRun *run, gint64 *from, gint64 *to);
  void (*add_minute) (TapeAnalysisRun *run, const TapeBarTotals *minute, gint32 date);
  void (*add_batch_mean) (TapeAnalysisRun *run, const TapeBatchMean *mean);
  TapeAnalysisResult *(*finish) (TapeAnalysisRun *run);
  void (*clear) (TapeAnalysisRun *run);
};

/**
 * TapeAnalysisRun:
 * @query: what was asked
 * @universe: names
 * @n_instruments: of it
 * @state: of the analysis
 * @minutes: which it wants
 * @times: (array length=n_instruments): of the span at the instrument's exchange, each owned by @exchanges
 * @exchanges: exchange to its #TapeSpanTimes
 * @pending: the day that was added last; it waits for another of the same date
 * @bounds: of it; its instrument is that of @pending
 * @has_pending: whether there is one
 * @closed: instrument that @close is of
 * @close: of its latest day before @pending; NaN for none
 * @found: whether anything was traded in the span
 * @minute_day: the day of the minute that was added last
 * @minute_instrument: of that minute
 */
struct _TapeAnalysisRun
{
  TapeAnalysisQuery query;
  TapeUniverse *universe;
  guint n_instruments;
  gpointer state;
  TapeWantedMinutes minutes;
  const TapeSpanTimes **times;
  GHashTable *exchanges;
  TapeBarTotals pending;
  TapeDay bounds;
  gboolean has_pending;
  guint32 closed;
  double close;
  gboolean found;
  TapeDay minute_day;
  guint32 minute_instrument;
};

extern const TapeAnalysis tape_analysis_industry_growth;
extern const TapeAnalysis tape_analysis_technology_growth;
extern const TapeAnalysis tape_analysis_country_growth;
extern const TapeAnalysis tape_analysis_buy_sell;
extern const TapeAnalysis tape_analysis_daily_volume;
extern const TapeAnalysis tape_analysis_highest_average_volume;
extern const TapeAnalysis tape_analysis_movers;
extern const TapeAnalysis tape_analysis_batches;
extern const TapeAnalysis tape_analysis_pivot;

G_END_DECLS
