/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulator: hundreds of instruments whose prices move together. The same options give the same bytes on every
 * machine: its own generator, prices in whole ticks, no libm. Never mistaken for the market: its type says simulated. */

#pragma once

#include "feed/tape-feed.h"

G_BEGIN_DECLS

/**
 * TapeSimulatorOptions:
 * @seed: of everything random
 * @symbols: how many: of the instrument table the most traded companies first, made-up ones after its end; 0: all its
 *   companies
 * @trades_per_second: mean over a regular session, of all instruments together
 * @start: event time at which it starts
 * @trades: how many trades, 0: without end; duplicates come on top
 * @past: whether the past comes first: bars of the trading days of a year, bars of the minutes of a day of the most
 *   traded, trades of the six hours before @start, fewer and larger than those after it
 * @speed: times the clock; 0: as fast as it goes; at 1 it follows the clock, so that what a pause held up, or what
 *   happened between the stored position and @start, is caught up, thinly
 * @late: share of trades that come long after their time (20 s to 5 min)
 * @duplicates: share of trades that come twice
 * @out_of_order: share of trades that come up to 5 s after their time
 */
typedef struct
{
  guint64 seed;
  guint symbols;
  double trades_per_second;
  gint64 start;
  guint64 trades;
  gboolean past;
  double speed;
  double late;
  double duplicates;
  double out_of_order;
} TapeSimulatorOptions;

extern const TapeSimulatorOptions tape_simulator_defaults;

/**
 * tape_simulator_new:
 * @options: copied
 * @error: %TAPE_FEED_ERROR_OPTION with what is allowed
 *
 * Returns: (transfer full) (nullable): the feed
 */
TapeFeed *tape_simulator_new (TapeUniverse *universe, const TapeSimulatorOptions *options, GError **error);

G_END_DECLS
