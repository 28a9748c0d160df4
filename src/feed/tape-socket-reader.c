/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server sends: its answer to the request, then frames, and in them messages. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "feed/tape-redaction.h"
#include "feed/tape-socket-private.h"
#include "feed/tape-socket-upgrade.h"
#include "feed/tape-socket-words.h"

#define BUFFER_MIN (64 * 1024)
#define ROOM_MIN   (16 * 1024)

/* Bytes after which a socket that always has more lets others of its thread have their turn. */
#define TURN (256 * 1024)

static void
refuse (TapeSocket *self, const TapeUpgradeAnswer *answer)
{
  TapeSocketEnd why = { TAPE_SOCKET_REFUSED, .status = answer->status, .retry_after = answer->retry_after };

  tape_socket_end (self, &why, tape_socket_words_refused (self->address.host, answer->status, answer->retry_after));
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
    tape_socket_end_with (
        self, TAPE_SOCKET_PROTOCOL,
        g_strdup_printf (_ ("%s does not open a WebSocket: %s."), self->address.host, _ (answer.fault)));
  else if (answer.status != 101)
    refuse (self, &answer);
  else
    tape_socket_open_up (self);
}

static void
take_close (TapeSocket *self, const TapeFrame *frame)
{
  TapeSocketEnd why = { TAPE_SOCKET_CLOSED, .close_code = frame->close_code, .retry_after = -1 };
  g_autofree char *words = tape_redact (frame->payload, (gssize)frame->length, (const char *const *)self->secrets);
  char *message = tape_socket_words_closed (self->address.host, frame->close_code, words);

  tape_socket_send_close (self, frame->close_code);
  tape_socket_end (self, &why, message);
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
      if (!tape_socket_send_frame (self, TAPE_FRAME_PONG, frame->payload, frame->length))
        tape_socket_end_with (
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

  tape_socket_send_close (self, self->frames.fault_code);
  tape_socket_end_with (
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

  while (self->state == TAPE_SOCKET_OPEN && result != TAPE_FRAMES_MORE)
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
  if (self->state == TAPE_SOCKET_OPEN)
    make_room (self, needed);
}

static void
end_of_stream (TapeSocket *self, const GError *error)
{
  if (self->state == TAPE_SOCKET_ASKING)
    tape_socket_end_with (self, TAPE_SOCKET_NETWORK,
                          g_strdup_printf (_ ("%s ended the connection at its beginning."), self->address.host));
  else if (error == NULL)
    tape_socket_end_with (self, TAPE_SOCKET_NETWORK,
                          g_strdup_printf (_ ("%s ended the connection without saying why."), self->address.host));
  else
    tape_socket_end_with (self, TAPE_SOCKET_NETWORK,
                          g_strdup_printf (_ ("The connection to %s broke."), self->address.host));
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
  while (self->state != TAPE_SOCKET_OVER && total < TURN && (n = read_some (self)) > 0)
    {
      total += n;
      if (self->state == TAPE_SOCKET_ASKING)
        take_answer (self);
      if (self->state == TAPE_SOCKET_OPEN)
        take_frames (self);
    }
  tape_socket_settle (self);
  goes_on = self->state != TAPE_SOCKET_OVER;
  tape_socket_unref (self);
  return goes_on;
}

void
tape_socket_reader_begin (TapeSocket *self)
{
  GPollableInputStream *stream = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));

  self->size = BUFFER_MIN;
  self->buffer = g_malloc (self->size);
  self->reader = tape_socket_attach (self, g_pollable_input_stream_create_source (stream, NULL), G_PRIORITY_DEFAULT,
                                     G_SOURCE_FUNC (on_readable));
}
