/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last closes of a series of bars that late trades may revise, and their simple averages. Those over arrays are
 * in tape-indicator.h. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest period that a running average takes. */
#define TAPE_SMA_RING 16

/**
 * TapeSmaRing:
 * @keys: what each value belongs to (the start of a bar), rising
 * @values: the last TAPE_SMA_RING values
 * @n: values so far
 *
 * The last closes of a series of bars, from which averages are summed as they are asked for: nothing drifts, and a bar
 * that a late trade revised is put right in place.
 */
typedef struct
{
  gint64 keys[TAPE_SMA_RING];
  double values[TAPE_SMA_RING];
  guint64 n;
} TapeSmaRing;

/**
 * tape_sma_ring_put:
 * @key: start of the bar
 * @value: its close
 *
 * Appends a bar, corrects one that is there, or inserts one that came late; older than all that are kept: nothing.
 */
void tape_sma_ring_put (TapeSmaRing *self, gint64 key, double value);

/**
 * tape_sma_ring_get:
 * @period: 1 to TAPE_SMA_RING
 *
 * Returns: the mean of the last @period values; NaN where there are fewer
 */
double tape_sma_ring_get (const TapeSmaRing *self, guint period);

G_END_DECLS
