/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A pane is what is known of the trades in a span of event time: the parts of which every window is made. Adding a trade
 * costs a few nanoseconds; two panes merge into one of both. Plain data, owned by whoever holds it. */

#pragma once

#include "base/tape-event.h"

G_BEGIN_DECLS

/**
 * TapePane:
 * @open_time: event time of the open
 * @close_time: event time of the close
 * @open: price of the earliest trade by event time, ties by arrival
 * @high: highest price
 * @low: lowest price
 * @close: price of the latest trade by event time, ties by arrival
 * @shift: price that @sum and @squares are counted from, so that they keep their digits at any price
 * @sum: Σ (price − shift)
 * @squares: Σ (price − shift)²
 * @turnover: Σ price · quantity
 * @quantity: Σ quantity, by #TapeSide
 * @count: trades; all else means nothing where it is 0
 */
typedef struct
{
  gint64 open_time;
  gint64 close_time;
  double open;
  double high;
  double low;
  double close;
  double shift;
  double sum;
  double squares;
  double turnover;
  double quantity[TAPE_N_SIDES];
  guint64 count;
} TapePane;

/**
 * tape_pane_add:
 * @trade: the next trade in order of arrival
 */
static inline void
tape_pane_add (TapePane *self, const TapeTrade *trade)
{
  double price = trade->price;
  double distance;

  if (self->count++ == 0)
    {
      self->open_time = self->close_time = trade->event_time;
      self->open = self->high = self->low = self->close = self->shift = price;
    }
  else
    {
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
      self->high = MAX (self->high, price);
      self->low = MIN (self->low, price);
    }
  distance = price - self->shift;
  self->sum += distance;
  self->squares += distance * distance;
  self->turnover += price * trade->quantity;
  self->quantity[trade->side] += trade->quantity;
}

/**
 * tape_pane_merge:
 * @other: a pane of other trades, of a span that does not overlap
 */
void tape_pane_merge (TapePane *self, const TapePane *other);

/**
 * tape_pane_volume:
 *
 * Returns: Σ quantity
 */
static inline double
tape_pane_volume (const TapePane *self)
{
  return self->quantity[TAPE_SIDE_UNKNOWN] + self->quantity[TAPE_SIDE_BUY] + self->quantity[TAPE_SIDE_SELL];
}

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
