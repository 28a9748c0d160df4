/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-job-row.h"

#include <glib/gi18n.h>

/* How often a bar moves while nobody knows how far it is, ms. */
#define PULSE 120

struct _TapeJobRow
{
  AdwPreferencesRow parent_instance;

  TapeJob *job;
  guint pulse;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *text;
  GtkProgressBar *bar;
  GtkWidget *stop;
  GtkWidget *open;
};

G_DEFINE_FINAL_TYPE (TapeJobRow, tape_job_row, ADW_TYPE_PREFERENCES_ROW)

static gboolean
on_pulse (gpointer data)
{
  gtk_progress_bar_pulse (TAPE_JOB_ROW (data)->bar);
  return G_SOURCE_CONTINUE;
}

static void
show_share (TapeJobRow *self, gboolean running, double share)
{
  gboolean pulses = running && share < 0;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), running);
  if (!pulses)
    g_clear_handle_id (&self->pulse, g_source_remove);
  else if (self->pulse == 0)
    self->pulse = g_timeout_add (PULSE, on_pulse, self);
  if (running && !pulses)
    gtk_progress_bar_set_fraction (self->bar, share);
}

static void
show_words (TapeJobRow *self, const char *title, const char *text)
{
  g_autofree char *name = title == NULL || text == NULL ? g_strdup (title != NULL ? title : text)
                                                        : g_strdup_printf ("%s: %s", title, text);

  gtk_label_set_text (self->title, title != NULL ? title : text);
  gtk_widget_set_visible (GTK_WIDGET (self->text), title != NULL && text != NULL);
  gtk_label_set_text (self->text, text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* In words how far it is: a bar's value does not reach who cannot see it. */
static char *
describe (TapeJob *job)
{
  double share = tape_job_get_share (job);
  const char *text = tape_job_get_text (job);

  if (text != NULL || share < 0)
    return g_strdup (text);
  return g_strdup_printf (_ ("%d %%"), (int)(share * 100));
}

static void
update (TapeJobRow *self)
{
  TapeJobState state = tape_job_get_state (self->job);
  gboolean running = state == TAPE_JOB_RUNNING;
  g_autofree char *text = running ? describe (self->job) : g_strdup (tape_job_get_text (self->job));

  show_words (self, running ? tape_job_get_title (self->job) : NULL, text);
  show_share (self, running, tape_job_get_share (self->job));
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !running);
  gtk_image_set_from_icon_name (self->icon,
                                state == TAPE_JOB_DONE ? "object-select-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_visible (self->stop, running);
  gtk_widget_set_visible (self->open, state == TAPE_JOB_DONE && tape_job_get_file (self->job) != NULL);
}

void
tape_job_row_set_job (TapeJobRow *self, TapeJob *job)
{
  g_return_if_fail (TAPE_IS_JOB_ROW (self));

  if (self->job != NULL)
    g_signal_handlers_disconnect_by_func (self->job, update, self);
  g_set_object (&self->job, job);
  gtk_widget_set_visible (GTK_WIDGET (self), job != NULL);
  if (job == NULL)
    {
      g_clear_handle_id (&self->pulse, g_source_remove);
      return;
    }
  g_signal_connect_object (job, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
tape_job_row_show_error (TapeJobRow *self, const char *message)
{
  g_return_if_fail (TAPE_IS_JOB_ROW (self));

  tape_job_row_set_job (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  show_words (self, NULL, message);
  show_share (self, FALSE, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), TRUE);
  gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
  gtk_widget_set_visible (self->stop, FALSE);
  gtk_widget_set_visible (self->open, FALSE);
}

/* --- Its buttons. --- */

static void
on_stop (TapeJobRow *self)
{
  tape_job_stop (self->job);
}

void
tape_job_row_show_folder (GtkWidget *widget, GFile *file)
{
  gboolean is_folder = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
  g_autoptr (GFile) folder = is_folder ? g_object_ref (file) : g_file_get_parent (file);
  g_autofree char *uri = g_file_get_uri (folder);

  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

static void
on_open (TapeJobRow *self)
{
  tape_job_row_show_folder (GTK_WIDGET (self), tape_job_get_file (self->job));
}

/* --- The type. --- */

static void
tape_job_row_dispose (GObject *object)
{
  TapeJobRow *self = TAPE_JOB_ROW (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_object (&self->job);
  G_OBJECT_CLASS (tape_job_row_parent_class)->dispose (object);
}

static void
tape_job_row_class_init (TapeJobRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_job_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeJobRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TapeJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, TapeJobRow, text);
  gtk_widget_class_bind_template_child (widget_class, TapeJobRow, bar);
  gtk_widget_class_bind_template_child (widget_class, TapeJobRow, stop);
  gtk_widget_class_bind_template_child (widget_class, TapeJobRow, open);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
}

static void
tape_job_row_init (TapeJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
