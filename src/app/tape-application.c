/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-application.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/tape-alert-actions.h"
#include "app/tape-export-dialog.h"
#include "app/tape-import-dialog.h"
#include "app/tape-main-window.h"
#include "app/tape-preferences.h"
#include "model/tape-storage-import.h"
#include "model/tape-storage-jobs.h"
#include "pipeline/tape-home.h"
#include "store/tape-store-delete.h"

#define USAGE_STATUS 2

struct _TapeApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  TapeDesk *desk;
  TapeStorage *storage;
  TapeWatchlists *lists;
  TapeAlertBook *book;
  TapeNotifier *notifier;
  TapeBackground *background;
  TapeMainWindow *window;

  gboolean begun;      /* sessions are opened after the first picture */
  GListModel *pending; /* (element-type GFile), files to be opened then */
  double pending_speed;
  gboolean quitting;
  char *wanted; /* or NULL: session to be shown then, as tape_notifier_name_session() names it */
};

G_DEFINE_FINAL_TYPE (TapeApplication, tape_application, ADW_TYPE_APPLICATION)

/* --- Sessions. --- */

static char **
get_paths (GListModel *files)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);
      g_autofree char *uri = g_file_get_uri (file);

      /* What has no path is not on this machine; opening it says so, by the name that the person gave. */
      g_strv_builder_add (paths, path != NULL ? path : uri);
    }
  return g_strv_builder_end (paths);
}

static void
show_result (TapeApplication *self, const GError *error)
{
  if (self->window != NULL)
    tape_main_window_show_error (self->window, error == NULL ? NULL : error->message);
}

/* The list that is worth seeing in another session: of a replay what trades in it, of the simulation the person's own. */
static void
choose_list (TapeApplication *self)
{
  TapeWatchlist *current = tape_watchlists_get_current (self->lists);
  g_autoptr (TapeWatchlist) first = g_list_model_get_item (G_LIST_MODEL (self->lists), 0);

  if (!tape_desk_is_simulation (self->desk))
    tape_watchlists_set_current (self->lists, tape_watchlists_find (self->lists, TAPE_WATCHLISTS_SESSION));
  else if (tape_watchlists_get_id (self->lists, current) == TAPE_WATCHLISTS_SESSION)
    tape_watchlists_set_current (self->lists, first);
}

static void
take_tick_rule (TapeApplication *self)
{
  tape_desk_set_tick_rule (self->desk, g_settings_get_boolean (self->settings, "tick-rule"));
}

static TapeRetention
get_retention (TapeApplication *self, const char *const keys[3])
{
  return tape_retention_from_days (g_settings_get_int (self->settings, keys[0]),
                                   g_settings_get_int (self->settings, keys[1]),
                                   g_settings_get_int (self->settings, keys[2]));
}

static void
take_retention (TapeApplication *self)
{
  static const char *const stored_keys[] = { "keep-trades", "keep-seconds", "keep-minutes" };
  static const char *const simulated_keys[]
      = { "keep-simulated-trades", "keep-simulated-seconds", "keep-simulated-minutes" };
  const TapeRetention stored = get_retention (self, stored_keys);
  const TapeRetention simulated = get_retention (self, simulated_keys);

  tape_desk_set_retention (self->desk, &stored, &simulated);
}

static void
take_alert_settings (TapeApplication *self)
{
  const TapeAlertSettings settings = {
    .notify = g_settings_get_boolean (self->settings, "alerts-notify"),
    .notify_replays = g_settings_get_boolean (self->settings, "alerts-notify-replays"),
    .daily = (guint)g_settings_get_int (self->settings, "alerts-daily-limit"),
    .quiet = g_settings_get_boolean (self->settings, "alerts-quiet"),
    .quiet_from = (guint)g_settings_get_int (self->settings, "alerts-quiet-from"),
    .quiet_to = (guint)g_settings_get_int (self->settings, "alerts-quiet-to"),
  };

  if (self->book != NULL)
    tape_alert_book_set_settings (self->book, &settings);
}

