/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers, times and ages as people read them. */

#include "model/tape-format.h"
#include "model/tape-indicator-text.h"

#include <math.h>
#include <string.h>

#define MINUS "\u2212"
#define NBSP  "\u00a0"

/* Friday 15 November 2024 at 15:42:07 UTC: 10:42:07 in New York. */
#define AUTUMN (G_GINT64_CONSTANT (1731685327) * TAPE_SECOND)
/* Monday 15 July 2024 at 12:00 UTC. */
#define SUMMER (G_GINT64_CONSTANT (1721044800) * TAPE_SECOND)

/* Compares and frees @text. */
static void
assert_text (char *text, const char *wanted)
{
  g_assert_cmpstr (text, ==, wanted);
  g_free (text);
}

static const TapeInstrument *
find (const char *symbol)
{
  const TapeInstrument *instrument = tape_instruments_lookup (symbol, strlen (symbol));

  g_assert_nonnull (instrument);
  return instrument;
}

static void
test_price (void)
{
  assert_text (tape_format_price (find ("AAPL"), 228.1), "228.10");
  assert_text (tape_format_price (find ("AAPL"), 0.52345), "0.5234");
  assert_text (tape_format_price (find ("AAPL"), 1), "1.00");
  assert_text (tape_format_price (find ("7203.T"), 2650.4), "2650");
  assert_text (tape_format_price (find ("005930.KS"), 59000), "59000");
  assert_text (tape_format_price (NULL, 10.5), "10.50");
  assert_text (tape_format_price (NULL, NAN), "—");
  assert_text (tape_format_exact_price (find ("AAPL"), 228.1), "228.10");
  assert_text (tape_format_exact_price (find ("AAPL"), 13.695), "13.695");
  assert_text (tape_format_exact_price (find ("AAPL"), 44.02 - 46.43 + 100), "97.59");
  assert_text (tape_format_exact_price (find ("7203.T"), 2650.5), "2650.5");
  assert_text (tape_format_exact_price (NULL, 1.23456789), "1.234568");
  assert_text (tape_format_exact_price (NULL, NAN), "—");
  assert_text (tape_format_price (NULL, INFINITY), "—");
}

/* The price says how many digits there are, not the change. */
static void
test_change (void)
{
  assert_text (tape_format_change (find ("AAPL"), 228.1, 2.791), "+2.79");
  assert_text (tape_format_change (find ("AAPL"), 228.1, -0.35), MINUS "0.35");
  assert_text (tape_format_change (find ("AAPL"), 0.5, -0.0123), MINUS "0.0123");
  assert_text (tape_format_change (find ("7203.T"), 2650, -12), MINUS "12");
  assert_text (tape_format_change (NULL, 10, 0), "0.00");
  assert_text (tape_format_change (NULL, 10, NAN), "—");
}

/* What rounds to nothing has no sign. */
static void
test_percent (void)
{
  assert_text (tape_format_percent (0.01237), "+1.24" NBSP "%");
  assert_text (tape_format_percent (-0.0035), MINUS "0.35" NBSP "%");
  assert_text (tape_format_exact_percent (0.00001, 3), "+0.001" NBSP "%");
  assert_text (tape_format_percent (0), "0.00" NBSP "%");
  assert_text (tape_format_percent (-0.00002), "0.00" NBSP "%");
  assert_text (tape_format_percent (0.00006), "+0.01" NBSP "%");
  assert_text (tape_format_percent (NAN), "—");
  assert_text (tape_format_share (0.566), "57" NBSP "%");
  assert_text (tape_format_share (NAN), "—");
}

static void
test_quantity (void)
{
  assert_text (tape_format_quantity (0), "0");
  assert_text (tape_format_quantity (100), "100");
  assert_text (tape_format_quantity (0.015), "0.015");
  assert_text (tape_format_quantity (-12.5), MINUS "12.5");
  assert_text (tape_format_quantity (NAN), "—");
}

