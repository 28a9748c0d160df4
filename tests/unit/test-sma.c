/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-sma.h"

#include <math.h>

static double
naive (const double *values, gsize i, guint period)
{
  double sum = 0;

  if (i + 1 < period)
    return NAN;
  for (gsize j = i + 1 - period; j <= i; j++)
    sum += values[j];
  return sum / period;
}

static void
assert_close (double value, double oracle)
{
  if (isnan (oracle))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat (fabs (value - oracle), <=, 1e-12 * fabs (oracle));
}

/* Ring and naive form agree for every period and length. */
static void
test_forms (void)
{
  static const guint periods[] = { 1, 2, 3, 5, 10, 16 };

  for (gsize p = 0; p < G_N_ELEMENTS (periods); p++)
    for (gsize n = 0; n < 70; n++)
      {
        double values[70];
        TapeSmaRing ring = { .n = 0 };

        for (gsize i = 0; i < n; i++)
          values[i] = g_test_rand_double_range (1, 1000);
        for (gsize i = 0; i < n; i++)
          {
            tape_sma_ring_put (&ring, (gint64)i, values[i]);
            assert_close (tape_sma_ring_get (&ring, periods[p]), naive (values, i, periods[p]));
          }
      }
}

/* Late bars are inserted and corrected ones replaced, as if they had come in order. */
static void
test_revisions (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      gsize n = (gsize)g_test_rand_int_range (1, 40);
      gsize held_back = (gsize)g_test_rand_int_range (MAX (0, (gint)n - TAPE_SMA_RING), (gint)n);
      double values[40] = { 0 };
      TapeSmaRing ring = { .n = 0 };

      for (gsize i = 0; i < n; i++)
        {
          values[i] = g_test_rand_double ();
          if (i != held_back)
            tape_sma_ring_put (&ring, (gint64)i * 60, values[i] + (i % 3 == 0 && i + 8 > n ? 1 : 0));
        }
      tape_sma_ring_put (&ring, (gint64)held_back * 60, values[held_back]);
      for (gsize i = n > 8 ? n - 8 : 0; i < n; i++)
        tape_sma_ring_put (&ring, (gint64)i * 60, values[i]);
      for (guint period = 1; period <= 10; period++)
        assert_close (tape_sma_ring_get (&ring, period), naive (values, n - 1, period));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analytics/sma/forms-agree", test_forms);
  g_test_add_func ("/analytics/sma/revisions", test_revisions);
  return g_test_run ();
}
