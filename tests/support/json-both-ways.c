/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json-both-ways.h"

#include <string.h>

static gboolean
is_same_value (const TapeValue *a, const TapeValue *b)
{
  return (a->text == NULL) == (b->text == NULL) && a->length == b->length
         && (a->length == 0 || memcmp (a->text, b->text, a->length) == 0) && a->is_number == b->is_number
         && memcmp (&a->number, &b->number, sizeof a->number) == 0;
}

static void
fail (const TapeJsonLines *quick, const TapeJsonLines *whole, guint field, const char *line, gsize length)
{
  const TapeValue *a = &quick->values[field], *b = &whole->values[field];

  g_error ("%.*s\nfield %u: \"%.*s\" %d %.17g, with cJSON \"%.*s\" %d %.17g", (int)length, line, field, (int)a->length,
           a->text, a->is_number, a->number, (int)b->length, b->text, b->is_number, b->number);
}

TapeJsonResult
json_both_ways (TapeJsonLines *quick, TapeJsonLines *whole, const char *line, gsize length)
{
  TapeJsonResult result = tape_json_lines_parse (quick, line, length);
  TapeJsonResult expected = tape_json_lines_parse_whole (whole, line, length);

  if (result != expected)
    g_error ("%.*s\nis %d, with cJSON %d", (int)length, line, result, expected);
  if (result == TAPE_JSON_BAD)
    g_assert_cmpstr (quick->reason, ==, whole->reason);
  if (result == TAPE_JSON_TRADE || result == TAPE_JSON_BAR)
    for (guint i = 0; i < TAPE_N_FIELDS; i++)
      if (!is_same_value (&quick->values[i], &whole->values[i]))
        fail (quick, whole, i, line, length);
  return result;
}
