/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of a session on a database holds what the oracle finds in the same events, firing by firing: run at once, stopped
 * and begun again anywhere, live or replayed from a file. */

#include "../support/store-fixture.h"
#include "alert-sessions.h"
#include "alert-settings.h"
#include "feed/tape-replay.h"
#include "stream-feed.h"

#include <string.h>

/* Of silence only a session that is live can tell. */
#define KINDS (ALERT_RULES_ALL & ~(guint)ALERT_RULES_SILENCE)

typedef struct
{
  AlertSetting *setting;
  GArray *stream;
  guint stop_at;
} Feeding;

static TapeFeed *
make_feed (TapeSession *session, gpointer data)
{
  const Feeding *feeding = data;

  return stream_feed_new (tape_session_get_universe (session), feeding->setting->universe, feeding->stream,
                          feeding->setting->spec.n_sources, feeding->stop_at);
}

/* With the rules @later from the event @change on. */
static GPtrArray *
ask_oracle (const AlertSetting *setting, GArray *stream, guint change, TapeRuleSet *later)
{
  g_autoptr (AlertOracle) oracle = alert_oracle_new (setting->universe, setting->config.lateness);

  alert_oracle_set_rules (oracle, setting->rules);
  for (guint at = 0; at < stream->len;)
    {
      g_autoptr (TapeBatch) batch = NULL;

      if (later != NULL && at == change)
        alert_oracle_set_rules (oracle, later);
      batch = stream_batch (stream, &at, stream->len, 1);
      alert_oracle_process (oracle, batch);
    }
  return g_ptr_array_ref (alert_oracle_get_firings (oracle));
}

static void
assert_log (const char *path, const AlertSetting *setting, const char *what, GPtrArray *wanted)
{
  g_autoptr (GPtrArray) log = alert_log_read (path);

  alert_assert_same (setting, what, log, wanted);
}

static char *
get_path (StoreFixture *fixture, guint round, const char *name)
{
  return g_strdup_printf ("%s/%u-%s.db", fixture->folder, round, name);
}

/* Ticks at each full second, as a live session has them, in place of the stream's own. */
static GArray *
tick_by_the_second (GArray *stream, gboolean live)
{
  GArray *ticking = g_array_new (FALSE, TRUE, sizeof (StreamEvent));
  gint64 next = TAPE_NO_TIME;

  for (guint i = 0; i < stream->len; i++)
    {
      StreamEvent event = g_array_index (stream, StreamEvent, i);
      StreamEvent tick = { .kind = TAPE_BATCH_TICK };

      if (event.kind == TAPE_BATCH_TICK)
        continue;
      event.live = live;
      if (live && event.kind == TAPE_BATCH_TRADES)
        {
          if (next == TAPE_NO_TIME)
            next = tape_time_floor (event.trade.receive_time, TAPE_SECOND) + TAPE_SECOND;
          for (; next <= event.trade.receive_time; next += TAPE_SECOND)
            {
              tick.receive_time = next;
              g_array_append_val (ticking, tick);
            }
        }
      g_array_append_val (ticking, event);
    }
  return ticking;
}

/* --- Sessions, restarts, trials --- */

static void
test_session (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < alert_count_seeds (6); round++)
    {
      g_auto (AlertSetting) setting;
      g_autofree char *path = get_path (fixture, round, "at-once");
      g_autoptr (GPtrArray) wanted = NULL, tried = NULL;
      g_autoptr (GArray) stream = NULL;
      Feeding feeding = { &setting, NULL, G_MAXUINT };

      alert_setting_init (&setting, KINDS, FALSE, alert_next_seed ());
      if (setting.spec.live && setting.spec.gap > 20 * TAPE_SECOND)
        continue;
      stream = tick_by_the_second (setting.stream, setting.spec.live);
      feeding.stream = stream;
      wanted = ask_oracle (&setting, stream, 0, NULL);
      g_assert_true (alert_session_run (path, setting.rules, setting.config.lateness, make_feed, &feeding));
      assert_log (path, &setting, "session", wanted);
      tried = alert_trial_run (path, setting.rules);
      alert_assert_same (&setting, "trial", tried, wanted);
    }
}

