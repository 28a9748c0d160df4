/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-store-thread.h"

#include <pthread.h>
#include <time.h>

#define RETRY_SECONDS 1

struct _TapeStoreThread
{
  TapeWriter *writer;
  TapeQueue *commits;
  void (*failed) (gpointer data);
  gpointer data;
  pthread_t thread;

  pthread_mutex_t lock; /* guards what is below */
  pthread_cond_t changed;
  gboolean persistent;
  GError *error;
  gboolean given_up;
  guint64 stored;
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
store (TapeStoreThread *self, TapeCommit *commit)
{
  GError *error = NULL;

  while (self->writer != NULL && !tape_writer_commit (self->writer, commit, &error))
    if (!wait_to_retry (self, g_steal_pointer (&error)))
      return;

  pthread_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->stored += count_events (commit);
  pthread_mutex_unlock (&self->lock);
}

static void *
run (void *data)
{
  TapeStoreThread *self = data;
  TapeCommit *commit;

  while ((commit = tape_queue_pop (self->commits, G_MAXINT64)) != NULL)
    {
      if (!self->given_up)
        store (self, commit);
      tape_commit_free (commit);
    }
  return NULL;
}

TapeStoreThread *
tape_store_thread_start (
    TapeWriter *writer, TapeQueue *commits, gboolean persistent, void (*failed) (gpointer data), gpointer data)
{
  TapeStoreThread *self = g_new0 (TapeStoreThread, 1);
  pthread_condattr_t monotonic;

  self->writer = writer;
  self->commits = commits;
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

guint64
tape_store_thread_get_stored (TapeStoreThread *self)
{
  guint64 stored;

  pthread_mutex_lock (&self->lock);
  stored = self->stored;
  pthread_mutex_unlock (&self->lock);
  return stored;
}