static void
on_setting (TapeApplication *self, const char *key)
{
  if (g_str_has_prefix (key, "keep-"))
    take_retention (self);
  else if (g_str_has_prefix (key, "alerts-"))
    take_alert_settings (self);
}

static void
open_paths (TapeApplication *self, const char *const *paths, double speed)
{
  g_autoptr (GError) error = NULL;

  take_tick_rule (self);
  if (tape_desk_open_files (self->desk, paths, speed, &error))
    {
      g_settings_set_strv (self->settings, "session-files", paths);
      g_settings_set_boolean (self->settings, "session-stored", FALSE);
      g_settings_set_double (self->settings, "replay-speed", speed);
    }
  show_result (self, error);
}

void
tape_application_open_files (TapeApplication *self, GListModel *files, double speed)
{
  g_auto (GStrv) paths = NULL;

  g_return_if_fail (TAPE_IS_APPLICATION (self));

  if (g_list_model_get_n_items (files) == 0)
    return;
  if (!self->begun)
    {
      g_set_object (&self->pending, files);
      self->pending_speed = speed;
      return;
    }
  paths = get_paths (files);
  open_paths (self, (const char *const *)paths,
              speed < 0 ? g_settings_get_double (self->settings, "replay-speed") : speed);
  choose_list (self);
}

static void
start_simulation (TapeApplication *self)
{
  static const char *const no_files[] = { NULL };
  g_autoptr (GError) error = NULL;

  take_tick_rule (self);
  if (tape_desk_open_simulation (self->desk, g_settings_get_double (self->settings, "simulator-speed"), &error))
    {
      g_settings_set_strv (self->settings, "session-files", no_files);
      g_settings_set_boolean (self->settings, "session-stored", FALSE);
    }
  show_result (self, error);
}

void
tape_application_open_simulation (TapeApplication *self)
{
  g_return_if_fail (TAPE_IS_APPLICATION (self));

  start_simulation (self);
  choose_list (self);
}

static void
open_stored (TapeApplication *self)
{
  static const char *const no_files[] = { NULL };
  g_autoptr (GError) error = NULL;

  take_tick_rule (self);
  if (tape_desk_open_stored (self->desk, &error))
    {
      g_settings_set_strv (self->settings, "session-files", no_files);
      g_settings_set_boolean (self->settings, "session-stored", TRUE);
    }
  show_result (self, error);
}

void
tape_application_open_stored (TapeApplication *self)
{
  g_return_if_fail (TAPE_IS_APPLICATION (self));

  open_stored (self);
  choose_list (self);
}

static void
restore_session (TapeApplication *self)
{
  g_auto (GStrv) paths = g_settings_get_strv (self->settings, "session-files");

  if (g_settings_get_boolean (self->settings, "session-stored"))
    open_stored (self);
  else if (paths[0] != NULL)
    open_paths (self, (const char *const *)paths, g_settings_get_double (self->settings, "replay-speed"));
  else if (g_settings_get_boolean (self->settings, "simulator-enabled"))
    start_simulation (self);
}

/* --- Importing. --- */

static void
on_imported (TapeApplication *self)
{
  if (self->desk != NULL && tape_desk_is_stored (self->desk))
    tape_application_open_stored (self);
}

void
tape_application_import (TapeApplication *self, const char *const *paths, gboolean simulated)
{
  g_return_if_fail (TAPE_IS_APPLICATION (self));

  if (tape_desk_is_stored (self->desk))
    tape_desk_set_aside (self->desk);
  tape_storage_import (self->storage, paths, simulated);
  g_signal_connect_object (tape_storage_get_job (self->storage), "ended", G_CALLBACK (on_imported), self,
                           G_CONNECT_SWAPPED);
}

/* --- Compacting and deleting. --- */

