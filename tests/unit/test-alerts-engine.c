/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine's rules find in random streams: firing by firing what the oracle finds, however the events are batched,
 * wherever the engine is restarted, and when the rules change. TAPE_ALERT_SEEDS=1000 tries more, TAPE_ALERT_SEED=… one again. */

#include "alert-settings.h"

#include <math.h>

/* Which firings there were. */
typedef struct
{
  guint firings;
  guint flags[8];
  guint directions[3];
} Tally;

static void
add_up (Tally *tally, GPtrArray *firings)
{
  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (firings, i);

      tally->firings++;
      tally->directions[firing->direction + 1]++;
      for (guint flag = 0; flag < G_N_ELEMENTS (tally->flags); flag++)
        tally->flags[flag] += (firing->flags & 1u << flag) != 0;
    }
}

static void
say (const Tally *tally)
{
  g_test_message ("%u firings, %u up, %u down, %u past, held by cooldown %u, snooze %u, quiet hours %u, suspicion %u",
                  tally->firings, tally->directions[2], tally->directions[0], tally->flags[0], tally->flags[1],
                  tally->flags[2], tally->flags[3], tally->flags[4]);
}

/* The oracle's firings, with the rules changed to @later before the event @change. */
static GPtrArray *
ask_oracle (const AlertSetting *setting, guint change, TapeRuleSet *later)
{
  g_autoptr (AlertOracle) oracle = alert_oracle_new (setting->universe, setting->config.lateness);

  alert_oracle_set_rules (oracle, setting->rules);
  for (guint at = 0; at < setting->stream->len;)
    {
      g_autoptr (TapeBatch) batch = NULL;

      if (later != NULL && at == change)
        alert_oracle_set_rules (oracle, later);
      batch = stream_batch (setting->stream, &at, setting->stream->len, 1);
      alert_oracle_process (oracle, batch);
    }
  return g_ptr_array_ref (alert_oracle_get_firings (oracle));
}

/* --- The engine and the oracle --- */

typedef struct
{
  const char *path;
  AlertRules kinds;
  guint seeds;
} Kind;

static const Kind kinds[] = {
  { "/alerts/oracle/prices", ALERT_RULES_PRICES, 25 },
  { "/alerts/oracle/prices-some-time-ago", ALERT_RULES_AGO, 25 },
  { "/alerts/oracle/bars", ALERT_RULES_BARS, 25 },
  { "/alerts/oracle/growth-of-groups", ALERT_RULES_GROWTH, 25 },
  { "/alerts/oracle/silence", ALERT_RULES_SILENCE, 25 },
  { "/alerts/oracle/sequences", ALERT_RULES_SEQUENCES | ALERT_RULES_PRICES | ALERT_RULES_AGO | ALERT_RULES_BARS, 25 },
  { "/alerts/oracle/all", ALERT_RULES_ALL, 25 },
};

static void
test_oracle (gconstpointer data)
{
  const Kind *kind = data;
  Tally tally = { 0 };
  guint n = alert_count_seeds (kind->seeds);

  for (guint round = 0; round < n; round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (GPtrArray) wanted = NULL;
      g_auto (AlertRun) run;

      alert_setting_init (&setting, kind->kinds, TRUE, alert_next_seed ());
      wanted = ask_oracle (&setting, 0, NULL);
      alert_run_open (&run, &setting);
      alert_run_feed (&run, &setting, 0, setting.stream->len, 1, FALSE);
      alert_assert_same (&setting, kind->path, run.ledger->firings, wanted);
      add_up (&tally, wanted);
    }
  say (&tally);
  g_assert_cmpuint (tally.firings, >, n);
}

/* --- Batches, restarts, changes --- */

static void
test_batches (void)
{
  static const guint sizes[] = { 1, 2, 7, 100, G_MAXUINT };

  for (guint round = 0; round < alert_count_seeds (10); round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (GPtrArray) wanted = NULL;

      alert_setting_init (&setting, ALERT_RULES_ALL, TRUE, alert_next_seed ());
      wanted = ask_oracle (&setting, 0, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_auto (AlertRun) run;

          alert_run_open (&run, &setting);
          alert_run_feed (&run, &setting, 0, setting.stream->len, sizes[i], TRUE);
          alert_assert_same (&setting, "batches", run.ledger->firings, wanted);
        }
    }
}

