/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Binance spot, the stream of trades. Symbols are in lower case in names of streams only. "m" says that the buyer was the
 * maker: then the aggressor sold. It pings every 20 s, closes after 24 hours, and announces it when it closes before. */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Streams that are asked for at once: so many names make no message that is too long. */
#define NAMES 200

/* Trades of an answer. */
#define PAGE 1000

typedef struct
{
  TapeJsonValue event;
  TapeJsonValue event_time;
  TapeJsonValue trade_time;
  TapeJsonValue symbol;
  TapeJsonValue id;
  TapeJsonValue price;
  TapeJsonValue quantity;
  TapeJsonValue buyer_is_maker;
  TapeJsonValue data;
  TapeJsonValue result;
  TapeJsonValue error;
  TapeJsonValue message;
  TapeJsonValue request;
} Fields;

static char *
clean_symbol (const char *text)
{
  return tape_stream_clean (text, "-/_ ", "", 20);
}

static char *
make_url (const TapeStreamSettings *settings)
{
  return g_strdup ("wss://data-stream.binance.vision/stream");
}

static void
greet (const TapeStreamSettings *settings, GPtrArray *messages)
{
  guint n = g_strv_length (settings->symbols);

  for (guint first = 0; first < n; first += NAMES)
    {
      cJSON *message = cJSON_CreateObject (), *names;

      cJSON_AddStringToObject (message, "method", "SUBSCRIBE");
      names = cJSON_AddArrayToObject (message, "params");
      for (guint i = first; i < MIN (first + NAMES, n); i++)
        {
          g_autofree char *symbol = g_ascii_strdown (settings->symbols[i], -1);
          g_autofree char *name = g_strconcat (symbol, "@trade", NULL);

          cJSON_AddItemToArray (names, cJSON_CreateString (name));
        }
      cJSON_AddNumberToObject (message, "id", first / NAMES + 1);
      g_ptr_array_add (messages, tape_stream_print (message));
    }
}

static TapeJsonValue *
short_field (Fields *fields, char key)
{
  switch (key)
    {
    case 'e':
      return &fields->event;
    case 'E':
      return &fields->event_time;
    case 'T':
      return &fields->trade_time;
    case 's':
      return &fields->symbol;
    case 't':
      return &fields->id;
    case 'p':
      return &fields->price;
    case 'q':
      return &fields->quantity;
    case 'm':
      return &fields->buyer_is_maker;
    default:
      return NULL;
    }
}

static TapeJsonValue *
long_field (Fields *fields, const TapeJsonValue *key)
{
  return tape_json_value_is (key, "data")     ? &fields->data
         : tape_json_value_is (key, "result") ? &fields->result
         : tape_json_value_is (key, "error")  ? &fields->error
         : tape_json_value_is (key, "msg")    ? &fields->message
         : tape_json_value_is (key, "id")     ? &fields->request
                                              : NULL;
}

static void
read_fields (const TapeJsonValue *object, Fields *fields)
{
  TapeJsonWalk walk;
  TapeJsonValue key, value, *field;

  *fields = (Fields){ 0 };
  tape_json_walk_begin (&walk, object);
  while (tape_json_walk_next (&walk, &key, &value))
    {
      field = key.length == 1 ? short_field (fields, *key.text) : long_field (fields, &key);
      if (field != NULL && field->text == NULL)
        *field = value;
    }
}

static TapeSide
side_of (const TapeJsonValue *buyer_is_maker)
{
  return buyer_is_maker->kind == TAPE_JSON_TRUE    ? TAPE_SIDE_SELL
         : buyer_is_maker->kind == TAPE_JSON_FALSE ? TAPE_SIDE_BUY
                                                   : TAPE_SIDE_UNKNOWN;
}

/* An answer to what we sent: {"result":null,"id":1}, {"code":2,"msg":"…","id":1} or {"error":{"code":2,"msg":"…"},"id":1}. */
static TapeStreamNews
read_reply (TapeStreamReader *self, Fields *fields, TapeBatch *batch)
{
  batch->ignored++;
  if (fields->error.kind == TAPE_JSON_OBJECT)
    tape_json_value_get (&fields->error, "msg", &fields->message);
  if (fields->error.text != NULL || fields->message.text != NULL)
    return tape_stream_refuse (self, TAPE_STREAM_FATAL, &fields->message);
  return fields->result.text != NULL && fields->request.text != NULL ? tape_stream_subscribed (self)
                                                                     : TAPE_STREAM_NOTHING;
}

