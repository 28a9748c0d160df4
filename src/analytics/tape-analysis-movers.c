/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who moved most: gainers, losers, most active, most volatile; of each instrument its latest day in the span. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analytics/tape-analysis-private.h"

/* The latest day of an instrument; of none where start and end are equal. */
typedef struct
{
  gint64 start;
  gint64 end;
  double last;
  double growth;
  double volume;
  TapeVolatility volatility;
} Mover;

typedef struct
{
  Mover *movers; /* by instrument */
} State;

static void
begin (TapeAnalysisRun *run)
{
  State *state = run->state;

  state->movers = g_new0 (Mover, run->n_instruments + 1);
}

static TapeWantedMinutes
get_minutes (const TapeAnalysisQuery *query)
{
  return TAPE_MINUTES_OF_DAYS;
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  State *state = run->state;

  state->movers[day->instrument] = (Mover){
    .start = day->start,
    .end = day->end,
    .last = day->totals->bar.close,
    .growth = day->growth,
    .volume = day->volume,
  };
}

static gboolean
want_minutes (TapeAnalysisRun *run, gint64 *from, gint64 *to)
{
  State *state = run->state;

  *from = G_MAXINT64;
  *to = G_MININT64;
  for (guint32 i = 0; i < run->n_instruments; i++)
    if (state->movers[i].end > state->movers[i].start)
      {
        *from = MIN (*from, state->movers[i].start);
        *to = MAX (*to, state->movers[i].end);
      }
  return *from < *to;
}

static void
add_minute (TapeAnalysisRun *run, const TapeBarTotals *minute, gint32 date)
{
  State *state = run->state;
  Mover *mover = &state->movers[minute->bar.instrument];

  if (minute->bar.start >= mover->start && minute->bar.start < mover->end)
    tape_volatility_add (&mover->volatility, minute->bar.close);
}

static guint
rank (TapeAnalysisRun *run, TapeRanked *ranked)
{
  State *state = run->state;
  guint n = 0;

  for (guint32 i = 0; i < run->n_instruments; i++)
    {
      const Mover *mover = &state->movers[i];
      double score = tape_ranking_score (run->query.ranking, mover->growth, mover->volume,
                                         tape_volatility_get (&mover->volatility));

      if (mover->end > mover->start && !isnan (score))
        ranked[n++] = (TapeRanked){ score, tape_universe_get (run->universe, i)->symbol, i };
    }
  tape_ranked_sort (ranked, n);
  return run->query.top > 0 ? MIN (n, run->query.top) : n;
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  static const TapeColumn columns[] = {
    { "rank", N_ ("Rank"), TAPE_COLUMN_COUNT },
    { "symbol", N_ ("Symbol"), TAPE_COLUMN_TEXT },
    { "name", N_ ("Name"), TAPE_COLUMN_TEXT },
    { "last", N_ ("Last"), TAPE_COLUMN_PRICE },
    { "change", N_ ("Change"), TAPE_COLUMN_FRACTION },
    { "volume", N_ ("Volume"), TAPE_COLUMN_QUANTITY },
    { "volatility", N_ ("Volatility"), TAPE_COLUMN_FRACTION },
  };
  State *state = run->state;
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));
  g_autofree TapeRanked *ranked = g_new (TapeRanked, run->n_instruments + 1);
  guint n = rank (run, ranked);

  for (guint i = 0; i < n; i++)
    {
      const Mover *mover = &state->movers[ranked[i].instrument];

      tape_analysis_result_add_integer (result, i + 1);
      tape_analysis_result_add_text (result, ranked[i].symbol);
      tape_analysis_result_add_text (result, tape_universe_get (run->universe, ranked[i].instrument)->name);
      tape_analysis_result_add_number (result, mover->last);
      tape_analysis_result_add_number (result, mover->growth);
      tape_analysis_result_add_number (result, mover->volume);
      tape_analysis_result_add_number (result, tape_volatility_get (&mover->volatility));
    }
  return result;
}

static void
clear (TapeAnalysisRun *run)
{
  State *state = run->state;

  g_free (state->movers);
}

const TapeAnalysis tape_analysis_movers = {
  .name = "movers",
  .title = N_ ("Movers"),
  .summary
  = N_ ("Gainers, losers, the most active and the most volatile, of each instrument its latest day in the span."),
  .options = TAPE_OPTION_SPAN | TAPE_OPTION_RANKING | TAPE_OPTION_TOP,
  .uses_growth = TRUE,
  .state_size = sizeof (State),
  .begin = begin,
  .minutes = get_minutes,
  .add_day = add_day,
  .want_minutes = want_minutes,
  .add_minute = add_minute,
  .finish = finish,
  .clear = clear,
};
