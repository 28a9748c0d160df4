/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "replay-said.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

Said *
said_new (void)
{
  Said *said = g_new0 (Said, 1);

  said->trades = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  said->bars = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  said->positions = g_array_new (FALSE, FALSE, sizeof (TapePosition));
  said->ids = g_ptr_array_new_with_free_func (g_free);
  said->reasons = g_ptr_array_new_with_free_func (g_free);
  said->order = g_string_new (NULL);
  return said;
}

void
said_free (Said *said)
{
  g_array_unref (said->trades);
  g_array_unref (said->bars);
  g_array_unref (said->positions);
  g_ptr_array_unref (said->ids);
  g_ptr_array_unref (said->reasons);
  g_string_free (said->order, TRUE);
  g_clear_object (&said->stop);
  g_free (said);
}

static char *
id_text (const TapeBatch *batch, const TapeTrade *trade)
{
  if ((trade->flags & TAPE_TRADE_HAS_ID) == 0)
    return g_strdup ("");
  if (trade->flags & TAPE_TRADE_TEXT_ID)
    return g_strdup (batch->text + trade->id);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, trade->id);
}

static void
hear_events (Said *said, const TapeBatch *batch)
{
  g_assert_true (batch->n_trades == 0 || batch->kind == TAPE_BATCH_TRADES);
  g_assert_true (batch->n_bars == 0 || batch->kind == TAPE_BATCH_BARS);
  g_assert_cmpuint (tape_batch_n_events (batch), <=, 4096);
  for (guint i = 0; i < batch->n_trades; i++)
    {
      g_assert_cmpint (batch->trades[i].receive_time, ==, batch->trades[i].event_time);
      g_ptr_array_add (said->ids, id_text (batch, &batch->trades[i]));
    }
  if (batch->n_trades > 0)
    g_array_append_vals (said->trades, batch->trades, batch->n_trades);
  if (batch->n_bars > 0)
    g_array_append_vals (said->bars, batch->bars, batch->n_bars);
  for (guint i = 0; i < batch->n_rejects; i++)
    g_ptr_array_add (said->reasons, g_strdup_printf ("%" G_GINT64_FORMAT ": %s", batch->rejects[i].line,
                                                     batch->text + batch->rejects[i].reason));
  for (guint i = 0; i < batch->n_positions; i++)
    {
      said->last[batch->positions[i].source] = batch->positions[i];
      g_array_append_val (said->positions, batch->positions[i]);
    }
  said->ignored += batch->ignored;
}

gboolean
hear (TapeBatch *batch, gpointer data)
{
  Said *said = data;

  said->n_batches++;
  if (batch->kind == TAPE_BATCH_BEGIN)
    {
      g_assert_false (batch->live);
      said->delay[batch->source] = batch->delay;
      g_string_append_printf (said->order, "B%u ", batch->source);
    }
  else if (batch->kind == TAPE_BATCH_END)
    g_string_append_printf (said->order, "E%u ", batch->source);
  else
    hear_events (said, batch);
  if (said->stop_after > 0 && said->n_batches == said->stop_after)
    g_cancellable_cancel (said->stop);
  tape_batch_unref (batch);
  return TRUE;
}

const TapeReplayOptions as_fast_as_it_goes = { .delay = -1 };

TapeFeed *
open_files (TapeUniverse *universe, const TapeReplayOptions *options, const char *const *paths)
{
  g_autoptr (GError) error = NULL;
  TapeFeed *feed = tape_replay_new (universe, paths, options, &error);

  g_assert_no_error (error);
  return feed;
}

/* Replays files as sources 1, 2, …, the first from @position. */
Said *
replay_from (TapeUniverse *universe,
             const TapeReplayOptions *options,
             const char *const *paths,
             const TapePosition *position)
{
  g_autoptr (TapeFeed) feed = open_files (universe, options, paths);
  g_autoptr (GError) error = NULL;
  Said *said = said_new ();

  for (guint i = 0; i < tape_feed_get_type_info (feed)->count_sources (feed); i++)
    tape_feed_get_type_info (feed)->bind (feed, i, i + 1, i == 0 ? position : NULL);
  tape_feed_run (feed, hear, said, NULL, &error);
  g_assert_no_error (error);
  return said;
}

Said *
replay (TapeUniverse *universe, const char *path)
{
  return replay_from (universe, &as_fast_as_it_goes, (const char *const[]){ path, NULL }, NULL);
}

/* Files of a test, in a folder of its own. */

char *folder;

char *
write_file (const char *name, const char *data, gssize length)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, length, &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

char *
gzip (const char *data, gsize length, gsize *packed_length)
{
  g_autoptr (GZlibCompressor) deflater = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  gsize room = length + 1024, read = 0;
  char *packed = g_malloc (room);
  g_autoptr (GError) error = NULL;

  g_converter_convert (G_CONVERTER (deflater), data, length, packed, room, G_CONVERTER_INPUT_AT_END, &read,
                       packed_length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read, ==, length);
  return packed;
}

Said *
replay_text (TapeUniverse *universe, const char *name, const char *text)
{
  g_autofree char *path = write_file (name, text, -1);

  return replay (universe, path);
}

char *
shared (const char *name)
{
  char *path = g_build_filename (g_getenv ("TAPE_SHARED_DATA"), name, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("../shared/data is not there");
      g_clear_pointer (&path, g_free);
    }
  return path;
}

const TapeTrade *
trade_at (Said *said, guint i)
{
  g_assert_cmpuint (i, <, said->trades->len);
  return &g_array_index (said->trades, TapeTrade, i);
}

const TapeBar *
bar_at (Said *said, guint i)
{
  g_assert_cmpuint (i, <, said->bars->len);
  return &g_array_index (said->bars, TapeBar, i);
}

const char *
reason_at (Said *said, guint i)
{
  g_assert_cmpuint (i, <, said->reasons->len);
  return g_ptr_array_index (said->reasons, i);
}

const char *
symbol_of (TapeUniverse *universe, guint32 instrument)
{
  return tape_universe_get (universe, instrument)->symbol;
}

void
assert_time (gint64 time, const char *expected)
{
  char text[TAPE_TIME_TEXT];

  tape_time_format (time, text);
  g_assert_cmpstr (text, ==, expected);
}

void
assert_same_events (Said *a, Said *b)
{
  g_assert_cmpmem (a->trades->data, a->trades->len * sizeof (TapeTrade), b->trades->data,
                   b->trades->len * sizeof (TapeTrade));
  g_assert_cmpmem (a->bars->data, a->bars->len * sizeof (TapeBar), b->bars->data, b->bars->len * sizeof (TapeBar));
  g_assert_cmpuint (a->reasons->len, ==, b->reasons->len);
  for (guint i = 0; i < a->reasons->len; i++)
    g_assert_cmpstr (reason_at (a, i), ==, reason_at (b, i));
  g_assert_cmpuint (a->ignored, ==, b->ignored);
}

/* Runs the tests, with a folder for their files. */
int
run_in_folder (void)
{
  int result;

  folder = g_dir_make_tmp ("tape-replay-XXXXXX", NULL);
  g_assert_nonnull (folder);
  result = g_test_run ();
  remove_folder ();
  g_free (folder);
  return result;
}
