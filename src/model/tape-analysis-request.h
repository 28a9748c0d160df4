/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the person in front of the window asks of an analysis: the analysis' own query, the span in their words, and what of
 * the result the picture shows. A plain value. */

#pragma once

#include "analytics/tape-analysis.h"
#include "engine/tape-frame.h"

G_BEGIN_DECLS

/* Spans in days end with the latest on which anything traded. */
typedef enum
{
  TAPE_SPAN_TODAY,   /* the running day of every exchange */
  TAPE_SPAN_5_DAYS,  /* days with a session, at the exchange of the most instruments */
  TAPE_SPAN_30_DAYS, /* likewise */
  TAPE_SPAN_STORED,  /* all that there is */
  TAPE_SPAN_DATES,   /* from a date to a date */
} TapeSpanChoice;

/* What of a cell of the pivot the picture shows. */
typedef enum
{
  TAPE_SHOW_COUNT,
  TAPE_SHOW_VOLUME,
  TAPE_SHOW_TURNOVER,
  TAPE_SHOW_MEAN,
  TAPE_SHOW_MIN,
  TAPE_SHOW_MAX,
} TapeShow;

/**
 * TapeAnalysisRequest:
 * @query: what is asked; its span is filled in from the choice when it is run
 * @span: over which days
 * @from: first date of TAPE_SPAN_DATES
 * @to: last date
 * @show: of the pivot
 * @by_day: of daily volumes: a column a day instead of their sum
 */
typedef struct
{
  TapeAnalysisQuery query;
  TapeSpanChoice span;
  gint32 from;
  gint32 to;
  TapeShow show;
  gboolean by_day;
} TapeAnalysisRequest;

/**
 * tape_analysis_request_init:
 *
 * The analysis' defaults over five days, by industry where it may be grouped.
 */
void tape_analysis_request_init (TapeAnalysisRequest *self, const TapeAnalysis *analysis);

/**
 * tape_analysis_request_resolve:
 * @frame: says what day it is
 * @universe: of the frame's rows
 *
 * Fills in the span of the query.
 */
void tape_analysis_request_resolve (TapeAnalysisRequest *self, const TapeFrame *frame, TapeUniverse *universe);

/**
 * tape_frame_get_exchange:
 *
 * Returns: (transfer none): the exchange of the most instruments that trade these days; UTC where nothing does
 */
const TapeExchange *tape_frame_get_exchange (const TapeFrame *frame, TapeUniverse *universe);

G_END_DECLS
