/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-storage-import.h"

#include <glib/gi18n-lib.h>

#include "model/tape-format.h"
#include "store/tape-reader.h"

#define OUTCOME "tape-import-outcome"

typedef struct
{
  char *path;
  TapeImport *import;
  TapeImportOutcome *outcome; /* the job's */
} Import;

static void
import_free (gpointer data)
{
  Import *self = data;

  g_free (self->path);
  tape_import_free (self->import);
  g_free (self);
}

static void
outcome_free (gpointer data)
{
  TapeImportOutcome *self = data;

  g_ptr_array_unref (self->rejects);
  g_free (self);
}

static void
add_reject (const TapeReject *reject, const char *source, const char *reason, const char *raw, gpointer data)
{
  TapeImportOutcome *outcome = data;

  /* The newest come first. */
  g_ptr_array_insert (outcome->rejects, 0,
                      reject->line > 0 ? g_strdup_printf (_ ("Line %" G_GINT64_FORMAT ": %s"), reject->line, reason)
                                       : g_strdup (reason));
}

static gboolean
read_rejects (Import *self, GCancellable *cancellable, GError **error)
{
  guint n = (guint)MIN (self->outcome->summary.rejected, TAPE_IMPORT_REJECTS);
  g_autoptr (TapeReader) reader = n == 0 ? NULL : tape_reader_open (self->path, error);

  return n == 0
         || (reader != NULL && tape_reader_each_reject (reader, 0, n, add_reject, self->outcome, cancellable, error));
}

static char *
run_import (TapeJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Import *self = data;
  TapeSessionSummary *summary = &self->outcome->summary;
  g_autofree char *stored = NULL;

  if (!tape_import_run (self->import, summary, cancellable, error) || !read_rejects (self, cancellable, error))
    return NULL;
  if (summary->read == 0)
    return g_strdup (_ ("Nothing new: what these files say was imported before."));
  stored = tape_format_quantity ((double)summary->stored);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s row was imported.", "%s rows were imported.", summary->stored), stored);
}

static void
look_at_import (TapeJob *job, gpointer data)
{
  guint64 rows;
  double share = tape_import_get_progress (((Import *)data)->import, &rows);
  g_autofree char *count = tape_format_quantity ((double)rows);
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", rows), count);

  tape_job_report (job, share, text);
}

void
tape_storage_import (TapeStorage *self, const char *const *paths, gboolean simulated)
{
  const TapeImportOptions options = { .simulated = simulated };
  Import *data;
  TapeJob *job;

  g_return_if_fail (TAPE_IS_STORAGE (self));
  g_return_if_fail (!tape_storage_is_busy (self));

  data = g_new0 (Import, 1);
  data->path = tape_storage_get_path (self, TAPE_STORED_LIVE);
  data->import = tape_import_new (data->path, paths, &options);
  data->outcome = g_new0 (TapeImportOutcome, 1);
  data->outcome->rejects = g_ptr_array_new_with_free_func (g_free);
  job = tape_job_start (_ ("Importing"), run_import, data, import_free);
  tape_job_set_look (job, look_at_import);
  g_object_set_data_full (G_OBJECT (job), OUTCOME, data->outcome, outcome_free);
  tape_storage_take_job (self, job);
}

const TapeImportOutcome *
tape_storage_get_outcome (TapeJob *job)
{
  return g_object_get_data (G_OBJECT (job), OUTCOME);
}
