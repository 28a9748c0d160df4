/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-side-estimates.h"

/* The span at the exchange of each instrument. */
typedef struct
{
  GHashTable *exchanges; /* TapeExchange to TapeSpanTimes */
  TapeUniverse *universe;
  guint n_instruments;
} Times;

static const TapeSpanTimes *
find_times (Times *self, const TapeSpan *span, guint32 instrument)
{
  const TapeExchange *exchange = tape_universe_get (self->universe, instrument)->exchange;
  TapeSpanTimes *times = g_hash_table_lookup (self->exchanges, exchange);

  if (times == NULL)
    {
      times = g_new (TapeSpanTimes, 1);
      tape_span_get_times (span, exchange, times);
      g_hash_table_insert (self->exchanges, (gpointer)exchange, times);
    }
  return times;
}

static gboolean
holds (guint32 instrument, gint64 event_time, gpointer data)
{
  const Times *self = data;
  const TapeSpanTimes *times;

  if (instrument >= self->n_instruments)
    return FALSE;
  times = g_hash_table_lookup (self->exchanges, tape_universe_get (self->universe, instrument)->exchange);
  return event_time >= times->from && event_time < times->to;
}

gboolean
tape_side_estimates_add (TapeReader *reader,
                         TapeUniverse *universe,
                         const TapeSpan *span,
                         TapeAnalysisResult *result,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GHashTable) exchanges = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Times times = { exchanges, universe, tape_universe_count (universe) };
  TapeTradeSpan trades = { G_MAXINT64, G_MININT64, G_MININT64, G_MAXINT64, holds, &times };
  guint64 n_estimates;
  guint64 n_trades;

  for (guint32 i = 0; i < times.n_instruments; i++)
    {
      const TapeSpanTimes *at = find_times (&times, span, i);

      trades.from = MIN (trades.from, at->from);
      trades.to = MAX (trades.to, at->to);
      trades.whole_from = MAX (trades.whole_from, at->from);
      trades.whole_to = MIN (trades.whole_to, at->to);
    }
  if (!tape_reader_count_estimates (reader, &trades, &n_estimates, &n_trades, cancellable, error))
    return FALSE;
  tape_analysis_result_set_estimates (result, n_estimates, n_trades);
  return TRUE;
}
