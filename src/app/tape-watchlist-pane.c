/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-watchlist-pane-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-watchlist-row.h"

enum
{
  PROP_0,
  PROP_DESK,
  PROP_LISTS,
  PROP_BOOK,
  PROP_COMPACT,
  N_PROPS
};

enum
{
  CHOSEN,
  REMOVED,
  FAILED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeWatchlistPane, tape_watchlist_pane, GTK_TYPE_WIDGET)

TapeWatchlist *
tape_watchlist_pane_get_list (TapeWatchlistPane *self)
{
  return self->lists == NULL ? NULL : tape_watchlists_get_current (self->lists);
}

void
tape_watchlist_pane_say_chosen (TapeWatchlistPane *self, const char *symbol)
{
  g_signal_emit (self, signals[CHOSEN], 0, symbol);
}

void
tape_watchlist_pane_say_removed (TapeWatchlistPane *self, const char *what)
{
  g_signal_emit (self, signals[REMOVED], 0, what);
}

/* Position in the list, not among the rows that are filtered. */
static gboolean
find_selected (TapeWatchlistPane *self, guint *position)
{
  TapeWatchRow *row = gtk_single_selection_get_selected_item (self->selection);

  return row != NULL && tape_watchlist_pane_get_list (self) != NULL
         && tape_watchlist_find (tape_watchlist_pane_get_list (self), tape_watch_row_get_symbol (row), position);
}

/* --- What is shown. --- */

void
tape_watchlist_pane_select_symbol (TapeWatchlistPane *self)
{
  const char *symbol = self->desk == NULL ? NULL : tape_desk_get_symbol (self->desk);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; symbol != NULL && i < n; i++)
    {
      g_autoptr (TapeWatchRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (strcmp (tape_watch_row_get_symbol (row), symbol) != 0)
        continue;
      if (gtk_single_selection_get_selected (self->selection) != i)
        gtk_single_selection_set_selected (self->selection, i);
      return;
    }
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

void
tape_watchlist_pane_show_what_there_is (TapeWatchlistPane *self)
{
  TapeWatchlist *list = tape_watchlist_pane_get_list (self);
  const char *name = "list";

  if (list == NULL)
    return;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0)
    {
      if (self->search == NULL)
        name = tape_watchlist_is_editable (list) ? "empty" : "quiet";
      else
        name = gtk_widget_get_visible (GTK_WIDGET (self->suggestions)) ? "nothing" : "unmatched";
    }
  gtk_stack_set_visible_child_name (self->stack, name);
}

static gboolean
matches (gpointer item, gpointer data)
{
  TapeWatchlistPane *self = data;
  const TapeWatchValues *values = tape_watch_row_get_values (item);
  g_autofree char *symbol = NULL;
  g_autofree char *name = NULL;

  if (self->search == NULL)
    return TRUE;
  symbol = g_utf8_casefold (tape_watch_row_get_symbol (item), -1);
  name = g_utf8_casefold (values->instrument->name, -1);
  return strstr (symbol, self->search) != NULL || strstr (name, self->search) != NULL;
}

void
tape_watchlist_pane_update (TapeWatchlistPane *self)
{
  if (tape_watchlist_pane_get_list (self) != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_watchlist_update (tape_watchlist_pane_get_list (self), self->desk);
}

static void
on_session (TapeWatchlistPane *self)
{
  guint n = self->lists == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->lists));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TapeWatchlist) list = g_list_model_get_item (G_LIST_MODEL (self->lists), i);

      tape_watchlist_forget (list);
    }
  tape_watchlist_pane_update (self);
}

static void
tape_watchlist_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_watchlist_pane_parent_class)->map (widget);
  if (TAPE_WATCHLIST_PANE (widget)->desk != NULL)
    tape_watchlist_pane_update (TAPE_WATCHLIST_PANE (widget));
}

/* --- Rows. --- */

static void
on_activate (TapeWatchlistPane *self, guint position)
{
  g_autoptr (TapeWatchRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row != NULL)
    tape_watchlist_pane_show_symbol (self, tape_watch_row_get_symbol (row));
}

