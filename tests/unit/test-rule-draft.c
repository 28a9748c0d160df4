/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule while it is written in rows: every choice leaves one that makes sense. */

#include <math.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "model/tape-rule-draft.h"

static const TapeDraftHints hints = { "AAPL", 228.1, "Quiet ones" };

static void
test_each_kind_has_its_rows (void)
{
  for (guint kind = 0; kind < TAPE_N_CONDITIONS; kind++)
    {
      g_autoptr (TapeRule) rule = tape_rule_new ();
      const TapeCondition *condition = &rule->conditions[0];
      guint rows;

      tape_rule_draft_set_kind (rule, 0, kind, &hints);
      rows = tape_rule_draft_get_rows (condition);
      g_assert_cmpuint (condition->kind, ==, kind);
      g_assert_cmpuint (rows, !=, 0);
      g_assert_true ((condition->span > 0) == ((rows & (TAPE_DRAFT_BARS | TAPE_DRAFT_SPAN)) != 0));
      g_assert_true ((condition->n > 0) == ((rows & TAPE_DRAFT_COUNT) != 0));
      g_assert_true ((condition->x > 0) == ((rows & TAPE_DRAFT_AMOUNT) != 0));
      g_assert_true ((condition->fast > 0) == ((rows & TAPE_DRAFT_AVERAGES) != 0));
      g_assert_true ((condition->query != NULL) == ((rows & TAPE_DRAFT_QUERY) != 0));
      /* Both directions only where that is allowed. */
      if ((rows & TAPE_DRAFT_DIRECTION) != 0 && (rows & TAPE_DRAFT_BOTH) == 0)
        g_assert_cmpint (condition->direction, !=, TAPE_DIRECTION_BOTH);
    }
}

/* What a choice leaves is in order, and its line says all of it. */
static void
assert_in_order (const TapeRule *rule)
{
  g_autofree char *text = tape_rule_format (rule);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) read = NULL;

  tape_rule_check (rule, &error);
  g_assert_no_error (error);
  read = tape_rule_parse (text, &error);
  g_assert_no_error (error);
  g_assert_true (tape_rule_equal (rule, read));
}

static void
test_each_choice_is_in_order (void)
{
  for (guint kind = 0; kind < TAPE_N_CONDITIONS; kind++)
    {
      g_autoptr (TapeRule) rule = tape_rule_new ();

      tape_rule_draft_set_kind (rule, 0, kind, &hints);
      assert_in_order (rule);
      if ((tape_rule_draft_get_rows (&rule->conditions[0]) & TAPE_DRAFT_DIRECTION) != 0)
        for (guint direction = TAPE_DIRECTION_UP; direction <= TAPE_DIRECTION_DOWN; direction++)
          {
            tape_rule_draft_set_direction (&rule->conditions[0], direction);
            assert_in_order (rule);
          }
    }
}

static void
test_each_baseline_is_in_order (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();

  for (guint baseline = 0; baseline <= TAPE_BASELINE_GIVEN; baseline++)
    for (guint percent = 0; percent <= 1; percent++)
      {
        tape_rule_draft_set_baseline (&rule->conditions[0], baseline, &hints);
        tape_rule_draft_set_percent (&rule->conditions[0], percent == 1, &hints);
        assert_in_order (rule);
      }
}

static void
test_target_follows_the_kind (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();

  tape_rule_draft_set_kind (rule, 0, TAPE_CONDITION_SILENCE, &hints);
  g_assert_cmpint (rule->target, ==, TAPE_TARGET_SOURCE);
  tape_rule_draft_set_kind (rule, 0, TAPE_CONDITION_RSI, &hints);
  g_assert_cmpint (rule->target, ==, TAPE_TARGET_WATCHED);
  tape_rule_draft_set_kind (rule, 0, TAPE_CONDITION_GROWTH, &hints);
  g_assert_cmpint (rule->target, ==, TAPE_TARGET_INDUSTRY);
  g_assert_cmpuint (g_strv_length (rule->names), ==, 1);
  tape_rule_draft_set_kind (rule, 0, TAPE_CONDITION_VOLUME, &hints);
  g_assert_cmpint (rule->target, ==, TAPE_TARGET_INDUSTRY);
  tape_rule_draft_set_kind (rule, 0, TAPE_CONDITION_CROSS, &hints);
  g_assert_cmpint (rule->target, ==, TAPE_TARGET_SYMBOLS);
  g_assert_cmpstr (rule->names[0], ==, "AAPL");
  g_assert_cmpfloat (rule->conditions[0].x, ==, 228.1);
}

