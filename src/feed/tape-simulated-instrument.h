/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the simulator makes up about an instrument, from its symbol, currency and groups alone: the same for every seed.
 * Immutable once made. */

#pragma once

#include "base/tape-instruments.h"

G_BEGIN_DECLS

/* The market, a country, an industry, and up to so many technologies. */
#define TAPE_SIMULATED_TECHNOLOGIES 4
#define TAPE_SIMULATED_LOADS        (3 + TAPE_SIMULATED_TECHNOLOGIES)

/**
 * TapeSimulatedInstrument:
 * @base: price that it wanders about
 * @base_ticks: the same in ticks
 * @half_spread: half the distance of bid and ask, in ticks
 * @tick: numerator of the smallest step of its price
 * @unit: denominator, a power of ten: a price is a whole number times @tick, divided by @unit, hence a plain decimal
 * @lot: numerator of the smallest quantity
 * @lot_unit: denominator, a power of ten
 * @volatility: standard deviation of its own part of a day's growth
 * @loads: (array length=n_loads): standard deviation that each of its factors brings to a day's growth
 * @factors: (array length=n_loads): which factors
 * @prominence: the higher, the more it is traded
 */
typedef struct
{
  double base;
  double base_ticks;
  double half_spread;
  double tick;
  double unit;
  double lot;
  double lot_unit;
  double volatility;
  guint n_loads;
  double loads[TAPE_SIMULATED_LOADS];
  guint16 factors[TAPE_SIMULATED_LOADS];
  guint64 prominence;
} TapeSimulatedInstrument;

/* Factors are numbered as instruments name them first; the market is 0. */
typedef struct
{
  guint n_factors;
  guint16 slots[TAPE_N_GROUPINGS][256]; /* 0: not yet named */
} TapeSimulatedFactors;

/**
 * tape_simulated_factors_init:
 *
 * Holds the market alone.
 */
void tape_simulated_factors_init (TapeSimulatedFactors *self);

/**
 * tape_simulated_instrument_init:
 * @self: (out caller-allocates): to be filled
 * @factors: numbers of the factors; grows by those of @instrument
 */
void tape_simulated_instrument_init (TapeSimulatedInstrument *self,
                                     TapeSimulatedFactors *factors,
                                     const TapeInstrument *instrument);

G_END_DECLS
