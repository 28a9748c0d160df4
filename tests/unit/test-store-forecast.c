/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What retention would free and how large a database will be, said from facts made by hand and from a stored session. */

#include "../support/store-fixture.h"
#include "store/tape-schema.h"

#define MEGABYTE 1000000.0

/* Ten whole days of a million trades, each of 100 bytes, that are as many seconds and 10,000 minutes. */
static void
make_facts (TapeRetentionFacts *facts)
{
  *facts = (TapeRetentionFacts){
    .now = 1000 * TAPE_DAY - 1,
    .bytes = (gint64)(1200 * MEGABYTE),
    .free_bytes = (gint64)(50 * MEGABYTE),
    .hours = g_array_new (FALSE, FALSE, sizeof (TapeRetentionHour)),
    .trades_per_day = 1e6,
    .seconds_per_day = 5e5,
    .minutes_per_day = 1e4,
    .trade_bytes = 100,
    .second_bytes = 100,
    .minute_bytes = 100,
  };
  for (gint64 hour = 24 * 990; hour < 24 * 1000; hour++)
    {
      const TapeRetentionHour of_hour = { .start = hour * TAPE_HOUR, .trades = 1e6 / 24, .minutes = 1e4 / 24 };

      g_array_append_val (facts->hours, of_hour);
    }
}

static void
assert_freed (int trades, int seconds, int minutes, double megabytes)
{
  g_auto (TapeRetentionFacts) facts = { 0 };
  const TapeRetention retention = tape_retention_from_days (trades, seconds, minutes);

  make_facts (&facts);
  g_assert_cmpfloat_with_epsilon ((double)tape_retention_get_freed (&facts, &retention) / MEGABYTE, megabytes, 0.1);
}

static void
assert_forecast (int trades, int seconds, int minutes, double days, double megabytes)
{
  g_auto (TapeRetentionFacts) facts = { 0 };
  const TapeRetention retention = tape_retention_from_days (trades, seconds, minutes);

  make_facts (&facts);
  g_assert_cmpfloat_with_epsilon ((double)tape_retention_get_forecast (&facts, &retention, days) / MEGABYTE, megabytes,
                                  0.1);
}

static void
test_settled (void)
{
  TapeRetention retention = tape_retention_from_days (7, 3, 0);

  g_assert_cmpint (retention.seconds, ==, 7 * TAPE_DAY);
  g_assert_cmpint (retention.minutes, ==, TAPE_KEEP_FOR_EVER);
  retention = tape_retention_from_days (0, 3, 4);
  g_assert_cmpint (retention.seconds, ==, TAPE_KEEP_FOR_EVER);
  g_assert_cmpint (retention.minutes, ==, TAPE_KEEP_FOR_EVER);
}

/* Free space is given back in any case; a trade that goes leaves half a second's bar where these are kept longer. */
static void
test_freed (void)
{
  assert_freed (0, 0, 0, 50);
  assert_freed (20, 20, 20, 50);
  assert_freed (4, 4, 0, 50 + 6 * 100);
  assert_freed (4, 0, 0, 50 + 6 * 50);
  assert_freed (4, 7, 0, 50 + 6 * 100 - 3 * 50);
  assert_freed (4, 4, 5, 50 + 6 * 100 + 5);
}

static void
test_forecast (void)
{
  assert_forecast (0, 0, 0, 0, 1150);
  assert_forecast (0, 0, 0, 30, 1150 + 30 * 101);
  /* All that is stored now is gone by then, but its minutes. */
  assert_forecast (5, 5, 0, 30, 1150 - 10 * 100 + 5 * 100 + 30);
  assert_forecast (5, 5, 6, 30, 1150 - 10 * 101 + 5 * 100 + 6);
  /* What goes next leaves seconds. */
  assert_forecast (5, 7, 0, 30, 1150 - 10 * 100 + 5 * 100 + 2 * 50 + 30);
  /* Two days on, three of the days stored now are left, and two have come. */
  assert_forecast (5, 5, 0, 2, 1150 - 7 * 100 + 2 * 100 + 2);
}

static void
test_nothing_stored (StoreFixture *fixture, gconstpointer data)
{
  const TapeRetention retention = tape_retention_from_days (1, 1, 1);
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, NULL);
  g_auto (TapeRetentionFacts) facts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (tape_retention_facts_read (fixture->path, TAPE_DAY, &facts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.now, ==, TAPE_NO_TIME);
  g_assert_cmpint (facts.bytes, >, 0);
  g_assert_cmpint (tape_retention_get_freed (&facts, &retention), ==, 0);
  g_assert_cmpint (tape_retention_get_forecast (&facts, &retention, 30), ==, facts.bytes);
}

