/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A JSON object as a table of its members, whoever read it: the scanner, for nearly every line, or cJSON. What a member's
 * key means is looked up once and remembered by the scanner, since the keys of lines that follow each other mostly stand in
 * the same order. One thread at a time. */

#pragma once

#include <cjson/cJSON.h>

#include "feed/tape-columns.h"

G_BEGIN_DECLS

/* From here on not every integer is a double. */
#define TAPE_INTEGER_EXACT 9007199254740992.0

/* Keys by which the messages of services are told and read. */
typedef enum
{
  TAPE_JSON_KEY_STREAM,
  TAPE_JSON_KEY_DATA,
  TAPE_JSON_KEY_RESULT,
  TAPE_JSON_KEY_ID,
  TAPE_JSON_KEY_TYPE,
  TAPE_JSON_KEY_SIDE,
  TAPE_JSON_KEY_TIME,
  TAPE_JSON_KEY_PRODUCT_ID,
  TAPE_JSON_KEY_PRICE,
  TAPE_JSON_KEY_SIZE,
  TAPE_JSON_KEY_TRADE_ID,
  TAPE_JSON_KEY_LOWER_E,
  TAPE_JSON_KEY_UPPER_E,
  TAPE_JSON_KEY_UPPER_T,
  TAPE_JSON_KEY_LOWER_T,
  TAPE_JSON_KEY_LOWER_S,
  TAPE_JSON_KEY_LOWER_P,
  TAPE_JSON_KEY_LOWER_Q,
  TAPE_JSON_KEY_LOWER_M,
  TAPE_JSON_N_KEYS,
  TAPE_JSON_KEY_NONE = TAPE_JSON_N_KEYS
} TapeJsonKey;

/**
 * TapeJsonMeaning:
 * @key: what it is to services
 * @field: which field of an event it is by name or map
 * @rank: see tape_columns_field()
 *
 * What a key means.
 */
typedef struct
{
  TapeJsonKey key;
  TapeField field;
  guint rank;
} TapeJsonMeaning;

typedef enum
{
  TAPE_JSON_NULL,
  TAPE_JSON_FALSE,
  TAPE_JSON_TRUE,
  TAPE_JSON_NUMBER,
  TAPE_JSON_STRING,
  TAPE_JSON_ARRAY,
  TAPE_JSON_OBJECT,
} TapeJsonKind;

/**
 * TapeJsonMember:
 * @meaning: of its key
 * @kind: what its value is
 * @integer: it is a number of digits only, but for a sign
 * @text: (nullable) (array length=length): a string, without escapes; a number as it stands in the line, if that is known
 * @number: a number whose @text is not known
 */
typedef struct
{
  TapeJsonMeaning meaning;
  TapeJsonKind kind;
  gboolean integer;
  const char *text;
  gsize length;
  double number;
} TapeJsonMember;

/**
 * TapeJsonObject:
 * @members: (array length=n_members): in their order
 *
 * Starts zeroed.
 */
typedef struct
{
  TapeJsonMember *members;
  guint n_members;

  /*< private >*/
  guint room;
  guint known[TAPE_JSON_N_KEYS]; /* index + 1 of the first member of each key, 0 for none */
} TapeJsonObject;

/**
 * tape_json_object_begin:
 *
 * Takes out what was in it.
 */
void tape_json_object_begin (TapeJsonObject *self);

/**
 * tape_json_object_add:
 *
 * Returns: (transfer none): one more member, of which only the meaning is set; valid until the next is added
 */
TapeJsonMember *tape_json_object_add (TapeJsonObject *self, const TapeJsonMeaning *meaning);

/**
 * tape_json_object_load:
 * @object: an object; must outlive what is in @self
 * @map: (nullable): as of tape_columns_field()
 * @line: (array length=length): the line that it was read from
 *
 * Takes over what cJSON has read. It keeps numbers as doubles only: the digits of integers too large for one are looked for
 * in @line.
 */
void tape_json_object_load (
    TapeJsonObject *self, const cJSON *object, const char *const *map, const char *line, gsize length);

/**
 * tape_json_object_get:
 *
 * Returns: (nullable): the first member of that key; valid until another is added
 */
static inline const TapeJsonMember *
tape_json_object_get (const TapeJsonObject *self, TapeJsonKey key)
{
  return self->known[key] == 0 ? NULL : &self->members[self->known[key] - 1];
}

/**
 * tape_json_meaning_of:
 * @map: (nullable): as of tape_columns_field()
 * @key: a key, without escapes
 * @length: its bytes
 */
TapeJsonMeaning tape_json_meaning_of (const char *const *map, const char *key, gsize length);

/**
 * tape_json_member_get_number:
 * @self: a number
 */
double tape_json_member_get_number (const TapeJsonMember *self);

void tape_json_object_clear (TapeJsonObject *self);

G_END_DECLS
