/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alpaca, trades of US stocks on IEX. Every message is an array. It greets first, is answered with key and secret, then with
 * what is wanted. Ids are those of the exchanges and do not count on: what was missed is asked for by time. Corrections and
 * cancellations of trades are ignored: what was traded stays as it was told. */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <glib/gi18n-lib.h>

static char *
clean_symbol (const char *text)
{
  return tape_stream_clean (text, " ", ".-/", 12);
}

static char *
make_url (const TapeStreamSettings *settings)
{
  return g_strdup ("wss://stream.data.alpaca.markets/v2/iex");
}

static void
greet (const TapeStreamSettings *settings, GPtrArray *messages)
{
}

static char *
make_authentication (const TapeStreamSettings *settings)
{
  cJSON *message = cJSON_CreateObject ();

  cJSON_AddStringToObject (message, "action", "auth");
  cJSON_AddStringToObject (message, "key", settings->key);
  cJSON_AddStringToObject (message, "secret", settings->secret);
  return tape_stream_print (message);
}

static char *
make_subscription (const TapeStreamSettings *settings)
{
  cJSON *message = cJSON_CreateObject (), *trades;

  cJSON_AddStringToObject (message, "action", "subscribe");
  trades = cJSON_AddArrayToObject (message, "trades");
  for (char **symbol = settings->symbols; *symbol != NULL; symbol++)
    cJSON_AddItemToArray (trades, cJSON_CreateString (*symbol));
  return tape_stream_print (message);
}

static TapeJsonValue *
field_of (TapeStreamTrade *trade, char key)
{
  switch (key)
    {
    case 'S':
      return &trade->symbol;
    case 't':
      return &trade->time;
    case 'p':
      return &trade->price;
    case 's':
      return &trade->quantity;
    case 'i':
      return &trade->id;
    default:
      return NULL;
    }
}

/* Those of the stream and those of answers, which lack the symbol. */
static void
read_fields (const TapeJsonValue *object, TapeStreamTrade *trade)
{
  TapeJsonWalk walk;
  TapeJsonValue key, value, *field;

  *trade = (TapeStreamTrade){ 0 };
  tape_json_walk_begin (&walk, object);
  while (tape_json_walk_next (&walk, &key, &value))
    {
      field = key.length == 1 ? field_of (trade, *key.text) : NULL;
      if (field != NULL && field->text == NULL)
        *field = value;
    }
}

static TapeStreamNews
read_error (TapeStreamReader *self, const TapeJsonValue *item)
{
  TapeJsonValue code, says;
  gint64 number = 0;

  tape_json_value_get (item, "msg", &says);
  tape_json_value_get (item, "code", &code);
  tape_json_value_get_integer (&code, &number);
  switch (number)
    {
    case 401: /* not authenticated */
    case 402: /* authentication failed */
      return tape_stream_refuse_key (self);
    case 403: /* already authenticated */
      return TAPE_STREAM_NOTHING;
    case 400: /* invalid syntax */
    case 405: /* too many symbols */
    case 408: /* not enabled for this account */
    case 409: /* not in this plan */
    case 410: /* unknown action */
      return tape_stream_refuse (self, TAPE_STREAM_FATAL, &says);
    default: /* 404 too slow to authenticate, 406 another connection, 407 too slow to read, 500 */
      return tape_stream_refuse (self, TAPE_STREAM_RETRY, &says);
    }
}

static TapeStreamNews
read_success (TapeStreamReader *self, const TapeJsonValue *item)
{
  TapeJsonValue says;

  tape_json_value_get (item, "msg", &says);
  if (tape_json_value_is (&says, "connected"))
    return tape_stream_reply (self, make_authentication (self->settings));
  if (tape_json_value_is (&says, "authenticated"))
    return tape_stream_reply (self, make_subscription (self->settings));
  return TAPE_STREAM_NOTHING;
}

static TapeStreamNews
read_item (TapeStreamReader *self, const TapeJsonValue *item, TapeBatch *batch)
{
  TapeStreamTrade trade;
  TapeJsonValue type;

  tape_json_value_get (item, "T", &type);
  if (tape_json_value_is (&type, "t"))
    {
      read_fields (item, &trade);
      return tape_stream_take_trade (self, &trade, item, batch);
    }
  batch->ignored++;
  return tape_json_value_is (&type, "success")        ? read_success (self, item)
         : tape_json_value_is (&type, "subscription") ? tape_stream_subscribed (self)
         : tape_json_value_is (&type, "error")        ? read_error (self, item)
                                                      : TAPE_STREAM_NOTHING;
}