/* Silence is left out: it is counted from what a source says after the restart. */
static void
test_restarts (void)
{
  for (guint round = 0; round < alert_count_seeds (20); round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (GPtrArray) wanted = NULL;
      g_auto (AlertRun) run;
      guint cut = 0;

      alert_setting_init (&setting, ALERT_RULES_ALL & ~(guint)ALERT_RULES_SILENCE, TRUE, alert_next_seed ());
      wanted = ask_oracle (&setting, 0, NULL);
      alert_run_open (&run, &setting);
      for (guint i = 0; i < 4; i++)
        {
          guint next = (guint)g_rand_int_range (setting.random, (gint32)cut, (gint32)setting.stream->len);

          alert_run_feed (&run, &setting, cut, next, 5, TRUE);
          alert_run_restart (&run, &setting, setting.rules, next);
          cut = next;
        }
      alert_run_feed (&run, &setting, cut, setting.stream->len, 9, TRUE);
      alert_assert_same (&setting, "restarts", run.ledger->firings, wanted);
    }
}

/* Silence is counted from what a source says after a restart; growth is of minutes that may have closed ahead. */
#define ENDS_KINDS (ALERT_RULES_ALL & ~(guint)(ALERT_RULES_SILENCE | ALERT_RULES_GROWTH))

/* All sources end in between, which closes all bars, and begin again: bars that were closed so close once more where trades
 * came into them since, and only these, whether the engine was restarted or not. */
static void
test_ends (void)
{
  for (guint round = 0; round < alert_count_seeds (20); round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (GPtrArray) wanted = NULL;
      g_auto (AlertRun) whole, run;
      guint cut = 0;

      alert_setting_init (&setting, ENDS_KINDS, TRUE, alert_next_seed ());
      for (guint i = (guint)g_rand_int_range (setting.random, 1, 4); i > 0; i--)
        alert_setting_add_end (&setting);
      wanted = ask_oracle (&setting, 0, NULL);
      alert_run_open (&whole, &setting);
      alert_run_feed (&whole, &setting, 0, setting.stream->len, 1, TRUE);
      alert_assert_same (&setting, "ends", whole.ledger->firings, wanted);
      alert_run_open (&run, &setting);
      while (cut < setting.stream->len)
        {
          guint next = cut + (guint)g_rand_int_range (setting.random, 1, 100);

          next = MIN (next, setting.stream->len);
          alert_run_feed (&run, &setting, cut, next, 5, TRUE);
          alert_run_restart (&run, &setting, setting.rules, next);
          cut = next;
        }
      alert_assert_same (&setting, "ends and restarts", run.ledger->firings, wanted);
    }
}

/* --- What is hardly ever so --- */

static void
test_no_rules (void)
{
  g_auto (AlertSetting) setting;
  g_autoptr (TapeRuleSet) none = tape_rule_set_new ();
  g_autoptr (TapeFrame) frame = NULL;
  g_auto (AlertRun) run;
  guint n_before;

  alert_setting_init (&setting, ALERT_RULES_ALL, TRUE, alert_next_seed ());
  alert_run_open (&run, &setting);
  alert_run_feed (&run, &setting, 0, setting.stream->len / 2, 5, TRUE);
  n_before = run.ledger->firings->len;
  tape_engine_set_rules (run.engine, none);
  alert_run_feed (&run, &setting, setting.stream->len / 2, setting.stream->len * 3 / 4, 5, TRUE);
  alert_run_restart (&run, &setting, none, setting.stream->len * 3 / 4);
  alert_run_feed (&run, &setting, setting.stream->len * 3 / 4, setting.stream->len, 5, TRUE);
  g_assert_cmpuint (run.ledger->firings->len, ==, n_before);
  frame = tape_engine_make_frame (run.engine);
  g_assert_cmpuint (frame->rules->len, ==, 0);
  g_assert_cmpuint (frame->levels->len, ==, 0);
}

/* Prices and quantities larger and smaller than any market knows. */
static void
make_extreme (AlertSetting *setting)
{
  for (guint i = 0; i < setting->stream->len; i++)
    {
      TapeTrade *trade = &g_array_index (setting->stream, StreamEvent, i).trade;

      if (g_rand_int_range (setting->random, 0, 4) == 0)
        trade->price *= pow (10, g_rand_int_range (setting->random, -100, 100));
      if (g_rand_int_range (setting->random, 0, 4) == 0)
        trade->quantity *= pow (10, g_rand_int_range (setting->random, -100, 100));
    }
}

