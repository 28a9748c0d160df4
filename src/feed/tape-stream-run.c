/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connections of a stream's feed: from one to the next. There is one that is read from, and at times a second one, from
 * which is read, too, until it takes the place of the first. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-redaction.h"
#include "feed/tape-service-url.h"
#include "feed/tape-stream-feed-private.h"

#define BATCH_EVENTS 4096

/* Events are bundled over so long, in µs of the wall clock: as long as a few frames of a display. */
#define BUNDLE (25 * TAPE_MILLISECOND)

/* So long both connections are read from, for what is still on its way over the first. */
#define HAND_OVER (2 * TAPE_SECOND)

/* How long to wait before asking for what was missed: it may only be late. */
#define PATIENCE TAPE_SECOND

static void begin (TapeStreamFeed *self, TapeStreamLink *link);

void
tape_stream_feed_stop_timer (GSource **timer)
{
  if (*timer == NULL)
    return;
  g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

void
tape_stream_feed_set_timer (TapeStreamFeed *self, GSource **timer, gint64 time, GSourceFunc function)
{
  tape_stream_feed_stop_timer (timer);
  *timer = g_timeout_source_new (0);
  g_source_set_ready_time (*timer, time);
  g_source_set_priority (*timer, G_PRIORITY_LOW);
  g_source_set_callback (*timer, function, self, NULL);
  g_source_attach (*timer, self->service.context);
}

/* What was read. */

void
tape_stream_feed_push (TapeStreamFeed *self)
{
  TapeBatch *batch = self->batch;
  TapePosition position;

  tape_stream_feed_stop_timer (&self->bundle);
  if (batch->n_trades == 0 && batch->n_rejects == 0 && batch->ignored == 0)
    return;
  tape_stream_reader_save (self->reader, &position);
  tape_batch_set_position (batch, &position);
  g_clear_pointer (&position.state, g_bytes_unref);
  self->batch = tape_batch_new (TAPE_BATCH_TRADES, 64);
  if (!tape_feed_push (&self->service.feed, batch))
    self->service.over = TRUE;
  self->pushed = g_get_monotonic_time ();
}

static gboolean
on_bundle (gpointer data)
{
  tape_stream_feed_push (data);
  return G_SOURCE_REMOVE;
}

static void
on_settled (TapeSocket *socket, gpointer data)
{
  TapeStreamFeed *self = data;

  if (self->batch->n_trades >= BATCH_EVENTS || g_get_monotonic_time () >= self->pushed + BUNDLE)
    tape_stream_feed_push (self);
  else if (self->bundle == NULL)
    tape_stream_feed_set_timer (self, &self->bundle, self->pushed + BUNDLE, on_bundle);
}

/* Of many messages a few, for people. */
static void
keep_message (TapeStreamFeed *self, const char *text, gsize length, guint n_trades, guint n_rejects)
{
  const TapeBatch *batch = self->batch;
  const char *const secrets[] = { self->chosen->key != NULL ? self->chosen->key : "",
                                  self->chosen->secret != NULL ? self->chosen->secret : "", NULL };
  g_autofree char *raw = NULL, *parsed = NULL;

  if (!tape_feed_wants_message (&self->service.feed))
    return;
  if (batch->n_rejects > n_rejects)
    parsed = g_strdup (batch->text + batch->rejects[batch->n_rejects - 1].reason);
  else if (batch->n_trades > n_trades)
    parsed = tape_feed_describe_trade (&self->service.feed, &batch->trades[batch->n_trades - 1]);
  else
    parsed = g_strdup (_ ("no trade"));
  raw = tape_redact (text, (gssize)length, secrets);
  tape_feed_keep_message (&self->service.feed, raw, strlen (raw), batch->n_rejects > n_rejects, parsed);
}

/* How it is. */

void
tape_stream_feed_show (TapeStreamFeed *self)
{
  guint64 missing = tape_stream_reader_count_missing (self->reader);
  g_autofree char *message = NULL;

  if (!self->link.subscribed)
    return;
  if (missing > 0)
    message = g_strdup_printf (
        ngettext ("%lu trade is missing: %s did not deliver it and does not have it any more.",
                  "%lu trades are missing: %s did not deliver them and does not have them any more.", (gulong)missing),
        (gulong)missing, self->stream->title);
  tape_feed_set_state (&self->service.feed, TAPE_FEED_RUNNING, message, TAPE_NO_TIME);
}

static void
set_trouble (TapeStreamFeed *self, const char *sentence)
{
  g_free (self->trouble);
  self->trouble = g_strdup (sentence);
}

/* Connections. */

static void
close_link (TapeStreamLink *link)
{
  g_clear_pointer (&link->socket, tape_socket_free);
  link->subscribed = FALSE;
}

static gboolean
on_retry (gpointer data)
{
  TapeStreamFeed *self = data;

  tape_stream_feed_stop_timer (&self->retry);
  tape_feed_set_state (&self->service.feed, TAPE_FEED_CONNECTING, self->trouble, TAPE_NO_TIME);
  begin (self, &self->link);
  return G_SOURCE_REMOVE;
}

static gboolean
on_second_retry (gpointer data)
{
  TapeStreamFeed *self = data;

  tape_stream_feed_stop_timer (&self->retry);
  begin (self, &self->second);
  return G_SOURCE_REMOVE;
}

static gint64
back_off (TapeStreamFeed *self, gint64 retry_after)
{
  gint64 now = g_get_monotonic_time ();

  return now + (tape_backoff_fail (&self->backoff, now, retry_after, g_random_double ()) - now) / self->hurry;
}

static gboolean is_trading (TapeStreamFeed *self);
static gboolean on_silence (gpointer data);
static gboolean on_age (gpointer data);

static gint64
get_silence (TapeStreamFeed *self)
{
  return (gint64)self->stream->silence * TAPE_SECOND / self->hurry;
}

/* The first connection stands and is accepted. */
static void
run_on (TapeStreamFeed *self)
{
  gint64 now = g_get_monotonic_time ();

  g_clear_pointer (&self->trouble, g_free);
  tape_backoff_works (&self->backoff, now);
  tape_stream_feed_show (self);
  if (self->stream->silence > 0)
    tape_stream_feed_set_timer (self, &self->silence, now + get_silence (self), on_silence);
  if (self->max_age > 0)
    tape_stream_feed_set_timer (self, &self->age, now + self->max_age, on_age);
  tape_stream_fill_plan (self, now + PATIENCE / self->hurry);
  if (self->past == NULL)
    tape_stream_past_begin (self);
}

/* The second connection becomes the first. */
static void
hand_over (TapeStreamFeed *self)
{
  tape_stream_feed_stop_timer (&self->hand_over);
  tape_stream_feed_stop_timer (&self->retry);
  close_link (&self->link);
  self->link = self->second;
  self->second = (TapeStreamLink){ NULL, FALSE };
  if (self->link.subscribed)
    run_on (self);
}

static gboolean
on_hand_over (gpointer data)
{
  hand_over (data);
  return G_SOURCE_REMOVE;
}

/* The first connection is over: what comes next, and when. */
static void
come_back (TapeStreamFeed *self, TapeFeedState state, const char *sentence, gint64 retry_after)
{
  gint64 due;

  close_link (&self->link);
  tape_stream_feed_stop_timer (&self->silence);
  tape_stream_feed_stop_timer (&self->age);
  tape_stream_feed_push (self);
  set_trouble (self, sentence);
  if (self->service.over)
    return;
  if (self->second.socket != NULL)
    {
      gboolean open = tape_socket_is_open (self->second.socket);

      hand_over (self);
      if (open && !self->link.subscribed)
        tape_stream_reader_connected (self->reader, FALSE);
      if (!self->link.subscribed)
        tape_feed_set_state (&self->service.feed, TAPE_FEED_CONNECTING, sentence, TAPE_NO_TIME);
      return;
    }
  due = back_off (self, retry_after);
  tape_feed_set_state (&self->service.feed, state, sentence, g_get_real_time () + due - g_get_monotonic_time ());
  tape_stream_feed_set_timer (self, &self->retry, due, on_retry);
}

/* Where the service itself says for how long, it is waited for. */
static void
lose (TapeStreamFeed *self, TapeStreamLink *link, const char *sentence, gint64 retry_after)
{
  if (link == &self->link)
    come_back (self, retry_after > 0 ? TAPE_FEED_WAITING : TAPE_FEED_RECONNECTING, sentence, retry_after);
  else
    {
      close_link (link);
      tape_stream_feed_stop_timer (&self->hand_over);
      tape_stream_feed_set_timer (self, &self->retry, back_off (self, retry_after), on_second_retry);
    }
}

static TapeStreamLink *
find_link (TapeStreamFeed *self, TapeSocket *socket)
{
  return self->second.socket == socket ? &self->second : &self->link;
}

/* A connection beside the first; where there may be one only, another one instead of it. */
static void
renew (TapeStreamFeed *self, const char *sentence)
{
  tape_stream_feed_stop_timer (&self->age);
  if (self->second.socket != NULL || self->retry != NULL)
    return;
  if ((self->stream->flags & TAPE_STREAM_ONE_CONNECTION) != 0)
    come_back (self, TAPE_FEED_RECONNECTING, sentence, 0);
  else
    begin (self, &self->second);
}

static gboolean
on_age (gpointer data)
{
  TapeStreamFeed *self = data;
  g_autofree char *sentence
      = g_strdup_printf (_ ("The connection to %s is a day old: a new one is made."), self->stream->title);

  renew (self, sentence);
  return G_SOURCE_REMOVE;
}

/* Silence is a fault only where there should be trades. */
static gboolean
is_trading (TapeStreamFeed *self)
{
  if ((self->stream->flags & TAPE_STREAM_ROUND_THE_CLOCK) != 0)
    return TRUE;
  for (char **symbol = self->chosen->symbols; *symbol != NULL; symbol++)
    {
      guint32 number = tape_universe_lookup (self->service.feed.universe, *symbol, strlen (*symbol));

      if (number != TAPE_NO_INSTRUMENT
          && tape_universe_is_open (self->service.feed.universe, number, g_get_real_time ()))
        return TRUE;
    }
  return FALSE;
}

static gboolean
on_silence (gpointer data)
{
  TapeStreamFeed *self = data;
  gint64 now = g_get_monotonic_time (), limit = get_silence (self);
  gint64 due = tape_socket_get_last_message_time (self->link.socket) + limit;
  g_autofree char *sentence = NULL;

  tape_stream_feed_stop_timer (&self->silence);
  if (now < due || !is_trading (self))
    {
      tape_stream_feed_set_timer (self, &self->silence, MAX (due, now + TAPE_SECOND / self->hurry), on_silence);
      return G_SOURCE_REMOVE;
    }
  sentence = g_strdup_printf (_ ("%s has sent nothing for %u s: the connection is taken for dead."),
                              self->stream->title, self->stream->silence);
  come_back (self, TAPE_FEED_SILENT, sentence, -1);
  return G_SOURCE_REMOVE;
}

/* What the service says. */

static void
take_subscribed (TapeStreamFeed *self, TapeStreamLink *link)
{
  gint64 now = g_get_monotonic_time ();

  if (link->subscribed)
    return;
  link->subscribed = TRUE;
  if (link == &self->link)
    run_on (self);
  else
    tape_stream_feed_set_timer (self, &self->hand_over, now + HAND_OVER / self->hurry, on_hand_over);
}

static void
send_replies (TapeStreamFeed *self, TapeSocket *socket)
{
  g_auto (GStrv) replies = tape_stream_reader_take_replies (self->reader);

  for (char **reply = replies; *reply != NULL; reply++)
    tape_socket_send (socket, *reply, strlen (*reply));
}

static void
take_news (TapeStreamFeed *self, TapeSocket *socket, TapeStreamNews news)
{
  TapeStreamLink *link = find_link (self, socket);

  if ((news & TAPE_STREAM_FATAL) != 0)
    tape_service_feed_stop (&self->service, tape_stream_reader_get_error (self->reader));
  else if ((news & TAPE_STREAM_RETRY) != 0)
    {
      g_autofree char *sentence = g_strdup (tape_stream_reader_get_error (self->reader));

      lose (self, link, sentence, -1);
    }
  else
    {
      g_autofree char *sentence
          = g_strdup_printf (_ ("%s ends the connection: a new one is made."), self->stream->title);

      if ((news & TAPE_STREAM_REPLY) != 0)
        send_replies (self, socket);
      if ((news & TAPE_STREAM_SUBSCRIBED) != 0)
        take_subscribed (self, link);
      if ((news & TAPE_STREAM_MISSED) != 0)
        tape_stream_fill_plan (self, g_get_monotonic_time () + PATIENCE / self->hurry);
      if ((news & TAPE_STREAM_SHUTDOWN) != 0 && link == &self->link)
        renew (self, sentence);
    }
}

static void
on_message (TapeSocket *socket, const char *text, gsize length, gboolean text_frame, gint64 receive_time, gpointer data)
{
  TapeStreamFeed *self = data;
  guint n_trades = self->batch->n_trades, n_rejects = self->batch->n_rejects;
  TapeStreamNews news = tape_stream_reader_read (self->reader, text, length, receive_time, self->batch);

  keep_message (self, text, length, n_trades, n_rejects);
  if (news != TAPE_STREAM_NOTHING)
    take_news (self, socket, news);
}

static void
on_opened (TapeSocket *socket, gpointer data)
{
  TapeStreamFeed *self = data;
  TapeStreamLink *link = find_link (self, socket);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);

  tape_stream_reader_connected (self->reader, link == &self->second);
  self->stream->greet (self->chosen, messages);
  for (guint i = 0; i < messages->len; i++)
    tape_socket_send (socket, messages->pdata[i], strlen (messages->pdata[i]));
  if ((self->stream->flags & TAPE_STREAM_NO_ANSWER) != 0)
    take_subscribed (self, link);
}

