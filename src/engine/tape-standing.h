/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The indicators that the engine keeps of every instrument, running over its minutes. What bars that
 * cannot change any more made of them is one plain state; the few bars that may still be revised are put on top of a copy
 * when values are asked for, so that a revised bar revises all that follows. Engine thread only. */

#pragma once

#include "analytics/tape-indicator.h"
#include "engine/tape-frame.h"

G_BEGIN_DECLS

#define TAPE_STANDING_INDICATORS 6

/**
 * TapeStanding:
 * @indicators: what is kept
 * @offsets: of each in a state
 * @size: bytes of a state: the last values, by #TapeFrameValue, then what each indicator keeps
 * @scratch: one state
 */
typedef struct
{
  TapeIndicator indicators[TAPE_STANDING_INDICATORS];
  gsize offsets[TAPE_STANDING_INDICATORS];
  gsize size;
  gpointer scratch;
} TapeStanding;

void tape_standing_init (TapeStanding *self);
void tape_standing_clear (TapeStanding *self);

/**
 * tape_standing_update:
 * @state: of the bars before; zeros before the first
 * @bar: the next
 */
void tape_standing_update (const TapeStanding *self, gpointer state, const TapeIndicatorBar *bar);

G_END_DECLS
