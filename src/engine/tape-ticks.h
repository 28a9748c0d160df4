/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ticks of a session that is live: at each full second of receive time, ahead of what was received in that second or
 * later. So they come at the same places among the same events whenever these are played. */

#pragma once

#include "engine/tape-engine.h"

G_BEGIN_DECLS

/**
 * TapeTicks:
 * @engine: that is told
 * @next: receive time of the next one, a full second; TAPE_NO_TIME: there are none
 */
typedef struct
{
  TapeEngine *engine;
  gint64 next;
} TapeTicks;

/**
 * tape_ticks_begin:
 * @receive_time: with the second of which they begin
 */
void tape_ticks_begin (TapeTicks *self, TapeEngine *engine, gint64 receive_time);

/**
 * tape_ticks_pass:
 * @receive_time: up to which they come. After more than seven days without any only the last does
 *
 * Returns: whether there was one
 */
gboolean tape_ticks_pass (TapeTicks *self, gint64 receive_time);

/**
 * tape_ticks_process:
 * @batch: (transfer none): of any kind
 *
 * Lets the engine process @batch, with the ticks that come between its trades.
 */
void tape_ticks_process (TapeTicks *self, TapeBatch *batch);

G_END_DECLS
