/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/tape-time.h"
#include "feed/tape-redaction.h"
#include "feed/tape-socket-connect.h"
#include "feed/tape-socket-frames.h"
#include "feed/tape-socket-upgrade.h"
#include "feed/tape-socket-words.h"
#include "feed/tape-socket-writer.h"

#define CONNECT_LIMIT 20000
#define BUFFER_MIN    (64 * 1024)
#define ROOM_MIN      (16 * 1024)

/* Bytes after which a socket that always has more lets others of its thread have their turn. */
#define TURN (256 * 1024)

typedef enum
{
  CONNECTING, /* to the address */
  ASKING,     /* for the WebSocket */
  OPEN,
  OVER,
} State;

struct _TapeSocket
{
  guint refs; /* the owner's, and one for each call that is under way */
  State state;
  const TapeSocketTaker *taker; /* NULL once its owner has freed it */
  gpointer data;

  TapeSocketAddress address;
  char *key;
  GStrv headers;
  GStrv secrets;
  guint connect_limit;
  guint silence_limit;
  guint ping_interval;
  const char *bad_address; /* why it cannot be used */

  GMainContext *context;
  GCancellable *cancellable;
  GIOStream *stream;
  GSource *limit; /* until it is open; then the watch for silence */
  GSource *ping;
  GSource *reader;

  TapeSocketWriter writer;
  TapeSocketFrames frames;
  char *buffer;
  gsize size;
  gsize start;            /* what was received and not taken lies from here */
  gsize end;              /* to here */
  gint64 last_frame_time; /* monotonic µs */
  gint64 last_message_time;
  gint64 watch_time; /* when the watch for silence should look */
  gint64 receive_time;
  guint n_messages; /* handed over since they were last settled */
};

/* How many sockets of the thread are freed, or not, with a connection still being made. */
static __thread guint n_connecting;

static void
socket_unref (TapeSocket *self)
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
  self->state = OVER;
  drop_source (&self->limit);
  drop_source (&self->ping);
  drop_source (&self->reader);
  tape_socket_writer_stop (&self->writer);
  g_cancellable_cancel (self->cancellable);
  close_stream (self);
}

static void
settle (TapeSocket *self)
{
  guint n = self->n_messages;

  self->n_messages = 0;
  if (n > 0 && self->taker != NULL && self->taker->settled != NULL)
    self->taker->settled (self, self->data);
}

static void
end (TapeSocket *self, TapeSocketEnd *why, char *message)
{
  g_autofree char *sentence = tape_redact (message, -1, (const char *const *)self->secrets);

  g_free (message);
  if (self->state == OVER)
    return;
  self->refs++;
  shut (self);
  settle (self);
  why->message = sentence;
  if (self->taker != NULL)
    self->taker->ended (self, why, self->data);
  socket_unref (self);
}

static void
end_with (TapeSocket *self, TapeSocketReason reason, char *message)
{
  TapeSocketEnd why = { .reason = reason, .retry_after = -1 };

  end (self, &why, message);
}

static GSource *
attach (TapeSocket *self, GSource *source, int priority, GSourceFunc function)
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

  end_with (self, TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("The connection to %s broke."), self->address.host));
}

static gboolean
send_frame (TapeSocket *self, TapeFrameKind kind, const char *payload, gsize length)
{
  return self->state == OPEN && tape_socket_writer_add (&self->writer, kind, payload, length);
}

/* As far as it goes without waiting: what follows is the end. */
static void
send_close (TapeSocket *self, guint code)
{
  const char bytes[2] = { (char)(code >> 8), (char)code };

  if (tape_socket_writer_add (&self->writer, TAPE_FRAME_CLOSE, bytes, code == 0 ? 0 : sizeof bytes))
    tape_socket_writer_flush (&self->writer);
}

gboolean
tape_socket_send (TapeSocket *self, const char *text, gsize length)
{
  return send_frame (self, TAPE_FRAME_TEXT, text, length);
}

static gboolean
on_ping (gpointer data)
{
  TapeSocket *self = data;

  send_frame (self, TAPE_FRAME_PING, "tapeline", strlen ("tapeline"));
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
    end_with (self, TAPE_SOCKET_SILENT,
              g_strdup_printf (_ ("%s has said nothing for %.3g s: the connection is given up."), self->address.host,
                               (double)limit / TAPE_SECOND));
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
  attach (self, self->limit, G_PRIORITY_LOW, on_watch);
}

