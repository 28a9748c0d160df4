/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-checkpointer.h"

#include <pthread.h>

#include "store/tape-schema.h"

/* Of 8 KiB pages: 16 MiB, 256 MiB. */
const TapeCheckpointLimits tape_checkpoint_limits = { .start = 2048, .most = 32768 };

struct _TapeCheckpointer
{
  sqlite3 *db; /* the thread's */
  pthread_t thread;
  TapeCheckpointLimits limits;
  int asked_at; /* length of the log when a round was last asked for; the writer's */

  pthread_mutex_t lock; /* of what follows */
  pthread_cond_t changed;
  guint wanted;  /* rounds asked for */
  guint done;    /* rounds that ended; the thread rests when it is as many */
  gboolean held; /* the last one could not copy all: somebody reads what was there before */
  gboolean quit;
};

/* What is committed is safe in the log already: what goes wrong here is tried again after the next commit. Returns whether
 * a reader that began long ago kept it from copying all that was there. */
static gboolean
copy_log (sqlite3 *db)
{
  int length = 0, copied = 0;

  if (sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_PASSIVE, &length, &copied) != SQLITE_OK)
    g_debug ("Checkpoint: %s", sqlite3_errmsg (db));
  return copied < length;
}

static void *
run (void *data)
{
  TapeCheckpointer *self = data;

  pthread_mutex_lock (&self->lock);
  while (!self->quit)
    {
      guint round = self->wanted;
      gboolean held;

      if (round == self->done)
        {
          pthread_cond_wait (&self->changed, &self->lock);
          continue;
        }
      pthread_mutex_unlock (&self->lock);
      held = copy_log (self->db);
      pthread_mutex_lock (&self->lock);
      self->held = held;
      self->done = round;
      pthread_cond_broadcast (&self->changed);
    }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

TapeCheckpointer *
tape_checkpointer_new (const char *path, const TapeCheckpointLimits *limits, GError **error)
{
  sqlite3 *db = tape_database_open (path, TAPE_DATABASE_WRITE, &tape_store_schema, error);
  TapeCheckpointer *self;

  if (db == NULL)
    return NULL;
  self = g_new0 (TapeCheckpointer, 1);
  self->db = db;
  self->limits = *limits;
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->changed, NULL);
  pthread_create (&self->thread, NULL, run, self);
  return self;
}

void
tape_checkpointer_free (TapeCheckpointer *self)
{
  pthread_mutex_lock (&self->lock);
  self->quit = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
  pthread_join (self->thread, NULL);

  sqlite3_close (self->db);
  pthread_mutex_destroy (&self->lock);
  pthread_cond_destroy (&self->changed);
  g_free (self);
}

/* While a reader holds the log waiting would not shorten it: from time to time it is tried again. */
static gboolean
is_due (const TapeCheckpointer *self, int frames)
{
  gboolean resting = self->wanted == self->done;

  if (self->held)
    return resting && (frames < self->asked_at || frames - self->asked_at >= self->limits.start);
  return resting || frames >= self->limits.most;
}

void
tape_checkpointer_note (TapeCheckpointer *self, int frames)
{
  guint round;

  if (frames < self->limits.start)
    return;
  pthread_mutex_lock (&self->lock);
  if (is_due (self, frames))
    {
      self->asked_at = frames;
      self->wanted++;
      pthread_cond_broadcast (&self->changed);
    }
  /* A round that begins now sees every frame. */
  round = self->wanted;
  while (frames >= self->limits.most && !self->held && (gint)(self->done - round) < 0)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

guint
tape_checkpointer_count_rounds (TapeCheckpointer *self)
{
  guint done;

  pthread_mutex_lock (&self->lock);
  while (self->done != self->wanted)
    pthread_cond_wait (&self->changed, &self->lock);
  done = self->done;
  pthread_mutex_unlock (&self->lock);
  return done;
}