static void
test_compact (void)
{
  assert_text (tape_format_compact (46234567), "46.2" NBSP "M");
  assert_text (tape_format_compact (112e6), "112" NBSP "M");
  assert_text (tape_format_compact (950), "950");
  assert_text (tape_format_compact (9999), "9999");
  assert_text (tape_format_compact (10000), "10.0" NBSP "k");
  assert_text (tape_format_compact (-46234567), MINUS "46.2" NBSP "M");
  assert_text (tape_format_compact (1.5e9), "1.50" NBSP "B");
  assert_text (tape_format_compact (2.25e12), "2.25" NBSP "T");
  assert_text (tape_format_compact (0), "0");
  assert_text (tape_format_compact (NAN), "—");
}

/* Just below a unit is written in the unit, never as 1000 of the one before. */
static void
test_compact_at_the_edge (void)
{
  assert_text (tape_format_compact (999499), "999" NBSP "k");
  assert_text (tape_format_compact (999500), "1.00" NBSP "M");
  assert_text (tape_format_compact (999.6e6), "1.00" NBSP "B");
}

static void
test_arrow (void)
{
  g_assert_cmpstr (tape_format_arrow (0.01), ==, "▲");
  g_assert_cmpstr (tape_format_arrow (-0.01), ==, "▼");
  g_assert_cmpstr (tape_format_arrow (0), ==, "");
  g_assert_cmpstr (tape_format_arrow (NAN), ==, "");
}

static void
test_age (void)
{
  assert_text (tape_format_span (0), "0" NBSP "s");
  assert_text (tape_format_span (12 * TAPE_SECOND + 999999), "12" NBSP "s");
  assert_text (tape_format_span (TAPE_MINUTE), "1" NBSP "min");
  assert_text (tape_format_span (TAPE_HOUR - 1), "59" NBSP "min");
  assert_text (tape_format_span (14 * TAPE_HOUR), "14" NBSP "h");
  assert_text (tape_format_span (47 * TAPE_HOUR), "47" NBSP "h");
  assert_text (tape_format_span (3 * TAPE_DAY), "3" NBSP "d");
  assert_text (tape_format_age (4 * TAPE_MINUTE), "4" NBSP "min old");
}

static void
test_clock (void)
{
  const TapeExchange *york = find ("AAPL")->exchange;

  assert_text (tape_format_clock (york, AUTUMN, TAPE_ZONE_EXCHANGE, TRUE), "10:42:07");
  assert_text (tape_format_clock (york, AUTUMN, TAPE_ZONE_UTC, FALSE), "15:42");
  assert_text (tape_format_clock (york, SUMMER, TAPE_ZONE_EXCHANGE, TRUE), "08:00:00");
  assert_text (tape_format_clock (york, TAPE_NO_TIME, TAPE_ZONE_EXCHANGE, TRUE), "—");
  assert_text (tape_format_clock (york, -1, TAPE_ZONE_UTC, TRUE), "23:59:59");
}

/* Nine hours ahead is another day. */
static void
test_day (void)
{
  const TapeExchange *tokyo = find ("7203.T")->exchange;

  assert_text (tape_format_day (tokyo, AUTUMN, TAPE_ZONE_UTC), "Fri 15 Nov 2024");
  assert_text (tape_format_day (tokyo, AUTUMN, TAPE_ZONE_EXCHANGE), "Sat 16 Nov 2024");
  assert_text (tape_format_day (tokyo, TAPE_NO_TIME, TAPE_ZONE_EXCHANGE), "—");
  assert_text (tape_format_date (0), "Thu 1 Jan 1970");
  assert_text (tape_format_date (TAPE_NO_DATE), "—");
}

static void
test_zone (void)
{
  const TapeExchange *york = find ("AAPL")->exchange;

  assert_text (tape_format_zone (york, AUTUMN, TAPE_ZONE_EXCHANGE), "New York, UTC" MINUS "5");
  assert_text (tape_format_zone (york, SUMMER, TAPE_ZONE_EXCHANGE), "New York, UTC" MINUS "4");
  assert_text (tape_format_zone (find ("RELIANCE.NS")->exchange, AUTUMN, TAPE_ZONE_EXCHANGE), "Mumbai, UTC+5:30");
  assert_text (tape_format_zone (york, AUTUMN, TAPE_ZONE_UTC), "UTC");
  assert_text (tape_format_zone (tape_exchange_utc (), AUTUMN, TAPE_ZONE_EXCHANGE), "UTC");
}

