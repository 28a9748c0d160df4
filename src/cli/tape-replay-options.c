/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/tape-replay-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "alerts/tape-rule-check.h"
#include "alerts/tape-rule-text.h"
#include "cli/tape-command.h"
#include "cli/tape-firing-rows.h"
#include "cli/tape-watch.h"
#include "feed/tape-replay.h"

static const char *const window_columns[] = {
  "symbol", "start", "end",    "revision", "count",    "open", "high", "low",
  "close",  "mean",  "stddev", "volume",   "turnover", "vwap", NULL,
};

void
tape_replay_arguments_clear (TapeReplayArguments *self)
{
  g_free (self->window);
  g_free (self->delay);
  g_free (self->lateness);
  g_free (self->mode);
  g_free (self->trigger);
  g_free (self->speed);
  g_free (self->format);
  g_strfreev (self->map);
  g_strfreev (self->alerts);
}

static gboolean
read_duration (const char *option, const char *text, gint64 *duration, GError **error)
{
  if (text == NULL || tape_duration_parse (text, duration))
    return TRUE;
  return tape_command_usage (error, _ ("%s takes a duration such as 500ms, 1s, 1m, 1h or 1d, not “%s”."), option, text);
}

static gboolean
read_mode (const char *text, TapeMode *mode, GError **error)
{
  static const char *const modes[] = { "append", "update", "complete" };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (text == NULL || strcmp (text, modes[i]) == 0)
      {
        *mode = (TapeMode)i;
        return TRUE;
      }
  return tape_command_usage (error, _ ("There is no mode “%s”: choose append, update or complete."), text);
}

gboolean
tape_replay_read_speed (const char *text, double usual, double *speed, GError **error)
{
  char *end = NULL;

  *speed = text == NULL ? usual : 0;
  if (text == NULL || strcmp (text, "max") == 0)
    return TRUE;
  *speed = g_ascii_strtod (text, &end);
  if (end != text && (*end == '\0' || strcmp (end, "x") == 0) && *speed > 0 && *speed <= 1e9)
    return TRUE;
  return tape_command_usage (
      error, _ ("--speed takes a number of times the recorded pace, such as 600, or max; not “%s”."), text);
}

static gboolean
read_options (const TapeReplayArguments *arguments,
              TapeSessionOptions *session,
              TapeReplayOptions *replay,
              GError **error)
{
  g_autoptr (GError) problem = NULL;

  session->engine.lateness = TAPE_LATENESS_DEFAULT;
  session->engine.trigger = TAPE_TRIGGER_DEFAULT;
  session->engine.tick_rule = arguments->tick_rule;
  replay->delay = -1;
  replay->map = (const char *const *)arguments->map;
  replay->again = arguments->again;
  if (!read_duration ("--delay", arguments->delay, &replay->delay, error)
      || !read_duration ("--lateness", arguments->lateness, &session->engine.lateness, error)
      || !read_duration ("--trigger", arguments->trigger, &session->engine.trigger, error)
      || !read_mode (arguments->mode, &session->engine.mode, error)
      || !tape_replay_read_speed (arguments->speed, 0, &replay->speed, error))
    return FALSE;
  if (arguments->window != NULL && !tape_window_spec_parse (arguments->window, &session->engine.window, &problem))
    return tape_command_usage (error, "%s", problem->message);
  return TRUE;
}

/* --- Alert rules --- */

static gboolean
add_rule (TapeRuleSet *rules, const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TapeRule) rule = tape_rule_parse (text, &problem);

  if (rule == NULL || !tape_rule_check (rule, &problem))
    return tape_command_usage (error, _ ("--alert “%s”: %s"), text, problem->message);
  if (rule->target == TAPE_TARGET_WATCHED || rule->target == TAPE_TARGET_LIST)
    return tape_command_usage (error, _ ("--alert “%s”: a replay knows no watchlists. Name symbols, or everything."),
                               text);
  if (rule->conditions[0].kind == TAPE_CONDITION_QUERY)
    return tape_command_usage (error, _ ("--alert “%s”: a replay asks no saved queries."), text);
  rule->id = rules->rules->len + 1;
  tape_rule_set_add (rules, rule);
  return TRUE;
}

/* (transfer full) (nullable): numbered from 1 in the order of the arguments. */
static TapeRuleSet *
read_rules (const TapeReplayArguments *arguments, GError **error)
{
  g_autoptr (TapeRuleSet) rules = tape_rule_set_new ();

  for (char **text = arguments->alerts; text != NULL && *text != NULL; text++)
    if (!add_rule (rules, *text, error))
      return NULL;
  return g_steal_pointer (&rules);
}

/* --- The run --- */

typedef struct
{
  TapeSession *session;
  TapeFeed *feed;     /* atomic: the watch looks at it */
  TapeOutput *output; /* NULL: no windows are wanted */
  TapeFiringRows firings;
} Replay;

static char *
name_source (guint32 source, gpointer data)
{
  return tape_session_get_source_name (((Replay *)data)->session, source);
}

/* On the writer's thread; at the end on the main one. */
static void
print_firings (gpointer data)
{
  Replay *self = data;
  g_autoptr (GPtrArray) firings = tape_session_take_firings (self->session);

  for (guint i = 0; i < firings->len; i++)
    tape_firing_rows_put (&self->firings, g_ptr_array_index (firings, i));
}

