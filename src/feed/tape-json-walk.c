/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-json-walk.h"

#include <string.h>

/* Checking. Each steps over what it is named after and returns %NULL where that is not there; a whole value is checked before
 * it is walked, so that walking looks for ends only. */

static const char *
skip_blank (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
    p++;
  return p;
}

/* @p is behind the backslash. */
static const char *
skip_escape (const char *p, const char *end)
{
  if (p == end)
    return NULL;
  if (*p != 'u')
    return strchr ("\"\\/bfnrt", *p) != NULL && *p != '\0' ? p + 1 : NULL;
  if (end - p < 5)
    return NULL;
  for (guint i = 1; i <= 4; i++)
    if (!g_ascii_isxdigit (p[i]))
      return NULL;
  return p + 5;
}

/* @p is at the quotation mark. */
static const char *
take_string (const char *p, const char *end, TapeJsonValue *value)
{
  const char *start = ++p;

  value->kind = TAPE_JSON_STRING;
  value->escaped = FALSE;
  while (p != NULL && p < end && *p != '"')
    if (*p == '\\')
      {
        value->escaped = TRUE;
        p = skip_escape (p + 1, end);
      }
    else
      p = (guchar)*p >= 0x20 ? p + 1 : NULL;
  if (p == NULL || p == end)
    return NULL;
  value->text = start;
  value->length = (gsize)(p - start);
  return p + 1;
}

static const char *
skip_digits (const char *p, const char *end)
{
  const char *first = p;

  while (p < end && g_ascii_isdigit (*p))
    p++;
  return p > first ? p : NULL;
}

static const char *
skip_number (const char *p, const char *end)
{
  if (p < end && *p == '-')
    p++;
  if (p < end && *p == '0')
    p++;
  else if ((p = skip_digits (p, end)) == NULL)
    return NULL;
  if (p < end && *p == '.' && (p = skip_digits (p + 1, end)) == NULL)
    return NULL;
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '-' || *p == '+'))
        p++;
      p = skip_digits (p, end);
    }
  return p;
}

static const char *
skip_word (const char *p, const char *end, const char *word)
{
  gsize length = strlen (word);

  return (gsize)(end - p) >= length && memcmp (p, word, length) == 0 ? p + length : NULL;
}

static const char *check_value (const char *p, const char *end, guint depth, TapeJsonValue *value);

/* @p is behind a key's quotation mark, or where it would be. */
static const char *
check_key (const char *p, const char *end)
{
  TapeJsonValue key;

  if (p == end || *p != '"' || (p = take_string (p, end, &key)) == NULL)
    return NULL;
  p = skip_blank (p, end);
  return p < end && *p == ':' ? skip_blank (p + 1, end) : NULL;
}

/* @p is behind the bracket. */
static const char *
check_items (const char *p, const char *end, char close, guint depth)
{
  TapeJsonValue item;

  p = skip_blank (p, end);
  if (p < end && *p == close)
    return p + 1;
  for (;;)
    {
      if ((close == '}' && (p = check_key (p, end)) == NULL) || (p = check_value (p, end, depth, &item)) == NULL)
        return NULL;
      p = skip_blank (p, end);
      if (p < end && *p == close)
        return p + 1;
      if (p == end || *p != ',')
        return NULL;
      p = skip_blank (p + 1, end);
    }
}

static TapeJsonKind
kind_of (char first)
{
  switch (first)
    {
    case '{':
      return TAPE_JSON_OBJECT;
    case '[':
      return TAPE_JSON_ARRAY;
    case 't':
      return TAPE_JSON_TRUE;
    case 'f':
      return TAPE_JSON_FALSE;
    case 'n':
      return TAPE_JSON_NULL;
    default:
      return TAPE_JSON_NUMBER;
    }
}

static const char *
check_value (const char *p, const char *end, guint depth, TapeJsonValue *value)
{
  const char *start = p;

  if (p == end || depth == TAPE_JSON_WALK_DEPTH)
    return NULL;
  if (*p == '"')
    return take_string (p, end, value);
  value->kind = kind_of (*p);
  value->escaped = FALSE;
  if (value->kind == TAPE_JSON_OBJECT || value->kind == TAPE_JSON_ARRAY)
    p = check_items (p + 1, end, value->kind == TAPE_JSON_OBJECT ? '}' : ']', depth + 1);
  else if (value->kind == TAPE_JSON_NUMBER)
    p = skip_number (p, end);
  else
    p = skip_word (p, end, *p == 't' ? "true" : *p == 'f' ? "false" : "null");
  value->text = start;
  value->length = p != NULL ? (gsize)(p - start) : 0;
  return p;
}

