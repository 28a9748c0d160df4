/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Alerts: how long it takes from a trade handed over to its alert handed on, beside a bare hand-over through the same queue;
 * what rules cost the engine a trade, and of memory; how fast a trial goes, beside reading the trades alone. */

#include "bench.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "alerts/tape-rule-text.h"
#include "bare-insert.h"
#include "engine/tape-engine-thread.h"
#include "feed/tape-simulator.h"
#include "pipeline/tape-session.h"
#include "pipeline/tape-trial.h"

enum
{
  N_SYMBOLS = 500,
  N_TRADES = 2000000,
  N_STORED = 2000000,
  N_PROBES = 500,
  STEPS = 30, /* ms from one to the next: further apart than commits for firings are */
  RATE = 100, /* trades each ms */
  RUNS = 5,
};

/* --- Trades and rules --- */

typedef struct
{
  TapeUniverse *universe;
  GPtrArray *batches;
  guint64 n_trades;
  TapeRuleSet *rules; /* of what is measured */
  char *database;
  guint64 stored;
} Bench;

static gboolean
keep_batch (TapeBatch *batch, gpointer data)
{
  g_ptr_array_add (data, batch);
  return TRUE;
}

static void
make_batches (Bench *bench)
{
  TapeSimulatorOptions options = tape_simulator_defaults;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFeed) feed = NULL;

  options.symbols = N_SYMBOLS;
  options.trades = N_TRADES;
  bench->universe = tape_universe_new (TRUE);
  bench->batches = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_batch_unref);
  feed = tape_simulator_new (bench->universe, &options, &error);
  g_assert_no_error (error);
  tape_feed_get_type_info (feed)->bind (feed, 0, 1, NULL);
  g_assert_true (tape_feed_run (feed, keep_batch, bench->batches, NULL, &error));
  for (guint i = 0; i < bench->batches->len; i++)
    {
      TapeBatch *batch = g_ptr_array_index (bench->batches, i);

      for (guint j = 0; j < batch->n_trades; j++)
        batch->trades[j].flags = 0;
      bench->n_trades += batch->n_trades;
    }
}

/* What stands before a rule's number, and behind it. */
typedef struct
{
  const char *before;
  const char *behind;
} Kind;

static void
add_rule (TapeRuleSet *set, const char *target, const Kind *kind, double x)
{
  g_autofree char *text = g_strdup_printf ("%s %s %.4f%s", target, kind->before, x, kind->behind);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &error);

  g_assert_no_error (error);
  rule->id = set->rules->len + 1;
  tape_rule_set_add (set, rule);
}

static const char *
get_symbol (const Bench *bench, guint i)
{
  return tape_universe_get (bench->universe, i % N_SYMBOLS)->symbol;
}

/* Of the kinds that people make most, with a number that makes them fire now and then. */
static const struct
{
  Kind kind;
  double x;
} kinds[] = {
  { { "moves ±", " % against previous close" }, 5 },
  { { "moves ±", " % against the open" }, 3 },
  { { "is above", "" }, 1000 },
  { { "crosses", "" }, 100 },
  { { "volume of 5m at least", " times average" }, 3 },
  { { "rsi 14 above", " on 1m" }, 70 },
  { { "moves ±", " % against price 5m ago" }, 2 },
  { { "buy share of 1m above", "" }, 0.7 },
  { { "is below", "" }, 5 },
  { { "moves ±", " % against last firing" }, 4 },
};

static TapeRuleSet *
make_rules (const Bench *bench, guint n)
{
  TapeRuleSet *set = tape_rule_set_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *target = g_strdup_printf ("\"%s\"", get_symbol (bench, i * N_SYMBOLS / n));

      add_rule (set, target, &kinds[i % G_N_ELEMENTS (kinds)].kind, kinds[i % G_N_ELEMENTS (kinds)].x * (1 + i * 1e-5));
    }
  return set;
}

static TapeRuleSet *
make_default_rule (const Bench *bench)
{
  g_autoptr (GPtrArray) symbols = g_ptr_array_new ();
  g_autoptr (TapeRule) rule = tape_rule_new ();
  TapeRuleSet *set = tape_rule_set_new ();

  for (guint i = 0; i < N_SYMBOLS; i++)
    g_ptr_array_add (symbols, (char *)get_symbol (bench, i));
  g_ptr_array_add (symbols, NULL);
  rule->id = 1;
  tape_rule_set_add (set, rule);
  tape_rule_set_add_list (set, "All", (const char *const *)symbols->pdata);
  return set;
}

