/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How every analysis is run: which days and minutes are in the span, what a day is held against. */

#include "config.h"

#include <math.h>

#include "analytics/tape-analysis-private.h"

/* No day is longer. */
#define LONGEST_DAY (26 * TAPE_HOUR)

/* --- Begin --- */

static const TapeSpanTimes *
find_times (TapeAnalysisRun *self, const TapeExchange *exchange)
{
  TapeSpanTimes *times = g_hash_table_lookup (self->exchanges, exchange);

  if (times != NULL)
    return times;
  times = g_new (TapeSpanTimes, 1);
  tape_span_get_times (&self->query.span, exchange, times);
  /* What is wanted minute by minute is not wanted as days too. */
  if (self->minutes == TAPE_MINUTES_OF_SPAN)
    times->whole_from = times->whole_to = times->from;
  g_hash_table_insert (self->exchanges, (gpointer)exchange, times);
  return times;
}

TapeAnalysisRun *
tape_analysis_run_new (const TapeAnalysisQuery *query, TapeUniverse *universe)
{
  TapeAnalysisRun *self = g_new0 (TapeAnalysisRun, 1);

  self->query = *query;
  self->universe = tape_universe_ref (universe);
  self->n_instruments = tape_universe_count (universe);
  self->minutes = query->analysis->minutes == NULL ? TAPE_MINUTES_NONE : query->analysis->minutes (query);
  self->exchanges = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->times = g_new (const TapeSpanTimes *, self->n_instruments + 1);
  for (guint32 i = 0; i < self->n_instruments; i++)
    self->times[i] = find_times (self, tape_universe_get (universe, i)->exchange);
  self->closed = self->minute_instrument = TAPE_NO_INSTRUMENT;
  self->state = g_malloc0 (query->analysis->state_size);
  query->analysis->begin (self);
  return self;
}

void
tape_analysis_run_free (TapeAnalysisRun *self)
{
  if (self == NULL)
    return;
  self->query.analysis->clear (self);
  g_free (self->state);
  g_hash_table_unref (self->exchanges);
  g_free (self->times);
  tape_universe_unref (self->universe);
  g_free (self);
}

/* --- Days --- */

void
tape_analysis_run_get_days (TapeAnalysisRun *self, gint64 *from, gint64 *to)
{
  tape_span_get_reach (&self->query.span, from, to);
  if (self->query.analysis->uses_growth)
    *from = G_MININT64;
  else if (*from > G_MININT64)
    *from -= LONGEST_DAY;
}

static gboolean
is_of_trades (const TapeBarTotals *totals)
{
  return totals->sides[TAPE_SIDE_UNKNOWN].count + totals->sides[TAPE_SIDE_BUY].count
             + totals->sides[TAPE_SIDE_SELL].count
         > 0;
}

static double
get_turnover (const TapeBarTotals *totals)
{
  const TapeBar *bar = &totals->bar;

  /* A source's bar may not say what was turned over. */
  return !is_of_trades (totals) && bar->turnover == 0 && bar->volume > 0 ? NAN : bar->turnover;
}

/* Hands on the day that waits, which nothing can change any more. */
static void
take_pending (TapeAnalysisRun *self)
{
  const TapeBar *bar = &self->pending.bar;
  const TapeSpanTimes *times;

  if (!self->has_pending)
    return;
  self->has_pending = FALSE;
  if (self->closed != bar->instrument)
    self->close = NAN;
  times = self->times[bar->instrument];
  if (self->bounds.start < times->to && self->bounds.end > times->from)
    {
      TapeInstrumentDay day = {
        .instrument = bar->instrument,
        .date = self->bounds.date,
        .start = self->bounds.start,
        .end = self->bounds.end,
        .whole = self->bounds.start >= times->whole_from && self->bounds.end <= times->whole_to,
        .totals = &self->pending,
        .volume = bar->volume,
        .turnover = get_turnover (&self->pending),
      };

      day.growth = tape_growth_of_day (bar->close, bar->open, self->close, &day.base);
      self->found |= day.whole || self->minutes == TAPE_MINUTES_NONE || self->minutes == TAPE_MINUTES_OF_DAYS;
      self->query.analysis->add_day (self, &day);
    }
  self->close = bar->close;
  self->closed = bar->instrument;
}