/* What comes in. */

static void
open_up (TapeSocket *self)
{
  self->state = OPEN;
  self->last_message_time = self->last_frame_time;
  drop_source (&self->limit);
  if (self->silence_limit != 0)
    set_watch (self, self->last_frame_time + (gint64)self->silence_limit * TAPE_MILLISECOND);
  if (self->ping_interval != 0)
    self->ping = attach (self, g_timeout_source_new (self->ping_interval), G_PRIORITY_DEFAULT, on_ping);
  self->taker->opened (self, self->data);
}

static void
refuse (TapeSocket *self, const TapeUpgradeAnswer *answer)
{
  TapeSocketEnd why = { TAPE_SOCKET_REFUSED, .status = answer->status, .retry_after = answer->retry_after };

  end (self, &why, tape_socket_words_refused (self->address.host, answer->status, answer->retry_after));
}

static void
take_answer (TapeSocket *self)
{
  TapeUpgradeAnswer answer;
  gsize taken = tape_upgrade_answer (self->buffer + self->start, self->end - self->start, self->key, self->receive_time,
                                     &answer);

  if (taken == 0)
    return;
  self->start += taken;
  if (answer.fault != NULL)
    end_with (self, TAPE_SOCKET_PROTOCOL,
              g_strdup_printf (_ ("%s does not open a WebSocket: %s."), self->address.host, _ (answer.fault)));
  else if (answer.status != 101)
    refuse (self, &answer);
  else
    open_up (self);
}

static void
take_close (TapeSocket *self, const TapeFrame *frame)
{
  TapeSocketEnd why = { TAPE_SOCKET_CLOSED, .close_code = frame->close_code, .retry_after = -1 };
  g_autofree char *words = tape_redact (frame->payload, (gssize)frame->length, (const char *const *)self->secrets);
  char *message = tape_socket_words_closed (self->address.host, frame->close_code, words);

  send_close (self, frame->close_code);
  end (self, &why, message);
}

static void
take_frame (TapeSocket *self, const TapeFrame *frame)
{
  switch (frame->kind)
    {
    case TAPE_FRAME_TEXT:
    case TAPE_FRAME_BINARY:
      self->last_message_time = self->last_frame_time;
      self->n_messages++;
      self->taker->message (self, frame->payload, frame->length, frame->kind == TAPE_FRAME_TEXT, self->receive_time,
                            self->data);
      break;

    case TAPE_FRAME_PING:
      if (!send_frame (self, TAPE_FRAME_PONG, frame->payload, frame->length))
        end_with (
            self, TAPE_SOCKET_PROTOCOL,
            g_strdup_printf (_ ("%s asks and takes no answers: the connection is given up."), self->address.host));
      break;

    case TAPE_FRAME_CLOSE:
      take_close (self, frame);
      break;

    case TAPE_FRAME_PONG:
    case TAPE_FRAME_CONTINUATION:
      break;
    }
}

static void
end_at_fault (TapeSocket *self)
{
  gboolean large = self->frames.fault_code == TAPE_CLOSE_TOO_LARGE;

  send_close (self, self->frames.fault_code);
  end_with (
      self, large ? TAPE_SOCKET_TOO_LARGE : TAPE_SOCKET_PROTOCOL,
      g_strdup_printf (_ ("%s sent %s: the connection is given up."), self->address.host, _ (self->frames.fault)));
}

/* Room for a frame of @needed bytes that begins at the start. */
static void
make_room (TapeSocket *self, gsize needed)
{
  if (self->start == self->end)
    self->start = self->end = 0;
  if (self->size - self->start >= needed && self->size - self->end >= ROOM_MIN)
    return;
  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  if (self->size < needed + ROOM_MIN)
    {
      self->size = needed + ROOM_MIN;
      self->buffer = g_realloc (self->buffer, self->size);
    }
}

static void
take_frames (TapeSocket *self)
{
  gsize taken, needed = 0;
  TapeFrame frame;
  TapeFramesResult result = TAPE_FRAMES_PART;

  while (self->state == OPEN && result != TAPE_FRAMES_MORE)
    {
      result = tape_socket_frames_next (&self->frames, self->buffer + self->start, self->end - self->start, &taken,
                                        &needed, &frame);
      self->start += taken;
      if (result == TAPE_FRAMES_WHOLE || result == TAPE_FRAMES_PART)
        self->last_frame_time = g_get_monotonic_time ();
      if (result == TAPE_FRAMES_WHOLE)
        take_frame (self, &frame);
      else if (result == TAPE_FRAMES_TOO_LARGE || result == TAPE_FRAMES_WRONG)
        end_at_fault (self);
    }
  if (self->state == OPEN)
    make_room (self, needed);
}

