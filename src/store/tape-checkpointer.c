/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-checkpointer.h"

#include <pthread.h>

#include "store/tape-schema.h"

enum
{
  START_FRAMES = 2048, /* 16 MiB of 8 KiB pages */
  MOST_FRAMES = 32768, /* 256 MiB */
};

struct _TapeCheckpointer
{
  sqlite3 *db; /* the thread's */
  pthread_t thread;

  pthread_mutex_t lock; /* of what follows */
  pthread_cond_t changed;
  guint wanted; /* rounds asked for */
  guint done;   /* rounds that ended; the thread rests when it is as many */
  gboolean quit;
};

/* What is committed is safe in the log already: what goes wrong here is tried again after the next commit. */
static void
copy_log (sqlite3 *db)
{
  if (sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) != SQLITE_OK)
    g_debug ("Checkpoint: %s", sqlite3_errmsg (db));
}

static void *
run (void *data)
{
  TapeCheckpointer *self = data;

  pthread_mutex_lock (&self->lock);
  while (!self->quit)
    {
      guint round = self->wanted;

      if (round == self->done)
        {
          pthread_cond_wait (&self->changed, &self->lock);
          continue;
        }
      pthread_mutex_unlock (&self->lock);
      copy_log (self->db);
      pthread_mutex_lock (&self->lock);
      self->done = round;
      pthread_cond_broadcast (&self->changed);
    }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

TapeCheckpointer *
tape_checkpointer_new (const char *path, GError **error)
{
  sqlite3 *db = tape_database_open (path, TAPE_DATABASE_WRITE, &tape_store_schema, error);
  TapeCheckpointer *self;

  if (db == NULL)
    return NULL;
  self = g_new0 (TapeCheckpointer, 1);
  self->db = db;
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

void
tape_checkpointer_note (TapeCheckpointer *self, int frames)
{
  guint round;

  if (frames < START_FRAMES)
    return;
  pthread_mutex_lock (&self->lock);
  if (frames >= MOST_FRAMES || self->wanted == self->done)
    {
      self->wanted++;
      pthread_cond_broadcast (&self->changed);
    }
  /* A round that begins now sees every frame. */
  round = self->wanted;
  while (frames >= MOST_FRAMES && (gint)(self->done - round) < 0)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
}
