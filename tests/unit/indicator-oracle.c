/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "indicator-oracle.h"

#include <math.h>
#include <string.h>

typedef long double Real;
typedef TapeIndicatorBar Bar;

/* What a formula runs over: one number of each bar. */
typedef Real (*Input) (const Bar *bars, gsize i);

const char *const indicator_oracle_all[] = {
  "sma:1",
  "sma:2",
  "sma:5",
  "sma:30",
  "ema:1",
  "ema:2",
  "ema:10",
  "ema:30",
  "bollinger:1,2",
  "bollinger:2,1",
  "bollinger:20,2",
  "bollinger:7,2.5",
  "rsi:1",
  "rsi:2",
  "rsi:14",
  "macd:1,2,1",
  "macd:12,26,9",
  "macd:3,10,4",
  "atr:1",
  "atr:2",
  "atr:14",
  "vwap",
  "roc:1",
  "roc:10",
  "momentum:1",
  "momentum:7",
  "stochastic:1,1,1",
  "stochastic:14,3,3",
  "stochastic:5,1,4",
  "obv",
  "min:1",
  "min:2",
  "min:9",
  "max:1",
  "max:2",
  "max:9",
  "mean:1",
  "mean:9",
  "sum:1",
  "sum:2",
  "sum:9",
  "stddev:1",
  "stddev:2",
  "stddev:3",
  "stddev:20",
  NULL,
};

const char *const indicator_oracle_spans[] = {
  "min:1s",  "min:1m", "max:1s", "max:90s",   "mean:1s",   "mean:1m",
  "mean:1h", "sum:2s", "sum:1m", "stddev:3s", "stddev:5m", NULL,
};

/* --- Parts of formulas --- */

static Real
get_close (const Bar *bars, gsize i)
{
  return bars[i].close;
}

static Real
sum_of (const Bar *bars, gsize first, gsize last, Input input)
{
  Real sum = 0;

  for (gsize j = first; j <= last; j++)
    sum += input (bars, j);
  return sum;
}

/* The largest of the numbers that were put in, whatever their sign. */
static Real
size_of (const Bar *bars, gsize first, gsize last, Input input)
{
  Real size = 0;

  for (gsize j = first; j <= last; j++)
    size = fmaxl (size, fabsl (input (bars, j)));
  return size;
}

static Real
stddev_of (const Bar *bars, gsize first, gsize last)
{
  Real n = last - first + 1, mean = sum_of (bars, first, last, get_close) / n, squares = 0;

  for (gsize j = first; j <= last; j++)
    squares += (bars[j].close - mean) * (bars[j].close - mean);
  return sqrtl (squares / n);
}

/* Σ weight · (1 − weight)^k · input of k steps ago, begun with the mean of the first n from index @begin. */
static Real
smoothed (const Bar *bars, gsize begin, gsize i, guint n, Real weight, Input input)
{
  Real value;

  if (i + 1 < begin + n)
    return NAN;
  value = sum_of (bars, begin, begin + n - 1, input) / n;
  for (gsize j = begin + n; j <= i; j++)
    value = value * (1 - weight) + weight * input (bars, j);
  return value;
}

static Real
exponential (const Bar *bars, gsize i, guint n)
{
  return smoothed (bars, 0, i, n, 2.0L / (n + 1), get_close);
}

static Real
get_rise (const Bar *bars, gsize i)
{
  return fmaxl ((Real)bars[i].close - bars[i - 1].close, 0);
}

static Real
get_fall (const Bar *bars, gsize i)
{
  return fmaxl ((Real)bars[i - 1].close - bars[i].close, 0);
}

static Real
get_range (const Bar *bars, gsize i)
{
  Real range = (Real)bars[i].high - bars[i].low;

  if (i == 0)
    return range;
  return fmaxl (range,
                fmaxl (fabsl ((Real)bars[i].high - bars[i - 1].close), fabsl ((Real)bars[i].low - bars[i - 1].close)));
}

static Real
get_volume (const Bar *bars, gsize i)
{
  return bars[i].volume;
}

static void
put (IndicatorOracleRow *row, guint output, Real value, Real scale)
{
  row->values[output] = value;
  row->scales[output] = fmaxl (fabsl (value), scale);
}

