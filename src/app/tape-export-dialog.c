/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-export-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-date-button.h"
#include "app/tape-job-row.h"
#include "model/tape-storage-jobs.h"

/* In the order of the rows' choices. */
enum
{
  SYMBOLS_ALL,
  SYMBOLS_WATCHLIST,
  SYMBOLS_TYPED,
};

enum
{
  SPAN_ALL,
  SPAN_WEEK,
  SPAN_MONTH,
  SPAN_CHOSEN,
};

enum
{
  FORM_CSV,
  FORM_JSON,
};

static const guint32 lengths[] = { 0, 1, 60, 86400 };
static const int span_days[] = { 0, 7, 30, 0 };

struct _TapeExportDialog
{
  AdwWindow parent_instance;

  TapeApplication *application;
  GPtrArray *paths; /* of the databases that can be chosen */
  TapeStoredKind kinds[TAPE_N_STORED];

  AdwComboRow *database;
  AdwComboRow *table;
  AdwComboRow *length;
  AdwComboRow *symbols;
  AdwEntryRow *typed;
  AdwComboRow *span;
  AdwActionRow *days;
  GtkBox *dates;
  TapeDateButton *from;
  TapeDateButton *to;
  AdwComboRow *form;
  GtkSwitch *gzip;
  AdwPreferencesGroup *work;
  TapeJobRow *job;
};

G_DEFINE_FINAL_TYPE (TapeExportDialog, tape_export_dialog, ADW_TYPE_WINDOW)

/* --- What can be chosen. --- */

static const TapeExportTable *
get_table (TapeExportDialog *self)
{
  return tape_export_get (adw_combo_row_get_selected (self->table));
}

static gboolean
is_simulated (TapeExportDialog *self)
{
  return self->paths->len > 0 && self->kinds[adw_combo_row_get_selected (self->database)] == TAPE_STORED_SIMULATION;
}

static gboolean
has_symbols (TapeExportDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->typed));

  return adw_combo_row_get_selected (self->symbols) != SYMBOLS_TYPED || strspn (text, " ,") < strlen (text);
}

/* Rows that the table does not take are not there, rather than without effect. */
static void
update (TapeExportDialog *self)
{
  TapeExportTakes takes;
  gboolean symbols, span, busy;

  /* The choices are set before there is anything to choose from. */
  if (self->application == NULL || adw_combo_row_get_model (self->table) == NULL)
    return;
  takes = tape_export_table_get_takes (get_table (self));
  symbols = (takes & TAPE_EXPORT_SYMBOLS) != 0;
  span = (takes & TAPE_EXPORT_SPAN) != 0;
  busy = tape_storage_is_busy (tape_application_get_storage (self->application));
  gtk_widget_set_visible (GTK_WIDGET (self->length), (takes & TAPE_EXPORT_LENGTH) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->symbols), symbols);
  gtk_widget_set_visible (GTK_WIDGET (self->typed),
                          symbols && adw_combo_row_get_selected (self->symbols) == SYMBOLS_TYPED);
  gtk_widget_set_visible (GTK_WIDGET (self->span), span);
  gtk_widget_set_visible (GTK_WIDGET (self->days), span && adw_combo_row_get_selected (self->span) == SPAN_CHOSEN);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.start",
                                 self->paths->len > 0 && !busy && (!symbols || has_symbols (self)));
}

static void
fill_tables (TapeExportDialog *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint n;

  tape_export_list (&n);
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (titles, tape_export_table_get_title (tape_export_get (i)));
  adw_combo_row_set_model (self->table, G_LIST_MODEL (titles));
}

static void
add_database (TapeExportDialog *self, GtkStringList *titles, const char *path, TapeStoredKind kind, const char *title)
{
  const char *shown = NULL;
  TapeDesk *desk = tape_application_get_desk (self->application);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  if (tape_desk_get_session (desk) != NULL)
    shown = tape_session_get_database (tape_desk_get_session (desk));
  self->kinds[self->paths->len] = kind;
  g_ptr_array_add (self->paths, g_strdup (path));
  gtk_string_list_append (titles, title);
  if (g_strcmp0 (path, shown) == 0)
    adw_combo_row_set_selected (self->database, self->paths->len - 1);
}

/* What is shown is chosen from the start. */
static void
fill_databases (TapeExportDialog *self)
{
  TapeStorage *storage = tape_application_get_storage (self->application);
  TapeDesk *desk = tape_application_get_desk (self->application);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *live = tape_storage_get_path (storage, TAPE_STORED_LIVE);
  g_autofree char *simulation = tape_storage_get_path (storage, TAPE_STORED_SIMULATION);

  adw_combo_row_set_model (self->database, G_LIST_MODEL (titles));
  add_database (self, titles, live, TAPE_STORED_LIVE, _ ("Live and imported data"));
  add_database (self, titles, simulation, TAPE_STORED_SIMULATION, _ ("Simulation"));
  if (tape_desk_get_files (desk) != NULL && tape_session_get_database (tape_desk_get_session (desk)) != NULL)
    add_database (self, titles, tape_session_get_database (tape_desk_get_session (desk)), TAPE_STORED_REPLAYS,
                  _ ("The replay that is shown"));
  if (self->paths->len == 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->database), _ ("Nothing is stored yet."));
}

static void
add_dates (TapeExportDialog *self)
{
  gint32 today = (gint32)(g_get_real_time () / TAPE_DAY);

  self->from = TAPE_DATE_BUTTON (tape_date_button_new (_ ("First day")));
  self->to = TAPE_DATE_BUTTON (tape_date_button_new (_ ("Last day")));
  tape_date_button_set_date (self->from, today - 1);
  tape_date_button_set_date (self->to, today);
  gtk_box_append (self->dates, GTK_WIDGET (self->from));
  gtk_box_append (self->dates, GTK_WIDGET (self->to));
}