static TapeStoredKind
get_shown (TapeApplication *self)
{
  if (tape_desk_is_simulation (self->desk))
    return TAPE_STORED_SIMULATION;
  if (tape_desk_is_stored (self->desk))
    return TAPE_STORED_LIVE;
  return tape_desk_get_files (self->desk) != NULL ? TAPE_STORED_REPLAYS : TAPE_N_STORED;
}

void
tape_application_compact_stored (TapeApplication *self, TapeStoredKind kind)
{
  g_return_if_fail (TAPE_IS_APPLICATION (self));
  g_return_if_fail (kind == TAPE_STORED_LIVE || kind == TAPE_STORED_SIMULATION);

  if (get_shown (self) == kind && tape_desk_compact (self->desk))
    tape_storage_refresh (self->storage);
  else if (!tape_storage_is_busy (self->storage))
    tape_storage_compact (self->storage, kind);
}

static gboolean
delete_files (TapeApplication *self, TapeStoredKind kind, GError **error)
{
  g_auto (GStrv) paths = tape_storage_list_paths (self->storage, kind);

  for (guint i = 0; paths[i] != NULL; i++)
    if (!tape_store_delete (paths[i], error))
      return FALSE;
  return TRUE;
}

gboolean
tape_application_delete_stored (TapeApplication *self, TapeStoredKind kind, GError **error)
{
  g_auto (GStrv) files = NULL;
  gboolean shown, deleted;

  g_return_val_if_fail (TAPE_IS_APPLICATION (self), FALSE);
  g_return_val_if_fail (kind < TAPE_STORED_USER, FALSE);

  shown = get_shown (self) == kind;
  files = g_strdupv ((char **)tape_desk_get_files (self->desk));
  if (shown)
    tape_desk_close (self->desk);
  deleted = delete_files (self, kind, error);
  if (shown && kind == TAPE_STORED_SIMULATION)
    start_simulation (self);
  else if (shown && kind == TAPE_STORED_LIVE)
    open_stored (self);
  else if (shown)
    open_paths (self, (const char *const *)files, g_settings_get_double (self->settings, "replay-speed"));
  tape_storage_refresh (self->storage);
  return deleted;
}

/* --- The window. --- */

void
tape_application_load (TapeApplication *self)
{
  g_autofree char *folder = tape_home_folder ();
  g_autofree char *path = g_build_filename (folder, TAPE_HOME_USER, NULL);

  if (self->lists != NULL)
    return;
  self->lists = tape_watchlists_new (path);
  self->book = tape_alert_book_new (path, self->desk, self->lists);
  take_alert_settings (self);
  self->notifier = tape_notifier_new (G_APPLICATION (self), self->book, self->desk);
}

/* The session that was asked for, or the last one. */
static void
begin (TapeApplication *self)
{
  g_autoptr (GListModel) pending = g_steal_pointer (&self->pending);
  g_autofree char *wanted = g_steal_pointer (&self->wanted);

  tape_application_load (self);
  self->begun = TRUE;
  self->background = tape_background_new (G_APPLICATION (self), self->settings);
  if (pending != NULL)
    tape_application_open_files (self, pending, self->pending_speed);
  else if (g_strcmp0 (wanted, "simulation") == 0)
    start_simulation (self);
  else if (g_strcmp0 (wanted, "stored") == 0)
    open_stored (self);
  else
    restore_session (self);
}

static void
fill_window (TapeApplication *self)
{
  tape_main_window_set_lists (self->window, self->lists);
  tape_main_window_set_book (self->window, self->book);
}

static gboolean
on_idle_after_paint (gpointer data)
{
  TapeApplication *self = data;

  if (self->window == NULL || self->begun)
    return G_SOURCE_REMOVE;
  tape_application_load (self);
  fill_window (self);
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
on_painted (TapeApplication *self)
{
  if (!self->begun)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_idle_after_paint, g_object_ref (self), g_object_unref);
}

