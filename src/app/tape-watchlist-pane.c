/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-watchlist-pane.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-watchlist-row.h"

#define SUGGESTIONS 6

struct _TapeWatchlistPane
{
  GtkWidget parent_instance;

  TapeDesk *desk;
  TapeWatchlists *lists;
  gboolean compact;

  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GSimpleAction *list_action;
  char *search;         /* what is typed, folded */
  gboolean shows;       /* what is found is shown, not added */
  GtkWidget *came_from; /* had the keyboard before a symbol was searched for */

  GtkWidget *box;
  GtkStack *title;
  GtkLabel *list_name;
  GtkEntry *name_entry;
  GtkEditable *entry;
  GtkListBox *suggestions;
  GtkStack *stack;
  GtkListView *view;
  AdwStatusPage *unmatched;
  GMenu *list_section;
};

enum
{
  PROP_0,
  PROP_DESK,
  PROP_LISTS,
  PROP_COMPACT,
  N_PROPS
};

enum
{
  CHOSEN,
  REMOVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeWatchlistPane, tape_watchlist_pane, GTK_TYPE_WIDGET)

static TapeWatchlist *
get_list (TapeWatchlistPane *self)
{
  return self->lists == NULL ? NULL : tape_watchlists_get_current (self->lists);
}

/* Position in the list, not among the rows that are filtered. */
static gboolean
find_selected (TapeWatchlistPane *self, guint *position)
{
  TapeWatchRow *row = gtk_single_selection_get_selected_item (self->selection);

  return row != NULL && get_list (self) != NULL
         && tape_watchlist_find (get_list (self), tape_watch_row_get_symbol (row), position);
}

/* --- What is shown. --- */

static void
select_symbol (TapeWatchlistPane *self)
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

static void
show_what_there_is (TapeWatchlistPane *self)
{
  TapeWatchlist *list = get_list (self);
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

static void
on_frame (TapeWatchlistPane *self)
{
  if (get_list (self) != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tape_watchlist_update (get_list (self), self->desk);
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
  on_frame (self);
}

static void
tape_watchlist_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tape_watchlist_pane_parent_class)->map (widget);
  if (TAPE_WATCHLIST_PANE (widget)->desk != NULL)
    on_frame (TAPE_WATCHLIST_PANE (widget));
}

/* --- Filtering and adding. --- */

static void
clear_search (TapeWatchlistPane *self)
{
  gtk_editable_set_text (self->entry, "");
}

/* A search is over: the keyboard goes back to where it was typed. */
static void
end_search (TapeWatchlistPane *self)
{
  GtkWidget *came_from = self->came_from;

  clear_search (self);
  self->shows = FALSE;
  g_clear_weak_pointer (&self->came_from);
  if (came_from != NULL)
    gtk_widget_grab_focus (came_from);
}

static void
show_symbol (TapeWatchlistPane *self, const char *symbol)
{
  g_autofree char *chosen = g_strdup (symbol);

  end_search (self);
  g_signal_emit (self, signals[CHOSEN], 0, chosen);
}

static void
add_symbol (TapeWatchlistPane *self, const char *symbol)
{
  TapeWatchlist *list = get_list (self);

  tape_watchlist_insert (list, symbol, G_MAXUINT);
  clear_search (self);
  on_frame (self);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u",
                              g_list_model_get_n_items (G_LIST_MODEL (list)) - 1);
}

/* A suggestion is added to the list, or only shown where a symbol is searched for. */
static void
take_symbol (TapeWatchlistPane *self, const char *symbol)
{
  if (self->shows)
    show_symbol (self, symbol);
  else
    add_symbol (self, symbol);
}

/* Symbols are written large, unless the session knows the one as it was typed. */
static char *
get_typed_symbol (TapeWatchlistPane *self)
{
  TapeUniverse *universe = tape_desk_get_universe (self->desk);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (universe != NULL && tape_universe_lookup (universe, typed, strlen (typed)) != TAPE_NO_INSTRUMENT)
    return g_steal_pointer (&typed);
  return g_utf8_strup (typed, -1);
}

