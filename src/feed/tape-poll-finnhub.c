/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finnhub: last prices of US stocks, without a volume. An unknown symbol is a price of zero at no time, with status 200. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-poll-reading.h"
#include "feed/tape-poll-request.h"
#include "feed/tape-polls.h"

#define TITLE "Finnhub"
#define HOST  "finnhub.io"

static gboolean
make_request (const TapePollQuestion *question, TapePollRequest *request)
{
  gboolean search = question->kind == TAPE_POLL_SEARCH;
  GString *url;

  if (question->kind == TAPE_POLL_HISTORY)
    return FALSE;
  url = tape_poll_url_new (question, HOST, search ? "/api/v1/search" : "/api/v1/quote");
  tape_poll_url_add (url, search ? "q" : "symbol", question->symbol);
  tape_poll_request_set (request, url, question, "X-Finnhub-Token", "");
  return TRUE;
}

static void
read_quote (TapePollReading *self)
{
  TapeValue price = tape_poll_value_of (self->json, "c"), time = tape_poll_value_of (self->json, "t");

  if (cJSON_GetObjectItemCaseSensitive (self->json, "c") == NULL)
    tape_poll_reading_fail_shape (self);
  else if ((price.is_number && price.number == 0) || (!price.is_number && price.length == 0))
    tape_poll_reading_fail_symbol (self);
  else
    {
      time.is_number = time.is_number && time.number != 0;
      tape_poll_reading_take_quote (self, &price, &time, -1);
    }
}

static void
read_match (TapePollReading *self, const cJSON *row)
{
  tape_poll_reading_add_match (self, tape_poll_text_of (row, "symbol"), tape_poll_text_of (row, "description"),
                               tape_poll_text_of (row, "type"), NULL);
}

/* Free keys answer for the US only; the rest is a matter of the symbol. */
static void
fail_access (TapePollReading *self)
{
  g_autofree char *symbol = tape_text_quote (self->question->symbol, strlen (self->question->symbol));

  tape_poll_reading_fail (
      self, TAPE_POLL_UNKNOWN_SYMBOL,
      g_strdup_printf (_ ("The plan of this key at %s does not include \"%s\". Choose other symbols, or another plan."),
                       TITLE, symbol));
}

static void
parse (const TapePollQuestion *question, const TapePollResponse *response, TapePollAnswer *answer)
{
  g_auto (TapePollReading) self;

  tape_poll_reading_begin (&self, TITLE, question, response, answer);
  if (response->status == 403)
    fail_access (&self);
  else if (!tape_poll_reading_take_status (&self, response->status))
    return;
  else if (!cJSON_IsObject (self.json))
    tape_poll_reading_fail_shape (&self);
  else if (question->kind == TAPE_POLL_SEARCH)
    tape_poll_reading_each (&self, cJSON_GetObjectItemCaseSensitive (self.json, "result"), read_match);
  else
    read_quote (&self);
}

const TapePoll tape_poll_finnhub = {
  .name = "finnhub",
  .title = TITLE,
  .flags = TAPE_POLL_NEEDS_KEY | TAPE_POLL_HAS_SEARCH,
  .hosts = { HOST },
  .website = "https://finnhub.io/register",
  .sample = "AAPL",
  .limits = { .per_minute = 60, .zone = "UTC" },
  .cost = 1,
  .interval_open = 5 * TAPE_SECOND,
  .interval_closed = 5 * TAPE_MINUTE,
  .make_request = make_request,
  .parse = parse,
};
