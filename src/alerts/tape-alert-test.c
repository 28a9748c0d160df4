/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-alert-test.h"

#include <math.h>

#define TOLERANCE 1e-9

/* Price levels are armed again a thousandth away, changes and volumes a fifth of what they ask for. */
#define LEVEL_BACK  0.001
#define CHANGE_BACK 0.2
#define RSI_BACK    2.0
#define SHARE_BACK  0.02

gboolean
tape_alert_at_least (double a, double b)
{
  return a >= b - TOLERANCE * MAX (fabs (a), fabs (b));
}

static double
get_back (const TapeCondition *condition, int direction)
{
  double x = condition->x;

  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
    case TAPE_CONDITION_GROWTH:
      return direction * (x - x * CHANGE_BACK);
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      return x * (1 - direction * LEVEL_BACK);
    case TAPE_CONDITION_VOLUME:
      return x - direction * x * CHANGE_BACK;
    case TAPE_CONDITION_RSI:
      return x - direction * RSI_BACK;
    case TAPE_CONDITION_SHARE:
      return x - direction * SHARE_BACK;
    default:
      return NAN;
    }
}

static double
get_threshold (const TapeCondition *condition, int direction)
{
  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
    case TAPE_CONDITION_GROWTH:
      return direction * condition->x;
    case TAPE_CONDITION_AVERAGES:
      return 0;
    case TAPE_CONDITION_STREAK:
      return condition->n;
    case TAPE_CONDITION_SILENCE:
      return (double)condition->span / (double)TAPE_SECOND;
    default:
      return condition->x;
    }
}

static void
append (GArray *tests, const TapeRule *rule, guint32 number, guint i, int direction)
{
  const TapeCondition *condition = &rule->conditions[i];
  const TapeAlertTest test = {
    .rule = rule,
    .condition = condition,
    .number = number,
    .kind = condition->kind,
    .n = condition->n,
    .id = rule->id,
    .slot = 2 * i + (direction < 0),
    .direction = direction,
    .threshold = get_threshold (condition, direction),
    .back = get_back (condition, direction),
  };

  g_array_append_val (tests, test);
}

void
tape_alert_tests_of (const TapeRule *rule, guint32 number, GArray *tests)
{
  for (guint i = 0; i < rule->n_conditions; i++)
    {
      const TapeCondition *condition = &rule->conditions[i];

      if (condition->kind == TAPE_CONDITION_QUERY)
        continue;
      if (condition->kind == TAPE_CONDITION_SILENCE)
        {
          append (tests, rule, number, i, 0);
          continue;
        }
      if (condition->direction != TAPE_DIRECTION_DOWN)
        append (tests, rule, number, i, 1);
      if (condition->direction != TAPE_DIRECTION_UP)
        append (tests, rule, number, i, -1);
    }
}

gboolean
tape_alert_test_reaches (const TapeAlertTest *self, double value)
{
  return tape_alert_reaches (self->direction, self->threshold, value);
}

gboolean
tape_alert_test_is_back (const TapeAlertTest *self, const TapeAlertValue *value)
{
  if (isnan (self->back))
    return !value->is_true;
  if (self->direction < 0)
    return tape_alert_at_least (value->value, self->back);
  return tape_alert_at_least (self->back, value->value);
}

/* --- Fingerprints --- */

static guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

static guint64
mix_number (guint64 hash, double value)
{
  union
  {
    double number;
    guint64 bits;
  } both = { .number = value };

  return mix (hash, both.bits);
}

static guint64
mix_text (guint64 hash, const char *text)
{
  for (; text != NULL && *text != '\0'; text++)
    hash = mix (hash, (guchar)*text);
  return mix (hash, 256);
}

static guint64
mix_condition (guint64 hash, const TapeCondition *condition)
{
  hash = mix (hash, (guint64)condition->kind << 8 | (guint64)condition->direction << 4 | condition->baseline);
  hash = mix_number (hash, condition->x);
  hash = mix_number (hash, condition->given);
  hash = mix (hash, (guint64)condition->ago);
  hash = mix (hash, (guint64)condition->span);
  hash = mix (hash, (guint64)condition->fast << 32 | condition->slow);
  hash = mix (hash,
              (guint64)condition->n << 2 | (guint64)(condition->exponential != 0) << 1 | (condition->percent != 0));
  return mix_text (hash, condition->query);
}

guint64
tape_rule_fingerprint (const TapeRule *self)
{
  guint64 hash = mix (self->n_conditions, self->target);

  for (guint i = 0; i < self->n_conditions; i++)
    hash = mix_condition (hash, &self->conditions[i]);
  for (guint i = 0; self->names[i] != NULL; i++)
    hash = mix_text (hash, self->names[i]);
  hash = mix (hash, (guint64)self->within);
  hash = mix (hash, (guint64)self->cooldown);
  hash = mix (hash, (guint64)self->until);
  return mix (hash, (guint64)self->repeat << 1 | (self->important != 0));
}
