/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-json-lines.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Beyond this not every integer is a double. */
#define INTEGER_EXACT 9007199254740992.0

/* Types of messages that carry no event of ours. */
static const char *const silent_types[] = {
  "ticker", "ticker_batch", "subscriptions", "heartbeat", "heartbeats", "status",  "received", "open", "done",
  "change", "activate",     "snapshot",      "l2update",  "error",      "welcome", "ping",     "pong", "info",
};

static const cJSON *
get (const cJSON *object, const char *key)
{
  return cJSON_GetObjectItemCaseSensitive (object, key);
}

static const char *
get_text (const cJSON *object, const char *key)
{
  return cJSON_GetStringValue (get (object, key));
}

/* cJSON keeps numbers as doubles only; the digits of an integer too large for one stand in the line itself. */
static gboolean
find_digits (const char *key, const char *line, gsize length, TapeValue *value)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", key);
  const char *p = memmem (line, length, quoted, strlen (quoted)), *end = line + length;

  if (p == NULL)
    return FALSE;
  for (p += strlen (quoted); p < end && (g_ascii_isspace (*p) || *p == ':'); p++)
    ;
  for (value->text = p; p < end && (g_ascii_isdigit (*p) || *p == '-'); p++)
    ;
  value->length = (gsize)(p - value->text);
  return value->length > 0;
}

static TapeValue
value_of (const cJSON *item, const char *line, gsize length)
{
  TapeValue value = { NULL, 0, FALSE, 0 };

  if (cJSON_IsString (item))
    {
      value.text = item->valuestring;
      value.length = strlen (item->valuestring);
    }
  else if (cJSON_IsNumber (item))
    {
      value.is_number = TRUE;
      value.number = item->valuedouble;
      if (fabs (value.number) > INTEGER_EXACT)
        find_digits (item->string, line, length, &value);
    }
  return value;
}

/* An id and a symbol are text, also where they came as a number. */
static void
number_to_text (TapeValue *value, char *digits, gsize room)
{
  if (!value->is_number || value->text != NULL)
    return;
  if (value->number == floor (value->number) && fabs (value->number) <= INTEGER_EXACT)
    {
      value->length = (gsize)g_snprintf (digits, room, "%" G_GINT64_FORMAT, (gint64)value->number);
      value->text = digits;
    }
  else
    {
      g_ascii_formatd (digits, (gint)room, "%.15g", value->number);
      value->text = digits;
      value->length = strlen (digits);
    }
}

static TapeValue
literal (const char *text)
{
  return (TapeValue){ text, strlen (text), FALSE, 0 };
}

/* "m" says that the buyer was the maker: then the aggressor sold. */
static TapeJsonResult
take_binance_trade (TapeJsonLines *self, const cJSON *trade, const char *line, gsize length)
{
  const cJSON *buyer_is_maker = get (trade, "m"), *time = get (trade, "T");

  self->values[TAPE_FIELD_EVENT_TIME] = value_of (time != NULL ? time : get (trade, "E"), line, length);
  self->values[TAPE_FIELD_SYMBOL] = value_of (get (trade, "s"), line, length);
  self->values[TAPE_FIELD_PRICE] = value_of (get (trade, "p"), line, length);
  self->values[TAPE_FIELD_QUANTITY] = value_of (get (trade, "q"), line, length);
  self->values[TAPE_FIELD_TRADE_ID] = value_of (get (trade, "t"), line, length);
  if (cJSON_IsBool (buyer_is_maker))
    self->values[TAPE_FIELD_SIDE] = literal (cJSON_IsTrue (buyer_is_maker) ? "sell" : "buy");
  return TAPE_JSON_TRADE;
}

/* "side" is the maker's: the aggressor is the other one. */
static TapeJsonResult
take_coinbase_match (TapeJsonLines *self, const cJSON *match, const char *line, gsize length)
{
  const char *side = get_text (match, "side");

  self->values[TAPE_FIELD_EVENT_TIME] = value_of (get (match, "time"), line, length);
  self->values[TAPE_FIELD_SYMBOL] = value_of (get (match, "product_id"), line, length);
  self->values[TAPE_FIELD_PRICE] = value_of (get (match, "price"), line, length);
  self->values[TAPE_FIELD_QUANTITY] = value_of (get (match, "size"), line, length);
  self->values[TAPE_FIELD_TRADE_ID] = value_of (get (match, "trade_id"), line, length);
  if (g_strcmp0 (side, "buy") == 0 || g_strcmp0 (side, "sell") == 0)
    self->values[TAPE_FIELD_SIDE] = literal (side[0] == 'b' ? "sell" : "buy");
  return TAPE_JSON_TRADE;
}