gboolean
tape_json_value_parse (const char *text, gsize length, TapeJsonValue *value)
{
  const char *end = text + length, *p = check_value (skip_blank (text, end), end, 0, value);

  return p != NULL && skip_blank (p, end) == end;
}

/* Walking. All of it is known to be right, so that no end needs to be looked out for. */

static inline const char *
find_blank_end (const char *p)
{
  while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
    p++;
  return p;
}

/* @p is behind a quotation mark. Returns the one that ends the string. */
static inline const char *
find_string_end (const char *p, gboolean *escaped)
{
  *escaped = FALSE;
  for (; *p != '"'; p++)
    if (*p == '\\')
      {
        *escaped = TRUE;
        p++;
      }
  return p;
}

/* @p is at a bracket. Returns what is behind the one that closes it. */
static const char *
find_nest_end (const char *p)
{
  guint depth = 0;
  gboolean escaped;

  do
    {
      if (*p == '"')
        p = find_string_end (p + 1, &escaped);
      else if (*p == '{' || *p == '[')
        depth++;
      else if (*p == '}' || *p == ']')
        depth--;
      p++;
    }
  while (depth > 0);
  return p;
}

static const char *
find_word_end (const char *p)
{
  while (g_ascii_isalnum (*p) || *p == '-' || *p == '+' || *p == '.')
    p++;
  return p;
}

static inline const char *
walk_value (const char *p, TapeJsonValue *value)
{
  const char *end;

  value->escaped = FALSE;
  if (*p == '"')
    {
      value->kind = TAPE_JSON_STRING;
      value->text = p + 1;
      end = find_string_end (p + 1, &value->escaped);
      value->length = (gsize)(end - value->text);
      return end + 1;
    }
  value->kind = kind_of (*p);
  value->text = p;
  end = value->kind == TAPE_JSON_OBJECT || value->kind == TAPE_JSON_ARRAY ? find_nest_end (p) : find_word_end (p);
  value->length = (gsize)(end - p);
  return end;
}

void
tape_json_walk_begin (TapeJsonWalk *self, const TapeJsonValue *value)
{
  gboolean nest = value->kind == TAPE_JSON_OBJECT || value->kind == TAPE_JSON_ARRAY;

  self->object = value->kind == TAPE_JSON_OBJECT;
  self->p = nest ? value->text + 1 : NULL;
}

gboolean
tape_json_walk_next (TapeJsonWalk *self, TapeJsonValue *key, TapeJsonValue *value)
{
  TapeJsonValue unused;
  const char *p;

  if (self->p == NULL)
    return FALSE;
  p = find_blank_end (self->p);
  if (*p == ',')
    p = find_blank_end (p + 1);
  if (*p == ']' || *p == '}')
    {
      self->p = NULL;
      return FALSE;
    }
  if (self->object)
    p = find_blank_end (find_blank_end (walk_value (p, key != NULL ? key : &unused)) + 1);
  self->p = walk_value (p, value);
  return TRUE;
}

gboolean
tape_json_value_is (const TapeJsonValue *self, const char *text)
{
  gsize length = strlen (text);

  return self->kind == TAPE_JSON_STRING && self->length == length && memcmp (self->text, text, length) == 0;
}

gboolean
tape_json_value_get (const TapeJsonValue *self, const char *key, TapeJsonValue *value)
{
  TapeJsonWalk walk;
  TapeJsonValue name;

  if (self->kind == TAPE_JSON_OBJECT)
    {
      tape_json_walk_begin (&walk, self);
      while (tape_json_walk_next (&walk, &name, value))
        if (tape_json_value_is (&name, key))
          return TRUE;
    }
  *value = (TapeJsonValue){ TAPE_JSON_NULL, FALSE, NULL, 0 };
  return FALSE;
}

char *
tape_json_value_dup (const TapeJsonValue *self)
{
  cJSON *string;
  char *text;

  if (self->kind != TAPE_JSON_STRING)
    return g_strdup ("");
  if (!self->escaped)
    return g_utf8_make_valid (self->text, (gssize)self->length);
  string = cJSON_ParseWithLength (self->text - 1, self->length + 2);
  text = g_utf8_make_valid (string != NULL ? cJSON_GetStringValue (string) : "", -1);
  cJSON_Delete (string);
  return text;
}

gboolean
tape_json_value_get_integer (const TapeJsonValue *self, gint64 *integer)
{
  char digits[24];

  if (self->kind != TAPE_JSON_NUMBER || self->length >= sizeof digits)
    return FALSE;
  memcpy (digits, self->text, self->length);
  digits[self->length] = '\0';
  return g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, integer, NULL);
}
