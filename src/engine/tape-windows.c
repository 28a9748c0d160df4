/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The windows stage: puts each trade into its second and its minute, minutes into their day, and closes them as the
 * watermark passes their ends. */

#include "engine/tape-engine-private.h"

void
tape_windows_init (TapeEngine *self)
{
  for (guint bars = 0; bars < TAPE_N_BARS; bars++)
    self->schedules[bars] = tape_schedule_new ();
  self->keep_minutes = TAPE_MINUTE + self->config.lateness;
  tape_seconds_init (&self->seconds, TAPE_SECOND + self->config.lateness);
  self->closed = g_array_new (FALSE, FALSE, sizeof (TapeClosedBar));
  self->next_close = G_MAXINT64;
}

void
tape_windows_clear (TapeEngine *self)
{
  for (guint bars = 0; bars < TAPE_N_BARS; bars++)
    tape_schedule_free (self->schedules[bars]);
  tape_seconds_clear (&self->seconds);
  g_array_unref (self->closed);
}

static void
schedule (TapeEngine *self, TapeBars bars, gint64 end, guint32 instrument)
{
  tape_schedule_add (self->schedules[bars], end, instrument);
  self->next_close = MIN (self->next_close, end);
}

static void
note_closed (TapeEngine *self, guint32 instrument, TapeBars bars, gint64 start, double close)
{
  TapeClosedBar bar = { instrument, bars, start, close };

  g_array_append_val (self->closed, bar);
}

/* --- Handing on --- */

static void
hand_on_minute (TapeEngine *self, TapeSlot *slot, guint32 instrument)
{
  TapeBarTotals *totals;

  slot->flags &= ~(guint32)TAPE_SLOT_UNSAVED;
  g_array_set_size (self->commit->bars, self->commit->bars->len + 1);
  totals = &g_array_index (self->commit->bars, TapeBarTotals, self->commit->bars->len - 1);
  *totals = tape_pane_to_bar (&slot->pane, slot->start, TAPE_BAR_MINUTE, instrument);
  totals->bar.revision = slot->revision;
  if (slot->flags & TAPE_SLOT_REVISED)
    {
      slot->flags = (slot->flags & ~(guint32)TAPE_SLOT_REVISED) | TAPE_SLOT_SAVED;
      tape_commit_add_state (self->commit, TAPE_STATE_MINUTE, instrument, slot->start, &slot->revision,
                             sizeof slot->revision);
    }
}

static void
hand_on_days (TapeEngine *self, TapeTrack *track, guint32 instrument)
{
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);
      TapeTradingDay merged;
      const TapeTradingDay *whole = tape_track_get_day (track, i, &merged);
      TapeBarTotals totals;

      if (!(day->flags & TAPE_SLOT_UNSAVED) && whole == day)
        continue;
      totals = tape_trading_day_to_bar (whole, instrument);
      if (totals.bar.count > 0)
        g_array_append_val (self->commit->bars, totals);
      if (!(day->flags & TAPE_SLOT_UNSAVED))
        continue;
      day->flags = (day->flags & ~(guint32)TAPE_SLOT_UNSAVED) | TAPE_SLOT_SAVED;
      tape_commit_add_state (self->commit, TAPE_STATE_DAY, instrument, day->bounds.start, day, sizeof *day);
    }
}

/* Hands on the bars that changed since the last commit, open ones too, and the days as they are without the last minute. */
void
tape_windows_hand_on (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  TapePaneRing *ring = &track->minutes;
  gint64 from = ring->unsaved_from;

  for (guint i = tape_pane_ring_find (ring, from); i < ring->length; i++)
    if (tape_pane_ring_get (ring, i)->flags & TAPE_SLOT_UNSAVED)
      hand_on_minute (self, tape_pane_ring_get (ring, i), instrument);
  ring->unsaved_from = track->minute == NULL ? G_MAXINT64 : track->minute->start;
  hand_on_days (self, track, instrument);
}

/* --- Letting go --- */