/* --- The indicators --- */

static void
say_window (const TapeIndicator *self, const Bar *bars, gsize first, gsize last, IndicatorOracleRow *row)
{
  const char *name = self->type->name;
  Real sum = sum_of (bars, first, last, get_close), n = last - first + 1, value = sum;

  if (strcmp (name, "sma") == 0 || strcmp (name, "mean") == 0)
    value = sum / n;
  else if (strcmp (name, "stddev") == 0)
    value = stddev_of (bars, first, last);
  else if (strcmp (name, "sum") != 0)
    {
      gboolean lowest = strcmp (name, "min") == 0;

      value = bars[first].close;
      for (gsize j = first; j <= last; j++)
        if (lowest ? bars[j].close < value : bars[j].close > value)
          value = bars[j].close;
    }
  put (row, 0, value, size_of (bars, first, last, get_close));
}

static void
say_rolling (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint n = (guint)self->parameters[0];
  gsize first = i;

  if (self->span == 0)
    {
      if (i + 1 >= n)
        say_window (self, bars, i + 1 - n, i, row);
      return;
    }
  while (first > 0 && bars[first - 1].start > bars[i].start - self->span)
    first--;
  if (bars[i].start - bars[0].start >= self->span)
    say_window (self, bars, first, i, row);
}

static void
say_ema (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  put (row, 0, exponential (bars, i, (guint)self->parameters[0]), bars[i].close);
}

static void
say_bollinger (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint n = (guint)self->parameters[0];

  if (i + 1 < n)
    return;
  for (gint band = 0; band < 3; band++)
    put (row, (guint)band,
         sum_of (bars, i + 1 - n, i, get_close) / n + (band - 1) * self->parameters[1] * stddev_of (bars, i + 1 - n, i),
         size_of (bars, i + 1 - n, i, get_close));
}

static void
say_rsi (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint n = (guint)self->parameters[0];
  Real rise, fall;

  if (i < n)
    return;
  rise = smoothed (bars, 1, i, n, 1.0L / n, get_rise);
  fall = smoothed (bars, 1, i, n, 1.0L / n, get_fall);
  put (row, 0, fall == 0 ? (rise == 0 ? 50 : 100) : 100 - 100 / (1 + rise / fall), 1);
}

static void
say_macd (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint fast = (guint)self->parameters[0], slow = (guint)self->parameters[1], n = (guint)self->parameters[2];
  Real of_fast, of_slow, weight = 2.0L / (n + 1), signal = 0, scale;

  if (i + 1 < slow)
    return;
  of_fast = smoothed (bars, 0, slow - 1, fast, 2.0L / (fast + 1), get_close);
  of_slow = smoothed (bars, 0, slow - 1, slow, 2.0L / (slow + 1), get_close);
  for (gsize j = slow - 1;; j++)
    {
      gsize past = j + 2 - slow; /* values of the difference so far */

      signal += past <= n ? (of_fast - of_slow) / n : 0;
      if (past > n)
        signal = signal * (1 - weight) + weight * (of_fast - of_slow);
      if (j == i)
        break;
      of_fast = of_fast * (1 - 2.0L / (fast + 1)) + 2.0L / (fast + 1) * bars[j + 1].close;
      of_slow = of_slow * (1 - 2.0L / (slow + 1)) + 2.0L / (slow + 1) * bars[j + 1].close;
    }
  scale = fmaxl (of_fast, of_slow);
  put (row, 0, of_fast - of_slow, scale);
  if (i + 2 < slow + n)
    return;
  put (row, 1, signal, scale);
  put (row, 2, of_fast - of_slow - signal, fmaxl (scale, fabsl (signal)));
}

static void
say_atr (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint n = (guint)self->parameters[0];

  put (row, 0, smoothed (bars, 0, i, n, 1.0L / n, get_range), bars[i].high);
}

static void
say_vwap (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  Real turnover = 0, volume = 0, scale = 0;

  for (gsize j = i + 1; j-- > 0 && bars[j].date == bars[i].date;)
    {
      turnover += ((Real)bars[j].high + bars[j].low + bars[j].close) / 3 * bars[j].volume;
      volume += bars[j].volume;
      scale = fmaxl (scale, bars[j].volume > 0 ? bars[j].high : 0);
    }
  if (volume > 0)
    put (row, 0, turnover / volume, scale);
}

