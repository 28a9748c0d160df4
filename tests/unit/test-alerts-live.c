/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session that is live, by a clock of the test's own: what of its rules goes by receive time, silence above all, fires at
 * the same second, and among the same events, as in a trial of what it stored. */

#include <sched.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "alert-sessions.h"
#include "alerts/tape-rule-text.h"
#include "feed/tape-feed-private.h"

/* 2024-03-05, 15:00 UTC, and not on a full second. */
#define START     (G_GINT64_CONSTANT (1709650800) * TAPE_SECOND + 300 * TAPE_MILLISECOND)
#define WAIT      (60 * TAPE_SECOND)
#define N_SOURCES 2

/* What comes at once is as far apart at most, and then waited for. */
#define BUNDLE (50 * TAPE_MILLISECOND)

/* By then the clock alone has brought the tick. */
#define PATIENCE (TAPE_SECOND / 10)

static gint64 clock_now; /* atomic */

static gint64
read_clock (void)
{
  return __atomic_load_n (&clock_now, __ATOMIC_ACQUIRE);
}

/* --- A feed that lets the clock go on --- */

typedef struct
{
  TapeFeed parent;
  TapeSource sources[N_SOURCES];
  TapeSession *session;
  GRand *random;
  guint n; /* bundles */
  gboolean ends;
  guint64 pushed;
  guint32 turn;
} Feed;

static guint
count_sources (TapeFeed *feed)
{
  return N_SOURCES;
}

static const TapeSource *
get_source (TapeFeed *feed, guint i)
{
  return &((Feed *)feed)->sources[i];
}

static gboolean
matches (TapeFeed *feed, guint i, const TapeSource *stored, const TapePosition *position)
{
  return stored->head_digest == ((Feed *)feed)->sources[i].head_digest;
}

static void
bind_source (TapeFeed *feed, guint i, guint32 source, const TapePosition *position)
{
  g_assert_cmpuint (source, ==, i + 1);
}

/* Until the engine has taken all that was handed over, and has ticked at @second. */
static void
await_engine (Feed *self, gint64 second)
{
  gint64 deadline = g_get_monotonic_time () + WAIT;
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr (TapeFrame) frame = NULL;

      tape_session_set_focus (self->session, self->turn++ % 2);
      frame = tape_session_take_frame (self->session);
      done = frame != NULL && frame->arrival >= self->pushed && frame->now >= second;
      if (done)
        self->pushed = frame->arrival;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      sched_yield ();
    }
}

static gboolean
push_bundle (Feed *self)
{
  guint n = (guint)g_rand_int_range (self->random, 1, 6);
  gint64 from = read_clock () - BUNDLE + TAPE_MILLISECOND;
  guint16 source = (guint16)(g_rand_int_range (self->random, 0, 6) == 0 ? 2 : 1);
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, n);

  for (guint i = 0; i < n; i++)
    {
      TapeTrade *trade = tape_batch_add_trade (batch);

      trade->instrument = (guint32)g_rand_int_range (self->random, 0, 2);
      trade->receive_time = from + (gint64)i * (BUNDLE - TAPE_MILLISECOND) / n;
      trade->event_time = trade->receive_time - g_rand_int_range (self->random, 0, 3000) * TAPE_MILLISECOND;
      trade->price = g_rand_int_range (self->random, 95, 106);
      trade->quantity = 1;
      trade->source = source;
    }
  self->pushed += n;
  return tape_feed_push (&self->parent, batch);
}

/* Mostly soon after, now and then after a silence; often so that a full second lies among what comes. */
static gint64
choose_next (Feed *self)
{
  gboolean silent = g_rand_int_range (self->random, 0, 8) == 0;
  gint64 next = read_clock () + BUNDLE + g_rand_int_range (self->random, 0, silent ? 40000 : 1500) * TAPE_MILLISECOND;

  if (g_rand_boolean (self->random))
    next
        = tape_time_floor (next, TAPE_SECOND) + TAPE_SECOND + g_rand_int_range (self->random, 1, 49) * TAPE_MILLISECOND;
  return next;
}

