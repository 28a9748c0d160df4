/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-json-lines.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Types of messages that carry no event of ours. */
static const char *const silent_types[] = {
  "ticker", "ticker_batch", "subscriptions", "heartbeat", "heartbeats", "status",  "received", "open", "done",
  "change", "activate",     "snapshot",      "l2update",  "error",      "welcome", "ping",     "pong", "info",
};

/* The keys of services' trades, as the functions below take them. */
static const struct
{
  const char *key;
  TapeJsonService service;
  TapeField field;
} service_keys[] = {
  { "T", TAPE_JSON_SERVICE_BINANCE, TAPE_FIELD_EVENT_TIME },
  { "s", TAPE_JSON_SERVICE_BINANCE, TAPE_FIELD_SYMBOL },
  { "p", TAPE_JSON_SERVICE_BINANCE, TAPE_FIELD_PRICE },
  { "q", TAPE_JSON_SERVICE_BINANCE, TAPE_FIELD_QUANTITY },
  { "t", TAPE_JSON_SERVICE_BINANCE, TAPE_FIELD_TRADE_ID },
  { "m", TAPE_JSON_SERVICE_BINANCE, TAPE_FIELD_SIDE },
  { "time", TAPE_JSON_SERVICE_COINBASE, TAPE_FIELD_EVENT_TIME },
  { "product_id", TAPE_JSON_SERVICE_COINBASE, TAPE_FIELD_SYMBOL },
  { "price", TAPE_JSON_SERVICE_COINBASE, TAPE_FIELD_PRICE },
  { "size", TAPE_JSON_SERVICE_COINBASE, TAPE_FIELD_QUANTITY },
  { "trade_id", TAPE_JSON_SERVICE_COINBASE, TAPE_FIELD_TRADE_ID },
  { "side", TAPE_JSON_SERVICE_COINBASE, TAPE_FIELD_SIDE },
};

TapeJsonService
tape_json_lines_get_service (const cJSON *object)
{
  const char *event = cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (object, "e"));
  const char *type = cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (object, "type"));

  if (g_strcmp0 (event, "trade") == 0)
    return TAPE_JSON_SERVICE_BINANCE;
  if (g_strcmp0 (type, "match") == 0 || g_strcmp0 (type, "last_match") == 0)
    return TAPE_JSON_SERVICE_COINBASE;
  return TAPE_JSON_SERVICE_NONE;
}

TapeField
tape_json_lines_service_field (TapeJsonService service, const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (service_keys); i++)
    if (service_keys[i].service == service && strcmp (service_keys[i].key, key) == 0)
      return service_keys[i].field;
  return TAPE_FIELD_NONE;
}

static gboolean
is_text (const TapeJsonMember *member, const char *text)
{
  return member != NULL && member->kind == TAPE_JSON_STRING && member->length == strlen (text)
         && memcmp (member->text, text, member->length) == 0;
}

/* The digits of an integer are kept where a double cannot hold it, and for what is text to us. */
static TapeValue
value_of (const TapeJsonMember *member, TapeField field)
{
  TapeValue value = { NULL, 0, FALSE, 0 };

  if (member == NULL || member->kind < TAPE_JSON_NUMBER || member->kind > TAPE_JSON_STRING)
    return value;
  if (member->kind == TAPE_JSON_NUMBER)
    {
      value.is_number = TRUE;
      value.number = tape_json_member_get_number (member);
      if (!member->integer)
        return value;
      if (fabs (value.number) < TAPE_INTEGER_EXACT
          && (*member->text == '-' || (field != TAPE_FIELD_SYMBOL && field != TAPE_FIELD_TRADE_ID)))
        return value;
    }
  value.text = member->text;
  value.length = member->length;
  return value;
}

static void
take_value (TapeJsonLines *self, TapeField field, const TapeJsonMember *member)
{
  self->values[field] = value_of (member, field);
  self->taken |= 1u << field;
}

static void
take_key (TapeJsonLines *self, TapeField field, const TapeJsonObject *object, TapeJsonKey key)
{
  take_value (self, field, tape_json_object_get (object, key));
}

