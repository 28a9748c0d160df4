/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tape-trading-day.h"

#include <math.h>
#include <string.h>

/* Field by field: what lies between them is stored too. */
static void
start_day (TapeTradingDay *day, const TapeDay *bounds)
{
  memset (day, 0, sizeof *day);
  day->bounds.date = bounds->date;
  day->bounds.start = bounds->start;
  day->bounds.end = bounds->end;
  day->bounds.open = bounds->open;
  day->bounds.close = bounds->close;
  for (guint i = 0; i < TAPE_SPARK_POINTS; i++)
    day->spark[i] = NAN;
}

void
tape_days_init (TapeDays *self, gpointer memory, guint room)
{
  *self = (TapeDays){ .days = memory, .room = room, .borrowed = TRUE };
}

static void
grow (TapeDays *self)
{
  TapeTradingDay *days = g_new (TapeTradingDay, self->room * 2);

  memcpy (days, self->days, self->n * sizeof *days);
  if (!self->borrowed)
    g_free (self->days);
  self->days = days;
  self->room *= 2;
  self->borrowed = FALSE;
}

TapeTradingDay *
tape_days_ensure (TapeDays *self, const TapeDay *bounds, gboolean *created)
{
  guint at = self->n;

  while (at > 0 && self->days[at - 1].bounds.start > bounds->start)
    at--;
  *created = at == 0 || self->days[at - 1].bounds.start != bounds->start;
  if (!*created)
    return &self->days[at - 1];
  if (self->n == self->room)
    grow (self);
  memmove (&self->days[at + 1], &self->days[at], (self->n - at) * sizeof *self->days);
  self->n++;
  start_day (&self->days[at], bounds);
  return &self->days[at];
}

double
tape_trading_day_close (const TapeTradingDay *self)
{
  const TapePane *prices = tape_trading_day_prices (self);

  if (prices != NULL)
    return prices->close;
  return self->bar.length != 0 ? self->bar.close : NAN;
}

double
tape_days_previous_close (const TapeDays *self, guint i, gint32 *date)
{
  while (i-- > 0)
    {
      const TapeTradingDay *day = tape_days_get (self, i);
      double close = tape_trading_day_close (day);

      if (!isnan (close))
        {
          *date = day->bounds.date;
          return close;
        }
    }
  return NAN;
}

void
tape_days_prune (TapeDays *self,
                 gint64 before,
                 void (*removed) (const TapeTradingDay *day, gpointer data),
                 gpointer data)
{
  guint n = tape_days_count (self);
  guint keep = n;
  guint first = 0;
  guint n_removed = 0;

  if (n < 3)
    return;

  /* What may change and the newest stay, and the latest before them with a close. */
  while (first < n - 1 && tape_days_get (self, first)->bounds.end <= before)
    first++;
  for (guint i = first; i-- > 0 && keep == n;)
    if (!isnan (tape_trading_day_close (tape_days_get (self, i))))
      keep = i;
  while (n_removed < MIN (keep, n - 1) && tape_days_get (self, n_removed)->bounds.end <= before)
    removed (tape_days_get (self, n_removed++), data);
  if (n_removed > 0)
    {
      self->n -= n_removed;
      memmove (self->days, self->days + n_removed, self->n * sizeof *self->days);
    }
}

void
tape_days_clear (TapeDays *self)
{
  if (!self->borrowed)
    g_free (self->days);
  *self = (TapeDays){ .days = NULL };
}

/* A late price is not the last of its part. */
static void
add_spark (TapeTradingDay *self, gint64 time, double price)
{
  gint64 part = (time - self->bounds.open) * TAPE_SPARK_POINTS / (self->bounds.close - self->bounds.open);

  if (isnan (self->spark[part]) || time >= self->session.close_time)
    self->spark[part] = (float)price;
}

void
tape_trading_day_add (TapeTradingDay *self, const TapeTrade *trade)
{
  if (tape_trading_day_is_session (&self->bounds, trade->event_time))
    {
      tape_pane_take (&self->session, trade);
      add_spark (self, trade->event_time, trade->price);
    }
  else
    tape_pane_take (&self->outside, trade);
}

void
tape_trading_day_add_minute (TapeTradingDay *self, gint64 start, const TapePane *pane)
{
  if (tape_trading_day_is_session (&self->bounds, start))
    {
      tape_pane_merge (&self->session, pane);
      add_spark (self, pane->close_time, pane->close);
    }
  else
    tape_pane_merge (&self->outside, pane);
}

TapePane
tape_trading_day_all (const TapeTradingDay *self)
{
  TapePane all = self->session;

  tape_pane_merge (&all, &self->outside);
  return all;
}

const TapePane *
tape_trading_day_prices (const TapeTradingDay *self)
{
  if (tape_pane_count (&self->session) > 0)
    return &self->session;
  return tape_pane_count (&self->outside) > 0 ? &self->outside : NULL;
}

void
tape_trading_day_to_bar (const TapeTradingDay *self, guint32 instrument, TapeBarTotals *totals)
{
  const TapePane *prices = tape_trading_day_prices (self);
  TapePane all;

  if (prices == NULL)
    {
      *totals = (TapeBarTotals){ .bar = self->bar, .open_time = TAPE_NO_TIME, .close_time = TAPE_NO_TIME };
      return;
    }
  all = tape_trading_day_all (self);
  tape_pane_to_bar (&all, self->bounds.start, TAPE_BAR_DAY, instrument, self->revision, totals);
  totals->bar.open = prices->open;
  totals->bar.high = tape_pane_high (prices);
  totals->bar.low = tape_pane_low (prices);
  totals->bar.close = prices->close;
  totals->open_time = prices->open_time;
  totals->close_time = prices->close_time;
}
