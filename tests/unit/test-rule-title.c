/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules in plain words. */

#include <locale.h>

#include "model/tape-rule-title.h"

#define NBSP  "\u00a0"
#define MINUS "\u2212"

static void
assert_title (const TapeRule *rule, const char *title, const char *detail)
{
  g_autofree char *said = tape_rule_title_new (rule);
  g_autofree char *more = tape_rule_title_detail (rule);

  g_assert_cmpstr (said, ==, title);
  g_assert_cmpstr (more, ==, detail);
}

static void
test_conditions (void)
{
  static const struct
  {
    TapeCondition condition;
    const char *title;
  } cases[] = {
    { { TAPE_CONDITION_CHANGE, .x = 0.05, .percent = TRUE }, "Moves ±5 % against the previous close" },
    { { TAPE_CONDITION_CHANGE, TAPE_DIRECTION_DOWN, .x = 2.5, .percent = FALSE, .baseline = TAPE_BASELINE_OPEN },
      "Falls 2.5 against the open" },
    { { TAPE_CONDITION_CHANGE, TAPE_DIRECTION_UP, .x = 0.01, .percent = TRUE, .baseline = TAPE_BASELINE_AGO,
        .ago = 90 * TAPE_MINUTE },
      "Rises 1 % against the price 90 min ago" },
    { { TAPE_CONDITION_CHANGE, TAPE_DIRECTION_UP, .x = 0.01, .percent = TRUE, .baseline = TAPE_BASELINE_GIVEN,
        .given = 185.2 },
      "Rises 1 % against 185.2" },
    { { TAPE_CONDITION_LEVEL, TAPE_DIRECTION_DOWN, .x = 180 }, "Is below 180" },
    { { TAPE_CONDITION_CROSS, TAPE_DIRECTION_BOTH, .x = 140 }, "Crosses 140" },
    { { TAPE_CONDITION_VOLUME, TAPE_DIRECTION_UP, .x = 3, .span = 5 * TAPE_MINUTE },
      "Volume of 5 min at least 3 × average" },
    { { TAPE_CONDITION_VOLUME, TAPE_DIRECTION_DOWN, .x = 0.5, .span = TAPE_HOUR, .n = 4 },
      "Volume of 1 h at most 0.5 × average, 4 times" },
    { { TAPE_CONDITION_AVERAGES, TAPE_DIRECTION_UP, .span = TAPE_DAY, .fast = 5, .slow = 10, .exponential = TRUE },
      "EMA 5 crosses above EMA 10 on 1 d" },
    { { TAPE_CONDITION_RSI, TAPE_DIRECTION_UP, .x = 70, .span = TAPE_MINUTE, .n = 14 }, "RSI 14 above 70 on 1 min" },
    { { TAPE_CONDITION_STREAK, TAPE_DIRECTION_DOWN, .span = TAPE_MINUTE, .n = 3 }, "3 falling bars of 1 min" },
    { { TAPE_CONDITION_SHARE, TAPE_DIRECTION_UP, .x = 0.7, .span = TAPE_MINUTE }, "Buy share of 1 min above 70 %" },
    { { TAPE_CONDITION_GROWTH, TAPE_DIRECTION_DOWN, .x = 0.015, .percent = TRUE, .n = 6 },
      "Growth " MINUS "1.5 %, at least 6 fresh" },
    { { TAPE_CONDITION_SILENCE, .span = 30 * TAPE_SECOND }, "Silent for 30 s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = tape_rule_title_condition (&cases[i].condition);

      g_assert_cmpstr (title, ==, cases[i].title);
    }
}

static void
test_out_of_the_box (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();

  assert_title (rule, "Moves ±5 % against the previous close", "All watched · every time, 5 min apart");
}

static void
test_one_name_stands_in_the_title (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();

  rule->target = TAPE_TARGET_SYMBOLS;
  rule->repeat = TAPE_REPEAT_ONCE;
  tape_rule_set_names (rule, "NVDA", NULL);
  rule->conditions[0] = (TapeCondition){ TAPE_CONDITION_CROSS, TAPE_DIRECTION_UP, .x = 140 };
  assert_title (rule, "NVDA: crosses above 140", "once");
  rule->conditions[0] = (TapeCondition){ TAPE_CONDITION_RSI, TAPE_DIRECTION_UP, .x = 70, .span = TAPE_MINUTE, .n = 14 };
  assert_title (rule, "NVDA: RSI 14 above 70 on 1 min", "once");
  rule->target = TAPE_TARGET_INDUSTRY;
  tape_rule_set_names (rule, "Energy", NULL);
  rule->important = TRUE;
  rule->until = 20 * TAPE_DAY - 1;
  assert_title (rule, "Energy: RSI 14 above 70 on 1 min", "Industry · once · until Tue 20 Jan 1970 · important");
}

static void
test_many_names_are_counted (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();
  g_autofree char *four = NULL;
  g_autofree char *six = NULL;

  rule->target = TAPE_TARGET_SYMBOLS;
  tape_rule_set_names (rule, "A", "B", "C", "D", NULL);
  four = tape_rule_title_target (rule);
  g_assert_cmpstr (four, ==, "A, B, C, D");
  tape_rule_set_names (rule, "A", "B", "C", "D", "E", "F", NULL);
  six = tape_rule_title_target (rule);
  g_assert_cmpstr (six, ==, "A, B, C and 3 more");
}

static void
test_sequence (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();

  rule->n_conditions = 2;
  rule->within = 10 * TAPE_MINUTE;
  rule->cooldown = 0;
  rule->conditions[0] = (TapeCondition){ TAPE_CONDITION_STREAK, TAPE_DIRECTION_DOWN, .span = TAPE_MINUTE, .n = 3 };
  rule->conditions[1] = (TapeCondition){ TAPE_CONDITION_VOLUME, TAPE_DIRECTION_UP, .x = 3, .span = TAPE_MINUTE };
  assert_title (rule, "3 falling bars of 1 min, then volume of 1 min at least 3 × average within 10 min",
                "All watched · every time");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rule-title/conditions", test_conditions);
  g_test_add_func ("/rule-title/out-of-the-box", test_out_of_the_box);
  g_test_add_func ("/rule-title/one-name-stands-in-the-title", test_one_name_stands_in_the_title);
  g_test_add_func ("/rule-title/many-names-are-counted", test_many_names_are_counted);
  g_test_add_func ("/rule-title/sequence", test_sequence);
  return g_test_run ();
}
