/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a firing: for each condition, held back, of the past, told or not. */

#include <locale.h>
#include <math.h>
#include <string.h>

#include "alerts/tape-explanation.h"
#include "alerts/tape-rule-text.h"

/* Friday, 21 November 2025, 15:21:39.872 UTC. */
#define T0 G_GINT64_CONSTANT (1763738499872000)

typedef struct
{
  const char *text;
  int direction;
  double value;
  double before;
  double threshold;
  double price;
  double baseline;
  gint64 baseline_time;
  const char *evidence;
  guint fresh;
  guint members;
  const char *wanted; /* lines of baseline, evidence and result */
} Case;

#define CLOSE_TIME (T0 - 2 * TAPE_DAY)
#define TRADE      "trade 1763738499872000 0 1 2 44.02 1900 -\n"
#define EARLIER    "trade 1763738499000000 0 1 1 46 5 -\n"
#define BAR(open, high, low, close, volume)                                                                            \
  "bar 1763738460000000 60 0 " open " " high " " low " " close " " volume " -\n"
#define TRADE_SAID "Trade of 44.02 × 1900 at 2025-11-21T15:21:39.872Z, sold, from Finnhub.\n"
#define BAR_SAID   "Bar of 1 min from 2025-11-21T15:21:00Z: open 44, highest 45, lowest 43, close 44.02, volume 4100.\n"

