/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The windows stage: puts each trade into its second and its minute, minutes into their day, and closes them as the
 * watermark passes their ends. What is handed on of them, let go and restored: tape-windows-state.c. */

#include "engine/tape-engine-private.h"

void
tape_windows_init (TapeEngine *self)
{
  self->minute_ends = tape_schedule_new ();
  self->day_ends = tape_schedule_new ();
  tape_minutes_init (&self->minutes, TAPE_MINUTE + self->config.lateness);
  tape_seconds_init (&self->seconds, TAPE_SECOND + self->config.lateness);
  self->next_close = G_MAXINT64;
}

void
tape_windows_clear (TapeEngine *self)
{
  tape_schedule_free (self->minute_ends);
  tape_schedule_free (self->day_ends);
  tape_minutes_clear (&self->minutes);
  tape_seconds_clear (&self->seconds);
}

/* --- What is to come --- */

void
tape_windows_schedule_day (TapeEngine *self, TapeTradingDay *day, guint32 instrument)
{
  day->flags |= TAPE_DAY_SCHEDULED;
  tape_schedule_add (self->day_ends, day->bounds.end, instrument);
  self->next_close = MIN (self->next_close, day->bounds.end);
}

void
tape_windows_schedule_minute (TapeEngine *self, TapeMinute *minute)
{
  gint64 end = minute->start + TAPE_MINUTE;

  minute->flags |= TAPE_MINUTE_SCHEDULED;
  tape_schedule_append (self->minute_ends, end, (guint32)tape_minutes_number (&self->minutes, minute));
  self->next_close = MIN (self->next_close, end);
}

/* When it cannot change any more. */
void
tape_windows_schedule_settling (TapeEngine *self, const TapeMinute *minute)
{
  gint64 end = minute->start + self->minutes.keep;

  tape_schedule_append (self->settling, end, (guint32)tape_minutes_number (&self->minutes, minute));
  self->next_close = MIN (self->next_close, end);
}

/* --- Days --- */

/* Puts a minute into the newest day, which it is of. */
static void
settle_minute (TapeTrack *track, TapeMinute *minute)
{
  TapeTradingDay *day;

  if (minute->flags & TAPE_MINUTE_IN_DAY)
    return;
  minute->flags |= TAPE_MINUTE_IN_DAY;
  track->n_open--;
  day = tape_days_get (&track->days, tape_days_count (&track->days) - 1);
  tape_trading_day_add_minute (day, minute->start, &minute->pane);
  day->flags |= TAPE_DAY_UNSAVED;
}

/* Before a newer day: what is open stays open, and its day has it. */
static void
settle_open_minutes (TapeEngine *self, TapeTrack *track)
{
  TapeMinutes *minutes = &self->minutes;
  guint32 number = track->minute;

  while (track->n_open > 0 && tape_minutes_is_kept (minutes, number))
    {
      TapeMinute *minute = tape_minutes_get (minutes, number);

      if (!(minute->flags & TAPE_MINUTE_IN_DAY))
        {
          settle_minute (track, minute);
          minute->flags |= TAPE_MINUTE_REVISED;
          minutes->unsaved_from = MIN (minutes->unsaved_from, tape_minutes_number (minutes, minute));
        }
      number = minute->before;
    }
}

static TapeTradingDay *
ensure_day (TapeEngine *self, TapeTrack *track, const TapeDay *bounds, gboolean *created)
{
  guint n = tape_days_count (&track->days);

  track->day_is_open = FALSE;
  if (track->n_open > 0 && bounds->start > tape_days_get (&track->days, n - 1)->bounds.start)
    settle_open_minutes (self, track);
  return tape_days_ensure (&track->days, bounds, created);
}

/* The day of a trade that is not too late for it. */
static TapeTradingDay *
open_day (TapeEngine *self, TapeTrack *track, guint32 instrument, gint64 mark)
{
  gboolean created;
  TapeTradingDay *day = ensure_day (self, track, &track->day, &created);

  if (!(day->flags & TAPE_DAY_SCHEDULED) && mark < day->bounds.end)
    {
      tape_windows_schedule_day (self, day, instrument);
      day->flags |= TAPE_DAY_UNSAVED;
    }
  track->day_is_open
      = day->flags & TAPE_DAY_SCHEDULED && day == tape_days_get (&track->days, tape_days_count (&track->days) - 1);
  return day;
}

