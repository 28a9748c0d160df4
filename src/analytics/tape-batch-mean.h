/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A micro-batch is what came between two triggers; the engine keeps the means of the last few. Plain data. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many are kept. */
#define TAPE_BATCHES 5

/**
 * TapeBatchMean:
 * @batch: its number, from 1; those without a trade have none
 * @start: receive time of the trigger before it
 * @end: receive time of the trigger that ended it
 * @instrument: number in the universe
 * @count: its trades in the batch
 * @mean: plain mean of their prices
 * @running_mean: of all its trades from the session's beginning to the batch's end
 */
typedef struct
{
  guint64 batch;
  gint64 start;
  gint64 end;
  guint32 instrument;
  guint32 count;
  double mean;
  double running_mean;
} TapeBatchMean;

G_END_DECLS
