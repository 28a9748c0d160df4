/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-json-scanner.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* All of these step over what they are named after, and return %NULL where the line is for cJSON. Only four characters are
 * blank to JSON; cJSON steps over more. */

/* Nested deeper than any message of a service. */
#define DEPTH 16

/* cJSON looks at no more of a number. */
#define NUMBER_LENGTH 62

static inline const char *
skip_blank (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
    p++;
  return p;
}

/* @p is behind a quotation mark. Returns the one that ends the string. */
static inline const char *
find_string_end (const char *p, const char *end)
{
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"'), escape = _mm_set1_epi8 ('\\'), control = _mm_set1_epi8 (0x1f);

  for (; end - p >= 16; p += 16)
    {
      __m128i bytes = _mm_loadu_si128 ((const __m128i *)p);
      __m128i found = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (bytes, quote), _mm_cmpeq_epi8 (bytes, escape)),
                                    _mm_cmpeq_epi8 (_mm_min_epu8 (bytes, control), bytes));
      int mask = _mm_movemask_epi8 (found);

      if (mask != 0)
        {
          p += __builtin_ctz ((guint)mask);
          return *p == '"' ? p : NULL;
        }
    }
#endif
  while (p < end && *p != '"' && *p != '\\' && (guchar)*p >= 0x20)
    p++;
  return p < end && *p == '"' ? p : NULL;
}

static inline const char *
skip_digits (const char *p, const char *end)
{
  while (p < end && (guchar)(*p - '0') < 10)
    p++;
  return p;
}

static const char *
skip_exponent (const char *p, const char *end)
{
  const char *first;

  if (p < end && (*p == '-' || *p == '+'))
    p++;
  first = p;
  p = skip_digits (p, end);
  return p > first ? p : NULL;
}

static inline const char *
take_number (const char *p, const char *end, TapeJsonMember *member)
{
  const char *start = p, *first = *p == '-' ? p + 1 : p;

  p = skip_digits (first, end);
  if (p == first || (*first == '0' && p > first + 1))
    return NULL;
  member->integer = TRUE;
  if (p < end && *p == '.')
    {
      first = p + 1;
      p = skip_digits (first, end);
      if (p == first)
        return NULL;
      member->integer = FALSE;
    }
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p = skip_exponent (p + 1, end);
      if (p == NULL)
        return NULL;
      member->integer = FALSE;
    }
  member->kind = TAPE_JSON_NUMBER;
  member->text = start;
  member->length = (gsize)(p - start);
  return member->length <= NUMBER_LENGTH ? p : NULL;
}

static const char *
take_word (const char *p, const char *end, const char *word, TapeJsonKind kind, TapeJsonMember *member)
{
  gsize length = strlen (word);

  if ((gsize)(end - p) < length || memcmp (p, word, length) != 0)
    return NULL;
  member->kind = kind;
  member->text = NULL;
  return p + length;
}

static const char *skip_array (const char *p, const char *end, guint depth);
static const char *skip_object (const char *p, const char *end, guint depth);

/* @p is at the value's first character. */
static inline const char *
take_value (const char *p, const char *end, guint depth, TapeJsonMember *member)
{
  if (p == end)
    return NULL;
  switch (*p)
    {
    case '"':
      member->kind = TAPE_JSON_STRING;
      member->text = p + 1;
      p = find_string_end (p + 1, end);
      if (p == NULL)
        return NULL;
      member->length = (gsize)(p - member->text);
      return p + 1;
    case '{':
      member->kind = TAPE_JSON_OBJECT;
      return depth < DEPTH ? skip_object (p + 1, end, depth + 1) : NULL;
    case '[':
      member->kind = TAPE_JSON_ARRAY;
      return depth < DEPTH ? skip_array (p + 1, end, depth + 1) : NULL;
    case 't':
      return take_word (p, end, "true", TAPE_JSON_TRUE, member);
    case 'f':
      return take_word (p, end, "false", TAPE_JSON_FALSE, member);
    case 'n':
      return take_word (p, end, "null", TAPE_JSON_NULL, member);
    default:
      return take_number (p, end, member);
    }
}

/* @p is behind what stands before a comma or @close. @more: a comma came. */
static inline const char *
take_separator (const char *p, const char *end, char close, gboolean *more)
{
  p = skip_blank (p, end);
  if (p == end || (*p != ',' && *p != close))
    return NULL;
  *more = *p == ',';
  return skip_blank (p + 1, end);
}

