/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trading days of one instrument that trades may still change, and the last two: what the day's open, last, volume,
 * growth and sparkline are made of. Engine thread only. */

#pragma once

#include "analytics/tape-pane.h"
#include "base/tape-exchange.h"
#include "engine/tape-frame.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_DAY_SCHEDULED = 1 << 0,      /* its end is waited for */
  TAPE_DAY_FREE_SCHEDULED = 1 << 1, /* the end of the free window over it is */
  TAPE_DAY_UNSAVED = 1 << 2,        /* it changed since the last commit */
  TAPE_DAY_SAVED = 1 << 3,          /* an earlier commit holds it */
} TapeDayFlags;

/**
 * TapeTradingDay:
 * @bounds: date, midnights and session
 * @revision: late trades in it
 * @flags: a set of #TapeDayFlags
 * @session: trades within the regular session
 * @spark: about the last price in each part of the session, NaN where nothing was traded
 * @outside: all others of the day
 * @bar: the day as a source's bar said, where no trade is known; its length is 0 where none did
 */
typedef struct
{
  TapeDay bounds;
  guint32 revision;
  guint32 flags;
  TapePane session;
  float spark[TAPE_SPARK_POINTS];
  TapePane outside;
  TapeBar bar;
} TapeTradingDay;

/**
 * TapeDays:
 * @days: (array length=n): in order of date
 * @borrowed: the memory of @days is another's
 */
typedef struct
{
  TapeTradingDay *days;
  guint n;
  guint room;
  gboolean borrowed;
} TapeDays;

/**
 * tape_days_init:
 * @memory: room for so many days; more get memory of their own
 */
void tape_days_init (TapeDays *self, gpointer memory, guint room);

/**
 * tape_days_ensure:
 * @bounds: a day
 * @created: (out): whether it was not there
 *
 * Returns: that day; valid until the next call
 */
TapeTradingDay *tape_days_ensure (TapeDays *self, const TapeDay *bounds, gboolean *created);

static inline TapeTradingDay *
tape_days_get (const TapeDays *self, guint i)
{
  return &self->days[i];
}

static inline guint
tape_days_count (const TapeDays *self)
{
  return self->n;
}

/**
 * tape_trading_day_close:
 *
 * Returns: its last price or, without trades, its bar's close; NaN without either
 */
double tape_trading_day_close (const TapeTradingDay *self);

/**
 * tape_days_previous_close:
 * @i: index of a day
 * @date: (out): date of that close
 *
 * Returns: the close of the latest day before the i-th that has one; NaN if none is known
 */
double tape_days_previous_close (const TapeDays *self, guint i, gint32 *date);

/**
 * tape_days_prune:
 * @before: days that end at or before this cannot change any more
 * @removed: called for each that goes
 *
 * Forgets what cannot change, but for the newest day, and for the latest that has a close of those before it and before
 * all that may change: what they are held against.
 */
void tape_days_prune (TapeDays *self,
                      gint64 before,
                      void (*removed) (const TapeTradingDay *day, gpointer data),
                      gpointer data);

void tape_days_clear (TapeDays *self);

/**
 * tape_trading_day_add:
 * @trade: the next trade of the day in order of arrival
 */
void tape_trading_day_add (TapeTradingDay *self, const TapeTrade *trade);

/**
 * tape_trading_day_is_session:
 *
 * Returns: whether @time is within the regular session
 */
static inline gboolean
tape_trading_day_is_session (const TapeDay *bounds, gint64 time)
{
  return bounds->open != TAPE_NO_TIME && time >= bounds->open && time < bounds->close;
}

/**
 * tape_trading_day_add_minute:
 * @start: of a minute that lies wholly within the session or wholly outside
 * @pane: its trades
 *
 * As tape_trading_day_add() of each of them.
 */
void tape_trading_day_add_minute (TapeTradingDay *self, gint64 start, const TapePane *pane);

/**
 * tape_trading_day_all:
 *
 * Returns: all its trades
 */
TapePane tape_trading_day_all (const TapeTradingDay *self);

/**
 * tape_trading_day_prices:
 *
 * Returns: (transfer none) (nullable): what open, last, high and low are of: the regular session's trades, else all the
 *   day's; %NULL where nothing was traded
 */
const TapePane *tape_trading_day_prices (const TapeTradingDay *self);

/**
 * tape_trading_day_to_bar:
 * @totals: (out caller-allocates): the day as a bar: open, high, low, close as tape_trading_day_prices(), sums over all
 *   trades; as a source's bar said where there is none
 */
void tape_trading_day_to_bar (const TapeTradingDay *self, guint32 instrument, TapeBarTotals *totals);

G_END_DECLS