static void
tape_application_activate (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);

  if (self->window == NULL)
    {
      g_set_weak_pointer (&self->window, tape_main_window_new (ADW_APPLICATION (application), self->desk));
      g_signal_connect_object (self->window, "painted", G_CALLBACK (on_painted), self, G_CONNECT_SWAPPED);
      if (self->begun)
        fill_window (self);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tape_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  TapeApplication *self = TAPE_APPLICATION (application);

  if (window == GTK_WINDOW (self->window))
    {
      g_clear_weak_pointer (&self->window);
      if (self->background != NULL && !self->quitting)
        tape_background_window_closed (self->background);
    }
  GTK_APPLICATION_CLASS (tape_application_parent_class)->window_removed (application, window);
}

TapeMainWindow *
tape_application_show_session (TapeApplication *self, const char *name)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  g_application_activate (G_APPLICATION (self));
  if (!self->begun)
    {
      g_free (self->wanted);
      self->wanted = g_strdup (name);
    }
  else if (strcmp (name, tape_notifier_name_session (self->desk)) != 0)
    {
      if (strcmp (name, "simulation") == 0)
        tape_application_open_simulation (self);
      else if (strcmp (name, "stored") == 0)
        tape_application_open_stored (self);
    }
  return self->window;
}

static void
open_from_outside (TapeApplication *self, GListModel *files, double speed)
{
  g_application_activate (G_APPLICATION (self));
  tape_application_open_files (self, files, speed);
}

static void
tape_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_FILE);

  g_list_store_splice (store, 0, 0, (gpointer *)files, (guint)n_files);
  open_from_outside (TAPE_APPLICATION (application), G_LIST_MODEL (store), -1);
}

/* --- The command line. --- */

static gboolean
parse_speed (const char *text, double *speed)
{
  char *end;

  if (strcmp (text, "max") == 0)
    {
      *speed = 0;
      return TRUE;
    }
  errno = 0;
  *speed = g_ascii_strtod (text, &end);
  if (strcmp (end, "x") == 0 || strcmp (end, "×") == 0)
    end += strlen (end);
  return errno == 0 && end != text && *end == '\0' && isfinite (*speed) && *speed > 0 && *speed <= 1e6;
}

static int
tape_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  TapeApplication *self = TAPE_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autofree const char **names = NULL;
  const char *text = NULL;
  double speed = -1;

  if (g_variant_dict_contains (options, "background"))
    {
      if (!self->begun && g_settings_get_boolean (self->settings, "alerts-run-in-background"))
        begin (self);
      return 0;
    }
  if (g_variant_dict_lookup (options, "speed", "&s", &text) && !parse_speed (text, &speed))
    {
      g_application_command_line_printerr (
          line, _ ("tapeline: “%s” is not a speed; it is a number above 0, such as 600, or “max”.\n"), text);
      return USAGE_STATUS;
    }
  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &names))
    for (guint i = 0; names[i] != NULL; i++)
      {
        g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, names[i]);

        g_list_store_append (files, file);
      }
  open_from_outside (self, G_LIST_MODEL (files), speed);
  return 0;
}

static int
tape_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("Tapeline %s\n", TAPE_VERSION);
  return 0;
}

/* --- Actions. --- */

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  tape_preferences_show (self, GTK_WINDOW (self->window), NULL);
}

static void
show_storage (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  tape_preferences_show (self, GTK_WINDOW (self->window), "storage");
}

static void
show_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  tape_export_dialog_show (self, gtk_application_get_active_window (GTK_APPLICATION (self)));
}

static void
show_import (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  tape_import_dialog_show (self, gtk_application_get_active_window (GTK_APPLICATION (self)));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  adw_show_about_window (GTK_WINDOW (self->window), "application-name", "Tapeline", "application-icon", TAPE_APP_ID,
                         "version", TAPE_VERSION, "developer-name", _ ("The Tapeline developers"), "comments",
                         _ ("Watches stock markets in real time, on one desk, without a server."), "license-type",
                         GTK_LICENSE_GPL_3_0, "translator-credits", _ ("translator-credits"), NULL);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  self->quitting = TRUE;
  /* Closing remembers what is to be remembered. */
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  if (self->window == NULL)
    g_application_quit (G_APPLICATION (self));
}

