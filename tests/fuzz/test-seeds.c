/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gives one fuzzer every file of some folders, each a test case: what a fuzzer found once stays mended.
 *
 *   test-seeds FUZZER FOLDER… */

#include <glib.h>

#include "tape-fuzz.h"

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length = 0;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (LLVMFuzzerTestOneInput ((const uint8_t *)content, length), ==, 0);
}

static void
add_folder (const char *fuzzer, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) files = g_dir_open (folder, 0, &error);
  const char *name;

  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return;
  g_assert_no_error (error);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *case_name = g_strdup_printf ("/fuzz/%s/%s", fuzzer, name);

      g_test_add_data_func_full (case_name, g_build_filename (folder, name, NULL), test_file, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >=, 3);
  for (int i = 2; i < argc; i++)
    add_folder (argv[1], argv[i]);
  return g_test_run ();
}
