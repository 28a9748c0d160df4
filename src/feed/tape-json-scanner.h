/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages out of lines of JSON, without allocating. Takes what nearly all lines are: an object by the letter of RFC 8259,
 * whose strings hold no escapes and whose nesting is shallow. Everything else it leaves to cJSON, which so says alone what
 * is JSON and what is not. One thread at a time. */

#pragma once

#include "feed/tape-json-object.h"

G_BEGIN_DECLS

#define TAPE_JSON_SCANNER_MEMBERS 48

/* A key as it stood in the line before, from its quotation mark to its colon, and what it means. */
typedef struct
{
  char literal[40];
  guint length;
  TapeJsonMeaning meaning;
} TapeJsonGuess;

/**
 * TapeJsonScanner:
 * @map: (nullable): as of tape_columns_field(); the same for all lines
 * @object: the message
 * @data: what is in its first "data", if that is an object
 *
 * Starts zeroed, but for @map.
 */
typedef struct
{
  const char *const *map;
  TapeJsonObject object;
  TapeJsonObject data;

  /*< private >*/
  TapeJsonGuess guesses[2][TAPE_JSON_SCANNER_MEMBERS];
} TapeJsonScanner;

/**
 * tape_json_scanner_scan:
 * @line: a message; @object and @data point into it
 * @length: its bytes
 *
 * Returns: %FALSE if it is for cJSON
 */
gboolean tape_json_scanner_scan (TapeJsonScanner *self, const char *line, gsize length);

void tape_json_scanner_clear (TapeJsonScanner *self);

G_END_DECLS
