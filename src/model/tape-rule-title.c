/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-rule-title.h"

#include "alerts/tape-duration-words.h"
#include "model/tape-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MINUS      "\u2212"
#define PLUS_MINUS "±"

/* Names that a list of them shows. */
#define NAMES_SHOWN 3

/* --- Numbers. --- */

/* Without a sign: "5 %", "2.5". */
static char *
format_amount (const TapeCondition *condition)
{
  gboolean percent = condition->percent || condition->kind == TAPE_CONDITION_GROWTH;
  g_autofree char *number = tape_format_quantity (percent ? condition->x * 100 : condition->x);

  return percent ? g_strdup_printf (_ ("%s %%"), number) : g_steal_pointer (&number);
}

/* --- Conditions. --- */

static char *
dup_baseline (const TapeCondition *condition)
{
  g_autofree char *text = NULL;

  switch (condition->baseline)
    {
    case TAPE_BASELINE_OPEN:
      return g_strdup (_ ("the open"));
    case TAPE_BASELINE_AGO:
      text = tape_duration_words_new (condition->ago);
      return g_strdup_printf (_ ("the price %s ago"), text);
    case TAPE_BASELINE_LAST_FIRING:
      return g_strdup (_ ("the last firing"));
    case TAPE_BASELINE_GIVEN:
      return tape_format_quantity (condition->given);
    case TAPE_BASELINE_PREVIOUS_CLOSE:
    default:
      return g_strdup (_ ("the previous close"));
    }
}

static char *
dup_change (const TapeCondition *condition)
{
  g_autofree char *amount = format_amount (condition);
  g_autofree char *baseline = dup_baseline (condition);

  switch (condition->direction)
    {
    case TAPE_DIRECTION_UP:
      return g_strdup_printf (_ ("Rises %s against %s"), amount, baseline);
    case TAPE_DIRECTION_DOWN:
      return g_strdup_printf (_ ("Falls %s against %s"), amount, baseline);
    case TAPE_DIRECTION_BOTH:
    default:
      return g_strdup_printf (_ ("Moves %s%s against %s"), PLUS_MINUS, amount, baseline);
    }
}

static char *
dup_level (const TapeCondition *condition)
{
  g_autofree char *price = tape_format_quantity (condition->x);
  gboolean down = condition->direction == TAPE_DIRECTION_DOWN;

  if (condition->kind == TAPE_CONDITION_LEVEL)
    return g_strdup_printf (down ? _ ("Is below %s") : _ ("Is above %s"), price);
  if (condition->direction == TAPE_DIRECTION_BOTH)
    return g_strdup_printf (_ ("Crosses %s"), price);
  return g_strdup_printf (down ? _ ("Crosses below %s") : _ ("Crosses above %s"), price);
}

static char *
dup_volume (const TapeCondition *condition)
{
  g_autofree char *span = tape_duration_words_new (condition->span);
  g_autofree char *times = tape_format_quantity (condition->x);

  if (condition->direction != TAPE_DIRECTION_DOWN)
    return g_strdup_printf (_ ("Volume of %s at least %s × average"), span, times);
  if (condition->n <= 1)
    return g_strdup_printf (_ ("Volume of %s at most %s × average"), span, times);
  return g_strdup_printf (ngettext ("Volume of %s at most %s × average, %u time",
                                    "Volume of %s at most %s × average, %u times", condition->n),
                          span, times, condition->n);
}

static char *
dup_averages (const TapeCondition *condition)
{
  const char *name = condition->exponential ? "EMA" : "SMA";
  g_autofree char *span = tape_duration_words_new (condition->span);

  if (condition->direction == TAPE_DIRECTION_BOTH)
    return g_strdup_printf (_ ("%s %u crosses %s %u on %s"), name, condition->fast, name, condition->slow, span);
  return g_strdup_printf (condition->direction == TAPE_DIRECTION_UP ? _ ("%s %u crosses above %s %u on %s")
                                                                    : _ ("%s %u crosses below %s %u on %s"),
                          name, condition->fast, name, condition->slow, span);
}