static void
test_restarts (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < alert_count_seeds (5); round++)
    {
      g_auto (AlertSetting) setting;
      g_autofree char *path = get_path (fixture, round, "restarted");
      g_autoptr (GPtrArray) wanted = NULL;
      Feeding feeding = { &setting, NULL, 0 };
      gboolean done;

      alert_setting_init (&setting, KINDS, FALSE, alert_next_seed ());
      feeding.stream = setting.stream;
      wanted = ask_oracle (&setting, setting.stream, 0, NULL);
      do
        {
          feeding.stop_at += (guint)g_rand_int_range (setting.random, 1, (gint32)setting.stream->len / 2);
          done = alert_session_run (path, setting.rules, setting.config.lateness, make_feed, &feeding);
        }
      while (!done);
      assert_log (path, &setting, "restarted", wanted);
    }
}

static void
forget_serials (GPtrArray *firings)
{
  for (guint i = 0; i < firings->len; i++)
    ((TapeFiring *)g_ptr_array_index (firings, i))->serial = 0;
}

/* A rule that says something else counts its firings anew; the log, where these numbers are taken, counts on. */
static void
test_changed_rules (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < alert_count_seeds (5); round++)
    {
      g_auto (AlertSetting) setting;
      g_autofree char *path = get_path (fixture, round, "changed");
      g_autoptr (TapeRuleSet) later = NULL;
      g_autoptr (GPtrArray) wanted = NULL, log = NULL;
      Feeding feeding = { &setting, NULL, 0 };

      alert_setting_init (&setting, ALERT_RULES_PRICES, FALSE, alert_next_seed ());
      feeding.stream = setting.stream;
      feeding.stop_at = (guint)g_rand_int_range (setting.random, 0, (gint32)setting.stream->len);
      later = alert_setting_redraw (&setting, setting.rules, ALERT_RULES_PRICES);
      wanted = ask_oracle (&setting, setting.stream, feeding.stop_at, later);
      g_assert_false (alert_session_run (path, setting.rules, setting.config.lateness, make_feed, &feeding));
      feeding.stop_at = G_MAXUINT;
      g_assert_true (alert_session_run (path, later, setting.config.lateness, make_feed, &feeding));
      log = alert_log_read (path);
      forget_serials (log);
      forget_serials (wanted);
      alert_assert_same (&setting, "changed", log, wanted);
    }
}

/* --- A file and a live feed --- */

/* The stream without what is late, and without duplicates, each event received when it was, as those of a file are. */
static GArray *
put_in_order (GArray *stream)
{
  GArray *ordered = g_array_new (FALSE, TRUE, sizeof (StreamEvent));
  gint64 latest = G_MININT64;

  for (guint i = 0; i < stream->len; i++)
    {
      StreamEvent event = g_array_index (stream, StreamEvent, i);

      if (event.kind == TAPE_BATCH_TRADES && event.trade.event_time <= latest)
        continue;
      if (event.kind == TAPE_BATCH_TRADES)
        latest = event.trade.receive_time = event.trade.event_time;
      event.id[0] = '\0';
      event.delay = 0;
      g_array_append_val (ordered, event);
    }
  return ordered;
}

/* For so long that live it is the clock that moves the watermark. */
static gboolean
falls_silent (GArray *ordered)
{
  gint64 latest = G_MAXINT64;

  for (guint i = 0; i < ordered->len; i++)
    {
      const StreamEvent *event = &g_array_index (ordered, StreamEvent, i);

      if (event->kind != TAPE_BATCH_TRADES)
        continue;
      if (latest != G_MAXINT64 && event->trade.event_time - latest >= TAPE_IDLE_AFTER - TAPE_SECOND)
        return TRUE;
      latest = event->trade.event_time;
    }
  return FALSE;
}