static const Case cases[] = {
  { "AAPL moves ±5 % against previous close", -1, -0.0519, -0.0497, -0.05, 44.02, 46.43, CLOSE_TIME, TRADE, 0, 0,
    "Baseline 46.43, close of 2025-11-19T15:21:39.872Z.\n" TRADE_SAID
    "44.02 / 46.43 − 1 = −5.19 %. The rule asks for −5.00 % or less. The trade before it stood at −4.97 %.\n" },
  { "AAPL falls 2 against the open", -1, -2.41, NAN, -2, 44.02, 46.43, T0 - TAPE_HOUR, EARLIER TRADE, 0, 0,
    "Baseline 46.43, the day’s open, 2025-11-21T14:21:39.872Z.\n" TRADE_SAID
    "44.02 − 46.43 = −2.41. The rule asks for −2 or less.\n" },
  { "AAPL falls 5 % against price 15m ago", -1, -0.0519, NAN, -0.05, 44.02, 46.43, T0 - TAPE_HOUR, EARLIER TRADE, 0, 0,
    "Baseline 46.43, the price 15 min before, of 2025-11-21T14:21:39.872Z.\n" TRADE_SAID
    "44.02 / 46.43 − 1 = −5.19 %. The rule asks for −5.00 % or less.\n" },
  { "AAPL falls 5 % against last firing", -1, -0.0519, NAN, -0.05, 44.02, 46.43, T0 - TAPE_HOUR, TRADE, 0, 0,
    "Baseline 46.43, of 2025-11-21T14:21:39.872Z: the price at the last firing, or when the rule began.\n" TRADE_SAID
    "44.02 / 46.43 − 1 = −5.19 %. The rule asks for −5.00 % or less.\n" },
  { "AAPL falls 5 % against 46.43", -1, -0.0519, NAN, -0.05, 44.02, 46.43, TAPE_NO_TIME, TRADE, 0, 0,
    "Baseline 46.43, as the rule gives it.\n" TRADE_SAID
    "44.02 / 46.43 − 1 = −5.19 %. The rule asks for −5.00 % or less.\n" },
  { "AAPL is below 45", -1, 44.02, 45.1, 45, 44.02, NAN, TAPE_NO_TIME, TRADE, 0, 0,
    TRADE_SAID "The price is 44.02. The rule asks for 45 or less. The trade before it was at 45.1.\n" },
  { "AAPL crosses 45", -1, 44.02, 46, 45, 44.02, NAN, TAPE_NO_TIME, EARLIER TRADE, 0, 0,
    TRADE_SAID "From 46 to 44.02: downwards across 45.\n" },
  { "AAPL volume of 1m at least 3 times average", 1, 3.41667, 0.9, 3, 44.02, 1200, TAPE_NO_TIME,
    BAR ("1", "1", "1", "1", "7") BAR ("44", "45", "43", "44.02", "4100"), 0, 0,
    "On average 1200 were traded in each of the 20 spans of 1 min before.\n" BAR_SAID
    "4100 / 1200 = 3.42 times. The rule asks for 3 times or more. At the bar before it was 0.9 times.\n" },
  { "AAPL volume of 1m at most 4 times average for 5 spans", -1, 3.41667, NAN, 4, 44.02, 1200, TAPE_NO_TIME,
    BAR ("44", "45", "43", "44.02", "4100"), 0, 0,
    "On average 1200 were traded in each of the 20 spans of 1 min before.\n" BAR_SAID
    "4100 / 1200 = 3.42 times. The rule asks for 4 times in 5 spans in a row, or less.\n" },
  { "AAPL ema 5 crosses ema 10 on 1m", 1, 0.25, -0.5, 0, 44.02, 44, TAPE_NO_TIME,
    BAR ("44", "45", "43", "44.02", "4100"), 0, 0,
    BAR_SAID "EMA 5 is 44.25, EMA 10 is 44.00: crossed upwards. At the bar before, the difference was −0.50.\n" },
  { "AAPL sma 5 crosses sma 10 on 1m", -1, -0.00106, 0.0018, 0, 44.02, 13.9078, TAPE_NO_TIME,
    BAR ("44", "45", "43", "44.02", "4100"), 0, 0,
    BAR_SAID
    "SMA 5 is 13.9067, SMA 10 is 13.9078: crossed downwards. At the bar before, the difference was 0.0018.\n" },
  { "AAPL rsi 14 above 70 on 1m", 1, 71.234, 68, 70, 44.02, NAN, TAPE_NO_TIME, BAR ("44", "45", "43", "44.02", "4100"),
    0, 0, BAR_SAID "RSI 14 is 71.23. The rule asks for 70 or more. At the bar before it was 68.\n" },
  { "AAPL 2 falling bars of 1m", -1, 2, 1, 2, 44.02, NAN, TAPE_NO_TIME,
    BAR ("1", "1", "1", "46", "1") BAR ("1", "1", "1", "45", "1") BAR ("44", "45", "43", "44.02", "4100"), 0, 0,
    "2 bars of 1 min in a row closed lower: 46, 45, 44.02.\n" },
  { "AAPL buy share of 1m above 0.7", 1, 0.714, 0.5, 0.7, 44.02, NAN, TAPE_NO_TIME,
    BAR ("44", "45", "43", "44.02", "4100"), 0, 0,
    BAR_SAID
    "71.4 % of what was bought or sold was bought. The rule asks for 70 % or more. At the bar before it was 50 %.\n" },
  { "industry Energy growth ±1.5 % with at least 2 fresh", -1, -0.016, -0.014, -0.015, NAN, NAN, TAPE_NO_TIME,
    "bar 1763738460000000 60 0 1 1 1 1 1 -0.02\nbar 1763738460000000 60 1 1 1 1 1 1 -0.012\n", 2, 8,
    "Members: AAPL −2.00 %, XOM −1.20 %.\n"
    "The mean of 2 of 8 members, which are fresh, is −1.60 %. The rule asks for −1.50 % or less. Before, it stood at "
    "−1.40 %.\n" },
  { "source Binance silent for 30s", 0, 31, NAN, 30, NAN, NAN, TAPE_NO_TIME, "", 0, 0,
    "Binance said nothing for 31.0 s. The rule asks for 30 s or more.\n" },
  { "query \"Big <ones>\" returns rows", 0, 3, NAN, 1, NAN, NAN, TAPE_NO_TIME, "", 0, 0,
    "The saved query “Big <ones>” returned 3 rows.\n" },
  { "a rule of the year 2040", 1, 3, NAN, 2, 44.02, 46.43, CLOSE_TIME, TRADE, 0, 0,
    "Baseline 46.43, of 2025-11-19T15:21:39.872Z.\n" TRADE_SAID "The value was 3. The rule asks for 2 or more.\n" },
};

static TapeFiring *
make (const Case *example)
{
  TapeFiring *firing = tape_firing_new ();

  firing->text = g_strdup (example->text);
  firing->subject = g_strdup (strstr (example->text, "Binance") != NULL ? "Binance" : "AAPL");
  firing->instrument = isfinite (example->price) ? 0 : TAPE_NO_INSTRUMENT;
  firing->rule = firing->serial = 1;
  firing->direction = example->direction;
  firing->value = example->value;
  firing->before = example->before;
  firing->threshold = example->threshold;
  firing->price = example->price;
  firing->baseline = example->baseline;
  firing->baseline_time = example->baseline_time;
  firing->event_time = T0;
  firing->receive_time = T0 + 41 * TAPE_MILLISECOND;
  firing->fired_time = firing->receive_time + 300;
  firing->told = TAPE_TOLD_ALONE;
  firing->told_time = firing->fired_time + 900;
  firing->source = 1;
  firing->fresh = example->fresh;
  firing->members = example->members;
  g_array_unref (firing->evidence);
  firing->evidence = tape_evidence_parse (example->evidence);
  return firing;
}

