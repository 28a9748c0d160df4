/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pipeline/tape-symbol-search.h"

#include "pipeline/tape-asker.h"

/* What is asked, and what came of it: the data of its task. */
typedef struct
{
  const TapePoll *poll;
  char *account;
  TapeKey *key;
  TapeQuotaLimits limits;
  char *text;

  TapeQuotaLeft left;
  GPtrArray *matches;
  char *problem;
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_free (self->account);
  g_clear_pointer (&self->key, tape_key_free);
  g_free (self->text);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_free (self->problem);
  g_free (self);
}

static void
on_answer (const TapePollAnswer *answer, const char *problem, gpointer data)
{
  Search *self = data;

  self->problem = g_strdup (problem);
  if (answer != NULL && answer->matches != NULL)
    self->matches = g_ptr_array_ref (answer->matches);
}

static void
run (GTask *task, G_GNUC_UNUSED gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *self = data;
  g_autoptr (TapeAsker) asker = tape_asker_new (self->poll, self->account, &self->limits);
  const TapePollQuestion question = {
    .kind = TAPE_POLL_SEARCH,
    .symbol = self->text,
    .key = self->key != NULL ? self->key->key : NULL,
    .from = TAPE_NO_TIME,
    .to = TAPE_NO_TIME,
  };
  GError *error = NULL;

  tape_asker_ask (asker, &question, on_answer, self);
  if (!tape_asker_run (asker, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  tape_asker_get_left (asker, &self->left);
  if (self->problem != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", self->problem);
  else
    g_task_return_boolean (task, TRUE);
}

void
tape_symbol_search_async (const TapePoll *poll,
                          const char *account,
                          const TapeKey *key,
                          const TapeQuotaLimits *limits,
                          const char *text,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Search *self = g_new0 (Search, 1);

  self->poll = poll;
  self->account = g_strdup (account);
  self->key = key != NULL ? tape_key_copy (key) : NULL;
  self->limits = *limits;
  self->text = g_strdup (text);
  g_task_set_task_data (task, self, search_free);
  g_task_run_in_thread (task, run);
}

GPtrArray *
tape_symbol_search_finish (GAsyncResult *result, TapeQuotaLeft *left, GError **error)
{
  Search *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (left != NULL)
    *left = self->left;
  return self->matches != NULL ? g_ptr_array_ref (self->matches) : g_ptr_array_new ();
}
