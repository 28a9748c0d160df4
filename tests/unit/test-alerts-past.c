/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule on bars that is added while an engine runs gets its past from the database: from then on it finds what an engine finds
 * that had it from the beginning, in every field. The database is a real one; what is asked is answered at once, much later,
 * after rules were set once more, or not before a restart. */

#include "../support/store-fixture.h"
#include "alert-settings.h"
#include "alerts/tape-alert-bars.h"
#include "analytics/tape-indicator.h"
#include "pipeline/tape-past-reader.h"
#include "pipeline/tape-restore.h"

#include <math.h>
#include <string.h>

typedef struct
{
  TapeEngine *engine;
  TapeWriter *writer; /* NULL: nothing is stored, and nothing is asked */
  TapeUniverse *universe;
  const char *path;
  GPtrArray *firings;
  GArray *questions; /* of TapePastQuestion: that are open */
  guint n_answers;
} Side;

static void
open_store (Side *self, const AlertSetting *setting)
{
  g_autoptr (GError) error = NULL;

  self->universe = tape_universe_new (FALSE);
  self->writer = tape_writer_open (self->path, self->universe, &error);
  g_assert_no_error (error);
  for (guint32 i = tape_universe_count (self->universe); i < tape_universe_count (setting->universe); i++)
    {
      const char *symbol = tape_universe_get (setting->universe, i)->symbol;

      tape_universe_intern (self->universe, symbol, strlen (symbol));
    }
}

static TapeEngineConfig
get_config (const Side *self, const AlertSetting *setting)
{
  TapeEngineConfig config = setting->config;

  config.asks_past = self->path != NULL;
  return config;
}

static void
side_open (Side *self, const AlertSetting *setting, const char *path)
{
  TapeEngineConfig config;

  *self = (Side){ .path = path,
                  .firings = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free),
                  .questions = g_array_new (FALSE, FALSE, sizeof (TapePastQuestion)) };
  config = get_config (self, setting);
  if (path != NULL)
    open_store (self, setting);
  else
    self->universe = tape_universe_ref (setting->universe);
  self->engine = tape_engine_new (self->universe, &config);
}

static void
side_close (Side *self)
{
  tape_engine_free (self->engine);
  g_clear_pointer (&self->writer, tape_writer_free);
  tape_universe_unref (self->universe);
  g_ptr_array_unref (self->firings);
  g_array_unref (self->questions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_close)

static void
side_commit (Side *self)
{
  g_autoptr (TapeCommit) commit = tape_engine_take_commit (self->engine);
  g_autoptr (GError) error = NULL;

  if (commit == NULL)
    return;
  for (guint i = 0; i < commit->firings->len; i++)
    g_ptr_array_add (self->firings, tape_firing_copy (g_ptr_array_index (commit->firings, i)));
  g_array_append_vals (self->questions, commit->questions->data, commit->questions->len);
  if (self->writer != NULL)
    tape_writer_commit (self->writer, commit, &error);
  g_assert_no_error (error);
}

/* Commits now and then. */
static void
side_feed (Side *self, const AlertSetting *setting, guint from, guint to)
{
  while (from < to)
    {
      g_autoptr (TapeBatch) batch = stream_batch (setting->stream, &from, to, 5);

      tape_engine_process (self->engine, batch);
      if (g_rand_int_range (setting->random, 0, 20) == 0)
        side_commit (self);
    }
  side_commit (self);
}

static void
side_set_rules (Side *self, TapeRuleSet *rules)
{
  tape_engine_set_rules (self->engine, rules);
  side_commit (self);
}

static void
side_answer (Side *self, const AlertSetting *setting)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapePastReader) reader = NULL;

  reader = tape_past_reader_open (self->path, self->universe, setting->config.lateness, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < self->questions->len; i++)
    {
      g_autoptr (TapePastAnswer) answer = tape_past_answer_new (&g_array_index (self->questions, TapePastQuestion, i));

      tape_past_reader_answer (reader, answer, NULL, &error);
      g_assert_no_error (error);
      self->n_answers += answer->bars->len > 0;
      tape_engine_take_past (self->engine, answer);
    }
  g_array_set_size (self->questions, 0);
}

