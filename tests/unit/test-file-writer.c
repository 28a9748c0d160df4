/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that are there whole or not at all. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/store-fixture.h"
#include "store/tape-file-writer.h"

#define LONG (3 * 1024 * 1024)

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) open = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (open) != NULL)
    n++;
  return n;
}

static char *
read_file (const char *path)
{
  char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  return content;
}

static void
write_all (TapeFileWriter *writer, const char *text)
{
  g_autoptr (GError) error = NULL;

  tape_file_writer_write (writer, text, strlen (text), &error);
  g_assert_no_error (error);
}

/* Under its name only when it is complete; what was there stays until then, and keeps its mode. */
static void
test_replaces (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out.csv", NULL);
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_file_set_contents (path, "before", -1, NULL);
  g_chmod (path, 0640);
  for (gint finished = 0; finished < 2; finished++)
    {
      g_autoptr (TapeFileWriter) writer = tape_file_writer_new (path, &error);
      g_autofree char *during = NULL;
      g_autofree char *after = NULL;

      g_assert_no_error (error);
      write_all (writer, "one\n");
      write_all (writer, "two\n");
      during = read_file (path);
      g_assert_cmpstr (during, ==, "before");
      g_assert_cmpuint (count_files (fixture->folder), ==, 2);
      if (finished)
        tape_file_writer_finish (writer, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (tape_file_writer_get_size (writer), ==, 8);
      g_clear_pointer (&writer, tape_file_writer_free);
      after = read_file (path);
      g_assert_cmpstr (after, ==, finished ? "one\ntwo\n" : "before");
      g_assert_cmpuint (count_files (fixture->folder), ==, 1);
    }
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0640);
}

/* A link goes on to point at the file that was replaced. */
static void
test_link (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out.csv", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link.csv", NULL);
  g_autoptr (TapeFileWriter) writer = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "before", -1, NULL);
  g_assert_cmpint (symlink (path, link), ==, 0);
  writer = tape_file_writer_new (link, &error);
  g_assert_no_error (error);
  write_all (writer, "after");
  tape_file_writer_finish (writer, &error);
  g_assert_no_error (error);
  content = read_file (path);
  g_assert_cmpstr (content, ==, "after");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

/* What gzip says of it is what was written, whatever the pieces were. */
static void
test_gzip (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out.csv.gz", NULL);
  g_autoptr (TapeFileWriter) writer = NULL;
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  g_autofree char *compressed = NULL;
  g_autofree char *plain = g_malloc (LONG + 65536);
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  gsize length, read, got = 0, used = 0;

  writer = tape_file_writer_new (path, &error);
  g_assert_no_error (error);
  while (written->len < LONG)
    {
      gsize before = written->len;

      for (gint n = g_rand_int_range (random, 0, 50000); n >= 0; n--)
        g_string_append_c (written, (char)g_rand_int_range (random, ' ', '~'));
      tape_file_writer_write (writer, written->str + before, written->len - before, &error);
      g_assert_no_error (error);
    }
  tape_file_writer_finish (writer, &error);
  g_assert_no_error (error);

  g_file_get_contents (path, &compressed, &length, NULL);
  g_assert_cmpuint (length, ==, tape_file_writer_get_size (writer));
  for (GConverterResult result = G_CONVERTER_CONVERTED; result != G_CONVERTER_FINISHED; used += read)
    {
      gsize n = 0;

      result = g_converter_convert (converter, compressed + used, length - used, plain + got, LONG + 65536 - got,
                                    G_CONVERTER_INPUT_AT_END, &read, &n, &error);
      g_assert_no_error (error);
      got += n;
    }
  g_assert_cmpmem (plain, got, written->str, written->len);
}

/* Each ends in a sentence that names the file, and leaves nothing behind. */
static void
test_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "out.csv", NULL);
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (tape_file_writer_new (nowhere, &none));
  g_assert_error (none, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (none->message, nowhere));
  g_assert_null (tape_file_writer_new (fixture->folder, &folder));
  g_assert_error (folder, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_assert_cmpuint (count_files (fixture->folder), ==, 0);
}

/* A database, named by mistake, is not replaced. */
static void
test_database (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_null (tape_file_writer_new (fixture->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM sources"), ==, 1);
}

/* The disk has no more room: /dev/full says so to who writes it, a limit of size to who writes a file. */
static void
test_full (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "out.csv", NULL);
  g_autofree char *block = g_malloc0 (65536);
  g_autoptr (TapeFileWriter) device = NULL;
  g_autoptr (TapeFileWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit = { 0 }, small;

  device = tape_file_writer_new ("/dev/full", &error);
  g_assert_no_error (error);
  g_assert_false (tape_file_writer_write (device, block, 65536, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_clear_error (&error);

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  small = (struct rlimit){ 100000, limit.rlim_max };
  setrlimit (RLIMIT_FSIZE, &small);
  writer = tape_file_writer_new (path, &error);
  g_assert_no_error (error);
  g_assert_true (tape_file_writer_write (writer, block, 65536, &error));
  g_assert_false (tape_file_writer_write (writer, block, 65536, &error));
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_pointer (&writer, tape_file_writer_free);
  g_assert_cmpuint (count_files (fixture->folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/file-writer/replaces", test_replaces);
  STORE_TEST ("/file-writer/link", test_link);
  STORE_TEST ("/file-writer/gzip", test_gzip);
  STORE_TEST ("/file-writer/refused", test_refused);
  STORE_TEST ("/file-writer/database", test_database);
  STORE_TEST ("/file-writer/full", test_full);
  return g_test_run ();
}
