/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions in which two feeds tell of the same instruments, in whatever order their threads come: all is stored, bars are of
 * what was taken, and so is all that is read, tried, exported and kept of it. */

#include <string.h>

#include "../support/overlap-feed.h"
#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "feed/tape-replay.h"
#include "pipeline/tape-export.h"
#include "store/tape-writer.h"
#include "trial-fixture.h"

enum
{
  N_FEEDS = 2,
  N_TRADES = 1000,
  N_LATER = 10000, /* more than a block */
};

/* --- The same trades twice --- */

/* What the last frame counts is what is stored. */
static void
assert_frame (StoreFixture *fixture, TapeSession *session, TapeFeed *const *feeds)
{
  g_autoptr (TapeFrame) frame = tape_session_make_frame (session);
  guint in_use = 0;

  g_assert_cmpuint (frame->n_sources, ==, N_FEEDS);
  for (guint i = 0; i < N_FEEDS; i++)
    {
      const TapeFrameSource *source = &frame->sources[i];
      g_autofree char *count
          = g_strdup_printf ("SELECT count (*) FROM trades WHERE side >= 8 AND source = %u", source->source);

      g_assert_true (tape_session_is_of_feed (session, source->source, feeds[i]));
      g_assert_false (tape_session_is_of_feed (session, source->source, feeds[!i]));
      g_assert_cmpuint (source->rank, ==, i + 1);
      g_assert_cmpint (source->aside, ==, store_fixture_get_number (fixture, count));
      in_use += source->in_use;
    }
  g_assert_cmpuint (in_use, ==, 3);
}

static void
run_twice (StoreFixture *fixture, guint n, TapeSessionSummary *summary)
{
  g_autoptr (TapeSession) session = session_open (fixture->path, FALSE);
  static const char *const names[N_FEEDS] = { "first", "second" };
  TapeFeed *feeds[N_FEEDS];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      TapeFeed *feed = overlap_feed_new (tape_session_get_universe (session), names[i], n, 0);

      tape_session_add_feed (session, feed, FALSE, &error);
      g_assert_no_error (error);
      tape_session_rank_feed (session, feed, i + 1, 0);
      feeds[i] = feed;
    }
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  tape_session_get_summary (session, summary);
  assert_frame (fixture, session, feeds);
}

/* Twice in the store, and none twice in the bars; and again after a restart that delivers some once more. */
static void
test_once (StoreFixture *fixture, gconstpointer data)
{
  for (gint64 n = N_TRADES; n <= 2 * N_TRADES; n += N_TRADES)
    {
      TapeSessionSummary summary;
      gint64 taken;

      run_twice (fixture, (guint)n, &summary);
      g_assert_cmpuint (summary.stored, ==, 2 * N_TRADES);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades"), ==, 2 * n);
      taken = store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE side < 8");
      g_assert_cmpint (taken, >, 0);
      g_assert_cmpint (
          store_fixture_get_number (fixture, "SELECT count (DISTINCT trade_id) FROM trades WHERE side < 8"), ==, taken);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM ticks"), ==, taken);
      g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM stocks"), ==, taken);
      g_assert_cmpint (
          store_fixture_get_number (fixture, "SELECT sum (count) FROM all_bars WHERE length = 60 AND source = 0")
              + store_fixture_get_number (fixture, "SELECT count (*) FROM dropped"),
          ==, taken);
    }
}

/* --- Others' --- */

/* Two files with trades of the same instruments. */
static void
run_mixed (StoreFixture *fixture, TapeRuleSet *rules)
{
  g_autofree char *one = session_write_mixed (fixture->folder, "a.csv", 'a', 6000);
  g_autofree char *two = session_write_mixed (fixture->folder, "b.csv", 'b', 6000);
  const char *const paths[][2] = { { one, NULL }, { two, NULL } };
  const TapeSessionOptions options = {
    .database = fixture->path,
    .rules = rules,
    .engine = { .lateness = 30 * TAPE_SECOND, .trigger = TAPE_TRIGGER_DEFAULT, .tick_rule = TRUE },
  };
  const TapeReplayOptions how = { .delay = SESSION_DELAY };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      TapeFeed *feed = tape_replay_new (tape_session_get_universe (session), paths[i], &how, &error);

      g_assert_no_error (error);
      tape_session_add_feed (session, feed, FALSE, &error);
      g_assert_no_error (error);
      tape_session_rank_feed (session, feed, i + 1, 0);
    }
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
}

