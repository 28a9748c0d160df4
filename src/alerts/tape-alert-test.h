/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A test is one condition of a rule in one direction: what is armed, comes true and is armed again by itself. "±" is two of
 * them. Plain data, made when rules are set; README.md says what each kind compares. */

#pragma once

#include "alerts/tape-rule.h"

G_BEGIN_DECLS

/* A rule has at most as many: two conditions, up and down. */
#define TAPE_ALERT_TESTS 4

/**
 * TapeAlertTest:
 * @rule: its rule
 * @condition: its condition, one of the rule's
 * @number: of the rule among all, from 0
 * @kind: of the condition; as @n and @id for those who look often, so that they need not go for the rule
 * @n: of the condition
 * @id: of the rule
 * @slot: which of its rule's tests it is, below TAPE_ALERT_TESTS
 * @direction: 1 up, −1 down, 0 neither
 * @threshold: what a value is compared with; of a change downwards below 0
 * @back: where a value is armed again; NaN where that is when the test is false
 */
typedef struct
{
  const TapeRule *rule;
  const TapeCondition *condition;
  guint32 number;
  TapeConditionKind kind;
  guint n;
  guint slot;
  int direction;
  gint64 id;
  double threshold;
  double back;
} TapeAlertTest;

/**
 * TapeAlertValue:
 * @value: what was compared; NaN where there is none, so that the rule waits
 * @before: what it was before; NaN where there was none
 * @is_true: whether the condition is
 * @baseline: what it is held against, or NaN
 * @baseline_time: event time of that, or TAPE_NO_TIME
 * @baseline_id: which baseline it is: the date of a trading day, the number of the last firing; a new one arms; 0 where none is new
 *
 * What one look at a test found.
 */
typedef struct
{
  double value;
  double before;
  gboolean is_true;
  double baseline;
  gint64 baseline_time;
  gint32 baseline_id;
} TapeAlertValue;

/**
 * tape_alert_tests_of:
 * @tests: (element-type TapeAlertTest): those of @rule are appended, in the order in which they fire
 * @number: of @rule
 */
void tape_alert_tests_of (const TapeRule *rule, guint32 number, GArray *tests);

/**
 * tape_alert_test_is_first:
 *
 * Returns: whether it is of the first condition of a sequence, which fires nothing
 */
static inline gboolean
tape_alert_test_is_first (const TapeAlertTest *self)
{
  return self->rule->n_conditions > 1 && self->slot < 2;
}

/**
 * tape_alert_at_least:
 *
 * Returns: whether a ≥ b, or less by no more than 1e-9 of the larger of both
 */
gboolean tape_alert_at_least (double a, double b);

/**
 * tape_alert_reaches:
 *
 * Returns: whether @value is at or beyond @threshold, upwards unless @direction is −1
 */
static inline gboolean
tape_alert_reaches (int direction, double threshold, double value)
{
  return direction < 0 ? tape_alert_at_least (threshold, value) : tape_alert_at_least (value, threshold);
}

/**
 * tape_alert_test_reaches:
 *
 * Returns: whether @value is at or beyond the threshold
 */
gboolean tape_alert_test_reaches (const TapeAlertTest *self, double value);

/**
 * tape_alert_test_is_back:
 *
 * Returns: whether @value has come back, so that the test is armed again
 */
gboolean tape_alert_test_is_back (const TapeAlertTest *self, const TapeAlertValue *value);

/**
 * tape_rule_fingerprint:
 *
 * Returns: a number that two rules that say the same have in common, and others hardly ever
 */
guint64 tape_rule_fingerprint (const TapeRule *self);

G_END_DECLS
