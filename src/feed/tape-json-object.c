/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-json-object.h"

#include <math.h>
#include <string.h>

#include "feed/tape-number-text.h"

static const char *const keys[TAPE_JSON_N_KEYS] = {
  [TAPE_JSON_KEY_STREAM] = "stream",     [TAPE_JSON_KEY_DATA] = "data",
  [TAPE_JSON_KEY_RESULT] = "result",     [TAPE_JSON_KEY_ID] = "id",
  [TAPE_JSON_KEY_TYPE] = "type",         [TAPE_JSON_KEY_SIDE] = "side",
  [TAPE_JSON_KEY_TIME] = "time",         [TAPE_JSON_KEY_PRODUCT_ID] = "product_id",
  [TAPE_JSON_KEY_PRICE] = "price",       [TAPE_JSON_KEY_SIZE] = "size",
  [TAPE_JSON_KEY_TRADE_ID] = "trade_id", [TAPE_JSON_KEY_LOWER_E] = "e",
  [TAPE_JSON_KEY_UPPER_E] = "E",         [TAPE_JSON_KEY_UPPER_T] = "T",
  [TAPE_JSON_KEY_LOWER_T] = "t",         [TAPE_JSON_KEY_LOWER_S] = "s",
  [TAPE_JSON_KEY_LOWER_P] = "p",         [TAPE_JSON_KEY_LOWER_Q] = "q",
  [TAPE_JSON_KEY_LOWER_M] = "m",
};

TapeJsonMeaning
tape_json_meaning_of (const char *const *map, const char *key, gsize length)
{
  TapeJsonMeaning meaning = { .key = TAPE_JSON_KEY_NONE };

  meaning.field = tape_columns_field (map, key, length, &meaning.rank);
  for (guint i = 0; i < TAPE_JSON_N_KEYS; i++)
    if (strlen (keys[i]) == length && memcmp (keys[i], key, length) == 0)
      meaning.key = (TapeJsonKey)i;
  return meaning;
}

void
tape_json_object_begin (TapeJsonObject *self)
{
  self->n_members = 0;
  memset (self->known, 0, sizeof self->known);
}

TapeJsonMember *
tape_json_object_add (TapeJsonObject *self, const TapeJsonMeaning *meaning)
{
  TapeJsonMember *member;

  if (self->n_members == self->room)
    {
      self->room = MAX (32, self->room * 2);
      self->members = g_renew (TapeJsonMember, self->members, self->room);
    }
  member = &self->members[self->n_members++];
  member->meaning = *meaning;
  if (meaning->key != TAPE_JSON_KEY_NONE && self->known[meaning->key] == 0)
    self->known[meaning->key] = self->n_members;
  return member;
}

/* Where @key stands in the line with digits only that make @member's number. */
static void
find_digits (TapeJsonMember *member, const char *key, const char *line, gsize length)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", key);
  gsize quoted_length = strlen (quoted);
  const char *p = line, *end = line + length;

  while ((p = memmem (p, (gsize)(end - p), quoted, quoted_length)) != NULL)
    {
      const char *digits;
      double number;

      for (p += quoted_length; p < end && (g_ascii_isspace (*p) || *p == ':'); p++)
        ;
      for (digits = p; p < end && (g_ascii_isdigit (*p) || *p == '-'); p++)
        ;
      if ((p < end && strchr (".eE+", *p) != NULL) || !tape_number_text_parse (digits, (gsize)(p - digits), &number)
          || number != member->number)
        continue;
      member->integer = TRUE;
      member->text = digits;
      member->length = (gsize)(p - digits);
      return;
    }
}

static void
load_number (TapeJsonMember *member, const cJSON *item, const char *line, gsize length)
{
  member->kind = TAPE_JSON_NUMBER;
  member->number = item->valuedouble;
  if (fabs (member->number) >= TAPE_INTEGER_EXACT)
    find_digits (member, item->string, line, length);
}

void
tape_json_object_load (
    TapeJsonObject *self, const cJSON *object, const char *const *map, const char *line, gsize length)
{
  const cJSON *item;

  tape_json_object_begin (self);
  cJSON_ArrayForEach (item, object)
  {
    TapeJsonMeaning meaning = tape_json_meaning_of (map, item->string, strlen (item->string));
    TapeJsonMember *member = tape_json_object_add (self, &meaning);

    member->integer = FALSE;
    member->text = NULL;
    member->length = 0;
    if (cJSON_IsNumber (item))
      load_number (member, item, line, length);
    else if (cJSON_IsString (item))
      {
        member->kind = TAPE_JSON_STRING;
        member->text = item->valuestring;
        member->length = strlen (item->valuestring);
      }
    else
      member->kind = cJSON_IsTrue (item)     ? TAPE_JSON_TRUE
                     : cJSON_IsFalse (item)  ? TAPE_JSON_FALSE
                     : cJSON_IsObject (item) ? TAPE_JSON_OBJECT
                     : cJSON_IsArray (item)  ? TAPE_JSON_ARRAY
                                             : TAPE_JSON_NULL;
  }
}

double
tape_json_member_get_number (const TapeJsonMember *self)
{
  double number = self->number;

  if (self->text != NULL)
    tape_number_text_parse (self->text, self->length, &number);
  return number;
}

void
tape_json_object_clear (TapeJsonObject *self)
{
  g_clear_pointer (&self->members, g_free);
  self->n_members = self->room = 0;
}
