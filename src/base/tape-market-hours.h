/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an exchange does at a moment: the regular session, what is before and after it, the break in it, holidays. From the
 * days of tape-exchange.h and data/extended-hours.csv, compiled in. Any thread. */

#pragma once

#include "base/tape-exchange.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_MARKET_CLOSED,
  TAPE_MARKET_HOLIDAY,     /* closed, on a day on which there would be a session */
  TAPE_MARKET_PRE_MARKET,  /* traded before the session, where that is usual */
  TAPE_MARKET_OPEN,        /* the regular session */
  TAPE_MARKET_BREAK,       /* the lunch break within it */
  TAPE_MARKET_AFTER_HOURS, /* traded after the session, where that is usual */
} TapeMarketPhase;

/**
 * tape_market_get_phase:
 * @time: event time
 * @next: (out) (optional): when this phase ends; of CLOSED and HOLIDAY when trading of any kind begins; TAPE_NO_TIME for never
 *
 * Returns: what @exchange does at @time
 */
TapeMarketPhase tape_market_get_phase (const TapeExchange *exchange, gint64 time, gint64 *next);

/**
 * tape_market_is_trading:
 * @time: event time
 * @extended: before and after the session counts, too
 *
 * Returns: whether prices may move at @exchange at @time; a lunch break counts as closed
 */
gboolean tape_market_is_trading (const TapeExchange *exchange, gint64 time, gboolean extended);

G_END_DECLS
