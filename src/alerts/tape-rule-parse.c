/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a rule: its target, its conditions, its options. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "alerts/tape-rule-parser.h"
#include "alerts/tape-rule-text.h"

typedef TapeRuleParser Parser;

#define peek  tape_rule_parser_peek
#define sees  tape_rule_parser_sees
#define take  tape_rule_parser_take
#define need  tape_rule_parser_need
#define fail  tape_rule_parser_fail
#define ABOVE "above|over"
#define BELOW "below|under"

/* --- Conditions. --- */

/* Where neither stands @both is set, if that is allowed. */
static gboolean
read_direction (Parser *p, gboolean or_both, TapeDirection *direction)
{
  *direction = TAPE_DIRECTION_BOTH;
  if (take (p, ABOVE))
    *direction = TAPE_DIRECTION_UP;
  else if (take (p, BELOW))
    *direction = TAPE_DIRECTION_DOWN;
  else if (!or_both)
    return fail (p, "above|below", NULL);
  return TRUE;
}

static TapeDirection
take_sign (Parser *p)
{
  if (tape_rule_parser_take_kind (p, TAPE_RULE_PLUS))
    return TAPE_DIRECTION_UP;
  if (tape_rule_parser_take_kind (p, TAPE_RULE_MINUS))
    return TAPE_DIRECTION_DOWN;
  tape_rule_parser_take_kind (p, TAPE_RULE_PLUS_MINUS);
  return TAPE_DIRECTION_BOTH;
}

static gboolean
read_baseline (Parser *p, TapeCondition *c)
{
  take (p, "the");
  if (take (p, "previous"))
    {
      c->baseline = TAPE_BASELINE_PREVIOUS_CLOSE;
      return need (p, "close");
    }
  if (take (p, "open"))
    {
      c->baseline = TAPE_BASELINE_OPEN;
      return TRUE;
    }
  if (take (p, "last"))
    {
      c->baseline = TAPE_BASELINE_LAST_FIRING;
      return need (p, "firing");
    }
  if (take (p, "price"))
    {
      c->baseline = TAPE_BASELINE_AGO;
      return tape_rule_parser_read_duration (p, &c->ago) && need (p, "ago");
    }
  c->baseline = TAPE_BASELINE_GIVEN;
  if (!g_ascii_isdigit (*peek (p, 0)->text))
    return fail (p, "previous close|the open|price 15m ago|last firing", _ ("a price such as 185.2"));
  return tape_rule_parser_read_number (p, &c->given);
}

/* What is not said is against the previous close. */
static gboolean
read_change (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_CHANGE;
  if (take (p, "moves|move"))
    c->direction = take_sign (p);
  else
    {
      c->direction = take (p, "rises|rise") ? TAPE_DIRECTION_UP : TAPE_DIRECTION_DOWN;
      if (c->direction == TAPE_DIRECTION_DOWN)
        p->next++;
    }
  take (p, "by");
  return tape_rule_parser_read_threshold (p, &c->x, &c->percent) && (!take (p, "against") || read_baseline (p, c));
}

static gboolean
read_silence (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_SILENCE;
  return need (p, "silent") && need (p, "for") && tape_rule_parser_read_duration (p, &c->span);
}

static gboolean
read_level (Parser *p, TapeCondition *c)
{
  if (take (p, "is") && sees (p, "silent"))
    return read_silence (p, c);
  c->kind = TAPE_CONDITION_LEVEL;
  return read_direction (p, FALSE, &c->direction) && tape_rule_parser_read_number (p, &c->x);
}

static gboolean
read_cross (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_CROSS;
  return need (p, "crosses|cross") && read_direction (p, TRUE, &c->direction)
         && tape_rule_parser_read_number (p, &c->x);
}

