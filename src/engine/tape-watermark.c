/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-watermark.h"

#include "engine/tape-engine.h"

void
tape_watermark_init (TapeWatermark *self)
{
  self->clocks = g_array_new (FALSE, TRUE, sizeof (TapeSourceClock));
  self->watermark = TAPE_WATERMARK_NONE;
  self->now = TAPE_NO_TIME;
}

void
tape_watermark_clear (TapeWatermark *self)
{
  g_clear_pointer (&self->clocks, g_array_unref);
}

static TapeSourceClock *
get_clock (TapeWatermark *self, guint i)
{
  return &g_array_index (self->clocks, TapeSourceClock, i);
}

guint
tape_watermark_index (TapeWatermark *self, guint32 source)
{
  TapeSourceClock clock = {
    .source = source,
    .live = TRUE,
    .watermark = TAPE_WATERMARK_NONE,
    .event_time = TAPE_NO_TIME,
    .receive_time = TAPE_NO_TIME,
  };
  guint i = 0;

  while (i < self->clocks->len && get_clock (self, i)->source < source)
    i++;
  if (i == self->clocks->len || get_clock (self, i)->source != source)
    g_array_insert_val (self->clocks, i, clock);
  return i;
}

guint
tape_watermark_begin (TapeWatermark *self, guint32 source, gboolean live, gint64 delay)
{
  guint i = tape_watermark_index (self, source);
  TapeSourceClock *clock = get_clock (self, i);

  clock->live = live;
  clock->delay = delay;
  clock->ended = FALSE;
  return i;
}

/* A source that was active when the engine stopped, and has not begun again, holds nothing up. */
gboolean
tape_source_clock_counts (const TapeSourceClock *self)
{
  return self->active && !self->ended;
}

/* The smallest watermark of the active sources; it never falls. */
static void
update_session (TapeWatermark *self)
{
  gint64 smallest = G_MAXINT64;

  for (guint i = 0; i < self->clocks->len; i++)
    {
      const TapeSourceClock *clock = get_clock (self, i);

      if (tape_source_clock_counts (clock))
        smallest = MIN (smallest, clock->watermark);
    }
  if (smallest != G_MAXINT64)
    self->watermark = MAX (self->watermark, smallest);
}

gboolean
tape_watermark_end (TapeWatermark *self, guint32 source)
{
  TapeSourceClock *clock = get_clock (self, tape_watermark_index (self, source));

  clock->ended = TRUE;
  clock->active = FALSE;
  update_session (self);
  for (guint i = 0; i < self->clocks->len; i++)
    if (!get_clock (self, i)->ended)
      return FALSE;
  return TRUE;
}

void
tape_watermark_event (TapeWatermark *self, guint i, gint64 event_time, gint64 receive_time)
{
  TapeSourceClock *clock = get_clock (self, i);
  gint64 before = clock->watermark;
  gboolean was_active = clock->active;

  clock->active = TRUE;
  clock->receive_time = receive_time;
  if (receive_time > self->now)
    self->now = receive_time;

  if (!clock->live || event_time <= receive_time + TAPE_DELAY_LIVE)
    {
      clock->event_time = MAX (clock->event_time, event_time);
      clock->watermark = MAX (clock->watermark, event_time - clock->delay);
    }
  if (G_LIKELY (self->clocks->len == 1))
    self->watermark = MAX (self->watermark, clock->watermark);
  else if (!was_active || before <= self->watermark)
    update_session (self);
}

void
tape_watermark_bar (TapeWatermark *self, guint clock, gint64 start)
{
  tape_watermark_event (self, clock, start, MAX (get_clock (self, clock)->receive_time, start));
}

/* While its source is the only one, what nearly always is so, the watermark follows from that alone. */
static guint
run_alone (TapeWatermark *self, const TapeTrade *trades, guint n, const guint8 *skip, gint64 *marks)
{
  TapeSourceClock *clock = get_clock (self, 0);
  gint64 ahead = clock->live ? TAPE_DELAY_LIVE : G_MAXINT64 / 2;
  gint64 largest = clock->event_time, watermark = self->watermark, now = self->now;
  guint n_events = 0;

  for (guint i = 0; i < n; i++)
    {
      marks[i] = watermark;
      if (skip[i])
        continue;
      n_events++;
      now = MAX (now, trades[i].receive_time);
      clock->receive_time = trades[i].receive_time;
      if (trades[i].event_time <= largest || trades[i].event_time - ahead > trades[i].receive_time)
        continue;
      largest = trades[i].event_time;
      clock->watermark = MAX (clock->watermark, largest - clock->delay);
      watermark = MAX (watermark, clock->watermark);
    }
  if (n_events > 0)
    clock->active = TRUE;
  clock->event_time = largest;
  self->watermark = watermark;
  self->now = now;
  return n_events;
}

guint
tape_watermark_run (
    TapeWatermark *self, guint clock, const TapeTrade *trades, guint n, const guint8 *skip, gint64 *marks)
{
  guint n_events = 0;

  if (self->clocks->len == 1)
    return run_alone (self, trades, n, skip, marks);
  for (guint i = 0; i < n; i++)
    {
      marks[i] = self->watermark;
      if (skip[i])
        continue;
      n_events++;
      tape_watermark_event (self, clock, trades[i].event_time, trades[i].receive_time);
    }
  return n_events;
}

/* Of the sources that are silent for too long at @receive_time the one that fell idle first. */
static TapeSourceClock *
find_silent (TapeWatermark *self, gint64 receive_time)
{
  TapeSourceClock *silent = NULL;

  for (guint i = 0; i < self->clocks->len; i++)
    {
      TapeSourceClock *clock = get_clock (self, i);

      if (clock->active && clock->live && receive_time - clock->receive_time >= TAPE_IDLE_AFTER
          && (silent == NULL || clock->receive_time < silent->receive_time))
        silent = clock;
    }
  return silent;
}

void
tape_watermark_tick (TapeWatermark *self, gint64 receive_time)
{
  gint64 silent_since = self->now;
  gboolean any_active = FALSE;
  gboolean any_live = FALSE;
  TapeSourceClock *silent;

  if (receive_time < self->now)
    return;
  self->now = receive_time;
  while ((silent = find_silent (self, receive_time)) != NULL)
    {
      silent->active = FALSE;
      silent_since = MAX (silent_since, silent->receive_time + TAPE_IDLE_AFTER);
      update_session (self);
    }
  for (guint i = 0; i < self->clocks->len; i++)
    {
      const TapeSourceClock *clock = get_clock (self, i);

      any_active |= tape_source_clock_counts (clock);
      any_live |= clock->live && !clock->ended;
    }
  if (!any_active && any_live && self->watermark != TAPE_WATERMARK_NONE)
    self->watermark += receive_time - silent_since;
}
