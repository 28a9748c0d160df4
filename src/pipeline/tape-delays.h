/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long events need for each hop on their way from the market to the window, of each source: of its last batches, so that it
 * tells how it is now. Each hop is measured by the thread at its end; any thread. */

#pragma once

#include "base/tape-batch.h"

G_BEGIN_DECLS

/* Of how many of the last batches it is known. */
#define TAPE_DELAYS_KEPT 512

typedef enum
{
  TAPE_HOP_RECEIVED, /* from the market's time to ours, of a batch's last event */
  TAPE_HOP_COMPUTED, /* from being handed over to being in all that is computed */
  TAPE_HOP_STORED,   /* from being handed over to being on the disk */
  TAPE_HOP_DRAWN,    /* from being handed over to being painted, of the first batch in a picture */
  TAPE_N_HOPS
} TapeHop;

/**
 * TapeDelay:
 * @half: µs within which half of them came; NaN where none is known
 * @most: µs within which 99 of 100 came; likewise
 */
typedef struct
{
  double half;
  double most;
} TapeDelay;

typedef struct _TapeDelays TapeDelays;

TapeDelays *tape_delays_new (void);
void tape_delays_free (TapeDelays *self);

/**
 * tape_delays_add:
 * @source: number of a source
 * @delay: µs; one below 0, of clocks that differ, counts as 0
 */
void tape_delays_add (TapeDelays *self, guint32 source, TapeHop hop, gint64 delay);

/**
 * tape_delays_add_batch:
 * @batch: one that is @hop further
 * @now: monotonic µs
 *
 * Adds how long it is since @batch was handed over; nothing where it holds no events.
 */
void tape_delays_add_batch (TapeDelays *self, const TapeBatch *batch, TapeHop hop, gint64 now);

/**
 * tape_delays_get:
 * @counts: whether a source is among those that are asked for
 * @data: for @counts
 * @delay: (out caller-allocates): over the batches of all of them
 */
void tape_delays_get (
    TapeDelays *self, TapeHop hop, gboolean (*counts) (guint32 source, gpointer data), gpointer data, TapeDelay *delay);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeDelays, tape_delays_free)

G_END_DECLS
