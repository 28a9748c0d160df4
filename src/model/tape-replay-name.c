/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-replay-name.h"

#include "feed/tape-replay.h"

/* A file that is shorter than a head may grow: only so much of it stays the same. */
#define LINES_KEPT 2

static gboolean
is_gzip (GInputStream *stream)
{
  GBufferedInputStream *buffered = G_BUFFERED_INPUT_STREAM (stream);
  const guint8 *bytes;
  gsize length;

  g_buffered_input_stream_fill (buffered, -1, NULL, NULL);
  bytes = g_buffered_input_stream_peek_buffer (buffered, &length);
  return length >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/* Digest of the first complete lines of a short file: a header and a row, or two messages. */
static guint64
digest_first_lines (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) plain = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  g_autoptr (GInputStream) buffered = NULL;
  g_autoptr (GInputStream) inflated = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (plain == NULL)
    return 0;
  buffered = g_buffered_input_stream_new (plain);
  if (is_gzip (buffered))
    {
      g_autoptr (GConverter) inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

      inflated = g_converter_input_stream_new (buffered, inflate);
    }
  lines = g_data_input_stream_new (inflated != NULL ? inflated : buffered);
  for (guint i = 0; i < LINES_KEPT; i++)
    {
      gsize length = 0;
      g_autofree char *line = g_data_input_stream_read_line (lines, &length, NULL, NULL);

      if (line == NULL)
        break;
      g_string_append_len (text, line, (gssize)length);
      g_string_append_c (text, '\n');
    }
  return tape_source_digest (text->str, text->len);
}

char *
tape_replay_name (const char *const *paths, GError **error)
{
  TapeReplayOptions options = { .delay = -1 };
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = tape_replay_new (universe, paths, &options, error);
  g_autoptr (GString) all = g_string_new (NULL);

  if (feed == NULL)
    return NULL;
  for (guint i = 0; i < tape_feed_get_type_info (feed)->count_sources (feed); i++)
    {
      const TapeSource *source = tape_feed_get_type_info (feed)->get_source (feed, i);
      guint64 digest = source->head_length >= TAPE_SOURCE_HEAD ? source->head_digest : digest_first_lines (paths[i]);

      g_string_append_printf (all, "%016" G_GINT64_MODIFIER "x\n", digest);
    }
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x.db", tape_source_digest (all->str, all->len));
}
