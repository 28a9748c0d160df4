/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-rules.h"

#include <string.h>

#include "alerts/tape-rule-check.h"

/* Those of stream_universe(). */
static const char *const symbols[] = { "SAP.DE", "AAPL", "BAC", "7203.T", "IBM", "NOBODY-KNOWS", "MSFT", "AIG" };

typedef struct
{
  GRand *random;
  AlertRules kinds;
  gint64 start;
  gint64 gap;
  gint64 length;
  double price;
} Draw;

static gboolean
chance (Draw *self, double of)
{
  return g_rand_double (self->random) < of;
}

static double
between (Draw *self, double from, double to)
{
  return g_rand_double_range (self->random, from, to);
}

static guint
pick (Draw *self, guint from, guint to)
{
  return (guint)g_rand_int_range (self->random, (gint32)from, (gint32)to + 1);
}

static const char *
pick_symbol (Draw *self)
{
  return symbols[pick (self, 0, G_N_ELEMENTS (symbols) - 1)];
}

/* --- Conditions --- */

/* Some are exactly what a price of the stream is. */
static void
draw_price (Draw *self, TapeCondition *condition)
{
  gboolean ago = self->kinds & ALERT_RULES_AGO && (!(self->kinds & ALERT_RULES_PRICES) || chance (self, 0.25));

  condition->kind
      = ago ? TAPE_CONDITION_CHANGE : (TapeConditionKind)pick (self, TAPE_CONDITION_CHANGE, TAPE_CONDITION_CROSS);
  condition->direction = (TapeDirection)pick (self, TAPE_DIRECTION_BOTH, TAPE_DIRECTION_DOWN);
  condition->x = chance (self, 0.3) ? self->price : self->price * between (self, 0.98, 1.02);
  if (condition->kind == TAPE_CONDITION_LEVEL && condition->direction == TAPE_DIRECTION_BOTH)
    condition->direction = TAPE_DIRECTION_UP;
  if (condition->kind != TAPE_CONDITION_CHANGE)
    return;
  condition->percent = chance (self, 0.7);
  condition->x = condition->percent ? between (self, 0.0005, 0.02) : self->price * between (self, 0.0005, 0.02);
  do
    condition->baseline = (TapeBaseline)pick (self, TAPE_BASELINE_PREVIOUS_CLOSE, TAPE_BASELINE_GIVEN);
  while (condition->baseline == TAPE_BASELINE_AGO);
  condition->given = condition->baseline == TAPE_BASELINE_GIVEN ? self->price : 0;
  if (ago)
    {
      condition->baseline = TAPE_BASELINE_AGO;
      condition->ago = pick (self, 1, 40) * self->gap;
      condition->ago = MIN (condition->ago, TAPE_DAY);
    }
}

/* A length that a few trades fill. */
static gint64
draw_span (Draw *self)
{
  static const gint64 spans[]
      = { TAPE_MINUTE, 2 * TAPE_MINUTE, 5 * TAPE_MINUTE, 15 * TAPE_MINUTE, TAPE_HOUR, 4 * TAPE_HOUR, TAPE_DAY };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (spans) && spans[i] < 2 * self->gap)
    i++;
  i += pick (self, 0, 2);
  return spans[MIN (i, G_N_ELEMENTS (spans) - 1)];
}

static void
draw_bars (Draw *self, TapeCondition *condition)
{
  condition->kind = (TapeConditionKind)pick (self, TAPE_CONDITION_VOLUME, TAPE_CONDITION_SHARE);
  condition->direction = chance (self, 0.5) ? TAPE_DIRECTION_UP : TAPE_DIRECTION_DOWN;
  condition->span = draw_span (self);
  switch (condition->kind)
    {
    case TAPE_CONDITION_VOLUME:
      condition->x = between (self, 0.3, 2.5);
      condition->n = condition->direction == TAPE_DIRECTION_DOWN ? pick (self, 1, 4) : 0;
      break;
    case TAPE_CONDITION_AVERAGES:
      condition->direction = (TapeDirection)pick (self, TAPE_DIRECTION_BOTH, TAPE_DIRECTION_DOWN);
      condition->fast = pick (self, 1, 4);
      condition->slow = condition->fast + pick (self, 1, 6);
      condition->exponential = chance (self, 0.5);
      break;
    case TAPE_CONDITION_RSI:
      condition->n = pick (self, 2, 14);
      condition->x = pick (self, 30, 70);
      break;
    case TAPE_CONDITION_STREAK:
      condition->n = pick (self, 1, 4);
      break;
    default:
      condition->x = chance (self, 0.2) ? 1 : between (self, 0.3, 0.7);
    }
}

