/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session's rules on bars look back on what its database holds: those that are new to it find what they find where the same
 * bars were looked at from the beginning; while a session runs they may be set as often as anybody likes; and what cannot be read
 * is said. For the thread sanitizer, too: questions and answers pass through four threads. */

#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "../support/store-fixture.h"
#include "alert-sessions.h"
#include "alert-settings.h"
#include "alerts/tape-rule-text.h"
#include "stream-feed.h"

typedef struct
{
  AlertSetting setting;
  TapeRuleSet *later;
  guint stop_at;
  char *path;
} Case;

static void
case_open (Case *self, StoreFixture *fixture, guint round)
{
  self->path = g_strdup_printf ("%s/%u.db", fixture->folder, round);
  alert_setting_init (&self->setting, ALERT_RULES_BARS, FALSE, alert_next_seed ());
  self->stop_at = (guint)g_rand_int_range (self->setting.random, 0, (gint32)self->setting.stream->len);
  self->later = alert_rules_say_otherwise (self->setting.rules);
}

static void
case_close (Case *self)
{
  alert_setting_clear (&self->setting);
  tape_rule_set_unref (self->later);
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_close)

static TapeFeed *
make_feed (TapeSession *session, gpointer data)
{
  const Case *self = data;

  return stream_feed_new (tape_session_get_universe (session), self->setting.universe, self->setting.stream,
                          self->setting.spec.n_sources, self->stop_at);
}

/* A rule that says something else counts its firings anew; the log counts on. */
static void
forget_serials (GPtrArray *firings)
{
  for (guint i = 0; i < firings->len; i++)
    ((TapeFiring *)g_ptr_array_index (firings, i))->serial = 0;
}

/* (transfer full): what the later rules find in a session that goes on behind one on the database at @path. */
static GPtrArray *
go_on (Case *self, const char *path)
{
  g_autoptr (GPtrArray) before = alert_log_read (path);
  GPtrArray *log;

  self->stop_at = G_MAXUINT;
  g_assert_true (alert_session_run (path, self->later, self->setting.config.lateness, make_feed, self));
  log = alert_log_read (path);
  if (before->len > 0)
    g_ptr_array_remove_range (log, 0, before->len);
  forget_serials (log);
  return log;
}

/* (transfer full): likewise behind a session that had rules on the same bars from the beginning. */
static GPtrArray *
find_wanted (const Case *self)
{
  Case other = *self;
  g_autofree char *path = g_strconcat (self->path, "-wanted", NULL);

  g_assert_false (alert_session_run (path, other.setting.rules, other.setting.config.lateness, make_feed, &other));
  return go_on (&other, path);
}

/* --- Rules that are new --- */

static void
test_new (StoreFixture *fixture, gconstpointer data)
{
  guint n_found = 0;

  for (guint round = 0; round < alert_count_seeds (6); round++)
    {
      g_auto (Case) self;
      g_autoptr (TapeRuleSet) none = tape_rule_set_new ();
      g_autoptr (GPtrArray) wanted = NULL, log = NULL;

      case_open (&self, fixture, round);
      wanted = find_wanted (&self);
      g_assert_false (alert_session_run (self.path, none, self.setting.config.lateness, make_feed, &self));
      log = go_on (&self, self.path);
      alert_assert_same (&self.setting, "new", log, wanted);
      n_found += wanted->len;
    }
  if (alert_count_seeds (6) > 1)
    g_assert_cmpuint (n_found, >, 0);
}

/* --- Rules that are set often --- */

typedef struct
{
  TapeSession *session;
  TapeRuleSet *sets[3];
  guint n_set;
  int done; /* atomic */
} Setting;

static void *
set_often (void *data)
{
  Setting *setting = data;

  do
    {
      tape_session_set_rules (setting->session, setting->sets[setting->n_set % G_N_ELEMENTS (setting->sets)]);
      setting->n_set++;
      sched_yield ();
    }
  while (!__atomic_load_n (&setting->done, __ATOMIC_ACQUIRE));
  return NULL;
}

