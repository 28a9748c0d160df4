/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a rule waits for is said, for each condition and baseline. */

#include "alerts/tape-rule-text.h"
#include "model/tape-rule-wait.h"

static void
assert_waits (const char *text, guint subjects, guint waiting, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  said = tape_rule_wait_new (rule, subjects, waiting);
  g_assert_cmpstr (said, ==, wanted);
}

static void
test_needs (void)
{
  static const struct
  {
    const char *text;
    const char *said;
  } cases[] = {
    { "AAPL moves ±5 %", "It waits for a previous close." },
    { "AAPL moves ±5 % against the open", "It waits for the open of a day." },
    { "AAPL moves ±5 % against price 15m ago", "It waits for a price of 15 min before." },
    { "AAPL moves ±5 % against last firing", "It waits for a first price." },
    { "AAPL moves ±5 % against 185.2", "It waits for a first price." },
    { "AAPL is above 190", "It waits for a first price." },
    { "AAPL crosses 190", "It waits for a first price." },
    { "AAPL volume of 5m at least 3 times average", "It waits for the 20 spans of 5 min that make an average volume." },
    { "AAPL sma 5 crosses sma 10 on 1h", "It waits for enough bars of 1 h." },
    { "AAPL rsi 14 above 70 on 1m", "It waits for enough bars of 1 min." },
    { "AAPL 3 rising bars of 1d", "It waits for enough bars of 1 d." },
    { "AAPL buy share of 5m above 0.7", "It waits for a bar of 5 min with known buys or sells." },
    { "list Tech growth 5 % with at least 6 fresh", "It waits for 6 members with a recent trade." },
    { "any source silent for 30s", NULL },
    { "query \"a\" returns rows", NULL },
    { "AAPL moves ±5 % then rsi 14 above 70 on 1m within 1h",
      "It waits for a previous close or enough bars of 1 min." },
    { "AAPL is above 190 then crosses 200 within 1h", "It waits for a first price." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_waits (cases[i].text, 1, 1, cases[i].said);
}

static void
test_counts (void)
{
  assert_waits ("watched moves ±5 %", 17, 0, NULL);
  assert_waits ("watched moves ±5 %", 17, 1, "1 of 17 waits for a previous close.");
  assert_waits ("watched moves ±5 %", 17, 3, "3 of 17 wait for a previous close.");
  assert_waits ("watched moves ±5 %", 17, 17, "All 17 wait for a previous close.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rule-wait/each-condition", test_needs);
  g_test_add_func ("/rule-wait/how-many", test_counts);
  return g_test_run ();
}