static TapeRuleSet *
make_wide_rules (guint n)
{
  TapeRuleSet *set = tape_rule_set_new ();

  for (guint i = 0; i < n; i++)
    add_rule (set, "everything", &kinds[i % 2 ? 0 : 2].kind, i % 2 ? 5 + i * 1e-3 : 10000 + i);
  return set;
}

/* --- What a trade costs --- */

static double
run_engine (gpointer data)
{
  Bench *bench = data;
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = tape_engine_new (bench->universe, &config);
  gint64 start;

  tape_engine_set_rules (engine, bench->rules);
  start = bench_clock (CLOCK_THREAD_CPUTIME_ID);
  for (guint i = 0; i < bench->batches->len; i++)
    {
      tape_engine_process (engine, g_ptr_array_index (bench->batches, i));
      if (tape_engine_get_pending (engine) >= 131072)
        g_clear_pointer (&(TapeCommit *){ tape_engine_take_commit (engine) }, tape_commit_free);
    }
  return (double)(bench_clock (CLOCK_THREAD_CPUTIME_ID) - start) / (double)bench->n_trades;
}

static double
run_without (gpointer data)
{
  Bench *bench = data;
  TapeRuleSet *rules = g_steal_pointer (&bench->rules);
  double took = run_engine (bench);

  bench->rules = rules;
  return took;
}

static double
get_memory_mib (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  long all = 0, resident = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%ld %ld", &all, &resident) != 2)
    resident = 0;
  fclose (file);
  return (double)resident * (double)sysconf (_SC_PAGESIZE) / (1 << 20);
}

/* Of an engine that knows all instruments. */
static double
measure_memory (Bench *bench)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeEngine) engine = tape_engine_new (bench->universe, &config);
  double before;

  for (guint i = 0; i < MIN (64, bench->batches->len); i++)
    tape_engine_process (engine, g_ptr_array_index (bench->batches, i));
  before = get_memory_mib ();
  tape_engine_set_rules (engine, bench->rules);
  for (guint i = 64; i < MIN (128, bench->batches->len); i++)
    tape_engine_process (engine, g_ptr_array_index (bench->batches, i));
  return get_memory_mib () - before;
}

static void
measure_engine (Bench *bench, const char *what, TapeRuleSet *rules, guint runs)
{
  g_autofree char *memory = g_strdup_printf ("%s, memory", what);
  double without, value;

  bench->rules = rules;
  bench_row (memory, measure_memory (bench), "MiB", NULL, 0);
  value = bench_median_pair (runs, run_engine, run_without, bench, &without);
  bench_row (what, value, "ns/trade", "no rules", without);
  bench->rules = NULL;
  tape_rule_set_unref (rules);
}

/* --- How long an alert takes --- */

typedef struct
{
  TapeQueue *batches;
  TapeQueue *commits;
  gint64 sent[N_PROBES]; /* monotonic ns, atomic */
  gint64 got[N_PROBES];
  guint n_got;
} Latency;

static gint64
now_ns (void)
{
  return bench_clock (CLOCK_MONOTONIC);
}

/* Whoever takes the commits: a probe is known by its event time. */
static void *
take_commits (void *data)
{
  Latency *self = data;
  TapeCommit *commit;

  while (!tape_queue_is_closed (self->commits) || tape_queue_length (self->commits) > 0)
    {
      if ((commit = tape_queue_pop (self->commits, G_MAXINT64)) == NULL)
        continue;
      for (guint i = 0; i < commit->firings->len; i++)
        {
          const TapeFiring *firing = g_ptr_array_index (commit->firings, i);
          gint64 probe = firing->event_time % TAPE_SECOND;

          if (firing->rule == 1 && probe < N_PROBES && self->got[probe] == 0)
            {
              self->got[probe] = now_ns ();
              self->n_got++;
            }
        }
      tape_commit_free (commit);
    }
  return NULL;
}

