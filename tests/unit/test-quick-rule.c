/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-quick-rule.h"

static void
test_default (void)
{
  g_autoptr (TapeRule) usual = tape_rule_new ();
  double x;

  /* The rule there is out of the box is the one that the preferences edit. */
  g_assert_true (tape_quick_rule_read (usual, TAPE_QUICK_CHANGE, TAPE_TARGET_WATCHED, NULL, &x));
  g_assert_cmpfloat (x, ==, TAPE_RULE_THRESHOLD);
}

static void
test_known_again (void)
{
  static const TapeQuickRule which[] = { TAPE_QUICK_CHANGE, TAPE_QUICK_VOLUME };
  double x;

  for (guint i = 0; i < G_N_ELEMENTS (which); i++)
    {
      g_autoptr (TapeRule) rule = tape_quick_rule_new (which[i], TAPE_TARGET_LIST, "Tech", 2.5);

      g_assert_true (tape_quick_rule_read (rule, which[i], TAPE_TARGET_LIST, "Tech", &x));
      g_assert_cmpfloat (x, ==, 2.5);
      rule->important = TRUE;
      rule->repeat = TAPE_REPEAT_DAILY;
      g_assert_true (tape_quick_rule_read (rule, which[i], TAPE_TARGET_LIST, "Tech", &x));
      g_assert_false (tape_quick_rule_read (rule, which[1 - i], TAPE_TARGET_LIST, "Tech", &x));
      g_assert_false (tape_quick_rule_read (rule, which[i], TAPE_TARGET_LIST, "Energy", &x));
      g_assert_false (tape_quick_rule_read (rule, which[i], TAPE_TARGET_WATCHED, NULL, &x));
      rule->conditions[0].direction = TAPE_DIRECTION_DOWN;
      g_assert_false (tape_quick_rule_read (rule, which[i], TAPE_TARGET_LIST, "Tech", &x));
    }
}

/* A rule on two symbols, or one with a second condition, is not that of a row. */
static void
test_others (void)
{
  g_autoptr (TapeRule) rule = tape_quick_rule_new (TAPE_QUICK_CHANGE, TAPE_TARGET_SYMBOLS, "AAPL", 0.03);
  double x;

  g_assert_true (tape_quick_rule_read (rule, TAPE_QUICK_CHANGE, TAPE_TARGET_SYMBOLS, "AAPL", &x));
  tape_rule_set_names (rule, "AAPL", "MSFT", NULL);
  g_assert_false (tape_quick_rule_read (rule, TAPE_QUICK_CHANGE, TAPE_TARGET_SYMBOLS, "AAPL", &x));
  tape_rule_set_names (rule, "AAPL", NULL);
  rule->n_conditions = 2;
  g_assert_false (tape_quick_rule_read (rule, TAPE_QUICK_CHANGE, TAPE_TARGET_SYMBOLS, "AAPL", &x));
}

static void
test_typed (void)
{
  static const struct
  {
    TapeQuickRule which;
    const char *text;
    double x; /* 0: not allowed */
    const char *shown;
  } typed[] = {
    { TAPE_QUICK_CHANGE, "5", 0.05, "5" },         { TAPE_QUICK_CHANGE, "± 2,3 %", 0.023, "2.3" },
    { TAPE_QUICK_CHANGE, "0.01", 0.0001, "0.01" }, { TAPE_QUICK_CHANGE, "1000", 10, "1000" },
    { TAPE_QUICK_CHANGE, "0", 0, NULL },           { TAPE_QUICK_CHANGE, "10000", 0, NULL },
    { TAPE_QUICK_CHANGE, "-5", 0, NULL },          { TAPE_QUICK_CHANGE, "", 0, NULL },
    { TAPE_QUICK_CHANGE, "1.2.3", 0, NULL },       { TAPE_QUICK_CHANGE, "inf", 0, NULL },
    { TAPE_QUICK_CHANGE, "1e3", 0, NULL },         { TAPE_QUICK_VOLUME, "3×", 3, "3" },
    { TAPE_QUICK_VOLUME, "0.05", 0, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      double x;
      gboolean allowed = tape_quick_rule_parse (typed[i].which, typed[i].text, &x);
      g_autofree char *shown = NULL;

      g_test_message ("“%s”", typed[i].text);
      g_assert_cmpint (allowed, ==, typed[i].x > 0);
      if (!allowed)
        continue;
      g_assert_cmpfloat (x, ==, typed[i].x);
      shown = tape_quick_rule_format (typed[i].which, x);
      g_assert_cmpstr (shown, ==, typed[i].shown);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/quick-rule/default", test_default);
  g_test_add_func ("/model/quick-rule/known-again", test_known_again);
  g_test_add_func ("/model/quick-rule/others", test_others);
  g_test_add_func ("/model/quick-rule/typed", test_typed);
  return g_test_run ();
}
