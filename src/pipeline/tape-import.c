/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-import.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>

#include "feed/tape-preview.h"
#include "feed/tape-replay.h"
#include "store/tape-dropped-bars.h"

struct _TapeImport
{
  char *database;
  char **paths;
  char **map;
  gboolean again;
  gboolean simulated;
  pthread_mutex_t lock;
  TapeFeed *feed; /* under the lock: the session's, while it runs */
  double progress;
  guint64 rows;
};

TapeImport *
tape_import_new (const char *database, const char *const *paths, const TapeImportOptions *options)
{
  TapeImport *self = g_new0 (TapeImport, 1);

  self->database = g_strdup (database);
  self->paths = g_strdupv ((char **)paths);
  self->map = g_strdupv ((char **)options->map);
  self->again = options->again;
  self->simulated = options->simulated;
  self->progress = -1;
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

void
tape_import_free (TapeImport *self)
{
  pthread_mutex_destroy (&self->lock);
  g_strfreev (self->paths);
  g_strfreev (self->map);
  g_free (self->database);
  g_free (self);
}

/* --- Progress --- */

/* What the feed has come to is told also after it is gone. */
static void
note_progress (TapeImport *self)
{
  g_autoptr (TapeFeedHealth) health = self->feed == NULL ? NULL : tape_feed_get_health (self->feed, FALSE);

  if (health == NULL)
    return;
  self->progress = health->progress;
  self->rows = health->events;
}

double
tape_import_get_progress (TapeImport *self, guint64 *rows)
{
  double progress;

  pthread_mutex_lock (&self->lock);
  note_progress (self);
  progress = self->progress;
  if (rows != NULL)
    *rows = self->rows;
  pthread_mutex_unlock (&self->lock);
  return progress;
}

static void
set_feed (TapeImport *self, TapeFeed *feed)
{
  pthread_mutex_lock (&self->lock);
  note_progress (self);
  self->feed = feed;
  pthread_mutex_unlock (&self->lock);
}

/* --- Running --- */

static gboolean
check_file (TapeImport *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (TapePreview) preview = tape_preview_new (path, (const char *const *)self->map, cancellable, error);
  g_autofree char *name = NULL;

  if (preview == NULL)
    return FALSE;
  if (!preview->simulated || self->simulated)
    return TRUE;
  name = g_filename_display_basename (path);
  g_set_error (
      error, TAPE_FEED_ERROR, TAPE_FEED_ERROR_FORMAT,
      _ ("The rows of “%s” are simulated, and beside others they would not say so any more. Choose another database "
         "for them."),
      name);
  return FALSE;
}

static gboolean
run_session (TapeImport *self, TapeSession *session, GCancellable *cancellable, GError **error)
{
  TapeReplayOptions options = { .delay = -1, .again = self->again, .receive_times = TRUE };
  TapeFeed *feed;
  gboolean done;

  options.map = (const char *const *)self->map;
  feed = tape_replay_new (tape_session_get_universe (session), (const char *const *)self->paths, &options, error);
  if (feed == NULL || !tape_session_add_feed (session, feed, self->again, error))
    return FALSE;
  set_feed (self, feed);
  done = tape_session_run (session, cancellable, error);
  set_feed (self, NULL);
  return done;
}

static gboolean
run (TapeImport *self, TapeSessionSummary *summary, GCancellable *cancellable, GError **error)
{
  const TapeSessionOptions options
      = { .database = self->database,
          .engine = { .lateness = TAPE_LATENESS_DEFAULT, .trigger = TAPE_TRIGGER_DEFAULT } };
  TapeSession *session = tape_session_new (&options, error);
  gboolean done;

  if (session == NULL)
    return FALSE;
  done = run_session (self, session, cancellable, error);
  tape_session_get_summary (session, summary);
  tape_session_free (session);
  return done;
}

gboolean
tape_import_run (TapeImport *self, TapeSessionSummary *summary, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean done = TRUE;

  *summary = (TapeSessionSummary){ 0 };
  for (guint i = 0; self->paths[i] != NULL && done; i++)
    done = check_file (self, self->paths[i], cancellable, error);
  if (!done)
    return FALSE;

  /* What the feed has to say at its end is for this thread. */
  g_main_context_push_thread_default (context);
  done = run (self, summary, cancellable, error);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);

  /* What is older than all that the database has come to has its bars all the same. */
  return done && tape_dropped_bars_make (self->database, cancellable, error);
}
