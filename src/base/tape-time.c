/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-time.h"

#include <string.h>

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */

gint32
tape_time_from_date (gint year, gint month, gint day)
{
  gint y = month <= 2 ? year - 1 : year;
  gint era = (y >= 0 ? y : y - 399) / 400;
  gint year_of_era = y - era * 400;
  gint day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

void
tape_time_to_date (gint32 date, gint *year, gint *month, gint *day)
{
  gint z = date + 719468;
  gint era = (z >= 0 ? z : z - 146096) / 146097;
  gint day_of_era = z - era * 146097;
  gint year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint m = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * m + 2) / 5 + 1;
  *month = m + (m < 10 ? 3 : -9);
  *year = year_of_era + era * 400 + (*month <= 2);
}

gboolean
tape_time_date_is_valid (gint year, gint month, gint day)
{
  gint y, m, d;

  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
    return FALSE;
  tape_time_to_date (tape_time_from_date (year, month, day), &y, &m, &d);
  return m == month && d == day;
}

static char *
put_digits (char *text, gint64 number, gint digits)
{
  for (gint i = digits - 1; i >= 0; i--, number /= 10)
    text[i] = (char)('0' + number % 10);
  return text + digits;
}

static char *
put_date (char *text, gint32 date)
{
  gint year, month, day;

  tape_time_to_date (date, &year, &month, &day);
  if (year < 0)
    {
      *text++ = '-';
      year = -year;
    }
  text = put_digits (text, year, year > 9999 ? 6 : 4);
  *text++ = '-';
  text = put_digits (text, month, 2);
  *text++ = '-';
  return put_digits (text, day, 2);
}

void
tape_time_format_date (gint32 date, char *text)
{
  *put_date (text, date) = '\0';
}

gsize
tape_time_format (gint64 time, char *text)
{
  char *end = text;
  gint64 midnight, rest, fraction;

  *text = '\0';
  if (time == TAPE_NO_TIME)
    return 0;

  midnight = tape_time_floor (time, TAPE_DAY);
  rest = (time - midnight) / TAPE_SECOND;
  fraction = (time - midnight) % TAPE_SECOND;

  end = put_date (end, (gint32)(midnight / TAPE_DAY));
  *end++ = 'T';
  end = put_digits (end, rest / 3600, 2);
  *end++ = ':';
  end = put_digits (end, rest / 60 % 60, 2);
  *end++ = ':';
  end = put_digits (end, rest % 60, 2);
  if (fraction != 0)
    {
      *end++ = '.';
      end = fraction % 1000 == 0 ? put_digits (end, fraction / 1000, 3) : put_digits (end, fraction, 6);
    }
  *end++ = 'Z';
  *end = '\0';
  return (gsize)(end - text);
}

static const struct
{
  const char *suffix;
  gint64 length;
} units[] = {
  { "ms", TAPE_MILLISECOND }, { "s", TAPE_SECOND }, { "m", TAPE_MINUTE }, { "h", TAPE_HOUR }, { "d", TAPE_DAY },
};

gboolean
tape_duration_parse (const char *text, gint64 *duration)
{
  gint64 number = 0;
  const char *p = text;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p); p++)
    {
      number = number * 10 + (*p - '0');
      if (number > G_GINT64_CONSTANT (1000000000))
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (p, units[i].suffix) == 0)
      {
        if (number > G_MAXINT64 / 4 / units[i].length)
          return FALSE;
        *duration = number * units[i].length;
        return TRUE;
      }
  return FALSE;
}

char *
tape_duration_format (gint64 duration)
{
  for (gsize i = G_N_ELEMENTS (units); i-- > 1;)
    if (duration != 0 && duration % units[i].length == 0)
      return g_strdup_printf ("%" G_GINT64_FORMAT "%s", duration / units[i].length, units[i].suffix);
  if (duration == 0)
    return g_strdup ("0s");
  return g_strdup_printf ("%" G_GINT64_FORMAT "ms", duration / TAPE_MILLISECOND);
}
