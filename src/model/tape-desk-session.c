/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which session the desk shows, and the feeds that fill it. */

#include "config.h"

#include "feed/tape-replay.h"
#include "feed/tape-simulator.h"
#include "model/tape-desk-private.h"
#include "model/tape-replay-name.h"
#include "pipeline/tape-home.h"

/* Between two looks at whether the session is stored, where no frames come. */
#define LOOK_SECONDS 2

/* --- Sessions. --- */

static void
forget_session (TapeDesk *self)
{
  g_ptr_array_set_size (self->feeds, 0);
  g_clear_pointer (&self->readers, tape_reader_pool_unref);
  g_clear_pointer (&self->frame, tape_frame_unref);
  g_clear_pointer (&self->fallback_message, g_free);
  tape_desk_stop_attempt (self);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_pointer (&self->files, g_strfreev);
  self->simulation = FALSE;
  self->focus = TAPE_NO_INSTRUMENT;
  self->symbol_found = FALSE;
}

void
tape_desk_end_session (TapeDesk *self)
{
  TapeSession *session = g_steal_pointer (&self->session);

  g_clear_pointer (&self->live, tape_live_free);
  forget_session (self);
  if (session == NULL)
    return;
  tape_session_set_frame_notify (session, NULL, NULL);
  tape_session_free (session);
}

/* What a replay stores goes with the replay. */
static const TapeRetention keep_all = { 0 };

static TapeSession *
open_database (TapeDesk *self, const TapeSessionOptions *options, GError **error)
{
  if (self->refusal == NULL)
    return tape_session_new (options, error);
  g_propagate_error (error, g_steal_pointer (&self->refusal));
  return NULL;
}

/* A database that cannot be used keeps nobody from watching: the session then runs in memory, and @problem says why. */
static TapeSession *
open_session (TapeDesk *self,
              const char *path,
              gboolean simulation,
              gboolean clock,
              const TapeRetention *retention,
              TapeRuleSet *rules,
              GError **problem,
              GError **error)
{
  TapeSessionOptions options = {
    .database = path,
    .round_the_clock = simulation,
    .clock = clock ? g_get_real_time : NULL,
    .persistent = TRUE,
    .frames = TRUE,
    .retention = *retention,
    .rules = rules,
    .engine = { .lateness = TAPE_LATENESS_DEFAULT,
                .trigger = TAPE_TRIGGER_DEFAULT,
                .tick_rule = self->tick_rule,
                .disagreement = self->disagreement },
  };
  TapeSession *session = open_database (self, &options, problem);

  if (session != NULL)
    return session;
  if ((*problem)->domain != TAPE_STORE_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (problem));
      return NULL;
    }
  options.database = NULL;
  return tape_session_new (&options, error);
}

static void
on_feed_ended (TapeFeed *feed, gpointer data)
{
  TapeDesk *self = data;

  if (!g_ptr_array_find (self->feeds, feed, NULL))
    return;
  tape_desk_feeds_changed (self);
}

/* Takes @session and @files over. @path: (nullable): where it is to be stored; @problem: (nullable): why it is not */
static void
show_session (
    TapeDesk *self, TapeSession *session, gboolean simulation, const char *path, char **files, const GError *problem)
{
  char *wanted = g_strdup (path); /* which may be the desk's own */

  tape_desk_end_session (self);
  self->session = session;
  self->simulation = simulation;
  self->files = files;
  g_free (self->wanted);
  self->wanted = wanted;
  self->readers = problem != NULL || wanted == NULL ? NULL : tape_reader_pool_new (wanted);
  self->watch = g_timeout_add_seconds (LOOK_SECONDS, tape_desk_watch_store, self);
  if (problem != NULL)
    tape_desk_cannot_store (self, problem);
  tape_session_set_frame_notify (session, tape_desk_frame_ready, self);
}

/* Whether @path is the database that the session has open: one writer at a time. */
static gboolean
is_open (TapeDesk *self, const char *path)
{
  return self->session != NULL && g_strcmp0 (tape_session_get_database (self->session), path) == 0;
}

static TapeFeed *
new_simulator (TapeUniverse *universe, double speed, gboolean past, GError **error)
{
  TapeSimulatorOptions options = tape_simulator_defaults;

  options.symbols = TAPE_DESK_SIMULATED_SYMBOLS;
  options.start = g_get_real_time ();
  options.past = past;
  options.speed = speed;
  return tape_simulator_new (universe, &options, error);
}

