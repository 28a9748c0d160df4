/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The market that the simulator shows, as a pure function: from instruments and options to events, block by block. It
 * knows no thread and no clock. Its state before a block is a few plain bytes, from which the stream goes on as if it
 * had never been interrupted. Whoever holds it uses it, one thread at a time.
 *
 * Prices: the logarithm of each is the sum of what the market, its country, its industry and its technologies do, and of
 * a part of its own, which moves with each trade, so that it is wilder where more is traded (P. K. Clark, "A subordinated
 * stochastic process model", Econometrica 41, 1973). Trades: bursts arrive at random, and each trade of one may excite
 * another (A. G. Hawkes, D. Oakes, "A cluster process representation of a self-exciting process", J. Appl. Prob. 11,
 * 1974); a burst has one side, and pushes the price that way. */

#pragma once

#include "base/tape-event.h"
#include "base/tape-instruments.h"
#include "feed/tape-simulator.h"

G_BEGIN_DECLS

typedef struct _TapeSimulation TapeSimulation;

/**
 * TapeSimulationBlock:
 * @trades: (array length=n_trades): in order of delivery, which is their receive time; the instrument is an index into
 *   what the simulation was made of, the source 0
 * @bars: (array length=n_bars): in order of start, days before minutes; there are either trades or bars
 * @state: (transfer none): see tape_simulation_restore()
 *
 * The next events. All of it is valid until the next call.
 */
typedef struct
{
  const TapeTrade *trades;
  guint n_trades;
  const TapeBar *bars;
  guint n_bars;
  GBytes *state;
} TapeSimulationBlock;

/**
 * tape_simulation_new:
 * @instruments: (array length=n_instruments): what is traded; not kept
 * @n_instruments: > 0
 * @options: valid ones, copied; @speed means nothing here
 */
TapeSimulation *tape_simulation_new (const TapeInstrument *const *instruments,
                                     guint n_instruments,
                                     const TapeSimulatorOptions *options);
void tape_simulation_free (TapeSimulation *self);

/**
 * tape_simulation_next:
 * @block: (out caller-allocates): the next events; there may be none in it
 *
 * Returns: %FALSE once there are no more
 */
gboolean tape_simulation_next (TapeSimulation *self, TapeSimulationBlock *block);

/**
 * tape_simulation_restore:
 * @state: of a block of a simulation with the same instruments and options, but for the start
 *
 * Goes to just before that block.
 *
 * Returns: whether @state is such; if not, nothing was changed
 */
gboolean tape_simulation_restore (TapeSimulation *self, GBytes *state);

/**
 * tape_simulation_is_state:
 *
 * Returns: whether tape_simulation_restore() would take @state
 */
gboolean tape_simulation_is_state (TapeSimulation *self, GBytes *state);

/**
 * tape_simulation_get_offset:
 *
 * Returns: how many events came before the next block
 */
guint64 tape_simulation_get_offset (TapeSimulation *self);

/**
 * tape_simulation_get_trades:
 *
 * Returns: how many trades it has made, duplicates not counted
 */
guint64 tape_simulation_get_trades (TapeSimulation *self);

/**
 * tape_simulation_catch_up:
 * @time: event time
 *
 * Makes the stream thin up to @time, from the next block on, as it is in the past; more than six hours are left out,
 * the prices carried over. Does nothing if the next block is not before @time.
 */
void tape_simulation_catch_up (TapeSimulation *self, gint64 time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeSimulation, tape_simulation_free)

G_END_DECLS
