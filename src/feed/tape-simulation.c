/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-simulation-private.h"

/* What does not fall on all instruments equally falls on each by its rank: 1 / (rank + offset). */
#define RANK_OFFSET 4

/* Activity outside of a session, of which 1 is the mean, and of a whole day in the mean. */
#define ACTIVITY_OUTSIDE 0.5
#define ACTIVITY_MEAN    0.65

/* A day's trades, in bursts with one side each, move a price by so many times the square of one's step: the variance of
 * a burst of trades that all push the same way, and of the few that are news. */
#define STEPS_SQUARED 2.6

void
tape_simulation_random (TapeSimulation *self, TapeRandom *random, TapeStream stream, gint64 time)
{
  tape_random_init (random, self->options.seed, (guint64)time * TAPE_N_STREAMS + stream);
}

/* Making it. */

static int
by_prominence (gconstpointer a, gconstpointer b, gpointer data)
{
  const TapeSimulatedInstrument *instruments = data;
  guint32 i = *(const guint32 *)a, j = *(const guint32 *)b;

  if (instruments[i].prominence != instruments[j].prominence)
    return instruments[i].prominence > instruments[j].prominence ? -1 : 1;
  return i < j ? -1 : i > j;
}

/* By rank the chance falls as 1 / (rank + offset), whose distribution function is a logarithm: slots of equal chance lie
 * at the powers of its base. */
static void
rank_instruments (TapeSimulation *self)
{
  guint n = self->n_instruments;
  double span = tape_random_log ((n + RANK_OFFSET) / (double)RANK_OFFSET);

  self->ranking = g_new (guint32, n);
  self->popular = g_new (guint32, TAPE_SIMULATION_POPULAR);
  self->weights = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      self->ranking[i] = i;
      self->weights[i] = TAPE_SIMULATION_EQUAL_SHARE / n;
    }
  g_qsort_with_data (self->ranking, (int)n, sizeof *self->ranking, by_prominence, self->instruments);

  for (guint i = 0; i < TAPE_SIMULATION_POPULAR; i++)
    {
      double rank = RANK_OFFSET * (tape_random_exp (span * i / TAPE_SIMULATION_POPULAR) - 1);

      self->popular[i] = self->ranking[MIN ((guint)rank, n - 1)];
      self->weights[self->popular[i]] += (1 - TAPE_SIMULATION_EQUAL_SHARE) / TAPE_SIMULATION_POPULAR;
    }
}

static guint8
find_exchange (TapeSimulation *self, const TapeExchange *exchange)
{
  guint i = 0;

  while (i < self->n_exchanges && self->exchanges[i].exchange != exchange)
    i++;
  if (i == self->n_exchanges)
    {
      g_assert (i < G_N_ELEMENTS (self->exchanges));
      self->exchanges[self->n_exchanges++].exchange = exchange;
    }
  return (guint8)i;
}

/* How far a trade pushes each price: so that a day's trades together make a day's volatility. */
static void
choose_steps (TapeSimulation *self)
{
  self->steps = g_new (double, self->n_instruments);
  self->trade_days = g_new (double, self->n_instruments);
  for (guint i = 0; i < self->n_instruments; i++)
    {
      double trades = MAX (self->options.trades_per_second * self->weights[i] * 86400 * ACTIVITY_MEAN, 1);

      self->trade_days[i] = 1 / trades;
      self->steps[i] = self->instruments[i].volatility * tape_random_root (1 / (STEPS_SQUARED * trades));
    }
}

/* Sizes have a heavy tail: the chance of more than n lots falls as n to the power -1.4. */
static void
choose_lots (TapeSimulation *self)
{
  guint n = G_N_ELEMENTS (self->lots);

  for (guint i = 0; i < n; i++)
    {
      double log = -tape_random_log ((n - i - 0.5) / n);

      self->lots[i] = (double)(gint64)tape_random_exp (log / 1.4);
      self->mean_lots += self->lots[i] / n;
    }
}

