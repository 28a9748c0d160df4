/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random streams of events for the engine's tests, and how they are handed in: in batches of any size. */

#pragma once

#include "base/tape-batch.h"
#include "base/tape-universe.h"
#include "engine/tape-engine.h"

G_BEGIN_DECLS

/**
 * StreamSpec:
 * @start: event time at which it begins
 * @gap: µs between two events, on average
 * @spread: µs by which event times go astray: half of them within it, some far beyond
 * @n: trades
 * @n_sources: 1 to 4
 * @live: the sources are live: ticks, silences, events from the future; else they are files
 * @price: about what the instruments cost
 * @daily_bars: now and then a bar of an earlier day comes from a source of its own
 * @bars_ahead: those bars may be of days that are so far ahead of the trades
 */
typedef struct
{
  gint64 start;
  gint64 gap;
  gint64 spread;
  guint n;
  guint n_sources;
  gboolean live;
  double price;
  gboolean daily_bars;
  gint64 bars_ahead;
} StreamSpec;

/* One event; what a batch of its own would hold. */
typedef struct
{
  TapeBatchKind kind;
  guint32 source;
  gboolean live;
  gint64 delay;
  gint64 receive_time;
  TapeTrade trade;
  TapeBar bar;
  char id[24];
} StreamEvent;

/* A universe of instruments from several exchanges, and of one that no table knows. */
TapeUniverse *stream_universe (void);

/**
 * stream_new:
 * @seed: the same seed makes the same stream
 *
 * Returns: (transfer full) (element-type StreamEvent): from the first source's begin to the last one's end
 */
GArray *stream_new (TapeUniverse *universe, const StreamSpec *spec, guint32 seed);

/**
 * stream_batch:
 * @at: (inout): index of the next event
 * @end: index to stop at
 * @size: trades a batch at most
 *
 * Returns: (transfer full): the next batch: as many events of one kind as follow each other
 */
TapeBatch *stream_batch (GArray *stream, guint *at, guint end, guint size);

/* Hands the events from @from up to @to to @engine. */
void stream_feed (GArray *stream, guint from, guint to, guint size, TapeEngine *engine);

/* Tells @engine, which goes on behind the event @cut, what it was in the middle of: sources that had begun and not ended begin
 * once more; then it is the time it was. */
void stream_go_on (GArray *stream, guint cut, TapeEngine *engine);

/* A #TapeWindowFunc that appends to a GArray of TapeWindow. */
void stream_keep_windows (const TapeWindow *windows, guint n_windows, gpointer data);

G_END_DECLS
