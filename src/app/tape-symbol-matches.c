/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-symbol-matches.h"

#include <glib/gi18n.h>

struct _TapeSymbolMatches
{
  GtkBox parent_instance;

  TapeSymbolCompleter *completer; /* or NULL */

  GtkListBox *list;
  GtkLabel *text;
  GtkButton *ask;
};

enum
{
  CHOSEN,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeSymbolMatches, tape_symbol_matches, GTK_TYPE_BOX)

/* --- What is shown. --- */

/* "Apple · Nasdaq · USD". */
static char *
describe (const TapePollMatch *match)
{
  const char *const parts[] = { match->name, match->place, match->currency };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", parts[i]);
  return g_string_free (text, FALSE);
}

static void
add_row (TapeSymbolMatches *self, const TapePollMatch *match)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *about = describe (match);
  g_autofree char *name = g_strdup_printf ("%s: %s", match->symbol, about);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), match->symbol);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
}

static const char *
get_symbol (GtkWidget *row)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
}

/* Of the row that has the keyboard; NULL where none has. */
static char *
find_focused (TapeSymbolMatches *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  return row != NULL ? g_strdup (get_symbol (row)) : NULL;
}

static void
fill (TapeSymbolMatches *self, GPtrArray *matches)
{
  g_autofree char *focused = find_focused (self);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < matches->len; i++)
    add_row (self, matches->pdata[i]);
  for (row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL && focused != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (get_symbol (row), focused) == 0)
      gtk_widget_grab_focus (row);
}

static void
show_all (TapeSymbolMatches *self)
{
  GPtrArray *matches = tape_symbol_completer_get_matches (self->completer);
  const char *text = tape_symbol_completer_get_text (self->completer);
  const char *question = tape_symbol_completer_get_question (self->completer);

  fill (self, matches);
  gtk_widget_set_visible (GTK_WIDGET (self->list), matches->len > 0);
  gtk_label_set_text (self->text, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text), text != NULL);
  gtk_button_set_label (self->ask, question != NULL ? question : "");
  gtk_widget_set_visible (GTK_WIDGET (self->ask), question != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), matches->len > 0 || text != NULL || question != NULL);
}

void
tape_symbol_matches_set_completer (TapeSymbolMatches *self, TapeSymbolCompleter *completer)
{
  g_return_if_fail (TAPE_IS_SYMBOL_MATCHES (self));

  if (self->completer != NULL)
    g_signal_handlers_disconnect_by_func (self->completer, show_all, self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (g_set_object (&self->completer, completer) && completer != NULL)
    g_signal_connect_object (completer, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
}

/* --- What a person does. --- */

gboolean
tape_symbol_matches_enter (TapeSymbolMatches *self)
{
  g_return_val_if_fail (TAPE_IS_SYMBOL_MATCHES (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  return gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

gboolean
tape_symbol_matches_close (TapeSymbolMatches *self)
{
  g_return_val_if_fail (TAPE_IS_SYMBOL_MATCHES (self), FALSE);

  if (self->completer == NULL || !gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  tape_symbol_completer_look (self->completer, "");
  return TRUE;
}

/* Not before the row has had its say: choosing removes it. */
static void
on_row (TapeSymbolMatches *self, GtkWidget *row)
{
  g_autofree char *symbol = g_strdup (get_symbol (row));

  g_signal_emit (self, signals[CHOSEN], 0, symbol);
}

static void
on_ask (TapeSymbolMatches *self)
{
  g_signal_emit (self, signals[LEFT], 0); /* the button goes */
  tape_symbol_completer_ask (self->completer);
}

/* Up from the first row, and Escape from any, before the list or the window take them. */
static gboolean
on_key (TapeSymbolMatches *self, guint key, G_GNUC_UNUSED guint code, G_GNUC_UNUSED GdkModifierType modifiers)
{
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  gboolean first = focused != NULL && focused == gtk_widget_get_first_child (GTK_WIDGET (self->list));

  if (key != GDK_KEY_Escape && !(first && (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)))
    return FALSE;
  g_signal_emit (self, signals[LEFT], 0);
  if (key == GDK_KEY_Escape)
    tape_symbol_matches_close (self);
  return TRUE;
}

/* --- The type. --- */

static void
tape_symbol_matches_dispose (GObject *object)
{
  TapeSymbolMatches *self = TAPE_SYMBOL_MATCHES (object);

  g_clear_object (&self->completer);
  G_OBJECT_CLASS (tape_symbol_matches_parent_class)->dispose (object);
}

static void
tape_symbol_matches_class_init (TapeSymbolMatchesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_symbol_matches_dispose;
  signals[CHOSEN]
      = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-symbol-matches.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeSymbolMatches, list);
  gtk_widget_class_bind_template_child (widget_class, TapeSymbolMatches, text);
  gtk_widget_class_bind_template_child (widget_class, TapeSymbolMatches, ask);
  gtk_widget_class_bind_template_callback (widget_class, on_row);
  gtk_widget_class_bind_template_callback (widget_class, on_ask);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

static void
tape_symbol_matches_init (TapeSymbolMatches *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
