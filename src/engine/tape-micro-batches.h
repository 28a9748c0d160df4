/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Micro-batches: what came between two triggers, and the mean price of each instrument in it. The last few are kept.
 * Engine thread only. */

#pragma once

#include <glib.h>

#include "analytics/tape-batch-mean.h"

G_BEGIN_DECLS

/**
 * TapeMicroBatchMean:
 * @instrument: number in the universe
 * @count: its trades in the batch
 * @mean: plain mean of their prices; while the batch is open, Σ (price − the instrument's first)
 * @running_mean: of all its trades since the session began up to the end of the batch
 */
typedef struct
{
  guint32 instrument;
  guint32 count;
  double mean;
  double running_mean;
} TapeMicroBatchMean;

/**
 * TapeMicroBatch:
 * @number: from 1; those without a trade have none
 * @start: receive time of the trigger before it
 * @end: receive time of the trigger that ended it
 * @means: (element-type TapeMicroBatchMean): of the instruments that traded in it, in the order in which they first did
 */
typedef struct
{
  guint64 number;
  gint64 start;
  gint64 end;
  GArray *means;
} TapeMicroBatch;

/**
 * TapeMicroBatches:
 * @batches: by number, modulo their number
 * @open: means of the open one; as long as there is room for
 * @n_open: how many there are
 * @number: of the open one, the last
 * @unsaved_from: the first that changed since the last commit
 * @saved_from: the first that an earlier commit holds
 */
typedef struct
{
  TapeMicroBatch batches[TAPE_BATCHES + 1];
  GArray *open;
  guint n_open;
  guint64 number;
  guint64 unsaved_from;
  guint64 saved_from;
} TapeMicroBatches;

void tape_micro_batches_init (TapeMicroBatches *self);
void tape_micro_batches_clear (TapeMicroBatches *self);

/**
 * tape_micro_batches_get:
 * @number: the open one's or one of the TAPE_BATCHES before
 */
TapeMicroBatch *tape_micro_batches_get (TapeMicroBatches *self, guint64 number);

/**
 * tape_micro_batches_add:
 * @place: (inout): the instrument's place in the micro-batch that it traded in last
 * @distance: price − the instrument's first
 *
 * Adds a trade to the open one.
 */
static inline void
tape_micro_batches_add (TapeMicroBatches *self, guint32 instrument, guint32 *place, double distance)
{
  TapeMicroBatchMean *mean = &g_array_index (self->open, TapeMicroBatchMean, *place);

  if (*place < self->n_open && mean->instrument == instrument)
    {
      mean->count++;
      mean->mean += distance;
      return;
    }
  if (G_UNLIKELY (self->n_open == self->open->len))
    g_array_set_size (self->open, MAX (64, self->n_open * 2));
  *place = self->n_open++;
  mean = &g_array_index (self->open, TapeMicroBatchMean, *place);
  mean->instrument = instrument;
  mean->count = 1;
  mean->mean = distance;
  mean->running_mean = 0;
}

/**
 * tape_micro_batches_open:
 * @number: of the one to be open, which is kept as it is
 */
void tape_micro_batches_open (TapeMicroBatches *self, guint64 number);

/**
 * tape_micro_batches_next:
 *
 * Ends the open one, whose means its owner has made, and opens the next.
 */
void tape_micro_batches_next (TapeMicroBatches *self);

G_END_DECLS
