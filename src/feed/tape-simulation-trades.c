/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trades of a block: when they come, of what, at what price. */

#include "config.h"

#include "feed/tape-simulation-private.h"

/* A trade of a burst excites another with this chance: it has two in the mean. */
#define EXCITES    0.5
#define BURST_MEAN (1 / (1 - EXCITES))

/* One burst in so many is news, and pushes so much harder. */
#define NEWS_ONE_IN 1024
#define NEWS_SIZE   12

/* Of 65536 trades, so many do not say who took. */
#define UNKNOWN_SIDES (65536 / 50)

/* A block is cut into so many steps of the factors. */
#define FACTOR_STEPS 60

/* What all trades of a block share. */
typedef struct
{
  gint64 length;
  double thinning; /* one trade stands for so many */
  double push;     /* times the step of an instrument */
  double root_days;
  double keep;
  guint step; /* of the factors */
  TapeRandom factors;
  TapeRandom prices;
  TapeRandom knobs;
} Block;

/* Short enough to hold some ten thousand trades, long enough for bursts to be within one. */
static gint64
block_length (double rate)
{
  return rate <= 1000 ? TAPE_MINUTE : rate <= 60000 ? TAPE_SECOND : 10 * TAPE_MILLISECOND;
}

/* Most fall on the popular, by their rank; see EQUAL_SHARE in tape-simulation.c. */
static guint32
choose_instrument (TapeSimulation *self, TapeRandom *random)
{
  guint64 r = tape_random_next (random);

  if ((r & 0xffff) < (guint64)(TAPE_SIMULATION_EQUAL_SHARE * 65536))
    return (guint32)(((r >> 32) * self->n_instruments) >> 32);
  return self->popular[(r >> 32) % TAPE_SIMULATION_POPULAR];
}

static void
add_key (TapeSimulation *self, double time, guint burst)
{
  guint64 key = (guint64)time << 32 | burst;

  g_array_append_val (self->keys, key);
}

/* Bursts at random times, as many as if all exchanges were as active as the most active one, thinned for the others; a
 * burst ends with the block. */
static void
make_bursts (TapeSimulation *self, gint64 length, double rate)
{
  double most = tape_simulation_update_activity (self, self->time);
  double gap = TAPE_SECOND * BURST_MEAN / (rate * most);
  double reaction = (double)length / 200;
  double time = 0;
  TapeRandom random;

  tape_simulation_random (self, &random, TAPE_STREAM_ARRIVALS, self->time);
  g_array_set_size (self->bursts, 0);
  g_array_set_size (self->keys, 0);

  while ((time += gap * tape_random_exponential (&random)) < (double)length)
    {
      TapeSimulationBurst burst = { .instrument = choose_instrument (self, &random) };
      double activity = self->exchanges[self->exchange_of[burst.instrument]].activity;
      guint64 r = tape_random_next (&random);
      double next = time;

      if ((double)(r & 0xffff) >= activity / most * 65536)
        continue;
      burst.size = (r >> 32) % NEWS_ONE_IN == 0 ? NEWS_SIZE : 1;
      g_array_append_val (self->bursts, burst);
      do
        add_key (self, next, self->bursts->len - 1);
      while (tape_random_unit (&random) < EXCITES
             && (next += reaction * tape_random_exponential (&random)) < (double)length);
    }
}

/* By time, stable: three passes of nine bits over the 26 of a minute. */
static void
sort_keys (TapeSimulation *self)
{
  guint counts[3][512] = { 0 };
  guint n = self->keys->len;
  guint64 *from, *to;

  g_array_set_size (self->sorted, n);
  from = (guint64 *)(gpointer)self->keys->data;
  to = (guint64 *)(gpointer)self->sorted->data;
  for (guint i = 0; i < n; i++)
    for (guint pass = 0; pass < 3; pass++)
      counts[pass][from[i] >> (32 + 9 * pass) & 511]++;

  for (guint pass = 0; pass < 3; pass++)
    {
      guint sum = 0;
      guint64 *swap = from;

      for (guint digit = 0; digit < 512; digit++)
        {
          guint count = counts[pass][digit];

          counts[pass][digit] = sum;
          sum += count;
        }
      for (guint i = 0; i < n; i++)
        to[counts[pass][from[i] >> (32 + 9 * pass) & 511]++] = from[i];
      from = to;
      to = swap;
    }
}

