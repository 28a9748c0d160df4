/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-analyze.h"

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

TapeAnalysisResult *
tape_analyze (TapeReader *reader,
              TapeUniverse *universe,
              const TapeAnalysisQuery *query,
              gboolean *found,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (TapeAnalysisRun) run = tape_analysis_run_new (query, universe);
  TapeAnalysisResult *result;
  gint64 from;
  gint64 to;

  tape_analysis_run_get_days (run, &from, &to);
  if (!tape_reader_each_totals (reader, TAPE_BAR_DAY, from, to, add_day, run, cancellable, error))
    return NULL;
  if (tape_analysis_run_get_minutes (run, &from, &to)
      && !tape_reader_each_totals (reader, TAPE_BAR_MINUTE, from, to, add_minute, run, cancellable, error))
    return NULL;
  result = tape_analysis_run_finish (run);
  if (found != NULL)
    *found = tape_analysis_run_get_found (run);
  return result;
}