/* Lets go of minutes that cannot change any more. */
static void
prune_minutes (TapeEngine *self, guint32 instrument, gint64 now)
{
  TapeTrack *track = self->tracks[instrument];
  TapePaneRing *ring = &track->minutes;

  if (now == TAPE_WATERMARK_NONE)
    return;
  while (ring->length > 0 && tape_pane_ring_get (ring, 0)->start + self->keep_minutes <= now)
    {
      TapeSlot *slot = tape_pane_ring_get (ring, 0);

      if (slot->flags & TAPE_SLOT_UNSAVED)
        hand_on_minute (self, slot, instrument);
      if (slot->flags & TAPE_SLOT_SAVED)
        tape_commit_add_state (self->commit, TAPE_STATE_MINUTE, instrument, slot->start, NULL, 0);
      tape_pane_ring_pop (ring);
    }
  if (ring->length == 0)
    track->minute = NULL;
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

  if (day->flags & TAPE_SLOT_SAVED)
    tape_commit_add_state (pruned->engine->commit, TAPE_STATE_DAY, pruned->instrument, day->bounds.start, NULL, 0);
}

static void
prune_days (TapeEngine *self, guint32 instrument, gint64 now)
{
  PrunedDay pruned = { self, instrument };
  TapeTrack *track = self->tracks[instrument];

  if (now == TAPE_WATERMARK_NONE || tape_days_count (&track->days) < 3)
    return;
  hand_on_days (self, track, instrument);
  tape_days_prune (&track->days, now - self->config.lateness, forget_day, &pruned);
}

/* --- A trade --- */

static void
note_dropped (TapeEngine *self, gboolean from_day)
{
  const TapeDroppedTrade dropped = { self->taking, from_day };

  g_array_append_val (self->commit->dropped, dropped);
}

static TapeTradingDay *
ensure_day (TapeEngine *self, TapeTrack *track, guint32 instrument, gint64 time, gint64 mark)
{
  TapeTradingDay *day;
  gboolean created;

  if (time < track->day.start || time >= track->day.end)
    tape_universe_get_day (self->universe, instrument, time, &track->day);
  day = tape_days_ensure (&track->days, &track->day, &created);
  if (!(day->flags & TAPE_SLOT_SCHEDULED) && mark < day->bounds.end)
    {
      day->flags |= TAPE_SLOT_SCHEDULED | TAPE_SLOT_UNSAVED;
      schedule (self, TAPE_BARS_DAY, day->bounds.end, instrument);
    }
  return day;
}

/* Past its minute, or where minutes do not tell the parts of the day. Whether it is not too late for its day. */
static gboolean
add_to_day (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeTradingDay *day;

  if (trade->event_time < track->day.start || trade->event_time >= track->day.end)
    tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &track->day);
  if (mark >= track->day.end + self->config.lateness)
    return FALSE;
  day = ensure_day (self, track, trade->instrument, trade->event_time, mark);
  tape_trading_day_add (day, trade);
  day->flags |= TAPE_SLOT_UNSAVED;
  if (self->config.window.calendar)
    tape_free_windows_add_day (self, track, day, trade, mark);
  if (mark >= track->day.end)
    {
      day->revision++;
      note_closed (self, trade->instrument, TAPE_BARS_DAY, day->bounds.start, tape_trading_day_close (day));
    }
  return TRUE;
}

/* Whether all of a minute lies in one day and on one side of the session's ends. Where clocks differed by odd seconds, as
 * they did before 1940, it may not. */
static gboolean
is_in_one_part (const TapeDay *day, gint64 start)
{
  gint64 last = start + TAPE_MINUTE - 1;

  return start >= day->start && last < day->end
         && tape_trading_day_is_session (day, start) == tape_trading_day_is_session (day, last);
}

/* A minute that is made: the last of the track's, if time has not passed it and its day is the newest, goes into the day
 * when it is complete. */
