/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every action of the window, with its keys. They are bound to the window's class, so that an entry in it keeps its own. */

#include "config.h"

#include "app/tape-main-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-application.h"

/* In the order of the keys Alt+1, Alt+2, …; a page that is not built is skipped. */
static const char *const page_names[] = { "market", "chart", "alerts", "analysis", "feeds" };

static void
show_symbol (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_main_window_show_symbol (TAPE_MAIN_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_place (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *symbol;
  gint64 time;

  g_variant_get (parameter, "(&sx)", &symbol, &time);
  tape_main_window_show_place (TAPE_MAIN_WINDOW (widget), symbol, time);
}

static void
show_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);
  const char *name = g_variant_get_string (parameter, NULL);

  if (adw_view_stack_get_child_by_name (self->pages, name) != NULL)
    adw_view_stack_set_visible_child_name (self->pages, name);
}

static void
show_watchlist (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_flap_set_reveal_flap (TAPE_MAIN_WINDOW (widget)->flap, TRUE);
}

static void
toggle_watchlist (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
filter (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_watchlist (widget, action, parameter);
  tape_watchlist_pane_filter (TAPE_MAIN_WINDOW (widget)->watchlist);
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  /* The pane may take the keyboard when it comes: what has it is asked for before. */
  GtkWidget *came_from = gtk_root_get_focus (GTK_ROOT (widget));

  show_watchlist (widget, action, parameter);
  tape_watchlist_pane_search (TAPE_MAIN_WINDOW (widget)->watchlist, g_variant_get_string (parameter, NULL), came_from);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeMainWindow *self = TAPE_MAIN_WINDOW (widget);

  if (self->removed_rule && self->book != NULL)
    tape_alert_book_undo (self->book);
  else if (self->lists != NULL)
    tape_watchlists_undo (self->lists);
}

static void
toggle_replay (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_replay_bar_toggle (TAPE_MAIN_WINDOW (widget)->replay_bar);
}

static void
dismiss_error (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_main_window_show_error (TAPE_MAIN_WINDOW (widget), NULL);
}

static void
dismiss_store_notice (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_desk_dismiss_store_notice (TAPE_MAIN_WINDOW (widget)->desk);
}

static void
try_storing (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_desk_try_storing (TAPE_MAIN_WINDOW (widget)->desk);
}

static void
open_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (TAPE_MAIN_WINDOW (widget)->menu_button);
}

static void
toggle_fullscreen (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow *window = GTK_WINDOW (widget);

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
start_simulator (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_application_open_simulation (TAPE_APPLICATION (gtk_window_get_application (GTK_WINDOW (widget))));
}

static void
show_stored (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_application_open_stored (TAPE_APPLICATION (gtk_window_get_application (GTK_WINDOW (widget))));
}

void
tape_main_window_update_actions (TapeMainWindow *self)
{
  GPtrArray *feeds = tape_desk_get_feeds (self->desk);
  gboolean simulates = FALSE;

  for (guint i = 0; i < feeds->len && tape_desk_is_simulation (self->desk); i++)
    {
      g_autoptr (TapeFeedHealth) health = tape_feed_get_health (feeds->pdata[i], FALSE);

      simulates = simulates || health->state <= TAPE_FEED_PAUSED;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.start-simulator", !simulates);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-stored", !tape_desk_is_stored (self->desk));
}

/* GTK would make the shortcuts window with each main window, were it named as GTK expects; few starts need it. */
static void
show_help_overlay (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (TAPE_RESOURCE_PATH "/tape-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) by_name = gtk_file_filter_new ();

  gtk_file_filter_set_name (by_name, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (by_name, patterns[i]);
  gtk_file_chooser_add_filter (chooser, by_name);
}

static void
on_files_chosen (GtkNativeDialog *dialog, int response, TapeMainWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

      tape_application_open_files (TAPE_APPLICATION (application), files, -1);
    }
  g_object_unref (dialog);
}

static void
open_files (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const recorded[] = { "*.csv", "*.csv.gz", "*.jsonl", "*.jsonl.gz", "*.ndjson", "*.json", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Open Files of Trades"), GTK_WINDOW (widget),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);

  gtk_file_chooser_set_select_multiple (chooser, TRUE);
  add_filter (chooser, _ ("Trades and bars (CSV, JSON lines)"), recorded);
  add_filter (chooser, _ ("All files"), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_files_chosen), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
tape_main_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *parameter;
    GtkWidgetActionActivateFunc activate;
    guint key;
    GdkModifierType modifiers;
  } actions[] = {
    { "win.show-symbol", "s", show_symbol, 0, 0 },
    { "win.show-place", "(sx)", show_place, 0, 0 },
    { "win.show-page", "s", show_page, 0, 0 },
    { "win.show-watchlist", NULL, show_watchlist, 0, 0 },
    { "win.toggle-watchlist", NULL, toggle_watchlist, GDK_KEY_F9, 0 },
    { "win.filter", NULL, filter, GDK_KEY_f, GDK_CONTROL_MASK },
    { "win.search", "s", search, 0, 0 },
    { "win.undo", NULL, undo, GDK_KEY_z, GDK_CONTROL_MASK },
    { "win.toggle-replay", NULL, toggle_replay, GDK_KEY_p, GDK_CONTROL_MASK },
    { "win.dismiss-error", NULL, dismiss_error, 0, 0 },
    { "win.dismiss-store-notice", NULL, dismiss_store_notice, 0, 0 },
    { "win.try-storing", NULL, try_storing, 0, 0 },
    { "win.menu", NULL, open_menu, GDK_KEY_F10, 0 },
    { "win.toggle-fullscreen", NULL, toggle_fullscreen, GDK_KEY_F11, 0 },
    { "win.start-simulator", NULL, start_simulator, 0, 0 },
    { "win.show-stored", NULL, show_stored, 0, 0 },
    { "win.show-help-overlay", NULL, show_help_overlay, 0, 0 },
    { "win.open-files", NULL, open_files, GDK_KEY_o, GDK_CONTROL_MASK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter, actions[i].activate);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
  tape_main_window_install_rule_actions (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (page_names); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "win.show-page", "s",
                                         page_names[i]);
}
