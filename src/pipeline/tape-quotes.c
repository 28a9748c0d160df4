/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-quotes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-http.h"
#include "feed/tape-service-url.h"
#include "pipeline/tape-home.h"

/* Requests that run at once. */
#define AT_ONCE 4

typedef struct _Asking Asking;

/* One request that runs. */
typedef struct
{
  Asking *asking;
  TapeQuote *quote;
} Call;

struct _Asking
{
  const TapeQuotesRequest *request;
  GPtrArray *quotes;
  TapeUniverse *universe;
  TapeQuota *quota;
  TapeHttp *http;
  Call *calls; /* one for each quote */
  guint next;
  guint running;
  char *refused; /* why nothing more is asked */
};

static void
quote_free (gpointer data)
{
  TapeQuote *self = data;

  g_free (self->symbol);
  g_free (self->problem);
  g_free (self);
}

static GPtrArray *
make_quotes (const char *const *symbols)
{
  GPtrArray *quotes = g_ptr_array_new_with_free_func (quote_free);

  for (gsize i = 0; symbols[i] != NULL; i++)
    {
      TapeQuote *quote = g_new0 (TapeQuote, 1);
      const TapeInstrument *instrument = tape_instruments_lookup (symbols[i], strlen (symbols[i]));

      quote->symbol = g_strdup (symbols[i]);
      quote->time = TAPE_NO_TIME;
      quote->volume = -1;
      quote->currency = instrument != NULL ? instrument->currency : "";
      g_ptr_array_add (quotes, quote);
    }
  return quotes;
}

static TapePollQuestion
make_question (const Asking *self, const TapeQuote *quote)
{
  return (TapePollQuestion){
    .kind = TAPE_POLL_LATEST,
    .symbol = quote->symbol,
    .key = self->request->key,
    .extended = self->request->extended,
    .from = TAPE_NO_TIME,
    .to = TAPE_NO_TIME,
  };
}

static void
take_batch (TapeQuote *quote, const TapePoll *poll, const TapeBatch *batch)
{
  if (batch->n_trades > 0)
    {
      const TapeTrade *last = &batch->trades[batch->n_trades - 1];

      quote->price = last->price;
      quote->time = last->event_time;
    }
  else if (batch->n_rejects > 0)
    quote->problem = g_strdup_printf (_ ("What %s says of \"%s\" cannot be: %s"), poll->title, quote->symbol,
                                      batch->text + batch->rejects[0].reason);
  else
    quote->problem = g_strdup_printf (_ ("%s has no price of \"%s\"."), poll->title, quote->symbol);
}

static void
take_answer (Asking *self, TapeQuote *quote, const TapeHttpAnswer *http_answer)
{
  const TapePoll *poll = self->request->poll;
  const TapePollQuestion question = make_question (self, quote);
  const TapePollResponse response = {
    .status = http_answer->status,
    .retry_after = http_answer->retry_after,
    .body = http_answer->body,
    .length = http_answer->length,
    .receive_time = http_answer->receive_time,
    .universe = self->universe,
  };
  g_auto (TapePollAnswer) answer = { 0 };

  tape_poll_parse (poll, &question, NULL, &response, &answer);
  quote->problem = g_strdup (answer.message);
  if (answer.outcome == TAPE_POLL_OK)
    {
      take_batch (quote, poll, answer.batch);
      quote->volume = answer.memory.volume;
    }
  if (answer.outcome == TAPE_POLL_NO_QUOTA)
    tape_quota_refuse (self->quota, answer.until, answer.day, response.receive_time);
  if (answer.outcome == TAPE_POLL_FATAL && self->refused == NULL)
    self->refused = g_strdup (answer.message);
}

static void ask_more (Asking *self);

static void
on_answer (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  Call *call = data;
  Asking *self = call->asking;

  if (answer != NULL)
    take_answer (self, call->quote, answer);
  else
    call->quote->problem = g_strdup (error->message);
  self->running--;
  ask_more (self);
}

/* The next call comes back within a minute, or on another day, which then is said. */
static char *
describe_spent (Asking *self, gint64 next)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (next / TAPE_SECOND + 1);
  g_autofree char *clock = g_date_time_format (time, "%Y-%m-%d %H:%M:%S");

  return g_strdup_printf (_ ("The calls of %s are spent. The next one is at %s."), self->request->poll->title, clock);
}

static void
ask (Asking *self, Call *call)
{
  TapeQuote *quote = call->quote;
  const TapePoll *poll = self->request->poll;
  const TapePollQuestion question = make_question (self, quote);
  const char *const secrets[] = { self->request->key, NULL };
  gint64 now = g_get_real_time ();
  g_auto (TapePollRequest) request = { 0 };
  g_autofree char *url = NULL;

  if (self->refused != NULL)
    quote->problem = g_strdup (self->refused);
  else if (!tape_poll_make_request (poll, &question, &request))
    quote->problem = g_strdup_printf (_ ("%s cannot be asked for \"%s\"."), poll->title, quote->symbol);
  else if (!tape_quota_take (self->quota, request.cost, now))
    quote->problem = describe_spent (self, tape_quota_next (self->quota, request.cost, now));
  if (quote->problem != NULL)
    return;
  url = tape_service_url (request.url);
  tape_http_get (self->http,
                 &(TapeHttpRequest){ .url = url, .headers = (const char *const *)request.headers, .secrets = secrets },
                 on_answer, call);
  self->running++;
}

static void
ask_more (Asking *self)
{
  while (self->running < AT_ONCE && self->next < self->quotes->len)
    {
      Call *call = &self->calls[self->next];

      *call = (Call){ self, g_ptr_array_index (self->quotes, self->next++) };
      ask (self, call);
    }
}

static gboolean
on_cancelled (G_GNUC_UNUSED GCancellable *cancellable, G_GNUC_UNUSED gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
run (Asking *self, GMainContext *context, GCancellable *cancellable)
{
  g_autoptr (GSource) wake = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  if (wake != NULL)
    {
      g_source_set_callback (wake, G_SOURCE_FUNC (on_cancelled), NULL, NULL);
      g_source_attach (wake, context);
    }
  ask_more (self);
  while (self->running > 0 && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (context, TRUE);
  if (wake != NULL)
    g_source_destroy (wake);
}

/* Without its file it counts by itself. */
static TapeQuota *
make_quota (const TapeQuotesRequest *request)
{
  g_autofree char *path = tape_home_quota (request->poll->name, request->account);
  TapeQuota *quota = tape_quota_new (request->limits != NULL ? request->limits : &request->poll->limits);
  g_autoptr (GError) error = NULL;

  if (!tape_quota_share (quota, path, &error))
    g_debug ("%s", error->message);
  return quota;
}

GPtrArray *
tape_quotes_get (const TapeQuotesRequest *request, GCancellable *cancellable, TapeQuotaLeft *left, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GPtrArray) quotes = make_quotes (request->symbols);
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeQuota) quota = make_quota (request);
  g_autoptr (TapeHttp) http = tape_http_new (context);
  g_autofree Call *calls = g_new0 (Call, quotes->len);
  Asking asking
      = { .request = request, .quotes = quotes, .universe = universe, .quota = quota, .http = http, .calls = calls };

  run (&asking, context, cancellable);
  g_free (asking.refused);
  if (left != NULL)
    tape_quota_get_left (quota, g_get_real_time (), left);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&quotes);
}