static TapeStreamNews
read_message (TapeStreamReader *self, const char *message, gsize length, TapeBatch *batch)
{
  TapeStreamNews news = TAPE_STREAM_NOTHING;
  TapeJsonValue whole, item;
  TapeJsonWalk walk;

  if (!tape_json_value_parse (message, length, &whole) || whole.kind != TAPE_JSON_ARRAY)
    return tape_stream_reject (self, _ ("The message is not a JSON array."), message, length, batch);
  tape_json_walk_begin (&walk, &whole);
  if (!tape_json_walk_next (&walk, NULL, &item))
    batch->ignored++;
  tape_json_walk_begin (&walk, &whole);
  while (tape_json_walk_next (&walk, NULL, &item))
    news |= read_item (self, &item, batch);
  return news;
}

/* What was missed. */

static void
make_request (TapeStreamReader *self, const TapeStreamGap *gap, TapeStreamRequest *request)
{
  char from[TAPE_TIME_TEXT], to[TAPE_TIME_TEXT];
  g_autofree char *page = gap->page != NULL ? g_uri_escape_string (gap->page, NULL, FALSE) : NULL;
  g_autofree char *symbol = g_uri_escape_string (tape_stream_get_symbol (self, gap), NULL, FALSE);
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  g_autofree char *key = g_strconcat ("APCA-API-KEY-ID: ", self->settings->key, NULL);
  g_autofree char *secret = g_strconcat ("APCA-API-SECRET-KEY: ", self->settings->secret, NULL);

  tape_time_format (gap->from_time, from);
  tape_time_format (gap->to_time, to);
  request->url
      = g_strdup_printf ("https://data.alpaca.markets/v2/stocks/%s/trades?feed=iex&limit=5000&start=%s&end=%s%s%s",
                         symbol, from, to, page != NULL ? "&page_token=" : "", page != NULL ? page : "");
  g_strv_builder_add (headers, key);
  g_strv_builder_add (headers, secret);
  request->headers = g_strv_builder_end (headers);
}

static TapeStreamNews
read_answer (TapeStreamReader *self, TapeStreamGap *gap, const char *body, gsize length, TapeBatch *batch)
{
  TapeJsonValue answer, trades, page, item;
  TapeStreamTrade trade;
  TapeJsonWalk walk;

  if (!tape_json_value_parse (body, length, &answer) || !tape_json_value_get (&answer, "trades", &trades))
    return tape_stream_reject_answer (self);
  tape_json_walk_begin (&walk, &trades);
  while (tape_json_walk_next (&walk, NULL, &item))
    {
      read_fields (&item, &trade);
      tape_stream_take_missed (self, gap, &trade, &item, batch);
    }
  if (batch->n_trades > 0)
    gap->from_time = MAX (gap->from_time, batch->trades[batch->n_trades - 1].event_time);
  tape_json_value_get (&answer, "next_page_token", &page);
  g_clear_pointer (&gap->page, g_free);
  if (page.kind != TAPE_JSON_STRING || page.length == 0)
    return TAPE_STREAM_FILLED;
  gap->page = tape_json_value_dup (&page);
  return TAPE_STREAM_MORE;
}

static const char *const hosts[] = { "stream.data.alpaca.markets", "data.alpaca.markets", NULL };

const TapeStream tape_stream_alpaca = {
  .name = "alpaca",
  .title = "Alpaca",
  .about
  = N_ ("Trades of US stocks on the exchange IEX, as they happen. A free key with its secret serves 30 symbols and "
        "allows one connection."),
  .flags = TAPE_STREAM_NEEDS_KEY | TAPE_STREAM_NEEDS_SECRET | TAPE_STREAM_ONE_CONNECTION,
  .hosts = hosts,
  .example = "AAPL",
  .key_page = "https://app.alpaca.markets",
  .max_symbols = 30,
  .ping = 30,
  .silence = 300,
  .fill_pause = 350 * TAPE_MILLISECOND,
  .clean_symbol = clean_symbol,
  .make_url = make_url,
  .greet = greet,
  .read = read_message,
  .make_request = make_request,
  .read_answer = read_answer,
};
