/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-import-dialog.h"

#include <glib/gi18n.h>

#include "app/tape-import-preview.h"
#include "app/tape-job-row.h"
#include "model/tape-storage-import.h"

struct _TapeImportDialog
{
  AdwWindow parent_instance;

  TapeApplication *application;
  GCancellable *looking;
  char *path;
  gboolean seen; /* the preview is that of the path */
  TapeJob *job;

  GtkStack *stack;
  AdwStatusPage *choose;
  TapeImportPreview *preview;
  TapeJobRow *progress;
  AdwPreferencesGroup *summary;
  AdwActionRow *read;
  AdwActionRow *stored;
  AdwActionRow *duplicates;
  AdwExpanderRow *rejected;
  GPtrArray *reject_rows; /* in it, unowned */
};

G_DEFINE_FINAL_TYPE (TapeImportDialog, tape_import_dialog, ADW_TYPE_WINDOW)

static void
update (TapeImportDialog *self)
{
  TapeStorage *storage = tape_application_get_storage (self->application);
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gboolean running = self->job != NULL && tape_job_get_state (self->job) == TAPE_JOB_RUNNING;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.start",
                                 g_strcmp0 (page, "preview") == 0 && self->seen && !tape_storage_is_busy (storage)
                                     && tape_import_preview_is_allowed (self->preview));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.choose", !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.show", !running);
}

/* --- Looking at a file. --- */

static void
run_look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  TapePreview *preview = tape_preview_new (data, NULL, cancellable, &error);

  if (preview == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, preview, (GDestroyNotify)tape_preview_free);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  TapeImportDialog *self = TAPE_IMPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (TapePreview) preview = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (preview == NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->choose, escaped);
      gtk_stack_set_visible_child_name (self->stack, "choose");
    }
  else
    {
      g_autofree char *target
          = tape_storage_get_path (tape_application_get_storage (self->application), TAPE_STORED_LIVE);

      self->seen = TRUE;
      tape_import_preview_show (self->preview, preview, target);
      gtk_stack_set_visible_child_name (self->stack, "preview");
    }
  update (self);
}

static void
look_at (TapeImportDialog *self, GFile *file)
{
  g_autoptr (GTask) task = NULL;

  g_free (self->path);
  self->path = g_file_get_path (file);
  self->seen = FALSE;
  if (self->path == NULL)
    {
      adw_status_page_set_description (self->choose,
                                       _ ("That file is not on this machine. Copy it here and choose the copy."));
      gtk_stack_set_visible_child_name (self->stack, "choose");
      return;
    }
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->stack, "looking");
  task = g_task_new (self, self->looking, on_looked, NULL);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, run_look);
  update (self);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, TapeImportDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    look_at (self, file);
  g_object_unref (dialog);
}

static void
choose_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Import a File"), GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Look At It"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, TapeImportDialog *self)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL || (self->job != NULL && tape_job_get_state (self->job) == TAPE_JOB_RUNNING))
    return FALSE;
  look_at (self, files->data);
  return TRUE;
}

/* --- Importing. --- */

static void
show_count (AdwActionRow *row, guint64 count)
{
  g_autofree char *text = tape_format_quantity ((double)count);

  adw_action_row_set_subtitle (row, text);
}

static void
forget_summary (TapeImportDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->summary), FALSE);
  for (guint i = 0; i < self->reject_rows->len; i++)
    adw_expander_row_remove (self->rejected, self->reject_rows->pdata[i]);
  g_ptr_array_set_size (self->reject_rows, 0);
}

static void
show_rejects (TapeImportDialog *self, const TapeImportOutcome *outcome)
{
  g_autofree char *text = tape_format_quantity ((double)outcome->summary.rejected);

  adw_expander_row_set_subtitle (self->rejected, text);
  adw_expander_row_set_enable_expansion (self->rejected, outcome->rejects->len > 0);
  for (guint i = 0; i < outcome->rejects->len; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), outcome->rejects->pdata[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_expander_row_add_row (self->rejected, row);
      g_ptr_array_add (self->reject_rows, row);
    }
}

static void
on_ended (TapeImportDialog *self)
{
  const TapeImportOutcome *outcome = tape_storage_get_outcome (self->job);

  if (tape_job_get_state (self->job) == TAPE_JOB_DONE && outcome != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->summary), TRUE);
      show_count (self->read, outcome->summary.read);
      show_count (self->stored, outcome->summary.stored);
      show_count (self->duplicates, outcome->summary.duplicates);
      show_rejects (self, outcome);
    }
  update (self);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeImportDialog *self = TAPE_IMPORT_DIALOG (widget);
  const char *const paths[] = { self->path, NULL };

  forget_summary (self);
  /* Whether simulated rows are wanted was asked on the page before. */
  tape_application_import (self->application, paths, TRUE);
  g_set_object (&self->job, tape_storage_get_job (tape_application_get_storage (self->application)));
  g_signal_connect_object (self->job, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  tape_job_row_set_job (self->progress, self->job);
  gtk_stack_set_visible_child_name (self->stack, "work");
  gtk_widget_child_focus (GTK_WIDGET (self->progress), GTK_DIR_TAB_FORWARD);
  update (self);
}

static void
show_imported (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeImportDialog *self = TAPE_IMPORT_DIALOG (widget);

  tape_application_open_stored (self->application);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- The type. --- */

static void
tape_import_dialog_dispose (GObject *object)
{
  TapeImportDialog *self = TAPE_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_object (&self->job);
  g_clear_object (&self->application);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->reject_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (tape_import_dialog_parent_class)->dispose (object);
}

static void
tape_import_dialog_class_init (TapeImportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_import_dialog_dispose;
  g_type_ensure (TAPE_TYPE_IMPORT_PREVIEW);
  g_type_ensure (TAPE_TYPE_JOB_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, choose);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, read);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, stored);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, duplicates);
  gtk_widget_class_bind_template_child (widget_class, TapeImportDialog, rejected);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_file);
  gtk_widget_class_install_action (widget_class, "import.start", NULL, start);
  gtk_widget_class_install_action (widget_class, "import.show", NULL, show_imported);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tape_import_dialog_init (TapeImportDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->reject_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
tape_import_dialog_show (TapeApplication *application, GtkWindow *parent)
{
  TapeImportDialog *self = g_object_new (TAPE_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);

  self->application = g_object_ref (application);
  g_signal_connect_object (tape_application_get_storage (application), "job", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}
