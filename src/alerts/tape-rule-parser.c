/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "alerts/tape-rule-parser.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "alerts/tape-rule.h"

#define COUNT_MAX 1000000

/* --- Words. --- */

const TapeRuleToken *
tape_rule_parser_peek (const TapeRuleParser *self, guint ahead)
{
  return &g_array_index (self->tokens, TapeRuleToken, MIN (self->next + ahead, self->tokens->len - 1));
}

gboolean
tape_rule_parser_sees (const TapeRuleParser *self, const char *words)
{
  const TapeRuleToken *token = tape_rule_parser_peek (self, 0);

  return token->kind == TAPE_RULE_WORD && tape_rule_words_is_one_of (token->text, words);
}

gboolean
tape_rule_parser_take (TapeRuleParser *self, const char *words)
{
  gboolean seen = tape_rule_parser_sees (self, words);

  self->next += seen;
  return seen;
}

gboolean
tape_rule_parser_take_kind (TapeRuleParser *self, TapeRuleTokenKind kind)
{
  gboolean seen = tape_rule_parser_peek (self, 0)->kind == kind;

  self->next += seen;
  return seen;
}

gboolean
tape_rule_parser_need (TapeRuleParser *self, const char *words)
{
  return tape_rule_parser_take (self, words) || tape_rule_parser_fail (self, words, NULL);
}

/* --- Errors. --- */

