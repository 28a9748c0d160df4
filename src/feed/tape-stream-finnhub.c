/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finnhub, trades in batches. Quantities may be 0, conditions null; no ids and no sides, so that what was missed cannot be
 * known. It takes the key in the address only, allows one connection a key, and sends a ping of its own as a message. */

#include "config.h"

#include "feed/tape-stream-private.h"

#include <glib/gi18n-lib.h>

static char *
clean_symbol (const char *text)
{
  return tape_stream_clean (text, "", ".:-_/^= ", 40);
}

static char *
make_url (const TapeStreamSettings *settings)
{
  g_autofree char *key = g_uri_escape_string (settings->key, NULL, FALSE);

  return g_strdup_printf ("wss://ws.finnhub.io/?token=%s", key);
}

static void
greet (const TapeStreamSettings *settings, GPtrArray *messages)
{
  for (char **symbol = settings->symbols; *symbol != NULL; symbol++)
    {
      cJSON *message = cJSON_CreateObject ();

      cJSON_AddStringToObject (message, "type", "subscribe");
      cJSON_AddStringToObject (message, "symbol", *symbol);
      g_ptr_array_add (messages, tape_stream_print (message));
    }
}

static TapeStreamNews
read_trade (TapeStreamReader *self, const TapeJsonValue *item, TapeBatch *batch)
{
  TapeStreamTrade trade = { 0 };
  TapeJsonWalk walk;
  TapeJsonValue key, value;

  tape_json_walk_begin (&walk, item);
  while (tape_json_walk_next (&walk, &key, &value))
    if (tape_json_value_is (&key, "s"))
      trade.symbol = value;
    else if (tape_json_value_is (&key, "t"))
      trade.time = value;
    else if (tape_json_value_is (&key, "p"))
      trade.price = value;
    else if (tape_json_value_is (&key, "v"))
      trade.quantity = value;
  return tape_stream_take_trade (self, &trade, item, batch);
}

/* What it says of the number of symbols or the key stays true. */
static TapeStreamNews
read_error (TapeStreamReader *self, const TapeJsonValue *message)
{
  TapeJsonValue says;
  g_autofree char *text = NULL, *folded = NULL;

  tape_json_value_get (message, "msg", &says);
  text = tape_json_value_dup (&says);
  folded = g_ascii_strdown (text, -1);
  if (strstr (folded, "api key") != NULL || strstr (folded, "token") != NULL)
    return tape_stream_refuse_key (self);
  return tape_stream_refuse (self, strstr (folded, "too many symbols") != NULL ? TAPE_STREAM_FATAL : TAPE_STREAM_RETRY,
                             &says);
}

static TapeStreamNews
read_message (TapeStreamReader *self, const char *message, gsize length, TapeBatch *batch)
{
  TapeJsonValue whole, type, data, item;
  TapeJsonWalk walk;
  TapeStreamNews news = TAPE_STREAM_NOTHING;

  if (!tape_json_value_parse (message, length, &whole) || whole.kind != TAPE_JSON_OBJECT)
    return tape_stream_reject (self, _ ("The message is not a JSON object."), message, length, batch);
  tape_json_value_get (&whole, "type", &type);
  if (!tape_json_value_is (&type, "trade"))
    {
      batch->ignored++;
      return tape_json_value_is (&type, "error") ? read_error (self, &whole) : TAPE_STREAM_NOTHING;
    }
  tape_json_value_get (&whole, "data", &data);
  if (data.kind != TAPE_JSON_ARRAY)
    return tape_stream_reject (self, _ ("The message holds no list of trades."), message, length, batch);
  tape_json_walk_begin (&walk, &data);
  if (!tape_json_walk_next (&walk, NULL, &item))
    batch->ignored++;
  tape_json_walk_begin (&walk, &data);
  while (tape_json_walk_next (&walk, NULL, &item))
    news |= read_trade (self, &item, batch);
  return news;
}

static const char *const hosts[] = { "ws.finnhub.io", NULL };

const TapeStream tape_stream_finnhub = {
  .name = "finnhub",
  .title = "Finnhub",
  .about
  = N_ ("Trades of US stocks, of currencies and crypto currencies, as they happen. A free key serves 50 symbols; it "
        "allows one connection."),
  .flags = TAPE_STREAM_NEEDS_KEY | TAPE_STREAM_ONE_CONNECTION | TAPE_STREAM_NO_ANSWER,
  .hosts = hosts,
  .example = "AAPL",
  .key_page = "https://finnhub.io/dashboard",
  .max_symbols = 50,
  .ping = 30,
  .silence = 180,
  .clean_symbol = clean_symbol,
  .make_url = make_url,
  .greet = greet,
  .read = read_message,
};