static void
draw_on_instruments (Draw *self, TapeCondition *condition)
{
  gboolean prices = self->kinds & (ALERT_RULES_PRICES | ALERT_RULES_AGO);

  if (prices && (!(self->kinds & ALERT_RULES_BARS) || chance (self, 0.5)))
    draw_price (self, condition);
  else
    draw_bars (self, condition);
}

/* --- Rules --- */

static void
draw_group (Draw *self, TapeRule *rule)
{
  TapeGrouping grouping = (TapeGrouping)pick (self, TAPE_GROUP_INDUSTRY, TAPE_GROUP_TECHNOLOGY);
  const char *symbol = pick_symbol (self);
  const TapeInstrument *instrument = tape_instruments_lookup (symbol, strlen (symbol));
  guint group = 0;

  while (instrument != NULL && group + 1 < tape_group_count (grouping)
         && !tape_instrument_in_group (instrument, grouping, group))
    group++;
  rule->target = (TapeTargetKind)(TAPE_TARGET_INDUSTRY + grouping);
  tape_rule_set_names (rule, tape_group_name (grouping, group), NULL);
}

static void
draw_target (Draw *self, TapeRule *rule)
{
  switch (pick (self, 0, 4))
    {
    case 0:
      rule->target = TAPE_TARGET_SYMBOLS;
      tape_rule_set_names (rule, pick_symbol (self), pick_symbol (self), NULL);
      break;
    case 1:
      rule->target = TAPE_TARGET_WATCHED;
      break;
    case 2:
      rule->target = TAPE_TARGET_LIST;
      tape_rule_set_names (rule, chance (self, 0.5) ? "Mine" : "Yours", NULL);
      break;
    case 3:
      rule->target = TAPE_TARGET_ALL;
      break;
    default:
      draw_group (self, rule);
    }
}

static void
draw_growth (Draw *self, TapeRule *rule)
{
  rule->conditions[0] = (TapeCondition){
    .kind = TAPE_CONDITION_GROWTH,
    .direction = (TapeDirection)pick (self, TAPE_DIRECTION_BOTH, TAPE_DIRECTION_DOWN),
    .x = between (self, 0.0005, 0.01),
    .percent = TRUE,
    .n = pick (self, 1, 3),
  };
  draw_group (self, rule);
  if (!chance (self, 0.4))
    return;
  rule->target = TAPE_TARGET_LIST;
  tape_rule_set_names (rule, chance (self, 0.5) ? "Mine" : "Yours", NULL);
}

static void
draw_silence (Draw *self, TapeRule *rule)
{
  rule->conditions[0] = (TapeCondition){ .kind = TAPE_CONDITION_SILENCE, .span = pick (self, 3, 45) * TAPE_SECOND };
  rule->target = TAPE_TARGET_SOURCE;
  tape_rule_set_names (rule, chance (self, 0.5) ? NULL : chance (self, 0.5) ? "1" : "2", NULL);
}

