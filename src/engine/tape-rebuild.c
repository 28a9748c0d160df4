/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-rebuild.h"

#include "engine/tape-engine-private.h"

gboolean
tape_rebuild_begin (TapeEngine *self, const TapeRebuild *known)
{
  gboolean told = known->row != NULL && tape_state_restore_older (self, known->row, known->data);

  self->rebuilding = TRUE;
  self->arrival = self->taking = MAX (self->arrival, known->arrival);
  if (!told && known->watermark != TAPE_NO_TIME)
    self->watermark.watermark = self->watermark.now = known->watermark;
  if (known->finished)
    self->flushed = self->arrival;
  self->settled_to = self->watermark.watermark;
  self->clocks_unsaved = TRUE;
  return told;
}

void
tape_rebuild_forget_row (TapeEngine *self, const TapeStateRow *row)
{
  tape_commit_add_state (self->commit, row->kind, row->instrument, row->time, NULL, 0);
}

void
tape_rebuild_source (TapeEngine *self, guint32 source, guint64 trades, guint64 bars, guint64 rejected)
{
  TapeSourceCounters *counters = tape_engine_get_counters (self, source);

  counters->trades = trades;
  counters->bars = bars;
  counters->rejected = rejected;
}

/* Minutes come in order of time: those before @start are complete. */
static void
settle_before (TapeEngine *self, gint64 start)
{
  tape_indicators_settle (self, start + self->minutes.keep - 1);
}

/* The session's means go on from all trades. */
static void
add_to_means (TapeTrack *track, double open, guint64 count, double sum)
{
  if (track->n_trades == 0)
    track->shift = open;
  track->n_trades += count;
  track->distance += sum - track->shift * (double)count;
}

static void
take_latest (TapeTrack *track, gint64 time, double price)
{
  if (time < track->last_time)
    return;
  track->last_time = time;
  track->latest = price;
}

void
tape_rebuild_day (TapeEngine *self, const TapeBarTotals *totals)
{
  const TapeBar *bar = &totals->bar;
  TapeTradingDay *day;

  settle_before (self, bar->start);
  tape_engine_ensure_track (self, bar->instrument);
  day = tape_windows_rebuild_day (self, bar->instrument, bar->start);

  /* Of a day of trades, too, until its minutes tell more: they may be stored no longer. */
  if (bar->count > 0 || day->bar.length == 0 || day->bar.count == 0)
    day->bar = *bar;
  if (bar->count > 0)
    day->revision = bar->revision;
}

static TapePane
make_pane (const TapeBarTotals *totals)
{
  TapePane pane = { .open_time = totals->open_time,
                    .close_time = totals->close_time,
                    .open = totals->bar.open,
                    .close = totals->bar.close,
                    .shift = totals->bar.open };

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      TapeTally *tally = &pane.sides[side];

      *tally = totals->sides[side];
      if (tally->count > 0)
        tally->sum -= pane.shift * (double)tally->count;
      else
        *tally = (TapeTally){ .low = INFINITY, .high = -INFINITY };
    }
  return pane;
}

/* A day that is made of trades is no source's. */
static void
add_to_day (TapeEngine *self, guint32 instrument, gint64 start, const TapePane *pane)
{
  TapeTradingDay *day = tape_windows_rebuild_day (self, instrument, start);

  if (day->bar.count > 0)
    day->bar = (TapeBar){ .length = 0 };
  tape_trading_day_add_minute (day, start, pane);
}

void
tape_rebuild_minute (TapeEngine *self, const TapeBarTotals *totals)
{
  const TapeBar *bar = &totals->bar;
  TapeTrack *track = tape_engine_ensure_track (self, bar->instrument);
  TapePane pane = make_pane (totals);
  TapeMinute *minute;
  double sum = 0;

  if (bar->count == 0)
    return;
  settle_before (self, bar->start);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    sum += totals->sides[side].sum;
  add_to_means (track, bar->open, bar->count, sum);
  take_latest (track, totals->close_time, bar->close);
  track->tick_price = track->latest;

  minute = tape_windows_restore_minute (self, bar->instrument, bar->start);
  minute->pane = pane;
  minute->revision = bar->revision;
  if (self->settled_to >= bar->start + self->minutes.keep)
    {
      minute->flags = TAPE_MINUTE_IN_DAY;
      add_to_day (self, bar->instrument, bar->start, &pane);
      tape_windows_schedule_settling (self, minute);
    }
  else
    minute->flags = TAPE_MINUTE_REBUILT | TAPE_MINUTE_REVISED;
}