/* The desktop ends a session so, a terminal by Ctrl+C: what is open is closed as by the person. A second one ends at once. */
static gboolean
on_end_signal (gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
add_actions (TapeApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "preferences", .activate = show_preferences },
    { .name = "import", .activate = show_import },
    { .name = "export", .activate = show_export },
    { .name = "storage", .activate = show_storage },
    { .name = "about", .activate = show_about },
    { .name = "quit", .activate = quit },
  };
  static const struct
  {
    const char *action;
    const char *keys[2];
  } keys[] = {
    { "app.preferences", { "<Control>comma" } },
    { "app.import", { "<Control>i" } },
    { "app.export", { "<Control>e" } },
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.open-files", { "<Control>o" } },
    { "win.show-help-overlay", { "<Control>question" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].keys);
}

/* --- Settings that apply at once. --- */

static void
on_simulator_speed (TapeApplication *self)
{
  if (tape_desk_is_simulation (self->desk))
    tape_desk_set_speed (self->desk, g_settings_get_double (self->settings, "simulator-speed"));
}

static void
on_zone (TapeApplication *self)
{
  tape_desk_set_zone (self->desk, (TapeZone)g_settings_get_enum (self->settings, "time-zone"));
}

static void
tape_application_startup (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);
  g_autofree char *folder = tape_home_folder ();

  G_APPLICATION_CLASS (tape_application_parent_class)->startup (application);
  self->settings = g_settings_new (TAPE_APP_ID);
  self->desk = tape_desk_new (folder);
  self->storage = tape_storage_new (folder);
  add_actions (self);
  tape_alert_actions_add (self);
  g_unix_signal_add (SIGTERM, on_end_signal, self);
  g_unix_signal_add (SIGINT, on_end_signal, self);
  g_signal_connect_object (self->settings, "changed::simulator-speed", G_CALLBACK (on_simulator_speed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_setting), self, G_CONNECT_SWAPPED);
  take_retention (self);
  g_signal_connect_object (self->settings, "changed::time-zone", G_CALLBACK (on_zone), self, G_CONNECT_SWAPPED);
  on_zone (self);
}

static void
tape_application_shutdown (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->pending);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  g_clear_object (&self->book);
  g_clear_object (&self->lists);
  if (self->storage != NULL)
    tape_storage_close (self->storage);
  g_clear_object (&self->storage);
  if (self->desk != NULL)
    tape_desk_close (self->desk);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  G_APPLICATION_CLASS (tape_application_parent_class)->shutdown (application);
}

static void
tape_application_class_init (TapeApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  GTK_APPLICATION_CLASS (class)->window_removed = tape_application_window_removed;
  application_class->startup = tape_application_startup;
  application_class->activate = tape_application_activate;
  application_class->open = tape_application_open;
  application_class->command_line = tape_application_command_line;
  application_class->handle_local_options = tape_application_handle_local_options;
  application_class->shutdown = tape_application_shutdown;
}

static void
tape_application_init (TapeApplication *self)
{
  static const GOptionEntry options[] = {
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start without a window, where that is switched on"), NULL },
    { "speed", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Times the recorded pace, or “max”"), N_ ("X") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE…]") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

TapeApplication *
tape_application_new (void)
{
  return g_object_new (TAPE_TYPE_APPLICATION, "application-id", TAPE_APP_ID, "resource-base-path", TAPE_RESOURCE_PATH,
                       "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE, NULL);
}

TapeDesk *
tape_application_get_desk (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->desk;
}

TapeStorage *
tape_application_get_storage (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->storage;
}

TapeWatchlists *
tape_application_get_lists (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->lists;
}

TapeAlertBook *
tape_application_get_book (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->book;
}

TapeNotifier *
tape_application_get_notifier (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->notifier;
}

TapeBackground *
tape_application_get_background (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->background;
}
