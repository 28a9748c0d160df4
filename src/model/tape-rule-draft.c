/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-rule-draft.h"

#include <math.h>
#include <string.h>

#define BARS_SPAN    (5 * TAPE_MINUTE)
#define SILENCE_SPAN (30 * TAPE_SECOND)
#define AGO_SPAN     (15 * TAPE_MINUTE)
#define WITHIN_SPAN  (10 * TAPE_MINUTE)

/* Of a price that nobody knows. */
#define SOME_PRICE 100

/* By #TapeConditionKind: what each begins with, and its rows but for those that follow from a choice. */
static const struct
{
  TapeCondition condition;
  guint rows;
} kinds[TAPE_N_CONDITIONS] = {
  [TAPE_CONDITION_CHANGE]
  = { { .x = TAPE_RULE_THRESHOLD, .percent = TRUE },
      TAPE_DRAFT_DIRECTION | TAPE_DRAFT_BOTH | TAPE_DRAFT_AMOUNT | TAPE_DRAFT_UNIT | TAPE_DRAFT_BASELINE },
  [TAPE_CONDITION_LEVEL] = { { .direction = TAPE_DIRECTION_UP }, TAPE_DRAFT_DIRECTION | TAPE_DRAFT_AMOUNT },
  [TAPE_CONDITION_CROSS]
  = { { .direction = TAPE_DIRECTION_BOTH }, TAPE_DRAFT_DIRECTION | TAPE_DRAFT_BOTH | TAPE_DRAFT_AMOUNT },
  [TAPE_CONDITION_VOLUME] = { { .direction = TAPE_DIRECTION_UP, .x = 3, .span = BARS_SPAN },
                              TAPE_DRAFT_DIRECTION | TAPE_DRAFT_AMOUNT | TAPE_DRAFT_BARS },
  [TAPE_CONDITION_AVERAGES] = { { .fast = 5, .slow = 10, .span = TAPE_RULE_SPAN },
                                TAPE_DRAFT_DIRECTION | TAPE_DRAFT_BOTH | TAPE_DRAFT_AVERAGES | TAPE_DRAFT_BARS },
  [TAPE_CONDITION_RSI] = { { .direction = TAPE_DIRECTION_UP, .x = 70, .n = 14, .span = BARS_SPAN },
                           TAPE_DRAFT_DIRECTION | TAPE_DRAFT_AMOUNT | TAPE_DRAFT_COUNT | TAPE_DRAFT_BARS },
  [TAPE_CONDITION_STREAK] = { { .direction = TAPE_DIRECTION_UP, .n = 3, .span = TAPE_RULE_SPAN },
                              TAPE_DRAFT_DIRECTION | TAPE_DRAFT_COUNT | TAPE_DRAFT_BARS },
  [TAPE_CONDITION_SHARE] = { { .direction = TAPE_DIRECTION_UP, .x = 0.7, .span = BARS_SPAN },
                             TAPE_DRAFT_DIRECTION | TAPE_DRAFT_AMOUNT | TAPE_DRAFT_BARS },
  [TAPE_CONDITION_GROWTH] = { { .x = 0.015, .percent = TRUE, .n = TAPE_RULE_FRESH },
                              TAPE_DRAFT_DIRECTION | TAPE_DRAFT_BOTH | TAPE_DRAFT_AMOUNT | TAPE_DRAFT_COUNT },
  [TAPE_CONDITION_SILENCE] = { { .span = SILENCE_SPAN }, TAPE_DRAFT_SPAN },
  [TAPE_CONDITION_QUERY] = { { .x = 0 }, TAPE_DRAFT_QUERY },
};

guint
tape_rule_draft_get_rows (const TapeCondition *condition)
{
  guint rows = kinds[condition->kind].rows;

  if ((rows & TAPE_DRAFT_BASELINE) != 0 && condition->baseline == TAPE_BASELINE_AGO)
    rows |= TAPE_DRAFT_AGO;
  if ((rows & TAPE_DRAFT_BASELINE) != 0 && condition->baseline == TAPE_BASELINE_GIVEN)
    rows |= TAPE_DRAFT_GIVEN;
  if (condition->kind == TAPE_CONDITION_VOLUME && condition->direction == TAPE_DIRECTION_DOWN)
    rows |= TAPE_DRAFT_COUNT;
  return rows;
}

gboolean
tape_rule_draft_is_percent (const TapeCondition *condition)
{
  return condition->percent || condition->kind == TAPE_CONDITION_SHARE;
}

static double
get_price (const TapeDraftHints *hints)
{
  return isfinite (hints->price) && hints->price > 0 ? hints->price : SOME_PRICE;
}

/* Whether a rule with a first condition of @kind can be on @target. */
static gboolean
can_be_on (TapeConditionKind kind, TapeTargetKind target)
{
  gboolean group = target == TAPE_TARGET_INDUSTRY || target == TAPE_TARGET_COUNTRY || target == TAPE_TARGET_TECHNOLOGY
                   || target == TAPE_TARGET_LIST;

  switch (kind)
    {
    case TAPE_CONDITION_SILENCE:
      return target == TAPE_TARGET_SOURCE;
    case TAPE_CONDITION_QUERY:
      return target == TAPE_TARGET_ALL;
    case TAPE_CONDITION_GROWTH:
      return group;
    default:
      return target != TAPE_TARGET_SOURCE;
    }
}

