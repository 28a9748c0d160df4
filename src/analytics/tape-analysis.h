/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The analyses: one table, one file each. An analysis is run over what was traded: first all days from the earliest on up to
 * the span's end, since growth is held against closes before the span; then, where it asks for them, minutes. Both come from
 * the store in the order of its table and are added up as they come; nothing is kept that the result does not need.
 *
 *   tape_analysis_run_new () → tape_analysis_run_add_day () … → tape_analysis_run_get_minutes ()
 *     → tape_analysis_run_add_minute () … → tape_analysis_run_finish ()
 *
 * The micro-batches are no days: of them the run takes means alone, which the engine has kept.
 *
 * A run belongs to one thread. Turnover is per currency and never added up across currencies. Rows are ordered by their key
 * columns from left to right (texts by their bytes; sides are buy, sell, unknown), rankings by rank. */

#pragma once

#include "analytics/tape-analysis-result.h"
#include "analytics/tape-batch-mean.h"
#include "analytics/tape-ranking.h"
#include "analytics/tape-span.h"

G_BEGIN_DECLS

#define TAPE_ANALYSIS_ERROR (tape_analysis_error_quark ())

typedef enum
{
  TAPE_ANALYSIS_ERROR_NAME,   /* there is no such analysis */
  TAPE_ANALYSIS_ERROR_OPTION, /* an option that it does not take, or a value that is none */
  TAPE_ANALYSIS_ERROR_SPAN,   /* a span that cannot be */
} TapeAnalysisError;

GQuark tape_analysis_error_quark (void);

/* What rows can be of; sets of them are bits. */
typedef enum
{
  TAPE_KEY_SYMBOL = 1 << 0,
  TAPE_KEY_INDUSTRY = 1 << 1,
  TAPE_KEY_COUNTRY = 1 << 2,
  TAPE_KEY_TECHNOLOGY = 1 << 3,
  TAPE_KEY_SIDE = 1 << 4,
  TAPE_KEY_DAY = 1 << 5,
  TAPE_KEY_HOUR = 1 << 6, /* hours and minutes are those of UTC, as windows are */
  TAPE_KEY_MINUTE = 1 << 7,
} TapeKeys;

/* How members of a group count in its mean. */
typedef enum
{
  TAPE_WEIGHT_EQUAL,
  TAPE_WEIGHT_TURNOVER, /* by the day's turnover; a row a currency; what has no known turnover does not count */
} TapeWeight;

/* Which options an analysis takes. */
typedef enum
{
  TAPE_OPTION_WEIGHT = 1 << 0,
  TAPE_OPTION_BY = 1 << 1,      /* none, or one of symbol, industry, hour */
  TAPE_OPTION_ROWS = 1 << 2,    /* any of symbol, industry, country, technology, side */
  TAPE_OPTION_COLUMNS = 1 << 3, /* none, or one of day, hour, minute */
  TAPE_OPTION_RANKING = 1 << 4,
  TAPE_OPTION_TOP = 1 << 5,
  TAPE_OPTION_SPAN = 1 << 6, /* it looks at a span, not at what is newest */
} TapeAnalysisOptions;

typedef struct _TapeAnalysis TapeAnalysis;

/**
 * tape_analysis_list:
 * @n_analyses: (out): how many
 *
 * Returns: (transfer none) (array length=n_analyses): the table
 */
const TapeAnalysis *const *tape_analysis_list (guint *n_analyses);

/**
 * tape_analysis_lookup:
 * @name: "industry-growth"
 * @error: a %TAPE_ANALYSIS_ERROR that says which there are
 *
 * Returns: (transfer none) (nullable): the analysis of that name
 */
const TapeAnalysis *tape_analysis_lookup (const char *name, GError **error);

const char *tape_analysis_get_name (const TapeAnalysis *self);

/**
 * tape_analysis_get_title:
 *
 * Returns: (transfer none): its title, translated
 */
const char *tape_analysis_get_title (const TapeAnalysis *self);

/**
 * tape_analysis_get_summary:
 *
 * Returns: (transfer none): what it says, in a translated sentence
 */
