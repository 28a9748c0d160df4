/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every valid rule reads back from its one-line form as it was. */

#include <math.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"

#define ROUNDS 20000

static gint64
pick (const gint64 *of, gsize n)
{
  return of[g_test_rand_int_range (0, (gint32)n)];
}

static double
any_between (double min, double max)
{
  double x = g_test_rand_double_range (min, max);
  double tens = pow (10, g_test_rand_int_range (0, 7));

  /* As people write them, and any. */
  if (g_test_rand_int_range (0, 3) > 0)
    x = round (x * tens) / tens;
  return CLAMP (x, min, max);
}

static gint64
any_length (gint64 min, gint64 max)
{
  static const gint64 units[] = { TAPE_SECOND, TAPE_MINUTE, TAPE_HOUR, TAPE_DAY };
  gint64 length = g_test_rand_int_range (0, 500) * pick (units, G_N_ELEMENTS (units));

  return CLAMP (length, min, max);
}

static gint64
any_span (void)
{
  static const gint64 minutes[] = { 1, 2, 3, 5, 8, 10, 15, 30, 45, 60, 90, 120, 240, 480, 720, 1440 };

  return pick (minutes, G_N_ELEMENTS (minutes)) * TAPE_MINUTE;
}

static char *
any_name (guint max)
{
  static const char *const pieces[]
      = { "A", "b", "Z9", ".",   " ",    "\"",   ",", "%",  "±",    "−",    "+", "-",  "é", "日",
          "'", "|", "is", "RSI", "list", "then", "5", "5m", "aapl", "AAPL", "#", "\\", "=", "watched" };
  g_autoptr (GString) name = g_string_new (NULL);

  do
    {
      const char *piece = pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))];

      if (name->len + strlen (piece) <= max)
        g_string_append (name, piece);
    }
  while (g_test_rand_int_range (0, 3) > 0);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static void
set_any_symbols (TapeRule *rule)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gint32 n = g_test_rand_int_range (1, 5);

  for (gint32 i = 0; i < n; i++)
    {
      g_autofree char *name = any_name (TAPE_SYMBOL_MAX);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
  g_ptr_array_add (names, NULL);
  g_strfreev (rule->names);
  rule->names = (char **)g_ptr_array_steal (names, NULL);
}

static const char *
any_group (TapeGrouping grouping)
{
  return tape_group_name (grouping, (guint)g_test_rand_int_range (0, (gint32)tape_group_count (grouping)));
}

static void
set_any_target (TapeRule *rule, TapeTargetKind target)
{
  g_autofree char *name = any_name (60);

  rule->target = target;
  tape_rule_set_names (rule, NULL, NULL);
  if (target == TAPE_TARGET_SYMBOLS)
    set_any_symbols (rule);
  else if (target == TAPE_TARGET_LIST || (target == TAPE_TARGET_SOURCE && g_test_rand_bit ()))
    tape_rule_set_names (rule, name, NULL);
  else if (target == TAPE_TARGET_INDUSTRY)
    tape_rule_set_names (rule, any_group (TAPE_GROUP_INDUSTRY), NULL);
  else if (target == TAPE_TARGET_COUNTRY)
    tape_rule_set_names (rule, any_group (TAPE_GROUP_COUNTRY), NULL);
  else if (target == TAPE_TARGET_TECHNOLOGY)
    tape_rule_set_names (rule, any_group (TAPE_GROUP_TECHNOLOGY), NULL);
}

static void
set_any_change (TapeCondition *c)
{
  c->percent = g_test_rand_bit ();
  c->x = c->percent ? any_between (TAPE_RULE_GROWTH_MIN, TAPE_RULE_FALL_MAX) : any_between (0.01, 1000);
  c->baseline = (TapeBaseline)g_test_rand_int_range (0, 5);
  if (c->baseline == TAPE_BASELINE_AGO)
    c->ago = any_length (TAPE_SECOND, TAPE_RULE_AGO_MAX);
  if (c->baseline == TAPE_BASELINE_GIVEN)
    c->given = any_between (2000, 1e7);
}

