/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Watermarks: how far event time is believed to be complete, of each source and of the session. Engine thread only.
 * The rules are those of Flink and of Akidau et al., "The Dataflow Model", with idle sources. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/* Before any event: earlier than every time, so that nothing is late. */
#define TAPE_WATERMARK_NONE G_MININT64

/**
 * TapeSourceClock:
 * @source: its number
 * @live: silence makes it idle
 * @ended: it has ended, or not begun again since a restart
 * @active: it has said something lately; it counts for the session's watermark while it has not ended
 * @delay: how far behind its largest event time its watermark lies
 * @watermark: its own
 * @event_time: its largest event time
 * @receive_time: of its last event
 */
typedef struct
{
  guint32 source;
  gint32 live;
  gint32 ended;
  gint32 active;
  gint64 delay;
  gint64 watermark;
  gint64 event_time;
  gint64 receive_time;
} TapeSourceClock;

/**
 * TapeWatermark:
 * @clocks: (element-type TapeSourceClock): of all sources that began, by number
 * @watermark: of the session; never falls
 * @now: largest receive time; TAPE_NO_TIME before the first
 */
typedef struct
{
  GArray *clocks;
  gint64 watermark;
  gint64 now;
} TapeWatermark;

/**
 * tape_source_clock_counts:
 *
 * Returns: whether it is one of the active sources, of whose watermarks the session's is the smallest
 */
gboolean tape_source_clock_counts (const TapeSourceClock *self);

void tape_watermark_init (TapeWatermark *self);
void tape_watermark_clear (TapeWatermark *self);

/**
 * tape_watermark_begin:
 *
 * A source starts; one that was there goes on with what is known of it.
 *
 * Returns: index of its clock
 */
guint tape_watermark_begin (TapeWatermark *self, guint32 source, gboolean live, gint64 delay);

/**
 * tape_watermark_end:
 *
 * Returns: whether no source is left that has not ended
 */
gboolean tape_watermark_end (TapeWatermark *self, guint32 source);

/**
 * tape_watermark_index:
 *
 * Returns: index of the clock of @source; one that never began is live without delay
 */
guint tape_watermark_index (TapeWatermark *self, guint32 source);

/**
 * tape_watermark_event:
 * @clock: index of the source's clock
 *
 * Takes the times of one event, after it was judged by the watermark as it was.
 */
void tape_watermark_event (TapeWatermark *self, guint clock, gint64 event_time, gint64 receive_time);

/**
 * tape_watermark_bar:
 * @clock: index of the source's clock
 * @start: of a bar that the source told
 *
 * Takes the time of one bar, as tape_watermark_event(). It says no receive time, and a live source tells of the past in bars:
 * it was received no earlier than what the source said before.
 */
void tape_watermark_bar (TapeWatermark *self, guint clock, gint64 start);

/**
 * tape_watermark_run:
 * @clock: index of the clock of their source
 * @trades: (array length=n): all of one source
 * @skip: (array length=n): those that are no events
 * @marks: (out caller-allocates) (array length=n): the watermark before each
 *
 * Takes one trade after the other, as tape_watermark_event().
 *
 * Returns: how many were not skipped
 */
guint tape_watermark_run (
    TapeWatermark *self, guint clock, const TapeTrade *trades, guint n, const guint8 *skip, gint64 *marks);

/**
 * tape_watermark_tick:
 *
 * It is @receive_time now: sources that were silent for long become idle; while none is active the watermark goes on
 * with receive time.
 */
void tape_watermark_tick (TapeWatermark *self, gint64 receive_time);

G_END_DECLS
