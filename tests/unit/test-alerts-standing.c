/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How alert rules stand between two firings: what a frame tells of them. */

#include <math.h>
#include <string.h>

#include "alerts/tape-rule-text.h"
#include "engine/tape-engine.h"

#define START (G_GINT64_CONSTANT (1709650800) * TAPE_SECOND)

typedef struct
{
  TapeUniverse *universe;
  TapeEngine *engine;
  TapeRuleSet *rules;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const listed[] = { "AAPL", "IBM", NULL };
  static const char *const lines[] = { "list Mine is above 110",     "AAPL moves ±5 % against previous close",
                                       "AAPL rsi 14 above 70 on 1m", "everything is below 1, once",
                                       "any source silent for 30s",  "AAPL is above 300 then is above 1 within 1m" };
  const TapeEngineConfig config = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT };
  g_autoptr (TapeBatch) begin = tape_batch_new_begin (1, TRUE, 0);

  self->universe = tape_universe_new (FALSE);
  self->engine = tape_engine_new (self->universe, &config);
  self->rules = tape_rule_set_new ();
  tape_rule_set_add_list (self->rules, "Mine", listed);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TapeRule) rule = tape_rule_parse (lines[i], &error);

      g_assert_no_error (error);
      rule->id = i + 1;
      tape_rule_set_add (self->rules, rule);
    }
  tape_engine_set_rules (self->engine, self->rules);
  tape_batch_set_name (begin, "Feed");
  tape_engine_process (self->engine, begin);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tape_rule_set_unref (self->rules);
  tape_engine_free (self->engine);
  tape_universe_unref (self->universe);
}

static guint32
trade (Fixture *self, const char *symbol, gint64 seconds, double price)
{
  g_autoptr (TapeBatch) batch = tape_batch_new (TAPE_BATCH_TRADES, 1);
  TapeTrade *of = tape_batch_add_trade (batch);

  of->instrument = tape_universe_intern (self->universe, symbol, strlen (symbol));
  of->event_time = of->receive_time = START + seconds * TAPE_SECOND;
  of->price = price;
  of->quantity = 1;
  of->source = 1;
  tape_engine_process (self->engine, batch);
  return batch->trades[0].instrument;
}

static void
tick (Fixture *self, gint64 seconds)
{
  g_autoptr (TapeBatch) batch = tape_batch_new_tick (START + seconds * TAPE_SECOND);

  tape_engine_process (self->engine, batch);
}

static const TapeAlertStanding *
get_rule (const TapeFrame *frame, guint i)
{
  return &g_array_index (frame->rules, TapeAlertStanding, i);
}

static void
test_rules (Fixture *self, gconstpointer data)
{
  guint32 aapl = trade (self, "AAPL", 0, 100);
  guint32 ibm = trade (self, "IBM", 1, 105);
  g_autoptr (TapeFrame) frame = NULL;

  tick (self, 2);
  frame = tape_engine_make_frame (self->engine);
  g_assert_cmpuint (frame->rules->len, ==, 6);
  g_assert_cmpint (get_rule (frame, 0)->rule, ==, 1);
  g_assert_cmpuint (get_rule (frame, 0)->subjects, ==, 2);
  g_assert_cmpuint (get_rule (frame, 0)->armed, ==, 2);
  g_assert_cmpuint (get_rule (frame, 0)->nearest, ==, ibm);
  g_assert_cmpfloat_with_epsilon (get_rule (frame, 0)->distance, 5.0 / 105, 1e-12);

  /* No previous close, no bars yet. */
  g_assert_cmpuint (get_rule (frame, 1)->waiting, ==, 1);
  g_assert_cmpuint (get_rule (frame, 1)->armed, ==, 0);
  g_assert_true (isnan (get_rule (frame, 1)->distance));
  g_assert_cmpuint (get_rule (frame, 2)->waiting, ==, 1);
  g_assert_cmpuint (get_rule (frame, 3)->subjects, ==, 2);
  g_assert_cmpuint (get_rule (frame, 3)->nearest, ==, aapl);
  g_assert_cmpuint (get_rule (frame, 4)->subjects, ==, 1);
  g_assert_true (isnan (get_rule (frame, 5)->distance));
}

static void
test_firing_disarms (Fixture *self, gconstpointer data)
{
  g_autoptr (TapeFrame) frame = NULL;

  trade (self, "AAPL", 0, 100);
  trade (self, "AAPL", 1, 115);
  trade (self, "AAPL", 86400, 118);
  trade (self, "AAPL", 86401, 0.5);
  for (gint64 i = 0; i < 5; i++)
    trade (self, "AAPL", 86410 + i, 0.5);
  frame = tape_engine_make_frame (self->engine);
  g_assert_cmpuint (get_rule (frame, 0)->armed, ==, 1);
  g_assert_cmpuint (get_rule (frame, 1)->armed, ==, 1);
  g_assert_cmpuint (get_rule (frame, 1)->waiting, ==, 0);

  /* Fired once and for all. */
  g_assert_cmpuint (get_rule (frame, 3)->armed, ==, 0);
}

