/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Faults that come from beneath: memory that SQLite asks for and does not get, a clock that is set back. */

#include <sqlite3.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "engine/tape-engine.h"
#include "engine/tape-frame.h"
#include "store/tape-store-check.h"

#define START G_GINT64_CONSTANT (1709649000000000) /* 5 March 2024, 14:30 UTC */

enum
{
  N_TRADES = 2000,
};

/* --- Memory. --- */

/* SQLite's own allocator, which refuses from one request on; 0: never. */
static sqlite3_mem_methods plain;
static gint64 refuse_after;
static gint64 n_refused;

static gboolean
refuses (void)
{
  if (refuse_after == 0 || --refuse_after > 0)
    return FALSE;
  refuse_after = 1;
  n_refused++;
  return TRUE;
}

static void *
allocate (int n)
{
  return refuses () ? NULL : plain.xMalloc (n);
}

static void *
reallocate (void *memory, int n)
{
  return refuses () ? NULL : plain.xRealloc (memory, n);
}

static void
take_over_memory (void)
{
  sqlite3_mem_methods ours;

  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &plain), ==, SQLITE_OK);
  ours = plain;
  ours.xMalloc = allocate;
  ours.xRealloc = reallocate;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &ours), ==, SQLITE_OK);
}

static void
assert_sentence (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, TAPE_STORE_ERROR);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* Whether the commit was stored though memory ran out after @n requests. */
static gboolean
commit_with_little (TapeWriter *writer, const TapeCommit *commit, gint64 n)
{
  g_autoptr (GError) error = NULL;
  gboolean stored;

  refuse_after = n;
  stored = tape_writer_commit (writer, commit, &error);
  refuse_after = 0;
  if (!stored)
    assert_sentence (error);
  return stored;
}

/* From ever later requests on, until there is enough: all of a commit is stored or nothing, and it can be tried again. */
static void
test_commit (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  gint64 arrival = 1, refused = 0, n_firings = 0;
  gboolean enough = FALSE;

  tape_universe_intern (universe, "BAC", 3);
  for (gint64 n = 1; !enough; n += 1 + n / 8)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      gint64 before = arrival - 1;

      store_commit_add_batch (commit, store_batch_new (N_TRADES, 0, START, before + N_TRADES), &arrival);
      tape_commit_add_state (commit, 1, 0, before, "state", 5);
      /* One with a serial of its own, one whose serial is taken from the second time on. */
      g_ptr_array_add (commit->firings, store_firing_new (1, "T0", before + 1, START + before));
      g_ptr_array_add (commit->firings, store_firing_new (2, "T0", 1, START + before));
      n_refused = 0;
      if (!commit_with_little (writer, commit, n))
        {
          refused++;
          g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, before);
          g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM firings"), ==, n_firings);
          g_assert_true (tape_writer_commit (writer, commit, NULL));
        }
      enough = n_refused == 0;
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, before + N_TRADES);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT offset FROM sources"), ==, before + N_TRADES);
      n_firings += 2;
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM firings"), ==, n_firings);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT max (id) FROM firings"), ==, n_firings);
    }
  g_assert_cmpint (refused, >, 3);
}

static void
test_open (StoreFixture *fixture, gconstpointer data)
{
  gint64 refused = 0;
  gboolean enough = FALSE;

  for (gint64 n = 1; !enough; n += 1 + n / 8)
    {
      g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
      g_autoptr (TapeWriter) writer = NULL;
      g_autoptr (GError) error = NULL;

      n_refused = 0;
      refuse_after = n;
      writer = tape_writer_open (fixture->path, universe, &error);
      refuse_after = 0;
      enough = n_refused == 0;
      if (writer != NULL)
        continue;
      refused++;
      assert_sentence (error);
    }
  g_assert_cmpint (refused, >, 3);
}

/* --- The clock. --- */

static TapeBatch *
make_batch (gint64 event_time, gint64 receive_time)
{
  TapeBatch *batch = store_batch_new (100, 0, event_time, 1);

  for (guint i = 0; i < batch->n_trades; i++)
    batch->trades[i].receive_time = receive_time + i * TAPE_MILLISECOND;
  return batch;
}

static void
process (TapeEngine *engine, TapeBatch *batch)
{
  tape_engine_process (engine, batch);
  tape_batch_unref (batch);
}

static void
commit (TapeEngine *engine, TapeWriter *writer)
{
  TapeCommit *all = tape_engine_take_commit (engine);
  g_autoptr (GError) error = NULL;

  if (all == NULL)
    return;
  tape_writer_commit (writer, all, &error);
  g_assert_no_error (error);
  tape_commit_free (all);
}

static gint64
get_watermark (TapeEngine *engine)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (engine);

  return frame->watermark;
}

/* An hour back in the midst: what happens is stored as it comes, time does not go backwards, and goes on afterwards. */
static void
test_clock_set_back (StoreFixture *fixture, gconstpointer data)
{
  static const gint64 shifts[] = { 0, 0, -TAPE_HOUR, -TAPE_HOUR, -TAPE_HOUR, 0, 0 };
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_auto (TapeStoreCheck) check = { 0 };
  TapeEngine *engine;
  gint64 before = G_MININT64;

  tape_universe_intern (universe, "BAC", 3);
  engine = tape_engine_new (universe, &config);
  process (engine, tape_batch_new_begin (1, TRUE, TAPE_DELAY_LIVE));
  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
    {
      gint64 now = START + i * TAPE_MINUTE;

      process (engine, make_batch (now, now + shifts[i]));
      process (engine, tape_batch_new_tick (now + shifts[i] + 30 * TAPE_SECOND));
      commit (engine, writer);
      g_assert_cmpint (get_watermark (engine), >=, before);
      before = get_watermark (engine);
    }
  g_assert_cmpint (before, >, START + (gint64)(G_N_ELEMENTS (shifts) - 2) * TAPE_MINUTE);
  process (engine, tape_batch_new_end (1));
  commit (engine, writer);
  tape_engine_free (engine);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==,
                   100 * (gint64)G_N_ELEMENTS (shifts));
  g_assert_cmpint (
      store_fixture_get_number (fixture, "SELECT count (*) FROM all_bars WHERE length = 60 AND count = 100"), ==,
      G_N_ELEMENTS (shifts));
  g_assert_true (tape_store_check (fixture->path, NULL, &check, NULL));
  g_assert_cmpstr (check.integrity, ==, "ok");
}

int
main (int argc, char *argv[])
{
  take_over_memory ();
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/store/faults/no-memory/commit", test_commit);
  STORE_TEST ("/store/faults/no-memory/open", test_open);
  STORE_TEST ("/store/faults/clock-set-back", test_clock_set_back);
  return g_test_run ();
}
