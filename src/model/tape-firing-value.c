/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-firing-value.h"

#include "alerts/tape-duration-words.h"
#include "model/tape-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HELD (TAPE_FIRING_HELD_COOLDOWN | TAPE_FIRING_HELD_SNOOZE | TAPE_FIRING_HELD_QUIET | TAPE_FIRING_HELD_SUSPECT)

/* One digit after the point: a ratio, points. */
static char *
format_rough (double value)
{
  return tape_format_quantity (round (value * 10) / 10);
}

static char *
with_arrow (const TapeFiring *firing, const char *text)
{
  const char *arrow = tape_format_arrow (firing->direction);

  return *arrow == '\0' ? g_strdup (text) : g_strdup_printf ("%s %s", arrow, text);
}

/* Without an arrow. */
static char *
dup_found (const TapeFiring *firing, const TapeCondition *condition, const TapeInstrument *instrument)
{
  g_autofree char *number = NULL;

  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
      return condition->percent ? tape_format_percent (firing->value)
                                : tape_format_change (instrument, firing->price, firing->value);
    case TAPE_CONDITION_GROWTH:
      return tape_format_percent (firing->value);
    case TAPE_CONDITION_VOLUME:
      number = format_rough (firing->value);
      return g_strdup_printf (_ ("%s × average"), number);
    case TAPE_CONDITION_AVERAGES:
      return g_strdup_printf (firing->direction < 0 ? _ ("%s %u below %u") : _ ("%s %u above %u"),
                              condition->exponential ? "EMA" : "SMA", condition->fast, condition->slow);
    case TAPE_CONDITION_RSI:
      number = format_rough (firing->value);
      return g_strdup_printf (_ ("RSI %s"), number);
    case TAPE_CONDITION_STREAK:
      return g_strdup_printf (condition->direction == TAPE_DIRECTION_DOWN
                                  ? ngettext ("%u falling bar", "%u falling bars", condition->n)
                                  : ngettext ("%u rising bar", "%u rising bars", condition->n),
                              condition->n);
    case TAPE_CONDITION_SHARE:
      number = tape_format_share (firing->value);
      return g_strdup_printf (_ ("%s buys"), number);
    case TAPE_CONDITION_SILENCE:
      number = tape_duration_words_new (condition->span);
      return g_strdup_printf (_ ("silent for %s"), number);
    case TAPE_CONDITION_QUERY:
      return g_strdup (_ ("returns rows"));
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
    case TAPE_N_CONDITIONS:
    default:
      return tape_format_price (instrument, firing->price);
    }
}

char *
tape_firing_value_new (const TapeFiring *firing, const TapeRule *rule, const TapeInstrument *instrument)
{
  g_autofree char *found = NULL;

  if (rule == NULL)
    found = tape_format_price (instrument, firing->price);
  else
    found = dup_found (firing, &rule->conditions[rule->n_conditions - 1], instrument);
  return with_arrow (firing, found);
}

const char *
tape_firing_value_told (const TapeFiring *firing)
{
  gboolean held = (firing->flags & HELD) != 0;

  if ((firing->flags & TAPE_FIRING_PAST) != 0)
    return _ ("late");
  switch (firing->told)
    {
    case TAPE_TOLD_ALONE:
      return held ? _ ("held, then told") : _ ("told");
    case TAPE_TOLD_SUMMED_UP:
      return _ ("summed up");
    case TAPE_TOLD_NEVER:
      return _ ("not told");
    case TAPE_TOLD_NOT:
    default:
      return held ? _ ("held") : _ ("to be told");
    }
}