static void
print_windows (const TapeWindow *windows, guint n_windows, gpointer data)
{
  Replay *self = data;
  TapeUniverse *universe = tape_session_get_universe (self->session);

  for (guint i = 0; i < n_windows; i++)
    {
      const TapeWindow *window = &windows[i];

      tape_output_text (self->output, tape_universe_get (universe, window->instrument)->symbol);
      tape_output_time (self->output, window->start);
      tape_output_time (self->output, window->end);
      tape_output_integer (self->output, window->revision);
      tape_output_integer (self->output, (gint64)window->count);
      tape_output_number (self->output, window->open);
      tape_output_number (self->output, window->high);
      tape_output_number (self->output, window->low);
      tape_output_number (self->output, window->close);
      tape_output_number (self->output, window->mean);
      tape_output_number (self->output, window->stddev);
      tape_output_number (self->output, window->volume);
      tape_output_number (self->output, window->turnover);
      tape_output_number (self->output, window->vwap);
    }
}

static char *
describe_progress (gpointer data)
{
  Replay *self = data;
  TapeFeed *feed = g_atomic_pointer_get (&self->feed);
  g_autoptr (TapeFeedHealth) health = feed == NULL ? NULL : tape_feed_get_health (feed, FALSE);

  if (health == NULL || health->progress < 0)
    return NULL;
  return g_strdup_printf (_ ("%3.0f %%  %" G_GUINT64_FORMAT " events"), health->progress * 100, health->events);
}

/* Before a database is made for files that cannot be read. */
static gboolean
check_files (char **paths, const TapeReplayOptions *options, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeFeed) feed = tape_replay_new (universe, (const char *const *)paths, options, error);

  return feed != NULL;
}

static gboolean
add_feed (Replay *self, char **paths, const TapeReplayOptions *options, GError **error)
{
  TapeFeed *feed
      = tape_replay_new (tape_session_get_universe (self->session), (const char *const *)paths, options, error);

  if (feed == NULL || !tape_session_add_feed (self->session, feed, options->again, error))
    return FALSE;
  g_atomic_pointer_set (&self->feed, feed);
  return TRUE;
}

static void
say_notice (TapeSession *session)
{
  g_autofree char *notice = tape_session_take_notice (session);

  if (notice != NULL)
    fprintf (stderr, "%s\n", notice);
}

static void
begin_firings (Replay *self, gboolean explain, TapeOutputFormat format)
{
  self->firings = (TapeFiringRows){
    .universe = tape_session_get_universe (self->session), .source = name_source, .data = self, .explain = explain
  };
  tape_firing_rows_begin (&self->firings, format);
  tape_session_set_firing_notify (self->session, print_firings, self);
}

static gboolean
end_firings (Replay *self, GError **error)
{
  tape_session_set_firing_notify (self->session, NULL, NULL);
  print_firings (self);
  return tape_firing_rows_end (&self->firings, error);
}

static gboolean
run (Replay *self,
     const TapeSessionOptions *session,
     char **paths,
     const TapeReplayArguments *arguments,
     const TapeReplayOptions *replay,
     const TapeOutputFormat *windows,
     const TapeOutputFormat *firings,
     GCancellable *cancellable,
     double *seconds,
     GError **error)
{
  gint64 start;
  gboolean done;

  self->session = tape_session_new (session, error);
  if (self->session == NULL || !add_feed (self, paths, replay, error))
    return FALSE;
  if (windows != NULL)
    self->output = tape_output_new (stdout, *windows, window_columns, FALSE);
  if (firings != NULL)
    begin_firings (self, arguments->explain, *firings);
  start = g_get_monotonic_time ();
  done = tape_session_run (self->session, cancellable, error);
  *seconds = (double)(g_get_monotonic_time () - start) / TAPE_SECOND;
  if (firings != NULL)
    done = end_firings (self, done ? error : NULL) && done;
  return done;
}

gboolean
tape_replay_run (const TapeReplayArguments *arguments,
                 char **paths,
                 const char *database,
                 const TapeOutputFormat *windows,
                 const TapeOutputFormat *firings,
                 TapeSessionSummary *summary,
                 double *seconds,
                 GError **error)
{
  Replay self = { 0 };
  g_autoptr (TapeRuleSet) rules = read_rules (arguments, error);
  TapeSessionOptions session = { .database = database, .rules = rules, .never_tell = TRUE };
  TapeReplayOptions replay = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TapeWatch *watch;
  gboolean done;

  if (rules == NULL || !read_options (arguments, &session, &replay, error) || !check_files (paths, &replay, error))
    return FALSE;
  if (windows != NULL)
    {
      session.engine.emit = print_windows;
      session.engine.emit_data = &self;
    }
  watch = tape_watch_start (cancellable, describe_progress, &self);
  done = run (&self, &session, paths, arguments, &replay, windows, firings, cancellable, seconds, error);
  tape_watch_stop (watch);
  if (done)
    {
      say_notice (self.session);
      tape_session_get_summary (self.session, summary);
    }
  g_clear_pointer (&self.session, tape_session_free);
  tape_firing_rows_clear (&self.firings);
  if (self.output != NULL)
    done = tape_output_close (self.output, done ? error : NULL) && done;
  return done;
}
