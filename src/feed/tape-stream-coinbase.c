/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Coinbase Exchange, the channel of matches. "side" is the maker's: the aggressor is the other one. The first message of each
 * product is its last match before; the heartbeat of each second says the last id, so that silence and what was missed show. */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <glib/gi18n-lib.h>

/* Trades of an answer. */
#define PAGE 1000

typedef struct
{
  TapeJsonValue type;
  TapeJsonValue side;
  TapeJsonValue last_id;
  TapeJsonValue message;
  TapeJsonValue reason;
  TapeStreamTrade trade;
} Fields;

/* "BTC-USD"; other signs between the two are taken for what is meant. */
static char *
clean_symbol (const char *text)
{
  g_autofree char *symbol = g_strdelimit (g_strstrip (g_strdup (text)), "/_", '-');
  g_autofree char *clean = tape_stream_clean (symbol, " ", "-", 24);
  const char *dash = clean != NULL ? strchr (clean, '-') : NULL;

  if (dash == NULL || dash == clean || dash[1] == '\0')
    return NULL;
  return g_steal_pointer (&clean);
}

static char *
make_url (const TapeStreamSettings *settings)
{
  return g_strdup ("wss://ws-feed.exchange.coinbase.com");
}

static void
greet (const TapeStreamSettings *settings, GPtrArray *messages)
{
  cJSON *message = cJSON_CreateObject (), *products, *channels;

  cJSON_AddStringToObject (message, "type", "subscribe");
  products = cJSON_AddArrayToObject (message, "product_ids");
  for (char **symbol = settings->symbols; *symbol != NULL; symbol++)
    cJSON_AddItemToArray (products, cJSON_CreateString (*symbol));
  channels = cJSON_AddArrayToObject (message, "channels");
  cJSON_AddItemToArray (channels, cJSON_CreateString ("matches"));
  cJSON_AddItemToArray (channels, cJSON_CreateString ("heartbeat"));
  g_ptr_array_add (messages, tape_stream_print (message));
}

static TapeJsonValue *
field_of (Fields *fields, const TapeJsonValue *key)
{
  return tape_json_value_is (key, "type")            ? &fields->type
         : tape_json_value_is (key, "trade_id")      ? &fields->trade.id
         : tape_json_value_is (key, "side")          ? &fields->side
         : tape_json_value_is (key, "size")          ? &fields->trade.quantity
         : tape_json_value_is (key, "price")         ? &fields->trade.price
         : tape_json_value_is (key, "product_id")    ? &fields->trade.symbol
         : tape_json_value_is (key, "time")          ? &fields->trade.time
         : tape_json_value_is (key, "last_trade_id") ? &fields->last_id
         : tape_json_value_is (key, "message")       ? &fields->message
         : tape_json_value_is (key, "reason")        ? &fields->reason
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
      field = field_of (fields, &key);
      if (field != NULL && field->text == NULL)
        *field = value;
    }
  fields->trade.side = tape_json_value_is (&fields->side, "buy")    ? TAPE_SIDE_SELL
                       : tape_json_value_is (&fields->side, "sell") ? TAPE_SIDE_BUY
                                                                    : TAPE_SIDE_UNKNOWN;
}

/* "Failed to subscribe" names a product that there is not; the others pass by themselves. */
static TapeStreamNews
read_error (TapeStreamReader *self, const Fields *fields)
{
  gboolean asked_wrong = tape_json_value_is (&fields->message, "Failed to subscribe");
  const TapeJsonValue *says = fields->reason.kind == TAPE_JSON_STRING ? &fields->reason : &fields->message;

  return tape_stream_refuse (self, asked_wrong ? TAPE_STREAM_FATAL : TAPE_STREAM_RETRY, says);
}

static TapeStreamNews
read_message (TapeStreamReader *self, const char *message, gsize length, TapeBatch *batch)
{
  TapeJsonValue whole;
  Fields fields;
  gint64 id;

  if (!tape_json_value_parse (message, length, &whole) || whole.kind != TAPE_JSON_OBJECT)
    return tape_stream_reject (self, _ ("The message is not a JSON object."), message, length, batch);
  read_fields (&whole, &fields);
  if (tape_json_value_is (&fields.type, "match") || tape_json_value_is (&fields.type, "last_match"))
    return tape_stream_take_trade (self, &fields.trade, &whole, batch);
  batch->ignored++;
  if (tape_json_value_is (&fields.type, "heartbeat") && tape_json_value_get_integer (&fields.last_id, &id))
    return tape_stream_take_last_id (self, &fields.trade.symbol, id);
  if (tape_json_value_is (&fields.type, "subscriptions"))
    return tape_stream_subscribed (self);
  return tape_json_value_is (&fields.type, "error") ? read_error (self, &fields) : TAPE_STREAM_NOTHING;
}

/* What was missed: answers are pages of trades before an id, newest first. Asked for from the oldest on. */

static gint64
get_page_end (const TapeStreamGap *gap)
{
  return MIN (gap->from_id + PAGE, gap->to_id + 1);
}

static void
make_request (TapeStreamReader *self, const TapeStreamGap *gap, TapeStreamRequest *request)
{
  gint64 end = get_page_end (gap);

  request->url = g_strdup_printf ("https://api.exchange.coinbase.com/products/%s/trades?limit=%" G_GINT64_FORMAT
                                  "&after=%" G_GINT64_FORMAT,
                                  tape_stream_get_symbol (self, gap), end - gap->from_id, end);
}

static TapeStreamNews
read_answer (TapeStreamReader *self, TapeStreamGap *gap, const char *body, gsize length, TapeBatch *batch)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TapeJsonValue));
  gint64 end = get_page_end (gap), last = 0, id;
  TapeJsonValue answer, item;
  TapeJsonWalk walk;
  Fields fields;

  if (!tape_json_value_parse (body, length, &answer) || answer.kind != TAPE_JSON_ARRAY)
    return tape_stream_reject_answer (self);
  tape_json_walk_begin (&walk, &answer);
  while (tape_json_walk_next (&walk, NULL, &item))
    g_array_append_val (items, item);
  for (guint i = items->len; i > 0; i--)
    {
      const TapeJsonValue *raw = &g_array_index (items, TapeJsonValue, i - 1);

      read_fields (raw, &fields);
      id = tape_stream_take_missed (self, gap, &fields.trade, raw, batch);
      last = MAX (last, id);
    }
  if (last < gap->from_id)
    return tape_stream_not_yet (self);
  gap->from_id = MAX (last + 1, end);
  return gap->from_id > gap->to_id ? TAPE_STREAM_FILLED : TAPE_STREAM_MORE;
}

static const char *const hosts[] = { "ws-feed.exchange.coinbase.com", "api.exchange.coinbase.com", NULL };

const TapeStream tape_stream_coinbase = {
  .name = "coinbase",
  .title = "Coinbase",
  .about = N_ ("Trades of crypto currencies on Coinbase Exchange, as they happen. No key is needed."),
  .flags = TAPE_STREAM_ROUND_THE_CLOCK | TAPE_STREAM_TELLS_SIDE | TAPE_STREAM_IDS_COUNT,
  .hosts = hosts,
  .example = "BTC-USD",
  .max_symbols = 100,
  .ping = 30,
  .silence = 15,
  .fill_pause = 150 * TAPE_MILLISECOND,
  .clean_symbol = clean_symbol,
  .make_url = make_url,
  .greet = greet,
  .read = read_message,
  .make_request = make_request,
  .read_answer = read_answer,
};