/* Few fields have a value, and to clear all of them would be felt. */
static void
forget_values (TapeJsonLines *self)
{
  for (; self->taken != 0; self->taken &= self->taken - 1)
    self->values[__builtin_ctz (self->taken)] = (TapeValue){ NULL, 0, FALSE, 0 };
}

/* An id and a symbol are text, also where they came as a number. */
static void
number_to_text (TapeValue *value, char *digits, gsize room)
{
  if (!value->is_number || value->text != NULL)
    return;
  if (value->number == floor (value->number) && fabs (value->number) <= TAPE_INTEGER_EXACT)
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

static void
take_side (TapeJsonLines *self, const char *side)
{
  self->values[TAPE_FIELD_SIDE] = (TapeValue){ side, strlen (side), FALSE, 0 };
  self->taken |= 1u << TAPE_FIELD_SIDE;
}

/* "m" says that the buyer was the maker: then the aggressor sold. */
static TapeJsonResult
take_binance_trade (TapeJsonLines *self, const TapeJsonObject *trade)
{
  const TapeJsonMember *buyer_is_maker = tape_json_object_get (trade, TAPE_JSON_KEY_LOWER_M);
  gboolean has_time = tape_json_object_get (trade, TAPE_JSON_KEY_UPPER_T) != NULL;

  take_key (self, TAPE_FIELD_EVENT_TIME, trade, has_time ? TAPE_JSON_KEY_UPPER_T : TAPE_JSON_KEY_UPPER_E);
  take_key (self, TAPE_FIELD_SYMBOL, trade, TAPE_JSON_KEY_LOWER_S);
  take_key (self, TAPE_FIELD_PRICE, trade, TAPE_JSON_KEY_LOWER_P);
  take_key (self, TAPE_FIELD_QUANTITY, trade, TAPE_JSON_KEY_LOWER_Q);
  take_key (self, TAPE_FIELD_TRADE_ID, trade, TAPE_JSON_KEY_LOWER_T);
  if (buyer_is_maker != NULL && (buyer_is_maker->kind == TAPE_JSON_TRUE || buyer_is_maker->kind == TAPE_JSON_FALSE))
    take_side (self, buyer_is_maker->kind == TAPE_JSON_TRUE ? "sell" : "buy");
  return TAPE_JSON_TRADE;
}

/* "side" is the maker's: the aggressor is the other one. */
static TapeJsonResult
take_coinbase_match (TapeJsonLines *self, const TapeJsonObject *match)
{
  const TapeJsonMember *side = tape_json_object_get (match, TAPE_JSON_KEY_SIDE);

  take_key (self, TAPE_FIELD_EVENT_TIME, match, TAPE_JSON_KEY_TIME);
  take_key (self, TAPE_FIELD_SYMBOL, match, TAPE_JSON_KEY_PRODUCT_ID);
  take_key (self, TAPE_FIELD_PRICE, match, TAPE_JSON_KEY_PRICE);
  take_key (self, TAPE_FIELD_QUANTITY, match, TAPE_JSON_KEY_SIZE);
  take_key (self, TAPE_FIELD_TRADE_ID, match, TAPE_JSON_KEY_TRADE_ID);
  if (is_text (side, "buy") || is_text (side, "sell"))
    take_side (self, side->text[0] == 'b' ? "sell" : "buy");
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
take_canonical (TapeJsonLines *self, const TapeJsonObject *object)
{
  guint ranks[TAPE_N_FIELDS];

  g_assert (object->n_members == 0 || object->members != NULL);
  for (guint i = 0; i < object->n_members; i++)
    {
      const TapeJsonMember *member = &object->members[i];
      TapeField field = member->meaning.field;

      if (field == TAPE_FIELD_NONE || (has (self, field) && ranks[field] <= member->meaning.rank))
        continue;
      take_value (self, field, member);
      ranks[field] = member->meaning.rank;
    }
  settle_time (self->values);
  self->taken |= 1u << TAPE_FIELD_EVENT_TIME;
  if (has (self, TAPE_FIELD_OPEN) && has (self, TAPE_FIELD_HIGH) && has (self, TAPE_FIELD_LOW)
      && has (self, TAPE_FIELD_CLOSE))
    return TAPE_JSON_BAR;
  if (!has (self, TAPE_FIELD_PRICE) && has (self, TAPE_FIELD_CLOSE))
    {
      self->values[TAPE_FIELD_PRICE] = self->values[TAPE_FIELD_CLOSE];
      self->taken |= 1u << TAPE_FIELD_PRICE;
    }
  return TAPE_JSON_TRADE;
}

static gboolean
is_string (const TapeJsonObject *object, TapeJsonKey key)
{
  const TapeJsonMember *member = tape_json_object_get (object, key);

  return member != NULL && member->kind == TAPE_JSON_STRING;
}

static gboolean
is_silent (const TapeJsonObject *object)
{
  const TapeJsonMember *type = tape_json_object_get (object, TAPE_JSON_KEY_TYPE);

  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (silent_types); i++)
    if (is_text (type, silent_types[i]))
      return TRUE;
  /* Binance: another event than a trade, or the answer to a request. */
  return (is_string (object, TAPE_JSON_KEY_LOWER_E) && tape_json_object_get (object, TAPE_JSON_KEY_UPPER_E) != NULL)
         || (tape_json_object_get (object, TAPE_JSON_KEY_RESULT) != NULL
             && tape_json_object_get (object, TAPE_JSON_KEY_ID) != NULL);
}

static TapeJsonResult
take_object (TapeJsonLines *self, const TapeJsonObject *object)
{
  const TapeJsonMember *type = tape_json_object_get (object, TAPE_JSON_KEY_TYPE);
  TapeJsonResult result;

  forget_values (self);
  if (is_text (tape_json_object_get (object, TAPE_JSON_KEY_LOWER_E), "trade"))
    result = take_binance_trade (self, object);
  else if (is_text (type, "match") || is_text (type, "last_match"))
    result = take_coinbase_match (self, object);
  else if (is_silent (object))
    return TAPE_JSON_IGNORED;
  else
    result = take_canonical (self, object);
  number_to_text (&self->values[TAPE_FIELD_TRADE_ID], self->digits[0], sizeof self->digits[0]);
  number_to_text (&self->values[TAPE_FIELD_SYMBOL], self->digits[1], sizeof self->digits[1]);
  return result;
}

static gboolean
is_rest_blank (const char *p, const char *end)
{
  while (p < end && g_ascii_isspace (*p))
    p++;
  return p == end;
}

TapeJsonResult
tape_json_lines_parse_whole (TapeJsonLines *self, const char *line, gsize length)
{
  const char *end = NULL;
  const cJSON *object, *data;

  g_clear_pointer (&self->message, cJSON_Delete);
  self->message = cJSON_ParseWithLengthOpts (line, length, &end, FALSE);
  object = self->message;
  if (object == NULL || !is_rest_blank (end, line + length))
    {
      self->reason = _ ("The line is not JSON.");
      return TAPE_JSON_BAD;
    }
  data = cJSON_GetObjectItemCaseSensitive (object, "data");
  if (cJSON_IsObject (object) && cJSON_GetObjectItemCaseSensitive (object, "stream") != NULL && cJSON_IsObject (data))
    object = data;
  if (!cJSON_IsObject (object))
    {
      self->reason = _ ("The line is not a JSON object.");
      return TAPE_JSON_BAD;
    }
  tape_json_object_load (&self->loaded, object, self->scanner.map, line, length);
  return take_object (self, &self->loaded);
}

TapeJsonResult
tape_json_lines_parse (TapeJsonLines *self, const char *line, gsize length)
{
  const TapeJsonObject *object = &self->scanner.object;
  const TapeJsonMember *data;

  if (G_UNLIKELY (!tape_json_scanner_scan (&self->scanner, line, length)))
    return tape_json_lines_parse_whole (self, line, length);
  data = tape_json_object_get (object, TAPE_JSON_KEY_DATA);
  if (tape_json_object_get (object, TAPE_JSON_KEY_STREAM) != NULL && data != NULL && data->kind == TAPE_JSON_OBJECT)
    object = &self->scanner.data;
  return take_object (self, object);
}

void
tape_json_lines_clear (TapeJsonLines *self)
{
  g_clear_pointer (&self->message, cJSON_Delete);
  tape_json_object_clear (&self->loaded);
  tape_json_scanner_clear (&self->scanner);
}