/* Of this machine: said by TZ when the program began. */
static void
test_local (void)
{
  const TapeExchange *york = find ("AAPL")->exchange;

  assert_text (tape_format_clock (york, AUTUMN, TAPE_ZONE_LOCAL, FALSE), "21:27");
  assert_text (tape_format_day (york, AUTUMN + 3 * TAPE_HOUR, TAPE_ZONE_LOCAL), "Sat 16 Nov 2024");
  assert_text (tape_format_zone (york, AUTUMN, TAPE_ZONE_LOCAL), "this machine, UTC+5:45");
}

static TapeIndicator
parse (const char *text)
{
  TapeIndicator indicator;

  g_assert_true (tape_indicator_parse (&indicator, text, NULL));
  return indicator;
}

static void
assert_label (const char *text, const char *wanted)
{
  TapeIndicator indicator = parse (text);

  assert_text (tape_indicator_get_label (&indicator), wanted);
}

static void
test_indicator_label (void)
{
  assert_label ("sma:5", "SMA 5");
  assert_label ("ema", "EMA 20");
  assert_label ("macd", "MACD 12, 26, 9");
  assert_label ("bollinger:20,2.5", "Bollinger 20, 2.5");
  assert_label ("stochastic", "Stochastic 14, 3, 3");
  assert_label ("vwap", "VWAP");
  assert_label ("mean:5m", "Mean 5m");
  assert_label ("momentum", "Momentum 10");
}

static void
assert_value (const char *indicator, double value, const char *wanted)
{
  TapeIndicator parsed = parse (indicator);

  assert_text (tape_indicator_format_value (&parsed, find ("AAPL"), 228, value), wanted);
}

static void
test_indicator_value (void)
{
  assert_value ("sma:5", 228.104, "228.10");
  assert_value ("sma:5", NAN, "—");
  assert_value ("rsi", 63.449, "63.4");
  assert_value ("rsi", 100, "100.0");
  assert_value ("macd", 0.1234, "0.123");
  assert_value ("macd", -0.1234, MINUS "0.123");
  assert_value ("macd", -0.0001, "0.000");
  assert_value ("macd", 35.1234, "35.12");
  assert_value ("obv", 5300, "5300");
  assert_value ("obv", -46180000, MINUS "46.2" NBSP "M");
  assert_value ("atr", INFINITY, "—");
}

static void
test_indicator_described (void)
{
  const double values[] = { 0.1234, 0.1, 0.0234 };
  TapeIndicator macd = parse ("macd"), sma = parse ("sma:5");

  assert_text (tape_indicator_describe (&macd, NULL, 100, values),
               "MACD 12, 26, 9: MACD 0.123, Signal 0.100, Histogram 0.023");
  assert_text (tape_indicator_describe (&sma, NULL, 100, values), "SMA 5: 0.1234");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Kathmandu", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/price", test_price);
  g_test_add_func ("/format/change", test_change);
  g_test_add_func ("/format/percent", test_percent);
  g_test_add_func ("/format/quantity", test_quantity);
  g_test_add_func ("/format/compact", test_compact);
  g_test_add_func ("/format/compact-at-the-edge", test_compact_at_the_edge);
  g_test_add_func ("/format/arrow", test_arrow);
  g_test_add_func ("/format/age", test_age);
  g_test_add_func ("/format/clock", test_clock);
  g_test_add_func ("/format/day", test_day);
  g_test_add_func ("/format/zone", test_zone);
  g_test_add_func ("/format/local", test_local);
  g_test_add_func ("/model/indicator-text/label", test_indicator_label);
  g_test_add_func ("/model/indicator-text/value", test_indicator_value);
  g_test_add_func ("/model/indicator-text/described", test_indicator_described);
  return g_test_run ();
}
