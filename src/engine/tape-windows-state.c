/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves the windows of tape-windows.c and what comes back: minutes and days for a commit, those that are let go, and
 * those of a session that goes on. */

#include "engine/tape-engine-private.h"

/* --- Handing on --- */

static void
hand_on_minute (TapeEngine *self, TapeMinute *minute)
{
  GArray *bars = self->commit->bars;

  if (minute->flags & TAPE_MINUTE_UNSAVED)
    {
      g_array_set_size (bars, bars->len + 1);
      tape_pane_to_bar (&minute->pane, minute->start, TAPE_BAR_MINUTE, minute->instrument, minute->revision,
                        &g_array_index (bars, TapeBarTotals, bars->len - 1));
    }
  if (minute->flags & TAPE_MINUTE_REVISED)
    {
      const TapeMinuteRow row = { minute->revision, (minute->flags & TAPE_MINUTE_IN_DAY) != 0 };

      tape_commit_add_state (self->commit, TAPE_STATE_MINUTE, minute->instrument, minute->start, &row, sizeof row);
      minute->flags |= TAPE_MINUTE_SAVED;
    }
  minute->flags &= ~(guint32)(TAPE_MINUTE_UNSAVED | TAPE_MINUTE_REVISED);
}

/* Hands on the bars of the minutes that changed since the last commit, open ones too. */
void
tape_windows_hand_on_minutes (TapeEngine *self)
{
  TapeMinutes *minutes = &self->minutes;
  guint64 open = minutes->end;

  for (guint64 i = minutes->unsaved_from; i < minutes->end; i++)
    {
      TapeMinute *minute = tape_minutes_get (minutes, i);

      if (minute->flags & (TAPE_MINUTE_UNSAVED | TAPE_MINUTE_REVISED))
        hand_on_minute (self, minute);
      if (minute->flags & TAPE_MINUTE_SCHEDULED)
        open = MIN (open, i);
    }
  minutes->unsaved_from = open;
}

/* Hands on the days of an instrument that changed, with all their minutes; their state is without the open ones. */
void
tape_windows_hand_on_days (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  GArray *bars = self->commit->bars;

  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);
      TapeTradingDay merged;
      const TapeTradingDay *whole = tape_track_get_day (track, &self->minutes, i, &merged);

      if (!(day->flags & TAPE_DAY_UNSAVED) && whole == day)
        continue;
      if (tape_trading_day_prices (whole) != NULL)
        {
          g_array_set_size (bars, bars->len + 1);
          tape_trading_day_to_bar (whole, instrument, &g_array_index (bars, TapeBarTotals, bars->len - 1));
        }
      if (!(day->flags & TAPE_DAY_UNSAVED))
        continue;
      day->flags = (day->flags & ~(guint32)TAPE_DAY_UNSAVED) | TAPE_DAY_SAVED;
      tape_commit_add_state (self->commit, TAPE_STATE_DAY, instrument, day->bounds.start, day, sizeof *day);
    }
}

/* --- Letting go --- */

/* Hands on the last of a minute that cannot change any more. */
void
tape_windows_let_go (TapeEngine *self, TapeMinute *minute)
{
  if (minute->flags & (TAPE_MINUTE_UNSAVED | TAPE_MINUTE_REVISED))
    hand_on_minute (self, minute);
  if (minute->flags & TAPE_MINUTE_SAVED)
    tape_commit_add_state (self->commit, TAPE_STATE_MINUTE, minute->instrument, minute->start, NULL, 0);
  minute->flags |= TAPE_MINUTE_SETTLED;
}

typedef struct
{
  TapeEngine *engine;
  guint32 instrument;
} PrunedDay;

static void
forget_day (const TapeTradingDay *day, gpointer data)
{
  PrunedDay *pruned = data;

  if (day->flags & TAPE_DAY_SAVED)
    tape_commit_add_state (pruned->engine->commit, TAPE_STATE_DAY, pruned->instrument, day->bounds.start, NULL, 0);
}

/* Days that nothing can change any more and nothing is held against, by @now. */
void
tape_windows_prune_days (TapeEngine *self, guint32 instrument, gint64 now)
{
  PrunedDay pruned = { self, instrument };
  TapeTrack *track = self->tracks[instrument];

  if (now == TAPE_WATERMARK_NONE || tape_days_count (&track->days) < 3)
    return;
  tape_windows_hand_on_days (self, instrument);
  tape_days_prune (&track->days, now - self->config.lateness, forget_day, &pruned);
}

