/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Binance spot: every trade with its id and side, and bars, without a key. "isBuyerMaker" means that the aggressor sold. What a
 * request costs is its weight; an address that goes on asking in spite of 429 is shut out with 418. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-json-object.h"
#include "feed/tape-poll-reading.h"
#include "feed/tape-poll-request.h"
#include "feed/tape-polls.h"

#define TITLE "Binance"
#define HOST  "data-api.binance.vision"

#define MOST_ROWS 1000

/* Weights as its documentation has them. */
#define WEIGHT_TRADES 25
#define WEIGHT_KLINES 2
#define WEIGHT_LIST   4

/* Its firewall lets nobody in for some minutes. */
#define FIREWALL_WAIT (5 * TAPE_MINUTE)

#define INVALID_SYMBOL     (-1121)
#define INVALID_CHARACTERS (-1100)

static void
add_span (GString *url, const TapePollQuestion *question)
{
  tape_poll_url_add (url, "interval", question->length == TAPE_BAR_DAY ? "1d" : "1m");
  if (question->from != TAPE_NO_TIME)
    tape_poll_url_add_number (url, "startTime", question->from / TAPE_MILLISECOND);
  if (question->to != TAPE_NO_TIME)
    tape_poll_url_add_number (url, "endTime", question->to / TAPE_MILLISECOND);
}

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  static const char *const paths[] = {
    [TAPE_POLL_LATEST] = "/api/v3/trades",
    [TAPE_POLL_HISTORY] = "/api/v3/klines",
    [TAPE_POLL_SEARCH] = "/api/v3/ticker/price",
  };
  static const guint weights[] = {
    [TAPE_POLL_LATEST] = WEIGHT_TRADES,
    [TAPE_POLL_HISTORY] = WEIGHT_KLINES,
    [TAPE_POLL_SEARCH] = WEIGHT_LIST,
  };
  g_autofree char *symbol = g_ascii_strup (question->symbol, -1);
  GString *url = tape_poll_url_new (question, HOST, paths[question->kind]);

  if (question->kind != TAPE_POLL_SEARCH)
    tape_poll_url_add (url, "symbol", symbol);
  if (question->kind == TAPE_POLL_HISTORY)
    add_span (url, question);
  if (question->kind != TAPE_POLL_SEARCH)
    tape_poll_url_add_number (url, "limit", MOST_ROWS);
  tape_poll_request_set (request, url, question, NULL, NULL);
  request->cost = weights[question->kind];
  return TRUE;
}

static gboolean
get_id (const cJSON *row, guint64 *id)
{
  double number;

  if (!tape_poll_number_of (row, "id", &number) || !(number >= 1 && number < TAPE_INTEGER_EXACT))
    return FALSE;
  *id = (guint64)number;
  return TRUE;
}

static void
read_trade (TapePollReading *self, const cJSON *row)
{
  const cJSON *maker = cJSON_GetObjectItemCaseSensitive (row, "isBuyerMaker");
  const char *side = cJSON_IsTrue (maker) ? "sell" : "buy";
  TapeValue values[TAPE_N_FIELDS] = { 0 };

  values[TAPE_FIELD_TRADE_ID] = tape_poll_value_of (row, "id");
  values[TAPE_FIELD_EVENT_TIME] = tape_poll_value_of (row, "time");
  values[TAPE_FIELD_PRICE] = tape_poll_value_of (row, "price");
  values[TAPE_FIELD_QUANTITY] = tape_poll_value_of (row, "qty");
  if (cJSON_IsBool (maker))
    values[TAPE_FIELD_SIDE] = (TapeValue){ side, strlen (side), FALSE, 0 };
  tape_poll_reading_take_trade (self, values, row);
}

/* Ids of a symbol have no gaps, so that those between the last answer and this one are trades that it does not reach back to. */
static void
read_trades (TapePollReading *self)
{
  TapePollMemory *memory = &self->answer->memory;
  const cJSON *row;
  guint64 id;

  cJSON_ArrayForEach (row, self->json)
  {
    gboolean has_id = get_id (row, &id);

    if (has_id && id <= memory->id)
      continue;
    if (has_id && memory->id > 0)
      self->answer->missed += id - memory->id - 1;
    if (has_id)
      memory->id = id;
    read_trade (self, row);
  }
}

static void
read_bar (TapePollReading *self, const cJSON *row)
{
  static const TapeField fields[] = { TAPE_FIELD_EVENT_TIME, TAPE_FIELD_OPEN,  TAPE_FIELD_HIGH,
                                      TAPE_FIELD_LOW,        TAPE_FIELD_CLOSE, TAPE_FIELD_QUANTITY };
  TapeValue values[TAPE_N_FIELDS] = { 0 };
  const cJSON *item;
  gsize i = 0;

  cJSON_ArrayForEach (item, row)
  {
    if (i < G_N_ELEMENTS (fields))
      values[fields[i++]] = tape_poll_value (item);
  }
  tape_poll_reading_take_bar (self, values, row);
}

/* What is known of symbols would be ten megabytes: their last prices name them as well. */
static void
read_match (TapePollReading *self, const cJSON *row)
{
  tape_poll_reading_add_match (self, tape_poll_text_of (row, "symbol"), NULL, TITLE, NULL);
}

/* Its own codes are negative; they come with 400. */
static gboolean
take_error (TapePollReading *self)
{
  double code = 0;

  tape_poll_number_of (self->json, "code", &code);
  if (code == INVALID_SYMBOL || code == INVALID_CHARACTERS)
    {
      tape_poll_reading_fail_symbol (self);
      return FALSE;
    }
  if (self->response->status == 403)
    {
      tape_poll_reading_fail (self, TAPE_POLL_RETRY,
                              g_strdup_printf (_ ("%s lets nobody in from here for some minutes."), TITLE));
      self->answer->until = MAX (self->answer->until, self->response->receive_time + FIREWALL_WAIT);
      return FALSE;
    }
  return tape_poll_reading_take_status (self, self->response->status);
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  g_auto (TapePollReading) self;

  tape_poll_reading_begin (&self, TITLE, question, response, answer);
  if (!take_error (&self))
    return;
  if (!cJSON_IsArray (self.json))
    tape_poll_reading_fail_shape (&self);
  else if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_reading_each (&self, self.json, read_match);
  else if (question->kind == TAPE_POLL_HISTORY)
    tape_poll_reading_each (&self, self.json, read_bar);
  else
    read_trades (&self);
}

const TapePoll tape_poll_binance = {
  .name = "binance",
  .title = TITLE,
  .flags = TAPE_POLL_ROUND_THE_CLOCK | TAPE_POLL_HAS_SEARCH | TAPE_POLL_LISTS_ALL,
  .hosts = { HOST },
  .website = "https://www.binance.com",
  .sample = "BTCUSDT",
  .limits = { .per_minute = 6000, .zone = "UTC" },
  .cost = WEIGHT_TRADES,
  .pasts = { TAPE_BAR_DAY, TAPE_BAR_MINUTE },
  .interval_open = 5 * TAPE_SECOND,
  .interval_closed = 5 * TAPE_SECOND,
  .make_request = make_request,
  .parse = parse,
};
