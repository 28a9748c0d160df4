/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-totals.h"

#include <math.h>

void
tape_totals_start (TapeBarTotals *totals, guint32 instrument, guint32 length, gint64 start)
{
  *totals = (TapeBarTotals){
    .bar = { .start = start, .length = length, .instrument = instrument },
    .open_time = TAPE_NO_TIME,
    .close_time = TAPE_NO_TIME,
  };
}

TapeBar
tape_totals_sum_sides (const TapeBarTotals *totals)
{
  TapeBar bar = { .high = -INFINITY, .low = INFINITY };

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      const TapeTally *tally = &totals->sides[side];

      if (tally->count == 0)
        continue;
      bar.high = MAX (bar.high, tally->high);
      bar.low = MIN (bar.low, tally->low);
      bar.volume += tally->quantity;
      bar.turnover += tally->turnover;
      bar.count += (guint32)tally->count;
    }
  if (totals->sides[TAPE_SIDE_BUY].count > 0)
    bar.buys = totals->sides[TAPE_SIDE_BUY].quantity;
  if (totals->sides[TAPE_SIDE_SELL].count > 0)
    bar.sells = totals->sides[TAPE_SIDE_SELL].quantity;
  return bar;
}

static void
add_to_tally (TapeTally *tally, const TapeTrade *trade)
{
  double turnover = trade->price * trade->quantity;

  if (tally->count == 0)
    {
      *tally = (TapeTally){ 1, trade->quantity, turnover, trade->price, trade->price, trade->price };
      return;
    }
  tally->count++;
  tally->quantity += trade->quantity;
  tally->turnover += turnover;
  tally->sum += trade->price;
  tally->low = MIN (tally->low, trade->price);
  tally->high = MAX (tally->high, trade->price);
}

static void
start_prices (TapeBarTotals *totals, const TapeTrade *trade)
{
  totals->bar.open = totals->bar.high = totals->bar.low = totals->bar.close = trade->price;
  totals->open_time = totals->close_time = trade->event_time;
}

static void
add_to_prices (TapeBarTotals *totals, const TapeTrade *trade)
{
  TapeBar *bar = &totals->bar;

  bar->high = MAX (bar->high, trade->price);
  bar->low = MIN (bar->low, trade->price);
  if (trade->event_time >= totals->close_time)
    {
      totals->close_time = trade->event_time;
      bar->close = trade->price;
    }
  if (trade->event_time < totals->open_time)
    {
      totals->open_time = trade->event_time;
      bar->open = trade->price;
    }
}

static gboolean
in_session (const TapeDay *day, gint64 time)
{
  return day != NULL && day->open != TAPE_NO_TIME && time >= day->open && time < day->close;
}

void
tape_totals_add (TapeBarTotals *totals, const TapeDay *day, const TapeTrade *trade)
{
  TapeBar *bar = &totals->bar;
  gboolean first = bar->count == 0;
  gboolean had_session = !first && in_session (day, totals->open_time);
  gboolean has_session = in_session (day, trade->event_time);
  TapeBar sums;

  if (first || (has_session && !had_session))
    start_prices (totals, trade);
  else if (has_session == had_session)
    add_to_prices (totals, trade);

  add_to_tally (&totals->sides[trade->side], trade);
  sums = tape_totals_sum_sides (totals);
  bar->volume = sums.volume;
  bar->turnover = sums.turnover;
  bar->buys = sums.buys;
  bar->sells = sums.sells;
  bar->count = sums.count;
}
