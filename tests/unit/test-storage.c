/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of the stored databases, and the long work on them: how it ends, and that it can be stopped. */

#include <string.h>

#include "../support/store-fixture.h"
#include "model/tape-desk.h"
#include "model/tape-storage-import.h"
#include "model/tape-storage-jobs.h"

#define PATIENCE (30 * G_USEC_PER_SEC)

static const char trades[] = "event_time,symbol,price,quantity\n"
                             "2024-03-05T14:30:00Z,AAA,10.00,100\n"
                             "2024-03-06T14:30:01Z,BBB,20.00,200\n"
                             "2024-03-06T14:30:02Z,AAA,-1,300\n";

typedef struct
{
  StoreFixture store;
  TapeStorage *storage;
  char *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->storage = tape_storage_new (fixture->store.folder);
  fixture->file = g_build_filename (fixture->store.folder, "trades.csv", NULL);
  g_assert_true (g_file_set_contents (fixture->file, trades, -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tape_storage_close (fixture->storage);
  g_clear_object (&fixture->storage);
  g_free (fixture->file);
  store_fixture_tear_down (&fixture->store, data);
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint timer = g_timeout_add (20, wake, NULL);

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (timer);
}

static gboolean
is_idle (gpointer storage)
{
  return !tape_storage_is_busy (storage);
}

static TapeJobState
finish (Fixture *fixture)
{
  wait_until (is_idle, fixture->storage);
  return tape_job_get_state (tape_storage_get_job (fixture->storage));
}

static void
import (Fixture *fixture)
{
  const char *const paths[] = { fixture->file, NULL };

  tape_storage_import (fixture->storage, paths, FALSE);
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_DONE);
}

/* --- What is stored. --- */

static gboolean
has_trades (gpointer storage)
{
  const TapeStored *stored = tape_storage_get (storage, TAPE_STORED_LIVE);

  return stored != NULL && stored->trades > 0;
}

static gboolean
was_read (gpointer storage)
{
  return tape_storage_get (storage, TAPE_STORED_USER) != NULL;
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  const TapeStored *stored;

  tape_storage_set_active (fixture->storage, TRUE);
  wait_until (was_read, fixture->storage);
  stored = tape_storage_get (fixture->storage, TAPE_STORED_LIVE);
  g_assert_cmpuint (stored->files, ==, 0);
  g_assert_cmpint (stored->first, ==, TAPE_NO_TIME);

  import (fixture);
  wait_until (has_trades, fixture->storage);
  stored = tape_storage_get (fixture->storage, TAPE_STORED_LIVE);
  g_assert_null (stored->problem);
  g_assert_cmpuint (stored->files, ==, 1);
  g_assert_cmpint (stored->trades, ==, 2);
  g_assert_cmpuint (stored->days, ==, 2);
  g_assert_cmpint (stored->bytes, >, 0);
}

static gboolean
has_problem (gpointer storage)
{
  const TapeStored *stored = tape_storage_get (storage, TAPE_STORED_SIMULATION);

  return stored != NULL && stored->problem != NULL;
}

/* What cannot be read says why, with its size. */
static void
test_problem (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = tape_storage_get_path (fixture->storage, TAPE_STORED_SIMULATION);

  g_assert_true (
      g_file_set_contents (path, "not a database, but long enough to look like a header of one....", -1, NULL));
  tape_storage_refresh (fixture->storage);
  wait_until (has_problem, fixture->storage);
  g_assert_cmpint (tape_storage_get (fixture->storage, TAPE_STORED_SIMULATION)->bytes, ==, 64);
}

/* --- Work. --- */

static void
test_import (Fixture *fixture, gconstpointer data)
{
  const TapeImportOutcome *outcome;

  import (fixture);
  outcome = tape_storage_get_outcome (tape_storage_get_job (fixture->storage));
  g_assert_cmpuint (outcome->summary.read, ==, 3);
  g_assert_cmpuint (outcome->summary.stored, ==, 2);
  g_assert_cmpuint (outcome->rejects->len, ==, 1);
  g_assert_true (g_str_has_prefix (outcome->rejects->pdata[0], "Line 4: "));

  import (fixture);
  outcome = tape_storage_get_outcome (tape_storage_get_job (fixture->storage));
  g_assert_cmpuint (outcome->summary.stored, ==, 0);
}

/* The database that is shown is let go of while another writes it, and shows what came. */
static void
test_set_aside (Fixture *fixture, gconstpointer data)
{
  const char *const paths[] = { fixture->file, NULL };
  g_autoptr (TapeDesk) desk = tape_desk_new (fixture->store.folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (tape_desk_open_stored (desk, &error));
  g_assert_no_error (error);
  g_assert_true (tape_desk_is_stored (desk));
  g_assert_cmpint (tape_desk_get_reality (desk), ==, TAPE_REALITY_STOPPED);
  tape_storage_import (fixture->storage, paths, FALSE);
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_FAILED);

  tape_desk_set_aside (desk);
  g_assert_true (tape_desk_is_stored (desk));
  import (fixture);
  g_assert_true (tape_desk_open_stored (desk, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tape_universe_count (tape_desk_get_universe (desk)), ==, 2);
  tape_desk_close (desk);
}

static void
test_back_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->store.folder, "copy.db", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->store.folder, "missing", "copy.db", NULL);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autoptr (GFile) no_target = g_file_new_for_path (nowhere);

  import (fixture);
  tape_storage_back_up (fixture->storage, TAPE_STORED_LIVE, target);
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_DONE);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (tape_job_get_file (tape_storage_get_job (fixture->storage)) == target);

  tape_storage_back_up (fixture->storage, TAPE_STORED_LIVE, no_target);
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_FAILED);
  g_assert_true (g_str_has_suffix (tape_job_get_text (tape_storage_get_job (fixture->storage)), "."));
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  const char *const symbols[] = { "AAA", "ZZZ", NULL };
  TapeExportOptions options
      = { .table = tape_export_lookup ("trades", NULL), .span = TAPE_SPAN_ALL, .symbols = symbols };
  g_autofree char *database = tape_storage_get_path (fixture->storage, TAPE_STORED_LIVE);
  g_autofree char *path = g_build_filename (fixture->store.folder, "out.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GFile) target = g_file_new_for_path (path);

  import (fixture);
  tape_storage_export (fixture->storage, database, &options, TRUE, target);
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_DONE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, ",AAA,"));
  g_assert_null (strstr (text, ",BBB,"));

  tape_storage_export (fixture->storage, database, &options, FALSE, target);
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_FAILED);
}

static char *
wait_to_be_stopped (TapeJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);
  return NULL;
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  tape_storage_take_job (fixture->storage, tape_job_start ("Waiting", wait_to_be_stopped, NULL, NULL));
  g_assert_true (tape_storage_is_busy (fixture->storage));
  tape_job_stop (tape_storage_get_job (fixture->storage));
  g_assert_cmpint (finish (fixture), ==, TAPE_JOB_STOPPED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/storage/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("numbers", test_numbers);
  ADD ("what-cannot-be-read-says-why", test_problem);
  ADD ("import", test_import);
  ADD ("import-into-what-is-shown", test_set_aside);
  ADD ("back-up", test_back_up);
  ADD ("export", test_export);
  ADD ("stopped", test_stopped);
#undef ADD
  return g_test_run ();
}
