/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analytics/tape-pane.h"

#include <math.h>

#define MAX_TRADES 200

/* How prices lie: around 100, huge with tiny steps, tiny, and all of it at once. */
static double
draw_price (guint kind)
{
  static const double mixed[] = { 1e-12, 1, 1e12 };

  switch (kind)
    {
    case 0:
      return g_test_rand_double_range (99, 101);
    case 1:
      return 1e12 + g_test_rand_double ();
    case 2:
      return 1e-12 * g_test_rand_double_range (1, 2);
    default:
      return mixed[g_test_rand_int_range (0, 3)];
    }
}

/* Trades of spans that follow each other, each in no order, as they may arrive. */
static guint
draw_trades (TapeTrade *trades, guint *spans, guint n_spans)
{
  guint kind = (guint)g_test_rand_int_range (0, 4);
  guint n = 0;

  for (guint i = 0; i < n_spans; i++)
    {
      guint end = n + (guint)g_test_rand_int_range (0, MAX_TRADES / (gint32)n_spans);

      for (; n < end; n++)
        trades[n] = (TapeTrade){
          .event_time = (gint64)i * TAPE_MINUTE + g_test_rand_int_range (0, 20) * TAPE_SECOND - TAPE_HOUR,
          .price = draw_price (kind),
          .quantity = g_test_rand_int_range (0, 1000),
          .side = (guint8)g_test_rand_int_range (0, TAPE_N_SIDES),
        };
      spans[i] = n;
    }
  return n;
}

static void
assert_close (double value, double oracle, double input)
{
  if (isnan (oracle))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat (fabs (value - oracle), <=, 1e-9 * MAX (fabs (oracle), input));
}

static void
assert_naive (const TapePane *pane, const TapeTrade *trades, guint n)
{
  long double sum = 0, squares = 0, turnover = 0, volume = 0;
  guint open = 0, close = 0;
  double high = 0;

  g_assert_cmpuint (tape_pane_count (pane), ==, n);
  for (guint i = 0; i < n; i++)
    {
      sum += trades[i].price;
      volume += trades[i].quantity;
      turnover += (long double)trades[i].price * trades[i].quantity;
      high = MAX (high, trades[i].price);
      open = trades[i].event_time < trades[open].event_time ? i : open;
      close = trades[i].event_time >= trades[close].event_time ? i : close;
    }
  for (guint i = 0; i < n; i++)
    squares += (trades[i].price - sum / n) * (trades[i].price - sum / n);
  assert_close (tape_pane_mean (pane), n == 0 ? NAN : (double)(sum / n), high);
  assert_close (tape_pane_stddev (pane), n == 0 ? NAN : (double)sqrtl (squares / n), high);
  assert_close (tape_pane_vwap (pane), volume > 0 ? (double)(turnover / volume) : NAN, high);
  g_assert_cmpfloat (tape_pane_volume (pane), ==, (double)volume);
  if (n == 0)
    return;
  assert_close (tape_pane_turnover (pane), (double)turnover, 0);
  g_assert_cmpfloat (tape_pane_high (pane), ==, high);
  g_assert_cmpfloat (pane->open, ==, trades[open].price);
  g_assert_cmpfloat (pane->close, ==, trades[close].price);
}

/* The panes of spans, merged, are the pane of all; both are what two passes in longer numbers say. */
static void
test_merge (void)
{
  for (guint round = 0; round < 3000; round++)
    {
      TapeTrade trades[MAX_TRADES];
      guint spans[10];
      guint n_spans = (guint)g_test_rand_int_range (1, 11);
      guint n = draw_trades (trades, spans, n_spans);
      TapePane all = { .open_time = 0 }, merged = { .open_time = 0 };

      for (guint i = 0; i < n; i++)
        tape_pane_take (&all, &trades[i]);
      for (guint i = 0; i < n_spans; i++)
        {
          TapePane pane = { .open_time = 0 };

          for (guint j = i == 0 ? 0 : spans[i - 1]; j < spans[i]; j++)
            tape_pane_take (&pane, &trades[j]);
          tape_pane_merge (&merged, &pane);
        }
      assert_naive (&all, trades, n);
      assert_naive (&merged, trades, n);
      if (n == 0)
        continue;
      g_assert_cmpfloat (tape_pane_low (&merged), ==, tape_pane_low (&all));
      g_assert_cmpint (merged.open_time, ==, all.open_time);
      g_assert_cmpint (merged.close_time, ==, all.close_time);
      for (guint side = 0; side < TAPE_N_SIDES; side++)
        g_assert_cmpfloat (tape_pane_tally (&merged, side).quantity, ==, tape_pane_tally (&all, side).quantity);
    }
}

/* A million equal prices deviate by nothing, at any height. */
static void
test_flat (void)
{
  static const double prices[] = { 1e-12, 0.1, 100.07, 1e12 };

  for (gsize i = 0; i < G_N_ELEMENTS (prices); i++)
    {
      TapePane pane = { .open_time = 0 };

      for (guint j = 0; j < 1000 * 1000; j++)
        tape_pane_take (&pane, &(TapeTrade){ .event_time = j, .price = prices[i] });
      g_assert_cmpfloat (tape_pane_mean (&pane), ==, prices[i]);
      g_assert_cmpfloat (tape_pane_stddev (&pane), ==, 0);
      g_assert_true (isnan (tape_pane_vwap (&pane)));
    }
}

/* Ten million prices that wander far from the first: sums keep their digits. */
static void
test_no_drift (void)
{
  TapePane pane = { .open_time = 0 };
  long double sum = 0, squares = 0, turnover = 0, mean;
  guint n = 10 * 1000 * 1000;

  for (guint i = 0; i < n; i++)
    {
      TapeTrade trade = { .event_time = i, .price = 1 + (i % 100003) * 0.01, .quantity = i % 7 };

      tape_pane_take (&pane, &trade);
      sum += trade.price;
      turnover += (long double)trade.price * trade.quantity;
    }
  mean = sum / n;
  for (guint i = 0; i < n; i++)
    {
      long double distance = 1 + (i % 100003) * 0.01 - mean;

      squares += distance * distance;
    }
  assert_close (tape_pane_mean (&pane), (double)mean, 0);
  assert_close (tape_pane_stddev (&pane), (double)sqrtl (squares / n), 0);
  assert_close (tape_pane_turnover (&pane), (double)turnover, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analytics/pane/merged-equals-all-in-one", test_merge);
  g_test_add_func ("/analytics/pane/flat-prices-do-not-deviate", test_flat);
  g_test_add_func ("/analytics/pane/no-drift", test_no_drift);
  return g_test_run ();
}
