/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Indicators by name: what is read, printed, made a column, and refused, and in which words. */

#include <locale.h>
#include <string.h>

#include "analytics/tape-indicator.h"

static void
test_round_trip (void)
{
  static const struct
  {
    const char *text;
    const char *printed;
    const char *columns[TAPE_INDICATOR_OUTPUTS];
  } cases[] = {
    { "sma:5", "sma:5", { "sma_5" } },
    { "ema:10", "ema:10", { "ema_10" } },
    { "rsi", "rsi:14", { "rsi_14" } },
    { "atr:14", "atr:14", { "atr_14" } },
    { "roc:10", "roc:10", { "roc_10" } },
    { "momentum:10", "momentum:10", { "momentum_10" } },
    { "macd", "macd:12,26,9", { "macd_12_26_9", "macd_signal_12_26_9", "macd_histogram_12_26_9" } },
    { "macd:5", "macd:5,26,9", { "macd_5_26_9", "macd_signal_5_26_9", "macd_histogram_5_26_9" } },
    { "bollinger:20,2", "bollinger:20,2", { "bollinger_lower_20_2", "bollinger_middle_20_2", "bollinger_upper_20_2" } },
    { "bollinger:20,2.50",
      "bollinger:20,2.5",
      { "bollinger_lower_20_2.5", "bollinger_middle_20_2.5", "bollinger_upper_20_2.5" } },
    { "stochastic:14,3,3", "stochastic:14,3,3", { "stochastic_k_14_3_3", "stochastic_d_14_3_3" } },
    { "obv", "obv", { "obv" } },
    { "vwap", "vwap", { "vwap" } },
    { "min:5", "min:5", { "min_5" } },
    { "max:5", "max:5", { "max_5" } },
    { "mean:5m", "mean:5m", { "mean_5m" } },
    { "sum:60s", "sum:1m", { "sum_1m" } },
    { "stddev:10000", "stddev:10000", { "stddev_10000" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *printed = NULL;
      g_autoptr (GError) error = NULL;
      TapeIndicator indicator, again;

      tape_indicator_parse (&indicator, cases[i].text, &error);
      g_assert_no_error (error);
      printed = tape_indicator_print (&indicator);
      g_assert_cmpstr (printed, ==, cases[i].printed);
      g_assert_true (tape_indicator_parse (&again, printed, NULL));
      g_assert_true (tape_indicator_equal (&indicator, &again));
      for (guint output = 0; output < tape_indicator_count_outputs (&indicator); output++)
        {
          g_autofree char *column = tape_indicator_column (&indicator, output);

          g_assert_cmpstr (column, ==, cases[i].columns[output]);
        }
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *sentence;
  } cases[] = {
    { "smaa:5", "There is no indicator “smaa”; there are sma, ema, bollinger, rsi, macd, atr, vwap, roc, momentum, "
                "stochastic, obv, min, max, mean, sum, stddev." },
    { "", "There is no indicator “”; there are " },
    { ":5", "There is no indicator “”; there are " },
    { "SMA:5", "There is no indicator “SMA”; there are " },
    { "sma:0", "“sma:0”: the period cannot be “0”; it is a whole number of bars from 1 to 10000." },
    { "sma:-5", "“sma:-5”: the period cannot be “-5”; it is a whole number of bars from 1 to 10000." },
    { "sma:2.5", "“sma:2.5”: the period cannot be “2.5”; it is a whole number of bars from 1 to 10000." },
    { "sma:10001", "“sma:10001”: the period cannot be “10001”;" },
    { "sma:99999999999999999999", "the period cannot be “99999999999999999999”;" },
    { "sma:5x", "the period cannot be “5x”;" },
    { "sma: 5", "the period cannot be “ 5”;" },
    { "sma:nan", "the period cannot be “nan”;" },
    { "sma:0x10", "the period cannot be “0x10”;" },
    { "sma:5m", "the period cannot be “5m”;" },
    { "sma:5,6", "“sma:5,6” has too many parameters: sma takes 1." },
    { "macd:1,2,3,4", "“macd:1,2,3,4” has too many parameters: macd takes 3." },
    { "obv:5", "“obv:5” has too many parameters: obv takes none." },
    { "obv:", "“obv:” has too many parameters: obv takes none." },
    { "macd:12,,9", "“macd:12,,9”: the slow period cannot be “”;" },
    { "sma:", "“sma:”: the period cannot be “”;" },
    { "macd:26,12,9", "“macd:26,12,9”: the fast period must be shorter than the slow one." },
    { "macd:26", "“macd:26”: the fast period must be shorter than the slow one." },
    { "bollinger:20,0", "“bollinger:20,0”: the width cannot be “0”; it is a number from 0.01 to 100." },
    { "bollinger:20,-2", "the width cannot be “-2”;" },
    { "bollinger:20,1e2", "the width cannot be “1e2”;" },
    { "bollinger:20,.", "the width cannot be “.”;" },
    { "mean:0m",
      "“mean:0m”: the period cannot be “0m”; it is a whole number of bars from 1 to 10000, or a span of whole "
      "seconds such as 5m, up to 36525d." },
    { "mean:500ms", "the period cannot be “500ms”;" },
    { "mean:36526d", "the period cannot be “36526d”;" },
    { "mean:99999999999999999d", "the period cannot be “99999999999999999d”;" },
    { "mean:-5m", "the period cannot be “-5m”;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      TapeIndicator indicator;

      g_assert_false (tape_indicator_parse (&indicator, cases[i].text, &error));
      g_assert_true (error->domain == TAPE_INDICATOR_ERROR);
      if (strstr (error->message, cases[i].sentence) == NULL)
        g_error ("“%s” is refused with “%s”", cases[i].text, error->message);
    }
}

/* Every row of the table says all that it must, in its own words. */
static void
test_table (void)
{
  guint n_types;
  const TapeIndicatorType *const *types = tape_indicator_types (&n_types);

  g_assert_cmpuint (n_types, ==, 16);
  for (guint i = 0; i < n_types; i++)
    {
      TapeIndicator indicator;

      g_assert_true (tape_indicator_parse (&indicator, types[i]->name, NULL));
      g_assert_true (indicator.type == types[i]);
      g_assert_cmpuint (tape_indicator_count_outputs (&indicator), >=, 1);
      g_assert_cmpuint (tape_indicator_state_size (&indicator) % sizeof (double), ==, 0);
      for (guint output = 0; output < tape_indicator_count_outputs (&indicator); output++)
        {
          g_assert_cmpuint (tape_indicator_first (&indicator, output), >=, 1);
          g_assert_nonnull (types[i]->outputs[output].title);
        }
      for (guint j = 0; j < i; j++)
        {
          g_assert_cmpstr (types[i]->name, !=, types[j]->name);
          g_assert_cmpstr (types[i]->title, !=, types[j]->title);
        }
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/indicators/text/round-trip", test_round_trip);
  g_test_add_func ("/indicators/text/refused", test_refused);
  g_test_add_func ("/indicators/text/table", test_table);
  return g_test_run ();
}
