/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values that cannot be and parts that contradict each other are refused, each with a sentence that says what to do. */

#include <math.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"

static void
assert_refused (const TapeRule *rule, const char *said, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (tape_rule_check (rule, &error))
    g_error ("“%s” is taken", text);
  if (strstr (error->message, said) == NULL)
    g_error ("“%s” gives: %s", text, error->message);
  g_assert_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_VALUE);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_false (tape_rule_check (rule, NULL));
}

/* What reads well and makes no sense; part of its sentence. */
static const struct
{
  const char *text;
  const char *said;
} refused[] = {
  { "AAPL moves ±0 %", "A threshold of 0 % is met by every price: choose one above zero" },
  { "AAPL moves ±0.0001 %", "A threshold of 0.0001 % is met by nearly every price: the smallest is 0.001 %." },
  { "AAPL moves ±10000 %", "the largest threshold for a fall, and for both ways, is 99 %" },
  { "AAPL falls 100 %", "Nothing falls by 100 %" },
  { "AAPL rises 10000 %", "A threshold of 10000 % is too large: the largest that makes sense is 1000 %." },
  { "AAPL rises 0", "The amount that the price moves by cannot be 0: choose one above zero." },
  { "AAPL rises 5000000000000", "cannot be 5000000000000: the largest is 1000000000000." },
  { "AAPL moves ±190 against 185", "A price does not fall from the given one by as much" },
  { "AAPL moves ±1 against 0", "The price to compare with cannot be 0: choose one above zero." },
  { "AAPL rises 5 % against price 0s ago",
    "How long ago the price is taken cannot be 0s: choose whole seconds, from 1s" },
  { "AAPL rises 5 % against price 400d ago", "How long ago the price is taken cannot be 400d" },
  { "AAPL rises 5 % against price 1500ms ago", "How long ago the price is taken cannot be 1500ms" },
  { "AAPL is above 0", "The price to watch for cannot be 0: choose one above zero." },
  { "AAPL crosses 0", "The price to watch for cannot be 0" },
  { "AAPL volume of 5m at least 0 times average", "cannot be 0: choose a value from 0.01 to 1000." },
  { "AAPL volume of 5m at least 10000 times average", "cannot be 10000: choose a value from 0.01 to 1000." },
  { "AAPL volume of 5m at most 0.5 times average for 0 spans", "The number of spans in a row cannot be 0" },
  { "AAPL volume of 30s at least 3 times average", "Bars of 30s are too short for a rule: the shortest are of 1m." },
  { "AAPL volume of 7m at least 3 times average", "Bars of 7m do not fill a day evenly" },
  { "AAPL volume of 90s at least 3 times average", "Bars of 90s do not fill a day evenly" },
  { "AAPL volume of 2d at least 3 times average", "Bars of 2d are too long for a rule: the longest are of 1d." },
  { "AAPL sma 5 crosses sma 5 on 1m", "Both averages are of 5 bars and never cross" },
  { "AAPL sma 10 crosses sma 5 on 1m", "its 10 bars are more than 5: exchange the two." },
  { "AAPL sma 0 crosses sma 5 on 1m", "The number of bars of the fast average cannot be 0" },
  { "AAPL sma 1 crosses sma 5000 on 1m", "The number of bars of the slow average cannot be 5000" },
  { "AAPL rsi 14 above 101 on 1m", "The RSI to watch for cannot be 101: choose a value from 2 to 100." },
  { "AAPL rsi 14 below 99 on 1m", "The RSI to watch for cannot be 99: choose a value from 0 to 98." },
  { "AAPL rsi 0 above 70 on 1m", "The number of bars of the RSI cannot be 0" },
  { "AAPL 0 rising bars of 1m", "The number of bars in a row cannot be 0: choose a value from 1 to 30." },
  { "AAPL 31 rising bars of 1m", "The number of bars in a row cannot be 31" },
  { "AAPL buy share of 1m above 1.5", "The buy share to watch for cannot be 1.5: choose a value from 0.02 to 1." },
  { "AAPL buy share of 1m below 0.99", "The buy share to watch for cannot be 0.99: choose a value from 0 to 0.98." },
  { "AAPL growth 5 %", "Growth is that of a group: name a list" },
  { "watched growth 5 %", "Growth is that of a group" },
  { "everything growth 5 %", "Growth is that of a group" },
  { "industry Energy growth 5 % with at least 0 fresh", "The number of fresh members cannot be 0" },
  { "industry Energy growth 0 %", "A threshold of 0 %" },
  { "industry Energie rises 5 %", "There is no industry “Energie”. There are: " },
  { "country Absurdistan rises 5 %", "There is no country “Absurdistan”. There are: " },
  { "technology Alchemy rises 5 %", "There is no technology “Alchemy”. There are: " },
  { "list \"\" rises 5 %", "A name has 1 to 256 bytes" },
  { "\"\" rises 5 %", "“” cannot be a symbol: a symbol has 1 to 64 bytes" },
  { "\"A\tB\" rises 5 %", "cannot be a symbol" },
  { "A12345678901234567890123456789012345678901234567890123456789012345 rises 5 %", "cannot be a symbol" },
  { "AAPL, MSFT, AAPL rises 5 %", "“AAPL” is named twice: leave one of the two out." },
  { "AAPL silent for 30s", "Only a source can be silent: begin the rule with any source" },
  { "any source rises 5 %", "Of a source only its silence can be watched" },
  { "any source silent for 0s", "How long a source is silent cannot be 0s: choose whole seconds, from 1s to 7d." },
  { "any source silent for 8d", "How long a source is silent cannot be 8d" },
  { "AAPL query \"a\" returns rows", "A rule of a saved query is on nothing else" },
  { "query \"\" returns rows", "The rule names no saved query: save one under a name first" },
  { "query \"a\" returns rows then is above 5 within 1h", "A saved query cannot be part of a sequence" },
  { "list Tech growth 5 % then is above 5 within 1h", "Both parts of a sequence are of one subject" },
  { "AAPL is above 5 then is below 4 within 0s", "How long after the first the second condition counts cannot be 0s" },
  { "AAPL 3 rising bars of 1h then 3 falling bars of 1h within 30m", "allow 1h or more." },
  { "AAPL 3 rising bars of 10m then 3 falling bars of 4m within 1m", "within 1m after the first, as both are looked at "
                                                                     "when bars close: allow 2m or more." },
  { "AAPL 3 rising bars of 1d then 3 falling bars of 1d within 12h", "allow 23h or more." },
  { "list Tech growth 5 % then growth 6 % within 30s", "allow 1m or more." },
  { "AAPL is above 5, cooldown 400d", "The cooldown cannot be 400d: choose whole seconds, from 0s to 366d." },
  { "AAPL is above 5, cooldown 10ms", "The cooldown cannot be 10ms" },
  { "AAPL is above 5, until 1969-12-31", "A rule can last until a day from 1970 to 9999" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (refused[i].text, &error);

      g_assert_no_error (error);
      assert_refused (rule, refused[i].said, refused[i].text);
    }
}

