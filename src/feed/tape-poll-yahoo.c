/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Yahoo's charts: unofficial, for personal use only, and may be refused at any time; so nothing asks it unless a person chose
 * to. Its arrays hold nulls. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-poll-reading.h"
#include "feed/tape-poll-request.h"
#include "feed/tape-polls.h"

#define TITLE "Yahoo"
#define HOST  "query2.finance.yahoo.com"

/* Refused once, refused for a while. */
#define REFUSED_WAIT TAPE_HOUR

/* "BRK.B" is BRK-B there. */
static char *
get_symbol (const char *symbol)
{
  char *own = g_strdup (symbol);
  gsize length = strlen (own);

  if (length > 2 && own[length - 2] == '.' && (own[length - 1] == 'A' || own[length - 1] == 'B'))
    own[length - 2] = '-';
  return own;
}

/* Minutes go back for a week only. */
static void
add_span (GString *url, const TapePollQuestion *question)
{
  gboolean days = question->kind == TAPE_POLL_HISTORY && question->length == TAPE_BAR_DAY;

  if (question->kind == TAPE_POLL_LATEST)
    tape_poll_url_add (url, "range", "1d");
  else if (question->from == TAPE_NO_TIME && !days)
    tape_poll_url_add (url, "range", "5d");
  else
    {
      tape_poll_url_add_number (url, "period1", question->from != TAPE_NO_TIME ? question->from / TAPE_SECOND : 0);
      tape_poll_url_add_number (url, "period2", question->to != TAPE_NO_TIME ? question->to / TAPE_SECOND : G_MAXINT32);
    }
  tape_poll_url_add (url, "interval", days ? "1d" : "1m");
  if (question->extended)
    tape_poll_url_add (url, "includePrePost", "true");
}

static GString *
make_chart_url (const TapePollQuestion *question)
{
  g_autofree char *symbol = get_symbol (question->symbol);
  g_autofree char *escaped = g_uri_escape_string (symbol, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/v8/finance/chart/%s", escaped);
  GString *url = tape_poll_url_new (question, HOST, path);

  add_span (url, question);
  return url;
}

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  GString *url;

  if (question->kind == TAPE_POLL_SEARCH)
    {
      url = tape_poll_url_new (question, HOST, "/v1/finance/search");
      tape_poll_url_add (url, "q", question->symbol);
      tape_poll_url_add (url, "newsCount", "0");
    }
  else
    url = make_chart_url (question);
  tape_poll_request_set (request, url, question, NULL, NULL);
  return TRUE;
}

/* The arrays of a chart, walked side by side. */
enum
{
  COLUMN_TIME,
  COLUMN_OPEN,
  COLUMN_HIGH,
  COLUMN_LOW,
  COLUMN_CLOSE,
  COLUMN_VOLUME,
  N_COLUMNS
};

typedef struct
{
  const cJSON *cells[N_COLUMNS];
} Row;

static const cJSON *
get_cells (const cJSON *object, const char *key)
{
  const cJSON *array = cJSON_GetObjectItemCaseSensitive (object, key);

  return cJSON_IsArray (array) ? array->child : NULL;
}

static void
first_row (Row *row, const cJSON *chart)
{
  static const char *const names[N_COLUMNS] = {
    [COLUMN_OPEN] = "open",   [COLUMN_HIGH] = "high",     [COLUMN_LOW] = "low",
    [COLUMN_CLOSE] = "close", [COLUMN_VOLUME] = "volume",
  };
  const cJSON *quotes = get_cells (cJSON_GetObjectItemCaseSensitive (chart, "indicators"), "quote");

  row->cells[COLUMN_TIME] = get_cells (chart, "timestamp");
  for (gsize i = COLUMN_OPEN; i < N_COLUMNS; i++)
    row->cells[i] = get_cells (quotes, names[i]);
}

static void
next_row (Row *row)
{
  for (gsize i = 0; i < N_COLUMNS; i++)
    if (row->cells[i] != NULL)
      row->cells[i] = row->cells[i]->next;
}

static void
read_bars (TapePollReading *self, const cJSON *chart)
{
  static const TapeField fields[N_COLUMNS] = {
    [COLUMN_TIME] = TAPE_FIELD_EVENT_TIME, [COLUMN_OPEN] = TAPE_FIELD_OPEN,   [COLUMN_HIGH] = TAPE_FIELD_HIGH,
    [COLUMN_LOW] = TAPE_FIELD_LOW,         [COLUMN_CLOSE] = TAPE_FIELD_CLOSE, [COLUMN_VOLUME] = TAPE_FIELD_QUANTITY,
  };
  Row row;

  for (first_row (&row, chart); row.cells[COLUMN_TIME] != NULL; next_row (&row))
    {
      TapeValue values[TAPE_N_FIELDS] = { 0 };

      if (row.cells[COLUMN_CLOSE] == NULL || cJSON_IsNull (row.cells[COLUMN_CLOSE]))
        {
          tape_poll_reading_ignore (self);
          continue;
        }
      for (gsize i = 0; i < N_COLUMNS; i++)
        values[fields[i]] = tape_poll_value (row.cells[i]);
      tape_poll_reading_take_bar (self, values, row.cells[COLUMN_CLOSE]);
    }
}

