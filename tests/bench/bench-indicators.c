/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one indicator costs for one bar: running, with the states of several hundred instruments side by side as the engine
 * keeps them, and over an array; beside a plain sum over the same closes. */

#include "bench.h"

#include "analytics/tape-indicator.h"

enum
{
  N_BARS = 1000000,
  N_INSTRUMENTS = 500,
  N_RUNNING
  = 4096, /* bars that the running form is given over and over, from the cache, as the engine has just made them */
  RUNS = 5,
};

static const char *const texts[] = {
  "sma:5",  "sma:10",  "sma:200", "ema:10",      "bollinger:20,2",    "rsi:14",    "macd:12,26,9",
  "atr:14", "vwap",    "roc:10",  "momentum:10", "stochastic:14,3,3", "obv",       "min:20",
  "max:20", "mean:20", "sum:20",  "stddev:20",   "mean:5m",           "stddev:5m",
};

typedef struct
{
  TapeIndicator indicator;
  TapeIndicatorBar *bars;
  TapeIndicatorSeries series;
  double *outputs[TAPE_INDICATOR_OUTPUTS];
  char *states;
} Bench;

/* What the compiler must not leave out. */
static volatile double sink;

static gint64
now (void)
{
  return bench_clock (CLOCK_THREAD_CPUTIME_ID);
}

static double
since (gint64 start)
{
  return (double)(now () - start) / N_BARS;
}

static double
run_sum (gpointer data)
{
  Bench *bench = data;
  gint64 start = now ();
  double sum = 0;

  for (guint i = 0; i < N_BARS; i++)
    sum += bench->series.close[i];
  sink = sum;
  return since (start);
}

static double
run_running (gpointer data)
{
  Bench *bench = data;
  gsize size = tape_indicator_state_size (&bench->indicator);
  double values[TAPE_INDICATOR_OUTPUTS];
  gint64 start;

  for (guint i = 0; i < N_INSTRUMENTS; i++)
    tape_indicator_clear_state (&bench->indicator, bench->states + i * size);
  start = now ();
  for (guint i = 0; i < N_BARS / N_INSTRUMENTS; i++)
    for (guint instrument = 0; instrument < N_INSTRUMENTS; instrument++)
      tape_indicator_update (&bench->indicator, bench->states + instrument * size, &bench->bars[i], values);
  sink = values[0];
  return since (start);
}

static double
run_array (gpointer data)
{
  Bench *bench = data;
  gint64 start;

  tape_indicator_clear_state (&bench->indicator, bench->states);
  start = now ();
  tape_indicator_run (&bench->indicator, bench->states, &bench->series, N_BARS, bench->outputs);
  sink = bench->outputs[0][N_BARS - 1];
  return since (start);
}

/* Minutes of a price that walks; days of 390. */
static void
make_bars (Bench *bench)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  double *high = g_new (double, N_BARS), *low = g_new (double, N_BARS), *close = g_new (double, N_BARS);
  double *volume = g_new (double, N_BARS), price = 100;
  gint64 *times = g_new (gint64, N_BARS);
  gint32 *dates = g_new (gint32, N_BARS);

  bench->bars = g_new (TapeIndicatorBar, N_BARS);
  for (guint i = 0; i < N_BARS; i++)
    {
      double open = price;

      price = CLAMP (price + g_rand_int_range (random, -20, 21) / 100.0, 10, 1000);
      times[i] = (gint64)i * TAPE_MINUTE;
      dates[i] = (gint32)(i / 390);
      close[i] = price;
      high[i] = MAX (open, price) + g_rand_int_range (random, 0, 10) / 100.0;
      low[i] = MIN (open, price) - g_rand_int_range (random, 0, 10) / 100.0;
      volume[i] = g_rand_int_range (random, 0, 1000);
      bench->bars[i] = (TapeIndicatorBar){ times[i], open, high[i], low[i], close[i], volume[i], dates[i] };
    }
  bench->series = (TapeIndicatorSeries){ times, NULL, high, low, close, volume, dates };
  for (guint i = 0; i < TAPE_INDICATOR_OUTPUTS; i++)
    bench->outputs[i] = g_new0 (double, N_BARS);
}

static void
free_bars (Bench *bench)
{
  g_free (bench->bars);
  g_free ((gpointer)bench->series.start);
  g_free ((gpointer)bench->series.high);
  g_free ((gpointer)bench->series.low);
  g_free ((gpointer)bench->series.close);
  g_free ((gpointer)bench->series.volume);
  g_free ((gpointer)bench->series.date);
  for (guint i = 0; i < TAPE_INDICATOR_OUTPUTS; i++)
    g_free (bench->outputs[i]);
}

static void
measure (Bench *bench, const char *text)
{
  g_autofree char *running = g_strdup_printf ("%s, running", text);
  g_autofree char *array = g_strdup_printf ("%s, over an array", text);
  g_autoptr (GError) error = NULL;
  double value, sum;

  tape_indicator_parse (&bench->indicator, text, &error);
  g_assert_no_error (error);
  bench->states = g_malloc0 (N_INSTRUMENTS * tape_indicator_state_size (&bench->indicator));
  value = bench_median_pair (RUNS, run_running, run_sum, bench, &sum);
  bench_row (running, value, "ns/bar", "plain sum over the closes", sum);
  value = bench_median_pair (RUNS, run_array, run_sum, bench, &sum);
  bench_row (array, value, "ns/bar", "plain sum over the closes", sum);
  g_clear_pointer (&bench->states, g_free);
}

int
main (int argc, char **argv)
{
  Bench bench = { .bars = NULL };

  bench_init ("indicators", &argc, &argv);
  make_bars (&bench);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    measure (&bench, texts[i]);
  free_bars (&bench);
  return bench_finish ();
}