static TapeStreamNews
read_message (TapeStreamReader *self, const char *message, gsize length, TapeBatch *batch)
{
  TapeJsonValue whole, raw;
  TapeStreamTrade trade = { 0 };
  Fields fields;

  if (!tape_json_value_parse (message, length, &whole) || whole.kind != TAPE_JSON_OBJECT)
    return tape_stream_reject (self, _ ("The message is not a JSON object."), message, length, batch);
  raw = (TapeJsonValue){ TAPE_JSON_OBJECT, FALSE, message, length };
  read_fields (&whole, &fields);
  if (fields.data.kind == TAPE_JSON_OBJECT)
    {
      whole = fields.data;
      read_fields (&whole, &fields);
    }
  if (G_UNLIKELY (!tape_json_value_is (&fields.event, "trade")))
    {
      if (fields.event.text == NULL)
        return read_reply (self, &fields, batch);
      batch->ignored++;
      return tape_json_value_is (&fields.event, "serverShutdown") ? TAPE_STREAM_SHUTDOWN : TAPE_STREAM_NOTHING;
    }
  trade.symbol = fields.symbol;
  trade.time = fields.trade_time.text != NULL ? fields.trade_time : fields.event_time;
  trade.price = fields.price;
  trade.quantity = fields.quantity;
  trade.id = fields.id;
  trade.side = side_of (&fields.buyer_is_maker);
  return tape_stream_take_trade (self, &trade, &raw, batch);
}

/* What was missed. */

/* Without an id they are the last ones. */
static void
make_request (TapeStreamReader *self, const TapeStreamGap *gap, TapeStreamRequest *request)
{
  gint64 limit = MIN (gap->to_id - gap->from_id + 1, PAGE);

  if (gap->to_id == 0)
    request->url = g_strdup_printf ("https://api.binance.com/api/v3/historicalTrades?symbol=%s&limit=1",
                                    tape_stream_get_symbol (self, gap));
  else
    request->url = g_strdup_printf ("https://api.binance.com/api/v3/historicalTrades?symbol=%s&fromId=%" G_GINT64_FORMAT
                                    "&limit=%" G_GINT64_FORMAT,
                                    tape_stream_get_symbol (self, gap), gap->from_id, limit);
}

static gint64
read_missed (TapeStreamReader *self, const TapeStreamGap *gap, const TapeJsonValue *item, TapeBatch *batch)
{
  TapeStreamTrade trade = { 0 };
  TapeJsonWalk walk;
  TapeJsonValue key, value;

  tape_json_walk_begin (&walk, item);
  while (tape_json_walk_next (&walk, &key, &value))
    if (tape_json_value_is (&key, "id"))
      trade.id = value;
    else if (tape_json_value_is (&key, "price"))
      trade.price = value;
    else if (tape_json_value_is (&key, "qty"))
      trade.quantity = value;
    else if (tape_json_value_is (&key, "time"))
      trade.time = value;
    else if (tape_json_value_is (&key, "isBuyerMaker"))
      trade.side = side_of (&value);
  return tape_stream_take_missed (self, gap, &trade, item, batch);
}

static TapeStreamNews
read_last (TapeStreamReader *self, const TapeStreamGap *gap, const TapeJsonValue *answer)
{
  const char *name = tape_stream_get_symbol (self, gap);
  TapeJsonValue symbol = { TAPE_JSON_STRING, FALSE, name, strlen (name) }, item, id;
  TapeStreamNews news = TAPE_STREAM_FILLED;
  TapeJsonWalk walk;
  gint64 last;

  tape_json_walk_begin (&walk, answer);
  while (tape_json_walk_next (&walk, NULL, &item))
    if (tape_json_value_get (&item, "id", &id) && tape_json_value_get_integer (&id, &last))
      news |= tape_stream_take_last_id (self, &symbol, last);
  return news;
}

/* Trades in the order of their ids. Ids that it passes over do not exist. */
static TapeStreamNews
read_answer (TapeStreamReader *self, TapeStreamGap *gap, const char *body, gsize length, TapeBatch *batch)
{
  TapeJsonValue answer, item;
  TapeJsonWalk walk;
  gint64 last = 0, id;

  if (!tape_json_value_parse (body, length, &answer) || answer.kind != TAPE_JSON_ARRAY)
    return tape_stream_reject_answer (self);
  if (gap->to_id == 0)
    return read_last (self, gap, &answer);
  tape_json_walk_begin (&walk, &answer);
  while (tape_json_walk_next (&walk, NULL, &item))
    {
      id = read_missed (self, gap, &item, batch);
      last = MAX (last, id);
    }
  if (last < gap->from_id)
    return tape_stream_not_yet (self);
  gap->from_id = last + 1;
  return gap->from_id > gap->to_id ? TAPE_STREAM_FILLED : TAPE_STREAM_MORE;
}

static const char *const hosts[] = { "data-stream.binance.vision", "api.binance.com", "data-api.binance.vision", NULL };

const TapeStream tape_stream_binance = {
  .name = "binance",
  .title = "Binance",
  .about = N_ ("Spot trades of crypto currencies, as they happen. No key is needed."),
  .flags = TAPE_STREAM_ROUND_THE_CLOCK | TAPE_STREAM_TELLS_SIDE | TAPE_STREAM_IDS_COUNT | TAPE_STREAM_NO_LAST,
  .hosts = hosts,
  .example = "BTCUSDT",
  .max_symbols = 1024,
  .ping = 30,
  .silence = 300,
  .max_age = (24 * 60 - 5) * TAPE_MINUTE,
  .fill_pause = 300 * TAPE_MILLISECOND,
  .clean_symbol = clean_symbol,
  .make_url = make_url,
  .greet = greet,
  .read = read_message,
  .make_request = make_request,
  .read_answer = read_answer,
};
