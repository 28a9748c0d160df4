/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A rule on bars that is added while an engine runs gets its past from the database: from then on it finds what an engine finds
 * that had it from the beginning, in every field. The database is a real one; what is asked is answered at once, much later,
 * after rules were set once more, or not before a restart. */

#include "../support/store-fixture.h"
#include "alert-settings.h"
#include "pipeline/tape-past-reader.h"
#include "pipeline/tape-restore.h"

#include <string.h>

/* Streams of several sources have a watermark that their trades do not tell. */
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
      if (g_rand_int_range (setting->random, 0, 10) == 0)
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

/* The same rules, each saying something else, so that what has become of them is forgotten, and no bars are. */
static TapeRuleSet *
say_otherwise (const TapeRuleSet *rules)
{
  TapeRuleSet *others = tape_rule_set_new ();

  for (guint i = 0; i < rules->rules->len; i++)
    {
      g_autoptr (TapeRule) rule = tape_rule_copy (g_ptr_array_index (rules->rules, i));

      rule->important = !rule->important;
      tape_rule_set_add (others, rule);
    }
  for (guint i = 0; i < rules->lists->len; i++)
    {
      const TapeRuleList *list = g_ptr_array_index (rules->lists, i);

      tape_rule_set_add_list (others, list->name, (const char *const *)list->symbols);
    }
  return others;
}

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

static gboolean
case_open (Case *self, StoreFixture *fixture, guint round)
{
  memset (self, 0, sizeof *self);
  alert_setting_init (&self->setting, ALERT_RULES_BARS, FALSE, alert_next_seed ());
  self->path = g_strdup_printf ("%s/%u.db", fixture->folder, round);
  self->rules = say_otherwise (self->setting.rules);
  self->before = say_otherwise (self->rules);
  self->added = (guint)g_rand_int_range (self->setting.random, 0, (gint32)self->setting.stream->len);
  self->answered
      = (guint)g_rand_int_range (self->setting.random, (gint32)self->added, (gint32)self->setting.stream->len);
  side_open (&self->with, &self->setting, NULL);
  side_open (&self->without, &self->setting, self->path);
  tape_engine_set_rules (self->with.engine, self->before);
  return self->setting.spec.n_sources == 1;
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
  guint n_firings = 0, n_answers = 0, n_tried = 0;

  for (guint round = 0; n_tried < n; round++)
    {
      g_auto (Case) self;

      if (!case_open (&self, fixture, round))
        continue;
      n_tried++;
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
  try_cases (fixture, alert_count_seeds (8), add_at_once);
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
  try_cases (fixture, alert_count_seeds (8), answer_later);
}

/* Some of the rules first, then all: those ask for more than was asked. */
static guint
set_again (Case *self)
{
  g_autoptr (TapeRuleSet) some = say_otherwise (self->before);
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
  try_cases (fixture, alert_count_seeds (8), set_again);
}

/* Some are there from the beginning and stay what they are. */
static guint
add_to_some (Case *self)
{
  g_autoptr (TapeRuleSet) some = say_otherwise (self->rules);

  g_ptr_array_set_size (some->rules, (gint)some->rules->len / 2);
  side_set_rules (&self->without, some);
  feed_both (self, 0, self->added);
  return compare_from (self, self->added, self->rules);
}

static void
test_some_there (StoreFixture *fixture, gconstpointer data)
{
  try_cases (fixture, alert_count_seeds (8), add_to_some);
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
  try_cases (fixture, alert_count_seeds (8), restart_while_open);
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
  try_cases (fixture, alert_count_seeds (8), restart_when_answered);
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
  try_cases (fixture, alert_count_seeds (8), remove_while_open);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/alerts/past/added-is-as-if-there-all-along", test_at_once);
  STORE_TEST ("/alerts/past/answered-later", test_later);
  STORE_TEST ("/alerts/past/rules-set-again-while-open", test_set_again);
  STORE_TEST ("/alerts/past/beside-rules-that-are-there", test_some_there);
  STORE_TEST ("/alerts/past/restarted-while-open", test_restart);
  STORE_TEST ("/alerts/past/answered-once", test_restart_answered);
  STORE_TEST ("/alerts/past/removed-while-open", test_removed);
  return g_test_run ();
}