static char *
dup_rsi (const TapeCondition *condition)
{
  g_autofree char *points = tape_format_quantity (condition->x);
  g_autofree char *span = tape_duration_words_new (condition->span);

  return g_strdup_printf (condition->direction == TAPE_DIRECTION_DOWN ? _ ("RSI %u below %s on %s")
                                                                      : _ ("RSI %u above %s on %s"),
                          condition->n, points, span);
}

static char *
dup_streak (const TapeCondition *condition)
{
  g_autofree char *span = tape_duration_words_new (condition->span);

  if (condition->direction == TAPE_DIRECTION_DOWN)
    return g_strdup_printf (ngettext ("%u falling bar of %s", "%u falling bars of %s", condition->n), condition->n,
                            span);
  return g_strdup_printf (ngettext ("%u rising bar of %s", "%u rising bars of %s", condition->n), condition->n, span);
}

static char *
dup_share (const TapeCondition *condition)
{
  g_autofree char *span = tape_duration_words_new (condition->span);
  g_autofree char *share = tape_format_quantity (condition->x * 100);

  return g_strdup_printf (condition->direction == TAPE_DIRECTION_DOWN ? _ ("Buy share of %s below %s %%")
                                                                      : _ ("Buy share of %s above %s %%"),
                          span, share);
}

static char *
dup_growth (const TapeCondition *condition)
{
  g_autofree char *amount = format_amount (condition);
  const char *sign = condition->direction == TAPE_DIRECTION_UP     ? "+"
                     : condition->direction == TAPE_DIRECTION_DOWN ? MINUS
                                                                   : PLUS_MINUS;

  return g_strdup_printf (_ ("Growth %s%s, at least %u fresh"), sign, amount, condition->n);
}

char *
tape_rule_title_condition (const TapeCondition *condition)
{
  g_autofree char *span = NULL;

  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
      return dup_change (condition);
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      return dup_level (condition);
    case TAPE_CONDITION_VOLUME:
      return dup_volume (condition);
    case TAPE_CONDITION_AVERAGES:
      return dup_averages (condition);
    case TAPE_CONDITION_RSI:
      return dup_rsi (condition);
    case TAPE_CONDITION_STREAK:
      return dup_streak (condition);
    case TAPE_CONDITION_SHARE:
      return dup_share (condition);
    case TAPE_CONDITION_GROWTH:
      return dup_growth (condition);
    case TAPE_CONDITION_SILENCE:
      span = tape_duration_words_new (condition->span);
      return g_strdup_printf (_ ("Silent for %s"), span);
    case TAPE_CONDITION_QUERY:
      return g_strdup_printf (_ ("Query “%s” returns rows"), condition->query != NULL ? condition->query : "");
    case TAPE_N_CONDITIONS:
    default:
      return g_strdup ("");
    }
}

/* --- Rules. --- */

/* Within a sentence: what begins with a word of small letters after its first does so with a small one. */
static char *
lower_first (const char *text)
{
  const char *second = g_utf8_next_char (text);
  g_autofree char *first = NULL;

  if (*text == '\0' || !g_unichar_islower (g_utf8_get_char (second)))
    return g_strdup (text);
  first = g_utf8_strdown (text, second - text);
  return g_strconcat (first, second, NULL);
}

char *
tape_rule_title_new (const TapeRule *rule)
{
  g_autofree char *first = tape_rule_title_condition (&rule->conditions[0]);
  g_autofree char *whole = g_strdup (first);
  g_autofree char *lower = NULL;

  if (rule->n_conditions == 2)
    {
      g_autofree char *second = tape_rule_title_condition (&rule->conditions[1]);
      g_autofree char *small = lower_first (second);
      g_autofree char *within = tape_duration_words_new (rule->within);

      g_free (whole);
      /* Translators: a rule's first condition, its second, a span of time. */
      whole = g_strdup_printf (_ ("%s, then %s within %s"), first, small, within);
    }
  if (g_strv_length (rule->names) != 1)
    return g_steal_pointer (&whole);
  lower = lower_first (whole);
  /* Translators: a symbol or a group, and what it does. */
  return g_strdup_printf (_ ("%s: %s"), rule->names[0], lower);
}

