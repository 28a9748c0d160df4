/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/tape-event.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const char *
check_price (double price)
{
  if (isnan (price))
    return _ ("The price is not a number.");
  if (isinf (price))
    return _ ("The price is infinite.");
  if (price == 0)
    return _ ("The price is zero.");
  if (price < 0)
    return _ ("The price is negative.");
  return NULL;
}

static const char *
check_quantity (double quantity)
{
  if (isnan (quantity))
    return _ ("The quantity is not a number.");
  if (isinf (quantity))
    return _ ("The quantity is infinite.");
  if (quantity < 0)
    return _ ("The quantity is negative.");
  return NULL;
}

static const char *
check_time (gint64 time, gint64 now)
{
  if (time == TAPE_NO_TIME)
    return _ ("There is no time.");
  if (time < TAPE_TIME_EARLIEST)
    return _ ("The time is before 1900.");
  if (time - TAPE_DAY > now)
    return _ ("The time is more than a day ahead.");
  return NULL;
}

const char *
tape_trade_check (double price, double quantity, gint64 event_time, gint64 now)
{
  const char *reason;

  /* Nearly all are valid, and one look says so. */
  if (G_LIKELY (price > 0 && price <= G_MAXDOUBLE && quantity >= 0 && quantity <= G_MAXDOUBLE
                && event_time >= TAPE_TIME_EARLIEST && event_time - TAPE_DAY <= now))
    return NULL;

  reason = check_price (price);
  if (reason == NULL)
    reason = check_quantity (quantity);
  if (reason == NULL)
    reason = check_time (event_time, now);
  return reason;
}

const char *
tape_bar_check (const TapeBar *bar, gint64 now)
{
  const double prices[] = { bar->open, bar->high, bar->low, bar->close };
  const char *reason = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (prices) && reason == NULL; i++)
    reason = check_price (prices[i]);
  if (reason == NULL)
    reason = check_quantity (bar->volume);
  if (reason == NULL)
    reason = check_time (bar->start, now);
  if (reason == NULL && bar->high < bar->low)
    reason = _ ("The high is below the low.");
  return reason;
}

void
tape_bar_merge (TapeBar *bar, const TapeBar *next)
{
  bar->close = next->close;
  bar->high = MAX (bar->high, next->high);
  bar->low = MIN (bar->low, next->low);
  bar->volume += next->volume;
  bar->turnover += next->turnover;
  bar->buys += next->buys;
  bar->sells += next->sells;
  bar->count += next->count;
  bar->revision += next->revision;
}
