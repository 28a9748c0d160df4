/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rules are on an instrument: those that name it, by its symbol; of the others all that have the same target at once. */

#include "alerts/tape-alerts-private.h"

/* Rules that have the same target. */
typedef struct
{
  char *name;
  const TapeRule *rule; /* one of them */
  GArray *rules;        /* guint32: their numbers */
} TapeAlertAudience;

static void
audience_free (gpointer item)
{
  TapeAlertAudience *audience = item;

  g_free (audience->name);
  g_array_unref (audience->rules);
  g_free (audience);
}

static void
plan_unref (gpointer item)
{
  tape_alert_plan_unref (item);
}

void
tape_alert_targets_clear (TapeAlerts *self)
{
  g_clear_pointer (&self->audiences, g_hash_table_unref);
  g_clear_pointer (&self->named, g_hash_table_unref);
  g_clear_pointer (&self->plans, g_hash_table_unref);
  self->audiences = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, audience_free);
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
  self->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, plan_unref);
}

static void
add_to_audience (TapeAlerts *self, const TapeRule *rule, guint32 number)
{
  g_autofree char *names = g_strjoinv ("\n", rule->names);
  g_autofree char *name = g_strdup_printf ("%u\n%s", (guint)rule->target, names);
  TapeAlertAudience *audience = g_hash_table_lookup (self->audiences, name);

  if (audience == NULL)
    {
      audience = g_new0 (TapeAlertAudience, 1);
      audience->name = g_steal_pointer (&name);
      audience->rule = rule;
      audience->rules = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_hash_table_insert (self->audiences, audience->name, audience);
    }
  g_array_append_val (audience->rules, number);
}

void
tape_alert_targets_add (TapeAlerts *self, const TapeRule *rule, guint32 number)
{
  if (tape_rule_is_group (rule) || rule->target == TAPE_TARGET_SOURCE)
    return;
  if (rule->target != TAPE_TARGET_SYMBOLS)
    {
      add_to_audience (self, rule, number);
      return;
    }
  for (guint i = 0; rule->names[i] != NULL; i++)
    {
      GArray *rules = g_hash_table_lookup (self->named, rule->names[i]);

      if (rules == NULL)
        {
          rules = g_array_new (FALSE, FALSE, sizeof (guint32));
          g_hash_table_insert (self->named, rule->names[i], rules);
        }
      if (rules->len == 0 || g_array_index (rules, guint32, rules->len - 1) != number)
        g_array_append_val (rules, number);
    }
}

static gboolean
is_target (const TapeAlerts *self, const TapeRule *rule, const TapeInstrument *instrument)
{
  if (rule->target == TAPE_TARGET_WATCHED)
    return g_hash_table_contains (self->watched, instrument->symbol);
  return tape_rule_set_targets (self->rules, rule, instrument);
}

TapeAlertPlan *
tape_alert_targets_plan (TapeAlerts *self, guint32 instrument)
{
  const TapeInstrument *of = tape_universe_get (self->universe, instrument);
  const GArray *named = g_hash_table_lookup (self->named, of->symbol);
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) name = g_string_new (named != NULL ? of->symbol : NULL);
  TapeAlertPlan *plan;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->audiences);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (is_target (self, ((TapeAlertAudience *)item)->rule, of))
      g_string_append_printf (name, "\n%u", g_array_index (((TapeAlertAudience *)item)->rules, guint32, 0));
  plan = g_hash_table_lookup (self->plans, name->str);
  if (plan != NULL)
    return tape_alert_plan_ref (plan);
  if (named != NULL)
    g_array_append_vals (rules, named->data, named->len);
  g_hash_table_iter_init (&iter, self->audiences);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (is_target (self, ((TapeAlertAudience *)item)->rule, of))
      g_array_append_vals (rules, ((TapeAlertAudience *)item)->rules->data, ((TapeAlertAudience *)item)->rules->len);
  plan = tape_alert_plan_new (self->tests, self->first_tests, rules);
  g_hash_table_insert (self->plans, g_string_free (g_steal_pointer (&name), FALSE), plan);
  return tape_alert_plan_ref (plan);
}
