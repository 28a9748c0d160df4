/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates and times as files and services write them: ISO 8601 with or without zone and fraction, day/month/year and
 * month/day/year, seconds, milliseconds, microseconds or nanoseconds since 1970 by size, a date and a time apart. Remembers
 * the date it read last, since rows that follow each other mostly share it; so one belongs to one thread. */

#pragma once

#include "base/tape-time.h"

G_BEGIN_DECLS

/**
 * TapeClockText:
 * @month_first: "3/4/2024" is the fourth of March, not the third of April
 */
typedef struct
{
  gboolean month_first;

  /*< private >*/
  char date[10];
  gint64 date_time;
} TapeClockText;

/**
 * TapeClockTime:
 * @time: µs since 1970
 * @local: there was no zone: @time is as the clock on the wall of the instrument's exchange shows it
 * @date_only: there was no time of day
 */
typedef struct
{
  gint64 time;
  gboolean local;
  gboolean date_only;
} TapeClockTime;

typedef enum
{
  TAPE_DATE_ORDER_NONE,      /* not a date of that kind */
  TAPE_DATE_ORDER_UNDECIDED, /* both could be the month */
  TAPE_DATE_ORDER_DAY_FIRST,
  TAPE_DATE_ORDER_MONTH_FIRST,
} TapeDateOrder;

/**
 * tape_clock_text_parse:
 * @text: a date, a date with a time, or a number since 1970; need not end in NUL
 * @length: its bytes
 * @time: (out): what it says
 *
 * A number of less than 11 digits before the point is in seconds, of less than 14 (up to 10¹⁴) in milliseconds, of less
 * than 17 (up to 10¹⁷) in microseconds, else in nanoseconds. What is finer than a microsecond is cut off.
 *
 * Returns: whether the whole of @text is one of these
 */
gboolean tape_clock_text_parse (TapeClockText *self, const char *text, gsize length, TapeClockTime *time);

/**
 * tape_clock_text_parse_pair:
 * @date: a date
 * @time_of_day: "10:31", "10:31:05", "10:31:05.123", each with or without a zone; or a whole time, which @date then
 *   adds nothing to
 * @time: (out): what they say together
 *
 * Returns: whether they are a time
 */
gboolean tape_clock_text_parse_pair (TapeClockText *self,
                                     const char *date,
                                     gsize date_length,
                                     const char *time_of_day,
                                     gsize time_length,
                                     TapeClockTime *time);

/**
 * tape_clock_text_from_number:
 * @number: since 1970, its unit by size as in tape_clock_text_parse()
 * @time: (out): µs
 *
 * Returns: whether it is one that a time can hold
 */
gboolean tape_clock_text_from_number (double number, gint64 *time);

/**
 * tape_clock_text_order:
 *
 * Returns: which part of a date with strokes, "29/06/1979", can be the month
 */
TapeDateOrder tape_clock_text_order (const char *text, gsize length);

G_END_DECLS
