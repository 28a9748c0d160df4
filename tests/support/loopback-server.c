/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "loopback-server.h"

#include <glib/gstdio.h>
#include <string.h>

#include "feed/tape-http.h"

struct _LoopbackServer
{
  char *folder;
  GSubprocess *process;
  GHashTable *values;
};

static void
read_values (LoopbackServer *self)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_autoptr (GError) error = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      char *blank;

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (*line == '\0')
        return;
      blank = strchr (line, ' ');
      g_assert_nonnull (blank);
      g_hash_table_insert (self->values, g_strndup (line, (gsize)(blank - line)), g_strdup (blank + 1));
    }
}

LoopbackServer *
loopback_server_start (const char *script, const char *const *arguments)
{
  LoopbackServer *self = g_new0 (LoopbackServer, 1);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", script, NULL);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autofree char *trusted = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tape-server-XXXXXX", &error);
  g_assert_no_error (error);
  trusted = g_build_filename (self->folder, "trusted.pem", NULL);
  g_setenv (TAPE_HTTP_TEST_CA_FILE, trusted, TRUE); /* before there are threads */
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (command, (gpointer) "python3");
  g_ptr_array_add (command, path);
  g_ptr_array_add (command, self->folder);
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (command, (gpointer)arguments[i]);
  g_ptr_array_add (command, NULL);

  self->process = g_subprocess_newv ((const char *const *)command->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  read_values (self);
  return self;
}

const char *
loopback_server_get (LoopbackServer *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->values, name);

  g_assert_nonnull (value);
  return value;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
loopback_server_stop (LoopbackServer *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  g_hash_table_unref (self->values);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}
