/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-number-text.h"

#include <math.h>
#include <string.h>

static gboolean
parse (const char *text, double *number)
{
  return tape_number_text_parse (text, strlen (text), number);
}

static void
assert_like_strtod (const char *text)
{
  double number = 0, expected = g_ascii_strtod (text, NULL);

  if (!parse (text, &number) || memcmp (&number, &expected, sizeof number) != 0)
    {
      g_test_message ("\"%s\" is %.17g, not %.17g", text, expected, number);
      g_test_fail ();
    }
}

/* Bit for bit what strtod() reads: short and long, near the limits of the fast way, and any double printed in full. */
static void
test_like_strtod (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 100000; i++)
    {
      guint64 bits = (guint64)g_rand_int (rand) << 32 | g_rand_int (rand);
      guint64 mantissa = bits >> g_rand_int_range (rand, 0, 64);
      double any;
      g_autofree char *price = g_strdup_printf ("%" G_GUINT64_FORMAT ".%0*u", mantissa >> 20,
                                                g_rand_int_range (rand, 1, 9), g_rand_int (rand) % 10000);
      g_autofree char *scientific = g_strdup_printf ("%s%" G_GUINT64_FORMAT "e%d", i % 2 ? "-" : "", mantissa,
                                                     g_rand_int_range (rand, -40, 40));
      char full[64];

      memcpy (&any, &bits, sizeof any);
      assert_like_strtod (price);
      assert_like_strtod (scientific);
      if (isfinite (any))
        assert_like_strtod (g_ascii_formatd (full, sizeof full, "%.17g", any));
      if (g_test_failed ())
        return;
    }
}

static void
test_forms (void)
{
  static const char *const good[] = { "0",      "-0",
                                      "007",    "1.",
                                      ".5",     "+1.5",
                                      "1E3",    "1e+3",
                                      "1e-3",   "1e22",
                                      "1e23",   "9007199254740993",
                                      "1e-400", "123456789012345678901234567890.123456789012345678901234567890" };
  static const char *const bad[] = { "",   "-",   ".",    "+.",  "e5",  "1e",   "1e+", "1x",   " 1",
                                     "1 ", "1,5", "0x10", "nan", "inf", "1..2", "--1", "1e5.0" };
  double number;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    assert_like_strtod (good[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (parse (bad[i], &number));
  g_assert_true (parse ("1e999", &number));
  g_assert_true (isinf (number));
  g_assert_true (parse ("0e99999999999999999999", &number));
  g_assert_cmpfloat (number, ==, 0);
}

/* A price of a million digits is a number all the same. */
static void
test_long (void)
{
  g_autofree char *zeros = g_strnfill (1000000, '0');
  g_autofree char *text = g_strconcat ("1.", zeros, "e3", NULL);
  double number;

  g_assert_true (parse (text, &number));
  g_assert_cmpfloat (number, ==, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/number-text/reads-what-strtod-reads", test_like_strtod);
  g_test_add_func ("/feed/number-text/forms", test_forms);
  g_test_add_func ("/feed/number-text/long", test_long);
  return g_test_run ();
}
