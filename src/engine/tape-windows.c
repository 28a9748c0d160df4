/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The windows stage: puts each trade into its second, its minute and its day, and closes them as the watermark passes
 * their ends. */

#include "engine/tape-engine-private.h"

const gint64 tape_level_length[TAPE_N_LEVELS] = { TAPE_SECOND, TAPE_MINUTE };

void
tape_windows_init (TapeEngine *self)
{
  for (guint bars = 0; bars < TAPE_N_BARS; bars++)
    self->schedules[bars] = tape_schedule_new ();
  for (guint level = 0; level < TAPE_N_LEVELS; level++)
    self->keep[level] = tape_level_length[level] + self->config.lateness;
  self->closed = g_array_new (FALSE, FALSE, sizeof (TapeClosedBar));
  self->next_close = G_MAXINT64;
}

void
tape_windows_clear (TapeEngine *self)
{
  for (guint bars = 0; bars < TAPE_N_BARS; bars++)
    tape_schedule_free (self->schedules[bars]);
  g_array_unref (self->closed);
}

static void
schedule (TapeEngine *self, TapeBars bars, gint64 end, guint32 instrument)
{
  tape_schedule_add (self->schedules[bars], end, instrument);
  self->next_close = MIN (self->next_close, end);
}

TapeBarTotals
tape_slot_to_bar (const TapeSlot *slot, guint32 instrument, guint32 length)
{
  TapeBarTotals totals = tape_pane_to_bar (&slot->pane, slot->start, length, instrument);

  totals.bar.revision = slot->revision;
  return totals;
}

static void
note_closed (TapeEngine *self, guint32 instrument, TapeBars bars, gint64 start, double close)
{
  TapeClosedBar bar = { instrument, bars, start, close };

  g_array_append_val (self->closed, bar);
}

static void
emit_minute (TapeEngine *self, TapeSlot *slot, guint32 instrument)
{
  TapeBarTotals bar = tape_slot_to_bar (slot, instrument, TAPE_BAR_MINUTE);

  note_closed (self, instrument, TAPE_BARS_MINUTE, slot->start, slot->pane.close);
  g_array_append_val (self->commit->bars, bar);
}

static void
emit_day (TapeEngine *self, TapeTradingDay *day, guint32 instrument)
{
  TapeBarTotals bar = tape_trading_day_to_bar (day, instrument);

  note_closed (self, instrument, TAPE_BARS_DAY, bar.bar.start, bar.bar.close);
  g_array_append_val (self->commit->bars, bar);
}

/* Lets go of panes that cannot change any more. */
static void
prune_ring (TapeEngine *self, guint32 instrument, TapeLevel level, gint64 now)
{
  TapePaneRing *ring = &self->tracks[instrument]->rings[level];

  if (now == TAPE_WATERMARK_NONE)
    return;
  while (ring->length > 0 && tape_pane_ring_get (ring, 0)->start + self->keep[level] <= now)
    {
      const TapeSlot *slot = tape_pane_ring_get (ring, 0);

      if (slot->flags & TAPE_SLOT_SAVED)
        tape_commit_add_state (self->commit, TAPE_STATE_SECOND + level, instrument, slot->start, NULL, 0);
      tape_pane_ring_pop (ring);
    }
}

