/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Indicators against their definitions: first values, every kind of stream, spans of time, millions of updates. */

#include "../support/lean.h"
#include "indicator-oracle.h"

#include <math.h>
#include <string.h>

#define N_BARS 160

static void
parse (TapeIndicator *indicator, const char *text)
{
  g_autoptr (GError) error = NULL;

  tape_indicator_parse (indicator, text, &error);
  g_assert_no_error (error);
}

static void
check_stream (const char *text, IndicatorStream stream, gsize n, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree TapeIndicatorBar *bars = indicator_stream_make (stream, n, random);
  g_autofree void *state = NULL;
  double values[TAPE_INDICATOR_OUTPUTS];
  TapeIndicator indicator;

  parse (&indicator, text);
  state = g_malloc0 (tape_indicator_state_size (&indicator));
  for (gsize i = 0; i < n; i++)
    {
      tape_indicator_update (&indicator, state, &bars[i], values);
      indicator_oracle_check (&indicator, bars, i, values);
    }
}

/* Every indicator on every stream, of one bar and of many. */
static void
test_streams (void)
{
  guint32 seed = (guint32)g_test_rand_int ();

  g_test_message ("seed %u", seed);
  for (guint i = 0; indicator_oracle_all[i] != NULL; i++)
    for (IndicatorStream stream = 0; stream < N_STREAMS; stream++)
      {
        check_stream (indicator_oracle_all[i], stream, N_BARS, seed);
        check_stream (indicator_oracle_all[i], stream, 1, seed);
      }
}

static void
test_spans (void)
{
  guint32 seed = (guint32)g_test_rand_int ();

  g_test_message ("seed %u", seed);
  for (guint i = 0; indicator_oracle_spans[i] != NULL; i++)
    for (IndicatorStream stream = 0; stream < N_STREAMS; stream++)
      check_stream (indicator_oracle_spans[i], stream, 1000, seed);
}

/* The table of semantics: the first bar at which there is a value. */
static void
test_first_values (void)
{
  static const struct
  {
    const char *text;
    guint first[TAPE_INDICATOR_OUTPUTS];
  } cases[] = {
    { "sma:5", { 5 } },   { "ema:10", { 10 } },
    { "rsi:14", { 15 } }, { "bollinger:20,2", { 20, 20, 20 } },
    { "atr:14", { 14 } }, { "macd:12,26,9", { 26, 34, 34 } },
    { "vwap", { 1 } },    { "stochastic:14,3,3", { 16, 18 } },
    { "roc:10", { 11 } }, { "momentum:10", { 11 } },
    { "obv", { 1 } },     { "min:5", { 5 } },
    { "max:1", { 1 } },   { "mean:7", { 7 } },
    { "sum:3", { 3 } },   { "stddev:4", { 4 } },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree TapeIndicatorBar *bars = indicator_stream_make (STREAM_WALK, 50, random);

  for (guint i = 0; i < 50; i++)
    bars[i].volume += 1;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double values[TAPE_INDICATOR_OUTPUTS];
      g_autofree void *state = NULL;
      TapeIndicator indicator;

      parse (&indicator, cases[i].text);
      state = g_malloc0 (tape_indicator_state_size (&indicator));
      for (guint bar = 1; bar <= 50; bar++)
        {
          tape_indicator_update (&indicator, state, &bars[bar - 1], values);
          for (guint output = 0; output < tape_indicator_count_outputs (&indicator); output++)
            g_assert_cmpint (!isnan (values[output]), ==, bar >= cases[i].first[output]);
        }
      for (guint output = 0; output < tape_indicator_count_outputs (&indicator); output++)
        g_assert_cmpuint (tape_indicator_first (&indicator, output), ==, cases[i].first[output]);
    }
}