static void
remove_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (widget);
  g_autofree char *symbol = NULL;
  guint position;

  if (!find_selected (self, &position) || !tape_watchlist_is_editable (tape_watchlist_pane_get_list (self)))
    return;
  symbol = g_strdup (tape_watch_row_get_symbol (gtk_single_selection_get_selected_item (self->selection)));
  tape_watchlists_remove_symbol (self->lists, position);
  /* It may be added again. */
  tape_watchlist_pane_search_changed (self);
  tape_watchlist_pane_say_removed (self, symbol);
}

GtkWidget *
tape_watchlist_pane_find_row (TapeWatchlistPane *self, const char *symbol)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *child = gtk_widget_get_first_child (item);
      TapeWatchRow *row
          = TAPE_IS_WATCHLIST_ROW (child) ? tape_watchlist_row_get_row (TAPE_WATCHLIST_ROW (child)) : NULL;

      if (row != NULL && strcmp (tape_watch_row_get_symbol (row), symbol) == 0)
        return item;
    }
  return NULL;
}

static void
focus_row (TapeWatchlistPane *self, const char *symbol)
{
  GtkWidget *item = tape_watchlist_pane_find_row (self, symbol);

  if (item != NULL)
    gtk_widget_grab_focus (item);
}

static void
move (TapeWatchlistPane *self, guint from, guint to)
{
  TapeWatchlist *list = tape_watchlist_pane_get_list (self);
  g_autoptr (TapeWatchRow) row = g_list_model_get_item (G_LIST_MODEL (list), from);

  if (!tape_watchlist_is_editable (list) || to >= g_list_model_get_n_items (G_LIST_MODEL (list))
      || self->search != NULL)
    return;
  tape_watchlist_move (list, from, to);
  gtk_single_selection_set_selected (self->selection, to);
  focus_row (self, tape_watch_row_get_symbol (row));
}

static void
move_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint position;

  if (find_selected (TAPE_WATCHLIST_PANE (widget), &position) && position > 0)
    move (TAPE_WATCHLIST_PANE (widget), position, position - 1);
}

static void
move_down (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint position;

  if (find_selected (TAPE_WATCHLIST_PANE (widget), &position))
    move (TAPE_WATCHLIST_PANE (widget), position, position + 1);
}

static gboolean
select_again (gpointer data)
{
  tape_watchlist_pane_select_symbol (data);
  return G_SOURCE_REMOVE;
}

static void
on_dropped (TapeWatchlistRow *widget, TapeWatchRow *dropped, TapeWatchlistPane *self)
{
  TapeWatchRow *place = tape_watchlist_row_get_row (widget);
  guint from;
  guint to;

  if (place != NULL
      && tape_watchlist_find (tape_watchlist_pane_get_list (self), tape_watch_row_get_symbol (dropped), &from)
      && tape_watchlist_find (tape_watchlist_pane_get_list (self), tape_watch_row_get_symbol (place), &to)
      && from != to)
    move (self, from, to);
  /* The button that is let go of selects the row below it, but a drag chooses nothing. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, select_again, g_object_ref (self), g_object_unref);
}

static void
on_alert_asked (TapeWatchlistRow *widget, TapeWatchlistPane *self)
{
  TapeWatchRow *row = tape_watchlist_row_get_row (widget);

  if (row != NULL)
    tape_watchlist_pane_ask_threshold (self, tape_watch_row_get_symbol (row), GTK_WIDGET (widget));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, TapeWatchlistPane *self)
{
  GtkWidget *row = tape_watchlist_row_new ();

  g_object_bind_property (self, "compact", row, "compact", G_BINDING_SYNC_CREATE);
  g_signal_connect (row, "dropped", G_CALLBACK (on_dropped), self);
  g_signal_connect (row, "alert-asked", G_CALLBACK (on_alert_asked), self);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, TapeWatchlistPane *self)
{
  TapeWatchlistRow *row = TAPE_WATCHLIST_ROW (gtk_list_item_get_child (item));

  tape_watchlist_row_set_row (row, gtk_list_item_get_item (item));
  tape_watchlist_row_set_book (row, self->book);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, TapeWatchlistPane *self)
{
  tape_watchlist_row_set_row (TAPE_WATCHLIST_ROW (gtk_list_item_get_child (item)), NULL);
}

/* --- The type. --- */

static void
set_desk (TapeWatchlistPane *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "frame", G_CALLBACK (tape_watchlist_pane_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::symbol", G_CALLBACK (tape_watchlist_pane_select_symbol), self,
                           G_CONNECT_SWAPPED);
}

static void
set_lists (TapeWatchlistPane *self, TapeWatchlists *lists)
{
  if (!g_set_object (&self->lists, lists) || lists == NULL)
    return;
  g_signal_connect_object (lists, "notify::current", G_CALLBACK (tape_watchlist_pane_show_current), self,
                           G_CONNECT_SWAPPED);
  tape_watchlist_pane_show_current (self);
}

/* The book comes after the first picture, when there are rows already. */
static void
set_book (TapeWatchlistPane *self, TapeAlertBook *book)
{
  if (!g_set_object (&self->book, book))
    return;
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->view)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *child = gtk_widget_get_first_child (item);

      if (TAPE_IS_WATCHLIST_ROW (child))
        tape_watchlist_row_set_book (TAPE_WATCHLIST_ROW (child), book);
    }
}

