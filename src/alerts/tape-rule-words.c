/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alerts/tape-rule-words.h"

#include <math.h>
#include <string.h>

#include "base/tape-number.h"

#define LONGEST 32 /* letters of a word that is looked at for a guess */

static void
clear_token (gpointer item)
{
  g_free (((TapeRuleToken *)item)->text);
}

/* --- Splitting. --- */

/* The signs, the longest first. */
static const struct
{
  const char *text;
  TapeRuleTokenKind kind;
} signs[] = {
  { "+/-", TAPE_RULE_PLUS_MINUS }, { "+-", TAPE_RULE_PLUS_MINUS }, { "±", TAPE_RULE_PLUS_MINUS },
  { "+", TAPE_RULE_PLUS },         { "-", TAPE_RULE_MINUS },       { "−", TAPE_RULE_MINUS },
  { "%", TAPE_RULE_PERCENT },      { ",", TAPE_RULE_COMMA },
};

/* Reads the text between quotes; %NULL where they are not closed. */
static char *
split_quoted (const char **p)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *q = *p + 1;

  for (; *q != '\0' && (*q != '"' || q[1] == '"'); q++)
    {
      g_string_append_c (text, *q);
      if (*q == '"')
        q++;
    }
  if (*q == '\0')
    return NULL;
  *p = q + 1;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_end_of_word (const char *p)
{
  return *p == '\0' || *p == ',' || *p == '%' || *p == '"' || g_unichar_isspace (g_utf8_get_char (p));
}

static char *
split_word (const char **p)
{
  const char *start = *p;

  while (!is_end_of_word (*p))
    *p = g_utf8_next_char (*p);
  return g_strndup (start, (gsize)(*p - start));
}

static TapeRuleToken
split_next (const char **p)
{
  const char *start = *p;

  if (*start == '\0')
    return (TapeRuleToken){ .kind = TAPE_RULE_END, .text = g_strdup ("") };
  if (*start == '"')
    return (TapeRuleToken){ .kind = TAPE_RULE_QUOTED, .text = split_quoted (p) };
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (start, signs[i].text))
      {
        *p += strlen (signs[i].text);
        return (TapeRuleToken){ .kind = signs[i].kind, .text = g_strdup (signs[i].text) };
      }
  return (TapeRuleToken){ .kind = TAPE_RULE_WORD, .text = split_word (p) };
}

GArray *
tape_rule_words_split (const char *text, guint *at)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (TapeRuleToken));
  TapeRuleToken token;
  const char *end = text, *p = text;
  guint place = 1;

  g_array_set_clear_func (tokens, clear_token);
  do
    {
      const char *start;

      while (*p != '\0' && g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      start = p;
      place += (guint)g_utf8_strlen (end, start - end);
      token = split_next (&p);
      token.at = place;
      token.joined = start == end;
      if (token.text == NULL)
        {
          *at = place;
          return NULL;
        }
      g_array_append_val (tokens, token);
      place += (guint)g_utf8_strlen (start, p - start);
      end = p;
    }
  while (token.kind != TAPE_RULE_END);
  return g_steal_pointer (&tokens);
}

/* --- Comparing. --- */

gboolean
tape_rule_words_is_one_of (const char *word, const char *words)
{
  gsize length = strlen (word);

  for (const char *p = words; p != NULL; p = strchr (p, '|'))
    {
      p += *p == '|';
      if (length > 0 && strcspn (p, "|") == length && g_ascii_strncasecmp (p, word, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Letters to change, add, leave out or exchange with the next, to come from one word to the other. */
static guint
count_wrong (const char *a, gsize n, const char *b, gsize m)
{
  guint before[LONGEST + 1], last[LONGEST + 1], row[LONGEST + 1];

  for (guint j = 0; j <= m; j++)
    last[j] = j;
  memset (before, 0, sizeof before);
  for (guint i = 1; i <= n; i++)
    {
      row[0] = i;
      for (guint j = 1; j <= m; j++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);

          row[j] = MIN (MIN (row[j - 1], last[j]) + 1, last[j - 1] + !same);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
      memcpy (before, last, sizeof last);
      memcpy (last, row, sizeof row);
    }
  return last[m];
}

char *
tape_rule_words_guess (const char *word, const char *words)
{
  const char *best = NULL;
  gsize length = strlen (word), best_length = 0;
  guint least = 3;

  if (length < 2 || length > LONGEST)
    return NULL;
  for (const char *p = words; p != NULL; p = strchr (p, '|'))
    {
      gsize n;
      guint wrong;

      p += *p == '|';
      n = strcspn (p, "| ");
      wrong = n <= LONGEST ? count_wrong (word, length, p, n) : G_MAXUINT;
      if (wrong < least && 2 * wrong < n)
        {
          least = wrong;
          best = p;
          best_length = n;
        }
    }
  return g_strndup (best, best_length);
}

/* --- Writing. --- */

static gboolean
is_plain (const char *name, gboolean symbol)
{
  if (!g_ascii_isalnum (*name) && *name != '^')
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if ((!g_ascii_isalnum (*p) && strchr ("._^=/:&-", *p) == NULL) || (symbol && g_ascii_islower (*p)))
      return FALSE;
  return !tape_rule_words_is_one_of (name, TAPE_RULE_WORDS_TARGETS "|" TAPE_RULE_WORDS_CONDITIONS);
}

void
tape_rule_words_put_name (GString *text, const char *name, gboolean symbol)
{
  if (is_plain (name, symbol))
    {
      g_string_append (text, name);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

void
tape_rule_words_put_percent (GString *text, double fraction)
{
  char digits[TAPE_NUMBER_TEXT], *whole = digits, *rest;
  g_autoptr (GString) moved = g_string_new (NULL);

  if (tape_number_format (fabs (fraction), digits) == 0)
    return;
  rest = strchr (digits, '.');
  if (rest != NULL)
    *rest++ = '\0';
  else
    rest = digits + strlen (digits);
  g_string_append_printf (moved, "%s%.2s%.*s", whole, rest, 2 - (int)MIN (strlen (rest), 2), "00");
  g_string_erase (moved, 0, (gssize)MIN (strspn (moved->str, "0"), moved->len - 1));
  g_string_append_printf (text, "%s%s", fraction < 0 ? "-" : "", moved->str);
  if (strlen (rest) > 2)
    g_string_append_printf (text, ".%s", rest + 2);
}
