/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-rule-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "alerts/tape-duration-words.h"

/* --- What a condition needs. --- */

static char *
dup_baseline (const TapeCondition *condition)
{
  g_autofree char *span = NULL;

  switch (condition->baseline)
    {
    case TAPE_BASELINE_PREVIOUS_CLOSE:
      return g_strdup (_ ("a previous close"));
    case TAPE_BASELINE_OPEN:
      return g_strdup (_ ("the open of a day"));
    case TAPE_BASELINE_AGO:
      span = tape_duration_words_new (condition->ago);
      /* Translators: %s is a duration, such as 15 min. */
      return g_strdup_printf (_ ("a price of %s before"), span);
    case TAPE_BASELINE_LAST_FIRING:
    case TAPE_BASELINE_GIVEN:
      break;
    }
  return g_strdup (_ ("a first price"));
}

/* (nullable) */
static char *
dup_need (const TapeCondition *condition)
{
  g_autofree char *span = tape_duration_words_new (condition->span);

  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
      return dup_baseline (condition);
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      return g_strdup (_ ("a first price"));
    case TAPE_CONDITION_VOLUME:
      return g_strdup_printf (_ ("the 20 spans of %s that make an average volume"), span);
    case TAPE_CONDITION_AVERAGES:
    case TAPE_CONDITION_RSI:
    case TAPE_CONDITION_STREAK:
      return g_strdup_printf (_ ("enough bars of %s"), span);
    case TAPE_CONDITION_SHARE:
      return g_strdup_printf (_ ("a bar of %s with known buys or sells"), span);
    case TAPE_CONDITION_GROWTH:
      return g_strdup_printf (
          ngettext ("%u member with a recent trade", "%u members with a recent trade", condition->n), condition->n);
    case TAPE_CONDITION_SILENCE:
    case TAPE_CONDITION_QUERY:
    case TAPE_N_CONDITIONS:
      break;
    }
  return NULL;
}

/* Of a sequence either may be missing. */
static char *
dup_needs (const TapeRule *rule)
{
  g_autofree char *first = dup_need (&rule->conditions[0]);
  g_autofree char *second = rule->n_conditions > 1 ? dup_need (&rule->conditions[1]) : NULL;

  if (first == NULL || second == NULL || strcmp (first, second) == 0)
    return g_strdup (first != NULL ? first : second);
  /* Translators: what the first condition of a rule waits for, and the second. */
  return g_strdup_printf (_ ("%s or %s"), first, second);
}

char *
tape_rule_wait_new (const TapeRule *rule, guint subjects, guint waiting)
{
  g_autofree char *needs = waiting > 0 ? dup_needs (rule) : NULL;

  if (needs == NULL)
    return NULL;
  if (waiting < subjects)
    /* Translators: 3 of 17 wait for a previous close. */
    return g_strdup_printf (ngettext ("%u of %u waits for %s.", "%u of %u wait for %s.", waiting), waiting, subjects,
                            needs);
  return subjects == 1
             ? g_strdup_printf (_ ("It waits for %s."), needs)
             : g_strdup_printf (ngettext ("All %u wait for %s.", "All %u wait for %s.", subjects), subjects, needs);
}