static TapeFeed *
new_replay (TapeUniverse *universe, const char *const *paths, double speed, GError **error)
{
  TapeReplayOptions options = { .speed = speed, .delay = -1 };

  return tape_replay_new (universe, paths, &options, error);
}

/* Makes the session's feed and binds it to what the store knows of it. */
static TapeFeed *
add_feed (TapeDesk *self, TapeSession *session, const char *const *files, double speed, GError **error)
{
  TapeUniverse *universe = tape_session_get_universe (session);
  TapeFeed *feed = files == NULL ? new_simulator (universe, speed, !self->no_past, error)
                                 : new_replay (universe, files, speed, error);

  if (feed == NULL || !tape_session_add_feed (session, feed, FALSE, error))
    return NULL;
  return feed;
}

/* Whether @files, which the session replays already, can be replayed still. */
static gboolean
can_replay (const char *const *files, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = new_replay (universe, files, 1, error);

  return feed != NULL;
}

/* Opens the session at @path, or one in memory, and makes its feed. Whether there is both. */
static gboolean
open_fed (TapeDesk *self,
          const char *path,
          const char *const *files,
          double speed,
          TapeSession **session,
          TapeFeed **feed,
          GError **problem,
          GError **error)
{
  g_autoptr (GError) unfed = NULL;

  if (files == NULL)
    *session = open_session (self, path, TRUE, TRUE, &self->keep_simulated, self->rules, problem, error);
  else
    *session = open_session (self, path, FALSE, FALSE, &keep_all, self->replayed, problem, error);
  if (*session == NULL)
    return FALSE;
  *feed = add_feed (self, *session, files, speed, &unfed);
  if (*feed != NULL)
    return TRUE;
  g_clear_pointer (session, tape_session_free);
  if (unfed->domain != TAPE_STORE_ERROR || *problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unfed));
      return FALSE;
    }
  /* What is known of its sources cannot be read, or nothing can be written. */
  self->refusal = g_steal_pointer (&unfed);
  return open_fed (self, path, files, speed, session, feed, problem, error);
}

static gboolean
open_any (TapeDesk *self, const char *path, const char *const *files, double speed, GError **error)
{
  g_autoptr (TapeSession) session = NULL;
  g_autoptr (GError) problem = NULL;
  g_auto (GStrv) kept = g_strdupv ((char **)files); /* the session that ends may own them */
  TapeFeed *feed;

  if (is_open (self, path))
    {
      if (files != NULL && !can_replay (files, error))
        return FALSE;
      tape_desk_end_session (self);
    }
  if (!open_fed (self, path, (const char *const *)kept, speed, &session, &feed, &problem, error))
    return FALSE;
  self->speed = speed;
  show_session (self, g_steal_pointer (&session), kept == NULL, path, kept, problem);
  kept = NULL;
  g_ptr_array_add (self->feeds, feed);
  tape_session_start_feed (self->session, feed, on_feed_ended, self);
  tape_desk_announce_session (self);
  return TRUE;
}

gboolean
tape_desk_open_simulation (TapeDesk *self, double speed, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  tape_owner_assert (&self->owner);
  path = g_build_filename (self->folder, TAPE_HOME_SIMULATION, NULL);
  return open_any (self, path, NULL, speed, error);
}

gboolean
tape_desk_open_stored (TapeDesk *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean ticking = tape_desk_has_live_feeds (self);
  TapeSession *session;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  tape_owner_assert (&self->owner);
  path = g_build_filename (self->folder, TAPE_HOME_MAIN, NULL);
  if (is_open (self, path))
    return TRUE;
  session = open_session (self, path, FALSE, ticking, &self->keep_stored, self->rules, &problem, error);
  if (session == NULL)
    return FALSE;
  show_session (self, session, FALSE, path, NULL, problem);
  self->ticking = ticking;
  tape_desk_begin_live (self);
  tape_desk_announce_session (self);
  return TRUE;
}

void
tape_desk_set_aside (TapeDesk *self)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GError) error = NULL;
  TapeSession *session;

  g_return_if_fail (TAPE_IS_DESK (self));
  g_return_if_fail (tape_desk_is_stored (self));

  tape_owner_assert (&self->owner);
  session = open_session (self, NULL, FALSE, FALSE, &keep_all, NULL, &problem, &error);
  /* In memory there is nothing that could be missing. */
  g_assert_no_error (error);
  show_session (self, session, FALSE, NULL, NULL, NULL);
  tape_desk_announce_session (self);
}

