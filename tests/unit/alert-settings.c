/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-settings.h"

#include <stdlib.h>

#include "../support/lean.h"

#define N_RULES 12

/* Of which some find something for certain. */
#define LEAST_SEEDS 8

/* Jumps as splits and errors make them: for a few trades, or for good. */
static void
disturb (AlertSetting *self)
{
  static const double ratios[] = { 0.5, 2, 1.0 / 3, 1.5, 0.005 };
  guint n = (guint)g_rand_int_range (self->random, 0, 4);

  for (guint i = 0; i < n; i++)
    {
      guint at = (guint)g_rand_int_range (self->random, 0, (gint32)self->stream->len);
      guint32 instrument = (guint32)g_rand_int_range (self->random, 0, 4);
      double ratio = ratios[g_rand_int_range (self->random, 0, G_N_ELEMENTS (ratios))];
      guint left = g_rand_boolean (self->random) ? (guint)g_rand_int_range (self->random, 1, 6) : G_MAXUINT;

      for (; at < self->stream->len && left > 0; at++)
        {
          StreamEvent *event = &g_array_index (self->stream, StreamEvent, at);

          if (event->kind != TAPE_BATCH_TRADES || event->trade.instrument != instrument)
            continue;
          event->trade.price *= ratio;
          left--;
        }
    }
}

/* Whole seconds, so that much happens at the same time and spans end to the microsecond. */
static void
round_times (AlertSetting *self)
{
  for (guint i = 0; i < self->stream->len; i++)
    {
      StreamEvent *event = &g_array_index (self->stream, StreamEvent, i);

      event->receive_time = tape_time_floor (event->receive_time, TAPE_SECOND);
      event->trade.event_time = tape_time_floor (event->trade.event_time, TAPE_SECOND);
      event->trade.receive_time = tape_time_floor (event->trade.receive_time, TAPE_SECOND);
    }
}

/* A third of the trades come so late that bars are closed, and not so late that they are dropped. */
static void
make_late (AlertSetting *self)
{
  for (guint i = 0; i < self->stream->len; i++)
    {
      StreamEvent *event = &g_array_index (self->stream, StreamEvent, i);

      if (event->kind != TAPE_BATCH_TRADES || g_rand_int_range (self->random, 0, 3) > 0)
        continue;
      event->trade.event_time -= (gint64)(g_rand_double (self->random) * (double)self->config.lateness);
      if (!self->spec.live)
        event->trade.receive_time = event->trade.event_time;
    }
}

void
alert_setting_init (AlertSetting *self, AlertRules kinds, gboolean daily_bars, guint32 seed)
{
  static const gint64 gaps[]
      = { TAPE_SECOND, 5 * TAPE_SECOND, 20 * TAPE_SECOND, 3 * TAPE_MINUTE, TAPE_HOUR, 4 * TAPE_HOUR };
  GRand *random = g_rand_new_with_seed (seed);
  gboolean live = kinds == ALERT_RULES_SILENCE || g_rand_boolean (random);
  gint64 gap = gaps[g_rand_int_range (random, 0, live ? 4 : G_N_ELEMENTS (gaps))];

  *self = (AlertSetting){ .seed = seed, .random = random, .universe = stream_universe () };
  self->config.trigger = TAPE_TRIGGER_DEFAULT;
  self->config.lateness = g_rand_boolean (random) ? TAPE_LATENESS_DEFAULT : g_rand_int_range (random, 0, 5) * 8 * gap;
  self->spec = (StreamSpec){
    .start = g_rand_int_range (random, 0, 17000) * TAPE_DAY + g_rand_int_range (random, 0, 24) * TAPE_HOUR,
    .gap = gap,
    .spread = g_rand_int_range (random, 0, 4) * gap,
    .n = (guint)g_rand_int_range (random, 100, 500),
    .n_sources = (guint)g_rand_int_range (random, 1, 4),
    .live = live,
    .price = 100,
    .daily_bars = g_rand_boolean (random) && daily_bars,
  };
  self->stream = stream_new (self->universe, &self->spec, g_rand_int (random));
  disturb (self);
  if (g_rand_int_range (random, 0, 3) == 0)
    make_late (self);
  if (g_rand_int_range (random, 0, 3) == 0)
    round_times (self);
  self->rules = alert_rules_draw (random, kinds, N_RULES, self->spec.start, gap, self->spec.n * gap, self->spec.price);
  g_test_message ("seed %u: %u trades, %d s apart, lateness %d s, %s", seed, self->spec.n, (int)(gap / TAPE_SECOND),
                  (int)(self->config.lateness / TAPE_SECOND), live ? "live" : "recorded");
}