/* Where nothing moves there is no rounding either: bands that meet, 50, 0. */
static void
test_flat (void)
{
  static const struct
  {
    const char *text;
    double value;
  } cases[] = {
    { "bollinger:20,2", 0.1 }, { "stddev:7", 0 },     { "stddev:1m", 0 },
    { "rsi:14", 50 },          { "macd:12,26,9", 0 }, { "stochastic:14,3,3", 50 },
    { "momentum:3", 0 },       { "roc:3", 0 },        { "obv", 0 },
    { "atr:14", 0 },           { "min:5", 0.1 },      { "max:5", 0.1 },
    { "ema:10", 0.1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double values[TAPE_INDICATOR_OUTPUTS] = { NAN };
      g_autofree void *state = NULL;
      TapeIndicator indicator;

      parse (&indicator, cases[i].text);
      state = g_malloc0 (tape_indicator_state_size (&indicator));
      for (guint bar = 0; bar < 20000; bar++)
        {
          const TapeIndicatorBar flat
              = { .start = bar * TAPE_SECOND, .open = 0.1, .high = 0.1, .low = 0.1, .close = 0.1, .volume = 3 };

          tape_indicator_update (&indicator, state, &flat, values);
        }
      g_assert_cmpfloat_with_epsilon (values[0], cases[i].value, 1e-15);
      if (g_str_has_prefix (cases[i].text, "bollinger"))
        g_assert_cmpfloat (values[0], ==, values[2]);
    }
}

/* A price that stood still for so long that all its moves have worn off still has its index. */
static void
test_rsi_keeps (void)
{
  static const double closes[] = { 10, 13, 12, 15, 14 };
  double value = NAN, kept;
  g_autofree void *state = NULL;
  TapeIndicator rsi;

  parse (&rsi, "rsi:4");
  state = g_malloc0 (tape_indicator_state_size (&rsi));
  for (guint i = 0; i < G_N_ELEMENTS (closes); i++)
    tape_indicator_update (&rsi, state, &(TapeIndicatorBar){ .close = closes[i] }, &value);
  g_assert_cmpfloat_with_epsilon (value, 75, 1e-9);
  kept = value;
  for (guint i = 0; i < 100000; i++)
    tape_indicator_update (&rsi, state, &(TapeIndicatorBar){ .close = 14 }, &value);
  g_assert_cmpfloat_with_epsilon (value, kept, 1e-9);
  tape_indicator_update (&rsi, state, &(TapeIndicatorBar){ .close = 13 }, &value);
  g_assert_cmpfloat_with_epsilon (value, 0, 1e-9);
}

/* More bars fall into a span than it has room for: no value, until those that were forgotten have left it. */
static void
test_crowded_span (void)
{
  TapeIndicatorBar bars[60];
  double values[TAPE_INDICATOR_OUTPUTS];
  g_autofree void *state = NULL;
  TapeIndicator sum;

  parse (&sum, "sum:10s");
  state = g_malloc0 (tape_indicator_state_size (&sum));
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    {
      gboolean crowded = i >= 20 && i < 40;

      bars[i] = (TapeIndicatorBar){ .start = i * TAPE_SECOND, .close = i + 1 };
      if (i >= 20)
        bars[i].start = 20 * TAPE_SECOND + (crowded ? (i - 20) * TAPE_SECOND / 2 : (i - 30) * TAPE_SECOND);
      tape_indicator_update (&sum, state, &bars[i], values);
      if (i < 10 || (bars[i].start > 25 * TAPE_SECOND && bars[i].start < 35 * TAPE_SECOND && crowded))
        g_assert_true (isnan (values[0]));
      else if (!isnan (values[0]))
        indicator_oracle_check (&sum, bars, i, values);
    }
  indicator_oracle_check (&sum, bars, G_N_ELEMENTS (bars) - 1, values);
}

/* Ten million updates are a stream over and over; under a sanitizer a quarter of them. */
#define CYCLE  65536
#define CYCLES LEAN (153)

static TapeIndicatorBar
get_bar (const TapeIndicatorBar *bars, gsize i)
{
  gint64 cycle = bars[CYCLE - 1].start - bars[0].start + TAPE_SECOND;
  TapeIndicatorBar bar = bars[i % CYCLE];

  bar.start += (gint64)(i / CYCLE) * cycle;
  bar.date = 0;
  return bar;
}

static void
update_all (const TapeIndicator *indicator, const TapeIndicatorBar *bars, double *values)
{
  g_autofree void *state = g_malloc0 (tape_indicator_state_size (indicator));

  for (gsize i = 0; i < (gsize)CYCLE * CYCLES; i++)
    {
      TapeIndicatorBar bar = get_bar (bars, i);

      tape_indicator_update (indicator, state, &bar, values);
    }
}

/* The last values are as exact as the first, whatever prices there were. All but sums without an end have forgotten what was
 * two cycles ago, and the average over equal days is that of one. */
static void
test_no_drift (void)
{
  static const char *const texts[]
      = { "sma:10", "ema:10",      "bollinger:20,2",    "rsi:14", "macd:12,26,9", "atr:14", "vwap",
          "roc:10", "momentum:10", "stochastic:14,3,3", "min:9",  "mean:5m",      "sum:9",  "stddev:20",
          "max:5m", "stddev:1m" };
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  g_autofree TapeIndicatorBar *bars = indicator_stream_make (STREAM_JUMPS, CYCLE, random);
  g_autofree TapeIndicatorBar *last = g_new (TapeIndicatorBar, 2 * CYCLE);

  for (gsize i = 0; i < 2 * CYCLE; i++)
    last[i] = get_bar (bars, (gsize)CYCLE * (CYCLES - 2) + i);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      double values[TAPE_INDICATOR_OUTPUTS];
      TapeIndicator indicator;

      parse (&indicator, texts[i]);
      update_all (&indicator, bars, values);
      indicator_oracle_check (&indicator, last, 2 * CYCLE - 1, values);
    }
}

/* Up ten million times by a tenth, which no double is, and down again by ones: what rounding took on the way up is not what is
 * left at the end. */
static void
test_no_drift_of_balance (void)
{
  const guint up = LEAN (10 * 1000 * 1000), down = up / 10;
  long double balance = (long double)0.1 * up - down;
  TapeIndicatorBar bar = { .close = 1 };
  double value;
  g_autofree void *state = NULL;
  TapeIndicator obv;

  parse (&obv, "obv");
  state = g_malloc0 (tape_indicator_state_size (&obv));
  tape_indicator_update (&obv, state, &bar, &value);
  for (guint i = 0; i < up + down; i++)
    {
      bar.close += i < up ? 1 : -1;
      bar.volume = i < up ? 0.1 : 1;
      tape_indicator_update (&obv, state, &bar, &value);
    }
  g_assert_true (fabsl (value - balance) <= 1e-9L);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/indicators/oracle/bars", test_streams);
  g_test_add_func ("/indicators/oracle/spans", test_spans);
  g_test_add_func ("/indicators/first-values", test_first_values);
  g_test_add_func ("/indicators/flat", test_flat);
  g_test_add_func ("/indicators/rsi-of-a-price-that-stands-still", test_rsi_keeps);
  g_test_add_func ("/indicators/crowded-span", test_crowded_span);
  g_test_add_func ("/indicators/no-drift/all", test_no_drift);
  g_test_add_func ("/indicators/no-drift/balance", test_no_drift_of_balance);
  return g_test_run ();
}