static void
open_minute (TapeEngine *self, TapeTrack *track, TapeSlot *slot, guint32 instrument, gint64 mark)
{
  slot->flags = TAPE_SLOT_IN_DAY;
  if (slot != track->minute || mark >= slot->start + TAPE_MINUTE || self->config.window.calendar)
    return;
  if (slot->start < track->day.start || slot->start >= track->day.end)
    ensure_day (self, track, instrument, slot->start, mark);
  if (is_in_one_part (&track->day, slot->start)
      && track->day.start == tape_days_get (&track->days, tape_days_count (&track->days) - 1)->bounds.start)
    slot->flags = 0;
}

static TapeSlot *
ensure_minute (TapeEngine *self, TapeTrack *track, guint32 instrument, gint64 start, gint64 mark)
{
  TapePaneRing *ring = &track->minutes;
  TapeSlot *slot;
  gboolean created;

  if (track->minute != NULL && start > track->minute->start)
    tape_track_settle (track, self->universe, instrument);
  if (ring->length == ring->room)
    prune_minutes (self, instrument, mark);
  slot = tape_pane_ring_ensure (ring, start, &created);
  track->minute = tape_pane_ring_last (ring);
  if (created)
    open_minute (self, track, slot, instrument, mark);
  return slot;
}

/* The revision of a minute that is past its lateness stays; its trades are kept for free windows that are larger. */
static void
add_beyond_lateness (TapeEngine *self, TapeTrack *track, TapeSlot *slot, const TapeTrade *trade, gint64 mark)
{
  if (slot->flags & TAPE_SLOT_UNSAVED)
    hand_on_minute (self, slot, trade->instrument);
  tape_pane_take (&slot->pane, trade);
  tape_free_windows_add (self, track, slot, trade, mark);
  note_dropped (self, !add_to_day (self, track, trade, mark));
}

/* A trade that is not in the open minute of the last one: the first of a new minute, one of an earlier, a late one. */
static void
add_elsewhere (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  gint64 start = tape_time_floor (trade->event_time, TAPE_MINUTE);
  gint64 end = start + TAPE_MINUTE;
  TapeSlot *slot;

  if (mark >= start + self->keep_minutes)
    {
      note_dropped (self, !add_to_day (self, track, trade, mark));
      return;
    }
  slot = ensure_minute (self, track, trade->instrument, start, mark);
  if (mark >= end + self->config.lateness)
    {
      add_beyond_lateness (self, track, slot, trade, mark);
      return;
    }

  tape_pane_take (&slot->pane, trade);
  slot->flags |= TAPE_SLOT_UNSAVED;
  track->minutes.unsaved_from = MIN (track->minutes.unsaved_from, start);
  if (mark >= end)
    {
      slot->revision++;
      slot->flags |= TAPE_SLOT_REVISED;
      note_closed (self, trade->instrument, TAPE_BARS_MINUTE, start, slot->pane.close);
    }
  else if (!(slot->flags & TAPE_SLOT_SCHEDULED))
    {
      slot->flags |= TAPE_SLOT_SCHEDULED;
      schedule (self, TAPE_BARS_MINUTE, end, trade->instrument);
    }
  if (self->free_minutes)
    tape_free_windows_add (self, track, slot, trade, mark);
  if (slot->flags & TAPE_SLOT_IN_DAY)
    add_to_day (self, track, trade, mark);
}

static inline void
add_to_minute (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeSlot *slot = track->minute;

  if (G_UNLIKELY (slot == NULL || trade->event_time < slot->start || trade->event_time >= slot->start + TAPE_MINUTE
                  || mark >= slot->start + TAPE_MINUTE || slot->flags & TAPE_SLOT_IN_DAY))
    {
      add_elsewhere (self, track, trade, mark);
      return;
    }
  tape_pane_add (&slot->pane, trade);
  slot->flags |= TAPE_SLOT_UNSAVED;
  if (self->free_minutes)
    tape_free_windows_add (self, track, slot, trade, mark);
}