static char *
dup_symbols (const TapeRule *rule)
{
  guint n = g_strv_length (rule->names);
  g_autofree char *names = NULL;
  g_autofree char **shown = NULL;

  if (n <= NAMES_SHOWN + 1)
    return g_strjoinv (", ", rule->names);
  shown = g_memdup2 (rule->names, (NAMES_SHOWN + 1) * sizeof (char *));
  shown[NAMES_SHOWN] = NULL;
  names = g_strjoinv (", ", shown);
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n - NAMES_SHOWN), names, n - NAMES_SHOWN);
}

char *
tape_rule_title_target (const TapeRule *rule)
{
  const char *name = rule->names[0] != NULL ? rule->names[0] : "";

  if (rule->conditions[0].kind == TAPE_CONDITION_QUERY)
    return g_strdup (_ ("What is stored"));
  switch (rule->target)
    {
    case TAPE_TARGET_WATCHED:
      return g_strdup (_ ("All watched"));
    case TAPE_TARGET_ALL:
      return g_strdup (_ ("Everything that trades"));
    case TAPE_TARGET_LIST:
      return g_strdup_printf (_ ("List “%s”"), name);
    case TAPE_TARGET_SOURCE:
      return g_strdup (*name == '\0' ? _ ("Any source") : name);
    case TAPE_TARGET_SYMBOLS:
    case TAPE_TARGET_INDUSTRY:
    case TAPE_TARGET_COUNTRY:
    case TAPE_TARGET_TECHNOLOGY:
    default:
      return dup_symbols (rule);
    }
}

/* What the title has already said by the name alone. */
static const char *
get_kind_of_name (const TapeRule *rule)
{
  switch (rule->target)
    {
    case TAPE_TARGET_LIST:
      return _ ("List");
    case TAPE_TARGET_INDUSTRY:
      return _ ("Industry");
    case TAPE_TARGET_COUNTRY:
      return _ ("Country");
    case TAPE_TARGET_TECHNOLOGY:
      return _ ("Technology");
    case TAPE_TARGET_SOURCE:
      return _ ("Source");
    default:
      return NULL;
    }
}

static char *
dup_how_often (const TapeRule *rule)
{
  g_autofree char *cooldown = tape_duration_words_new (rule->cooldown);

  switch (rule->repeat)
    {
    case TAPE_REPEAT_DAILY:
      return g_strdup (_ ("once a day"));
    case TAPE_REPEAT_ONCE:
      return g_strdup (_ ("once"));
    case TAPE_REPEAT_EVERY_TIME:
    default:
      if (rule->cooldown == 0)
        return g_strdup (_ ("every time"));
      return g_strdup_printf (_ ("every time, %s apart"), cooldown);
    }
}

static char *
dup_until (const TapeRule *rule)
{
  g_autofree char *date = tape_format_date ((gint32)(tape_time_floor (rule->until, TAPE_DAY) / TAPE_DAY));

  return g_strdup_printf (_ ("until %s"), date);
}

char *
tape_rule_title_detail (const TapeRule *rule)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (g_strv_length (rule->names) != 1)
    g_ptr_array_add (parts, tape_rule_title_target (rule));
  else if (get_kind_of_name (rule) != NULL)
    g_ptr_array_add (parts, g_strdup (get_kind_of_name (rule)));
  g_ptr_array_add (parts, dup_how_often (rule));
  if (rule->until != TAPE_NO_TIME)
    g_ptr_array_add (parts, dup_until (rule));
  if (rule->important)
    g_ptr_array_add (parts, g_strdup (_ ("important")));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **)parts->pdata);
}
