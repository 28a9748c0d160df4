/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text asked of a database is answered or refused with a sentence, soon, and changes no file. */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "../support/store-fixture.h"
#include "store/tape-sql.h"

#include "tape-fuzz.h"

static StoreFixture fixture;
static char *content; /* digest of the database */

static char *
digest (void)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (fixture.path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *)bytes, length);
}

static void
tear_down (void)
{
  store_fixture_tear_down (&fixture, NULL);
}

static void
set_up (void)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  TapeWriter *writer;
  gint64 arrival = 1;

  store_fixture_set_up (&fixture, NULL);
  writer = store_fixture_open_writer (&fixture, &universe);
  store_intern_instruments (universe, 3);
  store_commit_add_batch (commit, store_batch_new (100, 0, 0, 1), &arrival);
  g_assert_true (tape_writer_commit (writer, commit, NULL));
  tape_writer_free (writer);
  content = digest ();
  atexit (tear_down);
}

static gboolean
take_row (const TapeSqlValue *values, guint n, gpointer data)
{
  for (guint i = 0; i < n; i++)
    if (values[i].type == TAPE_SQL_TEXT)
      g_assert_cmpuint (strlen (values[i].text), <=, values[i].length);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const TapeSqlLimits limits = { .rows = 1000, .bytes = 1024 * 1024, .time = 100000 };
  g_autofree char *sql = g_strndup ((const char *)data, size);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  if (content == NULL)
    set_up ();
  if (!tape_sql_run (fixture.path, sql, &limits, NULL, take_row, NULL, NULL, &error))
    {
      g_assert_error (error, TAPE_STORE_ERROR, TAPE_STORE_ERROR_SQL);
      g_assert_cmpstr (error->message, !=, "");
    }
  after = digest ();
  g_assert_cmpstr (after, ==, content);
  return 0;
}
