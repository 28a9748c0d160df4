/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exchanges and their days: zone, regular session, lunch break, weekdays and holidays, from data/exchanges.csv,
 * sessions.csv and holidays.csv, compiled in. Immutable once loaded: any thread; but for the first one at each exchange,
 * no lock and no allocation for a look-up. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

typedef struct _TapeExchange TapeExchange;

/**
 * TapeDay:
 * @date: the exchange's calendar date, days since 1970-01-01
 * @start: event time of its local midnight
 * @end: event time of the next local midnight, 23 to 25 hours later
 * @open: start of the regular session, or TAPE_NO_TIME on a day without one
 * @close: its end
 */
typedef struct
{
  gint32 date;
  gint64 start;
  gint64 end;
  gint64 open;
  gint64 close;
} TapeDay;

/**
 * tape_exchange_lookup:
 * @mic: market identifier code, such as "XNYS"
 *
 * Returns: (transfer none) (nullable): the exchange
 */
const TapeExchange *tape_exchange_lookup (const char *mic);

/**
 * tape_exchange_utc:
 *
 * The exchange of unknown symbols: UTC, open round the clock, every day; its MIC, name and city are "", "" and "UTC".
 */
const TapeExchange *tape_exchange_utc (void);

/**
 * tape_exchange_list:
 * @n_exchanges: (out): how many
 *
 * Returns: (transfer none) (array length=n_exchanges): all of the table, in its order
 */
const TapeExchange *const *tape_exchange_list (guint *n_exchanges);

const char *tape_exchange_get_mic (const TapeExchange *self);
const char *tape_exchange_get_name (const TapeExchange *self);
const char *tape_exchange_get_city (const TapeExchange *self);
const char *tape_exchange_get_zone (const TapeExchange *self);
const char *tape_exchange_get_country (const TapeExchange *self);

/**
 * tape_exchange_get_day:
 * @time: event time
 * @day: (out caller-allocates): the day that holds @time
 */
void tape_exchange_get_day (const TapeExchange *self, gint64 time, TapeDay *day);

/**
 * tape_exchange_get_date:
 * @date: days since 1970-01-01
 * @day: (out caller-allocates): that day
 */
void tape_exchange_get_date (const TapeExchange *self, gint32 date, TapeDay *day);

/**
 * tape_exchange_get_occasion:
 * @date: days since 1970-01-01
 *
 * Returns: (transfer none) (nullable): why the session of that day differs from the regular one or there is none, in
 *   English, such as "Thanksgiving"; %NULL on other days, weekends among them
 */
const char *tape_exchange_get_occasion (const TapeExchange *self, gint32 date);

/**
 * tape_exchange_get_offset:
 * @time: event time
 *
 * Returns: µs that local time is ahead of UTC at @time
 */
gint64 tape_exchange_get_offset (const TapeExchange *self, gint64 time);

/**
 * tape_exchange_from_local:
 * @local: µs since 1970 as a clock on the exchange's wall shows it
 *
 * Returns: the event time: of two the first, of none that of the clock moved on by the gap
 */
gint64 tape_exchange_from_local (const TapeExchange *self, gint64 local);

/**
 * tape_exchange_is_open:
 * @time: event time
 * @next_change: (out) (optional): when it opens or closes next; TAPE_NO_TIME for never
 *
 * Returns: whether the regular session runs at @time, the lunch break counted as closed
 */
gboolean tape_exchange_is_open (const TapeExchange *self, gint64 time, gint64 *next_change);

G_END_DECLS