static void
say_change (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint n = (guint)self->parameters[0];
  Real before;

  if (i < n)
    return;
  before = bars[i - n].close;
  if (strcmp (self->type->name, "momentum") == 0)
    put (row, 0, bars[i].close - before, fmaxl (bars[i].close, before));
  else
    put (row, 0, 100 * (bars[i].close - before) / before, 1);
}

static Real
raw_stochastic (const Bar *bars, gsize i, guint k)
{
  Real high = bars[i].high, low = bars[i].low;

  for (gsize j = i + 1 - k; j < i; j++)
    {
      high = fmaxl (high, bars[j].high);
      low = fminl (low, bars[j].low);
    }
  return high == low ? 50 : 100 * (bars[i].close - low) / (high - low);
}

static void
say_stochastic (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  guint k = (guint)self->parameters[0], s = (guint)self->parameters[1], d = (guint)self->parameters[2];
  Real of_k[64] = { 0 }, of_d = 0;

  g_assert_cmpuint (d, <=, G_N_ELEMENTS (of_k));
  for (guint back = 0; back < d && i + 2 >= (gsize)k + s + back; back++)
    for (guint j = 0; j < s; j++)
      of_k[back] += raw_stochastic (bars, i - back - j, k) / s;
  for (guint back = 0; back < d; back++)
    of_d += of_k[back] / d;
  if (i + 2 >= (gsize)k + s)
    put (row, 0, of_k[0], 1);
  if (i + 3 >= (gsize)k + s + d)
    put (row, 1, of_d, 1);
}

static void
say_obv (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row)
{
  Real balance = 0;

  for (gsize j = 1; j <= i; j++)
    if (bars[j].close != bars[j - 1].close)
      balance += bars[j].close > bars[j - 1].close ? bars[j].volume : -bars[j].volume;
  put (row, 0, balance, size_of (bars, 0, i, get_volume));
}

static const struct
{
  const char *name;
  void (*say) (const TapeIndicator *self, const Bar *bars, gsize i, IndicatorOracleRow *row);
} oracles[] = {
  { "sma", say_rolling },
  { "ema", say_ema },
  { "bollinger", say_bollinger },
  { "rsi", say_rsi },
  { "macd", say_macd },
  { "atr", say_atr },
  { "vwap", say_vwap },
  { "roc", say_change },
  { "momentum", say_change },
  { "stochastic", say_stochastic },
  { "obv", say_obv },
  { "min", say_rolling },
  { "max", say_rolling },
  { "mean", say_rolling },
  { "sum", say_rolling },
  { "stddev", say_rolling },
};

void
indicator_oracle_row (const TapeIndicator *self, const TapeIndicatorBar *bars, gsize i, IndicatorOracleRow *row)
{
  for (guint output = 0; output < TAPE_INDICATOR_OUTPUTS; output++)
    row->values[output] = row->scales[output] = NAN;
  for (gsize j = 0; j < G_N_ELEMENTS (oracles); j++)
    if (strcmp (oracles[j].name, self->type->name) == 0)
      {
        oracles[j].say (self, bars, i, row);
        return;
      }
  g_error ("no oracle knows %s", self->type->name);
}

void
indicator_oracle_check (const TapeIndicator *self, const TapeIndicatorBar *bars, gsize i, const double *values)
{
  IndicatorOracleRow row;

  indicator_oracle_row (self, bars, i, &row);
  for (guint output = 0; output < tape_indicator_count_outputs (self); output++)
    {
      double value = values[output];
      g_autofree char *column = NULL;

      if (isnan (row.values[output]) ? isnan (value) : fabsl (value - row.values[output]) <= 1e-9L * row.scales[output])
        continue;
      column = tape_indicator_column (self, output);
      g_error ("%s after bar %" G_GSIZE_FORMAT " is %.17g, not %.17Lg; scale %Lg", column, i, value, row.values[output],
               row.scales[output]);
    }
}

/* --- Streams --- */