gboolean
tape_desk_open_files (TapeDesk *self, const char *const *paths, double speed, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);
  g_return_val_if_fail (paths != NULL && paths[0] != NULL, FALSE);

  tape_owner_assert (&self->owner);
  name = tape_replay_name (paths, error);
  if (name == NULL)
    return FALSE;
  path = g_build_filename (self->folder, TAPE_HOME_REPLAYS, name, NULL);
  return open_any (self, path, paths, speed, error);
}

gboolean
tape_desk_open_again (TapeDesk *self, GError **error)
{
  g_autofree char *path = g_strdup (self->wanted);
  g_auto (GStrv) files = g_strdupv (self->files);

  if (files == NULL && !self->simulation)
    {
      /* To open it again it must not be open. */
      tape_desk_end_session (self);
      return tape_desk_open_stored (self, error);
    }
  return open_any (self, path, (const char *const *)files, self->speed, error);
}

void
tape_desk_set_tick_rule (TapeDesk *self, gboolean tick_rule)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  self->tick_rule = tick_rule;
}

void
tape_desk_set_disagreement (TapeDesk *self, double share)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  self->disagreement = share;
  if (self->session != NULL)
    tape_session_set_disagreement (self->session, share);
}

static void
replace_rules (TapeRuleSet **place, TapeRuleSet *rules)
{
  if (rules != NULL)
    tape_rule_set_ref (rules);
  g_clear_pointer (place, tape_rule_set_unref);
  *place = rules;
}

void
tape_desk_set_rules (TapeDesk *self, TapeRuleSet *rules, TapeRuleSet *replayed)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  replace_rules (&self->rules, rules);
  replace_rules (&self->replayed, replayed);
  if (self->session != NULL)
    tape_session_set_rules (self->session, self->files != NULL ? replayed : rules);
}

void
tape_desk_set_retention (TapeDesk *self, const TapeRetention *stored, const TapeRetention *simulated)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  self->keep_stored = *stored;
  self->keep_simulated = *simulated;
  if (self->session != NULL && self->files == NULL)
    tape_session_set_retention (self->session, self->simulation ? simulated : stored);
}

gboolean
tape_desk_get_retention (TapeDesk *self, TapeRetentionProgress *progress, char **message)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  *message = NULL;
  if (self->session == NULL || tape_session_get_database (self->session) == NULL)
    return FALSE;
  *message = tape_session_get_retention (self->session, progress);
  return TRUE;
}

gboolean
tape_desk_compact (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);

  if (self->session == NULL || tape_session_get_database (self->session) == NULL)
    return FALSE;
  tape_session_compact (self->session);
  return TRUE;
}

void
tape_desk_close (TapeDesk *self)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  tape_desk_end_session (self);
  tape_desk_feeds_changed (self);
}

/* --- Feeds. --- */

GPtrArray *
tape_desk_get_feeds (TapeDesk *self)
{
  g_return_val_if_fail (TAPE_IS_DESK (self), NULL);

  return self->feeds;
}

gboolean
tape_desk_start_feed (TapeDesk *self, TapeFeed *feed, GError **error)
{
  TapeFeed *next;
  guint place;

  g_return_val_if_fail (TAPE_IS_DESK (self), FALSE);
  g_return_val_if_fail (g_ptr_array_find (self->feeds, feed, &place), FALSE);

  if (self->live != NULL)
    {
      tape_live_start_feed (self->live, feed);
      return TRUE;
    }
  next = add_feed (self, self->session, (const char *const *)self->files, self->speed, error);
  if (next == NULL)
    return FALSE;
  self->feeds->pdata[place] = next;
  tape_session_start_feed (self->session, next, on_feed_ended, self);
  tape_desk_feeds_changed (self);
  return TRUE;
}

void
tape_desk_stop_feed (TapeDesk *self, TapeFeed *feed)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_session_stop_feed (self->session, feed);
}

void
tape_desk_set_paused (TapeDesk *self, TapeFeed *feed, gboolean paused)
{
  g_return_if_fail (TAPE_IS_DESK (self));

  tape_feed_set_paused (feed, paused);
  tape_desk_feeds_changed (self);
}

void
tape_desk_set_speed (TapeDesk *self, double speed)
{
  g_return_if_fail (TAPE_IS_DESK (self));
  g_return_if_fail (speed >= 0);

  self->speed = speed;
  for (guint i = 0; i < self->feeds->len; i++)
    tape_feed_set_speed (self->feeds->pdata[i], speed);
  tape_desk_feeds_changed (self);
}