static void
find_day (TapeEngine *self, TapeTrack *track, guint32 instrument, gint64 time)
{
  if (time >= track->day.start && time < track->day.end)
    return;
  tape_universe_get_day (self->universe, instrument, time, &track->day);
  track->day_is_open = FALSE;
}

/* Past its minute, or where minutes do not tell the parts of the day. Whether it is not too late for its day. */
static gboolean
add_to_day (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeTradingDay *day;

  find_day (self, track, trade->instrument, trade->event_time);
  if (mark >= track->day.end + self->config.lateness)
    return FALSE;
  day = open_day (self, track, trade->instrument, mark);
  tape_trading_day_add (day, trade);
  day->flags |= TAPE_DAY_UNSAVED;
  if (self->config.window.calendar)
    tape_free_windows_add_day (self, track, day, trade, mark);
  day->revision += mark >= track->day.end;
  return TRUE;
}

/* --- A trade --- */

static void
note_dropped (TapeEngine *self, gboolean from_day, gint64 mark)
{
  const TapeDroppedTrade dropped = { self->taking, from_day, mark };

  g_array_append_val (self->commit->dropped, dropped);
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

/* A minute that begins: if it is open and of the newest day it goes into that when it closes, else its trades go there at
 * once. */
static void
open_minute (TapeEngine *self, TapeTrack *track, TapeMinute *minute, gint64 mark)
{
  minute->flags = TAPE_MINUTE_IN_DAY;
  if (mark >= minute->start + TAPE_MINUTE)
    return;
  minute->flags |= TAPE_MINUTE_REVISED;
  if (self->config.window.calendar)
    return;
  find_day (self, track, minute->instrument, minute->start);
  if (!track->day_is_open)
    open_day (self, track, minute->instrument, mark);
  if (!track->day_is_open || !is_in_one_part (&track->day, minute->start))
    return;
  minute->flags = 0;
  track->n_open++;
}

/* A trade that is not in the open minute of the last one: the first of a new minute, one of an earlier, a late one. */
static void
add_elsewhere (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeMinutes *minutes = &self->minutes;
  gint64 start = tape_time_floor (trade->event_time, TAPE_MINUTE);
  TapeMinute *minute;

  if (mark >= start + TAPE_MINUTE)
    tape_engine_revalue (self, track, start);
  if (track->watched_minutes)
    {
      self->late_bars = mark >= start + TAPE_MINUTE && tape_alerts_begin_late (self->alerts, trade, mark);
      tape_alerting_open (self, trade->instrument, trade->event_time, mark);
    }
  if (mark >= start + minutes->keep)
    {
      if (track->watched_minutes)
        tape_alerts_take_dropped (self->alerts, trade, mark);
      note_dropped (self, !add_to_day (self, track, trade, mark), mark);
      return;
    }
  minute = tape_minutes_find (minutes, track->minute, start);
  if (minute == NULL)
    {
      minute = tape_minutes_add (minutes, &track->minute, trade->instrument, start);
      tape_windows_schedule_settling (self, minute);
      open_minute (self, track, minute, mark);
    }
  tape_pane_take (&minute->pane, trade);
  minute->flags |= TAPE_MINUTE_UNSAVED;
  minutes->unsaved_from = MIN (minutes->unsaved_from, tape_minutes_number (minutes, minute));
  if (mark >= start + TAPE_MINUTE)
    {
      minute->revision++;
      minute->flags |= TAPE_MINUTE_REVISED;
      if (track->watched_minutes)
        tape_alerts_take_minute (self->alerts, trade->instrument, start, &minute->pane, FALSE);
    }
  else if (!(minute->flags & TAPE_MINUTE_SCHEDULED))
    {
      tape_windows_schedule_minute (self, minute);
      if (tape_pane_count (&minute->pane) > 1)
        tape_engine_revalue (self, track, start);
    }
  if (minute->flags & TAPE_MINUTE_IN_DAY)
    add_to_day (self, track, trade, mark);
}

static inline void
add_to_minute (TapeEngine *self, TapeTrack *track, const TapeTrade *trade, gint64 mark)
{
  TapeMinute *minute = tape_minutes_get (&self->minutes, track->minute);

  if (G_UNLIKELY (!tape_minutes_is_kept (&self->minutes, track->minute) || trade->event_time < minute->start
                  || trade->event_time >= minute->start + TAPE_MINUTE || mark >= minute->start + TAPE_MINUTE
                  || minute->flags & TAPE_MINUTE_IN_DAY))
    {
      add_elsewhere (self, track, trade, mark);
      return;
    }
  tape_pane_add (&minute->pane, trade);
  minute->flags |= TAPE_MINUTE_UNSAVED;
}

static inline void
add_to_means (TapeEngine *self, TapeTrack *track, const TapeTrade *trade)
{
  double distance;

  if (G_UNLIKELY (track->n_trades == 0))
    track->shift = trade->price;
  distance = trade->price - track->shift;
  track->n_trades++;
  track->distance += distance;
  tape_micro_batches_add (&self->micro, trade->instrument, &track->mean, distance);
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

/* The next price of a track that is suspect, or one that is far from the latest. */
static void
watch_jump (TapeTrack *track, double price)
{
  if (track->suspect)
    track->suspect = tape_jump_follow (&track->jump, price);
  else if (tape_jump_is_suspect (track->latest, price))
    {
      track->suspect = TRUE;
      track->jump = (TapeJump){ .before = track->latest, .price = price };
    }
}

static inline void
look (TapeEngine *self, const TapeTrack *track, const TapeTrade *trade, double before, gint64 before_time, gint64 mark)
{
  const TapeAlertTrade of = { trade, before, before_time, mark, track->suspect };

  tape_alerts_take_trade (self->alerts, tape_alerts_get_band (self->alerts, trade->instrument), &of);
}

static inline void
take_trade (TapeEngine *self, const TapeTrade *trade, gint64 mark)
{
  TapeTrack *track = self->tracks[trade->instrument];
  gint64 before_time = track->last_time;
  double before = track->latest;

  if (trade->event_time >= track->last_time)
    {
      if (G_UNLIKELY (track->suspect || !tape_jump_is_small (track->latest, trade->price)))
        watch_jump (track, trade->price);
      track->last_time = trade->event_time;
      track->latest = trade->price;
    }
  add_to_means (self, track, trade);
  tape_seconds_take (&self->seconds, &track->second, &track->second_number, trade, mark);
  add_to_minute (self, track, trade, mark);
  if (G_UNLIKELY (self->free_length > 0))
    tape_free_windows_add (self, track, trade, mark);
  if (G_UNLIKELY (mark > trade->event_time))
    count_late (self, track, trade, mark);
  tape_engine_touch (self, track, trade->instrument);
  if (track->watched)
    look (self, track, trade, before, before_time, mark);
  if (G_UNLIKELY (self->late_bars))
    {
      self->late_bars = FALSE;
      tape_alerts_end_late (self->alerts, trade, mark);
    }
}

/* A source's bar enters no window of trades. A day's is what is known of the day until trades are. */
static void
take_bar (TapeEngine *self, const TapeBar *bar, gint64 mark)
{
  TapeTrack *track = tape_engine_ensure_track (self, bar->instrument);
  TapeTradingDay *day;
  TapeDay bounds;
  gboolean created;

  if (bar->length != TAPE_BAR_DAY)
    return;

  tape_universe_get_day (self->universe, bar->instrument, bar->start, &bounds);
  day = ensure_day (self, track, &bounds, &created);
  day->bar = *bar;
  day->flags |= TAPE_DAY_UNSAVED;
  tape_group_indices_changed (&self->indices, bounds.start);
  tape_alerts_day_changed (self->alerts, bar->instrument);
  tape_engine_touch (self, track, bar->instrument);
  if (created)
    tape_windows_prune_days (self, bar->instrument, mark);
}

/* Between two events: what the event before closed, then the trigger that this one passes. */
static inline void
advance (TapeEngine *self, gint64 mark, gint64 receive_time)
{
  if (G_UNLIKELY (mark >= self->next_close))
    tape_windows_close_until (self, mark);
  if (G_UNLIKELY (receive_time >= self->next_trigger))
    tape_engine_trigger (self, receive_time);
  self->receive_time = MAX (self->receive_time, receive_time);
  self->in_batch++;
}

/* The tracks of a market do not fit the processor's caches, and trades jump among them: what the trades ahead will touch
 * is asked for early, their tracks first, then the minutes that those point to. */
#define AHEAD 8

static inline void
prefetch_bytes (const void *start, gsize length)
{
  for (gsize at = 0; at < length; at += TAPE_CACHE_LINE)
    __builtin_prefetch ((const char *)start + at, 1);
}

static inline void
prefetch (TapeEngine *self, const TapeBatch *batch, guint i)
{
  const TapeTrade *near;
  const TapeMinute *minute;

  if (i + 2 * AHEAD < batch->n_trades)
    {
      __builtin_prefetch (self->tracks[batch->trades[i + 2 * AHEAD].instrument], 1);
      tape_alerts_prefetch_trade (self->alerts, batch->trades[i + 2 * AHEAD].instrument, 0);
    }
  if (i + AHEAD >= batch->n_trades)
    return;
  near = &batch->trades[i + AHEAD];
  if (self->tracks[near->instrument]->watched)
    tape_alerts_prefetch_trade (self->alerts, near->instrument, 1);
  minute = tape_minutes_get (&self->minutes, self->tracks[near->instrument]->minute);
  prefetch_bytes (minute, G_STRUCT_OFFSET (TapeMinute, pane.sides));
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
        if (G_LIKELY (!(batch->trades[i].flags & TAPE_TRADE_ASIDE)))
          take_trade (self, &batch->trades[i], self->marks[i]);
      }
  for (guint i = 0; i < batch->n_bars; i++)
    {
      advance (self, self->marks[i], batch->bars[i].start);
      take_bar (self, &batch->bars[i], self->marks[i]);
    }
  if (self->watermark.watermark >= self->next_close)
    tape_windows_close_until (self, self->watermark.watermark);
}

/* --- Closing --- */

/* What a minute that closes touches is asked for while those before it do. */
static inline void
prefetch_closing (TapeEngine *self, const GArray *numbers, guint i)
{
  const TapeTrack *track;

  if (i + 2 * AHEAD < numbers->len)
    __builtin_prefetch (tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i + 2 * AHEAD)), 1);
  if (i + AHEAD < numbers->len)
    {
      track = self->tracks[tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i + AHEAD))->instrument];
      __builtin_prefetch (track, 1);
      __builtin_prefetch (&track->days, 1);
    }
  if (i + AHEAD / 2 < numbers->len)
    {
      track = self->tracks[tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i + AHEAD / 2))
                               ->instrument];
      if (tape_days_count (&track->days) > 0)
        prefetch_bytes (tape_days_get (&track->days, tape_days_count (&track->days) - 1),
                        G_STRUCT_OFFSET (TapeTradingDay, spark));
    }
}

