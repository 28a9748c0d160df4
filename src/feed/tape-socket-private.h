/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A socket from within: its life (tape-socket.c) and what it reads (tape-socket-reader.c). On the socket's thread. */

#pragma once

#include "feed/tape-socket-connect.h"
#include "feed/tape-socket-frames.h"
#include "feed/tape-socket-writer.h"
#include "feed/tape-socket.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_SOCKET_CONNECTING, /* to the address */
  TAPE_SOCKET_ASKING,     /* for the WebSocket */
  TAPE_SOCKET_OPEN,
  TAPE_SOCKET_OVER,
} TapeSocketState;

struct _TapeSocket
{
  guint refs; /* the owner's, and one for each call that is under way */
  TapeSocketState state;
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

/**
 * tape_socket_unref:
 *
 * For whoever may have freed it meanwhile.
 */
void tape_socket_unref (TapeSocket *self);

/**
 * tape_socket_attach:
 * @source: (transfer full): to be called with the socket
 *
 * Returns: (transfer full): @source
 */
GSource *tape_socket_attach (TapeSocket *self, GSource *source, int priority, GSourceFunc function);

/**
 * tape_socket_open_up:
 *
 * The server has agreed: from here on there are messages.
 */
void tape_socket_open_up (TapeSocket *self);

/**
 * tape_socket_settle:
 *
 * All that had come was handed over.
 */
void tape_socket_settle (TapeSocket *self);

/**
 * tape_socket_send_frame:
 *
 * Returns: %FALSE if it is not open, or the server takes nothing any more
 */
gboolean tape_socket_send_frame (TapeSocket *self, TapeFrameKind kind, const char *payload, gsize length);

/**
 * tape_socket_send_close:
 * @code: why, or 0
 *
 * As far as it goes without waiting: what follows is the end.
 */
void tape_socket_send_close (TapeSocket *self, guint code);

/**
 * tape_socket_end:
 * @why: but for its message
 * @message: (transfer full): a sentence, with keys as it may be
 *
 * It is over, of itself. Its owner may have freed it then.
 */
void tape_socket_end (TapeSocket *self, TapeSocketEnd *why, char *message);
void tape_socket_end_with (TapeSocket *self, TapeSocketReason reason, char *message);

/**
 * tape_socket_reader_begin:
 *
 * The request is on its way: reads its answer, and what comes then.
 */
void tape_socket_reader_begin (TapeSocket *self);

G_END_DECLS