static void
test_extremes (void)
{
  for (guint round = 0; round < alert_count_seeds (10); round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (GPtrArray) wanted = NULL;
      g_auto (AlertRun) run;
      guint cut;

      alert_setting_init (&setting, ALERT_RULES_ALL & ~(guint)ALERT_RULES_SILENCE, TRUE, alert_next_seed ());
      make_extreme (&setting);
      wanted = ask_oracle (&setting, 0, NULL);
      cut = (guint)g_rand_int_range (setting.random, 0, (gint32)setting.stream->len);
      alert_run_open (&run, &setting);
      alert_run_feed (&run, &setting, 0, cut, 50, TRUE);
      alert_run_restart (&run, &setting, setting.rules, cut);
      alert_run_feed (&run, &setting, cut, setting.stream->len, 50, TRUE);
      alert_assert_same (&setting, "extremes", run.ledger->firings, wanted);
      for (guint i = 0; i < wanted->len; i++)
        g_assert_true (isfinite (((TapeFiring *)g_ptr_array_index (wanted, i))->value));
    }
}

/* The clock is set, forward or back, by up to ten days. */
static void
set_clock (AlertSetting *setting)
{
  guint from = (guint)g_rand_int_range (setting->random, 0, (gint32)setting->stream->len);
  gint64 by = (gint64)g_rand_int_range (setting->random, -864000, 864000) * TAPE_SECOND;

  if (g_rand_boolean (setting->random))
    by /= 5000;
  for (guint i = from; i < setting->stream->len; i++)
    {
      StreamEvent *event = &g_array_index (setting->stream, StreamEvent, i);

      event->receive_time += by;
      event->trade.receive_time += by;
    }
}

static void
test_clocks (void)
{
  for (guint round = 0; round < alert_count_seeds (15); round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (GPtrArray) wanted = NULL;
      g_auto (AlertRun) run;

      alert_setting_init (&setting, round % 2 == 0 ? ALERT_RULES_SILENCE : ALERT_RULES_ALL, TRUE, alert_next_seed ());
      for (guint i = (guint)g_rand_int_range (setting.random, 1, 4); i > 0; i--)
        set_clock (&setting);
      wanted = ask_oracle (&setting, 0, NULL);
      alert_run_open (&run, &setting);
      alert_run_feed (&run, &setting, 0, setting.stream->len, 20, TRUE);
      alert_assert_same (&setting, "clocks", run.ledger->firings, wanted);
    }
}

/* Rules on prices come and go at any time; what those on bars know of the time before is not said. */
static void
test_changed_rules (gconstpointer data)
{
  gboolean restarted = GPOINTER_TO_INT (data);

  for (guint round = 0; round < alert_count_seeds (20); round++)
    {
      g_auto (AlertSetting) setting;
      g_autoptr (TapeRuleSet) later = NULL;
      g_autoptr (GPtrArray) wanted = NULL;
      g_auto (AlertRun) run;
      guint change;

      alert_setting_init (&setting, ALERT_RULES_PRICES | ALERT_RULES_SEQUENCES, TRUE, alert_next_seed ());
      change = (guint)g_rand_int_range (setting.random, 0, (gint32)setting.stream->len);
      later = alert_setting_redraw (&setting, setting.rules, ALERT_RULES_PRICES | ALERT_RULES_SEQUENCES);
      wanted = ask_oracle (&setting, change, later);
      alert_run_open (&run, &setting);
      alert_run_feed (&run, &setting, 0, change, 5, TRUE);
      if (restarted)
        alert_run_restart (&run, &setting, later, change);
      else
        tape_engine_set_rules (run.engine, later);
      alert_run_feed (&run, &setting, change, setting.stream->len, 9, TRUE);
      alert_assert_same (&setting, restarted ? "changed between sessions" : "changed", run.ledger->firings, wanted);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_test_add_data_func (kinds[i].path, &kinds[i], test_oracle);
  g_test_add_func ("/alerts/batches/any-size-finds-the-same", test_batches);
  g_test_add_func ("/alerts/restart/goes-on-as-if-undisturbed", test_restarts);
  g_test_add_func ("/alerts/ends/what-is-closed-stays-closed", test_ends);
  g_test_add_func ("/alerts/rules/none", test_no_rules);
  g_test_add_func ("/alerts/extremes/prices-and-quantities", test_extremes);
  g_test_add_func ("/alerts/extremes/clocks-that-are-set", test_clocks);
  g_test_add_data_func ("/alerts/rules/changed-while-it-runs", GINT_TO_POINTER (FALSE), test_changed_rules);
  g_test_add_data_func ("/alerts/rules/changed-between-sessions", GINT_TO_POINTER (TRUE), test_changed_rules);
  return g_test_run ();
}
