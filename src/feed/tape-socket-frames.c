/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-socket-frames.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIN       0x80
#define RESERVED  0x70
#define KIND      0x0f
#define MASKED    0x80
#define LENGTH    0x7f
#define LENGTH_16 126
#define LENGTH_64 127
#define CONTROL   0x08
#define HIGH_BITS G_GUINT64_CONSTANT (0x8080808080808080)

/* Room for the first pieces of a message. */
#define MESSAGE_MIN 256

/* The head of a frame. */
typedef struct
{
  gboolean fin;
  TapeFrameKind kind;
  gsize size; /* bytes of the head itself */
  guint64 length;
} Head;

void
tape_socket_frames_init (TapeSocketFrames *self, gsize limit)
{
  *self = (TapeSocketFrames){ .limit = limit };
}

void
tape_socket_frames_clear (TapeSocketFrames *self)
{
  g_clear_pointer (&self->message, g_byte_array_unref);
}

static TapeFramesResult
fail (TapeSocketFrames *self, TapeCloseCode code, const char *fault)
{
  self->fault = fault;
  self->fault_code = code;
  return code == TAPE_CLOSE_TOO_LARGE ? TAPE_FRAMES_TOO_LARGE : TAPE_FRAMES_WRONG;
}

static TapeFramesResult
wrong (TapeSocketFrames *self, const char *fault)
{
  return fail (self, TAPE_CLOSE_PROTOCOL, fault);
}

static guint64
read_number (const guint8 *bytes, gsize n)
{
  guint64 number = 0;

  for (gsize i = 0; i < n; i++)
    number = number << 8 | bytes[i];
  return number;
}

static TapeFramesResult
check_kind (TapeSocketFrames *self, const Head *head)
{
  switch (head->kind)
    {
    case TAPE_FRAME_TEXT:
    case TAPE_FRAME_BINARY:
      if (self->kind != TAPE_FRAME_CONTINUATION)
        return wrong (self, N_ ("a message within another"));
      return TAPE_FRAMES_WHOLE;

    case TAPE_FRAME_CONTINUATION:
      if (self->kind == TAPE_FRAME_CONTINUATION)
        return wrong (self, N_ ("the rest of a message that never began"));
      return TAPE_FRAMES_WHOLE;

    case TAPE_FRAME_CLOSE:
    case TAPE_FRAME_PING:
    case TAPE_FRAME_PONG:
      if (!head->fin)
        return wrong (self, N_ ("a ping, pong or close in pieces"));
      return TAPE_FRAMES_WHOLE;

    default:
      return wrong (self, N_ ("a frame of a kind that there is not"));
    }
}

static TapeFramesResult
check_length (TapeSocketFrames *self, const Head *head)
{
  gsize before = head->kind == TAPE_FRAME_CONTINUATION ? self->message->len : 0;

  if (head->kind & CONTROL)
    return head->length <= TAPE_FRAME_CONTROL_MAX ? TAPE_FRAMES_WHOLE
                                                  : wrong (self, N_ ("a ping, pong or close that is too long"));
  if (head->length > self->limit - before)
    return fail (self, TAPE_CLOSE_TOO_LARGE, N_ ("a message that is too large"));
  return TAPE_FRAMES_WHOLE;
}

/* WHOLE: @head is; its payload need not be there yet. What is wrong is found with the byte that says it. */
static TapeFramesResult
read_head (TapeSocketFrames *self, const guint8 *bytes, gsize length, Head *head)
{
  TapeFramesResult result;
  gsize extra;

  head->size = 2;
  if (length < 1)
    return TAPE_FRAMES_MORE;
  if (bytes[0] & RESERVED)
    return wrong (self, N_ ("a frame that is compressed, which was not agreed upon"));
  head->fin = (bytes[0] & FIN) != 0;
  head->kind = bytes[0] & KIND;
  result = check_kind (self, head);
  if (result != TAPE_FRAMES_WHOLE || length < 2)
    return result == TAPE_FRAMES_WHOLE ? TAPE_FRAMES_MORE : result;

  if (bytes[1] & MASKED)
    return wrong (self, N_ ("a frame that is masked"));
  head->length = bytes[1] & LENGTH;
  extra = head->length == LENGTH_16 ? 2 : head->length == LENGTH_64 ? 8 : 0;
  head->size += extra;
  if (length < head->size)
    return TAPE_FRAMES_MORE;
  if (extra > 0)
    {
      head->length = read_number (bytes + 2, extra);
      if (head->length < (extra == 2 ? LENGTH_16 : 65536) || head->length > G_MAXINT64)
        return wrong (self, N_ ("a length that is not written as it should be"));
    }
  return check_length (self, head);
}

static gboolean
is_ascii (const char *text, gsize length)
{
  guint64 word, all = 0;

  for (; length >= sizeof word; text += sizeof word, length -= sizeof word)
    {
      memcpy (&word, text, sizeof word);
      all |= word;
    }
  for (; length > 0; text++, length--)
    all |= (guint8)*text & 0x80;
  return (all & HIGH_BITS) == 0;
}

