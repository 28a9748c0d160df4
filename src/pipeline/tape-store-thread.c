/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-store-thread.h"

#include <pthread.h>
#include <time.h>

#define RETRY_SECONDS 1

/* Where removing fails it is tried again after so long, µs. */
#define RETAIN_AGAIN (60 * TAPE_SECOND)

/* While commits wait, removing takes a tenth of the time that storing takes; once so many trades are to be removed as much
 * as it, with twice as many twice as much and so on, so that what comes does not outrun what goes; at most so long at once,
 * µs. */
#define RETAIN_SHARE   10
#define RETAIN_BACKLOG (1 << 20)
#define RETAIN_CREDIT  (2 * TAPE_SECOND)

struct _TapeStoreThread
{
  TapeWriter *writer;
  TapeQueue *commits;
  TapeFiringTray *tray;
  TapePastThread *past;
  TapeDelays *delays;
  void (*failed) (gpointer data);
  gpointer data;
  pthread_t thread;

  /* its own thread's */
  gboolean old;       /* there may be something to be removed */
  gint64 rest_until;  /* monotonic: with the next step, if no commit comes */
  gint64 retry_after; /* monotonic */
  gint64 credit;      /* µs that removing may take while commits wait */
  GHashTable *early;  /* set of numbers of firings that were handed out before they could be logged */
  gint64 serve_after; /* monotonic: what the tray holds could not be written before */

  pthread_mutex_t lock; /* guards what is below */
  pthread_cond_t changed;
  gboolean persistent;
  GError *error;
  gboolean given_up;
  guint64 stored;
  TapeRetention retention;
  gboolean compact;
  TapeRetentionProgress progress;
  GError *retention_error;
};

static guint64
count_events (const TapeCommit *commit)
{
  guint64 n = 0;

  for (guint i = 0; i < commit->batches->len; i++)
    {
      const TapeCommitBatch *entry = &g_array_index (commit->batches, TapeCommitBatch, i);

      n += entry->n_stored + entry->batch->n_bars;
    }
  return n;
}

/* --- Firings --- */

static void
hand_out (TapeStoreThread *self, GPtrArray *firings)
{
  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (firings, i);

      if (firing->id == 0 || !g_hash_table_remove (self->early, &firing->id))
        tape_firing_tray_put (self->tray, tape_firing_copy (firing));
    }
  tape_firing_tray_announce (self->tray);
}

/* Before they are logged, which they will be under the numbers that they get now. */
static void
hand_out_early (TapeStoreThread *self, GPtrArray *firings)
{
  if (firings->len == 0)
    return;
  tape_writer_number_firings (self->writer, firings);
  for (guint i = 0; i < firings->len; i++)
    {
      const TapeFiring *firing = g_ptr_array_index (firings, i);

      if (g_hash_table_add (self->early, g_memdup2 (&firing->id, sizeof firing->id)))
        tape_firing_tray_put (self->tray, tape_firing_copy (firing));
    }
}

static void
hand_out_waiting (gpointer commit, gpointer self)
{
  hand_out_early (self, ((TapeCommit *)commit)->firings);
}

/* Whether all of @work was done; what was not is left in it. */
static gboolean
write_work (TapeStoreThread *self, TapeFiringWork *work)
{
  g_autoptr (GError) error = NULL;

  if (work->firings->len > 0)
    {
      if (!tape_writer_log_firings (self->writer, work->firings, &error))
        {
          hand_out_early (self, work->firings);
          tape_firing_tray_announce (self->tray);
          return FALSE;
        }
      hand_out (self, work->firings);
      g_ptr_array_set_size (work->firings, 0);
    }
  /* Marks of what is not logged yet wait for it. */
  return g_hash_table_size (self->early) == 0
         && ((work->marks->len == 0 && work->seen_up_to == 0)
             || tape_writer_mark_firings (self->writer, work->marks, work->seen_up_to, &error));
}

