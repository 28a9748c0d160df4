/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "alerts/tape-rule-check.h"

#define NAMED 5 /* symbols in a sentence */

/* --- Symbols. --- */

static gboolean
has_symbol (TapeUniverse *universe, const char *symbol)
{
  return tape_universe_lookup (universe, symbol, strlen (symbol)) != TAPE_NO_INSTRUMENT;
}

/* Those of @symbols that did not trade in the session; of many the first. */
static char *
list_missing (TapeUniverse *universe, const char *const *symbols, guint *n_missing)
{
  g_autoptr (GString) list = g_string_new (NULL);

  *n_missing = 0;
  for (guint i = 0; symbols[i] != NULL; i++)
    if (!has_symbol (universe, symbols[i]) && (*n_missing)++ < NAMED)
      g_string_append_printf (list, "%s%s", *n_missing > 1 ? ", " : "", symbols[i]);
  if (*n_missing > NAMED)
    g_string_append_printf (list, g_dngettext (GETTEXT_PACKAGE, " and %u more", " and %u more", *n_missing - NAMED),
                            *n_missing - NAMED);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static gboolean
is_known (const char *const *symbols, TapeUniverse *universe)
{
  for (guint i = 0; symbols[i] != NULL; i++)
    if (!has_symbol (universe, symbols[i]) && tape_instruments_lookup (symbols[i], strlen (symbols[i])) == NULL)
      return FALSE;
  return TRUE;
}

static TapeRuleStanding
resolve_symbols (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  const char *const *symbols = (const char *const *)self->names;
  g_autofree char *missing = NULL;
  guint n_missing;

  if (place->universe == NULL)
    return TAPE_STANDING_READY;
  missing = list_missing (place->universe, symbols, &n_missing);
  if (n_missing == 0)
    return TAPE_STANDING_READY;
  if (is_known (symbols, place->universe))
    *sentence = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%s has not traded in this session yet: the rule waits for its first trade.",
                     "%s have not traded in this session yet: the rule waits for their first trades.", n_missing),
        missing);
  else
    *sentence = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE,
                     "%s is not in the instrument table, and has not traded in this session: the rule waits. Look "
                     "whether the symbol is right.",
                     "Of %s not all are in the instrument table, and none has traded in this session: the rule waits. "
                     "Look whether the symbols are right.",
                     n_missing),
        missing);
  return n_missing < g_strv_length (self->names) ? TAPE_STANDING_PARTLY : TAPE_STANDING_WAITS;
}

/* --- Lists and groups. --- */

static const TapeRuleList *
find_list (const TapeRuleSet *set, const char *name)
{
  for (guint i = 0; i < set->lists->len; i++)
    {
      const TapeRuleList *list = g_ptr_array_index (set->lists, i);

      if (strcmp (list->name, name) == 0)
        return list;
    }
  return NULL;
}

/* How many members of the target trade in the session; counts no further than to @enough. */
static guint
count_members (const TapeRule *self, const TapeRulePlace *place, guint enough)
{
  guint n = 0;

  for (guint32 i = 0; i < tape_universe_count (place->universe) && n < enough; i++)
    n += (guint)tape_rule_set_targets (place->set, self, tape_universe_get (place->universe, i));
  return n;
}

/* Whether there are enough of them; growth asks for so many fresh ones. @name: (nullable): of the group; NULL: everything */
static TapeRuleStanding
resolve_members (const TapeRule *self, const TapeRulePlace *place, const char *name, char **sentence)
{
  guint members, needed = 1;

  if (place->universe == NULL)
    return TAPE_STANDING_READY;
  if (tape_rule_is_group (self))
    for (guint i = 0; i < self->n_conditions; i++)
      needed = MAX (needed, self->conditions[i].n);
  members = count_members (self, place, needed);
  if (members >= needed)
    return TAPE_STANDING_READY;
  if (name == NULL)
    *sentence = g_strdup (_ ("Nothing has traded in this session yet: the rule waits for a first trade."));
  else if (members == 0)
    *sentence = g_strdup_printf (
        _ ("Nothing of “%s” has traded in this session yet: the rule waits for a first trade."), name);
  else
    *sentence = g_strdup_printf (_ ("“%s” has %u members in this session, and the rule asks for %u: it waits. Ask for "
                                    "fewer, or add some."),
                                 name, members, needed);
  return TAPE_STANDING_WAITS;
}

