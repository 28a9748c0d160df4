/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-number-text.h"

#include <string.h>

/* A mantissa of at most 53 bits and a power of ten of at most 22 are both exact as doubles, so that one multiplication or
 * division rounds once, and right (Clinger 1990). Everything else goes to g_ascii_strtod(). */

#define MANTISSA_EXACT (G_GUINT64_CONSTANT (1) << 53)
#define MANTISSA_FULL  G_GUINT64_CONSTANT (1000000000000000000)

static const double powers_of_ten[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static double
parse_slowly (const char *text, gsize length)
{
  char room[128];
  g_autofree char *longer = NULL;

  if (length >= sizeof room)
    {
      longer = g_strndup (text, length);
      return g_ascii_strtod (longer, NULL);
    }
  memcpy (room, text, length);
  room[length] = '\0';
  return g_ascii_strtod (room, NULL);
}

/* The digits after "e"; a huge exponent stays huge. */
static gboolean
parse_exponent (const char *p, const char *end, gint *exponent)
{
  gboolean negative = FALSE;
  gint value = 0;

  if (p < end && (*p == '-' || *p == '+'))
    negative = *p++ == '-';
  if (p == end)
    return FALSE;
  for (; p < end; p++)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      value = MIN (value * 10 + (*p - '0'), 100000);
    }
  *exponent += negative ? -value : value;
  return TRUE;
}

/* Digits with at most one point, so few that the mantissa fits: nearly all numbers. */
static inline gboolean
parse_short (const char *text, gsize length, double *number)
{
  const char *p = text, *end = text + length;
  guint64 mantissa = 0;
  gsize n_digits = length, places = 0;
  guchar digit;

  if (G_UNLIKELY (length > 18))
    return FALSE;
  for (; p < end && (digit = (guchar)(*p - '0')) < 10; p++)
    mantissa = mantissa * 10 + digit;
  if (p < end && *p == '.')
    {
      n_digits--;
      places = (gsize)(end - ++p);
      for (; p < end && (digit = (guchar)(*p - '0')) < 10; p++)
        mantissa = mantissa * 10 + digit;
    }
  if (G_UNLIKELY (p < end || n_digits == 0 || mantissa > MANTISSA_EXACT))
    return FALSE;
  *number = (double)mantissa / powers_of_ten[places];
  return TRUE;
}

gboolean
tape_number_text_parse (const char *text, gsize length, double *number)
{
  const char *p = text, *end = text + length, *first;
  guint64 mantissa = 0;
  gint exponent = 0;
  gsize n_digits;
  gboolean negative = FALSE, full = FALSE;

  if (G_LIKELY (parse_short (text, length, number)))
    return TRUE;
  if (p < end && (*p == '-' || *p == '+'))
    negative = *p++ == '-';
  for (first = p; p < end && (guchar)(*p - '0') < 10; p++)
    {
      full |= mantissa >= MANTISSA_FULL;
      if (!full)
        mantissa = mantissa * 10 + (guint64)(*p - '0');
    }
  n_digits = (gsize)(p - first);
  if (p < end && *p == '.')
    {
      for (first = ++p; p < end && (guchar)(*p - '0') < 10; p++)
        {
          full |= mantissa >= MANTISSA_FULL;
          if (!full)
            mantissa = mantissa * 10 + (guint64)(*p - '0');
        }
      n_digits += (gsize)(p - first);
      exponent = -(gint)MIN (p - first, 100000);
    }
  if (n_digits == 0)
    return FALSE;
  if (p < end && ((*p != 'e' && *p != 'E') || !parse_exponent (p + 1, end, &exponent)))
    return FALSE;
  if (full || mantissa > MANTISSA_EXACT || ABS (exponent) >= (gint)G_N_ELEMENTS (powers_of_ten))
    {
      *number = parse_slowly (text, length);
      return TRUE;
    }

  *number = exponent < 0 ? (double)mantissa / powers_of_ten[-exponent] : (double)mantissa * powers_of_ten[exponent];
  if (negative)
    *number = -*number;
  return TRUE;
}