TapeSimulation *
tape_simulation_new (const TapeInstrument *const *instruments, guint n_instruments, const TapeSimulatorOptions *options)
{
  TapeSimulation *self = g_new0 (TapeSimulation, 1);
  TapeSimulatedFactors factors;

  self->options = *options;
  self->n_instruments = n_instruments;
  self->instruments = g_new (TapeSimulatedInstrument, n_instruments);
  self->exchange_of = g_new (guint8, n_instruments);
  tape_simulated_factors_init (&factors);
  for (guint i = 0; i < n_instruments; i++)
    {
      tape_simulated_instrument_init (&self->instruments[i], &factors, instruments[i]);
      self->exchange_of[i] = find_exchange (self, instruments[i]->exchange);
    }
  rank_instruments (self);
  choose_steps (self);
  choose_lots (self);

  self->n_factors = factors.n_factors;
  self->factors = g_new0 (double, self->n_factors);
  self->own = g_new0 (double, n_instruments);
  self->last = g_new0 (double, n_instruments);
  self->held = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  self->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  self->bursts = g_array_new (FALSE, FALSE, sizeof (TapeSimulationBurst));
  self->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->sorted = g_array_new (FALSE, FALSE, sizeof (guint64));
  tape_simulation_begin (self, options->start);
  return self;
}

void
tape_simulation_begin (TapeSimulation *self, gint64 start)
{
  self->start = start;
  self->dense_from = start;
  self->time = self->options.past ? start - TAPE_SIMULATION_THIN_SPAN : start;
  self->offset = 0;
  self->n_trades = 0;
  memset (self->factors, 0, self->n_factors * sizeof *self->factors);
  memset (self->own, 0, self->n_instruments * sizeof *self->own);
  g_array_set_size (self->held, 0);
  g_clear_pointer (&self->past, tape_simulation_past_free);
  if (self->options.past)
    self->past = tape_simulation_past_new (self);
}

void
tape_simulation_free (TapeSimulation *self)
{
  g_clear_pointer (&self->past, tape_simulation_past_free);
  g_clear_pointer (&self->block_state, g_bytes_unref);
  g_array_unref (self->held);
  g_array_unref (self->trades);
  g_array_unref (self->bursts);
  g_array_unref (self->keys);
  g_array_unref (self->sorted);
  g_free (self->instruments);
  g_free (self->exchange_of);
  g_free (self->weights);
  g_free (self->steps);
  g_free (self->trade_days);
  g_free (self->ranking);
  g_free (self->popular);
  g_free (self->factors);
  g_free (self->own);
  g_free (self->last);
  g_free (self);
}

/* The shape of the day: a session is liveliest at its edges; of u from -1 to 1 the mean is 1. */
static double
session_activity (const TapeDay *day, gint64 time)
{
  double u, u2;

  if (day->open == TAPE_NO_TIME || time < day->open || time >= day->close)
    return ACTIVITY_OUTSIDE;
  u = 2 * (double)(time - day->open) / (double)(day->close - day->open) - 1;
  u2 = u * u;
  return 0.65 + 0.6 * u2 + 0.75 * u2 * u2;
}

double
tape_simulation_update_activity (TapeSimulation *self, gint64 time)
{
  double most = 0;

  for (guint i = 0; i < self->n_exchanges; i++)
    {
      TapeSimulationExchange *exchange = &self->exchanges[i];

      if (time < exchange->day.start || time >= exchange->day.end)
        tape_exchange_get_day (exchange->exchange, time, &exchange->day);
      exchange->activity = session_activity (&exchange->day, time);
      most = MAX (most, exchange->activity);
    }
  return most;
}

/* Prices. */

void
tape_simulation_move_factors (TapeSimulation *self, TapeRandom *random, double root_days, double keep)
{
  for (guint i = 0; i < self->n_factors; i++)
    self->factors[i] = self->factors[i] * keep + root_days * tape_random_bell (random);
}

/* The stream. */

gboolean
tape_simulation_next (TapeSimulation *self, TapeSimulationBlock *block)
{
  memset (block, 0, sizeof *block);
  if (self->past != NULL && tape_simulation_past_next (self, block))
    {
      self->offset += block->n_bars;
      return TRUE;
    }
  if (self->options.trades != 0 && self->n_trades == self->options.trades)
    return FALSE;

  g_clear_pointer (&self->block_state, g_bytes_unref);
  self->block_state = tape_simulation_save (self);
  tape_simulation_make_block (self);
  block->trades = (const TapeTrade *)(gconstpointer)self->trades->data;
  block->n_trades = self->trades->len;
  block->state = self->block_state;
  self->offset += block->n_trades;
  return TRUE;
}

guint64
tape_simulation_get_offset (TapeSimulation *self)
{
  return self->offset;
}

guint64
tape_simulation_get_trades (TapeSimulation *self)
{
  return self->n_trades;
}

void
tape_simulation_catch_up (TapeSimulation *self, gint64 time)
{
  if (time <= MAX (self->time, self->dense_from))
    return;
  self->time = MAX (self->time, time - TAPE_SIMULATION_THIN_SPAN);
  self->dense_from = time;
}