/* The last minute with a price. */
static gboolean
find_last (const cJSON *chart, TapeValue *price, TapeValue *time)
{
  gboolean found = FALSE;
  Row row;

  for (first_row (&row, chart); row.cells[COLUMN_TIME] != NULL; next_row (&row))
    if (cJSON_IsNumber (row.cells[COLUMN_CLOSE]) && cJSON_IsNumber (row.cells[COLUMN_TIME]))
      {
        *price = tape_poll_value (row.cells[COLUMN_CLOSE]);
        *time = tape_poll_value (row.cells[COLUMN_TIME]);
        found = TRUE;
      }
  return found;
}

/* The regular session's last price stands apart; older answers, and what is before and after the session, have minutes only. */
static void
read_quote (TapePollReading *self, const cJSON *chart)
{
  const cJSON *meta = cJSON_GetObjectItemCaseSensitive (chart, "meta");
  TapeValue price = tape_poll_value_of (meta, "regularMarketPrice"), last_price;
  TapeValue time = tape_poll_value_of (meta, "regularMarketTime"), last_time;
  double volume = -1;

  tape_poll_number_of (meta, "regularMarketVolume", &volume);
  if (find_last (chart, &last_price, &last_time)
      && (!price.is_number || (self->question->extended && time.is_number && last_time.number > time.number)))
    {
      price = last_price;
      time = last_time;
    }
  if (price.is_number)
    tape_poll_reading_take_quote (self, &price, &time, volume);
  else
    tape_poll_reading_ignore (self);
}

static void
read_match (TapePollReading *self, const cJSON *row)
{
  tape_poll_reading_add_match (self, tape_poll_text_of (row, "symbol"), tape_poll_text_of (row, "shortname"),
                               tape_poll_text_of (row, "exchDisp"), NULL);
}

/* "chart", or "finance" where something is wrong before it gets to the chart. */
static const cJSON *
get_error (const cJSON *json)
{
  const cJSON *part = cJSON_GetObjectItemCaseSensitive (json, "chart");

  if (part == NULL)
    part = cJSON_GetObjectItemCaseSensitive (json, "finance");
  return cJSON_GetObjectItemCaseSensitive (part, "error");
}

static gboolean
take_error (TapePollReading *self)
{
  const char *code = tape_poll_text_of (get_error (self->json), "code");

  if (strcmp (code, "Not Found") == 0)
    tape_poll_reading_fail_symbol (self);
  else if (strcmp (code, "Unauthorized") == 0 || self->response->status == 401 || self->response->status == 403)
    {
      tape_poll_reading_fail (self, TAPE_POLL_RETRY,
                              g_strdup_printf (_ ("%s refuses to answer. It never promised to."), TITLE));
      self->answer->until = MAX (self->answer->until, self->response->receive_time + REFUSED_WAIT);
    }
  else
    return tape_poll_reading_take_status (self, self->response->status);
  return FALSE;
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  g_auto (TapePollReading) self;
  const cJSON *chart;

  tape_poll_reading_begin (&self, TITLE, question, response, answer);
  if (!take_error (&self))
    return;
  chart = get_cells (cJSON_GetObjectItemCaseSensitive (self.json, "chart"), "result");
  if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_reading_each (&self, cJSON_GetObjectItemCaseSensitive (self.json, "quotes"), read_match);
  else if (!cJSON_IsObject (chart))
    tape_poll_reading_fail_shape (&self);
  else if (question->kind == TAPE_POLL_HISTORY)
    read_bars (&self, chart);
  else
    read_quote (&self, chart);
}

/* It says nothing of limits; these are modest ones. */
const TapePoll tape_poll_yahoo = {
  .name = "yahoo",
  .title = TITLE,
  .flags = TAPE_POLL_UNOFFICIAL | TAPE_POLL_DELAYED | TAPE_POLL_HAS_SEARCH | TAPE_POLL_HAS_EXTENDED,
  .hosts = { HOST },
  .website = "https://finance.yahoo.com",
  .sample = "AAPL",
  .limits = { .per_minute = 30, .per_day = 2000, .zone = "UTC" },
  .cost = 1,
  .pasts = { TAPE_BAR_DAY, TAPE_BAR_MINUTE },
  .interval_open = 15 * TAPE_SECOND,
  .interval_closed = 15 * TAPE_MINUTE,
  .make_request = make_request,
  .parse = parse,
};
