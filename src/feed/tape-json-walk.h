/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON of any shape, one value after another, without allocating: what tape-json-scanner.h is to lines that hold an object,
 * for messages that hold arrays of them. What is walked has been checked whole, by the letter of RFC 8259; but strings are
 * taken as they stand, with their escapes, and are not held to be UTF-8. Free of state: any thread. */

#pragma once

#include "feed/tape-json-object.h"

G_BEGIN_DECLS

/* Nested deeper than any message of a service; what is deeper counts as no JSON. */
#define TAPE_JSON_WALK_DEPTH 32

/**
 * TapeJsonValue:
 * @kind: what it is
 * @escaped: a string with escapes in it: see tape_json_value_dup()
 * @text: (nullable) (array length=length): a string without its quotation marks; all else as it stands
 * @length: its bytes
 *
 * All zero it is null.
 */
typedef struct
{
  TapeJsonKind kind;
  gboolean escaped;
  const char *text;
  gsize length;
} TapeJsonValue;

/* Where a walk is. */
typedef struct
{
  const char *p;
  gboolean object;
} TapeJsonWalk;

/**
 * tape_json_value_parse:
 * @text: (array length=length): any bytes
 * @value: (out): points into @text
 *
 * Returns: whether @text is one JSON value, with nothing but blanks around it
 */
gboolean tape_json_value_parse (const char *text, gsize length, TapeJsonValue *value);

/**
 * tape_json_walk_begin:
 * @value: an array or an object; of anything else there is nothing to walk
 */
void tape_json_walk_begin (TapeJsonWalk *self, const TapeJsonValue *value);

/**
 * tape_json_walk_next:
 * @key: (out) (optional): of an object: the key, a string
 * @value: (out): the next value
 *
 * Returns: %FALSE at the end
 */
gboolean tape_json_walk_next (TapeJsonWalk *self, TapeJsonValue *key, TapeJsonValue *value);

/**
 * tape_json_value_get:
 * @self: anything
 * @key: without escapes
 * @value: (out): the first of that key; null where there is none
 *
 * Returns: whether @self is an object that has that key
 */
gboolean tape_json_value_get (const TapeJsonValue *self, const char *key, TapeJsonValue *value);

/**
 * tape_json_value_is:
 *
 * Returns: whether @self is the string @text, which has no escapes
 */
gboolean tape_json_value_is (const TapeJsonValue *self, const char *text);

/**
 * tape_json_value_dup:
 * @self: a string
 *
 * Returns: (transfer full): what it says, its escapes resolved, as valid UTF-8; "" for all else
 */
char *tape_json_value_dup (const TapeJsonValue *self);

/**
 * tape_json_value_get_integer:
 * @integer: (out): its number
 *
 * Returns: whether @self is a whole number that fits
 */
gboolean tape_json_value_get_integer (const TapeJsonValue *self, gint64 *integer);

G_END_DECLS
