/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-source-preferences.h"

#include <glib/gi18n.h>

#include "app/tape-feed-dialog.h"
#include "app/tape-key-row.h"
#include "app/tape-source-row.h"
#include "pipeline/tape-keys.h"

struct _TapeSourcePreferences
{
  AdwPreferencesPage parent_instance;

  TapeApplication *application;
  TapeFeedBook *book;
  GSettings *settings;
  GPtrArray *rows;       /* of TapeSourceRow */
  GPtrArray *key_rows;   /* of TapeKeyRow */
  TapeUserFeed *removed; /* or NULL: what can be undone */

  GtkWidget *problem_group;
  AdwActionRow *problem;
  AdwPreferencesGroup *feeds;
  GtkWidget *add;
  GtkWidget *none;
  AdwPreferencesGroup *keys;
  GtkSwitch *unofficial;
  GtkSpinButton *disagreement;
};

G_DEFINE_FINAL_TYPE (TapeSourcePreferences, tape_source_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
say (TapeSourcePreferences *self, const GError *error)
{
  const char *message = error != NULL ? error->message : tape_feed_book_get_message (self->book);
  g_autofree char *escaped = message != NULL ? g_markup_escape_text (message, -1) : NULL;

  gtk_widget_set_visible (self->problem_group, message != NULL);
  adw_action_row_set_subtitle (self->problem, escaped != NULL ? escaped : "");
}

/* A keyring that is locked asks to be unlocked: not before somebody looks here. */
static void
look_for_keys (TapeSourcePreferences *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint i = 0; i < self->key_rows->len; i++)
    tape_key_row_look (self->key_rows->pdata[i]);
}

/* --- Feeds. --- */

static GtkWindow *
get_window (TapeSourcePreferences *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_add (TapeSourcePreferences *self)
{
  tape_feed_dialog_show (self->application, get_window (self), NULL);
}

static void
on_edit (TapeSourcePreferences *self, TapeSourceRow *row)
{
  const TapeUserFeed *feed = tape_feed_book_find (self->book, tape_source_row_get_id (row));

  if (feed != NULL)
    tape_feed_dialog_show (self->application, get_window (self), feed);
}

static void
on_switched (TapeSourcePreferences *self, gboolean enabled, TapeSourceRow *row)
{
  g_autoptr (GError) error = NULL;

  tape_feed_book_set_enabled (self->book, tape_source_row_get_id (row), enabled, &error);
  say (self, error);
  if (error == NULL && enabled && tape_desk_is_simulation (tape_application_get_desk (self->application)))
    tape_application_open_stored (self->application);
}

static void
on_up (TapeSourcePreferences *self, TapeSourceRow *row)
{
  g_autoptr (GError) error = NULL;

  tape_feed_book_move_up (self->book, tape_source_row_get_id (row), &error);
  say (self, error);
}

static void
undo_removal (TapeSourcePreferences *self)
{
  g_autoptr (TapeUserFeed) removed = g_steal_pointer (&self->removed);
  g_autoptr (GError) error = NULL;

  if (removed == NULL)
    return;
  tape_feed_book_restore (self->book, removed, &error);
  say (self, error);
}

static void
on_remove (TapeSourcePreferences *self, TapeSourceRow *row)
{
  const TapeUserFeed *feed = tape_feed_book_find (self->book, tape_source_row_get_id (row));
  g_autoptr (TapeUserFeed) was = feed != NULL ? tape_user_feed_copy (feed) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *escaped = NULL;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (was == NULL)
    return;
  if (!tape_feed_book_remove (self->book, was->id, &error))
    {
      say (self, error);
      return;
    }
  title = g_strdup_printf (_ ("%s removed"), was->name);
  escaped = g_markup_escape_text (title, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_removal), self, G_CONNECT_SWAPPED);
  g_clear_pointer (&self->removed, tape_user_feed_free);
  self->removed = g_steal_pointer (&was);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (get_window (self)), toast);
  say (self, NULL);
}

static void
add_row (TapeSourcePreferences *self, const TapeUserFeed *feed, gboolean first)
{
  GtkWidget *row = tape_source_row_new (feed, first);

  g_signal_connect_object (row, "switched", G_CALLBACK (on_switched), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "up", G_CALLBACK (on_up), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->feeds, row);
  g_ptr_array_add (self->rows, row);
}