static gboolean
read_volume (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_VOLUME;
  if (!need (p, "volume") || !need (p, "of") || !tape_rule_parser_read_duration (p, &c->span) || !need (p, "at"))
    return FALSE;
  if (take (p, "least"))
    c->direction = TAPE_DIRECTION_UP;
  else if (need (p, "least|most"))
    c->direction = TAPE_DIRECTION_DOWN;
  else
    return FALSE;
  if (!tape_rule_parser_read_number (p, &c->x) || !need (p, "times|time"))
    return FALSE;
  take (p, "the|its");
  if (!need (p, "average"))
    return FALSE;
  if (c->direction == TAPE_DIRECTION_UP)
    return TRUE;
  c->n = 1;
  return !take (p, "for") || (tape_rule_parser_read_count (p, &c->n) && need (p, "spans|span"));
}

static gboolean
read_averages (Parser *p, TapeCondition *c)
{
  const char *name = sees (p, "ema") ? "ema" : "sma";

  c->kind = TAPE_CONDITION_AVERAGES;
  c->exponential = sees (p, "ema");
  return need (p, name) && tape_rule_parser_read_count (p, &c->fast) && need (p, "crosses|cross")
         && read_direction (p, TRUE, &c->direction) && need (p, name) && tape_rule_parser_read_count (p, &c->slow)
         && need (p, "on|of") && tape_rule_parser_read_duration (p, &c->span);
}

static gboolean
read_rsi (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_RSI;
  if (!need (p, "rsi") || !tape_rule_parser_read_count (p, &c->n))
    return FALSE;
  take (p, "is");
  return read_direction (p, FALSE, &c->direction) && tape_rule_parser_read_number (p, &c->x) && need (p, "on|of")
         && tape_rule_parser_read_duration (p, &c->span);
}

static gboolean
read_streak (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_STREAK;
  if (!tape_rule_parser_read_count (p, &c->n))
    return FALSE;
  if (take (p, "rising"))
    c->direction = TAPE_DIRECTION_UP;
  else if (need (p, "rising|falling"))
    c->direction = TAPE_DIRECTION_DOWN;
  else
    return FALSE;
  return need (p, "bars|bar") && need (p, "of|on") && tape_rule_parser_read_duration (p, &c->span);
}

static gboolean
read_share (Parser *p, TapeCondition *c)
{
  gboolean percent;

  c->kind = TAPE_CONDITION_SHARE;
  if (!need (p, "buy") || !need (p, "share") || !need (p, "of|on") || !tape_rule_parser_read_duration (p, &c->span))
    return FALSE;
  take (p, "is");
  return read_direction (p, FALSE, &c->direction) && tape_rule_parser_read_threshold (p, &c->x, &percent);
}

static gboolean
read_growth (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_GROWTH;
  c->n = TAPE_RULE_FRESH;
  if (!need (p, "growth"))
    return FALSE;
  c->direction = take_sign (p);
  if (!tape_rule_parser_read_threshold (p, &c->x, &c->percent))
    return FALSE;
  if (!c->percent)
    return fail (p, NULL, "%");
  return !take (p, "with")
         || (need (p, "at") && need (p, "least") && tape_rule_parser_read_count (p, &c->n) && need (p, "fresh"));
}

static gboolean
read_query (Parser *p, TapeCondition *c)
{
  c->kind = TAPE_CONDITION_QUERY;
  if (!need (p, "query"))
    return FALSE;
  if (peek (p, 0)->kind != TAPE_RULE_QUOTED)
    return fail (p, NULL, _ ("the name of a saved query, in quotes"));
  g_free (c->query);
  c->query = g_strdup (peek (p, 0)->text);
  p->next++;
  return need (p, "returns|return") && need (p, "rows|row");
}

static const struct
{
  const char *words;
  gboolean (*read) (Parser *p, TapeCondition *c);
} conditions[] = {
  { "moves|move|rises|rise|falls|fall", read_change },
  { "is|" ABOVE "|" BELOW, read_level },
  { "crosses|cross", read_cross },
  { "volume", read_volume },
  { "sma|ema", read_averages },
  { "rsi", read_rsi },
  { "buy", read_share },
  { "growth", read_growth },
  { "silent", read_silence },
  { "query", read_query },
};

static gboolean
begins_condition (const Parser *p)
{
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (sees (p, conditions[i].words))
      return TRUE;
  return FALSE;
}