void
tape_rebuild_dropped (TapeEngine *self, const TapeTrade *trade, gboolean from_day)
{
  TapeTrack *track = tape_engine_ensure_track (self, trade->instrument);
  TapeDay bounds;

  add_to_means (track, trade->price, 1, trade->price);
  if (from_day)
    return;
  tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &bounds);
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);

      if (day->bounds.start == bounds.start && tape_trading_day_prices (day) != NULL)
        tape_trading_day_add (day, trade);
    }
}

/* Trades come in order of arrival. */
void
tape_rebuild_trade (TapeEngine *self, TapeTrack *track, const TapeTrade *trade)
{
  if (track->tick_price != 0 && trade->price != track->tick_price)
    track->tick_side = trade->price > track->tick_price ? TAPE_SIDE_BUY : TAPE_SIDE_SELL;
  take_latest (track, trade->event_time, trade->price);
  track->tick_price = trade->price;
}

/* --- The end --- */

/* Whether the minute is in its day already: what is closed, what was handed on when all sources had ended, and what is not
 * of the newest day. */
static gboolean
is_in_day (TapeEngine *self, const TapeMinute *minute)
{
  const TapeDays *days = &self->tracks[minute->instrument]->days;

  return minute->flags & TAPE_MINUTE_IN_DAY || self->config.window.calendar
         || minute->start + TAPE_MINUTE <= self->watermark.watermark
         || minute->start < tape_days_get (days, tape_days_count (days) - 1)->bounds.start;
}

static void
end_minutes (TapeEngine *self)
{
  TapeMinutes *minutes = &self->minutes;

  for (guint64 i = minutes->first; i < minutes->end; i++)
    {
      TapeMinute *minute = tape_minutes_get (minutes, i);

      if (minute->flags & TAPE_MINUTE_REBUILT)
        minute->flags = self->flushed >= self->arrival ? TAPE_MINUTE_IN_DAY : TAPE_MINUTE_SCHEDULED;
      tape_windows_rebuild_day (self, minute->instrument, minute->start);
    }
  for (guint64 i = minutes->first; i < minutes->end; i++)
    {
      TapeMinute *minute = tape_minutes_get (minutes, i);

      minute->flags |= TAPE_MINUTE_REVISED;
      if (!is_in_day (self, minute))
        continue;
      minute->flags |= TAPE_MINUTE_IN_DAY;
      add_to_day (self, minute->instrument, minute->start, &minute->pane);
    }
  minutes->unsaved_from = minutes->first;
}

/* Days are kept as they are now, and their bars as they are stored. */
static void
end_track (TapeEngine *self, TapeTrack *track, guint32 instrument)
{
  guint32 open = self->flushed >= self->arrival ? 0 : TAPE_DAY_SCHEDULED;

  if (self->config.window.calendar && open != 0)
    open |= TAPE_DAY_FREE_SCHEDULED;
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);

      day->flags |= TAPE_DAY_SAVED | (day->bounds.end > self->watermark.watermark ? open : 0);
      tape_commit_add_state (self->commit, TAPE_STATE_DAY, instrument, day->bounds.start, day, sizeof *day);
    }
  track->settled_unsaved = track->settled != NULL;
  tape_engine_save (self, track, instrument);
}

void
tape_rebuild_end (TapeEngine *self)
{
  tape_indicators_settle (self, self->settled_to);
  end_minutes (self);
  for (guint32 i = 0; i < self->n_tracks; i++)
    if (self->tracks[i] != NULL)
      end_track (self, self->tracks[i], i);
  self->rebuilding = FALSE;
}