static char *
name_source (guint32 source, gpointer data)
{
  return g_strdup (source == 1 ? "Finnhub" : NULL);
}

static TapeUniverse *
new_universe (void)
{
  TapeUniverse *universe = tape_universe_new (FALSE);

  tape_universe_intern (universe, "AAPL", 4);
  tape_universe_intern (universe, "XOM", 3);
  return universe;
}

/* (transfer full): the lines of these kinds. */
static char *
explain (const TapeFiring *firing, TapeUniverse *universe, gboolean markup, guint kinds)
{
  const TapeExplanationWords words = { .universe = universe, .source = name_source, .markup = markup };
  g_autoptr (GPtrArray) lines = tape_firing_explain (firing, &words);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const TapeExplanationLine *line = g_ptr_array_index (lines, i);

      if ((kinds & (1U << line->kind)) != 0)
        g_string_append_printf (text, "%s\n", line->text);
    }
  return g_string_free (text, FALSE);
}

#define DECISION (1U << TAPE_LINE_BASELINE | 1U << TAPE_LINE_EVIDENCE | 1U << TAPE_LINE_RESULT)
#define ALL      (G_MAXUINT)

static void
test_conditions (void)
{
  g_autoptr (TapeUniverse) universe = new_universe ();
  guint kinds = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TapeFiring) firing = make (&cases[i]);
      g_autoptr (TapeRule) rule = tape_rule_parse (cases[i].text, NULL);
      g_autofree char *found = explain (firing, universe, FALSE, DECISION);

      g_test_message ("%s", cases[i].text);
      g_assert_true (rule != NULL || i == G_N_ELEMENTS (cases) - 1);
      kinds |= rule != NULL ? 1U << rule->conditions[0].kind : 0;
      g_assert_cmpstr (found, ==, cases[i].wanted);
    }
  g_assert_cmphex (kinds, ==, (1U << TAPE_N_CONDITIONS) - 1);
}

/* As the design has it. */
static void
test_whole (void)
{
  g_autoptr (TapeUniverse) universe = new_universe ();
  g_autoptr (TapeFiring) firing = make (&cases[0]);
  g_autofree char *found = explain (firing, universe, TRUE, ALL);

  g_assert_cmpstr (
      found, ==,
      "<b>Why?</b> Rule <i>AAPL moves ±5 % against previous close</i>.\n"
      "Baseline <b>46.43</b>, close of 2025-11-19T15:21:39.872Z.\n"
      "Trade of <b>44.02</b> × 1900 at 2025-11-21T15:21:39.872Z, sold, from Finnhub.\n"
      "44.02 / 46.43 − 1 = <b>−5.19 %</b>. The rule asks for −5.00 % or less. The trade before it stood at "
      "−4.97 %.\n"
      "Received 41 ms after the trade, fired 0.3 ms later, told 0.9 ms later.\n");
}

