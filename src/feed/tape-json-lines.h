/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON lines: one message a line. Canonical keys, by the names of tape-columns.h, and messages as they were recorded from
 * services: Binance's trades, alone or in the frame of a combined stream, and Coinbase's matches. One thread at a time. */

#pragma once

#include <cjson/cJSON.h>

#include "feed/tape-columns.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_JSON_TRADE,   /* @values hold a trade */
  TAPE_JSON_BAR,     /* @values hold a bar */
  TAPE_JSON_IGNORED, /* a message that carries no event */
  TAPE_JSON_BAD,     /* @reason says what is wrong */
} TapeJsonResult;

/**
 * TapeJsonLines:
 * @values: of the last message; valid until the next
 * @reason: what was wrong with it
 *
 * Starts zeroed, but for @map.
 */
typedef struct
{
  const char *const *map;
  TapeValue values[TAPE_N_FIELDS];
  const char *reason;

  /*< private >*/
  cJSON *message;
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

void tape_json_lines_clear (TapeJsonLines *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeJsonLines, tape_json_lines_clear)

G_END_DECLS