static void
test_rows_follow_choices (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();
  TapeCondition *condition = &rule->conditions[0];

  tape_rule_draft_set_baseline (condition, TAPE_BASELINE_AGO, &hints);
  g_assert_true ((tape_rule_draft_get_rows (condition) & TAPE_DRAFT_AGO) != 0);
  g_assert_cmpint (condition->ago, >, 0);
  tape_rule_draft_set_baseline (condition, TAPE_BASELINE_GIVEN, &hints);
  g_assert_cmpint (condition->ago, ==, 0);
  g_assert_cmpfloat (condition->given, ==, 228.1);
  tape_rule_draft_set_percent (condition, FALSE, &hints);
  g_assert_cmpfloat (fabs (condition->x - 11.41), <, 0.01);
  tape_rule_draft_set_kind (rule, 0, TAPE_CONDITION_VOLUME, &hints);
  g_assert_true ((tape_rule_draft_get_rows (condition) & TAPE_DRAFT_COUNT) == 0);
  tape_rule_draft_set_direction (condition, TAPE_DIRECTION_DOWN);
  g_assert_true ((tape_rule_draft_get_rows (condition) & TAPE_DRAFT_COUNT) != 0);
  g_assert_cmpuint (condition->n, ==, 1);
  tape_rule_draft_set_direction (condition, TAPE_DIRECTION_UP);
  g_assert_cmpuint (condition->n, ==, 0);
}

static void
test_sequence_comes_and_goes (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();
  g_autoptr (TapeRule) before = tape_rule_new ();

  tape_rule_draft_set_sequence (rule, TRUE, &hints);
  g_assert_cmpuint (rule->n_conditions, ==, 2);
  g_assert_cmpint (rule->within, >, 0);
  tape_rule_draft_set_kind (rule, 1, TAPE_CONDITION_QUERY, &hints);
  g_assert_cmpint (rule->target, ==, TAPE_TARGET_WATCHED);
  tape_rule_draft_set_sequence (rule, FALSE, &hints);
  g_assert_true (tape_rule_equal (rule, before));
}

static void
test_symbols_as_they_are_typed (void)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();

  rule->target = TAPE_TARGET_SYMBOLS;
  tape_rule_draft_set_symbols (rule, "aapl, MSFT;;  zzzz9 ");
  g_assert_cmpuint (g_strv_length (rule->names), ==, 3);
  g_assert_cmpstr (rule->names[0], ==, "AAPL");
  g_assert_cmpstr (rule->names[1], ==, "MSFT");
  g_assert_cmpstr (rule->names[2], ==, "zzzz9");
  tape_rule_draft_set_symbols (rule, " ");
  g_assert_cmpuint (g_strv_length (rule->names), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rule-draft/each-kind-has-its-rows", test_each_kind_has_its_rows);
  g_test_add_func ("/rule-draft/each-choice-is-in-order", test_each_choice_is_in_order);
  g_test_add_func ("/rule-draft/each-baseline-is-in-order", test_each_baseline_is_in_order);
  g_test_add_func ("/rule-draft/target-follows-the-kind", test_target_follows_the_kind);
  g_test_add_func ("/rule-draft/rows-follow-choices", test_rows_follow_choices);
  g_test_add_func ("/rule-draft/sequence-comes-and-goes", test_sequence_comes_and_goes);
  g_test_add_func ("/rule-draft/symbols-as-they-are-typed", test_symbols_as_they_are_typed);
  return g_test_run ();
}