static void
on_ended (TapeSocket *socket, const TapeSocketEnd *end, gpointer data)
{
  TapeStreamFeed *self = data;
  TapeStreamNews news = end->reason == TAPE_SOCKET_ADDRESS ? TAPE_STREAM_FATAL : TAPE_STREAM_RETRY;
  g_autofree char *sentence = end->reason == TAPE_SOCKET_REFUSED
                                  ? tape_stream_explain_status (self->stream, end->status, &news)
                                  : g_strdup (end->message);

  if ((news & TAPE_STREAM_FATAL) != 0)
    tape_service_feed_stop (&self->service, sentence);
  else
    lose (self, find_link (self, socket), sentence, end->retry_after);
}

static const TapeSocketTaker taker = { on_opened, on_message, on_settled, on_ended };

static void
begin (TapeStreamFeed *self, TapeStreamLink *link)
{
  const char *const secrets[] = { self->chosen->key != NULL ? self->chosen->key : "",
                                  self->chosen->secret != NULL ? self->chosen->secret : "", NULL };
  g_autofree char *own = self->stream->make_url (self->chosen);
  g_autofree char *url = tape_service_url (own);
  guint ping = self->stream->ping * 1000 / (guint)self->hurry;

  link->subscribed = FALSE;
  link->socket = tape_socket_open (
      &(TapeSocketOptions){ .url = url, .secrets = secrets, .ping_interval = ping, .silence_limit = 2 * ping }, &taker,
      self);
}

static void
end (TapeStreamFeed *self)
{
  tape_stream_past_stop (self);
  tape_stream_fill_stop (self);
  close_link (&self->link);
  close_link (&self->second);
  tape_stream_feed_push (self);
  tape_stream_feed_stop_timer (&self->retry);
  tape_stream_feed_stop_timer (&self->silence);
  tape_stream_feed_stop_timer (&self->age);
  tape_stream_feed_stop_timer (&self->hand_over);
  tape_socket_drain ();
}

void
tape_stream_run (TapeStreamFeed *self, GCancellable *cancellable)
{
  tape_feed_set_state (&self->service.feed, TAPE_FEED_CONNECTING, NULL, TAPE_NO_TIME);
  begin (self, &self->link);
  tape_service_feed_iterate (&self->service, cancellable);
  self->service.over = TRUE;
  end (self);
}