static GPtrArray *
load_log (const char *database)
{
  const TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (database, &error);
  GPtrArray *firings = tape_reader_list_firings (reader, &filter, G_MAXUINT, NULL, &error);

  g_assert_no_error (error);
  return firings;
}

/* A trial sees what the session's rules saw. */
static void
test_trial (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;
  g_autoptr (GPtrArray) logged = NULL;

  run_mixed (fixture, rules);
  logged = load_log (fixture->path);
  trial = trial_try (fixture->path, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (logged->len, >, 0);
  g_assert_cmpuint (trial->firings->len, ==, logged->len);
  for (guint i = 0; i < logged->len; i++)
    {
      TapeFiring *wanted = g_ptr_array_index (logged, logged->len - 1 - i);

      wanted->fired_time = 0;
      store_assert_firing (g_ptr_array_index (trial->firings, i), wanted);
    }
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE side < 8"), ==,
                   trial->n_trades);
}

/* --- Beside a database without what was set aside --- */

static char *
copy_taken (StoreFixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "taken.db", NULL);
  g_autofree char *copy = g_strdup_printf ("VACUUM INTO '%s'", path);

  store_fixture_exec (fixture->path, copy);
  store_fixture_exec (path, "DELETE FROM trades WHERE side >= 8");
  return path;
}

/* Sums of what was removed and what was not may be added up in another order. */
static void
assert_same_bar (const TapeBar *bar, const TapeBar *wanted)
{
  TapeBar same = *bar;

  g_assert_cmpfloat_with_epsilon (bar->turnover, wanted->turnover, 1e-9 * MAX (1, wanted->turnover));
  g_assert_cmpfloat_with_epsilon (bar->volume, wanted->volume, 1e-9 * MAX (1, wanted->volume));
  g_assert_cmpfloat_with_epsilon (bar->buys, wanted->buys, 1e-9 * MAX (1, wanted->volume));
  g_assert_cmpfloat_with_epsilon (bar->sells, wanted->sells, 1e-9 * MAX (1, wanted->volume));
  same.turnover = wanted->turnover;
  same.volume = wanted->volume;
  same.buys = wanted->buys;
  same.sells = wanted->sells;
  store_assert_bar (&same, wanted);
}

static void
assert_same_bars (TapeReader *one, TapeReader *other, guint32 instrument, guint32 length)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (TapeBar));
  g_autoptr (GArray) right = g_array_new (FALSE, FALSE, sizeof (TapeBar));

  g_assert_true (tape_reader_get_bars (one, instrument, length, 0, G_MAXINT64, G_MAXUINT, left, NULL, NULL));
  g_assert_true (tape_reader_get_bars (other, instrument, length, 0, G_MAXINT64, G_MAXUINT, right, NULL, NULL));
  g_assert_cmpuint (left->len, ==, right->len);
  for (guint i = 0; i < left->len; i++)
    assert_same_bar (&g_array_index (left, TapeBar, i), &g_array_index (right, TapeBar, i));
}

static void
assert_same_trades (TapeReader *one, TapeReader *other, guint32 instrument)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (TapeTrade));
  g_autoptr (GArray) right = g_array_new (FALSE, FALSE, sizeof (TapeTrade));

  g_assert_true (tape_reader_get_trades (one, instrument, 0, G_MAXINT64, 500, left, NULL, NULL));
  g_assert_true (tape_reader_get_trades (other, instrument, 0, G_MAXINT64, 500, right, NULL, NULL));
  g_assert_cmpuint (left->len, >, 0);
  g_assert_cmpmem (left->data, left->len * sizeof (TapeTrade), right->data, right->len * sizeof (TapeTrade));
}

