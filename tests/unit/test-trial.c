/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A trial over what is stored finds what the session found that stored it; of a database with bars only, or with nothing,
 * it says what it could do. */

#include <math.h>
#include <string.h>

#include "../support/session-fixture.h"
#include "../support/store-fixture.h"
#include "alerts/tape-rule-text.h"
#include "engine/tape-engine.h"
#include "feed/tape-replay.h"
#include "pipeline/tape-trial-bars.h"
#include "pipeline/tape-trial.h"
#include "store/tape-reader.h"

/* Of the first of what session_write_mixed() writes. */
#define BEGIN G_GINT64_CONSTANT (1381156200000000)

/* One of each kind that trades and bars decide. */
static const char *const texts[] = {
  "everything moves ±1 % against the open, cooldown 1m",
  "everything moves ±0.5 % against price 1m ago, cooldown 10s",
  "AIG, IBM moves ±1 % against last firing, cooldown 0s",
  "SPY crosses 10.5, cooldown 0s",
  "BAC is above 10.8, cooldown 30s",
  "everything moves ±1 % against previous close, once a day",
  "everything volume of 1m at least 1.2 times average, cooldown 0s",
  "everything sma 3 crosses sma 5 on 1m, cooldown 0s",
  "everything rsi 5 above 60 on 1m, cooldown 0s",
  "everything 2 rising bars of 1m, cooldown 0s",
  "everything buy share of 1m above 0.6, cooldown 0s",
  "industry \"Financials\" growth ±0.5 % with at least 1 fresh, cooldown 0s",
  "everything moves ±1 % against the open then moves ±0.3 % against price 1m ago within 2m, cooldown 0s",
};

static TapeRuleSet *
make_first_rules (guint n)
{
  TapeRuleSet *set = tape_rule_set_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (texts[i], &error);

      g_assert_no_error (error);
      rule->id = i + 1;
      tape_rule_set_add (set, rule);
    }
  return set;
}

static TapeRuleSet *
make_rules (void)
{
  return make_first_rules (G_N_ELEMENTS (texts));
}

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

static TapeTrial *
try (const char *database, TapeRuleSet *rules, gint64 from, gint64 to)
{
  g_autoptr (GError) error = NULL;
  TapeTrial *trial = tape_trial_run (database, rules, 0, from, to, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return trial;
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
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) trial = NULL;
  guint n = 0;

  replay (database, paths, rules, SESSION_DELAY, 30 * TAPE_SECOND);
  trial = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
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
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) trial = NULL;

  replay (database, paths, rules, SESSION_DELAY, TAPE_MINUTE);
  trial = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  assert_as_logged (trial, database);
}

/* Sessions one after the other, each with a delay of its own; rules that trades decide. */
static void
test_as_sessions (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *one = session_write_mixed (fixture->folder, "a.csv", 'a', 4000);
  g_autofree char *two = session_write_mixed (fixture->folder, "b.csv", 'b', 6000);
  g_autofree char *three = session_write_mixed (fixture->folder, "c.csv", 'c', 8000);
  const char *const first[] = { one, NULL };
  const char *const then[] = { two, three, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = make_first_rules (6);
  g_autoptr (TapeTrial) trial = NULL;

  replay (database, first, rules, SESSION_DELAY, TAPE_MINUTE);
  replay (database, then, rules, 5 * TAPE_SECOND, TAPE_MINUTE);
  trial = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  assert_as_logged (trial, database);
}

static void
test_as_recorded (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_find_sample ();
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) trial = NULL;

  if (path == NULL)
    return;
  replay (database, paths, rules, -1, TAPE_LATENESS_DEFAULT);
  trial = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
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
  gint64 now = BEGIN, tick = BEGIN + TAPE_SECOND;

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
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeRule) silence = tape_rule_parse ("any source silent for 40s, cooldown 0s", NULL);
  g_autoptr (TapeTrial) trial = NULL;
  Live live = { .found = found };

  silence->id = G_N_ELEMENTS (texts) + 1;
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

  trial = try (fixture->path, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (found->len, >, 20);
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
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) whole = NULL, part = NULL;
  gint64 from, to;
  guint n = 0;

  session_replay (database, paths, NULL);
  whole = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  from = BEGIN + 1000 * TAPE_SECOND;
  to = BEGIN + 3000 * TAPE_SECOND;
  part = try (database, rules, from, to);
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
  g_autoptr (TapeRuleSet) rules = make_rules ();
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

/* --- Without trades --- */

static void
test_split (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint n = 0; n < 1000; n++)
    {
      TapeBar bar = { .start = 60 * TAPE_SECOND * n, .length = 60, .open = g_rand_double_range (rand, 10, 11) };
      double quantity = 0, buys = 0, sells = 0;
      TapeTrade trades[4];

      bar.close = g_rand_double_range (rand, 10, 11);
      bar.low = MIN (bar.open, bar.close) - g_rand_double (rand);
      bar.high = MAX (bar.open, bar.close) + g_rand_double (rand);
      bar.buys = g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100) : 0;
      bar.sells = g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100) : 0;
      bar.volume = bar.buys + bar.sells + (g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100) : 0);
      tape_trial_bars_split (&bar, trades);
      for (guint i = 0; i < 4; i++)
        {
          quantity += trades[i].quantity;
          buys += trades[i].side == TAPE_SIDE_BUY ? trades[i].quantity : 0;
          sells += trades[i].side == TAPE_SIDE_SELL ? trades[i].quantity : 0;
          g_assert_cmpint (trades[i].event_time, >=, bar.start);
          g_assert_cmpint (trades[i].event_time, <, bar.start + TAPE_MINUTE);
          g_assert_cmpint (trades[i].event_time, >, i > 0 ? trades[i - 1].event_time : -1);
        }
      g_assert_cmpfloat_with_epsilon (quantity, bar.volume, 1e-9);
      g_assert_cmpfloat_with_epsilon (buys, bar.buys, 1e-9);
      g_assert_cmpfloat_with_epsilon (sells, bar.sells, 1e-9);
      g_assert_cmpfloat (trades[0].price, ==, bar.open);
      g_assert_cmpfloat (trades[3].price, ==, bar.close);
      g_assert_cmpfloat (MIN (trades[1].price, trades[2].price), ==, bar.low);
      g_assert_cmpfloat (MAX (trades[1].price, trades[2].price), ==, bar.high);
      g_assert_cmpfloat (trades[1].price, ==, bar.open - bar.low <= bar.high - bar.open ? bar.low : bar.high);
    }
}

