/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket-writer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void
tape_socket_random (guint8 *bytes, gsize n)
{
  if (getentropy (bytes, n) != 0)
    g_error ("The system gives no random numbers: %s", g_strerror (errno));
}

void
tape_socket_writer_init (
    TapeSocketWriter *self, GIOStream *stream, GMainContext *context, void (*broken) (gpointer data), gpointer data)
{
  *self = (TapeSocketWriter){
    .stream = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)),
    .context = context,
    .out = g_byte_array_new (),
    .broken = broken,
    .data = data,
  };
}

void
tape_socket_writer_stop (TapeSocketWriter *self)
{
  if (self->source == NULL)
    return;
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
tape_socket_writer_clear (TapeSocketWriter *self)
{
  tape_socket_writer_stop (self);
  g_clear_pointer (&self->out, g_byte_array_unref);
}

gboolean
tape_socket_writer_flush (TapeSocketWriter *self)
{
  while (self->out->len > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize n
          = g_pollable_output_stream_write_nonblocking (self->stream, self->out->data, self->out->len, NULL, &error);

      if (n < 0)
        return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      g_byte_array_remove_range (self->out, 0, (guint)n);
    }
  return TRUE;
}

static gboolean
on_writable (GObject *stream, gpointer data)
{
  TapeSocketWriter *self = data;
  gboolean works = tape_socket_writer_flush (self);

  if (works && self->out->len > 0)
    return G_SOURCE_CONTINUE;
  tape_socket_writer_stop (self);
  if (!works)
    self->broken (self->data);
  return G_SOURCE_REMOVE;
}

static void
begin (TapeSocketWriter *self)
{
  if (self->source != NULL)
    return;
  self->source = g_pollable_output_stream_create_source (self->stream, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->source, self->context);
}

gboolean
tape_socket_writer_add (TapeSocketWriter *self, TapeFrameKind kind, const char *payload, gsize length)
{
  guint8 mask[4];

  if (self->out == NULL || length > TAPE_SOCKET_OUT_MAX - TAPE_FRAME_HEAD_MAX
      || self->out->len > TAPE_SOCKET_OUT_MAX - TAPE_FRAME_HEAD_MAX - length)
    return FALSE;
  tape_socket_random (mask, sizeof mask);
  tape_socket_frames_write (self->out, kind, payload, length, mask);
  begin (self);
  return TRUE;
}

void
tape_socket_writer_add_text (TapeSocketWriter *self, const char *text)
{
  g_byte_array_append (self->out, (const guint8 *)text, (guint)strlen (text));
  begin (self);
}