const char *tape_analysis_get_summary (const TapeAnalysis *self);
TapeAnalysisOptions tape_analysis_get_options (const TapeAnalysis *self);

/**
 * TapeAnalysisQuery:
 * @analysis: which
 * @span: over which days or times
 * @weight: of members of groups
 * @by: 0 or one of symbol, industry, hour
 * @rows: set of symbol, industry, country, technology, side
 * @columns: 0 or one of day, hour, minute
 * @ranking: of movers
 * @top: how many rows at most; 0: all
 *
 * What an analysis does not take, it does not look at.
 */
typedef struct
{
  const TapeAnalysis *analysis;
  TapeSpan span;
  TapeWeight weight;
  TapeKeys by;
  TapeKeys rows;
  TapeKeys columns;
  TapeRanking ranking;
  guint top;
} TapeAnalysisQuery;

/**
 * tape_analysis_query_init:
 *
 * Fills @self with the analysis' defaults over all that there is.
 */
void tape_analysis_query_init (TapeAnalysisQuery *self, const TapeAnalysis *analysis);

/**
 * tape_analysis_query_tells_sides:
 *
 * Returns: whether the result tells buys from sells, so that it must say where sides are estimates
 */
gboolean tape_analysis_query_tells_sides (const TapeAnalysisQuery *self);

/**
 * tape_analysis_query_set:
 * @option: "weight", "by", "rows", "columns", "ranking" or "top"
 * @value: as a person writes it
 * @error: a %TAPE_ANALYSIS_ERROR that says what is allowed
 */
gboolean tape_analysis_query_set (TapeAnalysisQuery *self, const char *option, const char *value, GError **error);

typedef struct _TapeAnalysisRun TapeAnalysisRun;

/**
 * tape_analysis_run_new:
 * @query: copied
 * @universe: that the totals' numbers are of; what joins it later is not looked at
 */
TapeAnalysisRun *tape_analysis_run_new (const TapeAnalysisQuery *query, TapeUniverse *universe);
void tape_analysis_run_free (TapeAnalysisRun *self);

/**
 * tape_analysis_run_get_days:
 * @from: (out): start of the first bar that is wanted
 * @to: (out): starts are before
 */
void tape_analysis_run_get_days (TapeAnalysisRun *self, gint64 *from, gint64 *to);

/**
 * tape_analysis_run_add_day:
 * @totals: of length TAPE_BAR_DAY; in order of instrument, then start
 *
 * Days outside of the span are taken for their closes only.
 */
void tape_analysis_run_add_day (TapeAnalysisRun *self, const TapeBarTotals *totals);

/**
 * tape_analysis_run_get_minutes:
 * @from: (out): start of the first bar that is wanted
 * @to: (out): starts are before
 *
 * After the last day.
 *
 * Returns: whether minutes are wanted too
 */
gboolean tape_analysis_run_get_minutes (TapeAnalysisRun *self, gint64 *from, gint64 *to);

/**
 * tape_analysis_run_add_minute:
 * @totals: of length TAPE_BAR_MINUTE; in order of instrument, then start; a source's, without trades, do not count
 */
void tape_analysis_run_add_minute (TapeAnalysisRun *self, const TapeBarTotals *totals);

/**
 * tape_analysis_run_wants_batches:
 *
 * Returns: whether it is made of the last micro-batches, and of no days
 */
gboolean tape_analysis_run_wants_batches (TapeAnalysisRun *self);

/**
 * tape_analysis_run_add_batch_mean:
 * @mean: in any order
 */
void tape_analysis_run_add_batch_mean (TapeAnalysisRun *self, const TapeBatchMean *mean);

/**
 * tape_analysis_run_finish:
 *
 * Returns: (transfer full): what was found; once
 */
TapeAnalysisResult *tape_analysis_run_finish (TapeAnalysisRun *self);

/**
 * tape_analysis_run_get_found:
 *
 * After tape_analysis_run_finish().
 *
 * Returns: whether anything was traded in the span, also if none of it is in the result
 */
gboolean tape_analysis_run_get_found (TapeAnalysisRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeAnalysisRun, tape_analysis_run_free)

G_END_DECLS