/* Two days of minutes, without trades, and what is asked of them by hand. */
static void
test_bars_only (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("event_time,length,symbol,open,high,low,close,volume\n");
  g_autofree char *path = g_build_filename (fixture->folder, "bars.csv", NULL);
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  g_autoptr (TapeRule) rule = tape_rule_parse ("AIG crosses above 51.5, cooldown 0s", NULL);
  const gint64 days[] = { G_GINT64_CONSTANT (1381152600000), G_GINT64_CONSTANT (1381325400000) };
  g_autoptr (TapeTrial) trial = NULL;
  const TapeFiring *firing;

  for (guint day = 0; day < 2; day++)
    for (guint i = 0; i < 60; i++)
      g_string_append_printf (text, "%" G_GINT64_FORMAT ",1m,AIG,50,%d,49,50,100\n", days[day] + i * 60000,
                              i == 30 ? 52 : 51);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  session_replay (database, paths, NULL);
  g_assert_nonnull (rule);
  rule->id = 1;
  tape_rule_set_add (rules, rule);

  trial = try (database, rules, days[0] * 1000 - 2 * TAPE_DAY, days[1] * 1000 + TAPE_HOUR);
  g_assert_cmpuint (trial->n_trades, ==, 0);
  g_assert_cmpuint (trial->n_bars, ==, 120);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_BARS], ==, 2);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_MISSING], ==, 1);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_CLOSED], ==, 2);
  g_assert_cmpuint (trial->firings->len, ==, 2);
  firing = g_ptr_array_index (trial->firings, 1);
  g_assert_cmpfloat (firing->price, ==, 52);
  g_assert_cmpint (tape_time_floor (firing->event_time, TAPE_MINUTE), ==, days[1] * 1000 + 30 * TAPE_MINUTE);
}

/* What was traded before is from bars once its trades are gone, and what is left is exact. */
static void
test_after_removal (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) before = NULL, after = NULL;

  session_replay (database, paths, NULL);
  before = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  store_fixture_exec (database, "DELETE FROM trades WHERE arrival < (SELECT max (first_arrival) FROM blocks);"
                                "DELETE FROM blocks WHERE first_arrival < (SELECT max (first_arrival) FROM blocks)");
  after = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (after->n_trades, <, before->n_trades);
  g_assert_cmpuint (after->n_bars, >, 0);
  g_assert_cmpuint (after->firings->len, >, 0);
  g_assert_cmpuint (after->n_days[TAPE_TRIAL_DAY_BARS], ==, 1);
}

static void
test_empty_and_none (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *none = g_build_filename (fixture->folder, "none.db", NULL);
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  tape_writer_free (store_fixture_open_writer (fixture, NULL));
  trial = try (fixture->path, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (trial->firings->len, ==, 0);
  g_assert_cmpuint (trial->days->len, ==, 0);
  g_clear_pointer (&trial, tape_trial_free);
  trial = try (fixture->path, rules, 0, 30 * TAPE_DAY);
  g_assert_cmpuint (trial->n_days[TAPE_TRIAL_DAY_MISSING], ==, 30);

  g_assert_null (tape_trial_run (none, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "none.db"));
}

/* --- Beside others --- */

/* A session that has the database open is not in the way, and what it stores meanwhile is left out. */
static void
test_while_written (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (TapeTrial) trial = NULL;
  g_autoptr (TapeSession) session = session_open (database, FALSE);
  g_autoptr (GError) error = NULL;

  session_add_replay (session, paths, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TapeTrial) early = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);

      g_assert_cmpuint (early->n_trades, ==, 0);
    }
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
  trial = try (database, rules, TAPE_NO_TIME, TAPE_NO_TIME);
  g_assert_cmpuint (trial->n_trades, >, 15000);
}

static void
stop_soon (double fraction, guint n_firings, gpointer cancellable)
{
  g_assert_cmpfloat (fraction, <=, 1);
  g_cancellable_cancel (cancellable);
}

static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_write_mixed (fixture->folder, "a.csv", 'a', 20000);
  const char *const paths[] = { path, NULL };
  g_autofree char *database = g_build_filename (fixture->folder, "session.db", NULL);
  g_autoptr (TapeRuleSet) rules = make_rules ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  session_replay (database, paths, NULL);
  g_assert_null (
      tape_trial_run (database, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME, stop_soon, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
  g_test_add_func ("/trial/bar-is-four-trades", test_split);
  STORE_TEST ("/trial/bars-only", test_bars_only);
  STORE_TEST ("/trial/after-removal", test_after_removal);
  STORE_TEST ("/trial/empty-and-none", test_empty_and_none);
  STORE_TEST ("/trial/while-written", test_while_written);
  STORE_TEST ("/trial/cancel", test_cancel);
  return g_test_run ();
}
