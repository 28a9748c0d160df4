/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing a rule; tape-rule-parse.c reads one. */

#include "alerts/tape-rule-text.h"

#include "alerts/tape-rule-words.h"

static void
put_number (GString *text, double number)
{
  char digits[TAPE_NUMBER_TEXT];

  tape_number_format (number, digits);
  g_string_append (text, digits);
}

static void
put_threshold (GString *text, const TapeCondition *condition)
{
  if (condition->percent || condition->kind == TAPE_CONDITION_GROWTH)
    {
      tape_rule_words_put_percent (text, condition->x);
      g_string_append (text, " %");
    }
  else
    put_number (text, condition->x);
}

static void
put_duration (GString *text, gint64 duration)
{
  g_autofree char *said = tape_duration_format (duration);

  g_string_append (text, said);
}

/* --- Conditions. --- */

static const char *const above_below[] = { "", " above", " below" };

static void
put_change (GString *text, const TapeCondition *self)
{
  static const char *const verbs[] = { "moves ±", "rises ", "falls " };

  g_string_append (text, verbs[self->direction]);
  put_threshold (text, self);
  g_string_append (text, " against ");
  switch (self->baseline)
    {
    case TAPE_BASELINE_PREVIOUS_CLOSE:
      g_string_append (text, "previous close");
      break;
    case TAPE_BASELINE_OPEN:
      g_string_append (text, "the open");
      break;
    case TAPE_BASELINE_AGO:
      g_string_append (text, "price ");
      put_duration (text, self->ago);
      g_string_append (text, " ago");
      break;
    case TAPE_BASELINE_LAST_FIRING:
      g_string_append (text, "last firing");
      break;
    case TAPE_BASELINE_GIVEN:
      put_number (text, self->given);
      break;
    }
}

static void
put_volume (GString *text, const TapeCondition *self)
{
  g_string_append (text, "volume of ");
  put_duration (text, self->span);
  g_string_append (text, self->direction == TAPE_DIRECTION_DOWN ? " at most " : " at least ");
  put_number (text, self->x);
  g_string_append (text, " times average");
  if (self->direction == TAPE_DIRECTION_DOWN && self->n != 1)
    g_string_append_printf (text, " for %u spans", self->n);
}

static void
put_averages (GString *text, const TapeCondition *self)
{
  const char *name = self->exponential ? "ema" : "sma";

  g_string_append_printf (text, "%s %u crosses%s %s %u on ", name, self->fast, above_below[self->direction], name,
                          self->slow);
  put_duration (text, self->span);
}

static void
put_growth (GString *text, const TapeCondition *self)
{
  static const char *const put_signs[] = { "±", "+", "−" };

  g_string_append_printf (text, "growth %s", put_signs[self->direction]);
  put_threshold (text, self);
  g_string_append_printf (text, " with at least %u fresh", self->n);
}

static void
put_condition (GString *text, const TapeCondition *self)
{
  switch (self->kind)
    {
    case TAPE_CONDITION_CHANGE:
      put_change (text, self);
      break;
    case TAPE_CONDITION_LEVEL:
      g_string_append_printf (text, "is%s ", above_below[self->direction]);
      put_number (text, self->x);
      break;
    case TAPE_CONDITION_CROSS:
      g_string_append_printf (text, "crosses%s ", above_below[self->direction]);
      put_number (text, self->x);
      break;
    case TAPE_CONDITION_VOLUME:
      put_volume (text, self);
      break;
    case TAPE_CONDITION_AVERAGES:
      put_averages (text, self);
      break;
    case TAPE_CONDITION_RSI:
      g_string_append_printf (text, "rsi %u%s ", self->n, above_below[self->direction]);
      put_number (text, self->x);
      g_string_append (text, " on ");
      put_duration (text, self->span);
      break;
    case TAPE_CONDITION_STREAK:
      g_string_append_printf (text, "%u %s %s of ", self->n,
                              self->direction == TAPE_DIRECTION_DOWN ? "falling" : "rising",
                              self->n == 1 ? "bar" : "bars");
      put_duration (text, self->span);
      break;
    case TAPE_CONDITION_SHARE:
      g_string_append (text, "buy share of ");
      put_duration (text, self->span);
      g_string_append_printf (text, "%s ", above_below[self->direction]);
      put_number (text, self->x);
      break;
    case TAPE_CONDITION_GROWTH:
      put_growth (text, self);
      break;
    case TAPE_CONDITION_SILENCE:
      g_string_append (text, "silent for ");
      put_duration (text, self->span);
      break;
    case TAPE_CONDITION_QUERY:
      g_string_append (text, "query \"");
      for (const char *p = self->query != NULL ? self->query : ""; *p != '\0'; p++)
        g_string_append_printf (text, *p == '"' ? "%c\"" : "%c", *p);
      g_string_append (text, "\" returns rows");
      break;
    case TAPE_N_CONDITIONS:
      break;
    }
}

/* --- Target and options. --- */

static void
put_target (GString *text, const TapeRule *self)
{
  static const char *const words[] = {
    [TAPE_TARGET_SYMBOLS] = "",
    [TAPE_TARGET_WATCHED] = "watched ",
    [TAPE_TARGET_LIST] = "list ",
    [TAPE_TARGET_ALL] = "everything ",
    [TAPE_TARGET_INDUSTRY] = "industry ",
    [TAPE_TARGET_COUNTRY] = "country ",
    [TAPE_TARGET_TECHNOLOGY] = "technology ",
    [TAPE_TARGET_SOURCE] = "source ",
  };

  if (self->conditions[0].kind == TAPE_CONDITION_QUERY)
    return;
  if (self->target == TAPE_TARGET_SOURCE && self->names[0] == NULL)
    {
      g_string_append (text, "any source ");
      return;
    }
  g_string_append (text, words[self->target]);
  for (guint i = 0; self->names[i] != NULL; i++)
    {
      g_string_append (text, i > 0 ? ", " : "");
      tape_rule_words_put_name (text, self->names[i], self->target == TAPE_TARGET_SYMBOLS);
    }
  if (self->names[0] != NULL)
    g_string_append_c (text, ' ');
}

/* A time that is the last of its day in UTC is said as the day. */
static void
put_until (GString *text, gint64 until)
{
  char said[TAPE_TIME_TEXT];

  if (tape_time_floor (until, TAPE_DAY) + TAPE_DAY - 1 == until)
    tape_time_format_date ((gint32)(tape_time_floor (until, TAPE_DAY) / TAPE_DAY), said);
  else
    tape_time_format (until, said);
  g_string_append_printf (text, ", until %s", said);
}

static void
put_options (GString *text, const TapeRule *self)
{
  if (self->repeat == TAPE_REPEAT_DAILY)
    g_string_append (text, ", once a day");
  if (self->repeat == TAPE_REPEAT_ONCE)
    g_string_append (text, ", once");
  if (self->cooldown != TAPE_RULE_COOLDOWN)
    {
      g_string_append (text, ", cooldown ");
      put_duration (text, self->cooldown);
    }
  if (self->until != TAPE_NO_TIME)
    put_until (text, self->until);
  if (self->important)
    g_string_append (text, ", important");
}

char *
tape_rule_format (const TapeRule *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  put_target (text, self);
  put_condition (text, &self->conditions[0]);
  if (self->n_conditions > 1)
    {
      g_string_append (text, " then ");
      put_condition (text, &self->conditions[1]);
      g_string_append (text, " within ");
      put_duration (text, self->within);
    }
  put_options (text, self);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
