/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-number.h"

#include <math.h>
#include <string.h>

#define DIGITS 24 /* of 64 bits, and some room */

/* Between these the search below is exact in 128 bits. */
#define SEARCH_LEAST 1e-5
#define SEARCH_MOST  1e15

static const char pairs[]
    = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
      "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static const guint64 powers_of_ten[] = {
  G_GUINT64_CONSTANT (1),
  G_GUINT64_CONSTANT (10),
  G_GUINT64_CONSTANT (100),
  G_GUINT64_CONSTANT (1000),
  G_GUINT64_CONSTANT (10000),
  G_GUINT64_CONSTANT (100000),
  G_GUINT64_CONSTANT (1000000),
  G_GUINT64_CONSTANT (10000000),
  G_GUINT64_CONSTANT (100000000),
  G_GUINT64_CONSTANT (1000000000),
  G_GUINT64_CONSTANT (10000000000),
  G_GUINT64_CONSTANT (100000000000),
  G_GUINT64_CONSTANT (1000000000000),
  G_GUINT64_CONSTANT (10000000000000),
  G_GUINT64_CONSTANT (100000000000000),
  G_GUINT64_CONSTANT (1000000000000000),
  G_GUINT64_CONSTANT (10000000000000000),
  G_GUINT64_CONSTANT (100000000000000000),
};

/* Writes @number before @end; returns where it begins. */
static inline char *
put_before (char *end, guint64 number)
{
  for (; number >= 100; number /= 100)
    {
      end -= 2;
      memcpy (end, &pairs[number % 100 * 2], 2);
    }
  if (number >= 10)
    {
      end -= 2;
      memcpy (end, &pairs[number * 2], 2);
    }
  else
    *--end = (char)('0' + number);
  return end;
}

gsize
tape_number_format_integer (gint64 number, char *text)
{
  char digits[DIGITS], *end = digits + DIGITS;
  char *start = put_before (end, number < 0 ? -(guint64)number : (guint64)number);

  if (number < 0)
    *--start = '-';
  memcpy (text, start, (gsize)(end - start));
  text[end - start] = '\0';
  return (gsize)(end - start);
}

/* d.ddd · 10^exponent without an exponent. */
static gsize
put_plain (const char *digits, gint n, gint exponent, gboolean negative, char *text)
{
  char *end = text;

  if (negative)
    *end++ = '-';
  if (exponent < 0)
    {
      *end++ = '0';
      *end++ = '.';
      memset (end, '0', (gsize)(-1 - exponent));
      end += -1 - exponent;
      memcpy (end, digits, (gsize)n);
      end += n;
    }
  else
    {
      gint whole = MIN (n, exponent + 1);

      memcpy (end, digits, (gsize)whole);
      end += whole;
      memset (end, '0', (gsize)(exponent + 1 - whole));
      end += exponent + 1 - whole;
      if (whole < n)
        {
          *end++ = '.';
          memcpy (end, digits + whole, (gsize)(n - whole));
          end += n - whole;
        }
    }
  *end = '\0';
  return (gsize)(end - text);
}

/* Whole numbers and decimals of up to four places, nearly all there are. */
static gsize
format_short (double number, char *text)
{
  double size = fabs (number), scaled = size * 10000;
  guint64 whole = (guint64)scaled;
  char digits[DIGITS], *end = digits + DIGITS, *start;
  gint n, decimals = 4;

  if ((double)whole != scaled || (double)whole / 10000 != size)
    return 0;
  for (; decimals > 0 && whole % 10 == 0; whole /= 10)
    decimals--;
  start = put_before (end, whole);
  n = (gint)(end - start);
  return put_plain (start, n, n - 1 - decimals, number < 0, text);
}

/* How many decimal places give @size 17 digits: enough to tell all doubles apart. */
static gint
count_places (double size)
{
  gint places = 17;

  if (size < 1)
    return size < 1e-4 ? 21 : size < 1e-3 ? 20 : size < 1e-2 ? 19 : size < 1e-1 ? 18 : 17;
  for (guint64 whole = (guint64)size; whole > 0; whole /= 10)
    places--;
  return places;
}

