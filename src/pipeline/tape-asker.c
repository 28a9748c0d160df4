/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-asker.h"

#include <glib/gi18n-lib.h>

#include "feed/tape-http.h"
#include "feed/tape-service-url.h"
#include "pipeline/tape-home.h"

/* Requests that run at once. */
#define AT_ONCE 4

typedef struct
{
  TapeAsker *asker;
  TapePollQuestion question;
  TapeAskerCallback callback;
  gpointer data;
} Call;

struct _TapeAsker
{
  const TapePoll *poll;
  GMainContext *context;
  TapeUniverse *universe;
  TapeQuota *quota;
  TapeHttp *http;
  GPtrArray *calls; /* of Call */
  guint next;
  guint running;
  char *refused; /* why nothing more is asked */
};

/* Without its file it counts by itself. */
static TapeQuota *
make_quota (const TapePoll *poll, const char *account, const TapeQuotaLimits *limits)
{
  g_autofree char *path = tape_home_quota (poll->name, account);
  TapeQuota *quota = tape_quota_new (limits != NULL ? limits : &poll->limits);
  g_autoptr (GError) error = NULL;

  if (!tape_quota_share (quota, path, &error))
    g_debug ("%s", error->message);
  return quota;
}

TapeAsker *
tape_asker_new (const TapePoll *poll, const char *account, const TapeQuotaLimits *limits)
{
  TapeAsker *self = g_new0 (TapeAsker, 1);

  self->poll = poll;
  self->context = g_main_context_new ();
  self->universe = tape_universe_new (FALSE);
  self->quota = make_quota (poll, account, limits);
  self->http = tape_http_new (self->context);
  self->calls = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
tape_asker_free (TapeAsker *self)
{
  tape_http_free (self->http);
  tape_quota_free (self->quota);
  tape_universe_unref (self->universe);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->calls);
  g_free (self->refused);
  g_free (self);
}

void
tape_asker_ask (TapeAsker *self, const TapePollQuestion *question, TapeAskerCallback callback, gpointer data)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ self, *question, callback, data };
  g_ptr_array_add (self->calls, call);
}

static void
take_answer (Call *call, const TapeHttpAnswer *said)
{
  TapeAsker *self = call->asker;
  g_auto (TapePollAnswer) answer;

  tape_poll_parse_http (self->poll, &call->question, NULL, said, self->universe, 0, &answer);
  if (answer.outcome == TAPE_POLL_NO_QUOTA)
    tape_quota_refuse (self->quota, answer.until, answer.day, said->receive_time);
  if (answer.outcome == TAPE_POLL_FATAL && self->refused == NULL)
    self->refused = g_strdup (answer.message);
  call->callback (&answer, answer.message, call->data);
}

static void ask_more (TapeAsker *self);

static void
on_answer (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  Call *call = data;
  TapeAsker *self = call->asker;

  if (answer != NULL)
    take_answer (call, answer);
  else
    call->callback (NULL, error->message, call->data);
  self->running--;
  ask_more (self);
}

/* The next call comes back within a minute, or on another day, which then is said. */
static char *
describe_spent (TapeAsker *self, gint64 next)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (next / TAPE_SECOND + 1);
  g_autofree char *clock = g_date_time_format (time, "%Y-%m-%d %H:%M:%S");

  return g_strdup_printf (_ ("The calls of %s are spent. The next one is at %s."), self->poll->title, clock);
}

/* Spends what the request costs. Why it cannot be made, or NULL. */
static char *
prepare (TapeAsker *self, const TapePollQuestion *question, TapePollRequest *request)
{
  gint64 now = g_get_real_time ();

  if (self->refused != NULL)
    return g_strdup (self->refused);
  if (!tape_poll_make_request (self->poll, question, request))
    return g_strdup_printf (_ ("%s cannot be asked for \"%s\"."), self->poll->title, question->symbol);
  if (!tape_quota_take (self->quota, request->cost, now))
    return describe_spent (self, tape_quota_next (self->quota, request->cost, now));
  return NULL;
}

static void
ask (TapeAsker *self, Call *call)
{
  const char *const secrets[] = { call->question.key, NULL };
  g_auto (TapePollRequest) request = { 0 };
  g_autofree char *problem = prepare (self, &call->question, &request);
  g_autofree char *url = NULL;

  if (problem != NULL)
    {
      call->callback (NULL, problem, call->data);
      return;
    }
  url = tape_service_url (request.url);
  tape_http_get (self->http,
                 &(TapeHttpRequest){ .url = url, .headers = (const char *const *)request.headers, .secrets = secrets },
                 on_answer, call);
  self->running++;
}

static void
ask_more (TapeAsker *self)
{
  while (self->running < AT_ONCE && self->next < self->calls->len)
    ask (self, g_ptr_array_index (self->calls, self->next++));
}

static gboolean
on_cancelled (G_GNUC_UNUSED GCancellable *cancellable, G_GNUC_UNUSED gpointer data)
{
  return G_SOURCE_REMOVE;
}

gboolean
tape_asker_run (TapeAsker *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSource) wake = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  if (wake != NULL)
    {
      g_source_set_callback (wake, G_SOURCE_FUNC (on_cancelled), NULL, NULL);
      g_source_attach (wake, self->context);
    }
  if (!g_cancellable_is_cancelled (cancellable))
    ask_more (self);
  while (self->running > 0 && !g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (self->context, TRUE);
  if (wake != NULL)
    g_source_destroy (wake);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

void
tape_asker_get_left (TapeAsker *self, TapeQuotaLeft *left)
{
  tape_quota_get_left (self->quota, g_get_real_time (), left);
}
