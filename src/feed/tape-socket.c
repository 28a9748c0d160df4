/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-time.h"
#include "feed/tape-redaction.h"
#include "feed/tape-socket-private.h"
#include "feed/tape-socket-upgrade.h"

#define CONNECT_LIMIT 20000

/* How many sockets of the thread are freed, or not, with a connection still being made. */
static __thread guint n_connecting;

void
tape_socket_unref (TapeSocket *self)
{
  if (--self->refs > 0)
    return;
  tape_socket_address_clear (&self->address);
  tape_socket_frames_clear (&self->frames);
  g_clear_object (&self->stream);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  tape_socket_writer_clear (&self->writer);
  g_strfreev (self->headers);
  g_strfreev (self->secrets);
  g_free (self->buffer);
  g_free (self->key);
  g_free (self);
}

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* A TLS close would wait for the server; what it would say, the close frame has said. */
static void
close_stream (TapeSocket *self)
{
  GIOStream *base = self->stream;
  g_autoptr (GIOStream) inner = NULL;

  if (base == NULL)
    return;
  if (G_IS_TLS_CONNECTION (base))
    {
      g_object_get (base, "base-io-stream", &inner, NULL);
      base = inner;
    }
  if (G_IS_SOCKET_CONNECTION (base))
    g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (base)), NULL);
}

static void
shut (TapeSocket *self)
{
  self->state = TAPE_SOCKET_OVER;
  drop_source (&self->limit);
  drop_source (&self->ping);
  drop_source (&self->reader);
  tape_socket_writer_stop (&self->writer);
  g_cancellable_cancel (self->cancellable);
  close_stream (self);
}

void
tape_socket_settle (TapeSocket *self)
{
  guint n = self->n_messages;

  self->n_messages = 0;
  if (n > 0 && self->taker != NULL && self->taker->settled != NULL)
    self->taker->settled (self, self->data);
}

void
tape_socket_end (TapeSocket *self, TapeSocketEnd *why, char *message)
{
  g_autofree char *sentence = tape_redact (message, -1, (const char *const *)self->secrets);

  g_free (message);
  if (self->state == TAPE_SOCKET_OVER)
    return;
  self->refs++;
  shut (self);
  tape_socket_settle (self);
  why->message = sentence;
  if (self->taker != NULL)
    self->taker->ended (self, why, self->data);
  tape_socket_unref (self);
}

void
tape_socket_end_with (TapeSocket *self, TapeSocketReason reason, char *message)
{
  TapeSocketEnd why = { .reason = reason, .retry_after = -1 };

  tape_socket_end (self, &why, message);
}

GSource *
tape_socket_attach (TapeSocket *self, GSource *source, int priority, GSourceFunc function)
{
  g_source_set_callback (source, function, self, NULL);
  g_source_set_priority (source, priority);
  g_source_attach (source, self->context);
  return source;
}

/* What goes out. */

static void
on_broken (gpointer data)
{
  TapeSocket *self = data;

  tape_socket_end_with (self, TAPE_SOCKET_NETWORK,
                        g_strdup_printf (_ ("The connection to %s broke."), self->address.host));
}

gboolean
tape_socket_send_frame (TapeSocket *self, TapeFrameKind kind, const char *payload, gsize length)
{
  return self->state == TAPE_SOCKET_OPEN && tape_socket_writer_add (&self->writer, kind, payload, length);
}

void
tape_socket_send_close (TapeSocket *self, guint code)
{
  const char bytes[2] = { (char)(code >> 8), (char)code };

  if (tape_socket_writer_add (&self->writer, TAPE_FRAME_CLOSE, bytes, code == 0 ? 0 : sizeof bytes))
    tape_socket_writer_flush (&self->writer);
}

gboolean
tape_socket_send (TapeSocket *self, const char *text, gsize length)
{
  return tape_socket_send_frame (self, TAPE_FRAME_TEXT, text, length);
}

static gboolean
on_ping (gpointer data)
{
  TapeSocket *self = data;

  tape_socket_send_frame (self, TAPE_FRAME_PING, "tapeline", strlen ("tapeline"));
  return G_SOURCE_CONTINUE;
}

/* Silence. */

static void set_watch (TapeSocket *self, gint64 time);

static gboolean
on_watch (gpointer data)
{
  TapeSocket *self = data;
  gint64 limit = (gint64)self->silence_limit * TAPE_MILLISECOND, now = g_get_monotonic_time ();

  /* The thread was held up, in a full queue as it may be: what the server had to answer was not asked. */
  if (now - self->watch_time > limit / 4)
    {
      on_ping (self);
      self->last_frame_time = MAX (self->last_frame_time, now - limit / 2);
    }
  if (now - self->last_frame_time < limit)
    set_watch (self, self->last_frame_time + limit);
  else
    tape_socket_end_with (self, TAPE_SOCKET_SILENT,
                          g_strdup_printf (_ ("%s has said nothing for %.3g s: the connection is given up."),
                                           self->address.host, (double)limit / TAPE_SECOND));
  return G_SOURCE_REMOVE;
}

