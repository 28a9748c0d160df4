/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for the trades that a stream did not deliver, one question at a time and no faster than the service wants it. */

#include "config.h"

#include "feed/tape-service-url.h"
#include "feed/tape-stream-feed-private.h"

static void
work_on (TapeStreamFeed *self)
{
  gint64 now = g_get_monotonic_time ();

  tape_backoff_works (&self->fill_backoff, now);
  tape_stream_fill_plan (self, now + self->stream->fill_pause / self->hurry);
}

static void
ask_later (TapeStreamFeed *self, gint64 retry_after)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due = tape_backoff_fail (&self->fill_backoff, now, retry_after, g_random_double ());

  tape_stream_fill_plan (self, now + MAX (due - now, self->stream->fill_pause) / self->hurry);
}

static void
take_answer (TapeStreamFeed *self, const TapeHttpAnswer *answer)
{
  TapeStreamNews news = tape_stream_reader_read_answer (self->reader, answer->status, answer->body, answer->length,
                                                        answer->receive_time, self->batch);

  tape_stream_feed_push (self);
  if ((news & TAPE_STREAM_FATAL) != 0)
    tape_stream_feed_show (self);
  if ((news & TAPE_STREAM_RETRY) != 0)
    ask_later (self, answer->retry_after);
  else
    work_on (self);
}

static void
on_answer (const TapeHttpAnswer *answer, const GError *error, gpointer data)
{
  TapeStreamFeed *self = data;

  self->request = 0;
  if (answer != NULL)
    take_answer (self, answer);
  else
    ask_later (self, -1);
}

TapeHttp *
tape_stream_feed_get_http (TapeStreamFeed *self)
{
  if (self->http == NULL)
    self->http = tape_http_new (self->service.context);
  return self->http;
}

static gboolean
on_time (gpointer data)
{
  TapeStreamFeed *self = data;
  const char *const secrets[] = { self->chosen->key != NULL ? self->chosen->key : "",
                                  self->chosen->secret != NULL ? self->chosen->secret : "", NULL };
  g_auto (TapeStreamRequest) request = { 0 };
  g_autofree char *url = NULL;

  tape_stream_feed_stop_timer (&self->fill);
  if (tape_stream_reader_get_gap (self->reader) == NULL)
    return G_SOURCE_REMOVE;
  tape_stream_reader_make_request (self->reader, &request);
  url = tape_service_url (request.url);
  self->request = tape_http_get (
      tape_stream_feed_get_http (self),
      &(TapeHttpRequest){ .url = url, .headers = (const char *const *)request.headers, .secrets = secrets }, on_answer,
      self);
  return G_SOURCE_REMOVE;
}

void
tape_stream_fill_plan (TapeStreamFeed *self, gint64 time)
{
  if (self->stream->fill_pause == 0 || self->request != 0 || self->fill != NULL || self->service.over
      || tape_stream_reader_get_gap (self->reader) == NULL)
    return;
  tape_stream_feed_set_timer (self, &self->fill, time, on_time);
}

void
tape_stream_fill_stop (TapeStreamFeed *self)
{
  tape_stream_feed_stop_timer (&self->fill);
  g_clear_pointer (&self->http, tape_http_free);
  self->request = 0;
}
