/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alpha Vantage: last prices of the day, bars and search. Every value is text. What is wrong comes with status 200, in exactly
 * one of "Error Message", "Note" and "Information"; their words are never repeated, since they may hold the key. */

#include "config.h"

#include <string.h>

#include "feed/tape-poll-reading.h"
#include "feed/tape-poll-request.h"
#include "feed/tape-polls.h"

#define TITLE "Alpha Vantage"
#define HOST  "www.alphavantage.co"

/* How its symbols end, and how ours do. */
static const char *const suffixes[][2] = {
  { ".TRT", ".TO" }, { ".LON", ".L" },  { ".DEX", ".DE" }, { ".PAR", ".PA" },
  { ".AMS", ".AS" }, { ".SHH", ".SS" }, { ".SHZ", ".SZ" }, { ".HKG", ".HK" },
};

static char *
change_suffix (const char *symbol, guint from, guint to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (symbol, suffixes[i][from]))
      {
        g_autofree char *plain = g_strndup (symbol, strlen (symbol) - strlen (suffixes[i][from]));

        return g_strconcat (plain, suffixes[i][to], NULL);
      }
  return g_strdup (symbol);
}

/* One answer holds the last hundred minutes, or a month's. */
static void
add_span (GString *url, const TapePollQuestion *question)
{
  char month[TAPE_TIME_TEXT];

  if (question->length != TAPE_BAR_DAY)
    {
      tape_poll_url_add (url, "interval", "1min");
      tape_poll_url_add (url, "adjusted", "false");
      if (question->from != TAPE_NO_TIME && tape_time_format (question->from, month) > strlen ("2018-10"))
        {
          month[strlen ("2018-10")] = '\0';
          tape_poll_url_add (url, "month", month);
        }
    }
  tape_poll_url_add (url, "outputsize", question->from != TAPE_NO_TIME ? "full" : "compact");
}

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  g_autofree char *symbol = change_suffix (question->symbol, 1, 0);
  const char *function = question->kind == TAPE_POLL_LATEST   ? "GLOBAL_QUOTE"
                         : question->kind == TAPE_POLL_SEARCH ? "SYMBOL_SEARCH"
                         : question->length == TAPE_BAR_DAY   ? "TIME_SERIES_DAILY"
                                                              : "TIME_SERIES_INTRADAY";
  GString *url = tape_poll_url_new (question, HOST, "/query");

  tape_poll_url_add (url, "function", function);
  if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_url_add (url, "keywords", question->symbol);
  else
    tape_poll_url_add (url, "symbol", symbol);
  if (question->kind == TAPE_POLL_HISTORY)
    add_span (url, question);
  if (question->key != NULL)
    tape_poll_url_add (url, "apikey", question->key);
  tape_poll_request_set (request, url, question, NULL, NULL);
  return TRUE;
}

/* The member whose key begins so: "Global Quote - DATA DELAYED BY 15 MINUTES", "Time Series (1min)". */
static const cJSON *
find_member (const cJSON *object, const char *beginning)
{
  const cJSON *member;

  cJSON_ArrayForEach (member, object)
  {
    if (member->string != NULL && g_str_has_prefix (member->string, beginning))
      return member;
  }
  return NULL;
}

static void
read_quote (TapePollReading *self)
{
  const cJSON *quote = find_member (self->json, "Global Quote");
  TapeValue price = tape_poll_value_of (quote, "05. price"), time;
  char text[TAPE_TIME_TEXT];
  double volume = -1;

  if (!cJSON_IsObject (quote))
    tape_poll_reading_fail_shape (self);
  else if (quote->child == NULL)
    tape_poll_reading_fail_symbol (self);
  else
    {
      time = tape_poll_reading_day_time (self, tape_poll_text_of (quote, "07. latest trading day"), text);
      tape_poll_number_of (quote, "06. volume", &volume);
      tape_poll_reading_take_quote (self, &price, &time, volume);
    }
}

