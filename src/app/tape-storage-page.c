/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-storage-page.h"

#include <glib/gi18n.h>

#include "app/tape-export-dialog.h"
#include "app/tape-import-dialog.h"
#include "app/tape-job-row.h"
#include "app/tape-retention-group.h"
#include "app/tape-storage-row.h"

struct _TapeStoragePage
{
  AdwPreferencesPage parent_instance;

  TapeApplication *application;

  AdwPreferencesGroup *work;
  TapeJobRow *job;
  TapeStorageRow *live;
  TapeStorageRow *simulation;
  TapeStorageRow *replays;
  TapeStorageRow *user;
  TapeRetentionGroup *keep_live;
  TapeRetentionGroup *keep_simulated;
};

G_DEFINE_FINAL_TYPE (TapeStoragePage, tape_storage_page, ADW_TYPE_PREFERENCES_PAGE)

static void
on_changed (TapeStoragePage *self)
{
  TapeStorageRow *const rows[TAPE_N_STORED] = { self->live, self->simulation, self->replays, self->user };

  for (guint i = 0; i < TAPE_N_STORED; i++)
    tape_storage_row_update (rows[i]);
  tape_retention_group_update (self->keep_live);
  tape_retention_group_update (self->keep_simulated);
}

/* What was started stands where it is seen. */
static void
on_job (TapeStoragePage *self)
{
  TapeStorage *storage = tape_application_get_storage (self->application);
  TapeJob *job = tape_storage_get_job (storage);

  tape_job_row_set_job (self->job, job);
  gtk_widget_set_visible (GTK_WIDGET (self->work), job != NULL);
  if (tape_storage_is_busy (storage))
    gtk_widget_child_focus (GTK_WIDGET (self->job), GTK_DIR_TAB_FORWARD);
  on_changed (self);
}

static void
on_failed (TapeStoragePage *self, const char *message)
{
  gtk_widget_set_visible (GTK_WIDGET (self->work), TRUE);
  tape_job_row_show_error (self->job, message);
}

void
tape_storage_page_set_application (TapeStoragePage *self, TapeApplication *application)
{
  TapeStorage *storage = tape_application_get_storage (application);

  g_return_if_fail (TAPE_IS_STORAGE_PAGE (self));
  g_return_if_fail (self->application == NULL);

  self->application = g_object_ref (application);
  tape_storage_row_set (self->live, application, TAPE_STORED_LIVE);
  tape_storage_row_set (self->simulation, application, TAPE_STORED_SIMULATION);
  tape_storage_row_set (self->replays, application, TAPE_STORED_REPLAYS);
  tape_storage_row_set (self->user, application, TAPE_STORED_USER);
  tape_retention_group_set (self->keep_live, application, TAPE_STORED_LIVE);
  tape_retention_group_set (self->keep_simulated, application, TAPE_STORED_SIMULATION);
  g_signal_connect_object (storage, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (storage, "job", G_CALLBACK (on_job), self, G_CONNECT_SWAPPED);
  on_job (self);
}

static void
show_import (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_import_dialog_show (TAPE_STORAGE_PAGE (widget)->application, GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
show_export (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_export_dialog_show (TAPE_STORAGE_PAGE (widget)->application, GTK_WINDOW (gtk_widget_get_root (widget)));
}

/* --- The type. --- */

static void
tape_storage_page_map (GtkWidget *widget)
{
  TapeStoragePage *self = TAPE_STORAGE_PAGE (widget);

  GTK_WIDGET_CLASS (tape_storage_page_parent_class)->map (widget);
  tape_storage_set_active (tape_application_get_storage (self->application), TRUE);
}

static void
tape_storage_page_unmap (GtkWidget *widget)
{
  TapeStorage *storage = tape_application_get_storage (TAPE_STORAGE_PAGE (widget)->application);

  /* The storage may be gone before its last page. */
  if (storage != NULL)
    tape_storage_set_active (storage, FALSE);
  GTK_WIDGET_CLASS (tape_storage_page_parent_class)->unmap (widget);
}

static void
tape_storage_page_dispose (GObject *object)
{
  g_clear_object (&TAPE_STORAGE_PAGE (object)->application);
  G_OBJECT_CLASS (tape_storage_page_parent_class)->dispose (object);
}

static void
tape_storage_page_class_init (TapeStoragePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_storage_page_dispose;
  widget_class->map = tape_storage_page_map;
  widget_class->unmap = tape_storage_page_unmap;
  g_type_ensure (TAPE_TYPE_JOB_ROW);
  g_type_ensure (TAPE_TYPE_RETENTION_GROUP);
  g_type_ensure (TAPE_TYPE_STORAGE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-storage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, work);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, job);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, live);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, simulation);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, replays);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, user);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, keep_live);
  gtk_widget_class_bind_template_child (widget_class, TapeStoragePage, keep_simulated);
  gtk_widget_class_bind_template_callback (widget_class, on_failed);
  gtk_widget_class_install_action (widget_class, "storage.import", NULL, show_import);
  gtk_widget_class_install_action (widget_class, "storage.export", NULL, show_export);
}

static void
tape_storage_page_init (TapeStoragePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
