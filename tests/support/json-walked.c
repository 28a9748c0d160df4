/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json-walked.h"

static TapeJsonKind
kind_of (const cJSON *item)
{
  return cJSON_IsNull (item)     ? TAPE_JSON_NULL
         : cJSON_IsFalse (item)  ? TAPE_JSON_FALSE
         : cJSON_IsTrue (item)   ? TAPE_JSON_TRUE
         : cJSON_IsNumber (item) ? TAPE_JSON_NUMBER
         : cJSON_IsString (item) ? TAPE_JSON_STRING
         : cJSON_IsArray (item)  ? TAPE_JSON_ARRAY
                                 : TAPE_JSON_OBJECT;
}

static void
assert_text (const TapeJsonValue *value, const char *text)
{
  g_autofree char *said = tape_json_value_dup (value), *valid = g_utf8_make_valid (text, -1);

  g_assert_cmpstr (said, ==, valid);
}

static void
assert_same (const TapeJsonValue *value, const cJSON *item)
{
  TapeJsonWalk walk;
  TapeJsonValue key, next;

  g_assert_cmpint (value->kind, ==, kind_of (item));
  if (value->kind == TAPE_JSON_STRING)
    assert_text (value, cJSON_GetStringValue (item));
  if (value->kind == TAPE_JSON_NUMBER)
    {
      g_autofree char *digits = g_strndup (value->text, value->length);

      g_assert_cmpfloat (g_ascii_strtod (digits, NULL), ==, cJSON_GetNumberValue (item));
    }
  tape_json_walk_begin (&walk, value);
  for (item = item->child; tape_json_walk_next (&walk, &key, &next); item = item->next)
    {
      g_assert_nonnull (item);
      if (value->kind == TAPE_JSON_OBJECT)
        assert_text (&key, item->string);
      assert_same (&next, item);
    }
  if (value->kind == TAPE_JSON_OBJECT || value->kind == TAPE_JSON_ARRAY)
    g_assert_null (item);
}

gboolean
json_walked_as_parsed (const char *text, gsize length)
{
  TapeJsonValue value;
  cJSON *parsed;

  if (!tape_json_value_parse (text, length, &value))
    return FALSE;
  parsed = cJSON_ParseWithLength (text, length);
  if (parsed != NULL)
    assert_same (&value, parsed);
  cJSON_Delete (parsed);
  return TRUE;
}
