/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes a trade or a bar of what a row or a message says, or a sentence that says what is wrong with it. Parsing meets the
 * universe, the exchanges' zones and the validity check here, whatever the form was. One thread at a time. */

#pragma once

#include "base/tape-universe.h"
#include "feed/tape-clock-text.h"
#include "feed/tape-columns.h"

G_BEGIN_DECLS

#define TAPE_KNOWN_SYMBOLS_BITS 11

/* A symbol of at most 16 bytes that came before, by its bytes; a length of 0 is none. */
typedef struct
{
  guint64 head;
  guint64 tail;
  guint32 length;
  guint32 instrument;
} TapeKnownSymbol;

/**
 * TapeEventMaker:
 * @now: real time, by which a time is ahead
 * @clock: reads its times
 * @bar_length: seconds of bars that do not say their own
 * @receive_times: it takes the receive time that a trade says; else that is its event time
 *
 * All but @now may be set at any time.
 */
typedef struct
{
  gint64 now;
  TapeClockText clock;
  guint32 bar_length;
  gboolean receive_times;

  /*< private >*/
  TapeUniverse *universe;
  char *default_symbol;
  TapeKnownSymbol *known;
  guint32 instrument;
  char *reason;
} TapeEventMaker;

/**
 * tape_event_maker_init:
 * @default_symbol: (nullable): of rows that name none
 */
void tape_event_maker_init (TapeEventMaker *self, TapeUniverse *universe, const char *default_symbol);
void tape_event_maker_clear (TapeEventMaker *self);

/**
 * tape_event_maker_time:
 * @values: (array fixed-size=TAPE_N_FIELDS): the row, by #TapeField
 * @time: (out): its event time
 * @date_only: (out): it names a day
 *
 * Returns: (nullable): %NULL if it has a time, else what is wrong; valid until the next call
 */
const char *tape_event_maker_time (TapeEventMaker *self, const TapeValue *values, gint64 *time, gboolean *date_only);

/**
 * tape_event_maker_trade:
 * @trade: takes the trade, but for its source and id
 *
 * Returns: (nullable): %NULL if it is valid, else what is wrong; valid until the next call
 */
const char *tape_event_maker_trade (TapeEventMaker *self, const TapeValue *values, TapeTrade *trade);

/**
 * tape_event_maker_bar:
 * @bar: takes the bar, but for its source
 *
 * Returns: (nullable): %NULL if it is valid, else what is wrong; valid until the next call
 */
const char *tape_event_maker_bar (TapeEventMaker *self, const TapeValue *values, TapeBar *bar);

/**
 * tape_text_quote:
 * @text: from outside, any bytes
 *
 * Returns: (transfer full): it for a sentence: valid UTF-8, shortened
 */
char *tape_text_quote (const char *text, gsize length);

G_END_DECLS
