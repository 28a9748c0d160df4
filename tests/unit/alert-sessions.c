/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "alert-sessions.h"

#include "feed/tape-replay.h"
#include "pipeline/tape-trial.h"
#include "store/tape-reader.h"

TapeSession *
alert_session_open (const char *path, TapeRuleSet *rules, gint64 lateness)
{
  const TapeSessionOptions options = {
    .database = path,
    .rules = rules,
    .engine = { .lateness = lateness, .trigger = TAPE_TRIGGER_DEFAULT },
  };
  g_autoptr (GError) error = NULL;
  TapeSession *session = tape_session_new (&options, &error);

  g_assert_no_error (error);
  return session;
}

gboolean
alert_session_run (const char *path,
                   TapeRuleSet *rules,
                   gint64 lateness,
                   TapeFeed *(*make_feed) (TapeSession *session, gpointer data),
                   gpointer data)
{
  g_autoptr (TapeSession) session = alert_session_open (path, rules, lateness);
  TapeFeed *feed = make_feed (session, data);
  g_autoptr (TapeFeedHealth) health = NULL;
  g_autoptr (GError) error = NULL;

  tape_session_add_feed (session, feed, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (tape_session_run (session, NULL, &error));
  health = tape_feed_get_health (feed, FALSE);
  return health->state == TAPE_FEED_FINISHED;
}

GPtrArray *
alert_log_read (const char *path)
{
  const TapeFiringFilter filter = TAPE_FIRING_FILTER_ALL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeReader) reader = tape_reader_open (path, &error);
  g_autoptr (GPtrArray) newest_first = NULL;
  GPtrArray *log = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_firing_free);

  g_assert_no_error (error);
  newest_first = tape_reader_list_firings (reader, &filter, G_MAXUINT, NULL, &error);
  g_assert_no_error (error);
  for (guint i = newest_first->len; i > 0; i--)
    g_ptr_array_add (log, tape_firing_copy (g_ptr_array_index (newest_first, i - 1)));
  return log;
}

GPtrArray *
alert_trial_run (const char *path, const TapeRuleSet *rules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeTrial) trial = tape_trial_run (path, rules, 0, TAPE_NO_TIME, TAPE_NO_TIME, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_ptr_array_ref (trial->firings);
}

static gboolean
take_batch (TapeBatch *batch, gpointer data)
{
  alert_oracle_process (data, batch);
  tape_batch_unref (batch);
  return TRUE;
}

void
alert_oracle_take_files (AlertOracle *self, TapeUniverse *universe, const char *const *paths, gint64 delay)
{
  const TapeReplayOptions options = { .delay = delay };
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFeed) feed = tape_replay_new (universe, paths, &options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < tape_feed_get_type_info (feed)->count_sources (feed); i++)
    tape_feed_get_type_info (feed)->bind (feed, i, i + 1, NULL);
  tape_feed_run (feed, take_batch, self, NULL, &error);
  g_assert_no_error (error);
}

void
alert_assert_same_log (const char *what, GPtrArray *firings, GPtrArray *wanted)
{
  g_autofree char *difference = alert_firings_find_difference (firings, wanted, NULL);

  if (difference != NULL)
    g_error ("%s: %s", what, difference);
}
