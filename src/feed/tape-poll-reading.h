/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the services' parsers share: an answer as JSON, its values as trades and bars, and the sentences of what can be wrong
 * with it. Private to tape-poll-*.c. On the stack of one call. */

#pragma once

#include <cjson/cJSON.h>

#include "feed/tape-event-maker.h"
#include "feed/tape-poll.h"

G_BEGIN_DECLS

/**
 * TapePollReading:
 * @title: of the service
 * @question: what was asked
 * @response: what came
 * @answer: what is made of it
 * @json: (nullable): the body, if it is JSON
 */
typedef struct
{
  const char *title;
  const TapePollQuestion *question;
  const TapePollResponse *response;
  TapePollAnswer *answer;
  cJSON *json;

  /*< private >*/
  TapeEventMaker maker;
} TapePollReading;

void tape_poll_reading_begin (TapePollReading *self,
                              const char *title,
                              const TapePollQuestion *question,
                              const TapePollResponse *response,
                              TapePollAnswer *answer);
void tape_poll_reading_end (TapePollReading *self);

/**
 * tape_poll_reading_fail:
 * @message: (transfer full): a sentence
 */
void tape_poll_reading_fail (TapePollReading *self, TapePollOutcome outcome, char *message);

/* What services have in common to say, each with its sentence and, of a refusal, the time of Retry-After. */
void tape_poll_reading_fail_key (TapePollReading *self);
void tape_poll_reading_fail_plan (TapePollReading *self);
void tape_poll_reading_fail_symbol (TapePollReading *self);
void tape_poll_reading_fail_quota (TapePollReading *self, gboolean day);
void tape_poll_reading_fail_shape (TapePollReading *self);

/**
 * tape_poll_reading_take_status:
 *
 * Reads the HTTP status, or a number of that meaning in the body, as most services use them.
 *
 * Returns: %FALSE, with the answer failed, if it is not one of success
 */
gboolean tape_poll_reading_take_status (TapePollReading *self, guint status);

/**
 * tape_poll_value_of:
 * @object: (nullable): an object
 * @key: one of its keys
 *
 * Returns: what it says: nothing for null and whatever is neither text nor a number; valid as long as @object
 */
TapeValue tape_poll_value_of (const cJSON *object, const char *key);
TapeValue tape_poll_value (const cJSON *item);

/**
 * tape_poll_text_of:
 *
 * Returns: (transfer none): the text under @key; "" where there is none
 */
const char *tape_poll_text_of (const cJSON *object, const char *key);

/**
 * tape_poll_number_of:
 *
 * Returns: whether there is a number under @key, as such or as text
 */
gboolean tape_poll_number_of (const cJSON *object, const char *key, double *number);

/**
 * tape_poll_reading_take_quote:
 * @price: the last price
 * @time: when it was; nothing where the service does not say it
 * @volume: that of the day so far; < 0 where the service does not say it
 *
 * Adds the trade that a last price becomes, or what is wrong with it.
 */
void tape_poll_reading_take_quote (TapePollReading *self, const TapeValue *price, const TapeValue *time, double volume);

/**
 * tape_poll_reading_take_trade:
 * @values: (array fixed-size=TAPE_N_FIELDS): without a symbol
 * @raw: where they stand
 *
 * Adds a trade, or what is wrong with it.
 */
void tape_poll_reading_take_trade (TapePollReading *self, const TapeValue *values, const cJSON *raw);

/**
 * tape_poll_reading_take_bar:
 * @values: (array fixed-size=TAPE_N_FIELDS): without a symbol; the time of a day's bar may be any within it
 * @raw: where they stand
 *
 * Adds a bar of the length that was asked for, or what is wrong with it. One that has not ended says nothing yet.
 */
void tape_poll_reading_take_bar (TapePollReading *self, const TapeValue *values, const cJSON *raw);

/**
 * tape_poll_reading_each:
 * @rows: (nullable): an array of rows, or an object of them; anything else is an answer of another shape than it should be
 */
void tape_poll_reading_each (TapePollReading *self,
                             const cJSON *rows,
                             void (*take) (TapePollReading *self, const cJSON *row));

/**
 * tape_poll_reading_ignore:
 *
 * Counts a row that says nothing.
 */
void tape_poll_reading_ignore (TapePollReading *self);

/**
 * tape_poll_reading_day_time:
 * @date: (nullable): a date, as "2018-10-05"
 * @text: (out caller-allocates): room for TAPE_TIME_TEXT bytes
 *
 * The time of a price of which only the day is known: when it reached us, or the end of that day's session if that was
 * earlier.
 *
 * Returns: it, in @text; nothing where @date is none
 */
TapeValue tape_poll_reading_day_time (TapePollReading *self, const char *date, char *text);

/**
 * tape_poll_reading_add_match:
 *
 * Adds an instrument that was found, unless it has no symbol; %NULL is taken as "".
 */
void tape_poll_reading_add_match (
    TapePollReading *self, const char *symbol, const char *name, const char *place, const char *currency);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapePollReading, tape_poll_reading_end)

G_END_DECLS