static void
end_of_stream (TapeSocket *self, const GError *error)
{
  if (self->state == ASKING)
    end_with (self, TAPE_SOCKET_NETWORK,
              g_strdup_printf (_ ("%s ended the connection at its beginning."), self->address.host));
  else if (error == NULL)
    end_with (self, TAPE_SOCKET_NETWORK,
              g_strdup_printf (_ ("%s ended the connection without saying why."), self->address.host));
  else
    end_with (self, TAPE_SOCKET_NETWORK, g_strdup_printf (_ ("The connection to %s broke."), self->address.host));
}

/* Bytes read; 0 for none there, or the end. */
static gsize
read_some (TapeSocket *self)
{
  GPollableInputStream *stream = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (stream, self->buffer + self->end, self->size - self->end, NULL,
                                                       &error);

  if (n <= 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        end_of_stream (self, error);
      return 0;
    }
  self->end += (gsize)n;
  self->receive_time = g_get_real_time ();
  return (gsize)n;
}

static gboolean
on_readable (GObject *stream, gpointer data)
{
  TapeSocket *self = data;
  gsize n, total = 0;
  gboolean goes_on;

  self->refs++;
  while (self->state != OVER && total < TURN && (n = read_some (self)) > 0)
    {
      total += n;
      if (self->state == ASKING)
        take_answer (self);
      if (self->state == OPEN)
        take_frames (self);
    }
  settle (self);
  goes_on = self->state != OVER;
  socket_unref (self);
  return goes_on;
}

/* The beginning. */

static gboolean
on_connect_limit (gpointer data)
{
  TapeSocket *self = data;

  end_with (self, TAPE_SOCKET_NETWORK,
            g_strdup_printf (_ ("%s did not answer within %.3g s."), self->address.host, self->connect_limit / 1000.0));
  return G_SOURCE_REMOVE;
}

static gboolean
on_bad_address (gpointer data)
{
  TapeSocket *self = data;

  end_with (self, TAPE_SOCKET_ADDRESS,
            g_strdup_printf (_ ("The service’s address cannot be used: %s."), _ (self->bad_address)));
  return G_SOURCE_REMOVE;
}

static void
ask (TapeSocket *self)
{
  g_autofree char *request = tape_upgrade_request (&self->address, (const char *const *)self->headers, self->key);
  GPollableInputStream *stream = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));

  self->state = ASKING;
  self->size = BUFFER_MIN;
  self->buffer = g_malloc (self->size);
  self->last_frame_time = g_get_monotonic_time ();
  tape_socket_writer_init (&self->writer, self->stream, self->context, on_broken, self);
  tape_socket_writer_add_text (&self->writer, request);
  self->reader = attach (self, g_pollable_input_stream_create_source (stream, NULL), G_PRIORITY_DEFAULT,
                         G_SOURCE_FUNC (on_readable));
}

static void
on_connected (GObject *object, GAsyncResult *result, gpointer data)
{
  TapeSocket *self = data;
  g_autoptr (GError) error = NULL;

  n_connecting--;
  self->stream = tape_socket_connect_finish (result, &error);
  if (self->state == OVER)
    close_stream (self);
  else if (self->stream == NULL)
    end_with (self, (TapeSocketReason)error->code, g_strdup (error->message));
  else
    ask (self);
  socket_unref (self);
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
  self->limit = attach (self, g_timeout_source_new (self->connect_limit), G_PRIORITY_LOW, on_connect_limit);
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
    self->limit = attach (self, g_idle_source_new (), G_PRIORITY_DEFAULT, on_bad_address);
  else
    begin (self);
  return self;
}

gboolean
tape_socket_is_open (TapeSocket *self)
{
  return self->state == OPEN;
}

gint64
tape_socket_get_last_message_time (TapeSocket *self)
{
  return self->last_message_time;
}

void
tape_socket_free (TapeSocket *self)
{
  if (self->state == OPEN)
    send_close (self, TAPE_CLOSE_NORMAL);
  self->taker = NULL;
  shut (self);
  socket_unref (self);
}

void
tape_socket_drain (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  while (n_connecting > 0)
    g_main_context_iteration (context, TRUE);
}
