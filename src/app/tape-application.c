/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-application-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/tape-main-window.h"
#include "pipeline/tape-home.h"

#define USAGE_STATUS 2

G_DEFINE_FINAL_TYPE (TapeApplication, tape_application, ADW_TYPE_APPLICATION)

/* --- Settings that apply at once. --- */

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
on_simulator_speed (TapeApplication *self)
{
  if (tape_desk_is_simulation (self->desk))
    tape_desk_set_speed (self->desk, g_settings_get_double (self->settings, "simulator-speed"));
}

/* The setting is in per cent. */
static void
on_disagreement (TapeApplication *self)
{
  tape_desk_set_disagreement (self->desk, g_settings_get_double (self->settings, "source-disagreement") / 100);
}

static void
on_zone (TapeApplication *self)
{
  tape_desk_set_zone (self->desk, (TapeZone)g_settings_get_enum (self->settings, "time-zone"));
}

static void
on_feeds (TapeApplication *self)
{
  tape_desk_set_live_feeds (self->desk, tape_feed_book_get_feeds (self->feeds));
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
  self->feeds = tape_feed_book_new (path);
  g_signal_connect_object (self->feeds, "changed", G_CALLBACK (on_feeds), self, G_CONNECT_SWAPPED);
  on_feeds (self);
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
  else
    tape_application_resume (self, wanted);
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

/* --- The type. --- */

static void
tape_application_startup (GApplication *application)
{
  TapeApplication *self = TAPE_APPLICATION (application);
  g_autofree char *folder = tape_home_folder ();

  G_APPLICATION_CLASS (tape_application_parent_class)->startup (application);
  self->settings = g_settings_new (TAPE_APP_ID);
  self->desk = tape_desk_new (folder);
  self->storage = tape_storage_new (folder);
  tape_application_add_actions (self);
  g_signal_connect_object (self->settings, "changed::simulator-speed", G_CALLBACK (on_simulator_speed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (on_setting), self, G_CONNECT_SWAPPED);
  take_retention (self);
  g_signal_connect_object (self->settings, "changed::time-zone", G_CALLBACK (on_zone), self, G_CONNECT_SWAPPED);
  on_zone (self);
  g_signal_connect_object (self->settings, "changed::source-disagreement", G_CALLBACK (on_disagreement), self,
                           G_CONNECT_SWAPPED);
  on_disagreement (self);
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
  g_clear_object (&self->feeds);
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

TapeFeedBook *
tape_application_get_feed_book (TapeApplication *self)
{
  g_return_val_if_fail (TAPE_IS_APPLICATION (self), NULL);

  return self->feeds;
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