static void
test_levels (Fixture *self, gconstpointer data)
{
  guint32 aapl = trade (self, "AAPL", 0, 100);
  g_autoptr (TapeFrame) frame = NULL;
  const TapeAlertLevel *level;

  trade (self, "AAPL", 86400, 100);
  tape_engine_set_focus (self->engine, aapl);
  frame = tape_engine_make_frame (self->engine);
  g_assert_cmpuint (frame->levels->len, ==, 4);
  level = &g_array_index (frame->levels, TapeAlertLevel, 0);
  g_assert_cmpint (level->rule, ==, 1);
  g_assert_cmpfloat (level->price, ==, 110);
  g_assert_cmpint (level->direction, ==, 1);
  g_assert_true (level->armed);
  g_assert_cmpfloat_with_epsilon (level[1].price, 105, 1e-9);
  g_assert_cmpfloat_with_epsilon (level[2].price, 95, 1e-9);
  g_assert_cmpint (level[2].direction, ==, -1);
  g_assert_cmpfloat (level[3].price, ==, 1);
}

static guint
count_armed (Fixture *self, guint rule)
{
  g_autoptr (TapeFrame) frame = tape_engine_make_frame (self->engine);

  return get_rule (frame, rule)->armed;
}

/* After its end a rule is armed no more, and no level of it is shown. */
static void
test_expired (Fixture *self, gconstpointer data)
{
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse ("everything is above 110, until 2024-03-05T15:01:00Z", &error);
  g_autoptr (TapeFrame) before = NULL, after = NULL;

  g_assert_no_error (error);
  rule->id = 1;
  tape_rule_set_add (rules, rule);
  tape_engine_set_rules (self->engine, rules);
  tape_engine_set_focus (self->engine, trade (self, "AAPL", 60, 100));
  before = tape_engine_make_frame (self->engine);
  g_assert_cmpuint (get_rule (before, 0)->armed, ==, 1);
  g_assert_cmpuint (before->levels->len, ==, 1);
  trade (self, "AAPL", 61, 100);
  after = tape_engine_make_frame (self->engine);
  g_assert_cmpuint (get_rule (after, 0)->armed, ==, 0);
  g_assert_true (isnan (get_rule (after, 0)->distance));
  g_assert_cmpuint (after->levels->len, ==, 0);
}

/* Frames of one second say the same, but for what was added, other rules and the end. */
static void
test_once_a_second (Fixture *self, gconstpointer data)
{
  g_autoptr (TapeBatch) end = tape_batch_new_end (1);

  trade (self, "AAPL", 0, 100);
  g_assert_cmpuint (count_armed (self, 0), ==, 1);
  trade (self, "AAPL", 0, 115);
  g_assert_cmpuint (count_armed (self, 0), ==, 1);
  tick (self, 1);
  g_assert_cmpuint (count_armed (self, 0), ==, 0);

  trade (self, "AAPL", 1, 100);
  g_assert_cmpuint (count_armed (self, 0), ==, 0);
  trade (self, "IBM", 1, 100);
  g_assert_cmpuint (count_armed (self, 0), ==, 2);
  trade (self, "IBM", 1, 115);
  g_assert_cmpuint (count_armed (self, 0), ==, 2);
  tape_engine_set_rules (self->engine, self->rules);
  g_assert_cmpuint (count_armed (self, 0), ==, 1);

  trade (self, "IBM", 1, 100);
  g_assert_cmpuint (count_armed (self, 0), ==, 1);
  tape_engine_process (self->engine, end);
  g_assert_cmpuint (count_armed (self, 0), ==, 2);
}

/* Of more than 20,000 subjects only for every second frame. */
static void
test_many_subjects (Fixture *self, gconstpointer data)
{
  guint n_changes = 0, armed;

  for (guint i = 0; i < 21000; i++)
    {
      g_autofree char *symbol = g_strdup_printf ("S%u", i);

      trade (self, symbol, 0, 1.05);
    }
  tick (self, 1);
  armed = count_armed (self, 3);
  g_assert_cmpuint (armed, ==, 21000);
  for (gint64 second = 2; second < 12; second++)
    {
      g_autofree char *symbol = g_strdup_printf ("S%d", (int)second);
      guint before = armed;

      trade (self, symbol, second, 0.99);
      armed = count_armed (self, 3);
      n_changes += armed != before;
    }
  g_assert_cmpuint (n_changes, ==, 5);
  g_assert_cmpuint (armed, ==, 21000 - 10);
}

/* Rules that were not there are none, and what they had come to is gone. */
static void
test_other_rules (Fixture *self, gconstpointer data)
{
  g_autoptr (TapeFrame) frame = NULL;
  g_autoptr (TapeCommit) commit = NULL;

  trade (self, "AAPL", 0, 115);
  tape_engine_set_rules (self->engine, NULL);
  trade (self, "AAPL", 1, 100);
  trade (self, "AAPL", 2, 115);
  tape_engine_set_rules (self->engine, self->rules);
  trade (self, "AAPL", 3, 115);
  frame = tape_engine_make_frame (self->engine);
  g_assert_cmpuint (frame->rules->len, ==, 6);
  commit = tape_engine_take_commit (self->engine);
  g_assert_cmpuint (commit->firings->len, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/alerts/standing/rules", Fixture, NULL, set_up, test_rules, tear_down);
  g_test_add ("/alerts/standing/firing-disarms", Fixture, NULL, set_up, test_firing_disarms, tear_down);
  g_test_add ("/alerts/standing/levels", Fixture, NULL, set_up, test_levels, tear_down);
  g_test_add ("/alerts/standing/expired", Fixture, NULL, set_up, test_expired, tear_down);
  g_test_add ("/alerts/standing/once-a-second", Fixture, NULL, set_up, test_once_a_second, tear_down);
  g_test_add ("/alerts/standing/many-subjects", Fixture, NULL, set_up, test_many_subjects, tear_down);
  g_test_add ("/alerts/standing/other-rules", Fixture, NULL, set_up, test_other_rules, tear_down);
  return g_test_run ();
}