/* Who takes follows what the price did since the last trade. */
static gint8
choose_direction (double level, double last, guint64 r)
{
  guint64 buys_in_four = last == 0 || level == last ? 2 : level > last ? 3 : 1;

  return (r & 3) < buys_in_four ? 1 : -1;
}

static void
make_trade (TapeSimulation *self, Block *block, gint64 time, TapeSimulationBurst *burst)
{
  guint i = burst->instrument;
  const TapeSimulatedInstrument *it = &self->instruments[i];
  guint64 r = tape_random_next (&block->prices);
  double level = tape_simulation_level (self, i);
  double bell = tape_random_bell (&block->prices);
  double push, own = self->own[i];
  TapeTrade trade = { .event_time = time, .receive_time = time, .instrument = i, .flags = TAPE_TRADE_HAS_ID };

  if (burst->direction == 0)
    burst->direction = choose_direction (level, self->last[i], r);
  push = self->steps[i] * block->push * burst->size * (bell < 0 ? -bell : bell) * burst->direction;
  self->own[i] = own * tape_simulation_keep (self->trade_days[i] * block->thinning) + push;
  level += self->own[i] - own;
  self->last[i] = level;

  trade.price
      = tape_simulation_price (it, it->base_ticks * tape_random_exp (level) + it->half_spread * burst->direction);
  trade.quantity = (double)(gint64)(self->lots[r >> 2 & 1023] * block->thinning + 0.5) * it->lot / it->lot_unit;
  trade.side = (r >> 16 & 0xffff) < UNKNOWN_SIDES ? TAPE_SIDE_UNKNOWN
               : burst->direction > 0             ? TAPE_SIDE_BUY
                                                  : TAPE_SIDE_SELL;
  trade.id = ++self->n_trades;
  tape_simulation_deliver (self, &block->knobs, &trade);
}

static void
move_factors_until (TapeSimulation *self, Block *block, guint step)
{
  for (; block->step < step; block->step++)
    tape_simulation_move_factors (self, &block->factors, block->root_days, block->keep);
}

static void
make_trades (TapeSimulation *self, Block *block)
{
  const guint64 *keys = (const guint64 *)(gconstpointer)self->sorted->data;
  TapeSimulationBurst *bursts = (TapeSimulationBurst *)(gpointer)self->bursts->data;

  for (guint i = 0; i < self->sorted->len; i++)
    {
      gint64 time = (gint64)(keys[i] >> 32);

      move_factors_until (self, block, (guint)(time * FACTOR_STEPS / block->length));
      make_trade (self, block, self->time + time, &bursts[keys[i] & G_MAXUINT32]);
      if (self->n_trades == self->options.trades)
        return;
    }
  move_factors_until (self, block, FACTOR_STEPS);
}

void
tape_simulation_make_block (TapeSimulation *self)
{
  double full = self->options.trades_per_second;
  double thin = MIN (full, (double)TAPE_SIMULATION_THIN_TRADES * TAPE_SECOND / TAPE_SIMULATION_THIN_SPAN);
  double rate = self->time < self->dense_from ? thin : full;
  Block block = { .length = block_length (rate), .thinning = full / rate };
  double days = (double)block.length / FACTOR_STEPS / TAPE_DAY;

  block.push = tape_random_root (block.thinning);
  block.root_days = tape_random_root (days);
  block.keep = tape_simulation_keep (days);
  tape_simulation_random (self, &block.factors, TAPE_STREAM_FACTORS, self->time);
  tape_simulation_random (self, &block.prices, TAPE_STREAM_PRICES, self->time);
  tape_simulation_random (self, &block.knobs, TAPE_STREAM_KNOBS, self->time);
  memset (self->last, 0, self->n_instruments * sizeof *self->last);
  g_array_set_size (self->trades, 0);

  make_bursts (self, block.length, rate);
  sort_keys (self);
  make_trades (self, &block);
  self->time += block.length;
  tape_simulation_deliver_held (self, self->n_trades == self->options.trades ? G_MAXINT64 : self->time);
}