/* --- After a restart --- */

/* A minute of which the rows or the trades tell. */
TapeMinute *
tape_windows_restore_minute (TapeEngine *self, guint32 instrument, gint64 start)
{
  TapeTrack *track = tape_engine_ensure_track (self, instrument);
  TapeMinute *minute = tape_minutes_find (&self->minutes, track->minute, start);

  return minute != NULL ? minute : tape_minutes_add (&self->minutes, &track->minute, instrument, start);
}

/* A stored trade goes back into what can still change. What was handed on when all sources had ended is in its day, and
 * does not wait for its end. */
void
tape_windows_restore_trade (TapeEngine *self, const TapeTrade *trade, gint64 arrival)
{
  TapeTrack *track = self->tracks[trade->instrument];
  gint64 watermark = self->watermark.watermark;
  gint64 start = tape_time_floor (trade->event_time, TAPE_MINUTE);

  if (watermark < tape_time_floor (trade->event_time, TAPE_SECOND) + self->seconds.keep)
    tape_seconds_take (&self->seconds, &track->second, &track->second_number, trade, TAPE_WATERMARK_NONE);
  if (self->settled_to < start + self->minutes.keep)
    {
      TapeMinute *minute = tape_windows_restore_minute (self, trade->instrument, start);

      if (minute->flags & TAPE_MINUTE_REBUILT)
        minute->pane = (TapePane){ .open_time = 0 };
      minute->flags &= ~(guint32)TAPE_MINUTE_REBUILT;
      tape_pane_take (&minute->pane, trade);
      minute->flags |= arrival > self->flushed ? TAPE_MINUTE_SCHEDULED : TAPE_MINUTE_IN_DAY;
      tape_alerts_restore_trade (self->alerts, trade);
    }
  tape_free_windows_restore_trade (self, track, trade, arrival > self->flushed);
}

/* The day at @time of an instrument that is made again. Days come ahead of the minutes of the span that they begin in, which
 * are held against those before. */
TapeTradingDay *
tape_windows_rebuild_day (TapeEngine *self, guint32 instrument, gint64 time)
{
  TapeTrack *track = self->tracks[instrument];
  gboolean created;
  TapeTradingDay *day;

  if (time < track->day.start || time >= track->day.end)
    tape_universe_get_day (self->universe, instrument, time, &track->day);
  day = tape_days_ensure (&track->days, &track->day, &created);
  if (!created)
    return day;
  tape_windows_prune_days (self, instrument, MIN (time - 2 * TAPE_DAY, self->watermark.watermark));
  return tape_days_ensure (&track->days, &track->day, &created);
}

/* What was open waits for its end again; what had closed meanwhile does not. */
void
tape_windows_restored (TapeEngine *self)
{
  gint64 watermark = self->watermark.watermark;

  tape_group_indices_changed (&self->indices, G_MININT64);
  for (guint64 i = self->minutes.first; i < self->minutes.end; i++)
    {
      TapeMinute *minute = tape_minutes_get (&self->minutes, i);

      tape_windows_schedule_settling (self, minute);
      if (minute->start + TAPE_MINUTE <= watermark)
        minute->flags = (minute->flags | TAPE_MINUTE_IN_DAY) & ~(guint32)TAPE_MINUTE_SCHEDULED;
      if (minute->flags & TAPE_MINUTE_SCHEDULED)
        tape_windows_schedule_minute (self, minute);
      self->tracks[minute->instrument]->n_open += !(minute->flags & TAPE_MINUTE_IN_DAY);
    }
  for (guint32 instrument = 0; instrument < self->n_tracks; instrument++)
    {
      TapeTrack *track = self->tracks[instrument];

      for (guint i = 0; track != NULL && i < tape_days_count (&track->days); i++)
        {
          TapeTradingDay *day = tape_days_get (&track->days, i);

          if (day->bounds.end <= watermark)
            day->flags &= ~(guint32)(TAPE_DAY_SCHEDULED | TAPE_DAY_FREE_SCHEDULED);
          if (day->flags & TAPE_DAY_SCHEDULED)
            tape_windows_schedule_day (self, day, instrument);
        }
    }
}
