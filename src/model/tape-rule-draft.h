/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule while it is being written in rows: which rows a condition has, and what follows from a choice, so that each
 * choice leaves a rule that makes sense where that can be. Works on a plain TapeRule; no state of its own: any thread. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

/* The rows that a condition has. */
typedef enum
{
  TAPE_DRAFT_DIRECTION = 1 << 0,
  TAPE_DRAFT_BOTH = 1 << 1,   /* direction may be both */
  TAPE_DRAFT_AMOUNT = 1 << 2, /* x */
  TAPE_DRAFT_UNIT = 1 << 3,   /* x is a share or an amount of money */
  TAPE_DRAFT_BASELINE = 1 << 4,
  TAPE_DRAFT_AGO = 1 << 5,
  TAPE_DRAFT_GIVEN = 1 << 6,
  TAPE_DRAFT_BARS = 1 << 7, /* span is a bar's */
  TAPE_DRAFT_SPAN = 1 << 8, /* span is any */
  TAPE_DRAFT_AVERAGES = 1 << 9,
  TAPE_DRAFT_COUNT = 1 << 10, /* n */
  TAPE_DRAFT_QUERY = 1 << 11,
} TapeDraftRows;

/**
 * TapeDraftHints:
 * @symbol: (nullable): what a rule on one symbol is likely to be on
 * @price: its price, NaN where unknown
 * @query: (nullable): name of a saved query
 *
 * What a choice begins with.
 */
typedef struct
{
  const char *symbol;
  double price;
  const char *query;
} TapeDraftHints;

/**
 * tape_rule_draft_get_rows:
 *
 * Returns: a set of #TapeDraftRows that @condition has, as it is now
 */
guint tape_rule_draft_get_rows (const TapeCondition *condition);

/**
 * tape_rule_draft_is_percent:
 *
 * Returns: whether its x is shown times 100
 */
gboolean tape_rule_draft_is_percent (const TapeCondition *condition);

/**
 * tape_rule_draft_set_kind:
 * @i: which of the rule's conditions
 *
 * Makes it another condition, with values to begin with. Where the rule's target cannot be that of the first condition, it
 * becomes one that can.
 */
void tape_rule_draft_set_kind (TapeRule *rule, guint i, TapeConditionKind kind, const TapeDraftHints *hints);

/**
 * tape_rule_draft_set_direction:
 *
 * Also drops what only the other directions have a use for.
 */
void tape_rule_draft_set_direction (TapeCondition *condition, TapeDirection direction);

/**
 * tape_rule_draft_set_percent:
 *
 * Whether a change is one in per cent; its amount begins anew.
 */
void tape_rule_draft_set_percent (TapeCondition *condition, gboolean percent, const TapeDraftHints *hints);

/**
 * tape_rule_draft_set_baseline:
 */
void tape_rule_draft_set_baseline (TapeCondition *condition, TapeBaseline baseline, const TapeDraftHints *hints);

/**
 * tape_rule_draft_set_target:
 *
 * With names to begin with, where it has any.
 */
void tape_rule_draft_set_target (TapeRule *rule, TapeTargetKind target, const TapeDraftHints *hints);

/**
 * tape_rule_draft_set_sequence:
 * @sequence: whether a second condition is to follow the first
 */
void tape_rule_draft_set_sequence (TapeRule *rule, gboolean sequence, const TapeDraftHints *hints);

/**
 * tape_rule_draft_set_symbols:
 * @text: symbols, with blanks or commas between them
 */
void tape_rule_draft_set_symbols (TapeRule *rule, const char *text);

G_END_DECLS