/* Of the multiples of @step around @whole + @rest / 2^@shift the closer one, between @low and @high; the even one of two. */
static guint64
choose (guint64 whole, unsigned __int128 rest, gint shift, guint64 step, guint64 low, guint64 high)
{
  guint64 below = whole - whole % step, above = below + step, twice = (whole - below) * 2;
  unsigned __int128 half = (unsigned __int128)1 << (shift - 1);
  gint compared;

  if (step == 1)
    compared = (rest > half) - (rest < half);
  else
    compared = twice != step ? (twice > step ? 1 : -1) : rest > 0;
  if (below >= low && (compared < 0 || (compared == 0 && below / step % 2 == 0) || above > high))
    return below;
  return above;
}

/* The shortest decimal between the halves of the ways to the neighbours of @size, and of several the one closest to it
 * (Steele and White, "How to print floating-point numbers accurately", 1990). As in Adams, "Ryū: fast float-to-string
 * conversion" (2018), digits are taken off the bounds at 17 digits; here exactly in 128 bits and without tables, since
 * 10^21 · 2^55 is less than 2^125. Returns its digits; it is these times 10^@exponent. */
static guint64
search_shortest (double size, gint *exponent)
{
  gint places = count_places (size), shift;
  guint64 bits, mantissa, low, high, step = 1;
  unsigned __int128 power = powers_of_ten[MIN (places, 17)], exact, lower, upper, mask;
  gboolean even;

  power *= powers_of_ten[places - MIN (places, 17)];
  memcpy (&bits, &size, sizeof bits);
  mantissa = (bits & ((G_GUINT64_CONSTANT (1) << 52) - 1)) | G_GUINT64_CONSTANT (1) << 52;
  even = mantissa % 2 == 0;
  shift = 1077 - (gint)(bits >> 52); /* @size is 4 · mantissa / 2^shift */
  mask = ((unsigned __int128)1 << shift) - 1;
  exact = power * (4 * mantissa);
  lower = exact - power * (mantissa == G_GUINT64_CONSTANT (1) << 52 ? 1 : 2);
  upper = exact + power * 2;

  /* The bounds themselves are read back as @size where its last bit is even. */
  low = (guint64)(lower >> shift) + ((lower & mask) != 0 || !even);
  high = (guint64)(upper >> shift) - ((upper & mask) == 0 && !even);
  while (step <= powers_of_ten[16] && high - high % (step * 10) >= low)
    {
      step *= 10;
      places--;
    }
  *exponent = -places;
  return choose ((guint64)(exact >> shift), exact & mask, shift, step, low, high) / step;
}

/* Any other: the first that reads back the same. 15 digits always tell apart what has no more, but for subnormal numbers. */
static gsize
format_slowly (double number, char *text)
{
  char scientific[48], digits[DIGITS], format[8];
  gint n = 0;
  const char *p;

  for (gint precision = isnormal (number) ? 15 : 1; precision <= 17; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%de", precision - 1);
      g_ascii_formatd (scientific, sizeof scientific, format, fabs (number));
      if (g_ascii_strtod (scientific, NULL) == fabs (number))
        break;
    }
  for (p = scientific; *p != 'e'; p++)
    if (*p != '.')
      digits[n++] = *p;
  while (n > 1 && digits[n - 1] == '0')
    n--;
  return put_plain (digits, n, (gint)g_ascii_strtoll (p + 1, NULL, 10), number < 0, text);
}

gsize
tape_number_format (double number, char *text)
{
  double size = fabs (number);
  char digits[DIGITS], *end = digits + DIGITS, *start;
  gint exponent;
  gsize length;

  *text = '\0';
  if (!isfinite (number))
    return 0;
  if (size < SEARCH_MOST / 10000 && (length = format_short (number, text)) > 0)
    return length;
  if (size < SEARCH_LEAST || size >= SEARCH_MOST)
    return format_slowly (number, text);
  start = put_before (end, search_shortest (size, &exponent));
  return put_plain (start, (gint)(end - start), (gint)(end - start) - 1 + exponent, number < 0, text);
}
