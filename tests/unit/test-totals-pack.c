/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any totals come out of their packed form as they went in, and nothing else comes out. */

#include <math.h>
#include <string.h>

#include "store/tape-totals-pack.h"
#include "totals-oracle.h"

enum
{
  N_MANY = 20000,
};

static double
random_number (void)
{
  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      return g_test_rand_int_range (0, 100000) / 100.0;
    case 1:
      return g_test_rand_double ();
    case 2:
      return ldexp (g_test_rand_double (), g_test_rand_int_range (-1000, 1000));
    case 3:
      return g_test_rand_int_range (0, 1000);
    default:
      return (double)g_test_rand_int_range (0, G_MAXINT32) * g_test_rand_int_range (1, G_MAXINT32);
    }
}

static TapeBarTotals
random_totals (void)
{
  TapeBarTotals totals = { .bar = { .start = (gint64)g_test_rand_int () * 60000000 } };
  TapeBar *bar = &totals.bar;
  double *const numbers[]
      = { &bar->open, &bar->high, &bar->low, &bar->close, &bar->volume, &bar->turnover, &bar->buys, &bar->sells };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] = random_number ();
  bar->count = (guint32)g_test_rand_int ();
  bar->revision = g_test_rand_bit () ? 0 : (guint32)g_test_rand_int ();
  bar->source = g_test_rand_bit () ? 0 : (guint32)g_test_rand_int ();
  totals.open_time = totals.close_time = TAPE_NO_TIME;
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    if (g_test_rand_bit ())
      {
        totals.sides[side] = (TapeTally){ (guint64)g_test_rand_int () + 1,
                                          random_number (),
                                          random_number (),
                                          random_number (),
                                          random_number (),
                                          random_number () };
        totals.open_time = bar->start + g_test_rand_int_range (-1000, 60000000);
        totals.close_time = bar->start + g_test_rand_int_range (-1000, 60000000);
      }
  return totals;
}

static void
test_packed (void)
{
  for (guint i = 0; i < N_MANY; i++)
    {
      const TapeBarTotals totals = random_totals ();
      TapeBarTotals again = { .bar = { .start = totals.bar.start } };
      guint8 packed[TAPE_TOTALS_PACKED];
      gsize length = tape_totals_pack (&totals, packed);
      g_autofree guint8 *exact = g_memdup2 (packed, length);

      g_assert_cmpuint (length, <=, sizeof packed);
      g_assert_true (tape_totals_unpack (exact, length, &again));
      totals_oracle_assert_equal (&again, &totals);
      g_assert_cmpuint (again.bar.revision, ==, totals.bar.revision);
    }
}

/* Bytes that nothing made are refused, whatever they are, and none behind them is read. */
static void
test_not_packed (void)
{
  for (guint i = 0; i < N_MANY; i++)
    {
      const TapeBarTotals totals = random_totals ();
      TapeBarTotals again = { .bar = { .start = 0 } };
      guint8 packed[TAPE_TOTALS_PACKED];
      gsize length = tape_totals_pack (&totals, packed);
      gsize cut = (gsize)g_test_rand_int_range (0, (gint)length);
      g_autofree guint8 *noise = g_malloc (length);

      memcpy (noise, packed, cut);
      g_assert_false (tape_totals_unpack (packed, cut, &again));
      g_assert_false (tape_totals_unpack (noise, cut, &again));
      for (gsize j = 0; j < length; j++)
        noise[j] = (guint8)g_test_rand_int ();
      noise[0] |= 1 << 5;
      g_assert_false (tape_totals_unpack (noise, length, &again));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/totals/packed-to-the-last-bit", test_packed);
  g_test_add_func ("/store/totals/not-packed", test_not_packed);
  return g_test_run ();
}