static void
assert_same_readings (const char *one_path, const char *other_path, gint64 n_instruments, gboolean trades)
{
  g_autoptr (TapeReader) one = tape_reader_open (one_path, NULL);
  g_autoptr (TapeReader) other = tape_reader_open (other_path, NULL);

  for (guint32 i = 0; i < n_instruments; i++)
    {
      assert_same_bars (one, other, i, TAPE_BAR_SECOND);
      assert_same_bars (one, other, i, TAPE_BAR_MINUTE);
      if (!trades)
        continue;
      assert_same_trades (one, other, i);
      g_assert_cmpint (tape_reader_get_last_time (one, i, NULL, NULL), ==,
                       tape_reader_get_last_time (other, i, NULL, NULL));
    }
}

static char *
export_table (StoreFixture *fixture, const char *database, const char *table, guint32 length)
{
  g_autofree char *path = g_build_filename (fixture->folder, "export.csv", NULL);
  const TapeExportOptions options
      = { .table = tape_export_lookup (table, NULL), .form = TAPE_TEXT_CSV, .span = TAPE_SPAN_ALL, .length = length };
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  tape_export_run (database, &options, path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
assert_same_export (StoreFixture *fixture, const char *taken, const char *table, guint32 length)
{
  g_autofree char *one = export_table (fixture, fixture->path, table, length);
  g_autofree char *other = export_table (fixture, taken, table, length);

  g_assert_cmpuint (strlen (one), >, 10000);
  g_assert_cmpstr (one, ==, other);
}

static void
test_readings (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *taken = NULL;
  gint64 n_instruments;

  run_mixed (fixture, NULL);
  taken = copy_taken (fixture);
  n_instruments = store_fixture_get_number (fixture, "SELECT count (*) FROM instruments");
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE side >= 8"), >, 1000);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT count (*) FROM trades WHERE side IN (11, 12)"), ==, 0);
  assert_same_readings (fixture->path, taken, n_instruments, TRUE);
  assert_same_export (fixture, taken, "trades", 0);
  assert_same_export (fixture, taken, "bars", TAPE_BAR_SECOND);
}

/* Of a week later, so that what there is may go. */
static void
add_later (StoreFixture *fixture)
{
  gint64 arrival = store_fixture_get_number (fixture, "SELECT max (arrival) + 1 FROM trades");
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (GError) error = NULL;

  store_commit_add_batch (commit, store_batch_new (N_LATER, 0, TRIAL_BEGIN + 7 * TAPE_DAY, 1), &arrival);
  tape_writer_commit (writer, commit, &error);
  g_assert_no_error (error);
}

/* Seconds are kept of what is removed. */
static void
test_retention (StoreFixture *fixture, gconstpointer data)
{
  const TapeRetention retention = { .trades = TAPE_DAY };
  TapeRetentionProgress done = { .stage = TAPE_RETENTION_TRADES };
  g_autofree char *taken = NULL;
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_instruments;

  run_mixed (fixture, NULL);
  add_later (fixture);
  taken = copy_taken (fixture);
  n_instruments = store_fixture_get_number (fixture, "SELECT count (*) FROM instruments");
  writer = store_fixture_open_writer (fixture, &universe);
  tape_writer_set_needed (writer, G_MAXINT64, 0);
  while (done.stage != TAPE_RETENTION_DONE)
    {
      tape_writer_retain (writer, &retention, g_get_real_time (), FALSE, &done, &error);
      g_assert_no_error (error);
    }
  g_clear_pointer (&writer, tape_writer_free);
  g_assert_cmpint (store_fixture_get_number (fixture, "SELECT sum (trades) FROM removed"), >, 8000);
  assert_same_readings (fixture->path, taken, n_instruments, FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  STORE_TEST ("/session/select/once", test_once);
  STORE_TEST ("/session/select/trial", test_trial);
  STORE_TEST ("/session/select/readings", test_readings);
  STORE_TEST ("/session/select/retention", test_retention);

  return g_test_run ();
}
