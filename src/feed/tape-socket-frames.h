/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frames of a WebSocket (RFC 6455) as a client reads and writes them: a parser over memory, which makes messages of
 * fragments, and knows no transport. One thread at a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Most bytes that come before a frame's payload, from a server and from us. */
#define TAPE_FRAME_HEAD_MAX 14

/* Longest payload of a ping, a pong or a close. */
#define TAPE_FRAME_CONTROL_MAX 125

/* Close codes that we send. */
typedef enum
{
  TAPE_CLOSE_NORMAL = 1000,
  TAPE_CLOSE_PROTOCOL = 1002,
  TAPE_CLOSE_NOT_UTF8 = 1007,
  TAPE_CLOSE_TOO_LARGE = 1009,
} TapeCloseCode;

/* How they are numbered in a frame's first byte. */
typedef enum
{
  TAPE_FRAME_CONTINUATION = 0,
  TAPE_FRAME_TEXT = 1,
  TAPE_FRAME_BINARY = 2,
  TAPE_FRAME_CLOSE = 8,
  TAPE_FRAME_PING = 9,
  TAPE_FRAME_PONG = 10,
} TapeFrameKind;

typedef enum
{
  TAPE_FRAMES_MORE,      /* the next frame is not all there */
  TAPE_FRAMES_PART,      /* a fragment was taken in; the message goes on */
  TAPE_FRAMES_WHOLE,     /* a whole message, or a ping, pong or close */
  TAPE_FRAMES_TOO_LARGE, /* a message over the limit begins or goes on */
  TAPE_FRAMES_WRONG,     /* what the protocol does not allow: see the fault */
} TapeFramesResult;

/**
 * TapeFrame:
 * @kind: text, binary, close, ping or pong
 * @payload: (array length=length): in the memory that was read, or the parser's own; until the next call
 * @close_code: of a close: its code; 0 where it says none
 */
typedef struct
{
  TapeFrameKind kind;
  const char *payload;
  gsize length;
  guint close_code;
} TapeFrame;

/**
 * TapeSocketFrames:
 * @fault: what was wrong, in plain words: "a frame that is masked"; static
 * @fault_code: to close with
 *
 * The rest is private.
 */
typedef struct
{
  const char *fault;
  TapeCloseCode fault_code;

  /*< private >*/
  gsize limit;
  GByteArray *message; /* fragments so far */
  TapeFrameKind kind;  /* of the message in fragments; TAPE_FRAME_CONTINUATION: there is none */
} TapeSocketFrames;

/**
 * tape_socket_frames_init:
 * @limit: bytes of the longest message
 */
void tape_socket_frames_init (TapeSocketFrames *self, gsize limit);
void tape_socket_frames_clear (TapeSocketFrames *self);

/**
 * tape_socket_frames_next:
 * @data: (array length=length): what was received and not taken yet
 * @taken: (out): bytes of it that were taken, 0 where more is needed
 * @needed: (out): bytes that @data must have for the frame to be whole, as far as that is known
 * @frame: (out): the frame or message, where the result is TAPE_FRAMES_WHOLE
 *
 * Takes the next frame. After a fault it is not to be called again.
 */
TapeFramesResult tape_socket_frames_next (
    TapeSocketFrames *self, const char *data, gsize length, gsize *taken, gsize *needed, TapeFrame *frame);

/**
 * tape_socket_frames_write:
 * @mask: four bytes that cannot be guessed
 *
 * Appends a frame as a client sends it to @out.
 */
void tape_socket_frames_write (
    GByteArray *out, TapeFrameKind kind, const char *payload, gsize length, const guint8 mask[static 4]);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TapeSocketFrames, tape_socket_frames_clear)

G_END_DECLS
