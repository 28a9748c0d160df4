/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the menu and keys do that is not a window's: dialogs, preferences, the end. */

#include "config.h"

#include "app/tape-application-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/tape-alert-actions.h"
#include "app/tape-export-dialog.h"
#include "app/tape-feed-dialog.h"
#include "app/tape-import-dialog.h"
#include "app/tape-preferences.h"

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
show_sources (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  tape_preferences_show (self, GTK_WINDOW (self->window), "sources");
}

static void
choose_sources (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;

  tape_application_load (self);
  tape_feed_dialog_show (self, gtk_application_get_active_window (GTK_APPLICATION (self)), NULL);
}

/* The feed is named by its id. */
static void
edit_source (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeApplication *self = data;
  const TapeUserFeed *feed;

  tape_application_load (self);
  feed = tape_feed_book_find (self->feeds, g_variant_get_int64 (parameter));
  if (feed != NULL)
    tape_feed_dialog_show (self, gtk_application_get_active_window (GTK_APPLICATION (self)), feed);
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

void
tape_application_add_actions (TapeApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "preferences", .activate = show_preferences },
    { .name = "import", .activate = show_import },
    { .name = "export", .activate = show_export },
    { .name = "sources", .activate = show_sources },
    { .name = "choose-sources", .activate = choose_sources },
    { .name = "edit-source", .activate = edit_source, .parameter_type = "x" },
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
  tape_alert_actions_add (self);
  g_unix_signal_add (SIGTERM, on_end_signal, self);
  g_unix_signal_add (SIGINT, on_end_signal, self);
}