static void
tape_watchlist_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (object);

  switch (id)
    {
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_LISTS:
      g_value_set_object (value, self->lists);
      break;
    case PROP_BOOK:
      g_value_set_object (value, self->book);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlist_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (object);

  switch (id)
    {
    case PROP_DESK:
      set_desk (self, g_value_get_object (value));
      break;
    case PROP_LISTS:
      set_lists (self, g_value_get_object (value));
      break;
    case PROP_BOOK:
      set_book (self, g_value_get_object (value));
      break;
    case PROP_COMPACT:
      self->compact = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_watchlist_pane_dispose (GObject *object)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (object);

  g_clear_weak_pointer (&self->came_from);
  g_clear_pointer (&self->threshold, gtk_widget_unparent);
  g_clear_pointer (&self->threshold_of, g_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->list_action);
  g_clear_object (&self->lists);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (tape_watchlist_pane_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "watchlist.remove", NULL, remove_selected);
  gtk_widget_class_install_action (widget_class, "watchlist.move-up", NULL, move_up);
  gtk_widget_class_install_action (widget_class, "watchlist.move-down", NULL, move_down);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "watchlist.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "watchlist.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "watchlist.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "watchlist.move-down", NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-watchlist-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, box);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, title);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, list_name);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, name_entry);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, entry);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, suggestions);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, stack);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, view);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, unmatched);
  gtk_widget_class_bind_template_child (widget_class, TapeWatchlistPane, list_section);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
tape_watchlist_pane_class_init (TapeWatchlistPaneClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tape_watchlist_pane_get_property;
  object_class->set_property = tape_watchlist_pane_set_property;
  object_class->dispose = tape_watchlist_pane_dispose;
  widget_class->map = tape_watchlist_pane_map;

  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, flags);
  properties[PROP_LISTS] = g_param_spec_object ("lists", NULL, NULL, TAPE_TYPE_WATCHLISTS, flags);
  properties[PROP_BOOK] = g_param_spec_object ("book", NULL, NULL, TAPE_TYPE_ALERT_BOOK, flags);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", TAPE_TYPE_WATCHLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVED] = g_signal_new ("removed", TAPE_TYPE_WATCHLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", TAPE_TYPE_WATCHLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  install_actions (widget_class);
  bind_template (widget_class);
  tape_watchlist_pane_bind_alerts (widget_class);
  tape_watchlist_pane_bind_search (widget_class);
  tape_watchlist_pane_bind_lists (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "watchlistpane");
}

static void
tape_watchlist_pane_init (TapeWatchlistPane *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilter *by_text = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));

  gtk_widget_init_template (GTK_WIDGET (self));
  tape_watchlist_pane_add_list_action (self);
  self->filtered = gtk_filter_list_model_new (NULL, by_text);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (tape_watchlist_pane_show_what_there_is), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_list_view_set_factory (self->view, factory);
  g_object_unref (factory);
}