static void
set_any_condition (TapeCondition *c, TapeConditionKind kind)
{
  gboolean one_way = kind != TAPE_CONDITION_CHANGE && kind != TAPE_CONDITION_CROSS && kind != TAPE_CONDITION_AVERAGES
                     && kind != TAPE_CONDITION_GROWTH;
  gboolean no_way = kind == TAPE_CONDITION_SILENCE || kind == TAPE_CONDITION_QUERY;

  *c = (TapeCondition){ .kind = kind };
  c->direction = no_way ? TAPE_DIRECTION_BOTH : (TapeDirection)g_test_rand_int_range (one_way ? 1 : 0, 3);
  if (tape_condition_is_of_bars (c))
    c->span = any_span ();
  switch (kind)
    {
    case TAPE_CONDITION_CHANGE:
      set_any_change (c);
      break;
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      c->x = any_between (0.0001, 1e6);
      break;
    case TAPE_CONDITION_VOLUME:
      c->x = any_between (0.01, TAPE_RULE_RATIO_MAX);
      c->n = c->direction == TAPE_DIRECTION_DOWN ? (guint)g_test_rand_int_range (1, TAPE_RULE_SPANS_MAX) : 0;
      break;
    case TAPE_CONDITION_AVERAGES:
      c->fast = (guint)g_test_rand_int_range (1, 500);
      c->slow = c->fast + (guint)g_test_rand_int_range (1, 500);
      c->exponential = g_test_rand_bit ();
      break;
    case TAPE_CONDITION_RSI:
      c->x = any_between (2, 98);
      c->n = (guint)g_test_rand_int_range (1, TAPE_RULE_PERIOD_MAX);
      break;
    case TAPE_CONDITION_STREAK:
      c->n = (guint)g_test_rand_int_range (1, TAPE_RULE_STREAK_MAX);
      break;
    case TAPE_CONDITION_SHARE:
      c->x = any_between (0.02, 0.98);
      break;
    case TAPE_CONDITION_GROWTH:
      c->percent = TRUE;
      c->x = any_between (TAPE_RULE_GROWTH_MIN, TAPE_RULE_FALL_MAX);
      c->n = (guint)g_test_rand_int_range (1, TAPE_RULE_FRESH_MAX);
      break;
    case TAPE_CONDITION_SILENCE:
      c->span = any_length (TAPE_SECOND, TAPE_RULE_SILENCE_MAX);
      break;
    case TAPE_CONDITION_QUERY:
      c->query = any_name (60);
      break;
    case TAPE_N_CONDITIONS:
      g_assert_not_reached ();
    }
}

static void
set_any_options (TapeRule *rule)
{
  rule->repeat = (TapeRepeat)g_test_rand_int_range (0, 3);
  rule->important = g_test_rand_bit ();
  if (g_test_rand_bit ())
    rule->cooldown = any_length (0, TAPE_RULE_COOLDOWN_MAX);
  if (g_test_rand_bit ())
    rule->until = g_test_rand_int_range (0, 30000) * TAPE_DAY + TAPE_DAY - 1;
  else if (g_test_rand_bit ())
    rule->until = g_test_rand_int_range (0, G_MAXINT32) * TAPE_SECOND + g_test_rand_int_range (0, 1000000);
}

static TapeTargetKind
any_target_of (TapeConditionKind kind)
{
  static const gint64 groups[]
      = { TAPE_TARGET_LIST, TAPE_TARGET_INDUSTRY, TAPE_TARGET_COUNTRY, TAPE_TARGET_TECHNOLOGY };

  if (kind == TAPE_CONDITION_SILENCE)
    return TAPE_TARGET_SOURCE;
  if (kind == TAPE_CONDITION_QUERY)
    return TAPE_TARGET_ALL;
  if (kind == TAPE_CONDITION_GROWTH)
    return (TapeTargetKind)pick (groups, G_N_ELEMENTS (groups));
  return (TapeTargetKind)g_test_rand_int_range (TAPE_TARGET_SYMBOLS, TAPE_TARGET_SOURCE);
}

static TapeRule *
any_rule (void)
{
  TapeRule *rule = tape_rule_new ();
  TapeConditionKind kind = (TapeConditionKind)g_test_rand_int_range (0, TAPE_N_CONDITIONS);

  set_any_condition (&rule->conditions[0], kind);
  set_any_target (rule, any_target_of (kind));
  if (kind != TAPE_CONDITION_QUERY && g_test_rand_bit ())
    {
      rule->n_conditions = 2;
      if (kind < TAPE_CONDITION_GROWTH)
        kind = (TapeConditionKind)g_test_rand_int_range (0, TAPE_CONDITION_GROWTH);
      set_any_condition (&rule->conditions[1], kind);
      rule->within = any_length (TAPE_DAY, TAPE_RULE_WITHIN_MAX);
    }
  set_any_options (rule);
  return rule;
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (TapeRule) rule = any_rule ();
      g_autofree char *text = tape_rule_format (rule);
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) read = NULL;
      g_autofree char *again = NULL;

      if (!tape_rule_check (rule, &error) || (read = tape_rule_parse (text, &error)) == NULL)
        g_error ("%s: %s", text, error->message);
      again = tape_rule_format (read);
      if (!tape_rule_equal (rule, read))
        g_error ("%s reads back as %s", text, again);
      g_assert_cmpstr (again, ==, text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/rule-text/any-rule-reads-back", test_round_trip);
  return g_test_run ();
}