static TapeTargetKind
choose_target (TapeConditionKind kind)
{
  switch (kind)
    {
    case TAPE_CONDITION_SILENCE:
      return TAPE_TARGET_SOURCE;
    case TAPE_CONDITION_QUERY:
      return TAPE_TARGET_ALL;
    case TAPE_CONDITION_GROWTH:
      return TAPE_TARGET_INDUSTRY;
    default:
      return TAPE_TARGET_WATCHED;
    }
}

void
tape_rule_draft_set_kind (TapeRule *rule, guint i, TapeConditionKind kind, const TapeDraftHints *hints)
{
  TapeCondition *condition = &rule->conditions[i];
  gboolean price = kind == TAPE_CONDITION_LEVEL || kind == TAPE_CONDITION_CROSS;

  g_return_if_fail (i < rule->n_conditions && kind < TAPE_N_CONDITIONS);

  g_free (condition->query);
  *condition = kinds[kind].condition;
  condition->kind = kind;
  if (price)
    condition->x = get_price (hints);
  if (kind == TAPE_CONDITION_QUERY)
    condition->query = g_strdup (hints->query != NULL ? hints->query : "");
  if (i > 0)
    return;
  if (!can_be_on (kind, rule->target))
    tape_rule_draft_set_target (rule, choose_target (kind), hints);
  /* A price is one instrument's. */
  if (price && rule->target != TAPE_TARGET_SYMBOLS && hints->symbol != NULL)
    tape_rule_draft_set_target (rule, TAPE_TARGET_SYMBOLS, hints);
}

void
tape_rule_draft_set_direction (TapeCondition *condition, TapeDirection direction)
{
  condition->direction = direction;
  if (condition->kind == TAPE_CONDITION_VOLUME)
    condition->n = direction == TAPE_DIRECTION_DOWN ? MAX (condition->n, 1) : 0;
}

void
tape_rule_draft_set_percent (TapeCondition *condition, gboolean percent, const TapeDraftHints *hints)
{
  if (percent == condition->percent)
    return;
  condition->percent = percent;
  /* As much as it was, of what is known: two digits are enough to begin with. */
  condition->x = percent ? TAPE_RULE_THRESHOLD : round (get_price (hints) * TAPE_RULE_THRESHOLD * 100) / 100;
}

void
tape_rule_draft_set_baseline (TapeCondition *condition, TapeBaseline baseline, const TapeDraftHints *hints)
{
  if (baseline == condition->baseline)
    return;
  condition->baseline = baseline;
  condition->ago = baseline == TAPE_BASELINE_AGO ? AGO_SPAN : 0;
  condition->given = baseline == TAPE_BASELINE_GIVEN ? get_price (hints) : 0;
}

void
tape_rule_draft_set_target (TapeRule *rule, TapeTargetKind target, const TapeDraftHints *hints)
{
  static const TapeGrouping groupings[] = {
    [TAPE_TARGET_INDUSTRY] = TAPE_GROUP_INDUSTRY,
    [TAPE_TARGET_COUNTRY] = TAPE_GROUP_COUNTRY,
    [TAPE_TARGET_TECHNOLOGY] = TAPE_GROUP_TECHNOLOGY,
  };

  rule->target = target;
  switch (target)
    {
    case TAPE_TARGET_SYMBOLS:
      tape_rule_set_names (rule, hints->symbol, NULL);
      break;
    case TAPE_TARGET_INDUSTRY:
    case TAPE_TARGET_COUNTRY:
      tape_rule_set_names (rule, tape_group_name (groupings[target], TAPE_GROUP_UNKNOWN + 1), NULL);
      break;
    case TAPE_TARGET_TECHNOLOGY:
      tape_rule_set_names (rule, tape_group_name (groupings[target], 0), NULL);
      break;
    default:
      tape_rule_set_names (rule, NULL, NULL);
    }
}

void
tape_rule_draft_set_sequence (TapeRule *rule, gboolean sequence, const TapeDraftHints *hints)
{
  if (sequence == (rule->n_conditions == 2))
    return;
  rule->n_conditions = sequence ? 2 : 1;
  rule->within = sequence ? WITHIN_SPAN : 0;
  if (sequence)
    tape_rule_draft_set_kind (rule, 1, TAPE_CONDITION_VOLUME, hints);
  else
    {
      g_free (rule->conditions[1].query);
      memset (&rule->conditions[1], 0, sizeof rule->conditions[1]);
    }
}

void
tape_rule_draft_set_symbols (TapeRule *rule, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;\t\n", -1);
  g_autoptr (GStrvBuilder) symbols = g_strv_builder_new ();

  for (char **word = words; *word != NULL; word++)
    {
      const TapeInstrument *known = tape_instruments_lookup (*word, strlen (*word));
      g_autofree char *upper = g_utf8_strup (*word, -1);

      if (**word == '\0')
        continue;
      /* As people type it: in small letters too, where the table has it in large ones. */
      if (known == NULL && tape_instruments_lookup (upper, strlen (upper)) != NULL)
        g_strv_builder_add (symbols, upper);
      else
        g_strv_builder_add (symbols, *word);
    }
  g_strfreev (rule->names);
  rule->names = g_strv_builder_end (symbols);
}