/* Whether the day that waits is the one that @totals begins in. */
static gboolean
is_pending_day (const TapeAnalysisRun *self, const TapeBarTotals *totals)
{
  return self->has_pending && self->pending.bar.instrument == totals->bar.instrument
         && totals->bar.start >= self->bounds.start && totals->bar.start < self->bounds.end;
}

void
tape_analysis_run_add_day (TapeAnalysisRun *self, const TapeBarTotals *totals)
{
  g_return_if_fail (totals->bar.length == TAPE_BAR_DAY && self->query.analysis->add_day != NULL);

  if (totals->bar.instrument >= self->n_instruments)
    return;
  /* A source may let its day begin at another moment than the exchange's midnight; trades know better than its bar. */
  if (is_pending_day (self, totals))
    {
      if (is_of_trades (totals) || !is_of_trades (&self->pending))
        self->pending = *totals;
      return;
    }
  take_pending (self);
  self->pending = *totals;
  self->has_pending = TRUE;
  tape_universe_get_day (self->universe, totals->bar.instrument, totals->bar.start, &self->bounds);
}

/* --- Minutes --- */

gboolean
tape_analysis_run_get_minutes (TapeAnalysisRun *self, gint64 *from, gint64 *to)
{
  take_pending (self);
  tape_span_get_reach (&self->query.span, from, to);
  switch (self->minutes)
    {
    case TAPE_MINUTES_NONE:
      return FALSE;
    case TAPE_MINUTES_OF_SPAN:
      return *from < *to;
    case TAPE_MINUTES_OF_DAYS:
      return self->query.analysis->want_minutes (self, from, to);
    case TAPE_MINUTES_OF_PARTS:
      break;
    }
  return self->query.span.from != TAPE_NO_TIME || self->query.span.to != TAPE_NO_TIME;
}

static gboolean
is_wanted (TapeAnalysisRun *self, const TapeBar *minute)
{
  const TapeSpanTimes *times = self->times[minute->instrument];

  if (self->minutes == TAPE_MINUTES_OF_DAYS)
    return TRUE;
  return minute->start >= times->from && minute->start < times->to
         && (minute->start < times->whole_from || minute->start >= times->whole_to);
}

void
tape_analysis_run_add_minute (TapeAnalysisRun *self, const TapeBarTotals *totals)
{
  const TapeBar *bar = &totals->bar;

  g_return_if_fail (bar->length == TAPE_BAR_MINUTE);

  if (bar->instrument >= self->n_instruments || !is_wanted (self, bar) || !is_of_trades (totals))
    return;
  if (self->minute_instrument != bar->instrument || bar->start < self->minute_day.start
      || bar->start >= self->minute_day.end)
    {
      tape_universe_get_day (self->universe, bar->instrument, bar->start, &self->minute_day);
      self->minute_instrument = bar->instrument;
    }
  self->found = TRUE;
  self->query.analysis->add_minute (self, totals, self->minute_day.date);
}

/* --- Micro-batches --- */

gboolean
tape_analysis_run_wants_batches (TapeAnalysisRun *self)
{
  return self->query.analysis->add_batch_mean != NULL;
}

void
tape_analysis_run_add_batch_mean (TapeAnalysisRun *self, const TapeBatchMean *mean)
{
  g_return_if_fail (tape_analysis_run_wants_batches (self));

  if (mean->instrument >= self->n_instruments)
    return;
  self->found = TRUE;
  self->query.analysis->add_batch_mean (self, mean);
}

TapeAnalysisResult *
tape_analysis_run_finish (TapeAnalysisRun *self)
{
  take_pending (self);
  return self->query.analysis->finish (self);
}

gboolean
tape_analysis_run_get_found (TapeAnalysisRun *self)
{
  return self->found;
}
