/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Time. Every time in Tapeline is a gint64 of microseconds since 1970 in UTC; TAPE_NO_TIME says that there is none.
 * Free of state: any thread. */

#pragma once

#include <glib.h>

#include "base/tape-number.h"

G_BEGIN_DECLS

#define TAPE_MILLISECOND G_GINT64_CONSTANT (1000)
#define TAPE_SECOND      G_GINT64_CONSTANT (1000000)
#define TAPE_MINUTE      (60 * TAPE_SECOND)
#define TAPE_HOUR        (60 * TAPE_MINUTE)
#define TAPE_DAY         (24 * TAPE_HOUR)
#define TAPE_NO_TIME     G_MININT64
#define TAPE_NO_DATE     G_MININT32

#define TAPE_TIME_TEXT 40

/* The earliest event time that is believed: 1900-01-01T00:00:00Z. */
#define TAPE_TIME_EARLIEST G_GINT64_CONSTANT (-2208988800000000)

/**
 * tape_time_floor:
 * @time: µs
 * @step: µs, > 0
 *
 * Returns: the largest multiple of @step that is not after @time; right for times before 1970 too
 */
static inline gint64
tape_time_floor (gint64 time, gint64 step)
{
  gint64 rest = time % step;

  return time - rest - (rest < 0 ? step : 0);
}

/**
 * tape_time_from_date:
 * @year: 1 to 9999
 * @month: 1 to 12
 * @day: 1 to 31
 *
 * Returns: days since 1970-01-01 in the proleptic Gregorian calendar
 */
gint32 tape_time_from_date (gint year, gint month, gint day);

/**
 * tape_time_to_date:
 * @date: days since 1970-01-01
 * @year: (out): the year
 * @month: (out): 1 to 12
 * @day: (out): 1 to 31
 */
void tape_time_to_date (gint32 date, gint *year, gint *month, gint *day);

/**
 * tape_time_date_is_valid:
 *
 * Returns: whether the three are a date of the Gregorian calendar
 */
gboolean tape_time_date_is_valid (gint year, gint month, gint day);

/**
 * tape_time_format:
 * @time: µs, UTC
 * @text: (out caller-allocates): room for TAPE_TIME_TEXT bytes
 *
 * Writes @time as ISO 8601 in UTC with Z and no, three or six digits of a second; nothing for TAPE_NO_TIME.
 *
 * Returns: the number of bytes written
 */
gsize tape_time_format (gint64 time, char *text);

/**
 * tape_time_format_date:
 * @date: days since 1970-01-01
 * @text: (out caller-allocates): room for TAPE_TIME_TEXT bytes
 *
 * Writes @date as YYYY-MM-DD.
 */
void tape_time_format_date (gint32 date, char *text);

/**
 * tape_duration_parse:
 * @text: "500ms", "1s", "5m", "1h", "1d"
 * @duration: (out): µs
 *
 * Returns: whether @text is a duration: a whole number ≥ 0 and one of the units above
 */
gboolean tape_duration_parse (const char *text, gint64 *duration);

/**
 * tape_duration_format:
 * @duration: µs, ≥ 0
 *
 * Returns: (transfer full): the shortest form that tape_duration_parse() reads back
 */
char *tape_duration_format (gint64 duration);

G_END_DECLS