static char *
write_file (StoreFixture *fixture, const AlertSetting *setting, GArray *stream)
{
  static const char *const sides[] = { "", "buy", "sell" };
  g_autoptr (GString) text = g_string_new ("event_time,symbol,price,quantity,side\n");
  char *path = g_build_filename (fixture->folder, "stream.csv", NULL);

  for (guint i = 0; i < stream->len; i++)
    {
      const StreamEvent *event = &g_array_index (stream, StreamEvent, i);
      char time[TAPE_TIME_TEXT];

      if (event->kind != TAPE_BATCH_TRADES)
        continue;
      tape_time_format (event->trade.event_time, time);
      g_string_append_printf (text, "%s,%s,%.17g,%.17g,%s\n", time,
                              tape_universe_get (setting->universe, event->trade.instrument)->symbol,
                              event->trade.price, event->trade.quantity, sides[event->trade.side]);
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

typedef struct
{
  AlertSetting *setting;
  const char *path;
} Replaying;

static TapeFeed *
make_replay (TapeSession *session, gpointer data)
{
  const Replaying *replaying = data;
  const TapeReplayOptions options = { .delay = 0 };
  TapeUniverse *universe = tape_session_get_universe (session), *from = replaying->setting->universe;
  g_autoptr (GError) error = NULL;
  TapeFeed *feed;

  for (guint32 i = 0; i < tape_universe_count (from); i++)
    tape_universe_intern (universe, tape_universe_get (from, i)->symbol, strlen (tape_universe_get (from, i)->symbol));
  feed = tape_replay_new (universe, (const char *const[]){ replaying->path, NULL }, &options, &error);
  g_assert_no_error (error);
  return feed;
}

static void
test_live_and_file (StoreFixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint round = 0; n < alert_count_seeds (4); round++)
    {
      g_auto (AlertSetting) setting;
      g_autofree char *live_path = get_path (fixture, round, "live"), *file_path = get_path (fixture, round, "file");
      g_autofree char *file = NULL;
      g_autoptr (GPtrArray) wanted = NULL, tried = NULL, tried_file = NULL;
      g_autoptr (GArray) ordered = NULL, live = NULL, recorded = NULL;
      Feeding feeding = { .setting = &setting, .stop_at = G_MAXUINT };
      Replaying replaying = { .setting = &setting };

      alert_setting_init (&setting, KINDS, FALSE, alert_next_seed ());
      if (setting.spec.live || setting.spec.n_sources > 1)
        continue;
      ordered = put_in_order (setting.stream);
      if (falls_silent (ordered))
        continue;
      n++;
      recorded = tick_by_the_second (ordered, FALSE);
      live = tick_by_the_second (ordered, TRUE);
      file = write_file (fixture, &setting, ordered);
      feeding.stream = live;
      replaying.path = file;
      wanted = ask_oracle (&setting, recorded, 0, NULL);
      g_assert_true (alert_session_run (live_path, setting.rules, setting.config.lateness, make_feed, &feeding));
      g_assert_true (alert_session_run (file_path, setting.rules, setting.config.lateness, make_replay, &replaying));
      assert_log (live_path, &setting, "live", wanted);
      assert_log (file_path, &setting, "file", wanted);
      tried = alert_trial_run (live_path, setting.rules);
      alert_assert_same (&setting, "trial of what was live", tried, wanted);
      tried_file = alert_trial_run (file_path, setting.rules);
      alert_assert_same (&setting, "trial of the file", tried_file, wanted);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  STORE_TEST ("/alerts/session/log-and-trial-equal-the-oracle", test_session);
  STORE_TEST ("/alerts/session/restarted-anywhere-logs-the-same", test_restarts);
  STORE_TEST ("/alerts/session/rules-changed-in-between", test_changed_rules);
  STORE_TEST ("/alerts/session/live-file-and-trials-find-the-same", test_live_and_file);
  return g_test_run ();
}