static void
add_to_level (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark, TapeLevel level)
{
  TapePaneRing *ring = &track->rings[level];
  gint64 length = tape_level_length[level];
  TapeSlot *slot = NULL;
  gint64 start;
  gboolean created;

  if (G_LIKELY (ring->length > 0))
    slot = tape_pane_ring_get (ring, ring->length - 1);
  if (G_UNLIKELY (slot == NULL || trade->event_time < slot->start || trade->event_time >= slot->start + length))
    {
      start = tape_time_floor (trade->event_time, length);
      if (mark >= start + self->keep[level])
        return;
      if (ring->length == ring->room)
        prune_ring (self, trade->instrument, level, mark);
      slot = tape_pane_ring_ensure (ring, start, &created);
    }
  else if (mark >= slot->start + self->keep[level])
    return;

  start = slot->start;
  tape_pane_take (&slot->pane, trade);
  if (level == self->free_level && self->config.window.size != 0 && !self->config.window.calendar)
    tape_free_windows_add (self, track, slot, trade, mark);
  if (G_UNLIKELY (mark >= start + length))
    {
      if (mark >= start + length + self->config.lateness)
        return;
      slot->revision++;
      slot->flags |= TAPE_SLOT_UNSAVED;
      ring->unsaved_from = MIN (ring->unsaved_from, start);
      if (level == TAPE_LEVEL_MINUTE)
        emit_minute (self, slot, trade->instrument);
    }
  else if (level == TAPE_LEVEL_MINUTE && !(slot->flags & TAPE_SLOT_SCHEDULED))
    {
      slot->flags |= TAPE_SLOT_SCHEDULED;
      schedule (self, TAPE_BARS_MINUTE, start + length, trade->instrument);
    }
}

