/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The title of the watchlist: which list is shown, and making, naming and removing lists. */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-watchlist-pane-private.h"

static void
fill_list_menu (TapeWatchlistPane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lists));

  g_menu_remove_all (self->list_section);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TapeWatchlist) list = g_list_model_get_item (G_LIST_MODEL (self->lists), i);
      g_autoptr (GMenuItem) item = g_menu_item_new (tape_watchlist_get_name (list), NULL);

      g_menu_item_set_action_and_target (item, "lists.show", "x", tape_watchlists_get_id (self->lists, list));
      g_menu_append_item (self->list_section, item);
    }
}

void
tape_watchlist_pane_show_current (TapeWatchlistPane *self)
{
  TapeWatchlist *list = tape_watchlist_pane_get_list (self);
  gboolean editable = tape_watchlist_is_editable (list);

  gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (list));
  gtk_label_set_text (self->list_name, tape_watchlist_get_name (list));
  g_simple_action_set_state (self->list_action, g_variant_new_int64 (tape_watchlists_get_id (self->lists, list)));
  g_object_set (self->entry, "placeholder-text", editable ? _ ("Filter or add…") : _ ("Filter…"), NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.rename-list", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.remove-list",
                                 editable && g_list_model_get_n_items (G_LIST_MODEL (self->lists)) > 2);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.remove", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.list-threshold", editable);
  fill_list_menu (self);
  tape_watchlist_pane_clear_search (self);
  tape_watchlist_pane_update (self);
  tape_watchlist_pane_show_what_there_is (self);
  tape_watchlist_pane_select_symbol (self);
}

static void
on_show_list (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TapeWatchlistPane *self = data;
  TapeWatchlist *list = tape_watchlists_find (self->lists, g_variant_get_int64 (parameter));

  if (list != NULL)
    tape_watchlists_set_current (self->lists, list);
}

static void
rename_list (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->name_entry),
                         tape_watchlist_get_name (tape_watchlist_pane_get_list (self)));
  gtk_stack_set_visible_child_name (self->title, "entry");
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}

static void
end_renaming (TapeWatchlistPane *self)
{
  gtk_stack_set_visible_child_name (self->title, "menu");
  gtk_label_set_text (self->list_name, tape_watchlist_get_name (tape_watchlist_pane_get_list (self)));
  fill_list_menu (self);
}

static void
on_name_activate (TapeWatchlistPane *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));

  if (strcmp (gtk_stack_get_visible_child_name (self->title), "entry") != 0)
    return;
  if (*name != '\0')
    tape_watchlist_set_name (tape_watchlist_pane_get_list (self), name);
  end_renaming (self);
}

static gboolean
on_name_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, TapeWatchlistPane *self)
{
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  end_renaming (self);
  return GDK_EVENT_STOP;
}

static void
new_list (GtkWidget *widget, const char *action, GVariant *parameter)
{
  /* Translators: a new watchlist, before it is given a name. */
  tape_watchlists_add (TAPE_WATCHLIST_PANE (widget)->lists, _ ("New list"));
  rename_list (widget, action, parameter);
}

static void
remove_list (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (widget);
  g_autofree char *name = g_strdup (tape_watchlist_get_name (tape_watchlist_pane_get_list (self)));

  if (tape_watchlists_remove (self->lists, tape_watchlist_pane_get_list (self)))
    {
      tape_watchlist_pane_show_current (self);
      tape_watchlist_pane_say_removed (self, name);
    }
}

void
tape_watchlist_pane_add_list_action (TapeWatchlistPane *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->list_action = g_simple_action_new_stateful ("show", G_VARIANT_TYPE_INT64, g_variant_new_int64 (0));
  g_signal_connect_object (self->list_action, "activate", G_CALLBACK (on_show_list), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->list_action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "lists", G_ACTION_GROUP (group));
}

void
tape_watchlist_pane_bind_lists (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "watchlist.new-list", NULL, new_list);
  gtk_widget_class_install_action (widget_class, "watchlist.rename-list", NULL, rename_list);
  gtk_widget_class_install_action (widget_class, "watchlist.remove-list", NULL, remove_list);
  gtk_widget_class_bind_template_callback (widget_class, on_name_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_name_key);
}