/* One time, or a date and a time of day; as settle_time() of columns, for one message. */
static void
settle_time (TapeValue *values)
{
  TapeValue *time = &values[TAPE_FIELD_EVENT_TIME];

  if (time->text == NULL && !time->is_number && values[TAPE_FIELD_DATE].text == NULL)
    *time = values[TAPE_FIELD_TIME];
  if (time->text == NULL && !time->is_number && values[TAPE_FIELD_TIME].text == NULL)
    *time = values[TAPE_FIELD_DATE];
  if (time->text != NULL || time->is_number)
    values[TAPE_FIELD_DATE] = values[TAPE_FIELD_TIME] = (TapeValue){ NULL, 0, FALSE, 0 };
}

static gboolean
has (const TapeJsonLines *self, TapeField field)
{
  return self->values[field].text != NULL || self->values[field].is_number;
}

static TapeJsonResult
take_canonical (TapeJsonLines *self, const cJSON *object, const char *line, gsize length)
{
  guint ranks[TAPE_N_FIELDS];
  const cJSON *item;

  cJSON_ArrayForEach (item, object)
  {
    guint rank;
    TapeField field = tape_columns_field (self->map, item->string, strlen (item->string), &rank);

    if (field == TAPE_FIELD_NONE || (has (self, field) && ranks[field] <= rank))
      continue;
    self->values[field] = value_of (item, line, length);
    ranks[field] = rank;
  }
  settle_time (self->values);
  if (has (self, TAPE_FIELD_OPEN) && has (self, TAPE_FIELD_HIGH) && has (self, TAPE_FIELD_LOW)
      && has (self, TAPE_FIELD_CLOSE))
    return TAPE_JSON_BAR;
  if (!has (self, TAPE_FIELD_PRICE))
    self->values[TAPE_FIELD_PRICE] = self->values[TAPE_FIELD_CLOSE];
  return TAPE_JSON_TRADE;
}

static gboolean
is_silent (const cJSON *object)
{
  const char *type = get_text (object, "type");

  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (silent_types); i++)
    if (strcmp (type, silent_types[i]) == 0)
      return TRUE;
  /* Binance: another event than a trade, or the answer to a request. */
  return (get_text (object, "e") != NULL && get (object, "E") != NULL)
         || (get (object, "result") != NULL && get (object, "id") != NULL);
}

static TapeJsonResult
take_object (TapeJsonLines *self, const cJSON *object, const char *line, gsize length)
{
  const char *type = get_text (object, "type");

  if (g_strcmp0 (get_text (object, "e"), "trade") == 0)
    return take_binance_trade (self, object, line, length);
  if (g_strcmp0 (type, "match") == 0 || g_strcmp0 (type, "last_match") == 0)
    return take_coinbase_match (self, object, line, length);
  if (is_silent (object))
    return TAPE_JSON_IGNORED;
  return take_canonical (self, object, line, length);
}

static gboolean
is_rest_blank (const char *p, const char *end)
{
  while (p < end && g_ascii_isspace (*p))
    p++;
  return p == end;
}

TapeJsonResult
tape_json_lines_parse (TapeJsonLines *self, const char *line, gsize length)
{
  const char *end = NULL;
  const cJSON *object;
  TapeJsonResult result;

  g_clear_pointer (&self->message, cJSON_Delete);
  memset (self->values, 0, sizeof self->values);
  self->message = cJSON_ParseWithLengthOpts (line, length, &end, FALSE);
  object = self->message;
  if (object == NULL || !is_rest_blank (end, line + length))
    {
      self->reason = _ ("The line is not JSON.");
      return TAPE_JSON_BAD;
    }
  if (cJSON_IsObject (object) && get (object, "stream") != NULL && cJSON_IsObject (get (object, "data")))
    object = get (object, "data");
  if (!cJSON_IsObject (object))
    {
      self->reason = _ ("The line is not a JSON object.");
      return TAPE_JSON_BAD;
    }
  result = take_object (self, object, line, length);
  number_to_text (&self->values[TAPE_FIELD_TRADE_ID], self->digits[0], sizeof self->digits[0]);
  number_to_text (&self->values[TAPE_FIELD_SYMBOL], self->digits[1], sizeof self->digits[1]);
  return result;
}

void
tape_json_lines_clear (TapeJsonLines *self)
{
  g_clear_pointer (&self->message, cJSON_Delete);
}