static inline void
add_to_second (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeSeconds *seconds = &self->seconds;
  gint64 start = track->second;
  TapeSecond *second;

  if (trade->event_time < start || trade->event_time >= start + TAPE_SECOND
      || !tape_seconds_is_kept (seconds, track->second_number))
    {
      start = tape_time_floor (trade->event_time, TAPE_SECOND);
      if (G_UNLIKELY (mark >= start + seconds->keep))
        return;
      track->second = start;
      track->second_number = (guint32)seconds->end;
      second = tape_seconds_start (seconds, start, trade, mark);
    }
  else if (G_UNLIKELY (mark >= start + seconds->keep))
    return;
  else
    {
      second = tape_seconds_get (seconds, track->second_number);
      tape_second_add (second, trade);
    }
  if (G_UNLIKELY (mark >= start + TAPE_SECOND))
    second->revision++;
}

static inline void
add_to_means (TapeEngine *self, TapeTrack *track, const TapeTrade *trade)
{
  GArray *means = tape_micro_batches_get (&self->micro, self->micro.number)->means;
  TapeMicroBatchMean *mean;
  double distance;

  if (G_UNLIKELY (track->n_trades == 0))
    track->shift = trade->price;
  distance = trade->price - track->shift;
  track->n_trades++;
  track->distance += distance;
  mean = &g_array_index (means, TapeMicroBatchMean, track->mean);
  if (track->mean < means->len && mean->instrument == trade->instrument)
    {
      mean->count++;
      mean->mean += distance;
      return;
    }
  track->mean = means->len;
  tape_micro_batch_add (means, trade->instrument, distance);
}

static void
count_late (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  gint64 end;

  if (self->config.window.size != 0)
    end = tape_free_windows_last_end (self, track, trade->event_time);
  else
    end = tape_time_floor (trade->event_time, TAPE_MINUTE) + TAPE_MINUTE;
  if (mark >= end)
    {
      TapeSourceCounters *counters = tape_engine_get_counters (self, trade->source);

      counters->late++;
      counters->late_dropped += mark >= end + self->config.lateness;
    }
}

static inline void
take_trade (TapeEngine *self, const TapeTrade *trade, gint64 mark)
{
  TapeTrack *track = self->tracks[trade->instrument];

  if (trade->event_time >= track->last_time)
    {
      track->last_time = trade->event_time;
      track->latest = trade->price;
    }
  add_to_means (self, track, trade);
  add_to_second (self, track, trade, mark);
  if (G_UNLIKELY (self->keep_fine > 0))
    tape_free_windows_add_fine (self, track, trade, mark);
  add_to_minute (self, track, trade, mark);
  if (G_UNLIKELY (mark > trade->event_time))
    count_late (self, track, trade, mark);
  tape_engine_touch (self, track, trade->instrument);
}

/* Between two events: what the event before closed, then the trigger that this one passes. */
static inline void
advance (TapeEngine *self, gint64 mark, gint64 receive_time)
{
  if (G_UNLIKELY (mark >= self->next_close))
    tape_windows_close_until (self, mark);
  if (G_UNLIKELY (receive_time >= self->next_trigger))
    tape_engine_trigger (self, receive_time);
  self->in_batch++;
}

/* The tracks of a market do not fit the processor's caches, and trades jump among them: what the trades ahead will touch
 * is asked for early, their tracks first, then the minutes that those point to. */
#define AHEAD 8

static inline void
prefetch_bytes (const void *start, gsize length)
{
  for (gsize at = 0; at < length; at += 64)
    __builtin_prefetch ((const char *)start + at, 1);
}

static inline void
prefetch (TapeEngine *self, const TapeBatch *batch, guint i)
{
  const TapeTrade *near;
  const TapeSlot *minute;

  if (i + 2 * AHEAD < batch->n_trades)
    __builtin_prefetch (self->tracks[batch->trades[i + 2 * AHEAD].instrument], 1);
  if (i + AHEAD >= batch->n_trades)
    return;
  near = &batch->trades[i + AHEAD];
  minute = self->tracks[near->instrument]->minute;
  if (minute == NULL)
    return;
  prefetch_bytes (minute, G_STRUCT_OFFSET (TapeSlot, pane.sides));
  prefetch_bytes (&minute->pane.sides[near->side], sizeof (TapeTally));
}