static void
add_anyway (TapeWatchlistPane *self)
{
  g_autofree char *symbol = get_typed_symbol (self);

  if (*symbol != '\0')
    take_symbol (self, symbol);
}

static GtkWidget *
make_suggestion (TapeWatchlistPane *self, const char *symbol, const char *name)
{
  const char *icon = self->shows ? "go-next-symbolic" : "list-add-symbolic";
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *symbol_label = gtk_label_new (symbol);
  GtkWidget *name_label = gtk_label_new (name);
  g_autofree char *sentence = self->shows ? g_strdup_printf (_ ("Show %s, %s"), symbol, name)
                                          : g_strdup_printf (_ ("Add %s, %s"), symbol, name);

  gtk_widget_add_css_class (symbol_label, "symbol");
  gtk_widget_add_css_class (name_label, "caption");
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name_label, TRUE);
  gtk_box_append (GTK_BOX (box), symbol_label);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  g_object_set_data_full (G_OBJECT (row), "symbol", g_strdup (symbol), g_free);
  return row;
}

static void
suggest (TapeWatchlistPane *self)
{
  TapeWatchlist *list = get_list (self);
  g_autofree char *typed = get_typed_symbol (self);
  g_autoptr (GPtrArray) found = NULL;
  GtkListBoxRow *row;
  gboolean exact = FALSE;
  guint n = 0;

  while ((row = gtk_list_box_get_row_at_index (self->suggestions, 0)) != NULL)
    gtk_list_box_remove (self->suggestions, GTK_WIDGET (row));
  if (self->search != NULL && tape_watchlist_is_editable (list))
    {
      found = tape_instruments_search (gtk_editable_get_text (self->entry), SUGGESTIONS);
      exact = tape_watchlist_find (list, typed, NULL);
    }
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const TapeInstrument *instrument = found->pdata[i];

      exact = exact || strcmp (instrument->symbol, typed) == 0;
      if (tape_watchlist_find (list, instrument->symbol, NULL))
        continue;
      gtk_list_box_append (self->suggestions, make_suggestion (self, instrument->symbol, instrument->name));
      n++;
    }
  if (n > 0 && !exact)
    gtk_list_box_append (self->suggestions, make_suggestion (self, typed, _ ("not in the instrument table")));
  gtk_widget_set_visible (GTK_WIDGET (self->suggestions), n > 0);
}

static void
describe_no_match (TapeWatchlistPane *self)
{
  g_autofree char *title = g_strdup_printf (_ ("No “%s”"), gtk_editable_get_text (self->entry));
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  gboolean editable = tape_watchlist_is_editable (get_list (self));

  adw_status_page_set_title (self->unmatched, escaped);
  adw_status_page_set_description (self->unmatched, editable ? _ ("Not in the instrument table.")
                                                             : _ ("It does not trade in this session."));
  gtk_widget_set_visible (adw_status_page_get_child (self->unmatched), editable);
}

static void
on_search_changed (TapeWatchlistPane *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (get_list (self) == NULL)
    return;
  g_free (self->search);
  self->search = *text == '\0' ? NULL : g_utf8_casefold (text, -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered), GTK_FILTER_CHANGE_DIFFERENT);
  suggest (self);
  describe_no_match (self);
  show_what_there_is (self);
  select_symbol (self);
}

static void
choose (TapeWatchlistPane *self, TapeWatchRow *row)
{
  show_symbol (self, tape_watch_row_get_symbol (row));
}

/* What is watched comes before what only could be. */
static gboolean
is_sought (TapeWatchlistPane *self, TapeWatchRow *row, const char *typed)
{
  return self->shows && row != NULL && g_str_has_prefix (tape_watch_row_get_symbol (row), typed);
}