/* Comes after what is there to be read. */
static void
set_watch (TapeSocket *self, gint64 time)
{
  drop_source (&self->limit);
  self->watch_time = time;
  self->limit = g_timeout_source_new (0);
  g_source_set_ready_time (self->limit, time);
  tape_socket_attach (self, self->limit, G_PRIORITY_LOW, on_watch);
}

void
tape_socket_open_up (TapeSocket *self)
{
  self->state = TAPE_SOCKET_OPEN;
  self->last_message_time = self->last_frame_time;
  drop_source (&self->limit);
  if (self->silence_limit != 0)
    set_watch (self, self->last_frame_time + (gint64)self->silence_limit * TAPE_MILLISECOND);
  if (self->ping_interval != 0)
    self->ping = tape_socket_attach (self, g_timeout_source_new (self->ping_interval), G_PRIORITY_DEFAULT, on_ping);
  self->taker->opened (self, self->data);
}

/* The beginning. */

static gboolean
on_connect_limit (gpointer data)
{
  TapeSocket *self = data;

  tape_socket_end_with (
      self, TAPE_SOCKET_NETWORK,
      g_strdup_printf (_ ("%s did not answer within %.3g s."), self->address.host, self->connect_limit / 1000.0));
  return G_SOURCE_REMOVE;
}

static gboolean
on_bad_address (gpointer data)
{
  TapeSocket *self = data;

  tape_socket_end_with (self, TAPE_SOCKET_ADDRESS,
                        g_strdup_printf (_ ("The service’s address cannot be used: %s."), _ (self->bad_address)));
  return G_SOURCE_REMOVE;
}

static void
ask (TapeSocket *self)
{
  g_autofree char *request = tape_upgrade_request (&self->address, (const char *const *)self->headers, self->key);

  self->state = TAPE_SOCKET_ASKING;
  self->last_frame_time = g_get_monotonic_time ();
  tape_socket_writer_init (&self->writer, self->stream, self->context, on_broken, self);
  tape_socket_writer_add_text (&self->writer, request);
  tape_socket_reader_begin (self);
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  TapeSocket *self = data;
  g_autoptr (GError) error = NULL;

  n_connecting--;
  self->stream = tape_socket_connect_finish (result, &error);
  if (self->state == TAPE_SOCKET_OVER)
    close_stream (self);
  else if (self->stream == NULL)
    tape_socket_end_with (self, (TapeSocketReason)error->code, g_strdup (error->message));
  else
    ask (self);
  tape_socket_unref (self);
}

static char *
make_key (void)
{
  guint8 bytes[16];

  tape_socket_random (bytes, sizeof bytes);
  return g_base64_encode (bytes, sizeof bytes);
}

static void
begin (TapeSocket *self)
{
  self->limit = tape_socket_attach (self, g_timeout_source_new (self->connect_limit), G_PRIORITY_LOW, on_connect_limit);
  self->refs++;
  n_connecting++;
  tape_socket_connect_async (&self->address, self->cancellable, on_connected, self);
}

TapeSocket *
tape_socket_open (const TapeSocketOptions *options, const TapeSocketTaker *taker, gpointer data)
{
  TapeSocket *self = g_new0 (TapeSocket, 1);
  g_autofree char *request = NULL;

  self->refs = 1;
  self->taker = taker;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->key = make_key ();
  self->headers = g_strdupv ((GStrv)options->headers);
  self->secrets = g_strdupv ((GStrv)options->secrets);
  self->connect_limit = options->connect_limit != 0 ? options->connect_limit : CONNECT_LIMIT;
  self->silence_limit = options->silence_limit;
  self->ping_interval = options->ping_interval;
  tape_socket_frames_init (&self->frames,
                           options->message_limit != 0 ? options->message_limit : TAPE_SOCKET_MESSAGE_LIMIT);

  self->bad_address = tape_socket_address_parse (&self->address, options->url);
  if (self->bad_address == NULL)
    request = tape_upgrade_request (&self->address, options->headers, self->key);
  if (self->bad_address == NULL && request == NULL)
    self->bad_address = N_ ("the key holds what no key can");
  if (self->bad_address != NULL)
    self->limit = tape_socket_attach (self, g_idle_source_new (), G_PRIORITY_DEFAULT, on_bad_address);
  else
    begin (self);
  return self;
}

gboolean
tape_socket_is_open (TapeSocket *self)
{
  return self->state == TAPE_SOCKET_OPEN;
}

gint64
tape_socket_get_last_message_time (TapeSocket *self)
{
  return self->last_message_time;
}

void
tape_socket_free (TapeSocket *self)
{
  if (self->state == TAPE_SOCKET_OPEN)
    tape_socket_send_close (self, TAPE_CLOSE_NORMAL);
  self->taker = NULL;
  shut (self);
  tape_socket_unref (self);
}

void
tape_socket_drain (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  while (n_connecting > 0)
    g_main_context_iteration (context, TRUE);
}