static double
next_price (IndicatorStream stream, double first, double price, gsize i, gsize n, GRand *random)
{
  double step = g_rand_double_range (random, 0, 0.02);

  switch (stream)
    {
    case STREAM_UP:
      return price * (1 + step);
    case STREAM_DOWN:
      return price * (1 - step);
    case STREAM_FLAT:
    case STREAM_CONSTANT:
      return price;
    case STREAM_TURNS_FLAT:
      return i < n / 4 ? price * (1 + step - 0.01) : price;
    case STREAM_JUMPS:
      if (g_rand_int_range (random, 0, 6) == 0)
        price = price > 1 ? 1e-12 : 1e12;
      return price * (1 + step - 0.01);
    case STREAM_SPIKE:
      return i == n / 2 ? 1e12 : 1 + step;
    case STREAM_WALK:
    case STREAM_HUGE:
    case STREAM_TINY:
    case N_STREAMS:
      break;
    }
  return price * (price < 0.1 * first ? 1 + step : price > 10 * first ? 1 - step : 1 + step - 0.01);
}

TapeIndicatorBar *
indicator_stream_make (IndicatorStream stream, gsize n, GRand *random)
{
  TapeIndicatorBar *bars = g_new0 (TapeIndicatorBar, n);
  double first = stream == STREAM_HUGE ? 1e12 : stream == STREAM_TINY ? 1e-12 : 123.45, price = first;
  gint64 start = g_rand_int_range (random, -1000, 1000) * TAPE_HOUR;
  gint32 date = 15000;

  for (gsize i = 0; i < n; i++)
    {
      double close = next_price (stream, first, price, i, n, random);
      double width = stream == STREAM_CONSTANT ? 0 : g_rand_double_range (random, 0, 0.01);

      double open = stream == STREAM_FLAT || stream == STREAM_CONSTANT
                        ? price
                        : price * g_rand_double_range (random, 0.97, 1.03);

      start += g_rand_int_range (random, 1, g_rand_int_range (random, 0, 20) == 0 ? 300 : 12) * TAPE_SECOND;
      date += g_rand_int_range (random, 0, 25) == 0;
      bars[i] = (TapeIndicatorBar){ .start = start, .open = open, .close = close, .date = date };
      bars[i].high = MAX (open, close) * (1 + width);
      bars[i].low = MIN (open, close) * (1 - width);
      if (stream != STREAM_CONSTANT && g_rand_int_range (random, 0, 5) > 0)
        bars[i].volume = g_rand_double_range (random, 0, stream == STREAM_JUMPS ? close * 1000 : 1000);
      price = stream == STREAM_SPIKE ? 1 : close;
    }
  return bars;
}

/* --- Arrays --- */

void
indicator_arrays_init (IndicatorArrays *self, const TapeIndicatorBar *bars, gsize n)
{
  gint64 *start = self->memory[0] = g_new (gint64, n + 1);
  double *open = self->memory[1] = g_new (double, n + 1);
  double *high = self->memory[2] = g_new (double, n + 1);
  double *low = self->memory[3] = g_new (double, n + 1);
  double *close = self->memory[4] = g_new (double, n + 1);
  double *volume = self->memory[5] = g_new (double, n + 1);
  gint32 *date = self->memory[6] = g_new (gint32, n + 1);

  for (gsize i = 0; i < n; i++)
    {
      start[i] = bars[i].start;
      open[i] = bars[i].open;
      high[i] = bars[i].high;
      low[i] = bars[i].low;
      close[i] = bars[i].close;
      volume[i] = bars[i].volume;
      date[i] = bars[i].date;
    }
  self->series = (TapeIndicatorSeries){ start, open, high, low, close, volume, date };
}

void
indicator_arrays_clear (IndicatorArrays *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->memory); i++)
    g_clear_pointer (&self->memory[i], g_free);
}

TapeIndicatorSeries
indicator_arrays_from (const IndicatorArrays *self, gsize first)
{
  const TapeIndicatorSeries *all = &self->series;

  return (TapeIndicatorSeries){ all->start + first, all->open + first,   all->high + first, all->low + first,
                                all->close + first, all->volume + first, all->date + first };
}
