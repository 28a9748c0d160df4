/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How numbers, times and ages are written for people, in one place: the locale's form, U+2212 for minus, the sign of a
 * change always, "—" for what is not known. Free of state: any thread. All results are UTF-8. */

#pragma once

#include "base/tape-instruments.h"

G_BEGIN_DECLS

/* What is not known. */
#define TAPE_FORMAT_UNKNOWN "—"

/* Zone that times are shown in; the numbers are those of the setting "time-zone". */
typedef enum
{
  TAPE_ZONE_EXCHANGE,
  TAPE_ZONE_LOCAL,
  TAPE_ZONE_UTC,
} TapeZone;

/**
 * tape_format_digits:
 * @instrument: (nullable): whose price
 * @price: a price of it
 *
 * Returns: digits after the point that prices of @instrument are shown with
 */
guint tape_format_digits (const TapeInstrument *instrument, double price);

/**
 * tape_format_price:
 * @instrument: (nullable): whose price
 * @price: NaN where unknown
 *
 * Returns: (transfer full): "228.10"
 */
char *tape_format_price (const TapeInstrument *instrument, double price);

/**
 * tape_format_exact_price:
 * @price: NaN where unknown
 *
 * Returns: (transfer full): a price as it was traded, with more digits than others of @instrument where it has them, at
 *   most six: "13.695"
 */
char *tape_format_exact_price (const TapeInstrument *instrument, double price);

/**
 * tape_format_change:
 * @price: a price, which says how many digits there are
 * @change: difference of prices; NaN where unknown
 *
 * Returns: (transfer full): "+2.79", "−0.35"
 */
char *tape_format_change (const TapeInstrument *instrument, double price, double change);

/**
 * tape_format_percent:
 * @growth: as a fraction; NaN where unknown
 *
 * Returns: (transfer full): "+1.24 %", with a space that does not break
 */
char *tape_format_percent (double growth);

/**
 * tape_format_exact_percent:
 * @growth: as a fraction; NaN where unknown
 * @digits: after the point
 *
 * Returns: (transfer full): "+0.001 %"
 */
char *tape_format_exact_percent (double growth, guint digits);

/**
 * tape_format_share:
 * @share: 0 to 1; NaN where unknown
 *
 * Returns: (transfer full): "57 %"
 */
char *tape_format_share (double share);

/**
 * tape_format_quantity:
 * @quantity: NaN where unknown
 *
 * Returns: (transfer full): all of it, in groups: "184,200", "0.015"
 */
char *tape_format_quantity (double quantity);

/**
 * tape_format_compact:
 * @number: NaN where unknown
 *
 * Returns: (transfer full): three digits and a unit: "46.2 M", "112 M", "950"
 */
char *tape_format_compact (double number);

/**
 * tape_format_arrow:
 * @change: a difference or growth; NaN where unknown
 *
 * Returns: (transfer none): "▲", "▼", or "" where it is neither
 */
const char *tape_format_arrow (double change);

/**
 * tape_format_span:
 * @span: µs, ≥ 0
 *
 * Returns: (transfer full): its largest unit: "12 s", "4 min", "14 h", "3 d"
 */
char *tape_format_span (gint64 span);

/**
 * tape_format_age:
 * @age: µs, ≥ 0
 *
 * Returns: (transfer full): "4 min old"
 */
char *tape_format_age (gint64 age);

/**
 * tape_format_get_offset:
 * @exchange: whose time it is
 * @time: event time
 * @zone: what is shown
 *
 * Returns: µs that the shown time is ahead of UTC
 */
gint64 tape_format_get_offset (const TapeExchange *exchange, gint64 time, TapeZone zone);

/**
 * tape_format_clock:
 * @time: event time, or TAPE_NO_TIME
 * @seconds: whether to show them
 *
 * Returns: (transfer full): "10:42:07", "10:42"
 */
char *tape_format_clock (const TapeExchange *exchange, gint64 time, TapeZone zone, gboolean seconds);

/**
 * tape_format_day:
 * @time: event time, or TAPE_NO_TIME
 *
 * Returns: (transfer full): "Fri 15 Nov 2024"
 */
char *tape_format_day (const TapeExchange *exchange, gint64 time, TapeZone zone);

/**
 * tape_format_date:
 * @date: days since 1970-01-01, or TAPE_NO_DATE
 *
 * Returns: (transfer full): "Fri 15 Nov 2024"
 */
char *tape_format_date (gint32 date);

/**
 * tape_format_zone:
 * @time: event time, for summer time
 *
 * Returns: (transfer full): "New York, UTC−5"
 */
char *tape_format_zone (const TapeExchange *exchange, gint64 time, TapeZone zone);

G_END_DECLS