/* GLib's check takes a NUL for an end; UTF-8 has it as a character. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  const char *end = text + length, *valid;

  if (is_ascii (text, length))
    return TRUE;
  while (!g_utf8_validate_len (text, (gsize)(end - text), &valid))
    {
      if (*valid != '\0')
        return FALSE;
      text = valid + 1;
    }
  return TRUE;
}

static TapeFramesResult
finish (TapeSocketFrames *self, TapeFrame *frame)
{
  if (frame->kind == TAPE_FRAME_TEXT && !is_utf8 (frame->payload, frame->length))
    return fail (self, TAPE_CLOSE_NOT_UTF8, N_ ("a text that is not UTF-8"));
  return TAPE_FRAMES_WHOLE;
}

/* Codes that an endpoint may send: those of the protocol, of libraries and of applications. */
static gboolean
is_close_code (guint64 code)
{
  return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
         || (code >= 3000 && code <= 4999);
}

static TapeFramesResult
take_control (TapeSocketFrames *self, const Head *head, const char *payload, TapeFrame *frame)
{
  frame->kind = head->kind;
  frame->payload = payload;
  frame->length = head->length;
  frame->close_code = 0;
  if (head->kind != TAPE_FRAME_CLOSE || head->length == 0)
    return TAPE_FRAMES_WHOLE;

  if (head->length == 1 || !is_close_code (read_number ((const guint8 *)payload, 2)))
    return wrong (self, N_ ("a close without a reason that there is"));
  frame->close_code = (guint)read_number ((const guint8 *)payload, 2);
  frame->payload += 2;
  frame->length -= 2;
  if (!is_utf8 (frame->payload, frame->length))
    return fail (self, TAPE_CLOSE_NOT_UTF8, N_ ("a close whose reason is not UTF-8"));
  return TAPE_FRAMES_WHOLE;
}

static TapeFramesResult
take_fragment (TapeSocketFrames *self, const Head *head, const char *payload, TapeFrame *frame)
{
  if (head->kind != TAPE_FRAME_CONTINUATION)
    {
      self->kind = head->kind;
      if (self->message == NULL)
        self->message = g_byte_array_sized_new (MESSAGE_MIN); /* not NULL, even while it is empty */
      g_byte_array_set_size (self->message, 0);
    }
  g_byte_array_append (self->message, (const guint8 *)payload, (guint)head->length);
  if (!head->fin)
    return TAPE_FRAMES_PART;

  frame->kind = self->kind;
  frame->payload = (const char *)self->message->data;
  frame->length = self->message->len;
  frame->close_code = 0;
  self->kind = TAPE_FRAME_CONTINUATION;
  return finish (self, frame);
}

TapeFramesResult
tape_socket_frames_next (
    TapeSocketFrames *self, const char *data, gsize length, gsize *taken, gsize *needed, TapeFrame *frame)
{
  Head head;
  TapeFramesResult result = read_head (self, (const guint8 *)data, length, &head);
  const char *payload;

  *taken = 0;
  *needed = head.size;
  if (result != TAPE_FRAMES_WHOLE)
    return result;
  *needed = head.size + (gsize)head.length;
  if (length < *needed)
    return TAPE_FRAMES_MORE;

  *taken = *needed;
  payload = data + head.size;
  if (head.kind & CONTROL)
    return take_control (self, &head, payload, frame);
  if (head.kind == TAPE_FRAME_CONTINUATION || !head.fin)
    return take_fragment (self, &head, payload, frame);
  frame->kind = head.kind;
  frame->payload = payload;
  frame->length = (gsize)head.length;
  frame->close_code = 0;
  return finish (self, frame);
}

static gsize
write_head (guint8 *head, TapeFrameKind kind, gsize length)
{
  gsize extra = length < LENGTH_16 ? 0 : length < 65536 ? 2 : 8;

  head[0] = (guint8)(FIN | kind);
  head[1] = (guint8)(MASKED | (extra == 0 ? length : extra == 2 ? LENGTH_16 : LENGTH_64));
  for (gsize i = 0; i < extra; i++)
    head[2 + i] = (guint8)((guint64)length >> (8 * (extra - 1 - i)));
  return 2 + extra;
}

void
tape_socket_frames_write (
    GByteArray *out, TapeFrameKind kind, const char *payload, gsize length, const guint8 mask[static 4])
{
  guint8 head[TAPE_FRAME_HEAD_MAX];
  gsize size = write_head (head, kind, length);
  guint start;

  g_byte_array_append (out, head, (guint)size);
  g_byte_array_append (out, mask, 4);
  start = out->len;
  g_byte_array_append (out, (const guint8 *)payload, (guint)length);
  for (gsize i = 0; i < length; i++)
    out->data[start + i] ^= mask[i & 3];
}
