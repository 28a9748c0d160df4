/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done with rules of alerts from anywhere in the window. */

#include "config.h"

#include "app/tape-main-window-private.h"

#include <glib/gi18n.h>

#include "alerts/tape-rule-text.h"
#include "app/tape-late-page.h"
#include "app/tape-rule-editor.h"
#include "model/tape-rule-title.h"
#include "pipeline/tape-rule-file.h"

/* --- Writing one. --- */

static void
new_rule (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);
  const char *text = g_variant_get_string (parameter, NULL);

  if (self->book != NULL)
    tape_rule_editor_show (GTK_WINDOW (self), self->book, self->desk, 0, *text != '\0' ? text : NULL);
}

static void
edit_rule (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);
  TapeAlertRule *rule
      = self->book == NULL ? NULL : tape_alert_book_find_rule (self->book, g_variant_get_int64 (parameter));

  if (rule != NULL)
    tape_rule_editor_show (GTK_WINDOW (self), self->book, self->desk, tape_alert_rule_get_id (rule),
                           tape_alert_rule_get_text (rule));
}

/* --- Removing one. --- */

static void
remove_rule (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  TapeAlertRule *rule = self->book == NULL ? NULL : tape_alert_book_find_rule (self->book, id);
  const TapeRule *parsed;
  g_autofree char *title = NULL;

  if (rule == NULL)
    return;
  parsed = tape_alert_rule_get_rule (rule);
  title = parsed != NULL ? tape_rule_title_new (parsed) : g_strdup (tape_alert_rule_get_text (rule));
  tape_alert_book_remove_rule (self->book, id);
  tape_main_window_say_removed (self, title, TRUE);
}

/* --- Files of rules. --- */

static void
say (TapeMainWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static char *
describe_import (guint n_added, guint n_there)
{
  g_autofree char *added = g_strdup_printf (ngettext ("%u rule added", "%u rules added", n_added), n_added);
  g_autofree char *there
      = g_strdup_printf (ngettext ("%u was there already", "%u were there already", n_there), n_there);

  return n_there > 0 ? g_strdup_printf ("%s, %s", added, there) : g_steal_pointer (&added);
}

static void
import_file (TapeMainWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = path == NULL ? NULL : tape_rule_file_read (path, &error);
  g_autofree char *text = NULL;
  guint n_added, n_there;

  if (path == NULL)
    tape_main_window_show_error (self, _ ("Rules are read from files of this machine only."));
  else if (lines == NULL || !tape_alert_book_import (self->book, lines, &n_added, &n_there, &error))
    tape_main_window_show_error (self, error->message);
  else
    {
      text = describe_import (n_added, n_there);
      say (self, text);
    }
}

static void
on_import_chosen (GtkNativeDialog *dialog, int response, TapeMainWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    import_file (self, file);
  g_object_unref (dialog);
}

static void
import_rules (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Import Rules"), GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"), NULL);

  if (TAPE_MAIN_WINDOW (widget)->book == NULL)
    {
      g_object_unref (dialog);
      return;
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_import_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_export_chosen (GtkNativeDialog *dialog, int response, TapeMainWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file == NULL ? NULL : g_file_get_path (file);
  GListModel *rules = tape_alert_book_get_rules (self->book);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_object_unref (dialog);
  if (response != GTK_RESPONSE_ACCEPT || path == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (rules); i++)
    {
      g_autoptr (TapeAlertRule) rule = g_list_model_get_item (rules, i);
      TapeUserRule *line = g_new0 (TapeUserRule, 1);

      line->id = tape_alert_rule_get_id (rule);
      line->text = (char *)tape_alert_rule_get_text (rule);
      line->enabled = tape_alert_rule_get_enabled (rule);
      g_ptr_array_add (lines, line);
    }
  if (!tape_rule_file_write (path, lines, &error))
    tape_main_window_show_error (self, error->message);
}

static void
export_rules (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkFileChooserNative *dialog;

  if (TAPE_MAIN_WINDOW (widget)->book == NULL)
    return;
  dialog = gtk_file_chooser_native_new (_ ("Export Rules"), GTK_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_SAVE,
                                        _ ("_Export"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "rules.txt");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_export_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- What fired. --- */

/* The page is made when it is shown first. */
static void
show_firing (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);
  GtkWidget *late = adw_view_stack_get_child_by_name (self->pages, "alerts");
  GtkWidget *page;

  adw_view_stack_set_visible_child_name (self->pages, "alerts");
  page = adw_bin_get_child (ADW_BIN (late));
  if (page != NULL)
    gtk_widget_activate_action (page, "alerts.show-firing", "x", g_variant_get_int64 (parameter));
}

void
tape_main_window_install_rule_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-rule", "s", new_rule);
  gtk_widget_class_install_action (widget_class, "win.edit-rule", "x", edit_rule);
  gtk_widget_class_install_action (widget_class, "win.remove-rule", "x", remove_rule);
  gtk_widget_class_install_action (widget_class, "win.import-rules", NULL, import_rules);
  gtk_widget_class_install_action (widget_class, "win.export-rules", NULL, export_rules);
  gtk_widget_class_install_action (widget_class, "win.show-firing", "x", show_firing);
}