void
tape_windows_stage (TapeEngine *self)
{
  const TapeBatch *batch = self->batch;

  for (guint i = 0; i < batch->n_trades; i++)
    if (!self->skip[i])
      {
        prefetch (self, batch, i);
        advance (self, self->marks[i], batch->trades[i].receive_time);
        self->taking++;
        take_trade (self, &batch->trades[i], self->marks[i]);
      }
  for (guint i = 0; i < batch->n_bars; i++)
    {
      advance (self, self->marks[i], batch->bars[i].start);
      tape_windows_take_bar (self, &batch->bars[i], self->marks[i]);
    }
  if (self->watermark.watermark >= self->next_close)
    tape_windows_close_until (self, self->watermark.watermark);
}

/* A source's bar enters no window of trades. A day's is what is known of the day until trades are. */
void
tape_windows_take_bar (TapeEngine *self, const TapeBar *bar, gint64 mark)
{
  TapeTrack *track = tape_engine_ensure_track (self, bar->instrument);
  TapeTradingDay *day;
  TapeDay bounds;
  gboolean created;

  if (bar->length != TAPE_BAR_DAY)
    return;

  tape_track_settle (track, self->universe, bar->instrument);
  tape_universe_get_day (self->universe, bar->instrument, bar->start, &bounds);
  day = tape_days_ensure (&track->days, &bounds, &created);
  day->bar = *bar;
  day->flags |= TAPE_SLOT_UNSAVED;
  tape_sma_ring_put (&track->sma[TAPE_BARS_DAY], bar->start, bar->close);
  tape_engine_touch (self, track, bar->instrument);
  if (created)
    prune_days (self, bar->instrument, mark);
}

/* --- Closing --- */

static void
close_minutes (TapeEngine *self, gint64 end, const GArray *instruments)
{
  for (guint i = 0; i < instruments->len; i++)
    {
      guint32 instrument = g_array_index (instruments, guint32, i);
      TapeTrack *track = self->tracks[instrument];
      TapeSlot *slot = track->minute;

      if (slot == NULL || slot->start != end - TAPE_MINUTE)
        slot = tape_pane_ring_lookup (&track->minutes, end - TAPE_MINUTE);
      else
        tape_track_settle (track, self->universe, instrument);
      g_assert (slot != NULL);
      slot->flags &= ~(guint32)TAPE_SLOT_SCHEDULED;
      note_closed (self, instrument, TAPE_BARS_MINUTE, slot->start, slot->pane.close);
      prune_minutes (self, instrument, MIN (end, self->watermark.watermark));
    }
}

static void
close_days (TapeEngine *self, gint64 end, const GArray *instruments)
{
  for (guint i = 0; i < instruments->len; i++)
    {
      guint32 instrument = g_array_index (instruments, guint32, i);
      TapeTrack *track = self->tracks[instrument];

      for (guint j = tape_days_count (&track->days); j-- > 0;)
        if (tape_days_get (&track->days, j)->bounds.end == end)
          {
            TapeTradingDay *day = tape_days_get (&track->days, j);

            day->flags &= ~(guint32)TAPE_SLOT_SCHEDULED;
            day->flags |= TAPE_SLOT_UNSAVED;
            tape_engine_touch (self, track, instrument);
            note_closed (self, instrument, TAPE_BARS_DAY, day->bounds.start, tape_trading_day_close (day));
            break;
          }
      prune_days (self, instrument, MIN (end, self->watermark.watermark));
    }
}

static void
close_schedules (TapeEngine *self, gint64 watermark)
{
  gint64 end;

  for (guint bars = 0; bars < TAPE_N_BARS; bars++)
    while (tape_schedule_next (self->schedules[bars]) <= watermark)
      {
        const GArray *instruments = tape_schedule_pop (self->schedules[bars], &end);

        if (bars == TAPE_BARS_DAY)
          close_days (self, end, instruments);
        else
          close_minutes (self, end, instruments);
      }
}

static void
find_next_close (TapeEngine *self)
{
  self->next_close = MIN (self->next_settled, tape_schedule_next (self->free_schedule));
  for (guint bars = 0; bars < TAPE_N_BARS; bars++)
    self->next_close = MIN (self->next_close, tape_schedule_next (self->schedules[bars]));
}

