/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tape-quick-rule.h"

#include <math.h>
#include <string.h>

#define VOLUME_SPAN (5 * TAPE_MINUTE)

TapeRule *
tape_quick_rule_new (TapeQuickRule which, TapeTargetKind target, const char *name, double x)
{
  TapeRule *rule = tape_rule_new ();

  rule->target = target;
  tape_rule_set_names (rule, name, NULL);
  rule->conditions[0].x = x;
  if (which == TAPE_QUICK_VOLUME)
    rule->conditions[0] = (TapeCondition){
      .kind = TAPE_CONDITION_VOLUME, .direction = TAPE_DIRECTION_UP, .x = x, .span = VOLUME_SPAN, .n = 1
    };
  return rule;
}

gboolean
tape_quick_rule_read (const TapeRule *rule, TapeQuickRule which, TapeTargetKind target, const char *name, double *x)
{
  g_autoptr (TapeRule) other = NULL;

  if (rule->target != target)
    return FALSE;
  other = tape_quick_rule_new (which, target, name, rule->conditions[0].x);
  other->repeat = rule->repeat;
  other->cooldown = rule->cooldown;
  other->until = rule->until;
  other->important = rule->important;
  /* How many spans in a row is said only of those that are at most. */
  if (which == TAPE_QUICK_VOLUME)
    other->conditions[0].n = rule->conditions[0].n;
  *x = rule->conditions[0].x;
  return tape_rule_equal (rule, other);
}

static gboolean
is_sign (gunichar c)
{
  return c == 0xb1 /* ± */ || c == '%' || c == 0xd7 /* × */ || c == 'x' || g_unichar_isspace (c);
}

gboolean
tape_quick_rule_parse (TapeQuickRule which, const char *text, double *x)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  char *end;

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!is_sign (c))
        g_string_append_unichar (digits, c == ',' ? '.' : c);
    }
  if (digits->len == 0 || strspn (digits->str, "0123456789.") != digits->len)
    return FALSE;
  *x = g_ascii_strtod (digits->str, &end);
  if (*end != '\0')
    return FALSE;
  if (which == TAPE_QUICK_VOLUME)
    return *x >= TAPE_QUICK_VOLUME_LEAST && *x <= TAPE_QUICK_VOLUME_MOST;
  /* As the rule's own text has it: 2.3 % is the number nearest to 0.023. */
  *x = round (*x * 1e6) / 1e8;
  return *x >= TAPE_QUICK_CHANGE_LEAST && *x <= TAPE_QUICK_CHANGE_MOST;
}

char *
tape_quick_rule_format (TapeQuickRule which, double x)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.8g", which == TAPE_QUICK_CHANGE ? x * 100 : x));
}
