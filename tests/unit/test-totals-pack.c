/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any totals come out of their packed form and out of strips as they went in, and nothing else comes out. */

#include <math.h>
#include <string.h>

#include "store/tape-totals-pack.h"
#include "store/tape-totals-strip.h"
#include "totals-oracle.h"

enum
{
  N_MANY = 20000,
  N_STRIPS = 300,
  N_PUTS = 60,
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

/* The bars of a strip as they should be: by start, a source's never in the place of one made of trades. */
static void
put_in_array (GArray *bars, const TapeBarTotals *totals)
{
  guint i = 0;

  while (i < bars->len && g_array_index (bars, TapeBarTotals, i).bar.start < totals->bar.start)
    i++;
  if (i < bars->len && g_array_index (bars, TapeBarTotals, i).bar.start == totals->bar.start)
    {
      if (totals->bar.source != 0 && g_array_index (bars, TapeBarTotals, i).bar.count > 0)
        return;
      g_array_remove_index (bars, i);
    }
  g_array_insert_val (bars, i, *totals);
}

static guint
assert_strip (const GByteArray *strip, gsize length, gint64 start, const GArray *bars)
{
  g_autofree guint8 *exact = g_memdup2 (strip->data, length);
  const guint8 *bytes = exact;
  guint n = 0;

  while (length > 0)
    {
      TapeBarTotals found = { .bar = { .length = TAPE_BAR_MINUTE } };

      if (!tape_totals_strip_next (&bytes, &length, start, &found))
        return n;
      g_assert_cmpuint (n, <, bars->len);
      totals_oracle_assert_equal (&found, &g_array_index (bars, TapeBarTotals, n++));
    }
  return n;
}

/* What was put is there in order; of a strip that is cut off, what is whole. */
static void
test_strip (void)
{
  for (guint i = 0; i < N_STRIPS; i++)
    {
      gint64 start = tape_totals_strip_floor (-(gint64)g_test_rand_int () * TAPE_SECOND, TAPE_BAR_MINUTE);
      g_autoptr (GByteArray) strip = g_byte_array_new ();
      g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (TapeBarTotals));

      for (guint j = 0; j < N_PUTS; j++)
        {
          TapeBarTotals totals = random_totals ();

          totals.bar.start = start + g_test_rand_int_range (0, 16 * 2) * TAPE_MINUTE / 2;
          totals.bar.length = TAPE_BAR_MINUTE;
          if (totals.open_time == TAPE_NO_TIME)
            totals.bar.count = g_test_rand_bit () ? 0 : totals.bar.count;
          g_assert_cmpint (tape_totals_strip_floor (totals.bar.start, TAPE_BAR_MINUTE), ==, start);
          g_assert_true (tape_totals_strip_put (strip, start, &totals));
          put_in_array (bars, &totals);
        }
      g_assert_cmpuint (assert_strip (strip, strip->len, start, bars), ==, bars->len);
      g_assert_cmpuint (assert_strip (strip, strip->len - 1, start, bars), ==, bars->len - 1);
      assert_strip (strip, (gsize)g_test_rand_int_range (1, (gint)strip->len), start, bars);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/totals/packed-to-the-last-bit", test_packed);
  g_test_add_func ("/store/totals/not-packed", test_not_packed);
  g_test_add_func ("/store/totals/strips", test_strip);
  return g_test_run ();
}