/* As SIGKILL leaves it: nothing but what was committed. */
static void
side_restart (Side *self, const AlertSetting *setting, TapeRuleSet *rules, guint cut)
{
  TapeEngineConfig config = get_config (self, setting);
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;

  tape_engine_free (self->engine);
  tape_writer_free (self->writer);
  tape_universe_unref (self->universe);
  g_array_set_size (self->questions, 0);
  open_store (self, setting);
  self->engine = tape_restore_engine (tape_engine_new (self->universe, &config), self->path, self->universe, &config,
                                      &notice, &error);
  g_assert_no_error (error);
  g_assert_null (notice);
  tape_engine_set_rules (self->engine, rules);
  stream_go_on (setting->stream, cut, self->engine);
  side_commit (self);
}

/* --- Settings --- */

typedef struct
{
  AlertSetting setting;
  TapeRuleSet *before;
  TapeRuleSet *rules;
  guint added;    /* event before which the rules are */
  guint answered; /* event before which they are answered */
  char *path;
  Side with;    /* has them from the beginning */
  Side without; /* does not */
} Case;

static void
case_open (Case *self, StoreFixture *fixture, guint round)
{
  memset (self, 0, sizeof *self);
  alert_setting_init (&self->setting, ALERT_RULES_BARS, FALSE, alert_next_seed ());
  self->path = g_strdup_printf ("%s/%u.db", fixture->folder, round);
  self->rules = alert_rules_say_otherwise (self->setting.rules);
  self->before = alert_rules_say_otherwise (self->rules);
  self->added = (guint)g_rand_int_range (self->setting.random, 0, (gint32)self->setting.stream->len);
  self->answered
      = (guint)g_rand_int_range (self->setting.random, (gint32)self->added, (gint32)self->setting.stream->len);
  side_open (&self->with, &self->setting, NULL);
  side_open (&self->without, &self->setting, self->path);
  tape_engine_set_rules (self->with.engine, self->before);
}

static void
case_close (Case *self)
{
  side_close (&self->with);
  side_close (&self->without);
  tape_rule_set_unref (self->before);
  tape_rule_set_unref (self->rules);
  g_free (self->path);
  alert_setting_clear (&self->setting);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_close)

static void
feed_both (Case *self, guint from, guint to)
{
  side_feed (&self->with, &self->setting, from, to);
  side_feed (&self->without, &self->setting, from, to);
}

/* Says the rules of both anew and lets both go on to the end: they find the same. Returns how much. */
static guint
compare_from (Case *self, guint from, TapeRuleSet *rules)
{
  side_set_rules (&self->with, rules);
  side_set_rules (&self->without, rules);
  side_answer (&self->without, &self->setting);
  g_ptr_array_set_size (self->with.firings, 0);
  g_ptr_array_set_size (self->without.firings, 0);
  feed_both (self, from, self->setting.stream->len);
  alert_assert_same (&self->setting, "added", self->without.firings, self->with.firings);
  return self->with.firings->len;
}

/* --- The tests --- */

/* Runs @test on so many settings; something is found, and answered. */
static void
try_cases (StoreFixture *fixture, guint n, guint (*test) (Case *self))
{
  guint n_firings = 0, n_answers = 0;

  for (guint round = 0; round < n; round++)
    {
      g_auto (Case) self;

      case_open (&self, fixture, round);
      n_firings += test (&self);
      n_answers += self.without.n_answers;
    }
  if (n > 1)
    g_assert_cmpuint (MIN (n_firings, n_answers), >, 0);
}

static guint
add_at_once (Case *self)
{
  feed_both (self, 0, self->added);
  return compare_from (self, self->added, self->rules);
}

static void
test_at_once (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), add_at_once);
}

