/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-clock-text.h"

#include <math.h>
#include <string.h>

#include "feed/tape-number-text.h"

/* From these sizes on, a number since 1970 is in the next finer unit: seconds reach to the year 5138. */
#define FROM_MILLISECONDS G_GUINT64_CONSTANT (100000000000)
#define FROM_MICROSECONDS G_GUINT64_CONSTANT (100000000000000)
#define FROM_NANOSECONDS  G_GUINT64_CONSTANT (100000000000000000)

static inline gboolean
is_digit (const char *p, const char *end)
{
  return p < end && (guchar)(*p - '0') < 10;
}

/* At most @max digits at *@p; -1 for none or for more. */
static gint
take_digits (const char **p, const char *end, guint max)
{
  gint value = 0;
  guint n = 0;

  for (; is_digit (*p, end); (*p)++)
    {
      if (++n > max)
        return -1;
      value = value * 10 + (**p - '0');
    }
  return n == 0 ? -1 : value;
}

static inline gint
take_two_digits (const char **p, const char *end)
{
  const char *q = *p;

  if (!is_digit (q, end) || !is_digit (q + 1, end))
    return -1;
  *p += 2;
  return (q[0] - '0') * 10 + (q[1] - '0');
}

static inline gboolean
take_char (const char **p, const char *end, char c)
{
  if (*p == end || **p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

/* The three numbers of a date with strokes in their order; the year is the one of four digits. */
static gboolean
take_strokes (const char **p, const char *end, gint *first, gint *second, gint *year)
{
  *first = take_digits (p, end, 2);
  if (*first < 0 || !take_char (p, end, '/'))
    return FALSE;
  *second = take_digits (p, end, 2);
  if (*second < 0 || !take_char (p, end, '/'))
    return FALSE;
  if (end - *p < 4)
    return FALSE;
  *year = take_digits (p, end, 4);
  return *year >= 1000;
}

TapeDateOrder
tape_clock_text_order (const char *text, gsize length)
{
  gint first, second, year;

  if (!take_strokes (&text, text + length, &first, &second, &year))
    return TAPE_DATE_ORDER_NONE;
  if (first > 12 && second <= 12)
    return TAPE_DATE_ORDER_DAY_FIRST;
  if (second > 12 && first <= 12)
    return TAPE_DATE_ORDER_MONTH_FIRST;
  return TAPE_DATE_ORDER_UNDECIDED;
}

/* "2013-10-07" or "2013/10/07". */
static gboolean
take_iso_date (const char **p, const char *end, gint *year, gint *month, gint *day)
{
  const char *start = *p;
  char separator;

  if (end - start < 10 || (start[4] != '-' && start[4] != '/'))
    return FALSE;
  separator = start[4];
  *year = take_digits (p, start + 4, 4);
  if (*p != start + 4)
    return FALSE;
  (*p)++;
  *month = take_two_digits (p, end);
  if (*month < 0 || !take_char (p, end, separator))
    return FALSE;
  *day = take_two_digits (p, end);
  return *day >= 0;
}

static gboolean
take_date (TapeClockText *self, const char **p, const char *end, gint64 *time)
{
  const char *start = *p;
  gint year, month, day;

  if (end - start >= 10 && self->date[0] != '\0' && memcmp (start, self->date, sizeof self->date) == 0)
    {
      *p = start + sizeof self->date;
      *time = self->date_time;
      return TRUE;
    }

  if (!take_iso_date (p, end, &year, &month, &day))
    {
      *p = start;
      if (self->month_first ? !take_strokes (p, end, &month, &day, &year) : !take_strokes (p, end, &day, &month, &year))
        return FALSE;
    }
  if (!tape_time_date_is_valid (year, month, day))
    return FALSE;
  *time = tape_time_from_date (year, month, day) * TAPE_DAY;
  if (*p - start == sizeof self->date)
    {
      memcpy (self->date, start, sizeof self->date);
      self->date_time = *time;
    }
  return TRUE;
}

/* The nibbles of these bytes are those of digits: each at most 9 once what "0" is has been taken off. */
static inline gboolean
are_digits (guint64 bytes)
{
  return ((bytes | (bytes + G_GUINT64_CONSTANT (0x0606060606060606))) & G_GUINT64_CONSTANT (0xf0f0f0f0f0f0f0f0)) == 0;
}

/* Six digits at @p, with at least two characters before them, looked at together. */
static inline gboolean
read_six_digits (const char *p, gint64 *number)
{
  guint64 bytes;

  memcpy (&bytes, p - 2, sizeof bytes);
  bytes = (GUINT64_FROM_LE (bytes) & ~G_GUINT64_CONSTANT (0xffff)) ^ G_GUINT64_CONSTANT (0x3030303030300000);
  if (!are_digits (bytes))
    return FALSE;
  bytes = (bytes * 10 + (bytes >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  bytes = (bytes * 100 + (bytes >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  *number = (gint64)((bytes * 10000 + (bytes >> 32)) & 0xffffffff);
  return TRUE;
}

/* Digits after a point, of which the first @places count: the fraction in units of the last of them. At least one
 * character stands before the point. */
static inline gint64
take_fraction (const char **p, const char *end, guint places)
{
  static const gint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
  const char *q = *p, *stop = end - q > places ? q + places : end;
  gint64 fraction = 0;
  guchar digit;

  if (places == 6 && stop - q == 6 && read_six_digits (q, &fraction))
    q = stop;
  else
    {
      for (; q < stop && (digit = (guchar)(*q - '0')) < 10; q++)
        fraction = fraction * 10 + digit;
      fraction *= powers[places - (guint)(q - *p)];
    }
  while (is_digit (q, end))
    q++;
  *p = q;
  return fraction;
}

/* "13:30:05", all eight characters looked at together: each digit must be one, the others points. */
static inline gboolean
take_whole_time (const char **p, const char *end, gint *hour, gint *minute, gint *second)
{
  static const guchar zeros[8] = { '0', '0', ':', '0', '0', ':', '0', '0' };
  static const guchar points[8] = { 0, 0, 0xff, 0, 0, 0xff, 0, 0 };
  guint64 text, zero, point;
  guchar digits[8];

  if (end - *p < 8)
    return FALSE;
  memcpy (&text, *p, sizeof text);
  memcpy (&zero, zeros, sizeof zero);
  memcpy (&point, points, sizeof point);
  text ^= zero;
  if (!are_digits (text) || (text & point) != 0)
    return FALSE;
  memcpy (digits, &text, sizeof digits);
  *hour = digits[0] * 10 + digits[1];
  *minute = digits[3] * 10 + digits[4];
  *second = digits[6] * 10 + digits[7];
  *p += 8;
  return TRUE;
}

/* "13:30" or "13:30:05". */
static gboolean
take_hour_minute_second (const char **p, const char *end, gint *hour, gint *minute, gint *second)
{
  *hour = take_two_digits (p, end);
  if (*hour < 0 || !take_char (p, end, ':'))
    return FALSE;
  *minute = take_two_digits (p, end);
  if (*minute < 0)
    return FALSE;
  *second = -1;
  if (!take_char (p, end, ':'))
    return TRUE;
  *second = take_two_digits (p, end);
  return *second >= 0;
}

static gboolean
take_time_of_day (const char **p, const char *end, gint64 *time)
{
  gint hour, minute, second;
  gint64 fraction = 0;

  if (G_UNLIKELY (!take_whole_time (p, end, &hour, &minute, &second))
      && !take_hour_minute_second (p, end, &hour, &minute, &second))
    return FALSE;
  if (second >= 0 && (take_char (p, end, '.') || take_char (p, end, ',')))
    {
      if (!is_digit (*p, end))
        return FALSE;
      fraction = take_fraction (p, end, 6);
    }
  *time = ((hour * 60 + minute) * 60 + MAX (second, 0)) * TAPE_SECOND + fraction;
  return hour < 24 && minute < 60 && second <= 60; /* 60: a leap second is the next minute's first */
}

/* What follows a time of day, up to the end: nothing, "Z", " UTC", "+02:00", "+0200", "+02". */
static gboolean
parse_zone (const char *p, const char *end, TapeClockTime *time)
{
  gint hours, minutes = 0;
  gboolean west;

  time->local = FALSE;
  if (G_LIKELY (end - p == 1 && *p == 'Z'))
    return TRUE;
  while (p < end && *p == ' ')
    p++;
  time->local = p == end;
  if (time->local)
    return TRUE;
  if (end - p == 1 && (*p == 'Z' || *p == 'z'))
    return TRUE;
  if (end - p == 3 && memcmp (p, "UTC", 3) == 0)
    return TRUE;
  if (*p != '+' && *p != '-')
    return FALSE;
  west = *p++ == '-';
  hours = take_two_digits (&p, end);
  if (hours < 0)
    return FALSE;
  take_char (&p, end, ':');
  if (p < end)
    minutes = take_two_digits (&p, end);
  if (minutes < 0 || p != end || hours > 23 || minutes > 59)
    return FALSE;
  time->time -= (west ? -1 : 1) * (hours * TAPE_HOUR + minutes * TAPE_MINUTE);
  return TRUE;
}

static gint64
unit_of (guint64 number)
{
  return number < FROM_MILLISECONDS ? TAPE_SECOND : number < FROM_MICROSECONDS ? TAPE_MILLISECOND : 1;
}

gboolean
tape_clock_text_from_number (double number, gint64 *time)
{
  double size = fabs (number);

  if (!(size < 9.2e18))
    return FALSE;
  if (size >= (double)FROM_NANOSECONDS)
    *time = (gint64)rint (number / 1000);
  else
    *time = (gint64)rint (number * (double)unit_of ((guint64)size));
  return TRUE;
}

/* A form with an exponent, or with more digits than an integer holds. */
static gboolean
parse_inexact_number (const char *text, gsize length, gint64 *time)
{
  double number;

  return tape_number_text_parse (text, length, &number) && tape_clock_text_from_number (number, time);
}

static gboolean
parse_number (const char *text, gsize length, gint64 *time)
{
  const char *p = text, *end = text + length, *first;
  gboolean negative = take_char (&p, end, '-');
  guint64 number = 0;
  gint64 unit;

  for (first = p; is_digit (p, end) && p - first < 19; p++)
    number = number * 10 + (guint64)(*p - '0');
  if (p == first)
    return FALSE;

  unit = unit_of (number);
  *time = number >= FROM_NANOSECONDS ? (gint64)(number / 1000) : (gint64)number * unit;
  if (take_char (&p, end, '.'))
    *time += take_fraction (&p, end, unit == TAPE_SECOND ? 6 : unit == TAPE_MILLISECOND ? 3 : 0);
  if (negative)
    *time = -*time;
  return p == end || parse_inexact_number (text, length, time);
}

gboolean
tape_clock_text_parse (TapeClockText *self, const char *text, gsize length, TapeClockTime *time)
{
  const char *p = text, *end = text + length;
  gint64 time_of_day;

  time->local = FALSE;
  time->date_only = FALSE;
  if (!take_date (self, &p, end, &time->time))
    return parse_number (text, length, &time->time);
  if (p == end)
    {
      time->local = TRUE;
      time->date_only = TRUE;
      return TRUE;
    }
  if (*p != 'T' && *p != ' ' && *p != 't')
    return FALSE;
  p++;
  if (!take_time_of_day (&p, end, &time_of_day))
    return FALSE;
  time->time += time_of_day;
  return parse_zone (p, end, time);
}

gboolean
tape_clock_text_parse_pair (TapeClockText *self,
                            const char *date,
                            gsize date_length,
                            const char *time_of_day,
                            gsize time_length,
                            TapeClockTime *time)
{
  const char *p = time_of_day, *end = time_of_day + time_length;
  gint64 since_midnight;

  if (!take_time_of_day (&p, end, &since_midnight))
    return tape_clock_text_parse (self, time_of_day, time_length, time) && !time->date_only;
  if (!tape_clock_text_parse (self, date, date_length, time) || !time->local)
    return FALSE;
  time->time = tape_time_floor (time->time, TAPE_DAY) + since_midnight;
  time->date_only = FALSE;
  return parse_zone (p, end, time);
}