/* Inserts the event at @at. */
static void
insert_turn (AlertSetting *self, guint at, const StreamEvent *begin, TapeBatchKind kind)
{
  const StreamEvent event = { .kind = kind, .source = begin->source, .live = begin->live, .delay = begin->delay };

  g_array_insert_val (self->stream, at, event);
}

void
alert_setting_add_end (AlertSetting *self)
{
  guint at = (guint)g_rand_int_range (self->random, 1, (gint32)self->stream->len);
  g_autoptr (GArray) going = g_array_new (FALSE, FALSE, sizeof (StreamEvent));

  for (guint i = 0; i < at; i++)
    {
      const StreamEvent *event = &g_array_index (self->stream, StreamEvent, i);

      if (event->kind == TAPE_BATCH_BEGIN)
        g_array_append_val (going, *event);
      for (guint j = going->len; event->kind == TAPE_BATCH_END && j-- > 0;)
        if (g_array_index (going, StreamEvent, j).source == event->source)
          g_array_remove_index (going, j);
    }
  for (guint i = 0; i < going->len; i++)
    insert_turn (self, at, &g_array_index (going, StreamEvent, i), TAPE_BATCH_BEGIN);
  for (guint i = 0; i < going->len; i++)
    insert_turn (self, at, &g_array_index (going, StreamEvent, i), TAPE_BATCH_END);
}

void
alert_setting_clear (AlertSetting *self)
{
  g_rand_free (self->random);
  tape_universe_unref (self->universe);
  g_array_unref (self->stream);
  tape_rule_set_unref (self->rules);
}

TapeRuleSet *
alert_setting_redraw (AlertSetting *self, const TapeRuleSet *rules, AlertRules kinds)
{
  return alert_rules_redraw (self->random, rules, kinds, self->spec.start, self->spec.gap,
                             self->spec.n * self->spec.gap, self->spec.price);
}

TapeRuleSet *
alert_rules_say_otherwise (const TapeRuleSet *rules)
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

/* --- Engines --- */

void
alert_run_open (AlertRun *self, const AlertSetting *setting)
{
  self->engine = tape_engine_new (setting->universe, &setting->config);
  self->ledger = ledger_new ();
  tape_engine_set_rules (self->engine, setting->rules);
}

void
alert_run_close (AlertRun *self)
{
  tape_engine_free (self->engine);
  ledger_free (self->ledger);
}

/* What a window looks at changes nothing. */
static void
look_at_frame (AlertRun *self, const AlertSetting *setting)
{
  tape_engine_set_focus (self->engine, (guint32)g_rand_int_range (setting->random, 0, 8));
  tape_frame_unref (tape_engine_make_frame (self->engine));
}

void
alert_run_feed (AlertRun *self, const AlertSetting *setting, guint from, guint to, guint size, gboolean often)
{
  while (from < to)
    {
      g_autoptr (TapeBatch) batch = stream_batch (setting->stream, &from, to, size);

      tape_engine_process (self->engine, batch);
      if (often && g_rand_int_range (setting->random, 0, 10) == 0)
        ledger_take (self->ledger, self->engine);
      if (often && g_rand_int_range (setting->random, 0, 10) == 0)
        look_at_frame (self, setting);
    }
  ledger_take (self->ledger, self->engine);
}

void
alert_run_restart (AlertRun *self, const AlertSetting *setting, TapeRuleSet *rules, guint cut)
{
  tape_engine_free (self->engine);
  self->engine = tape_engine_new (setting->universe, &setting->config);
  ledger_restore (self->ledger, self->engine);
  tape_engine_set_rules (self->engine, rules);
  stream_go_on (setting->stream, cut, self->engine);
}

/* --- Tests --- */

void
alert_assert_same (const AlertSetting *setting, const char *what, GPtrArray *firings, GPtrArray *wanted)
{
  g_autofree char *difference = alert_firings_find_difference (firings, wanted, NULL);

  if (difference == NULL)
    return;
  g_test_message ("seed %u: %s: %s", setting->seed, what, difference);
  g_error ("seed %u: %s: %s", setting->seed, what, difference);
}

guint
alert_count_seeds (guint n)
{
  const char *asked = g_getenv ("TAPE_ALERT_SEEDS");

  if (g_getenv ("TAPE_ALERT_SEED") != NULL)
    return 1;
  if (asked != NULL)
    return (guint)strtoul (asked, NULL, 10);
  return g_test_slow () ? 20 * n : MIN (n, MAX (LEAN (n), LEAST_SEEDS));
}

guint32
alert_next_seed (void)
{
  const char *asked = g_getenv ("TAPE_ALERT_SEED");

  return asked != NULL ? (guint32)strtoul (asked, NULL, 10) : (guint32)g_test_rand_int ();
}