/* What comes between the question and its answer is in neither twice. */
static guint
answer_later (Case *self)
{
  feed_both (self, 0, self->added);
  side_set_rules (&self->without, self->before);
  feed_both (self, self->added, self->answered);
  side_answer (&self->without, &self->setting);
  return compare_from (self, self->answered, self->rules);
}

static void
test_later (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), answer_later);
}

/* Some of the rules first, then all: those ask for more than was asked. */
static guint
set_again (Case *self)
{
  g_autoptr (TapeRuleSet) some = alert_rules_say_otherwise (self->before);
  guint between = (self->added + self->answered) / 2;

  g_ptr_array_set_size (some->rules, (gint)some->rules->len / 2);
  feed_both (self, 0, self->added);
  side_set_rules (&self->without, some);
  feed_both (self, self->added, between);
  side_set_rules (&self->without, self->before);
  feed_both (self, between, self->answered);
  return compare_from (self, self->answered, self->rules);
}

static void
test_set_again (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), set_again);
}

/* Some are there from the beginning and stay what they are. */
static guint
add_to_some (Case *self)
{
  g_autoptr (TapeRuleSet) some = alert_rules_say_otherwise (self->rules);

  g_ptr_array_set_size (some->rules, (gint)some->rules->len / 2);
  side_set_rules (&self->without, some);
  feed_both (self, 0, self->added);
  return compare_from (self, self->added, self->rules);
}

static void
test_some_there (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), add_to_some);
}

static guint
restart_while_open (Case *self)
{
  feed_both (self, 0, self->added);
  side_set_rules (&self->without, self->before);
  feed_both (self, self->added, self->answered);
  side_restart (&self->without, &self->setting, self->before, self->answered);
  return compare_from (self, self->answered, self->rules);
}

static void
test_restart (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), restart_while_open);
}

/* What was answered is not asked again after a restart. */
static guint
restart_when_answered (Case *self)
{
  guint n_asked;

  feed_both (self, 0, self->added);
  side_set_rules (&self->without, self->before);
  side_answer (&self->without, &self->setting);
  feed_both (self, self->added, self->answered);
  side_restart (&self->without, &self->setting, self->before, self->answered);
  n_asked = self->without.questions->len;
  g_assert_cmpuint (n_asked, ==, 0);
  return compare_from (self, self->answered, self->rules);
}

static void
test_restart_answered (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), restart_when_answered);
}

/* What nobody waits for any more changes nothing, and leaves no row. */
static guint
remove_while_open (Case *self)
{
  guint between = (self->added + self->answered) / 2;

  feed_both (self, 0, self->added);
  side_set_rules (&self->without, self->before);
  feed_both (self, self->added, between);
  tape_engine_set_rules (self->without.engine, NULL);
  side_answer (&self->without, &self->setting);
  feed_both (self, between, self->answered);
  side_restart (&self->without, &self->setting, NULL, self->answered);
  return compare_from (self, self->answered, self->rules);
}

static void
test_removed (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (4), remove_while_open);
}

/* --- Trades that came too late --- */

