/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pipeline/tape-key-test.h"

#include <glib/gi18n-lib.h>

#include "pipeline/tape-quotes.h"

/* What is asked, the data of its task. */
typedef struct
{
  const TapePoll *poll;
  char *account;
  TapeKey *key;
} Test;

static void
test_free (gpointer data)
{
  Test *self = data;

  g_free (self->account);
  tape_key_free (self->key);
  g_free (self);
}

char *
tape_key_test_describe (const TapeQuotaLeft *left)
{
  if (left->calls == G_MAXUINT)
    return g_strdup (_ ("Works."));
  if (left->day <= left->minute)
    return g_strdup_printf (ngettext ("Works, %u call left today.", "Works, %u calls left today.", left->calls),
                            left->calls);
  return g_strdup_printf (
      ngettext ("Works, %u call left this minute.", "Works, %u calls left this minute.", left->calls), left->calls);
}

static void
run (GTask *task, G_GNUC_UNUSED gpointer source, gpointer data, GCancellable *cancellable)
{
  const Test *self = data;
  const char *const symbols[] = { self->poll->sample, NULL };
  const TapeQuotesRequest request = {
    .poll = self->poll,
    .account = self->account,
    .key = self->key != NULL ? self->key->key : NULL,
    .symbols = symbols,
  };
  g_autoptr (GError) error = NULL;
  TapeQuotaLeft left;
  g_autoptr (GPtrArray) quotes = tape_quotes_get (&request, cancellable, &left, &error);
  const TapeQuote *quote = quotes != NULL ? g_ptr_array_index (quotes, 0) : NULL;

  if (quote == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (quote->problem != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", quote->problem);
  else
    g_task_return_pointer (task, tape_key_test_describe (&left), g_free);
}

void
tape_key_test_async (const TapePoll *poll,
                     const char *account,
                     const TapeKey *key,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Test *self = g_new0 (Test, 1);

  self->poll = poll;
  self->account = g_strdup (account);
  self->key = key != NULL ? tape_key_copy (key) : NULL;
  g_task_set_task_data (task, self, test_free);
  g_task_run_in_thread (task, run);
}

char *
tape_key_test_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