/* Number of the feed whose row has the keyboard, or 0. */
static gint64
find_focused (TapeSourcePreferences *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (gtk_widget_get_focus_child (self->rows->pdata[i]) != NULL)
      return tape_source_row_get_id (self->rows->pdata[i]);
  return 0;
}

static gboolean
is_shown (TapeSourcePreferences *self, GPtrArray *feeds)
{
  for (guint i = 0; i < feeds->len; i++)
    if (i >= self->rows->len || tape_source_row_get_id (self->rows->pdata[i]) != ((TapeUserFeed *)feeds->pdata[i])->id)
      return FALSE;
  return feeds->len == self->rows->len;
}

static void
fill (TapeSourcePreferences *self, GPtrArray *feeds)
{
  gint64 focused = find_focused (self);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->feeds, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < feeds->len; i++)
    {
      add_row (self, feeds->pdata[i], i == 0);
      if (((TapeUserFeed *)feeds->pdata[i])->id == focused)
        gtk_widget_grab_focus (self->rows->pdata[i]);
    }
}

static void
show_feeds (TapeSourcePreferences *self)
{
  GPtrArray *feeds = tape_feed_book_get_feeds (self->book);

  if (!is_shown (self, feeds))
    fill (self, feeds);
  else
    for (guint i = 0; i < feeds->len; i++)
      tape_source_row_show (self->rows->pdata[i], feeds->pdata[i], i == 0);
  gtk_widget_set_visible (self->none, feeds->len == 0);
  look_for_keys (self); /* one may have come with a feed */
  say (self, NULL);
}

void
tape_source_preferences_set_application (TapeSourcePreferences *self, TapeApplication *application)
{
  TapeFeedBook *book = tape_application_get_feed_book (application);

  g_return_if_fail (TAPE_IS_SOURCE_PREFERENCES (self));

  self->application = application;
  for (guint i = 0; i < self->key_rows->len; i++)
    tape_key_row_set_desk (self->key_rows->pdata[i], tape_application_get_desk (application));
  gtk_widget_set_sensitive (self->add, book != NULL);
  if (!g_set_object (&self->book, book))
    return;
  g_signal_connect_object (book, "changed", G_CALLBACK (show_feeds), self, G_CONNECT_SWAPPED);
  show_feeds (self);
}

/* --- Keys. --- */

static void
tape_source_preferences_map (GtkWidget *widget)
{
  TapeSourcePreferences *self = TAPE_SOURCE_PREFERENCES (widget);

  GTK_WIDGET_CLASS (tape_source_preferences_parent_class)->map (widget);
  look_for_keys (self);
}

static void
on_key_kept (TapeSourcePreferences *self, TapeKeyRow *row)
{
  tape_desk_take_key (tape_application_get_desk (self->application), tape_key_row_get_service (row), TAPE_KEYS_ACCOUNT);
}

static void
add_keys (TapeSourcePreferences *self)
{
  g_autoptr (GArray) offers = tape_feed_offer_list_keyed ();

  for (guint i = 0; i < offers->len; i++)
    {
      GtkWidget *row = tape_key_row_new (&g_array_index (offers, TapeFeedOffer, i));

      g_signal_connect_object (row, "kept", G_CALLBACK (on_key_kept), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->keys, row);
      g_ptr_array_add (self->key_rows, row);
    }
}

/* --- The type. --- */

static void
tape_source_preferences_dispose (GObject *object)
{
  TapeSourcePreferences *self = TAPE_SOURCE_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->book);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->key_rows, g_ptr_array_unref);
  g_clear_pointer (&self->removed, tape_user_feed_free);
  G_OBJECT_CLASS (tape_source_preferences_parent_class)->dispose (object);
}

static void
tape_source_preferences_class_init (TapeSourcePreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_source_preferences_dispose;
  widget_class->map = tape_source_preferences_map;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-source-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, problem_group);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, problem);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, feeds);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, add);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, none);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, keys);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, unofficial);
  gtk_widget_class_bind_template_child (widget_class, TapeSourcePreferences, disagreement);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
tape_source_preferences_init (TapeSourcePreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->key_rows = g_ptr_array_new ();
  self->settings = g_settings_new (TAPE_APP_ID);
  g_settings_bind (self->settings, "unofficial-sources", self->unofficial, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "source-disagreement", self->disagreement, "value", G_SETTINGS_BIND_DEFAULT);
  add_keys (self);
}