static gboolean
read_condition (Parser *p, TapeCondition *c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (sees (p, conditions[i].words))
      return conditions[i].read (p, c);
  if (peek (p, 0)->kind == TAPE_RULE_WORD && g_ascii_isdigit (*peek (p, 0)->text))
    return read_streak (p, c);
  return fail (p, TAPE_RULE_WORDS_CONDITIONS, _ ("a number of bars, as in 3 rising bars of 1m"));
}

/* --- The target. --- */

/* A symbol that only the table's case tells apart. */
static char *
take_symbol (Parser *p)
{
  const TapeRuleToken *token = peek (p, 0);
  g_autofree char *upper = g_ascii_strup (token->text, -1);

  p->next++;
  if (token->kind == TAPE_RULE_WORD && tape_instruments_lookup (upper, strlen (upper)) != NULL)
    return g_steal_pointer (&upper);
  return g_strdup (token->text);
}

static gboolean
read_symbols (Parser *p, TapeRule *rule)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  do
    {
      TapeRuleTokenKind kind = peek (p, 0)->kind;

      if (kind != TAPE_RULE_QUOTED && (kind != TAPE_RULE_WORD || begins_condition (p)))
        return fail (p, NULL,
                     names->len == 0
                         ? _ ("on whom the rule is: a symbol such as AAPL (in quotes where it is a word of "
                              "rules), watched, everything, list, industry, country, technology, source, any "
                              "source")
                         : _ ("a symbol such as AAPL (in quotes where it is a word of rules)"));
      g_ptr_array_add (names, take_symbol (p));
    }
  while (tape_rule_parser_take_kind (p, TAPE_RULE_COMMA));
  g_ptr_array_add (names, NULL);
  g_strfreev (rule->names);
  rule->names = (char **)g_ptr_array_steal (names, NULL);
  rule->target = TAPE_TARGET_SYMBOLS;
  return TRUE;
}

/* One in quotes, or words up to where the condition begins. */
static gboolean
read_name (Parser *p, TapeRule *rule, const char *what)
{
  g_autoptr (GString) name = g_string_new (peek (p, 0)->text);
  TapeRuleTokenKind kind = peek (p, 0)->kind;

  if (kind != TAPE_RULE_WORD && kind != TAPE_RULE_QUOTED)
    return fail (p, NULL, what);
  p->next++;
  while (kind == TAPE_RULE_WORD && peek (p, 0)->kind == TAPE_RULE_WORD && !begins_condition (p)
         && !g_ascii_isdigit (*peek (p, 0)->text))
    {
      g_string_append_printf (name, " %s", peek (p, 0)->text);
      p->next++;
    }
  tape_rule_set_names (rule, name->str, NULL);
  return TRUE;
}

/* The table's spelling of a group's name. */
static void
spell_group (TapeRule *rule, TapeGrouping grouping)
{
  for (guint i = 0; i < tape_group_count (grouping); i++)
    if (g_ascii_strcasecmp (rule->names[0], tape_group_name (grouping, i)) == 0)
      tape_rule_set_names (rule, tape_group_name (grouping, i), NULL);
}

