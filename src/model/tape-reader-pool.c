/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-reader-pool.h"

struct _TapeReaderPool
{
  char *path;
  GMutex lock; /* guards idle */
  GPtrArray *idle;
};

TapeReaderPool *
tape_reader_pool_new (const char *path)
{
  TapeReaderPool *self = g_atomic_rc_box_new0 (TapeReaderPool);

  self->path = g_strdup (path);
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify)tape_reader_free);
  g_mutex_init (&self->lock);
  return self;
}

TapeReaderPool *
tape_reader_pool_ref (TapeReaderPool *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
pool_clear (gpointer data)
{
  TapeReaderPool *self = data;

  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->lock);
  g_free (self->path);
}

void
tape_reader_pool_unref (TapeReaderPool *self)
{
  g_atomic_rc_box_release_full (self, pool_clear);
}

TapeReader *
tape_reader_pool_take (TapeReaderPool *self, GError **error)
{
  TapeReader *reader = NULL;

  g_mutex_lock (&self->lock);
  if (self->idle->len > 0)
    reader = g_ptr_array_steal_index (self->idle, self->idle->len - 1);
  g_mutex_unlock (&self->lock);
  return reader != NULL ? reader : tape_reader_open (self->path, error);
}

void
tape_reader_pool_give_back (TapeReaderPool *self, TapeReader *reader)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->idle, reader);
  g_mutex_unlock (&self->lock);
}
