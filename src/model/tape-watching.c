/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-watching.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "model/tape-rule-title.h"

/* More would be no tooltip. */
#define LINES_MOST 5

typedef struct
{
  const TapeRule *rule;
  double distance;
} Watching;

/* How far up, and how far down, the price is to go; the nearer of those that count. */
static double
get_nearer (TapeDirection direction, double price, double above, double below)
{
  double up = direction != TAPE_DIRECTION_DOWN ? MAX (0, above / price - 1) : INFINITY;
  double down = direction != TAPE_DIRECTION_UP ? MAX (0, 1 - below / price) : INFINITY;
  double nearer = MIN (up, down);

  return isfinite (nearer) && price > 0 ? nearer : NAN;
}

/* How far @price is from where the first condition is true, as a fraction of it, ≥ 0; NaN where that is not said by a price,
 * or something of it is unknown. */
static double
get_distance (const TapeRule *rule, double price, double previous_close)
{
  const TapeCondition *condition = &rule->conditions[0];
  double by;

  switch (condition->kind)
    {
    case TAPE_CONDITION_CHANGE:
      if (condition->baseline != TAPE_BASELINE_PREVIOUS_CLOSE || !isfinite (previous_close))
        return NAN;
      by = condition->percent ? condition->x * previous_close : condition->x;
      return get_nearer (condition->direction, price, previous_close + by, previous_close - by);
    case TAPE_CONDITION_LEVEL:
      return get_nearer (condition->direction, price, condition->x, condition->x);
    case TAPE_CONDITION_CROSS:
      /* From below upwards, from above downwards. */
      return isfinite (price) && price > 0 ? fabs (condition->x / price - 1) : NAN;
    default:
      return NAN;
    }
}

/* What has no distance comes last. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Watching *first = a, *second = b;
  double x = isnan (first->distance) ? INFINITY : first->distance;
  double y = isnan (second->distance) ? INFINITY : second->distance;

  return (x > y) - (x < y);
}

static GArray *
find_rules (TapeAlertBook *book, const TapeWatchValues *values)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Watching));
  const TapeRuleSet *set = tape_alert_book_get_rule_set (book);
  double close = values->base == TAPE_BASE_PREVIOUS_CLOSE ? values->base_price : NAN;

  for (guint i = 0; i < set->rules->len; i++)
    {
      Watching watching = { .rule = set->rules->pdata[i] };

      if (!tape_rule_set_targets (set, watching.rule, values->instrument))
        continue;
      watching.distance = get_distance (watching.rule, values->price, close);
      g_array_append_val (found, watching);
    }
  g_array_sort (found, compare);
  return found;
}

static void
append_line (GString *text, const Watching *watching)
{
  g_autofree char *title = tape_rule_title_new (watching->rule);
  g_autofree char *away = tape_format_percent (watching->distance);

  if (text->len > 0)
    g_string_append_c (text, '\n');
  if (isnan (watching->distance))
    g_string_append (text, title);
  else
    /* Translators: a rule, and how far it is from firing: "0.80 % away" */
    g_string_append_printf (text, _ ("%s · %s away"), title, away + (g_str_has_prefix (away, "+") ? 1 : 0));
}

char *
tape_watching_describe (TapeAlertBook *book, const TapeWatchValues *values)
{
  g_autoptr (GArray) found = find_rules (book, values);
  GString *text;

  if (found->len == 0)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < MIN (found->len, LINES_MOST); i++)
    append_line (text, &g_array_index (found, Watching, i));
  if (found->len > LINES_MOST)
    {
      guint more = found->len - LINES_MOST;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", more), more);
    }
  return g_string_free (text, FALSE);
}