/* Enter: what is watched is chosen, else the best suggestion taken, else what was typed. */
static void
on_search_activate (TapeWatchlistPane *self)
{
  g_autofree char *typed = get_typed_symbol (self);
  GtkListBoxRow *suggestion = gtk_list_box_get_row_at_index (self->suggestions, 0);
  g_autoptr (TapeWatchRow) row = g_list_model_get_item (G_LIST_MODEL (self->filtered), 0);
  guint position;

  if (self->search == NULL || get_list (self) == NULL)
    return;
  if (tape_watchlist_find (get_list (self), typed, &position))
    {
      g_autoptr (TapeWatchRow) watched = g_list_model_get_item (G_LIST_MODEL (get_list (self)), position);

      choose (self, watched);
    }
  else if (is_sought (self, row, typed))
    choose (self, row);
  else if (suggestion != NULL)
    take_symbol (self, g_object_get_data (G_OBJECT (suggestion), "symbol"));
  else if (row != NULL)
    choose (self, row);
  else if (tape_watchlist_is_editable (get_list (self)))
    add_anyway (self);
}

static void
on_stop_search (TapeWatchlistPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  end_search (self);
}

static gboolean
on_search_key (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, TapeWatchlistPane *self)
{
  if (key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_visible (GTK_WIDGET (self->suggestions)))
    return gtk_widget_child_focus (GTK_WIDGET (self->suggestions), GTK_DIR_DOWN);
  if (gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, 0);
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
on_suggestion (TapeWatchlistPane *self, GtkListBoxRow *row)
{
  take_symbol (self, g_object_get_data (G_OBJECT (row), "symbol"));
}

static void
filter (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_watchlist_pane_filter (TAPE_WATCHLIST_PANE (widget));
}

void
tape_watchlist_pane_filter (TapeWatchlistPane *self)
{
  g_return_if_fail (TAPE_IS_WATCHLIST_PANE (self));

  self->shows = FALSE;
  g_clear_weak_pointer (&self->came_from);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
}

void
tape_watchlist_pane_search (TapeWatchlistPane *self, const char *text, GtkWidget *came_from)
{
  g_return_if_fail (TAPE_IS_WATCHLIST_PANE (self));

  g_set_weak_pointer (&self->came_from, came_from);
  self->shows = TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_text (self->entry, text);
  gtk_editable_set_position (self->entry, -1);
}

/* --- Rows. --- */

static void
on_activate (TapeWatchlistPane *self, guint position)
{
  g_autoptr (TapeWatchRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row != NULL)
    choose (self, row);
}

static void
remove_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeWatchlistPane *self = TAPE_WATCHLIST_PANE (widget);
  g_autofree char *symbol = NULL;
  guint position;

  if (!find_selected (self, &position) || !tape_watchlist_is_editable (get_list (self)))
    return;
  symbol = g_strdup (tape_watch_row_get_symbol (gtk_single_selection_get_selected_item (self->selection)));
  tape_watchlists_remove_symbol (self->lists, position);
  /* It may be added again. */
  on_search_changed (self);
  g_signal_emit (self, signals[REMOVED], 0, symbol);
}

static void
move (TapeWatchlistPane *self, guint from, guint to)
{
  TapeWatchlist *list = get_list (self);

  if (!tape_watchlist_is_editable (list) || to >= g_list_model_get_n_items (G_LIST_MODEL (list))
      || self->search != NULL)
    return;
  tape_watchlist_move (list, from, to);
  gtk_single_selection_set_selected (self->selection, to);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", to);
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

static void
on_dropped (TapeWatchlistRow *widget, TapeWatchRow *dropped, TapeWatchlistPane *self)
{
  TapeWatchRow *place = tape_watchlist_row_get_row (widget);
  guint from;
  guint to;

  if (place != NULL && tape_watchlist_find (get_list (self), tape_watch_row_get_symbol (dropped), &from)
      && tape_watchlist_find (get_list (self), tape_watch_row_get_symbol (place), &to) && from != to)
    move (self, from, to);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, TapeWatchlistPane *self)
{
  GtkWidget *row = tape_watchlist_row_new ();

  g_object_bind_property (self, "compact", row, "compact", G_BINDING_SYNC_CREATE);
  g_signal_connect (row, "dropped", G_CALLBACK (on_dropped), self);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, TapeWatchlistPane *self)
{
  tape_watchlist_row_set_row (TAPE_WATCHLIST_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, TapeWatchlistPane *self)
{
  tape_watchlist_row_set_row (TAPE_WATCHLIST_ROW (gtk_list_item_get_child (item)), NULL);
}

/* --- Lists. --- */

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

static void
show_current (TapeWatchlistPane *self)
{
  TapeWatchlist *list = get_list (self);
  gboolean editable = tape_watchlist_is_editable (list);

  gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (list));
  gtk_label_set_text (self->list_name, tape_watchlist_get_name (list));
  g_simple_action_set_state (self->list_action, g_variant_new_int64 (tape_watchlists_get_id (self->lists, list)));
  g_object_set (self->entry, "placeholder-text", editable ? _ ("Filter or add…") : _ ("Filter…"), NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.rename-list", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.remove-list",
                                 editable && g_list_model_get_n_items (G_LIST_MODEL (self->lists)) > 2);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "watchlist.remove", editable);
  fill_list_menu (self);
  clear_search (self);
  on_frame (self);
  show_what_there_is (self);
  select_symbol (self);
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

  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), tape_watchlist_get_name (get_list (self)));
  gtk_stack_set_visible_child_name (self->title, "entry");
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}

