/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_RETURNS 3

double
tape_ranking_score (TapeRanking ranking, double growth, double volume, double volatility)
{
  switch (ranking)
    {
    case TAPE_RANKING_GAINERS:
      return growth > 0 ? growth : NAN;
    case TAPE_RANKING_LOSERS:
      return growth < 0 ? -growth : NAN;
    case TAPE_RANKING_ACTIVE:
      return volume > 0 ? volume : NAN;
    case TAPE_RANKING_VOLATILE:
      return volatility;
    }
  g_assert_not_reached ();
}

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const TapeRanked *one = a;
  const TapeRanked *other = b;

  if (one->score != other->score)
    return one->score > other->score ? -1 : 1;
  return strcmp (one->symbol, other->symbol);
}

void
tape_ranked_sort (TapeRanked *ranked, guint n)
{
  if (n > 1)
    qsort (ranked, n, sizeof *ranked, compare_ranked);
}

/* Near 1 the quotient would lose the digits of a small step, far from it the difference those of a large one. */
static double
log_return (double close, double last)
{
  double growth = (close - last) / last;

  return fabs (growth) < 0.5 ? log1p (growth) : log (close / last);
}

void
tape_volatility_add (TapeVolatility *self, double close)
{
  if (self->last > 0)
    {
      double change = log_return (close, self->last);
      double distance = change - self->mean;

      self->n++;
      self->mean += distance / self->n;
      self->squares += distance * (change - self->mean);
    }
  self->last = close;
}

double
tape_volatility_get (const TapeVolatility *self)
{
  return self->n < MIN_RETURNS ? NAN : sqrt (self->squares / self->n);
}
