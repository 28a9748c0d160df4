/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules are handed to a session's engine while it runs: the same ones again change nothing, and firings are taken from
 * another thread meanwhile. For the thread sanitizer, too. */

#include <pthread.h>
#include <sched.h>

#include "../support/store-fixture.h"
#include "alert-sessions.h"
#include "alert-settings.h"
#include "stream-feed.h"

typedef struct
{
  TapeSession *session;
  const TapeRuleSet *rules;
  GPtrArray *taken;
  guint handed;
  int done; /* atomic */
} Handing;

/* Another set that says the same. */
static TapeRuleSet *
copy_rules (const TapeRuleSet *rules)
{
  TapeRuleSet *copy = tape_rule_set_new ();

  for (guint i = 0; i < rules->rules->len; i++)
    tape_rule_set_add (copy, g_ptr_array_index (rules->rules, i));
  for (guint i = 0; i < rules->lists->len; i++)
    {
      const TapeRuleList *list = g_ptr_array_index (rules->lists, i);

      tape_rule_set_add_list (copy, list->name, (const char *const *)list->symbols);
    }
  for (guint i = 0; i < rules->snoozes->len; i++)
    {
      const TapeSnooze *snooze = &g_array_index (rules->snoozes, TapeSnooze, i);

      tape_rule_set_add_snooze (copy, snooze->rule, snooze->subject, snooze->until);
    }
  copy->quiet = rules->quiet;
  copy->quiet_from = rules->quiet_from;
  copy->quiet_to = rules->quiet_to;
  copy->zone = rules->zone == NULL ? NULL : g_time_zone_ref (rules->zone);
  return copy;
}

static void *
hand_over (void *data)
{
  Handing *handing = data;

  do
    {
      TapeRuleSet *rules = copy_rules (handing->rules);
      g_autoptr (GPtrArray) firings = tape_session_take_firings (handing->session);

      tape_session_set_rules (handing->session, rules);
      tape_rule_set_unref (rules);
      for (guint i = 0; i < firings->len; i++)
        g_ptr_array_add (handing->taken, tape_firing_copy (g_ptr_array_index (firings, i)));
      handing->handed++;
      sched_yield ();
    }
  while (!__atomic_load_n (&handing->done, __ATOMIC_ACQUIRE));
  return NULL;
}

static GPtrArray *
ask_oracle (const AlertSetting *setting)
{
  g_autoptr (AlertOracle) oracle = alert_oracle_new (setting->universe, setting->config.lateness);

  alert_oracle_set_rules (oracle, setting->rules);
  for (guint at = 0; at < setting->stream->len;)
    {
      g_autoptr (TapeBatch) batch = stream_batch (setting->stream, &at, setting->stream->len, G_MAXUINT);

      alert_oracle_process (oracle, batch);
    }
  return g_ptr_array_ref (alert_oracle_get_firings (oracle));
}

static void
add_rest (Handing *handing)
{
  g_autoptr (GPtrArray) firings = tape_session_take_firings (handing->session);

  for (guint i = 0; i < firings->len; i++)
    g_ptr_array_add (handing->taken, tape_firing_copy (g_ptr_array_index (firings, i)));
}

static void
test_handed_over (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < alert_count_seeds (8); round++)
    {
      g_auto (AlertSetting) setting;
      g_autofree char *path = g_strdup_printf ("%s/%u.db", fixture->folder, round);
      g_autoptr (GPtrArray) wanted = NULL, taken = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);
      g_autoptr (TapeSession) session = NULL;
      g_autoptr (GError) error = NULL;
      Handing handing = { .taken = taken };
      pthread_t thread;

      alert_setting_init (&setting, ALERT_RULES_ALL & ~(guint)ALERT_RULES_SILENCE, FALSE, alert_next_seed ());
      wanted = ask_oracle (&setting);
      handing.rules = setting.rules;
      handing.session = session = alert_session_open (path, setting.rules, setting.config.lateness);
      tape_session_add_feed (session,
                             stream_feed_new (tape_session_get_universe (session), setting.universe, setting.stream,
                                              setting.spec.n_sources, G_MAXUINT),
                             FALSE, &error);
      g_assert_no_error (error);
      pthread_create (&thread, NULL, hand_over, &handing);
      g_assert_true (tape_session_run (session, NULL, &error));
      __atomic_store_n (&handing.done, TRUE, __ATOMIC_RELEASE);
      pthread_join (thread, NULL);
      add_rest (&handing);
      alert_assert_same (&setting, "taken", taken, wanted);
      g_assert_cmpuint (handing.handed, >, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/alerts/threads/rules-handed-over-again-change-nothing", test_handed_over);
  return g_test_run ();
}
