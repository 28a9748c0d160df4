/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which instruments are traded most on an average day. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "analytics/tape-analysis-private.h"
#include "analytics/tape-analysis-sums.h"

typedef struct
{
  guint days;
  double volume; /* of all its days */
  guint64 trades;
  double quantity; /* of its trades; bars do not say how many they are made of */
} Volume;

typedef struct
{
  Volume *volumes; /* by instrument */
} State;

static void
begin (TapeAnalysisRun *run)
{
  State *state = run->state;

  state->volumes = g_new0 (Volume, run->n_instruments + 1);
}

static void
add_day (TapeAnalysisRun *run, const TapeInstrumentDay *day)
{
  State *state = run->state;
  Volume *volume = &state->volumes[day->instrument];

  volume->days++;
  volume->volume += day->volume;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (day->totals->sides[side].count > 0)
      {
        volume->trades += day->totals->sides[side].count;
        volume->quantity += day->totals->sides[side].quantity;
      }
}

static guint
rank (TapeAnalysisRun *run, TapeRanked *ranked)
{
  State *state = run->state;
  guint n = 0;

  for (guint32 i = 0; i < run->n_instruments; i++)
    if (state->volumes[i].days > 0)
      ranked[n++] = (TapeRanked){ state->volumes[i].volume / state->volumes[i].days,
                                  tape_universe_get (run->universe, i)->symbol, i };
  tape_ranked_sort (ranked, n);
  return run->query.top > 0 ? MIN (n, run->query.top) : n;
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  static const TapeColumn columns[] = {
    { "rank", N_ ("Rank"), TAPE_COLUMN_COUNT },
    { "symbol", N_ ("Symbol"), TAPE_COLUMN_TEXT },
    { "average_volume", N_ ("Average volume"), TAPE_COLUMN_QUANTITY },
    { "days", N_ ("Days"), TAPE_COLUMN_COUNT },
    { "average_trade", N_ ("Average trade"), TAPE_COLUMN_QUANTITY },
  };
  State *state = run->state;
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));
  g_autofree TapeRanked *ranked = g_new (TapeRanked, run->n_instruments + 1);
  guint n = rank (run, ranked);

  for (guint i = 0; i < n; i++)
    {
      const Volume *volume = &state->volumes[ranked[i].instrument];

      tape_analysis_result_add_integer (result, i + 1);
      tape_analysis_result_add_text (result, ranked[i].symbol);
      tape_analysis_result_add_number (result, ranked[i].score);
      tape_analysis_result_add_integer (result, volume->days);
      tape_analysis_result_add_number (result, volume->trades > 0 ? volume->quantity / (double)volume->trades : NAN);
    }
  return result;
}

static void
clear (TapeAnalysisRun *run)
{
  State *state = run->state;

  g_free (state->volumes);
}

const TapeAnalysis tape_analysis_highest_average_volume = {
  .name = "highest-average-volume",
  .title = N_ ("Highest average volume"),
  .summary = N_ ("Instruments by the mean of their daily volumes, over the days on which they traded."),
  .options = TAPE_OPTION_SPAN | TAPE_OPTION_TOP,
  .state_size = sizeof (State),
  .begin = begin,
  .add_day = add_day,
  .finish = finish,
  .clear = clear,
};
