/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is deleted is gone with its log; what another writes stays. */

#include <glib/gstdio.h>

#include "../support/store-fixture.h"
#include "store/tape-store-delete.h"

static void
test_gone (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *other = g_build_filename (folder, "user.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_true (g_file_set_contents (log, "left by a crash", -1, NULL));
  g_assert_true (g_file_set_contents (other, "mine", -1, NULL));
  tape_store_delete (fixture->path, &error);
  g_assert_no_error (error);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "user.db");

  /* What is not there is gone. */
  g_assert_true (tape_store_delete (fixture->path, &error));
  g_assert_no_error (error);
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
}

static void
test_in_use (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (tape_store_delete (fixture->path, &error));
  g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_IN_USE);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources"), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/delete/gone-with-its-log", test_gone);
  STORE_TEST ("/store/delete/in-use-stays", test_in_use);
  return g_test_run ();
}
