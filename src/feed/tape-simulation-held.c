/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The knobs: trades that come late, out of order or twice. The trades are the same whatever the knobs; what does not
 * come at its time waits in a heap for its receive time. */

#include "config.h"

#include "feed/tape-simulation-private.h"

#define OUT_OF_ORDER_MAX (5 * TAPE_SECOND)
#define LATE_MIN         (20 * TAPE_SECOND)
#define LATE_MAX         (5 * TAPE_MINUTE)
#define DUPLICATE_MAX    (2 * TAPE_SECOND)

static inline TapeTrade *
held_at (TapeSimulation *self, guint i)
{
  return &g_array_index (self->held, TapeTrade, i);
}

static gboolean
comes_before (const TapeTrade *a, const TapeTrade *b)
{
  return a->receive_time != b->receive_time ? a->receive_time < b->receive_time : a->id < b->id;
}

static void
swap (TapeTrade *a, TapeTrade *b)
{
  TapeTrade c = *a;

  *a = *b;
  *b = c;
}

static void
hold (TapeSimulation *self, const TapeTrade *trade, gint64 delay)
{
  guint i = self->held->len;

  g_array_append_vals (self->held, trade, 1);
  held_at (self, i)->receive_time += delay;
  for (; i > 0 && comes_before (held_at (self, i), held_at (self, (i - 1) / 2)); i = (i - 1) / 2)
    swap (held_at (self, i), held_at (self, (i - 1) / 2));
}

static void
deliver_first (TapeSimulation *self)
{
  guint i = 0, child = 1, n = self->held->len - 1;

  g_array_append_vals (self->trades, held_at (self, 0), 1);
  *held_at (self, 0) = *held_at (self, n);
  g_array_set_size (self->held, n);
  for (; child < n; child = 2 * i + 1)
    {
      if (child + 1 < n && comes_before (held_at (self, child + 1), held_at (self, child)))
        child++;
      if (!comes_before (held_at (self, child), held_at (self, i)))
        return;
      swap (held_at (self, child), held_at (self, i));
      i = child;
    }
}

void
tape_simulation_deliver_held (TapeSimulation *self, gint64 until)
{
  while (self->held->len > 0 && held_at (self, 0)->receive_time < until)
    deliver_first (self);
}

void
tape_simulation_deliver (TapeSimulation *self, TapeRandom *random, const TapeTrade *trade)
{
  const TapeSimulatorOptions *options = &self->options;
  gint64 delay = 0;

  if (options->late > 0 || options->duplicates > 0 || options->out_of_order > 0)
    {
      double chance = tape_random_unit (random);

      if (chance < options->late)
        delay = LATE_MIN + (gint64)tape_random_below (random, LATE_MAX - LATE_MIN);
      else if (chance < options->late + options->out_of_order)
        delay = 1 + (gint64)tape_random_below (random, OUT_OF_ORDER_MAX);
      if (tape_random_unit (random) < options->duplicates)
        hold (self, trade, delay + (gint64)tape_random_below (random, DUPLICATE_MAX));
    }

  tape_simulation_deliver_held (self, trade->receive_time);
  if (delay > 0)
    hold (self, trade, delay);
  else
    g_array_append_vals (self->trades, trade, 1);
}