/* By the clock answers come while trades do; without one before them. */
static void
run_restless (Case *self, gboolean ticking)
{
  const TapeSessionOptions options = {
    .database = self->path,
    .clock = ticking ? g_get_real_time : NULL,
    .engine = { .lateness = self->setting.config.lateness, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeSession) session = tape_session_new (&options, &error);
  Setting setting = { .session = session, .sets = { self->setting.rules, self->later } };
  pthread_t thread;

  g_assert_no_error (error);
  tape_session_add_feed (session, make_feed (session, self), FALSE, &error);
  g_assert_no_error (error);
  pthread_create (&thread, NULL, set_often, &setting);
  g_assert_true (tape_session_run (session, NULL, &error));
  __atomic_store_n (&setting.done, TRUE, __ATOMIC_RELEASE);
  pthread_join (thread, NULL);
  g_assert_cmpuint (setting.n_set, >, 0);
}

/* However it went, what it left is what rules go on from that are set afterwards. */
static void
test_set_often (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < alert_count_seeds (4); round++)
    {
      g_auto (Case) self;
      g_autoptr (GPtrArray) wanted = NULL, log = NULL;
      g_autoptr (TapeRuleSet) none = tape_rule_set_new ();

      case_open (&self, fixture, round);
      wanted = find_wanted (&self);
      run_restless (&self, FALSE);
      g_assert_false (alert_session_run (self.path, none, self.setting.config.lateness, make_feed, &self));
      log = go_on (&self, self.path);
      alert_assert_same (&self.setting, "set often", log, wanted);
    }
}

/* What comes by the clock is of now; it ends, and all is stored. */
static void
test_ticking (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 3; round++)
    {
      g_auto (Case) self;

      case_open (&self, fixture, round);
      run_restless (&self, TRUE);
      self.stop_at = G_MAXUINT;
      run_restless (&self, TRUE);
      g_assert_true (g_file_test (self.path, G_FILE_TEST_EXISTS));
    }
}

/* --- What cannot be read --- */

/* Fifty strips of minutes, the first of which is damaged. */
static void
test_unreadable (StoreFixture *fixture, gconstpointer data)
{
  const TapeSessionOptions options
      = { .database = fixture->path, .engine = { .lateness = TAPE_MINUTE, .trigger = TAPE_TRIGGER_DEFAULT } };
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new (), none = tape_rule_set_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse ("everything rsi 14 above 50 on 1m", &error);
  g_auto (Case) self = { .path = g_strdup (fixture->path), .later = tape_rule_set_new () };
  g_autoptr (TapeSession) session = NULL;
  g_autofree char *notice = NULL;

  g_assert_no_error (error);
  rule->id = 1;
  tape_rule_set_add (rules, rule);
  alert_setting_init (&self.setting, ALERT_RULES_BARS, FALSE, 1);
  g_array_unref (self.setting.stream);
  self.setting.spec = (StreamSpec){
    .start = 17000 * TAPE_DAY, .gap = TAPE_MINUTE, .n = 800, .n_sources = 1, .live = FALSE, .price = 100
  };
  self.setting.stream = stream_new (self.setting.universe, &self.setting.spec, 1);
  self.stop_at = 700;
  g_assert_false (alert_session_run (fixture->path, none, TAPE_MINUTE, make_feed, &self));
  store_fixture_exec (fixture->path, "UPDATE totals SET bars = x'01' WHERE length = 60 AND start < "
                                     "(SELECT max (start) - 4 * 3600 * 1000000 FROM totals WHERE length = 60)");

  session = tape_session_new (&options, &error);
  g_assert_no_error (error);
  tape_session_set_rules (session, rules);
  self.stop_at = G_MAXUINT;
  tape_session_add_feed (session, make_feed (session, &self), FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (tape_session_run (session, NULL, &error));
  g_assert_no_error (error);
  notice = tape_session_take_notice (session);
  g_assert_nonnull (notice);
  g_assert_nonnull (strstr (notice, "that a new alert rule looks back on cannot be read"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/alerts/past/session/new-rules", test_new);
  STORE_TEST ("/alerts/past/session/set-often", test_set_often);
  STORE_TEST ("/alerts/past/session/by-the-clock", test_ticking);
  STORE_TEST ("/alerts/past/session/cannot-be-read", test_unreadable);
  return g_test_run ();
}
