/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-analyze.h"

#include "pipeline/tape-restore.h"
#include "pipeline/tape-side-estimates.h"

static void
add_day (const TapeBarTotals *totals, gpointer run)
{
  tape_analysis_run_add_day (run, totals);
}

static void
add_minute (const TapeBarTotals *totals, gpointer run)
{
  tape_analysis_run_add_minute (run, totals);
}

static gboolean
add_bars (TapeReader *reader, TapeAnalysisRun *run, GCancellable *cancellable, GError **error)
{
  gint64 from;
  gint64 to;

  tape_analysis_run_get_days (run, &from, &to);
  if (!tape_reader_each_totals (reader, TAPE_BAR_DAY, from, to, add_day, run, cancellable, error))
    return FALSE;
  return !tape_analysis_run_get_minutes (run, &from, &to)
         || tape_reader_each_totals (reader, TAPE_BAR_MINUTE, from, to, add_minute, run, cancellable, error);
}

static gboolean
add_batches (TapeReader *reader, TapeUniverse *universe, TapeAnalysisRun *run, GError **error)
{
  g_autoptr (GArray) means = g_array_new (FALSE, FALSE, sizeof (TapeBatchMean));

  if (!tape_restore_batches (reader, universe, means, error))
    return FALSE;
  for (guint i = 0; i < means->len; i++)
    tape_analysis_run_add_batch_mean (run, &g_array_index (means, TapeBatchMean, i));
  return TRUE;
}

TapeAnalysisResult *
tape_analyze (TapeReader *reader,
              TapeUniverse *universe,
              const TapeAnalysisQuery *query,
              gboolean *found,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (TapeAnalysisRun) run = tape_analysis_run_new (query, universe);
  g_autoptr (TapeAnalysisResult) result = NULL;

  if (tape_analysis_run_wants_batches (run) ? !add_batches (reader, universe, run, error)
                                            : !add_bars (reader, run, cancellable, error))
    return NULL;
  result = tape_analysis_run_finish (run);
  if (found != NULL)
    *found = tape_analysis_run_get_found (run);
  if (tape_analysis_query_tells_sides (query)
      && !tape_side_estimates_add (reader, universe, &query->span, result, cancellable, error))
    return NULL;
  return g_steal_pointer (&result);
}
