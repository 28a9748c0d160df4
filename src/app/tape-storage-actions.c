/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-storage-actions.h"

#include <glib/gi18n.h>

#include "model/tape-storage-jobs.h"

/* Who asked, and for what; lives as long as the dialog's handler. */
typedef struct
{
  GtkWidget *widget;
  TapeApplication *application;
  TapeStoredKind kind;
  TapeStorageFailed failed;
} Wish;

static Wish *
wish_new (GtkWidget *widget, TapeApplication *application, TapeStoredKind kind)
{
  Wish *self = g_new0 (Wish, 1);

  *self = (Wish){ .widget = g_object_ref (widget), .application = g_object_ref (application), .kind = kind };
  return self;
}

static void
wish_free (gpointer data, GClosure *closure)
{
  Wish *self = data;

  g_object_unref (self->widget);
  g_object_unref (self->application);
  g_free (self);
}

char *
tape_storage_describe (const TapeStored *stored)
{
  g_autofree char *trades = NULL;
  g_autofree char *days = NULL;

  if (stored == NULL)
    return g_strdup (TAPE_FORMAT_UNKNOWN);
  if (stored->files == 0 || stored->first == TAPE_NO_TIME)
    return g_strdup (_ ("Nothing stored"));
  trades = tape_format_quantity ((double)stored->trades);
  if (stored->days == 0)
    return g_strdup_printf (g_dngettext (NULL, "%s trades in %u replay", "%s trades in %u replays", stored->files),
                            trades, stored->files);
  return g_strdup_printf (g_dngettext (NULL, "%s trades on %u day", "%s trades on %u days", stored->days), trades,
                          stored->days);
}

/* --- Back up. --- */

static void
on_target_chosen (GtkNativeDialog *dialog, int response, Wish *wish)
{
  TapeStorage *storage = tape_application_get_storage (wish->application);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && storage != NULL && !tape_storage_is_busy (storage))
    tape_storage_back_up (storage, wish->kind, file);
  g_object_unref (dialog);
}

void
tape_storage_actions_back_up (GtkWidget *widget, TapeApplication *application, TapeStoredKind kind)
{
  static const char *const names[TAPE_N_STORED] = { "tapeline", "tapeline-simulation", NULL, "tapeline-watchlists" };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Back Up"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Back Up"), NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("%s-%s.db", names[kind], day);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_target_chosen), wish_new (widget, application, kind),
                         wish_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Delete. --- */

static void
on_delete_answered (AdwMessageDialog *dialog, const char *response, Wish *wish)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (response, "back-up"))
    tape_storage_actions_back_up (wish->widget, wish->application, wish->kind);
  else if (g_str_equal (response, "delete") && !tape_application_delete_stored (wish->application, wish->kind, &error))
    wish->failed (wish->widget, error->message);
}

static const char *
get_question (TapeStoredKind kind)
{
  switch (kind)
    {
    case TAPE_STORED_LIVE:
      return _ ("Delete live and imported data?");
    case TAPE_STORED_SIMULATION:
      return _ ("Delete simulated data?");
    case TAPE_STORED_REPLAYS:
    case TAPE_STORED_USER:
    case TAPE_N_STORED:
    default:
      return _ ("Delete replayed data?");
    }
}

/* What follows from it. */
static const char *
get_consequence (TapeStoredKind kind)
{
  switch (kind)
    {
    case TAPE_STORED_LIVE:
      return _ ("What was imported can be imported again from its files.");
    case TAPE_STORED_SIMULATION:
      return _ ("The simulation begins anew. Nothing in it is real.");
    case TAPE_STORED_REPLAYS:
    case TAPE_STORED_USER:
    case TAPE_N_STORED:
    default:
      return _ ("The files that were replayed stay where they are.");
    }
}

static char *
get_body (TapeStorage *storage, TapeStoredKind kind)
{
  const TapeStored *stored = tape_storage_get (storage, kind);
  g_autofree char *what = tape_storage_describe (stored);
  g_autofree char *size = g_format_size (stored == NULL ? 0 : (guint64)stored->bytes);

  return g_strdup_printf (
      _ ("%s, %s: all of it is removed from this machine. This cannot be undone.\n\n%s Watchlists and "
         "preferences stay."),
      what, size, get_consequence (kind));
}

void
tape_storage_actions_delete (GtkWidget *widget,
                             TapeApplication *application,
                             TapeStoredKind kind,
                             TapeStorageFailed failed)
{
  TapeStorage *storage = tape_application_get_storage (application);
  g_autofree char *body = get_body (storage, kind);
  GtkWidget *widget_dialog
      = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), get_question (kind), body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget_dialog);
  Wish *wish = wish_new (widget, application, kind);

  wish->failed = failed;
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  if (kind != TAPE_STORED_REPLAYS)
    adw_message_dialog_add_response (dialog, "back-up", _ ("_Back Up First…"));
  adw_message_dialog_add_response (dialog, "delete", _ ("_Delete"));
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_delete_answered), wish, wish_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