static void
assert_said (const TapeFiring *firing, guint kind, const char *wanted)
{
  g_autofree char *found = explain (firing, NULL, FALSE, 1U << kind);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_notes (void)
{
  g_autoptr (TapeFiring) firing = make (&cases[0]);

  assert_said (firing, TAPE_LINE_NOTE, "");
  firing->flags = TAPE_FIRING_HELD_COOLDOWN | TAPE_FIRING_HELD_QUIET;
  firing->held_since = T0 - TAPE_MINUTE;
  assert_said (firing, TAPE_LINE_NOTE,
               "It was true since 2025-11-21T15:20:39.872Z, and held back by the cooldown, quiet hours.\n");
  firing->held_since = TAPE_NO_TIME;
  firing->flags = TAPE_FIRING_PAST;
  assert_said (firing, TAPE_LINE_NOTE, "Of the past: a late trade made it so. It was logged, not told.\n");
  firing->flags = TAPE_FIRING_LAST;
  assert_said (firing, TAPE_LINE_NOTE, "The rule fires once: it is over for AAPL.\n");
  g_free (firing->text);
  firing->text = g_strdup ("AAPL rises 5 % against previous close then falls 2 % against price 5m ago within 10m");
  firing->flags = 0;
  assert_said (firing, TAPE_LINE_NOTE, "This is the second of a sequence: the first came before it, within 10 min.\n");

  /* Its evidence is that of both; a price that it is held against has no quantity. */
  g_array_unref (firing->evidence);
  firing->evidence = tape_evidence_parse (TRADE "trade 1763738499000000 0 1 1 46 - -\n");
  assert_said (firing, TAPE_LINE_EVIDENCE,
               "Trade of 44.02 × 1900 at 2025-11-21T15:21:39.872Z, sold, from Finnhub.\n"
               "Price 46 at 2025-11-21T15:21:39Z.\n");
}

static void
test_delays (void)
{
  g_autoptr (TapeFiring) firing = make (&cases[0]);

  firing->told = TAPE_TOLD_SUMMED_UP;
  firing->told_time += 3 * TAPE_SECOND;
  assert_said (firing, TAPE_LINE_DELAYS,
               "Received 41 ms after the trade, fired 0.3 ms later, told in a summary 3.0 s later.\n");
  firing->told = TAPE_TOLD_NOT;
  assert_said (firing, TAPE_LINE_DELAYS, "Received 41 ms after the trade, fired 0.3 ms later, not told yet.\n");
  firing->told = TAPE_TOLD_NEVER;
  firing->fired_time = T0 + 50 * TAPE_MINUTE + 41 * TAPE_MILLISECOND; /* a past that was made up */
  assert_said (firing, TAPE_LINE_DELAYS, "Received 41 ms after the trade, fired 50 min later, too late to be told.\n");
  firing->fired_time = 0;
  firing->told = TAPE_TOLD_ALONE; /* in a replay: the trade is years old */
  assert_said (firing, TAPE_LINE_DELAYS, "Received 41 ms after the trade, told.\n");
  firing->told = TAPE_TOLD_NEVER;
  assert_said (firing, TAPE_LINE_DELAYS, "Received 41 ms after the trade, not told.\n");
  firing->receive_time = T0;
  assert_said (firing, TAPE_LINE_DELAYS, "Received with the event, not told.\n");
  firing->receive_time = T0 - 5 * TAPE_MILLISECOND;
  assert_said (firing, TAPE_LINE_DELAYS, "Received 5.0 ms before the trade’s own time, not told.\n");
  g_array_unref (firing->evidence);
  firing->evidence = tape_evidence_parse (BAR ("44", "45", "43", "44.02", "4100")); /* left open by the last source */
  assert_said (firing, TAPE_LINE_DELAYS, "Closed with its source, 5.0 ms before the end of the bar, not told.\n");
}

static void
assert_result (const char *text, double value, double before, double threshold, const char *wanted)
{
  const Case example = { text, 1, value, before, threshold, 44.02, 44, CLOSE_TIME, TRADE, 0, 0, NULL };
  g_autoptr (TapeFiring) firing = make (&example);

  assert_said (firing, TAPE_LINE_RESULT, wanted);
}

/* What is not yet there does not look as if it was, and small thresholds are not rounded away. */
static void
test_digits (void)
{
  assert_result (
      "AAPL moves ±0.001 % against previous close", 0.00002, 0.000005, 0.00001,
      "44.02 / 44 − 1 = +0.0020 %. The rule asks for +0.0010 % or more. The trade before it stood at +0.0005 %.\n");
  assert_result (
      "AAPL moves ±1 % against previous close", 0.0101, 0.009996, 0.01,
      "44.02 / 44 − 1 = +1.0100 %. The rule asks for +1.0000 % or more. The trade before it stood at +0.9996 %.\n");
  assert_result (
      "AAPL moves ±1 % against previous close", 0.0101, 0.01, 0.01,
      "44.02 / 44 − 1 = +1.01 %. The rule asks for +1.00 % or more. The trade before it stood at +1.00 %.\n");
  assert_result ("AAPL rsi 14 above 70 on 1m", 70, 69.9996, 70,
                 "RSI 14 is 70. The rule asks for 70 or more. At the bar before it was 69.9996.\n");
  assert_result ("AAPL volume of 1m at least 2.125 times average", 2.5, 1, 2.125,
                 "1900 / 44 = 2.5 times. The rule asks for 2.125 times or more. At the bar before it was 1 times.\n");
  assert_result ("AAPL buy share of 1m above 0.7", 0.75, 0.6998, 0.7,
                 "75 % of what was bought or sold was bought. The rule asks for 70 % or more. At the bar before it was "
                 "69.98 %.\n");
}

/* Names go into markup as they are. */
static void
test_escaped (void)
{
  g_autoptr (TapeFiring) firing = make (&cases[16]);
  g_autofree char *found = explain (firing, NULL, TRUE, ALL);

  g_assert_nonnull (strstr (found, "Big &lt;ones&gt;"));
  g_assert_null (strstr (found, "<ones>"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explanation/each-condition", test_conditions);
  g_test_add_func ("/explanation/whole", test_whole);
  g_test_add_func ("/explanation/held-past-once-sequence", test_notes);
  g_test_add_func ("/explanation/delays", test_delays);
  g_test_add_func ("/explanation/digits", test_digits);
  g_test_add_func ("/explanation/escaped", test_escaped);
  return g_test_run ();
}