/* Three days of trades, a second apart, with their minutes. */
static void
store_days (StoreFixture *fixture, guint n_days)
{
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  gint64 arrival = 1;

  store_intern_instruments (universe, 2);
  for (guint hour = 0; hour < 24 * n_days; hour++)
    {
      g_autoptr (TapeCommit) commit = tape_commit_new ();
      TapeBatch *batch = store_batch_new (3600, 1, 0, 1);

      for (guint i = 0; i < batch->n_trades; i++)
        {
          batch->trades[i].event_time = batch->trades[i].receive_time = hour * TAPE_HOUR + i * TAPE_SECOND;
          batch->trades[i].price = 12.34;
        }
      store_commit_add_batch (commit, batch, &arrival);
      for (guint i = 0; i < 60; i++)
        {
          const TapeBarTotals minute = {
            .bar
            = { .start = hour * TAPE_HOUR + i * TAPE_MINUTE, .length = TAPE_BAR_MINUTE, .instrument = 1, .count = 60 }
          };

          g_array_append_val (commit->bars, minute);
        }
      g_assert_true (tape_writer_commit (writer, commit, NULL));
    }
}

static void
test_facts (StoreFixture *fixture, gconstpointer data)
{
  g_auto (TapeRetentionFacts) facts = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  double trades = 0, minutes = 0;

  store_days (fixture, 3);
  g_assert_true (tape_retention_facts_read (fixture->path, 100 * TAPE_DAY, &facts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.now, ==, 3 * TAPE_DAY - TAPE_SECOND);
  g_assert_cmpuint (facts.hours->len, ==, 3 * 24);
  for (guint i = 0; i < facts.hours->len; i++)
    {
      const TapeRetentionHour *hour = &g_array_index (facts.hours, TapeRetentionHour, i);

      g_assert_cmpint (hour->start, ==, i * TAPE_HOUR);
      trades += hour->trades;
      minutes += hour->minutes;
    }
  g_assert_cmpint (facts.trades, ==, 3 * 86400);
  g_assert_cmpfloat (trades, ==, 3 * 86400);
  g_assert_cmpfloat (minutes, ==, 3 * 1440);
  g_assert_cmpfloat_with_epsilon (facts.trades_per_day, 86400, 8192);
  g_assert_cmpfloat_with_epsilon (facts.seconds_per_day, facts.trades_per_day, 1);
  g_assert_cmpfloat_with_epsilon (facts.minutes_per_day, 1440, 10);
  /* Each page of trades is full: the size of the file says what one takes. */
  g_assert_cmpfloat_with_epsilon (
      facts.trade_bytes,
      (double)store_fixture_get_number (fixture, "SELECT sum (pgsize) FROM dbstat WHERE name IN ('trades', 'places')")
          / (3 * 86400),
      1.5);
  tape_retention_facts_clear (&facts);

  /* A clock that is behind counts. */
  g_assert_true (tape_retention_facts_read (fixture->path, TAPE_DAY, &facts, NULL, &error));
  g_assert_cmpint (facts.now, ==, TAPE_DAY);
  tape_retention_facts_clear (&facts);

  g_cancellable_cancel (cancellable);
  g_assert_false (tape_retention_facts_read (fixture->path, TAPE_DAY, &facts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Older databases --- */

static void
test_from_schema_3 (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql_path = g_test_build_filename (G_TEST_DIST, "unit", "databases", "schema-3.sql", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *sql = NULL;
  gint64 bars;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_get_contents (sql_path, &sql, NULL, NULL));
  store_fixture_exec (fixture->path, sql);
  bars = store_fixture_get_number (fixture, "SELECT count (*) FROM bars");
  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  g_assert_cmpint (store_fixture_get_number (fixture, "PRAGMA user_version"), ==, tape_store_schema.n_steps);
  g_assert_cmpint (
      store_fixture_get_number (fixture, "SELECT count (*) FROM bars WHERE opened IS NULL AND closed IS NULL"), ==,
      bars);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM removed"), ==, 0);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM stocks WHERE estimated"), ==, 37);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/retention/tiers-in-order", test_settled);
  g_test_add_func ("/store/retention/freed", test_freed);
  g_test_add_func ("/store/retention/forecast", test_forecast);
  STORE_TEST ("/store/retention/nothing-stored", test_nothing_stored);
  STORE_TEST ("/store/retention/facts", test_facts);
  STORE_TEST ("/store/retention/from-schema-3", test_from_schema_3);
  return g_test_run ();
}
