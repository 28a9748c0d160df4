/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last micro-batches: each instrument's mean price, and its mean since the session began. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "analytics/tape-analysis-private.h"

typedef struct
{
  GArray *means; /* of TapeBatchMean */
} State;

static void
begin (TapeAnalysisRun *run)
{
  State *state = run->state;

  state->means = g_array_new (FALSE, FALSE, sizeof (TapeBatchMean));
}

static void
add_batch_mean (TapeAnalysisRun *run, const TapeBatchMean *mean)
{
  State *state = run->state;

  g_array_append_vals (state->means, mean, 1);
}

static int
compare_means (gconstpointer a, gconstpointer b, gpointer universe)
{
  const TapeBatchMean *one = a;
  const TapeBatchMean *other = b;

  if (one->batch != other->batch)
    return one->batch < other->batch ? -1 : 1;
  return strcmp (tape_universe_get (universe, one->instrument)->symbol,
                 tape_universe_get (universe, other->instrument)->symbol);
}

static TapeAnalysisResult *
finish (TapeAnalysisRun *run)
{
  static const TapeColumn columns[] = {
    { "batch", N_ ("Batch"), TAPE_COLUMN_COUNT },     { "start", N_ ("Start"), TAPE_COLUMN_TIME },
    { "end", N_ ("End"), TAPE_COLUMN_TIME },          { "symbol", N_ ("Symbol"), TAPE_COLUMN_TEXT },
    { "mean", N_ ("Mean price"), TAPE_COLUMN_PRICE }, { "running_mean", N_ ("Mean so far"), TAPE_COLUMN_PRICE },
    { "count", N_ ("Trades"), TAPE_COLUMN_COUNT },
  };
  State *state = run->state;
  TapeAnalysisResult *result = tape_analysis_result_new (run->universe, columns, G_N_ELEMENTS (columns));

  g_array_sort_with_data (state->means, compare_means, run->universe);
  for (guint i = 0; i < state->means->len; i++)
    {
      const TapeBatchMean *mean = &g_array_index (state->means, TapeBatchMean, i);

      tape_analysis_result_add_integer (result, (gint64)mean->batch);
      tape_analysis_result_add_integer (result, mean->start);
      tape_analysis_result_add_integer (result, mean->end);
      tape_analysis_result_add_text (result, tape_universe_get (run->universe, mean->instrument)->symbol);
      tape_analysis_result_add_number (result, mean->mean);
      tape_analysis_result_add_number (result, mean->running_mean);
      tape_analysis_result_add_integer (result, mean->count);
    }
  return result;
}

static void
clear (TapeAnalysisRun *run)
{
  State *state = run->state;

  g_array_unref (state->means);
}

const TapeAnalysis tape_analysis_batches = {
  .name = "batches",
  .title = N_ ("Micro-batches"),
  .summary = N_ ("Mean prices in each of the session's last five micro-batches, and since it began."),
  .state_size = sizeof (State),
  .begin = begin,
  .add_batch_mean = add_batch_mean,
  .finish = finish,
  .clear = clear,
};