static gboolean
read_group (Parser *p, TapeRule *rule)
{
  static const struct
  {
    const char *word;
    TapeTargetKind target;
    TapeGrouping grouping;
  } groups[] = {
    { "industry", TAPE_TARGET_INDUSTRY, TAPE_GROUP_INDUSTRY },
    { "country", TAPE_TARGET_COUNTRY, TAPE_GROUP_COUNTRY },
    { "technology", TAPE_TARGET_TECHNOLOGY, TAPE_GROUP_TECHNOLOGY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (take (p, groups[i].word))
      {
        rule->target = groups[i].target;
        if (!read_name (p, rule, _ ("a name, such as Energy")))
          return FALSE;
        spell_group (rule, groups[i].grouping);
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_target (Parser *p, TapeRule *rule)
{
  if (take (p, "watched"))
    rule->target = TAPE_TARGET_WATCHED;
  else if (take (p, "everything") || sees (p, "query"))
    rule->target = TAPE_TARGET_ALL;
  else if (take (p, "list"))
    {
      rule->target = TAPE_TARGET_LIST;
      return read_name (p, rule, _ ("the name of a watchlist"));
    }
  else if (sees (p, "industry|country|technology"))
    return read_group (p, rule);
  else if (take (p, "source"))
    {
      rule->target = TAPE_TARGET_SOURCE;
      return read_name (p, rule, _ ("the name of a source"));
    }
  else if (take (p, "any"))
    {
      rule->target = TAPE_TARGET_SOURCE;
      return need (p, "source");
    }
  else
    return read_symbols (p, rule);
  return TRUE;
}

/* --- Options. --- */

static gboolean
read_repeat (Parser *p, TapeRule *rule)
{
  if (take (p, "every"))
    {
      rule->repeat = TAPE_REPEAT_EVERY_TIME;
      return need (p, "time");
    }
  rule->repeat = TAPE_REPEAT_DAILY;
  if (take (p, "daily"))
    return TRUE;
  if (!need (p, "once"))
    return FALSE;
  if (take (p, "a|per"))
    return need (p, "day");
  rule->repeat = TAPE_REPEAT_ONCE;
  return TRUE;
}

static gboolean
read_cooldown (Parser *p, TapeRule *rule)
{
  if (!need (p, "cooldown"))
    return FALSE;
  take (p, "of");
  return tape_rule_parser_read_duration (p, &rule->cooldown);
}

static gboolean
read_until (Parser *p, TapeRule *rule)
{
  return need (p, "until") && tape_rule_parser_read_time (p, &rule->until);
}

static gboolean
read_important (Parser *p, TapeRule *rule)
{
  rule->important = TRUE;
  return need (p, "important");
}

static const struct
{
  const char *words;
  gboolean (*read) (Parser *p, TapeRule *rule);
} options[] = {
  { "once|daily|every", read_repeat },
  { "cooldown", read_cooldown },
  { "until", read_until },
  { "important", read_important },
};

static gboolean
read_option (Parser *p, TapeRule *rule, guint *said)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (sees (p, options[i].words))
      {
        if ((*said & 1U << i) != 0)
          {
            g_set_error (p->error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                         _ ("“%s” at character %u: that was said before. Leave one of the two out."), peek (p, 0)->text,
                         peek (p, 0)->at);
            return FALSE;
          }
        *said |= 1U << i;
        return options[i].read (p, rule);
      }
  return fail (p, "once|once a day|every time|cooldown 10m|until 2026-12-31|important", NULL);
}

static gboolean
read_rule (Parser *p, TapeRule *rule)
{
  guint said = 0;

  if (!read_target (p, rule) || !read_condition (p, &rule->conditions[0]))
    return FALSE;
  if (take (p, "then"))
    {
      rule->n_conditions = 2;
      if (!read_condition (p, &rule->conditions[1]) || !need (p, "within")
          || !tape_rule_parser_read_duration (p, &rule->within))
        return FALSE;
    }
  while (tape_rule_parser_take_kind (p, TAPE_RULE_COMMA))
    if (!read_option (p, rule, &said))
      return FALSE;
  return peek (p, 0)->kind == TAPE_RULE_END || fail (p, "then", _ ("a comma and an option"));
}

TapeRule *
tape_rule_parse (const char *text, GError **error)
{
  g_autoptr (TapeRule) rule = tape_rule_new ();
  Parser parser = { .error = error };
  gboolean read;
  guint at;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                           _ ("The rule is not text in UTF-8. Write it anew, or convert the file that it is in."));
      return NULL;
    }
  parser.tokens = tape_rule_words_split (text, &at);
  if (parser.tokens == NULL)
    {
      g_set_error (error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                   _ ("The quote at character %u is not closed: put another behind the name."), at);
      return NULL;
    }
  rule->conditions[0] = (TapeCondition){ 0 };
  read = read_rule (&parser, rule);
  g_array_unref (parser.tokens);
  return read ? g_steal_pointer (&rule) : NULL;
}
