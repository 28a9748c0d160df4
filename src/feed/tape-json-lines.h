/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON lines: one message a line. Canonical keys, by the names of tape-columns.h, and messages as they were recorded from
 * services: Binance's trades, alone or in the frame of a combined stream, and Coinbase's matches. One thread at a time. */

#pragma once

#include "feed/tape-json-scanner.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_JSON_TRADE,   /* @values hold a trade */
  TAPE_JSON_BAR,     /* @values hold a bar */
  TAPE_JSON_IGNORED, /* a message that carries no event */
  TAPE_JSON_BAD,     /* @reason says what is wrong */
} TapeJsonResult;

/* Whose message it is. */
typedef enum
{
  TAPE_JSON_SERVICE_NONE,
  TAPE_JSON_SERVICE_BINANCE,
  TAPE_JSON_SERVICE_COINBASE,
} TapeJsonService;

/**
 * tape_json_lines_get_service:
 * @object: (nullable): a message, without the frame of a combined stream
 *
 * Returns: whose trade it is; TAPE_JSON_SERVICE_NONE where its keys are known by their names
 */
TapeJsonService tape_json_lines_get_service (const cJSON *object);

/**
 * tape_json_lines_service_field:
 *
 * Returns: the field that a key of a service's trade is, or TAPE_FIELD_NONE
 */
TapeField tape_json_lines_service_field (TapeJsonService service, const char *key);

/**
 * TapeJsonLines:
 * @scanner: reads nearly all of them; its map is that of the keys
 * @values: of the last message; valid until the next, and as long as its line
 * @reason: what was wrong with it
 *
 * Starts zeroed, but for the map of @scanner.
 */
typedef struct
{
  TapeJsonScanner scanner;
  TapeValue values[TAPE_N_FIELDS];
  const char *reason;

  /*< private >*/
  cJSON *message;
  TapeJsonObject loaded;
  guint taken; /* a bit for each field that has a value */
  char digits[2][24];
} TapeJsonLines;

/**
 * tape_json_lines_parse:
 * @line: a message, without the end of its line
 * @length: its bytes
 *
 * Returns: what it is
 */
TapeJsonResult tape_json_lines_parse (TapeJsonLines *self, const char *line, gsize length);

/**
 * tape_json_lines_parse_whole:
 *
 * As tape_json_lines_parse(), by way of cJSON in any case. It decides what is JSON, and is what the quick way is held
 * against: RFC 8259, but for control characters in strings, zeros in front of numbers, a point without digits behind it,
 * and more kinds of blanks, which it all lets pass.
 */
TapeJsonResult tape_json_lines_parse_whole (TapeJsonLines *self, const char *line, gsize length);

void tape_json_lines_clear (TapeJsonLines *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeJsonLines, tape_json_lines_clear)

G_END_DECLS
