/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the simulation's files share. */

#pragma once

#include "feed/tape-random.h"
#include "feed/tape-simulated-instrument.h"
#include "feed/tape-simulation.h"

G_BEGIN_DECLS

/* What comes before the start, and what is caught up, is told by so many trades at most, over so long. */
#define TAPE_SIMULATION_THIN_TRADES 300000
#define TAPE_SIMULATION_THIN_SPAN   (6 * TAPE_HOUR)

/* Shares, of all trades, that fall on all instruments equally; the rest goes by rank, by a table of so many slots. */
#define TAPE_SIMULATION_EQUAL_SHARE 0.4
#define TAPE_SIMULATION_POPULAR     4096

/* Random numbers for different uses do not mix, so that the one does not change when the other does. */
typedef enum
{
  TAPE_STREAM_ARRIVALS,
  TAPE_STREAM_FACTORS,
  TAPE_STREAM_PRICES,
  TAPE_STREAM_KNOBS,
  TAPE_STREAM_PAST,
  TAPE_N_STREAMS
} TapeStream;

typedef struct
{
  const TapeExchange *exchange;
  TapeDay day;
  double activity; /* times the mean of a regular session */
} TapeSimulationExchange;

typedef struct
{
  guint32 instrument;
  gint8 direction; /* 1 buys, -1 sells, 0 not yet decided */
  guint8 size;
} TapeSimulationBurst;

typedef struct _TapeSimulationPast TapeSimulationPast;

struct _TapeSimulation
{
  TapeSimulatorOptions options;

  guint n_instruments;
  TapeSimulatedInstrument *instruments;
  guint8 *exchange_of; /* index into exchanges */
  double *weights;     /* share of all trades, while all exchanges are equally active */
  double *steps;       /* how far a trade pushes the price */
  double *trade_days;  /* days from one trade to the next */
  guint32 *ranking;    /* the most traded first */
  guint32 *popular;    /* slots of equal chance */
  guint n_exchanges;
  TapeSimulationExchange exchanges[64];
  double lots[1024]; /* quantiles of the size of trades */
  double mean_lots;

  /* The state. */
  gint64 start;      /* of the first run */
  gint64 time;       /* start of the next block */
  gint64 dense_from; /* before it, blocks are thin */
  guint64 offset;    /* events delivered before the next block */
  guint64 n_trades;  /* trades made before the next block */
  guint n_factors;
  double *factors;          /* unit: standard deviations of a day */
  double *own;              /* each instrument's own deviation from its base */
  GArray *held;             /* TapeTrade, a heap by receive time, then id: made, to be delivered later */
  TapeSimulationPast *past; /* while bars of the past are still to come */

  /* Of the block. */
  GBytes *block_state;
  GArray *trades; /* TapeTrade */
  GArray *bursts; /* TapeSimulationBurst */
  GArray *keys;   /* guint64: time in the block, burst */
  GArray *sorted; /* guint64: room for sorting */
  double *last;   /* where each instrument was at its last trade in the block; 0: none yet */
};

/* A stream of random numbers that depends on seed, use and time only. */
void tape_simulation_random (TapeSimulation *self, TapeRandom *random, TapeStream stream, gint64 time);

/* How active each exchange is at @time; returns the highest. */
double tape_simulation_update_activity (TapeSimulation *self, gint64 time);

/* Moves all factors by a step of the square of @root_days. */
void tape_simulation_move_factors (TapeSimulation *self, TapeRandom *random, double root_days, double keep);

/* What is left of a deviation after some days: all goes back to the middle in about a year. */
static inline double
tape_simulation_keep (double days)
{
  return 1 - MIN (days * (1 / 250.0), 0.01);
}

/* Where an instrument is: the logarithm of its price over its base. */
static inline double
tape_simulation_level (const TapeSimulation *self, guint instrument)
{
  const TapeSimulatedInstrument *it = &self->instruments[instrument];
  double level = self->own[instrument];

  for (guint i = 0; i < it->n_loads; i++)
    level += it->loads[i] * self->factors[it->factors[i]];
  return level;
}

/* The nearest whole tick to a price in ticks. */
static inline double
tape_simulation_price (const TapeSimulatedInstrument *it, double ticks)
{
  gint64 whole = (gint64)(ticks + 0.5);

  return (double)MAX (whole, 1) * it->tick / it->unit;
}

/* Fills the block's trades and moves the state to its end. */
void tape_simulation_make_block (TapeSimulation *self);

/* Trades made that are delivered later: the knobs. */
void tape_simulation_deliver (TapeSimulation *self, TapeRandom *random, const TapeTrade *trade);
void tape_simulation_deliver_held (TapeSimulation *self, gint64 until);

/* The past as bars. */
TapeSimulationPast *tape_simulation_past_new (TapeSimulation *self);
void tape_simulation_past_free (TapeSimulationPast *past);
gboolean tape_simulation_past_next (TapeSimulation *self, TapeSimulationBlock *block);

/* The state as bytes. */
GBytes *tape_simulation_save (TapeSimulation *self);

/* Goes to where a simulation begins that was started at @start. */
void tape_simulation_begin (TapeSimulation *self, gint64 start);

G_END_DECLS