static char *
list_allowed (const char *words, const char *what)
{
  g_autoptr (GString) list = g_string_new (words);

  g_string_replace (list, "|", ", ", 0);
  if (what != NULL)
    g_string_append_printf (list, "%s%s", words != NULL ? ", " : "", what);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* A word that is like none that is known may be a newer version's. */
static gboolean
may_be_newer (const TapeRuleToken *token, const char *words, const char *guess)
{
  return words != NULL && guess == NULL && token->kind == TAPE_RULE_WORD && g_ascii_isalpha (*token->text)
         && strlen (token->text) > 2 && !tape_rule_words_is_one_of (token->text, TAPE_RULE_WORDS);
}

gboolean
tape_rule_parser_fail (TapeRuleParser *self, const char *words, const char *what)
{
  const TapeRuleToken *token = tape_rule_parser_peek (self, 0);
  g_autofree char *allowed = list_allowed (words, what);
  g_autofree char *guess = NULL;

  if (token->kind == TAPE_RULE_WORD && words != NULL)
    guess = tape_rule_words_guess (token->text, words);
  if (token->kind == TAPE_RULE_END)
    g_set_error (self->error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                 _ ("The rule ends too early, at character %u. What can stand there: %s."), token->at, allowed);
  else if (guess != NULL)
    g_set_error (self->error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                 _ ("“%s” at character %u is not understood: did you mean “%s”? What can stand there: %s."),
                 token->text, token->at, guess, allowed);
  else if (may_be_newer (token, words, guess))
    g_set_error (self->error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_NEWER,
                 _ ("“%s” at character %u is unknown to this version of Tapeline; a newer one may know it. What can "
                    "stand there: %s."),
                 token->text, token->at, allowed);
  else
    g_set_error (self->error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                 _ ("“%s” at character %u is not understood. What can stand there: %s."), token->text, token->at,
                 allowed);
  return FALSE;
}

/* --- Numbers. --- */

static gboolean
is_number (const TapeRuleToken *token)
{
  gsize whole = strspn (token->text, "0123456789"), part = 0;
  const char *p = token->text + whole;

  if (*p == '.')
    part = strspn (++p, "0123456789");
  return token->kind == TAPE_RULE_WORD && p[part] == '\0' && whole + part > 0;
}

/* "1,5" and "10,000": they could be either. */
static gboolean
has_comma (const TapeRuleParser *self)
{
  const TapeRuleToken *comma = tape_rule_parser_peek (self, 1), *next = tape_rule_parser_peek (self, 2);

  return comma->kind == TAPE_RULE_COMMA && comma->joined && next->joined && is_number (next);
}

/* Reads the next token with @shift decimal places to the left. */
static gboolean
read_shifted (TapeRuleParser *self, const char *shift, double *number)
{
  const TapeRuleToken *token = tape_rule_parser_peek (self, 0);
  g_autofree char *text = g_strconcat (token->text, shift, NULL);

  if (!is_number (token))
    return tape_rule_parser_fail (self, NULL, _ ("a number, such as 5 or 0.25"));
  if (has_comma (self))
    {
      g_set_error (self->error, TAPE_RULE_ERROR, TAPE_RULE_ERROR_TEXT,
                   _ ("“%s,%s” at character %u could be read in two ways: write numbers with a point and nothing "
                      "between the thousands, as 1.5 or 10000."),
                   token->text, tape_rule_parser_peek (self, 2)->text, token->at);
      return FALSE;
    }
  *number = g_ascii_strtod (text, NULL);
  if (!isfinite (*number))
    return tape_rule_parser_fail (self, NULL, _ ("a smaller number"));
  self->next++;
  return TRUE;
}

gboolean
tape_rule_parser_read_number (TapeRuleParser *self, double *number)
{
  return read_shifted (self, "", number);
}

gboolean
tape_rule_parser_read_threshold (TapeRuleParser *self, double *number, gboolean *percent)
{
  *percent = tape_rule_parser_peek (self, 1)->kind == TAPE_RULE_PERCENT;
  if (!read_shifted (self, *percent ? "e-2" : "", number))
    return FALSE;
  self->next += *percent ? 1 : 0;
  return TRUE;
}

gboolean
tape_rule_parser_read_count (TapeRuleParser *self, guint *count)
{
  const TapeRuleToken *token = tape_rule_parser_peek (self, 0);
  guint64 number;

  if (token->kind != TAPE_RULE_WORD || !g_ascii_string_to_unsigned (token->text, 10, 0, COUNT_MAX, &number, NULL))
    return tape_rule_parser_fail (self, NULL, _ ("a whole number, such as 5"));
  *count = (guint)number;
  self->next++;
  return TRUE;
}

/* --- Times. --- */

/* "15 min": the number and the unit as people also write them. */
static gboolean
read_long_duration (TapeRuleParser *self, gint64 *duration)
{
  static const struct
  {
    const char *words;
    const char *unit;
  } units[] = {
    { "s|sec|second|seconds", "s" },
    { "m|min|minute|minutes", "m" },
    { "h|hour|hours", "h" },
    { "d|day|days", "d" },
  };
  const TapeRuleToken *number = tape_rule_parser_peek (self, 0), *unit = tape_rule_parser_peek (self, 1);

  if (number->kind != TAPE_RULE_WORD || unit->kind != TAPE_RULE_WORD)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (tape_rule_words_is_one_of (unit->text, units[i].words))
      {
        g_autofree char *text = g_strconcat (number->text, units[i].unit, NULL);

        if (!tape_duration_parse (text, duration))
          return FALSE;
        self->next += 2;
        return TRUE;
      }
  return FALSE;
}

gboolean
tape_rule_parser_read_duration (TapeRuleParser *self, gint64 *duration)
{
  const TapeRuleToken *token = tape_rule_parser_peek (self, 0);
  g_autofree char *text = g_ascii_strdown (token->text, -1);

  if (token->kind == TAPE_RULE_WORD && tape_duration_parse (text, duration))
    {
      self->next++;
      return TRUE;
    }
  return read_long_duration (self, duration)
         || tape_rule_parser_fail (self, NULL, _ ("a length of time, such as 30s, 5m, 1h or 1d"));
}

/* Reads @n digits; below 0 if there are less. */
static int
read_digits (const char **p, int n)
{
  int number = 0;

  for (int i = 0; i < n; i++, (*p)++)
    {
      if (!g_ascii_isdigit (**p))
        return -1;
      number = number * 10 + (**p - '0');
    }
  return number;
}

static gboolean
read_date (const char **p, gint64 *time)
{
  int year, month, day;

  if ((year = read_digits (p, 4)) < 1 || *(*p)++ != '-' || (month = read_digits (p, 2)) < 0 || *(*p)++ != '-'
      || (day = read_digits (p, 2)) < 0 || !tape_time_date_is_valid (year, month, day))
    return FALSE;
  *time = tape_time_from_date (year, month, day) * TAPE_DAY;
  return TRUE;
}

/* Up to six digits of a second. */
static gint64
read_fraction (const char **p)
{
  gint64 fraction = 0, unit = TAPE_SECOND / 10;

  for (; g_ascii_isdigit (**p) && unit > 0; (*p)++, unit /= 10)
    fraction += (**p - '0') * unit;
  return fraction;
}

/* "Z", "+02:00". */
static gboolean
read_zone (const char **p, gint64 *offset)
{
  gint64 sign;
  int hours, minutes;

  *offset = 0;
  if (**p == 'Z' || **p == 'z')
    {
      (*p)++;
      return TRUE;
    }
  if (**p != '+' && **p != '-')
    return FALSE;
  sign = *(*p)++ == '-' ? -1 : 1;
  if ((hours = read_digits (p, 2)) < 0 || hours > 14)
    return FALSE;
  *p += **p == ':';
  if ((minutes = read_digits (p, 2)) < 0 || minutes > 59)
    return FALSE;
  *offset = sign * (hours * TAPE_HOUR + minutes * TAPE_MINUTE);
  return TRUE;
}

static gboolean
read_clock (const char **p, gint64 *time)
{
  gint64 offset;
  int hours, minutes, seconds = 0;

  if ((hours = read_digits (p, 2)) < 0 || hours > 23 || *(*p)++ != ':' || (minutes = read_digits (p, 2)) < 0
      || minutes > 59)
    return FALSE;
  if (**p == ':')
    {
      (*p)++;
      if ((seconds = read_digits (p, 2)) < 0 || seconds > 59)
        return FALSE;
    }
  *time += hours * TAPE_HOUR + minutes * TAPE_MINUTE + seconds * TAPE_SECOND;
  if (**p == '.')
    {
      (*p)++;
      *time += read_fraction (p);
    }
  if (!read_zone (p, &offset))
    return FALSE;
  *time -= offset;
  return TRUE;
}

/* A day alone lasts until its end, in UTC. */
static gboolean
read_time_text (const char *p, gint64 *time)
{
  if (!read_date (&p, time))
    return FALSE;
  if (*p == '\0')
    {
      *time += TAPE_DAY - 1;
      return TRUE;
    }
  if (*p != 'T' && *p != 't')
    return FALSE;
  p++;
  return read_clock (&p, time) && *p == '\0';
}

gboolean
tape_rule_parser_read_time (TapeRuleParser *self, gint64 *time)
{
  const TapeRuleToken *token = tape_rule_parser_peek (self, 0);

  if (token->kind != TAPE_RULE_WORD || !read_time_text (token->text, time))
    return tape_rule_parser_fail (self, NULL,
                                  _ ("a day, such as 2026-12-31, or a time with its zone, such as 2026-12-31T18:00Z"));
  self->next++;
  return TRUE;
}