/* What lies on the edge and is taken. */
static void
test_edges (void)
{
  static const char *const texts[] = {
    "AAPL falls 99 %",
    "AAPL moves ±99 %",
    "AAPL rises 1000 %",
    "AAPL moves ±0.001 %",
    "AAPL moves ±184.9 against 185",
    "AAPL rises 200 against 185",
    "AAPL rsi 14 above 2 on 1d",
    "AAPL rsi 14 below 98 on 12h",
    "AAPL buy share of 1m above 0.02",
    "AAPL 3 rising bars of 1h then 3 falling bars of 1h within 1h",
    "AAPL 3 rising bars of 1d then 3 falling bars of 1h within 1m",
    "AAPL is above 5 then 3 falling bars of 1h within 1s",
    "AAPL crosses 5 then crosses 5 within 1s",
    "any source silent for 1s",
    "AAPL is above 5, cooldown 0s",
    "industry Unknown growth 5 %",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (texts[i], &error);

      g_assert_no_error (error);
      if (!tape_rule_check (rule, &error))
        g_error ("“%s”: %s", texts[i], error->message);
    }
}

/* What no text says, but a program may. */
static void
test_made (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();
  TapeCondition *c = &rule->conditions[0];

  c->x = -0.05;
  assert_refused (rule, "A threshold of -5 % is met by every price", "x < 0");
  c->x = NAN;
  assert_refused (rule, "The threshold is no number", "x is no number");
  c->x = INFINITY;
  assert_refused (rule, "The threshold is no number", "x is infinite");
  c->percent = FALSE;
  assert_refused (rule, "The amount that the price moves by is no number", "x is infinite");
  c->x = 5;
  c->baseline = TAPE_BASELINE_AGO;
  c->ago = -TAPE_MINUTE;
  assert_refused (rule, "How long ago the price is taken cannot be below zero", "ago < 0");
  c->baseline = TAPE_BASELINE_PREVIOUS_CLOSE;
  tape_rule_set_names (rule, "AAPL", NULL);
  assert_refused (rule, "names nothing besides: leave “AAPL” out", "names beside watched");
  rule->target = TAPE_TARGET_LIST;
  tape_rule_set_names (rule, "A", "B", NULL);
  assert_refused (rule, "name exactly one", "two lists");
  rule->target = TAPE_TARGET_SYMBOLS;
  tape_rule_set_names (rule, NULL, NULL);
  assert_refused (rule, "The rule is on no symbol", "no symbols");
  rule->target = TAPE_TARGET_WATCHED;
  rule->n_conditions = 3;
  assert_refused (rule, "this one has 3.", "three conditions");
  rule->n_conditions = 0;
  assert_refused (rule, "this one has 0.", "no condition");
  rule->n_conditions = 1;
  c->kind = TAPE_CONDITION_LEVEL;
  c->direction = TAPE_DIRECTION_BOTH;
  assert_refused (rule, "The condition needs a direction", "level without direction");
  c->kind = TAPE_CONDITION_RSI;
  c->direction = TAPE_DIRECTION_UP;
  c->span = TAPE_MINUTE;
  c->n = 14;
  c->x = NAN;
  assert_refused (rule, "The RSI to watch for is no number: choose one from 2 to 100.", "an RSI that is no number");
  c->kind = TAPE_N_CONDITIONS;
  c->direction = TAPE_DIRECTION_UP;
  assert_refused (rule, "a condition that this version does not know", "an unknown condition");
  c->kind = TAPE_CONDITION_SILENCE;
  rule->target = TAPE_TARGET_SOURCE;
  assert_refused (rule, "have no direction", "silence with direction");
  rule->target = TAPE_TARGET_INDUSTRY;
  tape_rule_set_names (rule, NULL, NULL);
  assert_refused (rule, "name exactly one", "no industry");
  tape_rule_set_names (rule, "Energy", NULL);
  c->kind = TAPE_CONDITION_GROWTH;
  assert_refused (rule, "The growth of a group is said in per cent", "growth by an amount");
}

static void
test_expired (void)
{
  g_autoptr (TapeRule) rule = tape_rule_parse ("AAPL is above 5, until 2026-11-21", NULL);
  gint64 end = tape_time_from_date (2026, 11, 22) * TAPE_DAY;
  g_autofree char *before = tape_rule_warn (rule, end - 1);
  g_autofree char *after = tape_rule_warn (rule, end);

  g_assert_true (tape_rule_check (rule, NULL));
  g_assert_null (before);
  g_assert_cmpstr (after, ==,
                   "The rule ended on 2026-11-21: it finds nothing in what comes now. Give it a later end, or none.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/rule-check/refused", test_refused);
  g_test_add_func ("/alerts/rule-check/edges", test_edges);
  g_test_add_func ("/alerts/rule-check/made-by-a-program", test_made);
  g_test_add_func ("/alerts/rule-check/expired", test_expired);
  return g_test_run ();
}