/* Free windows first: they are made of panes that closing takes away. */
void
tape_windows_close_until (TapeEngine *self, gint64 watermark)
{
  tape_free_windows_settle (self, watermark);
  tape_free_windows_close (self, watermark);
  close_schedules (self, watermark);
  find_next_close (self);
}

/* Hands on everything that is open as it stands, and leaves it open: what comes later opens it again. */
void
tape_windows_flush (TapeEngine *self)
{
  tape_free_windows_flush (self);
  close_schedules (self, G_MAXINT64 - 1);
  find_next_close (self);
  self->flushed = self->arrival;
}

/* --- After a restart --- */

/* A stored trade goes back into what can still change. What was handed on when all sources had ended does not wait for its
 * end. */
void
tape_windows_restore_trade (TapeEngine *self, const TapeTrade *trade, gint64 arrival)
{
  TapeTrack *track = self->tracks[trade->instrument];
  gint64 watermark = self->watermark.watermark;
  gint64 start = tape_time_floor (trade->event_time, TAPE_MINUTE);
  gboolean created;
  TapeSlot *slot;

  if (watermark < tape_time_floor (trade->event_time, TAPE_SECOND) + self->seconds.keep)
    add_to_second (self, track, trade, TAPE_WATERMARK_NONE);
  if (watermark < start + self->keep_minutes)
    {
      slot = tape_pane_ring_ensure (&track->minutes, start, &created);
      tape_pane_take (&slot->pane, trade);
      slot->flags |= TAPE_SLOT_IN_DAY;
      if (arrival > self->flushed)
        slot->flags |= TAPE_SLOT_SCHEDULED | (self->free_minutes ? TAPE_SLOT_FREE_SCHEDULED : 0);
    }
  start = tape_time_floor (trade->event_time, TAPE_SECOND);
  if (self->keep_fine > 0 && watermark < start + self->keep_fine)
    {
      slot = tape_pane_ring_ensure (&track->fine, start, &created);
      tape_pane_take (&slot->pane, trade);
      if (arrival > self->flushed)
        slot->flags |= TAPE_SLOT_FREE_SCHEDULED;
    }
}

static void
reschedule_panes (TapeEngine *self, TapePaneRing *ring, guint32 instrument)
{
  for (guint i = 0; i < ring->length; i++)
    {
      TapeSlot *slot = tape_pane_ring_get (ring, i);

      if (slot->flags & TAPE_SLOT_SCHEDULED && slot->start + TAPE_MINUTE <= self->watermark.watermark)
        slot->flags &= ~(guint32)TAPE_SLOT_SCHEDULED;
      if (slot->flags & TAPE_SLOT_SCHEDULED)
        schedule (self, TAPE_BARS_MINUTE, slot->start + TAPE_MINUTE, instrument);
      if (slot->flags & TAPE_SLOT_FREE_SCHEDULED)
        tape_free_windows_reschedule (self, instrument, slot->start);
    }
}

/* What was open waits for its end again; what had closed meanwhile does not. */
void
tape_windows_restored (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  gint64 watermark = self->watermark.watermark;

  track->minute = tape_pane_ring_last (&track->minutes);
  if (track->minute != NULL && track->minute->start == track->open_minute)
    {
      track->minute->flags &= ~(guint32)TAPE_SLOT_IN_DAY;
      track->minutes.unsaved_from = track->open_minute;
    }
  reschedule_panes (self, &track->minutes, instrument);
  reschedule_panes (self, &track->fine, instrument);
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);

      if (day->bounds.end <= watermark)
        day->flags &= ~(guint32)(TAPE_SLOT_SCHEDULED | TAPE_SLOT_FREE_SCHEDULED);
      if (day->flags & TAPE_SLOT_SCHEDULED)
        schedule (self, TAPE_BARS_DAY, day->bounds.end, instrument);
      if (day->flags & TAPE_SLOT_FREE_SCHEDULED)
        tape_free_windows_reschedule_day (self, instrument, day);
    }
}
