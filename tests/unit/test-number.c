/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-number.h"

#include <math.h>
#include <string.h>

static void
test_forms (void)
{
  static const struct
  {
    double number;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { -0.0, "0" },
    { 1, "1" },
    { -1.5, "-1.5" },
    { 228.1, "228.1" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { -21078.571428571428, "-21078.571428571428" },
    { 1e14 + 0.5, "100000000000000.5" },
    { 123456789012345, "123456789012345" },
    { 9007199254740993, "9007199254740992" },
    { 1e21, "1000000000000000000000" },
    { 1e23, "100000000000000000000000" },
    { 1e-5, "0.00001" },
    { 1.5e-5, "0.000015" },
    { 1e-7, "0.0000001" },
    { 1.0 / 3, "0.3333333333333333" },
    { 2.0 / 3, "0.6666666666666666" },
    { 123456789.12, "123456789.12" },
    { 0.12345678, "0.12345678" },
  };
  char text[TAPE_NUMBER_TEXT];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (tape_number_format (cases[i].number, text), ==, strlen (cases[i].text));
      g_assert_cmpstr (text, ==, cases[i].text);
    }
  g_assert_cmpuint (tape_number_format (NAN, text), ==, 0);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (tape_number_format (-INFINITY, text), ==, 0);
}

/* Digits of a plain number from the first to the last that is not 0. */
static gint
count_digits (const char *text)
{
  char digits[TAPE_NUMBER_TEXT];
  gint n = 0;

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text) && (n > 0 || *text != '0'))
      digits[n++] = *text;
  while (n > 1 && digits[n - 1] == '0')
    n--;
  return MAX (n, 1);
}

/* @number with @digits digits, as printf() rounds it, and what that is read back as. */
static double
read_back (double number, gint digits)
{
  char format[16], text[TAPE_NUMBER_TEXT];

  g_snprintf (format, sizeof format, "%%.%de", digits - 1);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, number), NULL);
}

/* It reads back the same; one digit less, or the same number of digits rounded otherwise, would not or would be further
 * away. Where printf()'s rounding to as many digits is read back, it is the closest there is, and so must be ours. */
static void
assert_shortest (double number)
{
  char text[TAPE_NUMBER_TEXT], expected[TAPE_NUMBER_TEXT], format[16];
  gsize length = tape_number_format (number, text);
  gint digits = count_digits (text);

  g_assert_cmpuint (length, ==, strlen (text));
  g_assert_null (strchr (text, 'e'));
  if (g_ascii_strtod (text, NULL) != number)
    g_error ("%.17g is written %s", number, text);
  if (digits > 1 && read_back (number, digits - 1) == number)
    g_error ("%.17g is written %s: %d digits are enough", number, text, digits - 1);
  if (read_back (number, digits) != number)
    return;
  g_snprintf (format, sizeof format, "%%.%de", digits - 1);
  g_ascii_formatd (expected, sizeof expected, format, number);
  for (const char *p = text, *q = expected; *q != 'e'; q++)
    if (g_ascii_isdigit (*q) && *q != '0')
      {
        p = strchr (p, *q);
        if (p++ == NULL)
          g_error ("%.17g is written %s, closer is %s", number, text, expected);
      }
}

static void
test_shortest (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 60000; i++)
    {
      guint64 bits = (guint64)g_rand_int (rand) << 32 | g_rand_int (rand);
      double any, price = (double)(bits % 10000000) / 100, mean = price / (1 + bits % 97);

      memcpy (&any, &bits, sizeof any);
      if (isfinite (any))
        assert_shortest (any);
      assert_shortest (price);
      assert_shortest (mean);
      assert_shortest (-mean * 1e-7);
      assert_shortest (ldexp ((double)(bits >> 11), -(gint)(bits % 80)));
      assert_shortest (ldexp (1, (gint)(bits % 128) - 70));
      assert_shortest (nextafter (ldexp (1, (gint)(bits % 128) - 70), i % 2 ? 0 : INFINITY));
      assert_shortest (nextafter ((double)(bits % 1000) / 1000, INFINITY));
    }
}

static void
test_integers (void)
{
  static const gint64 numbers[]
      = { 0, 1, 9, 10, 99, 100, -1, -10, 12345, 123456, G_MAXINT64, G_MININT64, -100, 9999999999 };
  char text[TAPE_NUMBER_TEXT];

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i]);

      g_assert_cmpuint (tape_number_format_integer (numbers[i], text), ==, strlen (expected));
      g_assert_cmpstr (text, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/forms", test_forms);
  g_test_add_func ("/base/number/shortest", test_shortest);
  g_test_add_func ("/base/number/integers", test_integers);
  return g_test_run ();
}
