/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The field of the watchlist: it filters the rows, suggests what can be added, and finds a symbol to show. */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-watchlist-pane-private.h"

#define SUGGESTIONS 6

void
tape_watchlist_pane_clear_search (TapeWatchlistPane *self)
{
  gtk_editable_set_text (self->entry, "");
}

/* A search is over: the keyboard goes back to where it was typed. */
static void
end_search (TapeWatchlistPane *self)
{
  GtkWidget *came_from = self->came_from;

  tape_watchlist_pane_clear_search (self);
  self->shows = FALSE;
  g_clear_weak_pointer (&self->came_from);
  if (came_from != NULL)
    gtk_widget_grab_focus (came_from);
}

void
tape_watchlist_pane_show_symbol (TapeWatchlistPane *self, const char *symbol)
{
  g_autofree char *chosen = g_strdup (symbol);

  end_search (self);
  tape_watchlist_pane_say_chosen (self, chosen);
}

static void
add_symbol (TapeWatchlistPane *self, const char *symbol)
{
  TapeWatchlist *list = tape_watchlist_pane_get_list (self);

  tape_watchlist_insert (list, symbol, G_MAXUINT);
  tape_watchlist_pane_clear_search (self);
  tape_watchlist_pane_update (self);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u",
                              g_list_model_get_n_items (G_LIST_MODEL (list)) - 1);
}

/* A suggestion is added to the list, or only shown where a symbol is searched for. */
static void
take_symbol (TapeWatchlistPane *self, const char *symbol)
{
  if (self->shows)
    tape_watchlist_pane_show_symbol (self, symbol);
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
  TapeWatchlist *list = tape_watchlist_pane_get_list (self);
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
  gboolean editable = tape_watchlist_is_editable (tape_watchlist_pane_get_list (self));

  adw_status_page_set_title (self->unmatched, escaped);
  adw_status_page_set_description (self->unmatched, editable ? _ ("Not in the instrument table.")
                                                             : _ ("It does not trade in this session."));
  gtk_widget_set_visible (adw_status_page_get_child (self->unmatched), editable);
}

void
tape_watchlist_pane_search_changed (TapeWatchlistPane *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (tape_watchlist_pane_get_list (self) == NULL)
    return;
  g_free (self->search);
  self->search = *text == '\0' ? NULL : g_utf8_casefold (text, -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered), GTK_FILTER_CHANGE_DIFFERENT);
  suggest (self);
  describe_no_match (self);
  tape_watchlist_pane_show_what_there_is (self);
  tape_watchlist_pane_select_symbol (self);
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

  if (self->search == NULL || tape_watchlist_pane_get_list (self) == NULL)
    return;
  if (tape_watchlist_find (tape_watchlist_pane_get_list (self), typed, &position))
    {
      g_autoptr (TapeWatchRow) watched
          = g_list_model_get_item (G_LIST_MODEL (tape_watchlist_pane_get_list (self)), position);

      tape_watchlist_pane_show_symbol (self, tape_watch_row_get_symbol (watched));
    }
  else if (is_sought (self, row, typed))
    tape_watchlist_pane_show_symbol (self, tape_watch_row_get_symbol (row));
  else if (suggestion != NULL)
    take_symbol (self, g_object_get_data (G_OBJECT (suggestion), "symbol"));
  else if (row != NULL)
    tape_watchlist_pane_show_symbol (self, tape_watch_row_get_symbol (row));
  else if (tape_watchlist_is_editable (tape_watchlist_pane_get_list (self)))
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

void
tape_watchlist_pane_bind_search (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "watchlist.filter", NULL, filter);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_key);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_suggestion);
  gtk_widget_class_bind_template_callback (widget_class, add_anyway);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_search_changed",
                                                G_CALLBACK (tape_watchlist_pane_search_changed));
}
