/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a WebSocket has still to send: kept up to a limit, written as the server takes it, never waiting. Of the socket's
 * thread. */

#pragma once

#include <gio/gio.h>

#include "feed/tape-socket-frames.h"

G_BEGIN_DECLS

/* Bytes that are kept for a server that takes none. */
#define TAPE_SOCKET_OUT_MAX (1024 * 1024)

/**
 * TapeSocketWriter:
 *
 * Zeroed memory is one that takes nothing. All is private.
 */
typedef struct
{
  GPollableOutputStream *stream;
  GMainContext *context;
  GByteArray *out;
  GSource *source;
  void (*broken) (gpointer data);
  gpointer data;
} TapeSocketWriter;

/**
 * tape_socket_writer_init:
 * @stream: whose output is pollable; must outlive it
 * @context: that it writes on
 * @broken: called on @context, once, when the connection takes nothing any more
 */
void tape_socket_writer_init (
    TapeSocketWriter *self, GIOStream *stream, GMainContext *context, void (*broken) (gpointer data), gpointer data);

/**
 * tape_socket_writer_stop:
 *
 * Writes nothing more.
 */
void tape_socket_writer_stop (TapeSocketWriter *self);
void tape_socket_writer_clear (TapeSocketWriter *self);

/**
 * tape_socket_writer_add:
 *
 * Returns: %FALSE if too much waits already
 */
gboolean tape_socket_writer_add (TapeSocketWriter *self, TapeFrameKind kind, const char *payload, gsize length);

/**
 * tape_socket_writer_add_text:
 * @text: as it is, outside a frame: the request
 */
void tape_socket_writer_add_text (TapeSocketWriter *self, const char *text);

/**
 * tape_socket_writer_flush:
 *
 * Writes what can be written now.
 *
 * Returns: %FALSE if the connection is broken
 */
gboolean tape_socket_writer_flush (TapeSocketWriter *self);

/**
 * tape_socket_random:
 * @bytes: (array length=n): takes bytes that nobody can guess
 * @n: at most 256
 */
void tape_socket_random (guint8 *bytes, gsize n);

G_END_DECLS