static void
draw_conditions (Draw *self, TapeRule *rule)
{
  AlertRules kind;

  do
    kind = (AlertRules)(1u << pick (self, 0, 5));
  while (!(self->kinds & kind));
  rule->conditions[0] = rule->conditions[1] = (TapeCondition){ .kind = TAPE_CONDITION_CHANGE };
  if (kind == ALERT_RULES_GROWTH)
    draw_growth (self, rule);
  else if (kind == ALERT_RULES_SILENCE)
    draw_silence (self, rule);
  else
    draw_target (self, rule);
  if (kind == ALERT_RULES_PRICES || kind == ALERT_RULES_AGO)
    draw_price (self, &rule->conditions[0]);
  else if (kind == ALERT_RULES_BARS)
    draw_bars (self, &rule->conditions[0]);
  if (kind != ALERT_RULES_SEQUENCES)
    return;
  rule->n_conditions = 2;
  rule->within = pick (self, 1, 200) * self->gap;
  for (guint i = 0; i < 2; i++)
    draw_on_instruments (self, &rule->conditions[i]);
}

static TapeRule *
draw_any_rule (Draw *self, gint64 id)
{
  TapeRule *rule = tape_rule_new ();

  rule->id = id;
  draw_conditions (self, rule);
  if (chance (self, 0.4))
    rule->repeat = chance (self, 0.7) ? TAPE_REPEAT_DAILY : TAPE_REPEAT_ONCE;
  rule->cooldown = chance (self, 0.3) ? TAPE_RULE_COOLDOWN : pick (self, 0, 30) * self->gap;
  if (chance (self, 0.1))
    rule->until = self->start + (gint64)between (self, 0, (double)self->length);
  rule->important = chance (self, 0.2);
  return rule;
}

/* One that contradicts nothing. */
static TapeRule *
draw_rule (Draw *self, gint64 id)
{
  for (;;)
    {
      g_autoptr (TapeRule) rule = draw_any_rule (self, id);

      if (tape_rule_check (rule, NULL))
        return g_steal_pointer (&rule);
    }
}

/* --- Sets --- */

static void
draw_list (Draw *self, TapeRuleSet *rules, const char *name)
{
  const char *members[6] = { NULL };
  guint n = pick (self, 1, 5);

  for (guint i = 0; i < n; i++)
    members[i] = pick_symbol (self);
  tape_rule_set_add_list (rules, name, members);
}

static void
draw_rest (Draw *self, TapeRuleSet *rules)
{
  draw_list (self, rules, "Mine");
  draw_list (self, rules, "Yours");
  for (guint i = 0; i < rules->rules->len && chance (self, 0.5); i++)
    tape_rule_set_add_snooze (rules, pick (self, 1, rules->rules->len), chance (self, 0.5) ? "" : pick_symbol (self),
                              self->start + (gint64)between (self, 0, (double)self->length));
  rules->quiet = chance (self, 0.4);
  rules->quiet_from = pick (self, 0, 1439);
  rules->quiet_to = pick (self, 0, 1439);
  rules->zone = chance (self, 0.5) ? NULL : g_time_zone_new_identifier ("Europe/Berlin");
}

TapeRuleSet *
alert_rules_draw (GRand *random, AlertRules kinds, guint n, gint64 start, gint64 gap, gint64 length, double price)
{
  Draw self = { random, kinds, start, gap, length, price };
  TapeRuleSet *rules = tape_rule_set_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TapeRule) rule = draw_rule (&self, i + 1);

      tape_rule_set_add (rules, rule);
    }
  draw_rest (&self, rules);
  return rules;
}

TapeRuleSet *
alert_rules_redraw (
    GRand *random, const TapeRuleSet *rules, AlertRules kinds, gint64 start, gint64 gap, gint64 length, double price)
{
  Draw self = { random, kinds, start, gap, length, price };
  TapeRuleSet *other = tape_rule_set_new ();
  gint64 last = 0;

  for (guint i = 0; i < rules->rules->len; i++)
    {
      const TapeRule *rule = g_ptr_array_index (rules->rules, i);
      g_autoptr (TapeRule) changed = draw_rule (&self, rule->id);

      last = rule->id;
      if (chance (&self, 0.8))
        tape_rule_set_add (other, chance (&self, 0.75) ? rule : changed);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TapeRule) rule = draw_rule (&self, last + 1 + i);

      tape_rule_set_add (other, rule);
    }
  draw_rest (&self, other);
  return other;
}