static void
wait_until (gint64 time)
{
  struct timespec until = { .tv_sec = time / 1000000000, .tv_nsec = time % 1000000000 };

  clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

/* A trade that crosses 100, once up, once down, by so little that its price is not suspect. */
static TapeTrade
make_probe (guint32 instrument, guint n)
{
  const gint64 time = tape_simulator_defaults.start + (gint64)n * TAPE_SECOND + n;

  return (TapeTrade){ .event_time = time,
                      .receive_time = time,
                      .price = n % 2 ? 99.8 : 100.2,
                      .quantity = 1,
                      .instrument = instrument,
                      .source = 1 };
}

static TapeBatch *
make_batch (guint32 instrument, guint probe, guint step, guint background)
{
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, background + 1);

  for (guint i = 0; i < background; i++)
    {
      TapeTrade trade = make_probe (i % N_SYMBOLS, probe);

      trade.price = 50 + i % 7 * 0.01;
      trade.receive_time = trade.event_time -= trade.event_time % TAPE_SECOND;
      *tape_batch_add_trade (batch) = trade;
    }
  if (step == 0)
    *tape_batch_add_trade (batch) = make_probe (instrument, probe);
  return batch;
}

/* A probe every so many steps of a millisecond, among @background trades in each of them. */
static void
send_probes (Latency *self, guint32 instrument, guint background)
{
  gint64 next = now_ns ();

  for (guint probe = 0; probe < N_PROBES; probe++)
    for (guint step = 0; step < STEPS; step++)
      {
        TapeBatch *batch;

        next += 1000000;
        if (background == 0 && step > 0)
          continue;
        batch = make_batch (instrument, probe, step, background);
        wait_until (next);
        if (step == 0)
          self->sent[probe] = now_ns ();
        tape_queue_push (self->batches, batch, batch->n_trades + 1);
      }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static GArray *
sort_times (const Latency *self)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 1; i < N_PROBES; i++)
    if (self->got[i] > 0)
      {
        double took = (double)(self->got[i] - self->sent[i]) / 1000;

        g_array_append_val (times, took);
      }
  g_array_sort (times, compare);
  return times;
}

static GArray *
measure_alert (Bench *bench, guint background)
{
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autofree Latency *self = g_new0 (Latency, 1);
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  guint32 instrument = tape_universe_intern (bench->universe, "PROBE", 5);
  TapeEngineThreadOptions options;
  TapeEngineThread *engine;
  pthread_t taker;
  GArray *times;

  add_rule (rules, "PROBE", &(const Kind){ "crosses", ", cooldown 0s" }, 100);
  for (guint i = 0; i < 99; i++)
    {
      g_autofree char *target = g_strdup_printf ("\"%s\"", get_symbol (bench, i * 5));

      add_rule (rules, target, &kinds[i % 3].kind, 9000);
    }
  self->batches = tape_queue_new (512, 65536, (GDestroyNotify)tape_batch_unref);
  self->commits = tape_queue_new (600, 262144, (GDestroyNotify)tape_commit_free);
  options = (TapeEngineThreadOptions){ .batches = self->batches, .commits = self->commits, .clock = g_get_real_time };
  pthread_create (&taker, NULL, take_commits, self);
  engine = tape_engine_thread_start (tape_engine_new (bench->universe, &config), &options);
  tape_engine_thread_set_rules (engine, rules);
  tape_queue_push (self->batches, tape_batch_new_begin (1, FALSE, 0), 1);
  send_probes (self, instrument, background);
  tape_queue_close (self->batches);
  tape_engine_thread_join (engine);
  pthread_join (taker, NULL);
  tape_engine_thread_free (engine);
  tape_queue_free (self->batches);
  tape_queue_free (self->commits);
  times = sort_times (self);
  return times;
}

/* The yardstick: what is pushed is popped, and that is all. */
static void *
pop_all (void *data)
{
  Latency *self = data;

  while (!tape_queue_is_closed (self->batches) || tape_queue_length (self->batches) > 0)
    {
      TapeBatch *batch = tape_queue_pop (self->batches, G_MAXINT64);
      gint64 time = now_ns ();

      for (guint i = 0; batch != NULL && i < batch->n_trades; i++)
        {
          gint64 probe = batch->trades[i].event_time % TAPE_SECOND;

          if (batch->trades[i].price >= 99 && probe < N_PROBES)
            self->got[probe] = time;
        }
      g_clear_pointer (&batch, tape_batch_unref);
    }
  return NULL;
}

static GArray *
measure_bare (Bench *bench, guint background)
{
  g_autofree Latency *self = g_new0 (Latency, 1);
  pthread_t taker;
  GArray *times;

  self->batches = tape_queue_new (512, 65536, (GDestroyNotify)tape_batch_unref);
  pthread_create (&taker, NULL, pop_all, self);
  send_probes (self, tape_universe_intern (bench->universe, "PROBE", 5), background);
  tape_queue_close (self->batches);
  pthread_join (taker, NULL);
  tape_queue_free (self->batches);
  times = sort_times (self);
  return times;
}