static void
serve_tray (TapeStoreThread *self)
{
  g_auto (TapeFiringWork) work = { 0 };

  tape_firing_tray_announce (self->tray);
  if (!tape_firing_tray_has_work (self->tray) || g_get_monotonic_time () < self->serve_after)
    return;
  tape_firing_tray_take_work (self->tray, &work);
  tape_firing_tray_prepare (self->tray, work.firings);
  if (self->writer == NULL || self->given_up)
    hand_out (self, work.firings);
  else if (!write_work (self, &work))
    {
      tape_firing_tray_give_back (self->tray, &work);
      self->serve_after = g_get_monotonic_time () + RETRY_SECONDS * G_USEC_PER_SEC;
    }
}

/* --- Commits --- */

/* Whether to try again, after a while. */
static gboolean
wait_to_retry (TapeStoreThread *self, GError *error)
{
  struct timespec until;
  gboolean again;

  pthread_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->error = error;
  again = self->persistent;
  if (again)
    {
      clock_gettime (CLOCK_MONOTONIC, &until);
      until.tv_sec += RETRY_SECONDS;
      pthread_cond_timedwait (&self->changed, &self->lock, &until);
    }
  self->given_up = !again;
  pthread_mutex_unlock (&self->lock);

  if (!again && self->failed != NULL)
    self->failed (self->data);
  return again;
}

static void
note_delays (TapeStoreThread *self, const TapeCommit *commit)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; self->delays != NULL && self->writer != NULL && i < commit->batches->len; i++)
    tape_delays_add_batch (self->delays, g_array_index (commit->batches, TapeCommitBatch, i).batch, TAPE_HOP_STORED,
                           now);
}

static void
store (TapeStoreThread *self, TapeCommit *commit)
{
  GError *error = NULL;

  tape_firing_tray_prepare (self->tray, commit->firings);
  while (self->writer != NULL && !tape_writer_commit (self->writer, commit, &error))
    {
      hand_out_early (self, commit->firings);
      tape_queue_each (self->commits, hand_out_waiting, self);
      tape_firing_tray_announce (self->tray);
      if (!wait_to_retry (self, g_steal_pointer (&error)))
        return;
    }
  note_delays (self, commit);
  hand_out (self, commit->firings);

  pthread_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->stored += count_events (commit);
  pthread_mutex_unlock (&self->lock);
}

static gboolean
may_retain (TapeStoreThread *self)
{
  const TapeRetention for_ever = { 0 };
  gboolean wanted;

  pthread_mutex_lock (&self->lock);
  wanted = self->compact || !tape_retention_equal (&self->retention, &for_ever);
  pthread_mutex_unlock (&self->lock);
  return wanted && self->writer != NULL && !self->given_up;
}

static void
take_commit (TapeStoreThread *self, TapeCommit *commit)
{
  gint64 begun = g_get_monotonic_time (), left = self->progress.trades_left, now;

  if (!self->given_up)
    store (self, commit);
  else
    hand_out (self, commit->firings);
  if (self->past != NULL)
    tape_past_thread_ask (self->past, commit->questions, !self->given_up);
  tape_commit_free (commit);

  now = g_get_monotonic_time ();
  self->old = now >= self->retry_after && may_retain (self);
  self->credit += left >= RETAIN_BACKLOG ? (now - begun) * (left / RETAIN_BACKLOG) : (now - begun) / RETAIN_SHARE;
  self->credit = MIN (self->credit, RETAIN_CREDIT);
}

/* One step; then as long a rest, unless a commit comes. */
static void
retain (TapeStoreThread *self)
{
  gint64 begun = g_get_monotonic_time (), now;
  TapeRetentionProgress progress;
  TapeRetention retention;
  GError *error = NULL;
  gboolean compact;

  pthread_mutex_lock (&self->lock);
  retention = self->retention;
  compact = self->compact;
  progress = self->progress;
  pthread_mutex_unlock (&self->lock);

  self->old = tape_writer_retain (self->writer, &retention, g_get_real_time (), compact, &progress, &error)
              && progress.stage != TAPE_RETENTION_DONE;
  now = g_get_monotonic_time ();
  self->rest_until = now + (now - begun);
  self->credit -= now - begun;
  if (error != NULL)
    self->retry_after = now + RETAIN_AGAIN;

  pthread_mutex_lock (&self->lock);
  self->progress = progress;
  if (compact && progress.stage == TAPE_RETENTION_DONE)
    self->compact = FALSE;
  g_clear_error (&self->retention_error);
  self->retention_error = error;
  pthread_mutex_unlock (&self->lock);
}