/* @p is at the quotation mark. Returns what is behind the colon. */
static inline const char *
take_key (const char *p, const char *end, const char **key_end)
{
  if (p == end || *p != '"')
    return NULL;
  *key_end = p = find_string_end (p + 1, end);
  if (p == NULL)
    return NULL;
  p = skip_blank (p + 1, end);
  return p < end && *p == ':' ? p + 1 : NULL;
}

static const char *
skip_array (const char *p, const char *end, guint depth)
{
  TapeJsonMember item;
  gboolean more = TRUE;

  p = skip_blank (p, end);
  if (p < end && *p == ']')
    return p + 1;
  while (more)
    {
      p = take_value (p, end, depth, &item);
      if (p == NULL || (p = take_separator (p, end, ']', &more)) == NULL)
        return NULL;
    }
  return p;
}

static const char *
skip_object (const char *p, const char *end, guint depth)
{
  TapeJsonMember item;
  gboolean more = TRUE;
  const char *key_end;

  p = skip_blank (p, end);
  if (p < end && *p == '}')
    return p + 1;
  while (more)
    {
      p = take_key (p, end, &key_end);
      if (p == NULL || (p = take_value (skip_blank (p, end), end, depth, &item)) == NULL
          || (p = take_separator (p, end, '}', &more)) == NULL)
        return NULL;
    }
  return p;
}

/* A key whose meaning is remembered, for the line that comes next. */
static const char *
learn_key (TapeJsonGuess *guess, const char *const *map, const char *p, const char *end)
{
  const char *start = p, *key_end;

  p = take_key (p, end, &key_end);
  if (p == NULL)
    return NULL;
  guess->meaning = tape_json_meaning_of (map, start + 1, (gsize)(key_end - start - 1));
  guess->length = (guint)(p - start);
  if (guess->length <= sizeof guess->literal)
    memcpy (guess->literal, start, guess->length);
  else
    guess->length = 0;
  return p;
}

static inline gboolean
is_guessed (const TapeJsonGuess *guess, const char *p, const char *end)
{
#ifdef __SSE2__
  if (G_LIKELY (guess->length <= 16 && end - p >= 16))
    {
      __m128i same
          = _mm_cmpeq_epi8 (_mm_loadu_si128 ((const __m128i *)p), _mm_loadu_si128 ((const __m128i *)guess->literal));
      guint wanted = (1u << guess->length) - 1;

      return guess->length > 0 && ((guint)_mm_movemask_epi8 (same) & wanted) == wanted;
    }
#endif
  return guess->length > 0 && (gsize)(end - p) >= guess->length && memcmp (p, guess->literal, guess->length) == 0;
}

static const char *
take_object (TapeJsonScanner *self, gboolean nested, const char *p, const char *end)
{
  TapeJsonObject *object = nested ? &self->data : &self->object;
  TapeJsonGuess *guess = self->guesses[nested];
  gboolean more = TRUE;

  tape_json_object_begin (object);
  p = skip_blank (p, end);
  if (p < end && *p == '}')
    return p + 1;
  for (; more; guess++)
    {
      TapeJsonMember *member;

      if (object->n_members == TAPE_JSON_SCANNER_MEMBERS)
        return NULL;
      if (G_LIKELY (is_guessed (guess, p, end)))
        p += guess->length;
      else if ((p = learn_key (guess, self->map, p, end)) == NULL)
        return NULL;
      p = skip_blank (p, end);
      member = tape_json_object_add (object, &guess->meaning);
      if (G_UNLIKELY (!nested && guess->meaning.key == TAPE_JSON_KEY_DATA && p < end && *p == '{'
                      && tape_json_object_get (object, TAPE_JSON_KEY_DATA) == member))
        {
          member->kind = TAPE_JSON_OBJECT;
          p = take_object (self, TRUE, p + 1, end);
        }
      else
        p = take_value (p, end, nested ? 1 : 0, member);
      if (p == NULL || (p = take_separator (p, end, '}', &more)) == NULL)
        return NULL;
    }
  return p;
}

gboolean
tape_json_scanner_scan (TapeJsonScanner *self, const char *line, gsize length)
{
  const char *end = line + length, *p = skip_blank (line, end);

  if (p == end || *p != '{')
    return FALSE;
  p = take_object (self, FALSE, p + 1, end);
  return p != NULL && skip_blank (p, end) == end;
}

void
tape_json_scanner_clear (TapeJsonScanner *self)
{
  tape_json_object_clear (&self->object);
  tape_json_object_clear (&self->data);
}