static void
add_to_day (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeTradingDay *day;
  gboolean created;

  if (trade->event_time < track->day.start || trade->event_time >= track->day.end)
    tape_universe_get_day (self->universe, trade->instrument, trade->event_time, &track->day);
  if (mark >= track->day.end + self->config.lateness)
    return;

  day = tape_days_ensure (&track->days, &track->day, &created);
  tape_trading_day_add (day, trade);
  day->flags |= TAPE_SLOT_UNSAVED;
  if (self->config.window.calendar)
    tape_free_windows_add_day (self, track, day, trade, mark);
  if (mark < track->day.end)
    {
      if (!(day->flags & TAPE_SLOT_SCHEDULED))
        {
          day->flags |= TAPE_SLOT_SCHEDULED;
          schedule (self, TAPE_BARS_DAY, track->day.end, trade->instrument);
        }
    }
  else
    {
      day->revision++;
      emit_day (self, day, trade->instrument);
    }
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

static void
take_trade (TapeEngine *self, const TapeTrade *trade, gint64 mark)
{
  TapeTrack *track = self->tracks[trade->instrument];

  if (trade->event_time >= track->last_time)
    {
      track->last_time = trade->event_time;
      track->latest = trade->price;
    }
  for (TapeLevel level = 0; level < TAPE_N_LEVELS; level++)
    add_to_level (self, track, trade, mark, level);
  add_to_day (self, track, trade, mark);
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
    tape_free_windows_trigger (self, receive_time);
  self->in_batch++;
}

/* The tracks of a market do not fit the processor's caches, and trades jump among them: what the trades ahead will touch
 * is asked for early, their tracks first, then the panes and the day that those point to. */
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
  const TapeTrack *near;

  if (i + 2 * AHEAD < batch->n_trades)
    prefetch_bytes (self->tracks[batch->trades[i + 2 * AHEAD].instrument], G_STRUCT_OFFSET (TapeTrack, sma));
  if (i + AHEAD >= batch->n_trades)
    return;
  near = self->tracks[batch->trades[i + AHEAD].instrument];
  for (TapeLevel level = 0; level < TAPE_N_LEVELS; level++)
    if (near->rings[level].room > 0)
      {
        prefetch_bytes (tape_pane_ring_get (&near->rings[level], near->rings[level].length - 1), sizeof (TapeSlot));
        prefetch_bytes (tape_pane_ring_get (&near->rings[level], near->rings[level].length), sizeof (TapeSlot));
      }
  if (tape_days_count (&near->days) > 0)
    prefetch_bytes (tape_days_get (&near->days, near->days.days->len - 1), G_STRUCT_OFFSET (TapeTradingDay, bar));
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

  tape_universe_get_day (self->universe, bar->instrument, bar->start, &bounds);
  day = tape_days_ensure (&track->days, &bounds, &created);
  day->bar = *bar;
  day->flags |= TAPE_SLOT_UNSAVED;
  tape_sma_ring_put (&track->sma[TAPE_BARS_DAY], bar->start, bar->close);
  tape_engine_touch (self, track, bar->instrument);
  if (created)
    tape_windows_prune_days (self, bar->instrument, mark);
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

void
tape_windows_prune_days (TapeEngine *self, guint32 instrument, gint64 now)
{
  PrunedDay pruned = { self, instrument };

  if (now != TAPE_WATERMARK_NONE)
    tape_days_prune (&self->tracks[instrument]->days, now - self->config.lateness, forget_day, &pruned);
}

static void
close_minutes (TapeEngine *self, gint64 end, const GArray *instruments)
{
  for (guint i = 0; i < instruments->len; i++)
    {
      guint32 instrument = g_array_index (instruments, guint32, i);
      TapeSlot *slot = tape_pane_ring_lookup (&self->tracks[instrument]->rings[TAPE_LEVEL_MINUTE], end - TAPE_MINUTE);

      g_assert (slot != NULL);
      slot->flags &= ~TAPE_SLOT_SCHEDULED;
      emit_minute (self, slot, instrument);
      prune_ring (self, instrument, TAPE_LEVEL_MINUTE, MIN (end, self->watermark.watermark));
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
            tape_days_get (&track->days, j)->flags &= ~TAPE_SLOT_SCHEDULED;
            tape_days_get (&track->days, j)->flags |= TAPE_SLOT_UNSAVED;
            tape_engine_touch (self, track, instrument);
            emit_day (self, tape_days_get (&track->days, j), instrument);
            break;
          }
      tape_windows_prune_days (self, instrument, MIN (end, self->watermark.watermark));
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

/* A stored trade goes back into the panes that can still change. What was handed on when all sources had ended does not
 * wait for its end. */
void
tape_windows_restore_trade (TapeEngine *self, const TapeTrade *trade, gint64 arrival)
{
  TapeTrack *track = self->tracks[trade->instrument];
  gboolean created;

  for (TapeLevel level = 0; level < TAPE_N_LEVELS; level++)
    {
      gint64 start = tape_time_floor (trade->event_time, tape_level_length[level]);
      TapeSlot *slot;

      if (self->watermark.watermark >= start + self->keep[level])
        continue;
      slot = tape_pane_ring_ensure (&track->rings[level], start, &created);
      tape_pane_take (&slot->pane, trade);
      if (arrival <= self->flushed)
        continue;
      if (level == TAPE_LEVEL_MINUTE)
        slot->flags |= TAPE_SLOT_SCHEDULED;
      if (level == self->free_level && self->config.window.size != 0 && !self->config.window.calendar)
        slot->flags |= TAPE_SLOT_FREE_SCHEDULED;
    }
}

/* After restoring: what was open waits for its end again; what had closed meanwhile does not. */
void
tape_windows_reschedule (TapeEngine *self, guint32 instrument)
{
  TapeTrack *track = self->tracks[instrument];
  gint64 watermark = self->watermark.watermark;

  for (TapeLevel level = 0; level < TAPE_N_LEVELS; level++)
    for (guint i = 0; i < track->rings[level].length; i++)
      {
        TapeSlot *slot = tape_pane_ring_get (&track->rings[level], i);

        if (slot->start + tape_level_length[level] <= watermark)
          slot->flags &= ~(guint32)TAPE_SLOT_SCHEDULED;
        else if (slot->flags & TAPE_SLOT_SCHEDULED)
          schedule (self, TAPE_BARS_MINUTE, slot->start + TAPE_MINUTE, instrument);
        if (slot->flags & TAPE_SLOT_FREE_SCHEDULED)
          tape_free_windows_reschedule (self, instrument, slot->start);
      }
  for (guint i = 0; i < tape_days_count (&track->days); i++)
    {
      TapeTradingDay *day = tape_days_get (&track->days, i);

      if (day->bounds.end <= watermark)
        day->flags &= ~(guint32)(TAPE_SLOT_SCHEDULED | TAPE_SLOT_FREE_SCHEDULED);
      if (day->flags & TAPE_SLOT_SCHEDULED)
        schedule (self, TAPE_BARS_DAY, day->bounds.end, instrument);
      if (day->flags & TAPE_SLOT_FREE_SCHEDULED)
        tape_free_windows_schedule (self, instrument, day->bounds.end);
    }
}