/* When to look up though no commit comes. */
static gint64
find_deadline (TapeStoreThread *self)
{
  gint64 deadline = self->old ? self->rest_until : G_MAXINT64;

  return tape_firing_tray_has_work (self->tray) ? MIN (deadline, self->serve_after) : deadline;
}

/* Commits come first; while none waits, and for a share of the time while some do, what is old is removed. */
static void *
run (void *data)
{
  TapeStoreThread *self = data;

  for (;;)
    {
      TapeCommit *commit;

      if (self->old && self->credit > 0 && tape_queue_length (self->commits) > 0)
        {
          retain (self);
          continue;
        }
      serve_tray (self);
      commit = tape_queue_pop (self->commits, find_deadline (self));
      if (commit != NULL)
        take_commit (self, commit);
      else if (tape_queue_is_closed (self->commits) && tape_queue_length (self->commits) == 0)
        break;
      else if (may_retain (self))
        retain (self);
      else
        self->old = FALSE;
    }
  /* What is told of it on the way is written, too, unless it cannot be. */
  self->serve_after = 0;
  do
    serve_tray (self);
  while (tape_firing_tray_has_work (self->tray) && self->serve_after == 0);
  return NULL;
}

TapeStoreThread *
tape_store_thread_start (TapeWriter *writer,
                         TapeQueue *commits,
                         TapeFiringTray *tray,
                         TapePastThread *past,
                         TapeDelays *delays,
                         gboolean persistent,
                         void (*failed) (gpointer data),
                         gpointer data)
{
  TapeStoreThread *self = g_new0 (TapeStoreThread, 1);
  pthread_condattr_t monotonic;

  self->writer = writer;
  self->commits = commits;
  self->tray = tray;
  self->past = past;
  self->delays = delays;
  self->early = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->persistent = persistent;
  self->failed = failed;
  self->data = data;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->changed, &monotonic);
  pthread_condattr_destroy (&monotonic);
  pthread_create (&self->thread, NULL, run, self);
  return self;
}

void
tape_store_thread_stop_retrying (TapeStoreThread *self)
{
  pthread_mutex_lock (&self->lock);
  self->persistent = FALSE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

gboolean
tape_store_thread_join (TapeStoreThread *self, GError **error)
{
  pthread_join (self->thread, NULL);

  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

void
tape_store_thread_free (TapeStoreThread *self)
{
  g_clear_pointer (&self->writer, tape_writer_free);
  g_clear_error (&self->error);
  g_clear_error (&self->retention_error);
  g_hash_table_unref (self->early);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_free (self);
}

char *
tape_store_thread_get_message (TapeStoreThread *self)
{
  char *message;

  pthread_mutex_lock (&self->lock);
  message = self->error == NULL ? NULL : g_strdup (self->error->message);
  pthread_mutex_unlock (&self->lock);
  return message;
}

gboolean
tape_store_thread_is_damaged (TapeStoreThread *self)
{
  gboolean damaged;

  pthread_mutex_lock (&self->lock);
  damaged = tape_store_error_is_damage (self->error);
  pthread_mutex_unlock (&self->lock);
  return damaged;
}

guint64
tape_store_thread_get_stored (TapeStoreThread *self)
{
  guint64 stored;

  pthread_mutex_lock (&self->lock);
  stored = self->stored;
  pthread_mutex_unlock (&self->lock);
  return stored;
}

void
tape_store_thread_set_retention (TapeStoreThread *self, const TapeRetention *retention)
{
  pthread_mutex_lock (&self->lock);
  self->retention = *retention;
  pthread_mutex_unlock (&self->lock);
  tape_queue_wake (self->commits);
}

void
tape_store_thread_compact (TapeStoreThread *self)
{
  pthread_mutex_lock (&self->lock);
  self->compact = TRUE;
  pthread_mutex_unlock (&self->lock);
  tape_queue_wake (self->commits);
}

char *
tape_store_thread_get_retention (TapeStoreThread *self, TapeRetentionProgress *progress)
{
  char *message;

  pthread_mutex_lock (&self->lock);
  *progress = self->progress;
  message = self->retention_error == NULL ? NULL : g_strdup (self->retention_error->message);
  pthread_mutex_unlock (&self->lock);
  return message;
}
