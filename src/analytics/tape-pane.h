/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pane is what is known of the trades in a span of event time: the parts of which every window is made. Adding a trade
 * costs a few nanoseconds; two panes merge into one of both. Plain data, owned by whoever holds it. */

#pragma once

#include <math.h>

#include "base/tape-event.h"

G_BEGIN_DECLS

/**
 * TapePane:
 * @open_time: event time of the open
 * @close_time: event time of the close
 * @open: price of the earliest trade by event time, ties by arrival
 * @close: price of the latest trade by event time, ties by arrival
 * @shift: price that sums are counted from, so that they keep their digits at any price
 * @squares: Σ (price − shift)²
 * @sides: by #TapeSide; their @sum is Σ (price − shift)
 *
 * All but the counts means nothing where there is no trade.
 */
typedef struct
{
  gint64 open_time;
  gint64 close_time;
  double open;
  double close;
  double shift;
  double squares;
  TapeTally sides[TAPE_N_SIDES];
} TapePane;

static inline guint64
tape_pane_count (const TapePane *self)
{
  return self->sides[TAPE_SIDE_UNKNOWN].count + self->sides[TAPE_SIDE_BUY].count + self->sides[TAPE_SIDE_SELL].count;
}

/**
 * tape_pane_add:
 * @trade: the next trade in order of arrival, of a pane that has one
 */
static inline void
tape_pane_add (TapePane *self, const TapeTrade *trade)
{
  TapeTally *tally = &self->sides[trade->side];
  double price = trade->price;
  double distance = price - self->shift;

  if (trade->event_time >= self->close_time)
    {
      self->close_time = trade->event_time;
      self->close = price;
    }
  else if (trade->event_time < self->open_time)
    {
      self->open_time = trade->event_time;
      self->open = price;
    }
  self->squares += distance * distance;
  tally->count++;
  tally->quantity += trade->quantity;
  tally->turnover += price * trade->quantity;
  tally->sum += distance;
  tally->low = MIN (tally->low, price);
  tally->high = MAX (tally->high, price);
}

/**
 * tape_pane_start:
 * @trade: the first
 *
 * Makes a pane of one trade of whatever @self was. Its sides are such that more can be added without a look at whether
 * they have one.
 */
static inline void
tape_pane_start (TapePane *self, const TapeTrade *trade)
{
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      TapeTally *tally = &self->sides[side];

      tally->count = 0;
      tally->quantity = tally->turnover = tally->sum = 0;
      tally->low = INFINITY;
      tally->high = -INFINITY;
    }
  self->open_time = self->close_time = trade->event_time;
  self->open = self->close = self->shift = trade->price;
  self->squares = 0;
  tape_pane_add (self, trade);
}

/* Adds to a pane that may be empty. */
static inline void
tape_pane_take (TapePane *self, const TapeTrade *trade)
{
  if (tape_pane_count (self) == 0)
    tape_pane_start (self, trade);
  else
    tape_pane_add (self, trade);
}

/**
 * tape_pane_merge:
 * @other: a pane of other trades, of a span that does not overlap
 */
void tape_pane_merge (TapePane *self, const TapePane *other);

/**
 * tape_pane_volume:
 *
 * Returns: Σ quantity; 0 for none, as the turnover
 */
double tape_pane_volume (const TapePane *self);
double tape_pane_turnover (const TapePane *self);

/**
 * tape_pane_high:
 *
 * Returns: the highest price; NaN for none
 */
double tape_pane_high (const TapePane *self);
double tape_pane_low (const TapePane *self);

/**
 * tape_pane_tally:
 *
 * Returns: its trades of one side, their sum that of the prices
 */
TapeTally tape_pane_tally (const TapePane *self, TapeSide side);

/**
 * tape_pane_to_bar:
 * @start: event time at which the bar starts
 * @length: of the bar, as in #TapeBar
 * @totals: (out caller-allocates): the pane, which has a trade, as a bar
 */
void tape_pane_to_bar (
    const TapePane *self, gint64 start, guint32 length, guint32 instrument, guint32 revision, TapeBarTotals *totals);

/**
 * tape_pane_mean:
 *
 * Returns: plain mean of the prices over the trades; NaN for none
 */
double tape_pane_mean (const TapePane *self);

/**
 * tape_pane_stddev:
 *
 * Returns: population standard deviation of the prices; NaN for none
 */
double tape_pane_stddev (const TapePane *self);

/**
 * tape_pane_vwap:
 *
 * Returns: Σ price · quantity / Σ quantity; NaN where nothing was traded
 */
double tape_pane_vwap (const TapePane *self);

G_END_DECLS
