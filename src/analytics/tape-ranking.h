/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rankings of instruments over a day: who moved most. Plain data, owned by whoever holds it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TAPE_RANKING_GAINERS,  /* that grew, the most first */
  TAPE_RANKING_LOSERS,   /* that fell, the most first */
  TAPE_RANKING_ACTIVE,   /* of which anything was traded, the largest volume first */
  TAPE_RANKING_VOLATILE, /* that have a volatility, the largest first */
} TapeRanking;

/**
 * TapeRanked:
 * @score: what is ranked, the largest first
 * @symbol: breaks ties
 * @instrument: number in the universe
 */
typedef struct
{
  double score;
  const char *symbol;
  guint32 instrument;
} TapeRanked;

/**
 * tape_ranking_score:
 * @growth: over the day, NaN where there is none
 * @volume: of the day
 * @volatility: NaN where there is none
 *
 * Returns: what an instrument is ranked by; NaN if it is no part of @ranking
 */
double tape_ranking_score (TapeRanking ranking, double growth, double volume, double volatility);

/**
 * tape_ranked_sort:
 * @ranked: (array length=n): whose scores are numbers
 *
 * The largest score first, ties by symbol.
 */
void tape_ranked_sort (TapeRanked *ranked, guint n);

/**
 * TapeVolatility:
 * @last: close of the latest minute, 0 before the first
 * @n: returns
 * @mean: of the returns
 * @squares: Σ (return − mean)²
 *
 * Standard deviation of the log returns between the closes of a day's existing minutes that follow each other. Starts as zeros.
 */
typedef struct
{
  double last;
  guint n;
  double mean;
  double squares;
} TapeVolatility;

/**
 * tape_volatility_add:
 * @close: of the next existing minute, > 0
 */
void tape_volatility_add (TapeVolatility *self, double close);

/**
 * tape_volatility_get:
 *
 * Returns: the population standard deviation; NaN under three returns
 */
double tape_volatility_get (const TapeVolatility *self);

G_END_DECLS
