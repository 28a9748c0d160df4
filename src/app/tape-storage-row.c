/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-storage-row.h"

#include <glib/gi18n.h>

#include "app/tape-job-row.h"
#include "app/tape-storage-actions.h"

struct _TapeStorageRow
{
  AdwExpanderRow parent_instance;

  TapeApplication *application;
  TapeStoredKind kind;

  GtkLabel *size;
  AdwActionRow *location;
  AdwActionRow *period;
  AdwActionRow *unused;
  AdwActionRow *back_up;
  AdwActionRow *remove;
  GtkWidget *open_button;
  GtkWidget *back_up_button;
  GtkWidget *delete_button;
  GtkWidget *compact_button;
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeStorageRow, tape_storage_row, ADW_TYPE_EXPANDER_ROW)

static const char *
get_title (TapeStoredKind kind)
{
  switch (kind)
    {
    case TAPE_STORED_LIVE:
      return _ ("Live and imported data");
    case TAPE_STORED_SIMULATION:
      return _ ("Simulation");
    case TAPE_STORED_REPLAYS:
      return _ ("Replays");
    case TAPE_STORED_USER:
    case TAPE_N_STORED:
    default:
      return _ ("Watchlists");
    }
}

/* --- What is shown. --- */

static void
set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (g_strcmp0 (adw_action_row_get_subtitle (row), escaped) != 0)
    adw_action_row_set_subtitle (row, escaped);
}

static void
show_period (TapeStorageRow *self, const TapeStored *stored)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->period), stored->first != TAPE_NO_TIME);
  if (stored->first == TAPE_NO_TIME)
    return;
  first = tape_format_date ((gint32)(stored->first / TAPE_DAY));
  last = tape_format_date ((gint32)(stored->last / TAPE_DAY));
  text = g_strdup_printf (_ ("%s to %s"), first, last);
  set_subtitle (self->period, text);
}

static void
show_unused (TapeStorageRow *self, const TapeStored *stored)
{
  g_autofree char *size = g_format_size ((guint64)stored->facts.free_bytes);
  g_autofree char *text = g_strdup_printf (_ ("%s that the disk can have back"), size);

  gtk_widget_set_visible (GTK_WIDGET (self->unused),
                          (self->kind == TAPE_STORED_LIVE || self->kind == TAPE_STORED_SIMULATION)
                              && stored->facts.hours != NULL);
  set_subtitle (self->unused, text);
}

static void
show_summary (TapeStorageRow *self, const TapeStored *stored)
{
  g_autofree char *what = self->kind == TAPE_STORED_USER
                              ? g_strdup (_ ("Your lists and alert rules, which serve every session"))
                          : stored->problem != NULL ? g_strdup (stored->problem)
                                                    : tape_storage_describe (stored);
  g_autofree char *size = stored->files == 0 ? g_strdup ("") : g_format_size ((guint64)stored->bytes);
  g_autofree char *escaped = g_markup_escape_text (what, -1);
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", get_title (self->kind), what, size);

  gtk_label_set_text (self->size, size);
  if (g_strcmp0 (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (self)), escaped) != 0)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), escaped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
tape_storage_row_update (TapeStorageRow *self)
{
  TapeStorage *storage = tape_application_get_storage (self->application);
  const TapeStored *stored = tape_storage_get (storage, self->kind);
  gboolean busy = tape_storage_is_busy (storage);

  g_return_if_fail (TAPE_IS_STORAGE_ROW (self));

  if (stored == NULL)
    return;
  show_summary (self, stored);
  show_period (self, stored);
  show_unused (self, stored);
  gtk_widget_set_visible (GTK_WIDGET (self->back_up), self->kind != TAPE_STORED_REPLAYS);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), self->kind != TAPE_STORED_USER);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stored.back-up", stored->files > 0 && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stored.compact", stored->facts.free_bytes > 0 && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stored.delete", stored->files > 0 && !busy);
}

/* Each row has the same buttons: their names say whose they are. */
static void
name_button (GtkWidget *button, const char *what, TapeStoredKind kind)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", what, get_title (kind));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
tape_storage_row_set (TapeStorageRow *self, TapeApplication *application, TapeStoredKind kind)
{
  g_autofree char *path = NULL;

  g_return_if_fail (TAPE_IS_STORAGE_ROW (self));

  g_set_object (&self->application, application);
  self->kind = kind;
  path = tape_storage_get_path (tape_application_get_storage (application), kind);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), get_title (kind));
  set_subtitle (self->location, path);
  name_button (self->open_button, _ ("Open folder"), kind);
  name_button (self->back_up_button, _ ("Back up"), kind);
  name_button (self->delete_button, _ ("Delete"), kind);
  name_button (self->compact_button, _ ("Compact"), kind);
  tape_storage_row_update (self);
}

/* --- What can be done. --- */

static void
open_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeStorageRow *self = TAPE_STORAGE_ROW (widget);
  g_autofree char *path = tape_storage_get_path (tape_application_get_storage (self->application), self->kind);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  tape_job_row_show_folder (widget, file);
}

static void
back_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeStorageRow *self = TAPE_STORAGE_ROW (widget);

  tape_storage_actions_back_up (widget, self->application, self->kind);
}

static void
compact (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeStorageRow *self = TAPE_STORAGE_ROW (widget);

  tape_application_compact_stored (self->application, self->kind);
}

static void
on_failed (GtkWidget *widget, const char *message)
{
  g_signal_emit (widget, signals[FAILED], 0, message);
}

static void
remove_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeStorageRow *self = TAPE_STORAGE_ROW (widget);

  tape_storage_actions_delete (widget, self->application, self->kind, on_failed);
}

/* --- The type. --- */

static void
tape_storage_row_dispose (GObject *object)
{
  g_clear_object (&TAPE_STORAGE_ROW (object)->application);
  G_OBJECT_CLASS (tape_storage_row_parent_class)->dispose (object);
}

static void
tape_storage_row_class_init (TapeStorageRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_storage_row_dispose;
  signals[FAILED] = g_signal_new ("failed", TAPE_TYPE_STORAGE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-storage-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, size);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, location);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, period);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, unused);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, back_up);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, remove);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, open_button);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, back_up_button);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, delete_button);
  gtk_widget_class_bind_template_child (widget_class, TapeStorageRow, compact_button);
  gtk_widget_class_install_action (widget_class, "stored.open-folder", NULL, open_folder);
  gtk_widget_class_install_action (widget_class, "stored.back-up", NULL, back_up);
  gtk_widget_class_install_action (widget_class, "stored.compact", NULL, compact);
  gtk_widget_class_install_action (widget_class, "stored.delete", NULL, remove_all);
}

static void
tape_storage_row_init (TapeStorageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
