/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what the desk's session has stored, on other threads. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "model/tape-desk-private.h"

typedef struct
{
  TapeReaderPool *readers;
  TapeReadFunc read;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
} ReadTask;

static void
read_task_free (gpointer data)
{
  ReadTask *task = data;

  g_clear_pointer (&task->readers, tape_reader_pool_unref);
  if (task->free_data != NULL)
    g_clear_pointer (&task->data, task->free_data);
  g_free (task);
}

/* On another thread. */
static void
run_read_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ReadTask *read = data;
  g_autoptr (GError) error = NULL;
  TapeReader *reader = tape_reader_pool_take (read->readers, &error);
  gpointer result = NULL;

  if (reader != NULL)
    {
      result = read->read (reader, read->data, cancellable, &error);
      tape_reader_pool_give_back (read->readers, reader);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, result, read->free_result);
}

void
tape_desk_read_async (TapeDesk *self,
                      TapeReadFunc read,
                      gpointer data,
                      GDestroyNotify free_data,
                      GDestroyNotify free_result,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ReadTask *read_task;

  g_return_if_fail (TAPE_IS_DESK (self));

  tape_owner_assert (&self->owner);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tape_desk_read_async);
  read_task = g_new0 (ReadTask, 1);
  *read_task = (ReadTask){ self->readers == NULL ? NULL : tape_reader_pool_ref (self->readers), read, data, free_data,
                           free_result };
  g_task_set_task_data (task, read_task, read_task_free);
  if (self->readers == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("Nothing is stored."));
  else
    g_task_run_in_thread (task, run_read_task);
}

gpointer
tape_desk_read_finish (TapeDesk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
