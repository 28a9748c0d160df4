/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Twelve Data: last prices, bars and search. All numbers are text. What is wrong stands in the body's "code", whatever the
 * HTTP status says. */

#include "config.h"

#include <string.h>

#include "feed/tape-poll-reading.h"
#include "feed/tape-poll-request.h"
#include "feed/tape-polls.h"

#define TITLE "Twelve Data"
#define HOST  "api.twelvedata.com"

/* Most rows of one answer. */
#define MOST_ROWS 5000

static gboolean
is_crypto (const char *symbol)
{
  const TapeInstrument *instrument = tape_instruments_lookup (symbol, strlen (symbol));

  return instrument != NULL && instrument->exchange == tape_exchange_lookup ("CRYPTO");
}

/* "SHOP.TO" is SHOP at XTSE there, "BTC-USD" is BTC/USD. */
static void
add_symbol (GString *url, const char *symbol)
{
  const char *mic;
  g_autofree char *plain = tape_poll_plain_symbol (symbol, &mic);

  if (is_crypto (symbol))
    g_strdelimit (plain, "-", '/');
  tape_poll_url_add (url, "symbol", plain);
  if (mic != NULL)
    tape_poll_url_add (url, "mic_code", mic);
}

static void
add_time (GString *url, const char *name, gint64 time)
{
  char text[TAPE_TIME_TEXT];

  if (time == TAPE_NO_TIME || tape_time_format (tape_time_floor (time, TAPE_SECOND), text) < 19)
    return;
  text[19] = '\0';
  tape_poll_url_add (url, name, text);
}

static void
add_span (GString *url, const TapePollQuestion *question)
{
  tape_poll_url_add (url, "interval", question->length == TAPE_BAR_DAY ? "1day" : "1min");
  tape_poll_url_add_number (url, "outputsize", MOST_ROWS);
  tape_poll_url_add (url, "timezone", "UTC");
  add_time (url, "start_date", question->from);
  add_time (url, "end_date", question->to);
}

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  static const char *const paths[] = {
    [TAPE_POLL_LATEST] = "/quote",
    [TAPE_POLL_HISTORY] = "/time_series",
    [TAPE_POLL_SEARCH] = "/symbol_search",
  };
  GString *url = tape_poll_url_new (question, HOST, paths[question->kind]);

  if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_url_add (url, "symbol", question->symbol);
  else
    add_symbol (url, question->symbol);
  if (question->kind == TAPE_POLL_HISTORY)
    add_span (url, question);
  tape_poll_request_set (request, url, question, "Authorization", "apikey ");
  return TRUE;
}

/* "timestamp" is the beginning of the day's bar; "last_quote_at" is the minute of the price, where it is said. */
static void
read_quote (TapePollReading *self)
{
  TapeValue price = tape_poll_value_of (self->json, "close"), time = tape_poll_value_of (self->json, "last_quote_at");
  char text[TAPE_TIME_TEXT];
  double volume = -1;

  if (cJSON_GetObjectItemCaseSensitive (self->json, "close") == NULL)
    {
      tape_poll_reading_fail_shape (self);
      return;
    }
  if (!time.is_number && time.length == 0)
    time = tape_poll_reading_day_time (self, tape_poll_text_of (self->json, "datetime"), text);
  tape_poll_number_of (self->json, "volume", &volume);
  tape_poll_reading_take_quote (self, &price, &time, volume);
}

static void
read_bar (TapePollReading *self, const cJSON *row)
{
  static const char *const names[] = { "open", "high", "low", "close", "volume" };
  static const TapeField fields[] = {
    TAPE_FIELD_OPEN, TAPE_FIELD_HIGH, TAPE_FIELD_LOW, TAPE_FIELD_CLOSE, TAPE_FIELD_QUANTITY,
  };
  TapeValue values[TAPE_N_FIELDS] = { 0 };
  g_autofree char *time = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    values[fields[i]] = tape_poll_value_of (row, names[i]);
  values[TAPE_FIELD_EVENT_TIME] = tape_poll_value_of (row, "datetime");
  /* It was asked for in UTC; a day is that of the exchange. */
  if (values[TAPE_FIELD_EVENT_TIME].length > strlen ("2018-10-05"))
    {
      time = g_strconcat (values[TAPE_FIELD_EVENT_TIME].text, "Z", NULL);
      values[TAPE_FIELD_EVENT_TIME].text = time;
      values[TAPE_FIELD_EVENT_TIME].length++;
    }
  tape_poll_reading_take_bar (self, values, row);
}

static void
read_match (TapePollReading *self, const cJSON *row)
{
  const char *symbol = tape_poll_text_of (row, "symbol");
  g_autofree char *full = tape_poll_full_symbol (symbol, tape_poll_text_of (row, "mic_code"));

  tape_poll_reading_add_match (self, *symbol != '\0' ? full : symbol, tape_poll_text_of (row, "instrument_name"),
                               tape_poll_text_of (row, "exchange"), tape_poll_text_of (row, "currency"));
}

/* Spent credits are those of the minute, unless the message speaks of the day. */
static gboolean
take_code (TapePollReading *self)
{
  g_autofree char *words = g_ascii_strdown (tape_poll_text_of (self->json, "message"), -1);
  double code = self->response->status;

  tape_poll_number_of (self->json, "code", &code);
  if (!(code >= 100 && code < 1000))
    code = 500;
  if (code == 429)
    tape_poll_reading_fail_quota (self, strstr (words, "day") != NULL);
  else if (code == 400 && strstr (words, "symbol") != NULL)
    tape_poll_reading_fail_symbol (self);
  else
    return tape_poll_reading_take_status (self, (guint)code);
  return FALSE;
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  g_auto (TapePollReading) self;

  tape_poll_reading_begin (&self, TITLE, question, response, answer);
  if (!take_code (&self))
    return;
  if (!cJSON_IsObject (self.json))
    tape_poll_reading_fail_shape (&self);
  else if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_reading_each (&self, cJSON_GetObjectItemCaseSensitive (self.json, "data"), read_match);
  else if (question->kind == TAPE_POLL_HISTORY)
    tape_poll_reading_each (&self, cJSON_GetObjectItemCaseSensitive (self.json, "values"), read_bar);
  else
    read_quote (&self);
}

const TapePoll tape_poll_twelve_data = {
  .name = "twelve-data",
  .title = TITLE,
  .flags = TAPE_POLL_NEEDS_KEY | TAPE_POLL_HAS_SEARCH,
  .hosts = { HOST },
  .website = "https://twelvedata.com/register",
  .sample = "AAPL",
  .limits = { .per_minute = 8, .per_day = 800, .zone = "UTC" },
  .cost = 1,
  .pasts = { TAPE_BAR_DAY, TAPE_BAR_MINUTE },
  .interval_open = 10 * TAPE_SECOND,
  .interval_closed = 10 * TAPE_MINUTE,
  .make_request = make_request,
  .parse = parse,
};
