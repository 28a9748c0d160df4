/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trial over what is stored finds what the session found that stored it. */

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "engine/tape-engine.h"
#include "feed/tape-replay.h"
#include "store/tape-reader.h"
#include "trial-fixture.h"

/* Runs @paths through a session of its own; what it finds is logged. */
static void
replay (const char *database, const char *const *paths, TapeRuleSet *rules, gint64 delay, gint64 lateness)
{
  const TapeSessionOptions options = {
    .database = database,
    .rules = rules,
    .engine = { .lateness = lateness, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  const TapeReplayOptions how = { .delay = delay };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);
  TapeFeed *feed;

  g_assert_no_error (error);
  feed = tape_replay_new (tape_session_get_universe (session), paths, &how, &error);
  g_assert_no_error (error);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
}

/* What the log holds, oldest first. */
static GPtrArray *
load_log (const char *database)
{
  const TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (database, &error);
  GPtrArray *firings;

  g_assert_no_error (error);
  firings = tape_reader_list_firings (reader, &filter, G_MAXUINT, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < firings->len / 2; i++)
    {
      gpointer kept = g_ptr_array_index (firings, i);

      g_ptr_array_index (firings, i) = g_ptr_array_index (firings, firings->len - 1 - i);
      g_ptr_array_index (firings, firings->len - 1 - i) = kept;
    }
  return firings;
}

static void
assert_as_logged (const TapeTrial *trial, const char *database)
{
  g_autoptr (GPtrArray) logged = load_log (database);

  g_assert_cmpuint (logged->len, >, 0);
  for (guint i = 0; i < MIN (logged->len, trial->firings->len); i++)
    {
      TapeFiring *wanted = g_ptr_array_index (logged, i);

      /* Nothing reads a clock in a trial. */
      wanted->fired_time = 0;
      store_assert_firing (g_ptr_array_index (trial->firings, i), wanted);
    }
  g_assert_cmpuint (trial->firings->len, ==, logged->len);
}

/* --- As the session --- */

static void
test_as_replay (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;
  guint n = 0;

  replay (database, paths, rules, SESSION_DELAY, 30 * TAPE_SECOND);
  trial = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  assert_as_logged (trial, database);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_TRADES], ==, trial->days->len);
  for (guint i = 0; i < trial->subjects->len; i++)
    n += g_array_index (trial->subjects, TapeTrialSubject, i).n_firings;
  g_assert_cmpuint (n, ==, trial->firings->len);
  n = 0;
  for (guint i = 0; i < trial->days->len; i++)
    n += g_array_index (trial->days, TapeTrialDay, i).n_firings;
  g_assert_cmpuint (n, ==, trial->firings->len);
  g_assert_cmpuint (trial->n_alone + trial->n_summaries, >, 0);
}

/* Three files at once, in whatever order their threads come. */
static void
test_as_several (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *one = session_write_mixed (fixture->folder, "a.csv", 'a', 4000);
  g_autofree char *two = session_write_mixed (fixture->folder, "b.csv", 'b', 6000);
  g_autofree char *three = session_write_mixed (fixture->folder, "c.csv", 'c', 8000);
  const char *const paths[] = { one, two, three, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;

  replay (database, paths, rules, SESSION_DELAY, TAPE_MINUTE);
  trial = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  assert_as_logged (trial, database);
}

/* Sessions one after the other, each with a delay of its own. */
static void
test_as_sessions (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *one = session_write_mixed (fixture->folder, "a.csv", 'a', 4000);
  g_autofree char *two = session_write_mixed (fixture->folder, "b.csv", 'b', 6000);
  g_autofree char *three = session_write_mixed (fixture->folder, "c.csv", 'c', 8000);
  const char *const first[] = { one, NULL };
  const char *const then[] = { two, three, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;

  replay (database, first, rules, SESSION_DELAY, TAPE_MINUTE);
  replay (database, then, rules, 5 * TAPE_SECOND, TAPE_MINUTE);
  trial = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  assert_as_logged (trial, database);
}

static void
test_as_recorded (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_find_sample ();
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;

  if (path == NULL)
    return;
  replay (database, paths, rules, -1, TAPE_LATENESS_DEFAULT);
  trial = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  assert_as_logged (trial, database);
}

/* --- As a live session --- */

typedef struct
{
  TapeEngine *engine;
  TapeWriter *writer;
  GPtrArray *found; /* TapeFiring */
} Live;

static void
live_process (Live *live, TapeBatch *batch)
{
  tape_engine_process (live->engine, batch);
  tape_batch_unref (batch);
}

static void
live_begin (Live *live, guint32 source, const char *name, gint64 delay)
{
  TapeBatch *batch = tape_batch_new_begin (source, TRUE, delay);

  tape_batch_set_name (batch, name);
  live_process (live, batch);
}

static void
live_commit (Live *live)
{
  g_autoptr (TapeCommit) commit = tape_engine_take_commit (live->engine);
  g_autoptr (GError) error = NULL;

  if (commit == NULL)
    return;
  for (guint i = 0; i < commit->firings->len; i++)
    g_ptr_array_add (live->found, tape_firing_copy (g_ptr_array_index (commit->firings, i)));
  tape_writer_commit (live->writer, commit, &error);
  g_assert_no_error (error);
}

/* Two sources, one of which falls silent for minutes at a time; a tick each full second, also while nothing comes. */
static void
live_run (Live *live)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  double prices[] = { 10, 10, 10 };
  gint64 now = TRIAL_BEGIN, tick = TRIAL_BEGIN + TAPE_SECOND;

  live_begin (live, 1, "a test", TAPE_SECOND);
  live_begin (live, 2, "Two", 3 * TAPE_SECOND);
  for (guint n = 0; n < 20000; n++)
    {
      guint16 source = n / 2000 % 2 == 1 || g_rand_boolean (rand) ? 1 : 2;
      guint32 instrument = (guint32)g_rand_int_range (rand, 0, 3);
      TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, 1);

      now += g_rand_int_range (rand, 0, 400) * 1000 + (n % 3000 == 2999 ? 150 * TAPE_SECOND : 0);
      for (; tick <= now; tick += TAPE_SECOND)
        live_process (live, tape_batch_new_tick (tick));
      prices[instrument] *= 1 + (g_rand_double (rand) - 0.5) * 0.004;
      *tape_batch_add_trade (batch) = (TapeTrade){
        .event_time = now - g_rand_int_range (rand, 0, 2000) * 1000,
        .receive_time = now,
        .price = prices[instrument],
        .quantity = g_rand_int_range (rand, 1, 100),
        .instrument = instrument,
        .source = source,
        .side = (guint8)g_rand_int_range (rand, 0, 3),
      };
      live_process (live, batch);
      if (n % 500 == 0)
        live_commit (live);
    }
  /* Silence at the end, then the end. */
  for (guint i = 0; i < 100; i++, tick += TAPE_SECOND)
    live_process (live, tape_batch_new_tick (tick));
  live_process (live, tape_batch_new_end (2));
  live_process (live, tape_batch_new_end (1));
  live_commit (live);
}

