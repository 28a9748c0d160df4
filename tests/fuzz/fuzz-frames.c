/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tape-fuzz.h"

#include <string.h>

#include "feed/tape-socket-frames.h"

/* Frames of a WebSocket: the first byte tells the longest message, the rest is what a server sends. Shown whole or byte by byte,
 * the same messages come of it, none longer than allowed, texts in UTF-8; a frame that we write is read by our own parser. */

/* Small, so that a fuzzer comes to it. */
#define LIMIT_MAX 300

static void
add_frame (GByteArray *out, const TapeFrame *frame, gsize limit)
{
  guint32 head[3] = { frame->kind, frame->close_code, (guint32)frame->length };
  gboolean control = frame->kind >= TAPE_FRAME_CLOSE;

  g_assert_cmpuint (frame->length, <=, control ? TAPE_FRAME_CONTROL_MAX : limit);
  g_assert_true (frame->kind != TAPE_FRAME_CONTINUATION);
  if (frame->kind == TAPE_FRAME_TEXT || frame->kind == TAPE_FRAME_CLOSE)
    {
      g_autofree char *text = g_utf8_make_valid (frame->payload, (gssize)frame->length);
      g_autofree char *whole = g_strndup (frame->payload, frame->length);

      g_assert_true (strlen (whole) < frame->length || g_str_equal (text, whole));
    }
  g_byte_array_append (out, (const guint8 *)head, sizeof head);
  g_byte_array_append (out, (const guint8 *)frame->payload, (guint)frame->length);
}

/* Copies what is shown, so that reading past it is found. */
static TapeFramesResult
show (TapeSocketFrames *frames, const char *data, gsize length, gsize *taken, gsize *needed, TapeFrame *frame)
{
  g_autofree char *shown = memcpy (g_malloc (length + 1), data, length);
  gsize before = length;
  TapeFramesResult result = tape_socket_frames_next (frames, shown, length, taken, needed, frame);

  g_assert_cmpuint (*taken, <=, before);
  if (result == TAPE_FRAMES_MORE)
    {
      g_assert_cmpuint (*taken, ==, 0);
      g_assert_cmpuint (*needed, >, length);
    }
  else if (result == TAPE_FRAMES_TOO_LARGE || result == TAPE_FRAMES_WRONG)
    g_assert_nonnull (frames->fault);
  else
    g_assert_cmpuint (*taken, >=, 2);
  if (result == TAPE_FRAMES_WHOLE && frame->payload >= shown && frame->payload < shown + length)
    frame->payload = data + (frame->payload - shown);
  else if (result == TAPE_FRAMES_WHOLE && frame->length == 0)
    frame->payload = data;
  return result;
}

/* What came of @data, @step bytes more each time that more is needed; the fault is the last of it. */
static GByteArray *
read_all (const char *data, gsize length, gsize step, gsize limit)
{
  GByteArray *out = g_byte_array_new ();
  g_auto (TapeSocketFrames) frames = { 0 };
  gsize start = 0, end = MIN (step, length), taken, needed;
  TapeFrame frame;

  tape_socket_frames_init (&frames, limit);
  while (TRUE)
    switch (show (&frames, data + start, end - start, &taken, &needed, &frame))
      {
      case TAPE_FRAMES_MORE:
        if (end == length)
          return out;
        end = MIN (MAX (end + step, step == 1 ? 0 : start + needed), length);
        break;
      case TAPE_FRAMES_WHOLE:
        add_frame (out, &frame, limit);
        start += taken;
        break;
      case TAPE_FRAMES_PART:
        start += taken;
        break;
      case TAPE_FRAMES_TOO_LARGE:
      case TAPE_FRAMES_WRONG:
        g_byte_array_append (out, (const guint8 *)frames.fault, (guint)strlen (frames.fault));
        return out;
      }
}

/* As a server would write it: without the mask. */
static void
read_own (const char *data, gsize length)
{
  static const guint8 mask[4] = { 0xde, 0xad, 0xbe, 0xef };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_auto (TapeSocketFrames) frames = { 0 };
  gsize head, taken, needed;
  TapeFrame frame;

  tape_socket_frames_write (out, TAPE_FRAME_BINARY, data, length, mask);
  head = out->len - length;
  for (gsize i = 0; i < length; i++)
    out->data[head + i] ^= mask[i & 3];
  out->data[1] &= 0x7f;
  g_byte_array_remove_range (out, (guint)head - 4, 4);

  tape_socket_frames_init (&frames, length);
  g_assert_cmpint (tape_socket_frames_next (&frames, (char *)out->data, out->len, &taken, &needed, &frame), ==,
                   TAPE_FRAMES_WHOLE);
  g_assert_cmpuint (taken, ==, out->len);
  g_assert_cmpmem (frame.payload, frame.length, data, length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  const char *data = (const char *)bytes + 1;
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) piecemeal = NULL;
  gsize limit;

  if (length == 0)
    return 0;
  length--;
  limit = (gsize)bytes[0] * LIMIT_MAX / 255;
  whole = read_all (data, length, MAX (length, 1), limit);
  piecemeal = read_all (data, length, 1, limit);
  g_assert_cmpmem (whole->data, whole->len, piecemeal->data, piecemeal->len);
  read_own (data, length);
  return 0;
}