/* For their minute all of them; for a longer bar each by its own watermark, if that is known. */
static void
test_too_late (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 span;
    double volume;
  } wanted[] = { { TAPE_MINUTE, 0 }, { 5 * TAPE_MINUTE, 4 }, { TAPE_HOUR, 5 }, { TAPE_DAY, 7 } };
  const gint64 end = 17000 * TAPE_DAY + 15 * TAPE_HOUR, lateness = 2 * TAPE_MINUTE;
  const gint64 marks[] = { end + lateness - 1, end + lateness, TAPE_NO_TIME };
  TapeBatch *batch = tape_batch_new (TAPE_BATCH_TRADES, G_N_ELEMENTS (marks));
  g_autoptr (TapeCommit) commit = tape_commit_new ();
  g_autoptr (TapeUniverse) universe = NULL;
  g_autoptr (TapeWriter) writer = store_fixture_open_writer (fixture, &universe);
  g_autoptr (TapePastReader) reader = NULL;
  gint64 arrival = 1;

  store_intern_instruments (universe, 1);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const TapeDroppedTrade dropped = { arrival + i, FALSE, marks[i] };

      *tape_batch_add_trade (batch)
          = (TapeTrade){ .event_time = end - TAPE_HOUR, .price = 1, .quantity = 1 << i, .source = 1 };
      g_array_append_val (commit->dropped, dropped);
    }
  store_commit_add_batch (commit, batch, &arrival);
  g_assert_true (tape_writer_commit (writer, commit, NULL));

  reader = tape_past_reader_open (fixture->path, universe, lateness, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      const TapePastQuestion question
          = { .n = 2, .span = wanted[i].span, .until = end + lateness, .arrival = arrival - 1 };
      g_autoptr (TapePastAnswer) answer = tape_past_answer_new (&question);
      double volume = 0;

      g_assert_true (tape_past_reader_answer (reader, answer, NULL, NULL));
      for (guint j = 0; j < answer->bars->len; j++)
        volume += g_array_index (answer->bars, TapeAlertBar, j).volume;
      g_assert_cmpfloat (volume, ==, wanted[i].volume);
    }
}

/* --- How many bars --- */

/* A price that jumped about ten times as much in the first half. */
static GArray *
draw_closes (guint n)
{
  GArray *closes = g_array_new (FALSE, FALSE, sizeof (double));
  double close = 100;

  for (guint i = 0; i < n; i++)
    {
      close *= 1 + (g_test_rand_double () - 0.5) * (i < n / 2 ? 0.1 : 0.01);
      g_array_append_val (closes, close);
    }
  return closes;
}

static double
run_from (const char *text, const GArray *closes, guint first)
{
  double values[TAPE_INDICATOR_OUTPUTS] = { NAN };
  g_autofree gpointer state = NULL;
  TapeIndicator indicator;

  g_assert_true (tape_indicator_parse (&indicator, text, NULL));
  state = g_malloc0 (tape_indicator_state_size (&indicator));
  for (guint i = first; i < closes->len; i++)
    {
      double close = g_array_index (closes, double, i);
      const TapeIndicatorBar bar = { .open = close, .high = close, .low = close, .close = close };

      tape_indicator_update (&indicator, state, &bar, values);
    }
  return values[0];
}

/* As README.md says: to 1e-9 of a price, to 1e-7 of the 100 points of an RSI. */
static void
test_need (void)
{
  static const guint periods[] = { 2, 5, 14, 100, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    for (guint kind = 0; kind < 3; kind++)
      {
        static const char *const names[] = { "rsi", "ema", "sma" };
        const TapeCondition condition = { .kind = kind == 0 ? TAPE_CONDITION_RSI : TAPE_CONDITION_AVERAGES,
                                          .exponential = kind == 1,
                                          .n = periods[i],
                                          .fast = 1,
                                          .slow = periods[i] };
        guint need = tape_alert_stored_need (&condition);
        g_autofree char *text = g_strdup_printf ("%s:%u", names[kind], periods[i]);
        g_autoptr (GArray) closes = draw_closes (2 * need);
        double all = run_from (text, closes, 0), last = run_from (text, closes, need);

        g_assert_cmpfloat (fabs (all - last), <=, kind == 0 ? 1e-7 : 1e-9 * all);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alerts/past/as-many-bars-as-decide", test_need);
  STORE_TEST ("/alerts/past/added-is-as-if-there-all-along", test_at_once);
  STORE_TEST ("/alerts/past/answered-later", test_later);
  STORE_TEST ("/alerts/past/rules-set-again-while-open", test_set_again);
  STORE_TEST ("/alerts/past/beside-rules-that-are-there", test_some_there);
  STORE_TEST ("/alerts/past/restarted-while-open", test_restart);
  STORE_TEST ("/alerts/past/answered-once", test_restart_answered);
  STORE_TEST ("/alerts/past/removed-while-open", test_removed);
  STORE_TEST ("/alerts/past/too-late-for-a-minute", test_too_late);
  return g_test_run ();
}