static void
close_minutes (TapeEngine *self, const GArray *numbers)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      TapeMinute *minute = tape_minutes_get (&self->minutes, g_array_index (numbers, guint32, i));

      TapeTrack *track = self->tracks[minute->instrument];

      prefetch_closing (self, numbers, i);
      minute->flags &= ~(guint32)TAPE_MINUTE_SCHEDULED;
      tape_engine_revalue (self, track, minute->start);
      settle_minute (track, minute);
      if (track->watched_minutes)
        tape_alerts_take_minute (self->alerts, minute->instrument, minute->start, &minute->pane, TRUE);
      tape_engine_touch (self, track, minute->instrument);
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

            track->day_is_open = FALSE;
            day->flags &= ~(guint32)TAPE_DAY_SCHEDULED;
            day->flags |= TAPE_DAY_UNSAVED;
            tape_engine_touch (self, track, instrument);
            break;
          }
      tape_windows_prune_days (self, instrument, MIN (end, self->watermark.watermark));
    }
}

/* Minutes settle before days close, which takes away the days that they are held against. */
static void
close_schedules (TapeEngine *self, gint64 watermark)
{
  gint64 end;

  while ((end = MIN (tape_schedule_next (self->minute_ends), tape_schedule_next (self->bar_ends))) <= watermark)
    {
      if (tape_schedule_next (self->minute_ends) == end)
        close_minutes (self, tape_schedule_pop (self->minute_ends, &end));
      tape_alerting_close (self, end);
    }
  tape_indicators_settle (self, MIN (watermark, self->watermark.watermark));
  while (tape_schedule_next (self->day_ends) <= watermark)
    {
      const GArray *instruments = tape_schedule_pop (self->day_ends, &end);

      close_days (self, end, instruments);
    }
}

static void
find_next_close (TapeEngine *self)
{
  self->next_close = MIN (self->next_settled, tape_schedule_next (self->free_schedule));
  self->next_close = MIN (self->next_close, tape_schedule_next (self->settling));
  self->next_close = MIN (self->next_close, tape_schedule_next (self->minute_ends));
  self->next_close = MIN (self->next_close, tape_schedule_next (self->day_ends));
  self->next_close = MIN (self->next_close, tape_schedule_next (self->bar_ends));
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
  gint64 last = tape_schedule_last (self->bar_ends);

  tape_free_windows_flush (self);
  close_schedules (self, G_MAXINT64 - 1);
  find_next_close (self);
  tape_alerting_end (self, last);
  self->flushed = self->arrival;
}