static void
end_renaming (TapeWatchlistPane *self)
{
  gtk_stack_set_visible_child_name (self->title, "menu");
  gtk_label_set_text (self->list_name, tape_watchlist_get_name (get_list (self)));
  fill_list_menu (self);
}

static void
on_name_activate (TapeWatchlistPane *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));

  if (strcmp (gtk_stack_get_visible_child_name (self->title), "entry") != 0)
    return;
  if (*name != '\0')
    tape_watchlist_set_name (get_list (self), name);
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
  g_autofree char *name = g_strdup (tape_watchlist_get_name (get_list (self)));

  if (tape_watchlists_remove (self->lists, get_list (self)))
    {
      show_current (self);
      g_signal_emit (self, signals[REMOVED], 0, name);
    }
}

/* --- The type. --- */

static void
set_desk (TapeWatchlistPane *self, TapeDesk *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::symbol", G_CALLBACK (select_symbol), self, G_CONNECT_SWAPPED);
}

static void
set_lists (TapeWatchlistPane *self, TapeWatchlists *lists)
{
  if (!g_set_object (&self->lists, lists) || lists == NULL)
    return;
  g_signal_connect_object (lists, "notify::current", G_CALLBACK (show_current), self, G_CONNECT_SWAPPED);
  show_current (self);
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
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->list_action);
  g_clear_object (&self->lists);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->search, g_free);
  G_OBJECT_CLASS (tape_watchlist_pane_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "watchlist.filter", NULL, filter);
  gtk_widget_class_install_action (widget_class, "watchlist.remove", NULL, remove_selected);
  gtk_widget_class_install_action (widget_class, "watchlist.move-up", NULL, move_up);
  gtk_widget_class_install_action (widget_class, "watchlist.move-down", NULL, move_down);
  gtk_widget_class_install_action (widget_class, "watchlist.new-list", NULL, new_list);
  gtk_widget_class_install_action (widget_class, "watchlist.rename-list", NULL, rename_list);
  gtk_widget_class_install_action (widget_class, "watchlist.remove-list", NULL, remove_list);
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
  gtk_widget_class_bind_template_callback (widget_class, on_name_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_name_key);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_key);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_suggestion);
  gtk_widget_class_bind_template_callback (widget_class, add_anyway);
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
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", TAPE_TYPE_WATCHLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVED] = g_signal_new ("removed", TAPE_TYPE_WATCHLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  install_actions (widget_class);
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "watchlistpane");
}

static void
add_list_action (TapeWatchlistPane *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->list_action = g_simple_action_new_stateful ("show", G_VARIANT_TYPE_INT64, g_variant_new_int64 (0));
  g_signal_connect_object (self->list_action, "activate", G_CALLBACK (on_show_list), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->list_action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "lists", G_ACTION_GROUP (group));
}

static void
tape_watchlist_pane_init (TapeWatchlistPane *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilter *by_text = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));

  gtk_widget_init_template (GTK_WIDGET (self));
  add_list_action (self);
  self->filtered = gtk_filter_list_model_new (NULL, by_text);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (show_what_there_is), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_list_view_set_factory (self->view, factory);
  g_object_unref (factory);
}
