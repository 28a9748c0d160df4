/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-storage-jobs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tape-format.h"
#include "store/tape-backup.h"
#include "store/tape-compact.h"
#include "store/tape-reader.h"

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

/* --- Compact. --- */

static void
report_compacted (double share, gpointer job)
{
  tape_job_report (job, share, NULL);
}

static char *
run_compact (TapeJob *job, gpointer path, GCancellable *cancellable, GError **error)
{
  g_autofree char *size = NULL;
  gint64 freed;

  if (!tape_store_compact (path, report_compacted, job, &freed, cancellable, error))
    return NULL;
  size = g_format_size ((guint64)MAX (freed, 0));
  return g_strdup_printf (_ ("%s were given back to the disk."), size);
}

void
tape_storage_compact (TapeStorage *self, TapeStoredKind kind)
{
  g_return_if_fail (TAPE_IS_STORAGE (self));
  g_return_if_fail (!tape_storage_is_busy (self));

  tape_storage_take_job (self,
                         tape_job_start (_ ("Compacting"), run_compact, tape_storage_get_path (self, kind), g_free));
}

/* --- Export. --- */

typedef struct
{
  char *path;
  TapeExportOptions options;
  char **symbols; /* the options' */
  gboolean stored_only;
  GFile *target;
  TapeExportProgress progress;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_free (self->path);
  g_strfreev (self->symbols);
  g_object_unref (self->target);
  g_free (self);
}

/* Leaves of the symbols those that the database holds. */
static gboolean
keep_stored (Export *self, GError **error)
{
  g_autoptr (TapeUniverse) universe = tape_universe_new (FALSE);
  g_autoptr (TapeReader) reader = tape_reader_open (self->path, error);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  if (reader == NULL || !tape_reader_load_universe (reader, universe, error))
    return FALSE;
  for (char **symbol = self->symbols; *symbol != NULL; symbol++)
    if (tape_universe_lookup (universe, *symbol, strlen (*symbol)) != TAPE_NO_INSTRUMENT)
      g_strv_builder_add (kept, *symbol);
  g_strfreev (self->symbols);
  self->symbols = g_strv_builder_end (kept);
  self->options.symbols = (const char *const *)self->symbols;
  if (self->symbols[0] != NULL)
    return TRUE;
  g_set_error_literal (error, TAPE_EXPORT_ERROR, TAPE_EXPORT_ERROR_SYMBOL,
                       _ ("None of the watchlist's symbols is stored there. Choose other symbols."));
  return FALSE;
}

static char *
run_export (TapeJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;
  g_autofree char *target = g_file_get_path (self->target);
  g_autofree char *name = NULL;
  g_autofree char *count = NULL;
  guint64 rows;

  if (target == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("Data can be exported to this machine's folders only. Choose another place."));
      return NULL;
    }
  if ((self->stored_only && !keep_stored (self, error))
      || !tape_export_run (self->path, &self->options, target, &self->progress, cancellable, error))
    return NULL;
  tape_export_progress_get (&self->progress, &rows);
  name = g_filename_display_basename (target);
  count = tape_format_quantity ((double)rows);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row is in “%s”.", "%s rows are in “%s”.", rows), count,
                          name);
}

static void
look_at_export (TapeJob *job, gpointer data)
{
  guint64 rows;
  double share = tape_export_progress_get (&((Export *)data)->progress, &rows);
  g_autofree char *count = tape_format_quantity ((double)rows);
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", rows), count);

  tape_job_report (job, share, text);
}

void
tape_storage_export (
    TapeStorage *self, const char *path, const TapeExportOptions *options, gboolean stored_only, GFile *target)
{
  Export *data;
  TapeJob *job;

  g_return_if_fail (TAPE_IS_STORAGE (self));
  g_return_if_fail (!tape_storage_is_busy (self));

  data = g_new0 (Export, 1);
  *data = (Export){ .path = g_strdup (path),
                    .options = *options,
                    .symbols = g_strdupv ((char **)options->symbols),
                    .stored_only = stored_only,
                    .target = g_object_ref (target) };
  data->options.symbols = (const char *const *)data->symbols;
  job = tape_job_start (_ ("Exporting"), run_export, data, export_free);
  tape_job_set_look (job, look_at_export);
  tape_job_set_file (job, target);
  tape_storage_take_job (self, job);
}