static gboolean
run (TapeFeed *feed, GCancellable *cancellable, GError **error)
{
  Feed *self = (Feed *)feed;
  gboolean going = TRUE;

  await_engine (self, tape_time_floor (read_clock (), TAPE_SECOND));
  for (guint32 source = 1; source <= N_SOURCES; source++)
    {
      TapeBatch *begin = tape_batch_new_begin (source, TRUE, 10 * TAPE_SECOND);

      tape_batch_set_name (begin, self->sources[source - 1].name);
      going = tape_feed_push (feed, begin);
    }
  for (guint i = 0; going && i < self->n; i++)
    {
      gint64 next = choose_next (self);

      if (next - BUNDLE > read_clock ())
        __atomic_store_n (&clock_now, next - BUNDLE, __ATOMIC_RELEASE);
      await_engine (self, tape_time_floor (read_clock () - PATIENCE, TAPE_SECOND));
      __atomic_store_n (&clock_now, next, __ATOMIC_RELEASE);
      going = push_bundle (self);
      await_engine (self, TAPE_NO_TIME);
    }
  for (guint32 source = 1; self->ends && going && source <= N_SOURCES; source++)
    going = tape_feed_push (feed, tape_batch_new_end (source));
  if (!self->ends)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return self->ends && going;
}

static void
free_feed (TapeFeed *feed)
{
  g_rand_free (((Feed *)feed)->random);
}

static const TapeFeedType feed_type = {
  .name = "clocked",
  .live = TRUE,
  .free = free_feed,
  .count_sources = count_sources,
  .get_source = get_source,
  .matches = matches,
  .bind = bind_source,
  .run = run,
};

static TapeFeed *
feed_new (TapeSession *session, guint n, gboolean ends, guint32 seed)
{
  static const char *const names[N_SOURCES] = { "often", "seldom" };
  Feed *self = g_new0 (Feed, 1);

  tape_feed_init (&self->parent, &feed_type, "clocked", tape_session_get_universe (session));
  self->session = session;
  self->random = g_rand_new_with_seed (seed);
  self->n = n;
  self->ends = ends;
  for (guint i = 0; i < N_SOURCES; i++)
    {
      self->sources[i].kind = (char *)"clocked";
      self->sources[i].name = (char *)names[i];
      self->sources[i].location = (char *)"";
      self->sources[i].head_digest = tape_source_digest (names[i], strlen (names[i]));
    }
  return &self->parent;
}

/* --- Tests --- */

static TapeRuleSet *
make_rules (void)
{
  static const char *const lines[]
      = { "any source silent for 3s, cooldown 0s", "source seldom silent for 30s, cooldown 1m",
          "any source silent for 1s, cooldown 20s", "everything 2 rising bars of 1m, cooldown 0s" };
  TapeRuleSet *rules = tape_rule_set_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (lines[i], &error);

      g_assert_no_error (error);
      rule->id = i + 1;
      tape_rule_set_add (rules, rule);
    }
  return rules;
}

static void
run_session (const char *path, TapeRuleSet *rules, guint n, gboolean ends, guint32 seed)
{
  const TapeSessionOptions options = {
    .database = path,
    .clock = read_clock,
    .frames = TRUE,
    .rules = rules,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  tape_universe_intern (tape_session_get_universe (session), "AAPL", 4);
  tape_universe_intern (tape_session_get_universe (session), "IBM", 3);
  tape_session_add_feed (session, feed_new (session, n, ends, seed), FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (tape_session_run (session, NULL, &error));
  g_assert_no_error (error);
}

static guint
count_silences (GPtrArray *log)
{
  guint n = 0;

  for (guint i = 0; i < log->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (log, i);

      if (firing->instrument != TAPE_NO_INSTRUMENT)
        continue;
      g_assert_cmpint (firing->event_time, ==, tape_time_floor (firing->event_time, TAPE_SECOND));
      g_assert_cmpint (firing->receive_time, ==, firing->event_time);
      n++;
    }
  return n;
}

/* Two sessions on one database, hours apart; the first ends, or is left. */
static void
test_equals_trial (StoreFixture *fixture, gconstpointer data)
{
  for (guint32 round = 0; round < 4; round++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.db", fixture->folder, round);
      g_autoptr (TapeRuleSet) rules = make_rules ();
      g_autoptr (GPtrArray) log = NULL, tried = NULL;
      guint32 seed = (guint32)g_test_rand_int ();

      g_test_message ("seed %u", seed);
      __atomic_store_n (&clock_now, START, __ATOMIC_RELEASE);
      run_session (path, rules, 120, round % 2 == 0, seed);
      __atomic_store_n (&clock_now, read_clock () + 2 * TAPE_HOUR, __ATOMIC_RELEASE);
      run_session (path, rules, 60, TRUE, seed + 1);
      log = alert_log_read (path);
      tried = alert_trial_run (path, rules);
      g_test_message ("%u firings, %u of silence", log->len, count_silences (log));
      g_assert_cmpuint (count_silences (log), >, 20);
      alert_assert_same_log ("trial of what was live", tried, log);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/alerts/live/equals-a-trial", test_equals_trial);
  return g_test_run ();
}