static double
get_share (const GArray *sorted, double share)
{
  return sorted->len == 0 ? 0 : g_array_index (sorted, double, MIN (sorted->len - 1, (guint)(sorted->len * share)));
}

static void
measure_latency (Bench *bench, const char *what, guint background)
{
  g_autoptr (GArray) bare = measure_bare (bench, background);
  g_autoptr (GArray) alerts = measure_alert (bench, background);
  g_autofree char *middle = g_strdup_printf ("trade to alert, %s, p50", what);
  g_autofree char *late = g_strdup_printf ("trade to alert, %s, p99", what);

  if (alerts->len < N_PROBES / 2)
    g_printerr ("%s: %u of %d alerts came\n", what, alerts->len, N_PROBES - 1);
  bench_row (middle, get_share (alerts, 0.5), "µs", "bare hand-over", get_share (bare, 0.5));
  bench_row (late, get_share (alerts, 0.99), "µs", "bare hand-over", get_share (bare, 0.99));
}

/* --- Trials --- */

static void
store_trades (Bench *bench)
{
  const TapeSessionOptions options = {
    .database = bench->database,
    .round_the_clock = TRUE,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  TapeSimulatorOptions simulator = tape_simulator_defaults;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);
  TapeFeed *feed;

  g_assert_no_error (error);
  simulator.symbols = N_SYMBOLS;
  simulator.trades = N_STORED;
  feed = tape_simulator_new (tape_session_get_universe (session), &simulator, &error);
  g_assert_no_error (error);
  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  tape_session_run (session, NULL, &error);
  g_assert_no_error (error);
}

static double
run_trial (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (TapeTrial) trial
      = tape_trial_run (bench->database, bench->rules, 0, TAPE_NO_TIME, TAPE_NO_TIME, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  bench->stored = trial->n_trades;
  return (double)trial->n_trades / (double)(g_get_monotonic_time () - start);
}

static double
run_scan (gpointer data)
{
  Bench *bench = data;
  gint64 start = g_get_monotonic_time ();
  volatile double kept;
  sqlite3_stmt *statement;
  double sum = 0;
  guint64 n = 0;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (bench->database, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT event_time, receive_time, price, quantity, instrument, source, side, "
                                       "derived FROM trades ORDER BY arrival",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  for (; sqlite3_step (statement) == SQLITE_ROW; n++)
    for (int i = 0; i < 8; i++)
      sum += i == 2 || i == 3 ? sqlite3_column_double (statement, i) : (double)sqlite3_column_int64 (statement, i);
  kept = sum;
  (void)kept;
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return (double)n / (double)(g_get_monotonic_time () - start);
}

static void
measure_trial (Bench *bench, const char *what, TapeRuleSet *rules)
{
  double scan, value;

  bench->rules = rules;
  value = bench_median_pair (RUNS, run_trial, run_scan, bench, &scan);
  bench_row (what, value, "million trades/s", "a bare scan", scan);
  bench->rules = NULL;
  tape_rule_set_unref (rules);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tapeline-bench-XXXXXX", &error);
  Bench bench = { .database = g_build_filename (folder, "session.db", NULL) };

  g_assert_no_error (error);
  bench_init ("alerts", &argc, &argv);
  make_batches (&bench);
  measure_latency (&bench, "from idle", 0);
  measure_latency (&bench, "100,000 trades/s", RATE);
  measure_engine (&bench, "default rule, 500 watched", make_default_rule (&bench), RUNS);
  measure_engine (&bench, "100 rules", make_rules (&bench, 100), RUNS);
  measure_engine (&bench, "10,000 rules, 20 an instrument", make_rules (&bench, 10000), RUNS);
  measure_engine (&bench, "10,000 rules, each on all 500", make_wide_rules (10000), 1);
  store_trades (&bench);
  measure_trial (&bench, "trial of the default rule", make_default_rule (&bench));
  measure_trial (&bench, "trial of 100 rules", make_rules (&bench, 100));
  bare_insert_remove_database (bench.database);
  g_rmdir (folder);
  g_ptr_array_unref (bench.batches);
  tape_universe_unref (bench.universe);
  g_free (bench.database);
  return bench_finish ();
}
