/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was before a stream began, as bars, where the same service can be asked for it: once for each symbol and length, one
 * question at a time. A bar that a trade is in stays made of trades. */

#include "config.h"

#include "feed/tape-service-url.h"
#include "feed/tape-stream-feed-private.h"

static gboolean on_time (gpointer data);

static void
plan (TapeStreamFeed *self, gint64 wait)
{
  if (!self->service.over)
    tape_stream_feed_set_timer (self, &self->past_timer, g_get_monotonic_time () + wait / self->hurry, on_time);
}

/* The next question, of those for all symbols' bars of one length, then of the next. */
static gboolean
get_question (TapeStreamFeed *self, TapePollQuestion *question)
{
  guint n = g_strv_length (self->chosen->symbols), length = self->past_next / n;

  if (length >= TAPE_POLL_MAX_PASTS || self->past->pasts[length] == 0)
    return FALSE;
  *question = (TapePollQuestion){ .kind = TAPE_POLL_HISTORY,
                                  .symbol = self->chosen->symbols[self->past_next % n],
                                  .key = self->chosen->key,
                                  .length = self->past->pasts[length],
                                  .from = TAPE_NO_TIME,
                                  .to = TAPE_NO_TIME };
  return TRUE;
}

/* Whatever the answer, it is not asked again; and no further where nobody is answered. */
static void
take_answer (TapeStreamFeed *self, const TapePollQuestion *question, const TapeHttpAnswer *said)
{
  g_auto (TapePollAnswer) answer;

  tape_poll_parse_http (self->past, question, NULL, said, self->service.feed.universe,
                        (guint16)self->service.position.source, &answer);
  if (answer.batch != NULL && !tape_feed_push (&self->service.feed, g_steal_pointer (&answer.batch)))
    self->service.over = TRUE;
  if (answer.outcome != TAPE_POLL_FATAL)
    plan (self, MAX (self->stream->fill_pause, answer.until != TAPE_NO_TIME ? answer.until - said->receive_time : 0));
}

static void
on_answer (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  TapeStreamFeed *self = data;
  TapePollQuestion question;
  gboolean open = get_question (self, &question);

  self->past_next++;
  if (answer != NULL && open)
    take_answer (self, &question, answer);
  else
    plan (self, TAPE_SECOND);
}

static gboolean
on_time (gpointer data)
{
  TapeStreamFeed *self = data;
  TapePollQuestion question;
  g_auto (TapePollRequest) request = { 0 };
  g_autofree char *url = NULL;

  tape_stream_feed_stop_timer (&self->past_timer);
  if (!get_question (self, &question) || !tape_poll_make_request (self->past, &question, &request))
    return G_SOURCE_REMOVE;
  url = tape_service_url (request.url);
  tape_http_get (tape_stream_feed_get_http (self),
                 &(TapeHttpRequest){ .url = url, .headers = (const char *const *)request.headers }, on_answer, self);
  return G_SOURCE_REMOVE;
}

void
tape_stream_past_begin (TapeStreamFeed *self)
{
  gint64 last = self->service.position.event_time;

  self->past = tape_poll_lookup (self->stream->name);
  self->past_next = 0;
  if (self->past != NULL && (last == TAPE_NO_TIME || g_get_real_time () - last > TAPE_MINUTE))
    plan (self, 0);
}

void
tape_stream_past_stop (TapeStreamFeed *self)
{
  tape_stream_feed_stop_timer (&self->past_timer);
}
