/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-storage-jobs.h"

#include <glib/gi18n-lib.h>

#include "store/tape-backup.h"

/* --- Back up. --- */

typedef struct
{
  char *path;
  GFile *target;
} BackUp;

static void
back_up_free (gpointer data)
{
  BackUp *self = data;

  g_free (self->path);
  g_object_unref (self->target);
  g_free (self);
}

static void
report_copied (double share, gpointer job)
{
  tape_job_report (job, share, share < 0 ? _ ("Checking the copy…") : NULL);
}

static char *
run_back_up (TapeJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  BackUp *self = data;
  g_autofree char *target = g_file_get_path (self->target);
  g_autofree char *name = NULL;
  g_autofree char *size = NULL;
  TapeBackupResult result;

  if (target == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("A backup can be written to this machine's folders only. Choose another place."));
      return NULL;
    }
  if (!tape_backup (self->path, target, report_copied, job, &result, cancellable, error))
    return NULL;
  name = g_filename_display_basename (target);
  size = g_format_size ((guint64)result.bytes);
  return g_strdup_printf (_ ("Backed up and checked: “%s”, %s."), name, size);
}

void
tape_storage_back_up (TapeStorage *self, TapeStoredKind kind, GFile *target)
{
  BackUp *data;
  TapeJob *job;

  g_return_if_fail (TAPE_IS_STORAGE (self));
  g_return_if_fail (kind != TAPE_STORED_REPLAYS);
  g_return_if_fail (!tape_storage_is_busy (self));

  data = g_new0 (BackUp, 1);
  *data = (BackUp){ tape_storage_get_path (self, kind), g_object_ref (target) };
  job = tape_job_start (_ ("Backing up"), run_back_up, data, back_up_free);
  tape_job_set_file (job, target);
  tape_storage_take_job (self, job);
}