static void
test_as_live (StoreFixture *fixture, gconstpointer data)
{
  const TapeEngineConfig config = { .lateness = TAPE_MINUTE, .trigger = TAPE_TRIGGER_DEFAULT };
  const TapeSource second = { .kind = (char *)"test", .name = (char *)"Two", .location = (char *)"two" };
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeRule) silence = tape_rule_parse ("any source silent for 40s, cooldown 0s", NULL);
  g_autoptr (TapeTrial) trial = NULL;
  Live live = { .found = found };
  guint n_silent = 0;

  silence->id = TRIAL_RULES + 1;
  tape_rule_set_add (rules, silence);
  live.writer = store_fixture_open_writer (fixture, &universe);
  g_assert_cmpuint (tape_writer_put_source (live.writer, 0, &second, NULL), ==, 2);
  tape_universe_intern (universe, "AIG", 3);
  tape_universe_intern (universe, "SPY", 3);
  tape_universe_intern (universe, "BAC", 3);
  live.engine = tape_engine_new (universe, &config);
  tape_engine_set_rules (live.engine, rules);
  live_run (&live);
  tape_engine_free (live.engine);
  tape_writer_free (live.writer);

  trial = trial_try (fixture->path, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (found->len, >, 20);
  for (guint i = 0; i < found->len; i++)
    n_silent += ((TapeFiring *)g_ptr_array_index (found, i))->rule == TRIAL_RULES + 1;
  g_assert_cmpuint (n_silent, >, 5);
  for (guint i = 0; i < MIN (found->len, trial->firings->len); i++)
    {
      TapeFiring *wanted = g_ptr_array_index (found, i);

      store_assert_firing (g_ptr_array_index (trial->firings, i), wanted);
    }
  g_assert_cmpuint (trial->firings->len, ==, found->len);
}

/* A part has what the whole has of it, where no rule looks further back than is read ahead. */
static void
test_part (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) whole = NULL, part = NULL;
  gint64 from, to;
  guint n = 0;

  session_replay (database, paths, NULL);
  whole = trial_try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  from = TRIAL_BEGIN + 1000 * TAPE_SECOND;
  to = TRIAL_BEGIN + 3000 * TAPE_SECOND;
  part = trial_try (database, rules, from, to);
  for (guint i = 0; i < whole->firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (whole->firings, i);

      if (firing->event_time < from || firing->event_time >= to)
        continue;
      g_assert_cmpuint (n, <, part->firings->len);
      store_assert_firing (g_ptr_array_index (part->firings, n++), firing);
    }
  g_assert_cmpuint (n, ==, part->firings->len);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, whole->firings->len);
}

static void
test_one_rule (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 5000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = trial_make_rules (TRIAL_RULES);
  g_autoptr (TapeTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  session_replay (database, paths, NULL);
  trial = tape_trial_run (database, rules, 4, TAPE_NO_TIME, TAPE_NO_TIME, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trial->firings->len, >, 0);
  for (guint i = 0; i < trial->firings->len; i++)
    g_assert_cmpint (((TapeFiring *)g_ptr_array_index (trial->firings, i))->rule, ==, 4);
  g_assert_cmpuint (trial->subjects->len, ==, 1);
  g_assert_cmpstr (g_array_index (trial->subjects, TapeTrialSubject, 0).subject, ==, "SPY");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  STORE_TEST ("/trial/finds-what-a-replay-found", test_as_replay);
  STORE_TEST ("/trial/finds-what-was-found-of-several-files", test_as_several);
  STORE_TEST ("/trial/finds-what-sessions-found", test_as_sessions);
  STORE_TEST ("/trial/finds-what-was-found-of-recorded-trades", test_as_recorded);
  STORE_TEST ("/trial/finds-what-a-live-session-found", test_as_live);
  STORE_TEST ("/trial/part", test_part);
  STORE_TEST ("/trial/one-rule", test_one_rule);
  return g_test_run ();
}
