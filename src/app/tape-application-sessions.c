/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which session is shown: opened as asked for or as it was the last time, set aside while what is stored of it is imported
 * into, compacted or deleted. */

#include "config.h"

#include "app/tape-application-private.h"

#include "app/tape-main-window.h"
#include "model/tape-storage-import.h"
#include "model/tape-storage-jobs.h"
#include "store/tape-store-delete.h"

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

void
tape_application_resume (TapeApplication *self, const char *name)
{
  g_auto (GStrv) paths = g_settings_get_strv (self->settings, "session-files");

  if (g_strcmp0 (name, "simulation") == 0)
    start_simulation (self);
  else if (g_strcmp0 (name, "stored") == 0 || g_settings_get_boolean (self->settings, "session-stored"))
    open_stored (self);
  else if (paths[0] != NULL)
    open_paths (self, (const char *const *)paths, g_settings_get_double (self->settings, "replay-speed"));
  else if (tape_feed_book_count_enabled (self->feeds) > 0)
    open_stored (self);
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
