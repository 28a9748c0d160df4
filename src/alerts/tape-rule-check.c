/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alerts/tape-rule-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "alerts/tape-rule-words.h"

#define NAME_MAX_BYTES 256

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  if (error != NULL)
    *error = g_error_new_valist (TAPE_RULE_ERROR, TAPE_RULE_ERROR_VALUE, format, values);
  va_end (values);
  return FALSE;
}

/* --- The target. --- */

static gboolean
is_name (const char *name, gsize most)
{
  gsize length = strlen (name);

  if (length == 0 || length > most || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
check_symbols (const TapeRule *self, GError **error)
{
  if (self->names[0] == NULL)
    return refuse (error, _ ("The rule is on no symbol: name one, or choose all that is watched."));
  for (guint i = 0; self->names[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (self->names[i], -1);

      if (!is_name (self->names[i], TAPE_SYMBOL_MAX))
        return refuse (error,
                       _ ("“%s” cannot be a symbol: a symbol has 1 to %d bytes, none of them a control character."),
                       valid, TAPE_SYMBOL_MAX);
      for (guint j = 0; j < i; j++)
        if (strcmp (self->names[i], self->names[j]) == 0)
          return refuse (error, _ ("“%s” is named twice: leave one of the two out."), self->names[i]);
    }
  return TRUE;
}

static gboolean
check_one_name (const TapeRule *self, GError **error)
{
  if (self->names[0] == NULL || self->names[1] != NULL)
    return refuse (error, _ ("A rule is on one watchlist, group or source: name exactly one, and make a rule for each "
                             "of the others."));
  if (!is_name (self->names[0], NAME_MAX_BYTES))
    return refuse (error,
                   _ ("A name has 1 to %d bytes, none of them a control character: choose the name of one that "
                      "there is."),
                   NAME_MAX_BYTES);
  return TRUE;
}

static gboolean
check_group (const TapeRule *self, TapeGrouping grouping, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (!check_one_name (self, error))
    return FALSE;
  for (guint i = 0; i < tape_group_count (grouping); i++)
    {
      const char *name = tape_group_name (grouping, i);

      if (strcmp (self->names[0], name) == 0)
        return TRUE;
      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", name);
    }
  if (grouping == TAPE_GROUP_INDUSTRY)
    return refuse (error, _ ("There is no industry “%s”. There are: %s."), self->names[0], list->str);
  if (grouping == TAPE_GROUP_COUNTRY)
    return refuse (error, _ ("There is no country “%s”. There are: %s."), self->names[0], list->str);
  return refuse (error, _ ("There is no technology “%s”. There are: %s."), self->names[0], list->str);
}

static gboolean
check_names (const TapeRule *self, GError **error)
{
  switch (self->target)
    {
    case TAPE_TARGET_SYMBOLS:
      return check_symbols (self, error);
    case TAPE_TARGET_LIST:
      return check_one_name (self, error);
    case TAPE_TARGET_INDUSTRY:
      return check_group (self, TAPE_GROUP_INDUSTRY, error);
    case TAPE_TARGET_COUNTRY:
      return check_group (self, TAPE_GROUP_COUNTRY, error);
    case TAPE_TARGET_TECHNOLOGY:
      return check_group (self, TAPE_GROUP_TECHNOLOGY, error);
    case TAPE_TARGET_SOURCE:
      return self->names[0] == NULL || check_one_name (self, error);
    case TAPE_TARGET_WATCHED:
    case TAPE_TARGET_ALL:
      break;
    }
  if (self->names[0] != NULL)
    return refuse (error, _ ("A rule on all that is watched, or on everything, names nothing besides: leave “%s” out."),
                   self->names[0]);
  return TRUE;
}

/* --- Values. --- */

static gboolean
check_range (double x, double min, double max, const char *what, GError **error)
{
  char least[TAPE_NUMBER_TEXT], most[TAPE_NUMBER_TEXT], given[TAPE_NUMBER_TEXT];

  if (x >= min && x <= max)
    return TRUE;
  tape_number_format (min, least);
  tape_number_format (max, most);
  if (tape_number_format (x, given) == 0)
    return refuse (error, _ ("%s is no number: choose one from %s to %s."), what, least, most);
  return refuse (error, _ ("%s cannot be %s: choose a value from %s to %s."), what, given, least, most);
}

static gboolean
check_length (gint64 length, gint64 min, gint64 max, const char *what, GError **error)
{
  g_autofree char *least = tape_duration_format (min);
  g_autofree char *most = tape_duration_format (max);
  g_autofree char *given = tape_duration_format (MAX (length, 0));

  if (length >= min && length <= max && length % TAPE_SECOND == 0)
    return TRUE;
  if (length < 0)
    return refuse (error, _ ("%s cannot be below zero: choose whole seconds, from %s to %s."), what, least, most);
  return refuse (error, _ ("%s cannot be %s: choose whole seconds, from %s to %s."), what, given, least, most);
}

/* The span of bars. */
static gboolean
check_span (gint64 span, GError **error)
{
  g_autofree char *given = tape_duration_format (MAX (span, 0));

  if (span < TAPE_MINUTE)
    return refuse (error, _ ("Bars of %s are too short for a rule: the shortest are of 1m."), given);
  if (span > TAPE_DAY)
    return refuse (error, _ ("Bars of %s are too long for a rule: the longest are of 1d."), given);
  if (span % TAPE_MINUTE != 0 || TAPE_DAY % span != 0)
    return refuse (error,
                   _ ("Bars of %s do not fill a day evenly: choose whole minutes that do, such as 1m, 5m, 15m, "
                      "30m, 1h, 4h or 1d."),
                   given);
  return TRUE;
}

static gboolean
check_fraction (const TapeCondition *c, gboolean up_only, GError **error)
{
  g_autoptr (GString) given = g_string_new (NULL);

  if (!isfinite (c->x))
    return refuse (error, _ ("The threshold is no number: choose one from 0.001 %% to 99 %%."));
  tape_rule_words_put_percent (given, c->x);
  if (c->x <= 0)
    return refuse (error,
                   _ ("A threshold of %s %% is met by every price: choose one above zero; whether it rises or "
                      "falls is said by the word before."),
                   given->str);
  if (c->x < TAPE_RULE_GROWTH_MIN)
    return refuse (error, _ ("A threshold of %s %% is met by nearly every price: the smallest is 0.001 %%."),
                   given->str);
  if (!up_only && c->x > TAPE_RULE_FALL_MAX)
    return refuse (error,
                   _ ("Nothing falls by %s %%: the largest threshold for a fall, and for both ways, is 99 %%; to "
                      "watch for a rise alone it is 1000 %%."),
                   given->str);
  if (c->x > TAPE_RULE_GROWTH_MAX)
    return refuse (error, _ ("A threshold of %s %% is too large: the largest that makes sense is 1000 %%."),
                   given->str);
  return TRUE;
}

static gboolean
check_price (double price, const char *what, GError **error)
{
  char given[TAPE_NUMBER_TEXT];

  if (price > 0 && price <= TAPE_RULE_PRICE_MAX)
    return TRUE;
  if (tape_number_format (price, given) == 0)
    return refuse (error, _ ("%s is no number: choose one above zero."), what);
  if (price > 0)
    return refuse (error, _ ("%s cannot be %s: the largest is 1000000000000."), what, given);
  return refuse (error, _ ("%s cannot be %s: choose one above zero."), what, given);
}

static gboolean
check_change (const TapeCondition *c, GError **error)
{
  gboolean up_only = c->direction == TAPE_DIRECTION_UP;

  if (c->baseline == TAPE_BASELINE_AGO
      && !check_length (c->ago, TAPE_SECOND, TAPE_RULE_AGO_MAX, _ ("How long ago the price is taken"), error))
    return FALSE;
  if (c->baseline == TAPE_BASELINE_GIVEN && !check_price (c->given, _ ("The price to compare with"), error))
    return FALSE;
  if (c->percent)
    return check_fraction (c, up_only, error);
  if (!check_price (c->x, _ ("The amount that the price moves by"), error))
    return FALSE;
  if (c->baseline == TAPE_BASELINE_GIVEN && !up_only && c->x >= c->given)
    return refuse (error, _ ("A price does not fall from the given one by as much as that or more: choose a smaller "
                             "amount, or watch for a rise alone."));
  return TRUE;
}

static gboolean
check_averages (const TapeCondition *c, GError **error)
{
  if (!check_range (c->fast, 1, TAPE_RULE_PERIOD_MAX, _ ("The number of bars of the fast average"), error)
      || !check_range (c->slow, 1, TAPE_RULE_PERIOD_MAX, _ ("The number of bars of the slow average"), error))
    return FALSE;
  if (c->fast < c->slow)
    return TRUE;
  if (c->fast == c->slow)
    return refuse (error, _ ("Both averages are of %u bars and never cross: give the second more bars."), c->fast);
  return refuse (error,
                 _ ("The first average is to be the fast one, but its %u bars are more than %u: exchange the two."),
                 c->fast, c->slow);
}

/* A value that lies between @min and @max and comes back by @back before the rule is armed again. */
static gboolean
check_between (const TapeCondition *c, double max, double back, const char *what, GError **error)
{
  gboolean above = c->direction == TAPE_DIRECTION_UP;

  return check_range (c->x, above ? back : 0, above ? max : max - back, what, error);
}

static gboolean
check_volume (const TapeCondition *c, GError **error)
{
  if (!check_range (c->x, 0.01, TAPE_RULE_RATIO_MAX, _ ("How many times the average the volume is"), error))
    return FALSE;
  return c->direction == TAPE_DIRECTION_UP
         || check_range (c->n, 1, TAPE_RULE_SPANS_MAX, _ ("The number of spans in a row"), error);
}

static gboolean
check_growth (const TapeCondition *c, GError **error)
{
  if (!c->percent)
    return refuse (error, _ ("The growth of a group is said in per cent: put %% behind the number."));
  return check_fraction (c, c->direction == TAPE_DIRECTION_UP, error)
         && check_range (c->n, 1, TAPE_RULE_FRESH_MAX, _ ("The number of fresh members"), error);
}

static gboolean
check_query (const TapeCondition *c, GError **error)
{
  if (c->query == NULL || *c->query == '\0')
    return refuse (error, _ ("The rule names no saved query: save one under a name first, in the editor of rules or "
                             "with “tapectl sql --save”."));
  if (!is_name (c->query, NAME_MAX_BYTES))
    return refuse (error, _ ("The name of a query has 1 to %d bytes, none of them a control character."),
                   NAME_MAX_BYTES);
  return TRUE;
}

static gboolean
check_values (const TapeCondition *c, GError **error)
{
  if (tape_condition_is_of_bars (c) && !check_span (c->span, error))
    return FALSE;
  switch (c->kind)
    {
    case TAPE_CONDITION_CHANGE:
      return check_change (c, error);
    case TAPE_CONDITION_LEVEL:
    case TAPE_CONDITION_CROSS:
      return check_price (c->x, _ ("The price to watch for"), error);
    case TAPE_CONDITION_VOLUME:
      return check_volume (c, error);
    case TAPE_CONDITION_AVERAGES:
      return check_averages (c, error);
    case TAPE_CONDITION_RSI:
      return check_range (c->n, 1, TAPE_RULE_PERIOD_MAX, _ ("The number of bars of the RSI"), error)
             && check_between (c, 100, 2, _ ("The RSI to watch for"), error);
    case TAPE_CONDITION_STREAK:
      return check_range (c->n, 1, TAPE_RULE_STREAK_MAX, _ ("The number of bars in a row"), error);
    case TAPE_CONDITION_SHARE:
      return check_between (c, 1, 0.02, _ ("The buy share to watch for"), error);
    case TAPE_CONDITION_GROWTH:
      return check_growth (c, error);
    case TAPE_CONDITION_SILENCE:
      return check_length (c->span, TAPE_SECOND, TAPE_RULE_SILENCE_MAX, _ ("How long a source is silent"), error);
    case TAPE_CONDITION_QUERY:
      return check_query (c, error);
    case TAPE_N_CONDITIONS:
      break;
    }
  return refuse (error, _ ("The rule has a condition that this version does not know: choose another."));
}

static gboolean
check_direction (const TapeCondition *c, GError **error)
{
  gboolean may_be_both = c->kind == TAPE_CONDITION_CHANGE || c->kind == TAPE_CONDITION_CROSS
                         || c->kind == TAPE_CONDITION_AVERAGES || c->kind == TAPE_CONDITION_GROWTH;
  gboolean has_none = c->kind == TAPE_CONDITION_SILENCE || c->kind == TAPE_CONDITION_QUERY;

  if (has_none && c->direction != TAPE_DIRECTION_BOTH)
    return refuse (error, _ ("Silence and a query have no direction: leave above, below, rising and falling out."));
  if (!has_none && !may_be_both && c->direction == TAPE_DIRECTION_BOTH)
    return refuse (error, _ ("The condition needs a direction: say above or below, at least or at most, rising or "
                             "falling."));
  return TRUE;
}

/* --- Conditions and targets. --- */

static gboolean
check_pairing (const TapeRule *self, const TapeCondition *c, GError **error)
{
  gboolean on_source = self->target == TAPE_TARGET_SOURCE;
  gboolean on_group = self->target == TAPE_TARGET_LIST || self->target == TAPE_TARGET_INDUSTRY
                      || self->target == TAPE_TARGET_COUNTRY || self->target == TAPE_TARGET_TECHNOLOGY;

  if (c->kind == TAPE_CONDITION_QUERY && self->target != TAPE_TARGET_ALL)
    return refuse (error, _ ("A rule of a saved query is on nothing else: the query itself says on whom. Leave the "
                             "rest out."));
  if (c->kind == TAPE_CONDITION_SILENCE && !on_source)
    return refuse (error, _ ("Only a source can be silent: begin the rule with any source, or source and its name."));
  if (c->kind != TAPE_CONDITION_SILENCE && on_source)
    return refuse (error, _ ("Of a source only its silence can be watched, as in any source silent for 30s. For prices "
                             "name symbols, a list or a group."));
  if (c->kind == TAPE_CONDITION_GROWTH && !on_group)
    return refuse (error, _ ("Growth is that of a group: name a list, an industry, a country or a technology. For "
                             "single instruments use moves, rises or falls."));
  return TRUE;
}

/* Steps of time at which a condition on bars is looked at; 0 where it can be at any. */
static gint64
get_step (const TapeCondition *c)
{
  if (c->kind == TAPE_CONDITION_GROWTH)
    return TAPE_MINUTE;
  return tape_condition_is_of_bars (c) ? c->span : 0;
}

static gint64
get_common (gint64 a, gint64 b)
{
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* The least time by which a look at the second can be later than one at the first. Days end when their exchange has it;
 * those with a change of the clocks have 23 hours. */
static gint64
get_least_within (const TapeRule *self)
{
  gint64 first = get_step (&self->conditions[0]), second = get_step (&self->conditions[1]);

  if (first == 0 || second == 0)
    return TAPE_SECOND;
  if (first == TAPE_DAY && second == TAPE_DAY)
    return 23 * TAPE_HOUR;
  return first == TAPE_DAY || second == TAPE_DAY ? TAPE_MINUTE : get_common (first, second);
}

static gboolean
check_sequence (const TapeRule *self, GError **error)
{
  const TapeCondition *a = &self->conditions[0], *b = &self->conditions[1];
  g_autofree char *least = NULL;
  g_autofree char *given = NULL;

  if (a->kind == TAPE_CONDITION_QUERY || b->kind == TAPE_CONDITION_QUERY)
    return refuse (error, _ ("A saved query cannot be part of a sequence: make a rule of it alone."));
  if ((a->kind == TAPE_CONDITION_GROWTH) != (b->kind == TAPE_CONDITION_GROWTH))
    return refuse (error, _ ("Both parts of a sequence are of one subject: growth is a group's, the other part is an "
                             "instrument's. Make two rules of them."));
  if (!check_length (self->within, TAPE_SECOND, TAPE_RULE_WITHIN_MAX,
                     _ ("How long after the first the second condition counts"), error))
    return FALSE;
  if (self->within >= get_least_within (self))
    return TRUE;
  least = tape_duration_format (get_least_within (self));
  given = tape_duration_format (self->within);
  return refuse (error,
                 _ ("The second condition is never looked at within %s after the first, as both are looked at "
                    "when bars close: allow %s or more."),
                 given, least);
}

static gboolean
check_options (const TapeRule *self, GError **error)
{
  if (!check_length (self->cooldown, 0, TAPE_RULE_COOLDOWN_MAX, _ ("The cooldown"), error))
    return FALSE;
  if (self->until != TAPE_NO_TIME
      && (self->until < 0 || self->until >= (gint64)tape_time_from_date (9999, 12, 31) * TAPE_DAY))
    return refuse (error, _ ("A rule can last until a day from 1970 to 9999: choose another end, or none."));
  return TRUE;
}

gboolean
tape_rule_check (const TapeRule *self, GError **error)
{
  if (self->n_conditions < 1 || self->n_conditions > G_N_ELEMENTS (self->conditions))
    return refuse (error, _ ("A rule has one condition, or two in a sequence: this one has %u."), self->n_conditions);
  if (!check_names (self, error))
    return FALSE;
  for (guint i = 0; i < self->n_conditions; i++)
    if (!check_pairing (self, &self->conditions[i], error) || !check_direction (&self->conditions[i], error)
        || !check_values (&self->conditions[i], error))
      return FALSE;
  return (self->n_conditions == 1 || check_sequence (self, error)) && check_options (self, error);
}

char *
tape_rule_warn (const TapeRule *self, gint64 now)
{
  char until[TAPE_TIME_TEXT];

  if (self->until == TAPE_NO_TIME || self->until >= now)
    return NULL;
  tape_time_format_date ((gint32)(tape_time_floor (self->until, TAPE_DAY) / TAPE_DAY), until);
  return g_strdup_printf (_ ("The rule ended on %s: it finds nothing in what comes now. Give it a later end, or none."),
                          until);
}
