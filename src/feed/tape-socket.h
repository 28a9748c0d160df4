/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A WebSocket to a service: one connection, from its opening to its end, over TLS whose certificate is always verified. It
 * belongs to the thread that opens it and lives on that thread's default main context. What comes is handed over as it lies
 * in memory, a read at a time; while whoever takes it is busy, nothing is read, and the server waits.
 *
 * No compression is offered, and none is taken. A message over the limit ends the connection as soon as a frame says that it
 * will be, so nothing beyond the limit is ever kept. libsoup has this only from 3.8 on: before, it bounds a frame, not the
 * message that is made of many. Hence frames are read by tape-socket-frames.h; sockets, TLS, names and proxies are GIO's. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  TAPE_SOCKET_NETWORK,     /* there is no way to it, or the connection broke */
  TAPE_SOCKET_CERTIFICATE, /* who answers cannot prove to be the one asked for */
  TAPE_SOCKET_REFUSED,     /* it answered, and opened none: see the status */
  TAPE_SOCKET_SILENT,      /* nothing came for too long */
  TAPE_SOCKET_TOO_LARGE,   /* it sends a message over the limit */
  TAPE_SOCKET_PROTOCOL,    /* it does what the protocol does not allow */
  TAPE_SOCKET_CLOSED,      /* it closed the connection: see the close code */
  TAPE_SOCKET_ADDRESS,     /* the address is none */
} TapeSocketReason;

/**
 * TapeSocketEnd:
 * @reason: why
 * @status: of HTTP where it refused: 401, 429, 451; else 0
 * @close_code: what the server gave as its reason: 1001, 1008; 0 where it gave none
 * @retry_after: µs for which it wants to be left alone, or -1
 * @message: a sentence that says what happened and where, without keys
 */
typedef struct
{
  TapeSocketReason reason;
  guint status;
  guint close_code;
  gint64 retry_after;
  const char *message;
} TapeSocketEnd;

typedef struct _TapeSocket TapeSocket;

/**
 * TapeSocketTaker:
 * @opened: it is open: messages may be sent
 * @message: a whole message: @text (array length=length) is UTF-8 unless @text_frame is %FALSE, not terminated, and valid
 *   during the call; received at @receive_time, wall clock µs
 * @settled: (nullable): all that had come by now was handed over, a message or more
 * @ended: it is over, of itself; nothing is called after that. @end is valid during the call
 *
 * What is called on the socket's thread. Any of them may free the socket.
 */
typedef struct
{
  void (*opened) (TapeSocket *self, gpointer data);
  void (*message) (
      TapeSocket *self, const char *text, gsize length, gboolean text_frame, gint64 receive_time, gpointer data);
  void (*settled) (TapeSocket *self, gpointer data);
  void (*ended) (TapeSocket *self, const TapeSocketEnd *end, gpointer data);
} TapeSocketTaker;

/**
 * TapeSocketOptions:
 * @url: "wss://…"; "ws://…" is taken of this machine only (127.0.0.1, ::1, localhost)
 * @headers: (nullable) (array zero-terminated=1): "Name: value", sent with the request
 * @secrets: (nullable) (array zero-terminated=1): what no sentence may hold
 * @connect_limit: ms from the beginning until it is open; 0: 20,000
 * @silence_limit: ms without a whole frame from the server, pongs included, after which it is dead; 0: never
 * @ping_interval: ms between pings of ours, which a living server answers; 0: none
 * @message_limit: bytes of the longest message; 0: 1 MiB
 */
typedef struct
{
  const char *url;
  const char *const *headers;
  const char *const *secrets;
  guint connect_limit;
  guint silence_limit;
  guint ping_interval;
  gsize message_limit;
} TapeSocketOptions;

/* Longest message where nothing else is said. */
#define TAPE_SOCKET_MESSAGE_LIMIT (1024 * 1024)

/**
 * tape_socket_open:
 * @options: copied
 * @taker: (scope forever): static
 *
 * Begins to connect. What is wrong with the address, too, is said by @taker's ended, later.
 *
 * Returns: (transfer full): the socket
 */
TapeSocket *tape_socket_open (const TapeSocketOptions *options, const TapeSocketTaker *taker, gpointer data);

/**
 * tape_socket_send:
 * @text: UTF-8
 *
 * Sends a message; without waiting, so what the server does not take is kept, up to 1 MiB.
 *
 * Returns: %FALSE if it is not open, or the server takes nothing any more
 */
gboolean tape_socket_send (TapeSocket *self, const char *text, gsize length);

gboolean tape_socket_is_open (TapeSocket *self);

/**
 * tape_socket_get_last_message_time:
 *
 * Returns: monotonic µs of the last whole message; of the opening before the first; 0 before that
 */
gint64 tape_socket_get_last_message_time (TapeSocket *self);

/**
 * tape_socket_free:
 *
 * Tells the server, where it is open, and closes. None of the taker's functions is called any more.
 */
void tape_socket_free (TapeSocket *self);

/**
 * tape_socket_drain:
 *
 * Runs the thread's default main context until what freed sockets had begun on it, names to look up and handshakes, has been
 * given up: at the end of a thread that opened sockets.
 */
void tape_socket_drain (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeSocket, tape_socket_free)

G_END_DECLS
