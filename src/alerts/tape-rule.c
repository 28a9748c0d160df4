/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-rule.h"

G_DEFINE_QUARK (tape - rule - error - quark, tape_rule_error)

TapeRule *
tape_rule_new (void)
{
  TapeRule *self = g_new0 (TapeRule, 1);

  self->target = TAPE_TARGET_WATCHED;
  self->names = g_new0 (char *, 1);
  self->n_conditions = 1;
  self->conditions[0] = (TapeCondition){ .kind = TAPE_CONDITION_CHANGE, .x = TAPE_RULE_THRESHOLD, .percent = TRUE };
  self->cooldown = TAPE_RULE_COOLDOWN;
  self->until = TAPE_NO_TIME;
  self->enabled = TRUE;
  return self;
}

TapeRule *
tape_rule_copy (const TapeRule *self)
{
  TapeRule *copy = g_new (TapeRule, 1);

  *copy = *self;
  copy->names = g_strdupv (self->names);
  for (guint i = 0; i < G_N_ELEMENTS (self->conditions); i++)
    copy->conditions[i].query = g_strdup (self->conditions[i].query);
  return copy;
}

void
tape_rule_free (TapeRule *self)
{
  g_strfreev (self->names);
  for (guint i = 0; i < G_N_ELEMENTS (self->conditions); i++)
    g_free (self->conditions[i].query);
  g_free (self);
}

static gboolean
conditions_equal (const TapeCondition *a, const TapeCondition *b)
{
  return a->kind == b->kind && a->direction == b->direction && a->x == b->x && a->percent == b->percent
         && a->baseline == b->baseline && a->ago == b->ago && a->given == b->given && a->span == b->span
         && a->fast == b->fast && a->slow == b->slow && a->exponential == b->exponential && a->n == b->n
         && g_strcmp0 (a->query, b->query) == 0;
}

gboolean
tape_rule_equal (const TapeRule *self, const TapeRule *other)
{
  if (self->n_conditions != other->n_conditions)
    return FALSE;
  for (guint i = 0; i < self->n_conditions; i++)
    if (!conditions_equal (&self->conditions[i], &other->conditions[i]))
      return FALSE;
  return self->target == other->target
         && g_strv_equal ((const char *const *)self->names, (const char *const *)other->names)
         && self->within == other->within && self->repeat == other->repeat && self->cooldown == other->cooldown
         && self->until == other->until && self->important == other->important;
}

void
tape_rule_set_name_list (TapeRule *self, const char *const *names)
{
  char **copy = g_strdupv ((char **)names);

  g_strfreev (self->names);
  self->names = copy;
}

gboolean
tape_rule_is_group (const TapeRule *self)
{
  return self->conditions[0].kind == TAPE_CONDITION_GROWTH;
}

gboolean
tape_condition_is_of_bars (const TapeCondition *self)
{
  switch (self->kind)
    {
    case TAPE_CONDITION_VOLUME:
    case TAPE_CONDITION_AVERAGES:
    case TAPE_CONDITION_RSI:
    case TAPE_CONDITION_STREAK:
    case TAPE_CONDITION_SHARE:
      return TRUE;
    default:
      return FALSE;
    }
}