static TapeRuleStanding
resolve_list (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  const TapeRuleList *list = find_list (place->set, self->names[0]);

  if (list == NULL)
    *sentence
        = g_strdup_printf (_ ("There is no watchlist “%s” any more: the rule waits. Choose another list for it, or "
                              "make one of that name."),
                           self->names[0]);
  else if (list->symbols[0] == NULL)
    *sentence = g_strdup_printf (_ ("The watchlist “%s” is empty: the rule waits until there are symbols in it."),
                                 list->name);
  else
    return resolve_members (self, place, list->name, sentence);
  return TAPE_STANDING_WAITS;
}

static TapeRuleStanding
resolve_watched (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  gboolean any = FALSE;

  for (guint i = 0; i < place->set->lists->len; i++)
    any = any || ((const TapeRuleList *)g_ptr_array_index (place->set->lists, i))->symbols[0] != NULL;
  if (!any)
    *sentence = g_strdup (_ ("Nothing is watched: the rule waits until there are symbols in a watchlist."));
  else if (place->universe != NULL && count_members (self, place, 1) == 0)
    *sentence
        = g_strdup (_ ("Nothing that is watched has traded in this session yet: the rule waits for a first trade."));
  else
    return TAPE_STANDING_READY;
  return TAPE_STANDING_WAITS;
}

/* --- Sources and queries. --- */

static TapeRuleStanding
resolve_source (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  if (place->sources == NULL)
    return TAPE_STANDING_READY;
  if (place->sources[0] == NULL)
    *sentence = g_strdup (_ ("The session has no source yet: the rule waits for one."));
  else if (self->names[0] != NULL && !g_strv_contains (place->sources, self->names[0]))
    {
      g_autofree char *names = g_strjoinv (", ", (char **)place->sources);

      *sentence
          = g_strdup_printf (_ ("The session has no source “%s”: the rule waits. It has: %s."), self->names[0], names);
    }
  else
    return TAPE_STANDING_READY;
  return TAPE_STANDING_WAITS;
}

static TapeRuleStanding
resolve_query (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  const char *name = self->conditions[0].query;

  if (place->queries == NULL || g_strv_contains (place->queries, name))
    return TAPE_STANDING_READY;
  *sentence = g_strdup_printf (
      _ ("There is no saved query “%s”: the rule waits. Save one under that name, or choose another."), name);
  return TAPE_STANDING_WAITS;
}

static TapeRuleStanding
resolve (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  if (self->conditions[0].kind == TAPE_CONDITION_QUERY)
    return resolve_query (self, place, sentence);
  switch (self->target)
    {
    case TAPE_TARGET_SYMBOLS:
      return resolve_symbols (self, place, sentence);
    case TAPE_TARGET_WATCHED:
      return resolve_watched (self, place, sentence);
    case TAPE_TARGET_LIST:
      return resolve_list (self, place, sentence);
    case TAPE_TARGET_ALL:
      return resolve_members (self, place, NULL, sentence);
    case TAPE_TARGET_INDUSTRY:
    case TAPE_TARGET_COUNTRY:
    case TAPE_TARGET_TECHNOLOGY:
      return resolve_members (self, place, self->names[0], sentence);
    case TAPE_TARGET_SOURCE:
      return resolve_source (self, place, sentence);
    }
  return TAPE_STANDING_READY;
}

TapeRuleStanding
tape_rule_resolve (const TapeRule *self, const TapeRulePlace *place, char **sentence)
{
  g_autofree char *said = NULL;
  TapeRuleStanding standing = resolve (self, place, &said);

  if (sentence != NULL)
    *sentence = g_steal_pointer (&said);
  return standing;
}