/* Its local times are those of New York, for whatever instrument. */
static TapeValue
read_time (const char *key, char *text)
{
  TapeClockText clock = { 0 };
  TapeClockTime time;

  if (!tape_clock_text_parse (&clock, key, strlen (key), &time) || time.date_only || !time.local)
    return (TapeValue){ key, strlen (key), FALSE, 0 };
  tape_time_format (tape_exchange_from_local (tape_exchange_lookup ("XNYS"), time.time), text);
  return (TapeValue){ text, strlen (text), FALSE, 0 };
}

static void
read_bar (TapePollReading *self, const cJSON *row)
{
  TapeValue values[TAPE_N_FIELDS] = { 0 };
  char text[TAPE_TIME_TEXT];

  values[TAPE_FIELD_EVENT_TIME] = read_time (row->string, text);
  values[TAPE_FIELD_OPEN] = tape_poll_value_of (row, "1. open");
  values[TAPE_FIELD_HIGH] = tape_poll_value_of (row, "2. high");
  values[TAPE_FIELD_LOW] = tape_poll_value_of (row, "3. low");
  values[TAPE_FIELD_CLOSE] = tape_poll_value_of (row, "4. close");
  values[TAPE_FIELD_QUANTITY] = tape_poll_value_of (row, "5. volume");
  tape_poll_reading_take_bar (self, values, row);
}

static void
read_match (TapePollReading *self, const cJSON *row)
{
  g_autofree char *symbol = change_suffix (tape_poll_text_of (row, "1. symbol"), 0, 1);

  tape_poll_reading_add_match (self, symbol, tape_poll_text_of (row, "2. name"), tape_poll_text_of (row, "4. region"),
                               tape_poll_text_of (row, "8. currency"));
}

/* The sentence about too many calls at once speaks of the day's, too. */
static gboolean
take_complaint (TapePollReading *self)
{
  const char *error = tape_poll_text_of (self->json, "Error Message");
  g_autofree char *note
      = g_strconcat (tape_poll_text_of (self->json, "Note"), tape_poll_text_of (self->json, "Information"), NULL);

  if (strstr (error, "apikey") != NULL || strstr (note, "demo") != NULL)
    tape_poll_reading_fail_key (self);
  else if (*error != '\0')
    tape_poll_reading_fail_symbol (self);
  else if (*note == '\0')
    return FALSE;
  else if (strstr (note, "is a premium") != NULL)
    tape_poll_reading_fail_plan (self);
  else
    tape_poll_reading_fail_quota (self, strstr (note, "sparingly") == NULL && strstr (note, "per minute") == NULL);
  return TRUE;
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  g_auto (TapePollReading) self;

  tape_poll_reading_begin (&self, TITLE, question, response, answer);
  if (!tape_poll_reading_take_status (&self, response->status))
    return;
  if (!cJSON_IsObject (self.json))
    tape_poll_reading_fail_shape (&self);
  else if (take_complaint (&self))
    return;
  else if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_reading_each (&self, find_member (self.json, "bestMatches"), read_match);
  else if (question->kind == TAPE_POLL_HISTORY)
    tape_poll_reading_each (&self, find_member (self.json, "Time Series"), read_bar);
  else
    read_quote (&self);
}

/* It does not say when its day begins; its times are New York's. */
const TapePoll tape_poll_alpha_vantage = {
  .name = "alpha-vantage",
  .title = TITLE,
  .flags = TAPE_POLL_NEEDS_KEY | TAPE_POLL_DELAYED | TAPE_POLL_HAS_SEARCH,
  .hosts = { HOST },
  .website = "https://www.alphavantage.co/support/#api-key",
  .sample = "IBM",
  .limits = { .per_minute = 5, .per_day = 25, .zone = "America/New_York" },
  .cost = 1,
  .pasts = { TAPE_BAR_DAY, TAPE_BAR_MINUTE },
  .interval_open = TAPE_MINUTE,
  .interval_closed = TAPE_HOUR,
  .make_request = make_request,
  .parse = parse,
};