/* --- What was chosen. --- */

static char **
get_symbols (TapeExportDialog *self)
{
  TapeWatchlists *lists = tape_application_get_lists (self->application);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GStrvBuilder) symbols = g_strv_builder_new ();

  switch (adw_combo_row_get_selected (self->symbols))
    {
    case SYMBOLS_WATCHLIST:
      return lists == NULL ? NULL : tape_watchlist_get_symbols (tape_watchlists_get_current (lists));
    case SYMBOLS_TYPED:
      text = g_strdelimit (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->typed))), ",;\t", ' ');
      words = g_strsplit (text, " ", -1);
      for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
          g_strv_builder_add (symbols, *word);
      return g_strv_builder_end (symbols);
    default:
      return NULL;
    }
}

/* The last days are counted back from the last that is stored. */
static TapeSpan
get_span (TapeExportDialog *self)
{
  TapeSpan span = TAPE_SPAN_ALL;
  guint chosen = adw_combo_row_get_selected (self->span);
  TapeStoredKind kind = self->kinds[adw_combo_row_get_selected (self->database)];
  const TapeStored *stored = tape_storage_get (tape_application_get_storage (self->application), kind);

  if (chosen == SPAN_CHOSEN)
    {
      span.from_date = tape_date_button_get_date (self->from);
      span.to_date = tape_date_button_get_date (self->to);
    }
  else if (chosen != SPAN_ALL && stored != NULL && stored->last != TAPE_NO_TIME)
    span.from_date = (gint32)(stored->last / TAPE_DAY) - span_days[chosen] + 1;
  return span;
}

static void
get_options (TapeExportDialog *self, TapeExportOptions *options, char ***symbols)
{
  TapeExportTakes takes = tape_export_table_get_takes (get_table (self));

  *symbols = (takes & TAPE_EXPORT_SYMBOLS) != 0 ? get_symbols (self) : NULL;
  *options = (TapeExportOptions){
    .table = get_table (self),
    .form = adw_combo_row_get_selected (self->form) == FORM_JSON ? TAPE_TEXT_JSON : TAPE_TEXT_CSV,
    .span = (takes & TAPE_EXPORT_SPAN) != 0 ? get_span (self) : TAPE_SPAN_ALL,
    .symbols = (const char *const *)*symbols,
    .length = (takes & TAPE_EXPORT_LENGTH) != 0 ? lengths[adw_combo_row_get_selected (self->length)] : 0,
  };
}

/* --- Export. --- */

static void
on_target_chosen (GtkNativeDialog *dialog, int response, TapeExportDialog *self)
{
  TapeStorage *storage = tape_application_get_storage (self->application);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  TapeExportOptions options;
  g_auto (GStrv) symbols = NULL;

  if (response == GTK_RESPONSE_ACCEPT && storage != NULL && !tape_storage_is_busy (storage))
    {
      get_options (self, &options, &symbols);
      tape_storage_export (storage, self->paths->pdata[adw_combo_row_get_selected (self->database)], &options,
                           adw_combo_row_get_selected (self->symbols) == SYMBOLS_WATCHLIST, file);
      tape_job_row_set_job (self->job, tape_storage_get_job (storage));
      gtk_widget_set_visible (GTK_WIDGET (self->work), TRUE);
    }
  g_object_unref (dialog);
}

static void
show_error (TapeExportDialog *self, const char *message)
{
  gtk_widget_set_visible (GTK_WIDGET (self->work), TRUE);
  tape_job_row_show_error (self->job, message);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeExportDialog *self = TAPE_EXPORT_DIALOG (widget);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) symbols = NULL;
  g_autofree char *name = NULL;
  TapeExportOptions options;
  GtkFileChooserNative *dialog;

  get_options (self, &options, &symbols);
  if (!tape_export_check (&options, NULL, NULL, &error))
    {
      show_error (self, error->message);
      return;
    }
  /* What is not real says so, also by its name. */
  name = g_strdup_printf (
      "%s%s%s%s", is_simulated (self) ? "simulated-" : "", tape_export_table_get_name (options.table),
      options.form == TAPE_TEXT_JSON ? ".jsonl" : ".csv", gtk_switch_get_active (self->gzip) ? ".gz" : "");
  dialog = gtk_file_chooser_native_new (_ ("Export"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"),
                                        NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_target_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- The type. --- */

static void
tape_export_dialog_dispose (GObject *object)
{
  TapeExportDialog *self = TAPE_EXPORT_DIALOG (object);

  g_clear_object (&self->application);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  G_OBJECT_CLASS (tape_export_dialog_parent_class)->dispose (object);
}

static void
tape_export_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_export_dialog_parent_class)->map (widget);
  tape_storage_refresh (tape_application_get_storage (TAPE_EXPORT_DIALOG (widget)->application));
}

static void
tape_export_dialog_class_init (TapeExportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_export_dialog_dispose;
  widget_class->map = tape_export_dialog_map;
  g_type_ensure (TAPE_TYPE_JOB_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, database);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, table);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, length);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, symbols);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, typed);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, span);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, days);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, dates);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, form);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, gzip);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, work);
  gtk_widget_class_bind_template_child (widget_class, TapeExportDialog, job);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_install_action (widget_class, "export.start", NULL, start);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tape_export_dialog_init (TapeExportDialog *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_dates (self);
}

void
tape_export_dialog_show (TapeApplication *application, GtkWindow *parent)
{
  TapeExportDialog *self = g_object_new (TAPE_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);

  self->application = g_object_ref (application);
  fill_tables (self);
  fill_databases (self);
  g_signal_connect_object (tape_application_get_storage (application), "job", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}
