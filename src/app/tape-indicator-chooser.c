/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-indicator-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-indicator-row.h"
#include "app/tape-indicator-settings.h"
#include "model/tape-indicator-text.h"

struct _TapeIndicatorChooser
{
  GtkPopover parent_instance;

  GSettings *settings;
  gboolean writing; /* what changes in the settings comes from here */

  GtkWidget *chosen;
  GtkWidget *search;
  GtkWidget *types;
  GtkWidget *no_match;
  GtkWidget *reset;
};

G_DEFINE_FINAL_TYPE (TapeIndicatorChooser, tape_indicator_chooser, GTK_TYPE_POPOVER)

/* --- Those on the chart. --- */

static void on_row_changed (TapeIndicatorChooser *self);
static void on_row_removed (TapeIndicatorChooser *self, GtkWidget *row);

static TapeIndicatorRow *
get_row (TapeIndicatorChooser *self, gint index)
{
  return (TapeIndicatorRow *)gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->chosen), index);
}

static void
show_chosen (TapeIndicatorChooser *self)
{
  g_autoptr (GVariant) changed = g_settings_get_user_value (self->settings, TAPE_INDICATOR_SETTINGS_KEY);

  gtk_widget_set_visible (self->chosen, get_row (self, 0) != NULL);
  gtk_widget_set_sensitive (self->reset, changed != NULL);
}

static void
write_chosen (TapeIndicatorChooser *self)
{
  g_autoptr (GArray) indicators = g_array_new (FALSE, FALSE, sizeof (TapeIndicator));
  TapeIndicatorRow *row;

  for (gint i = 0; (row = get_row (self, i)) != NULL; i++)
    g_array_append_vals (indicators, tape_indicator_row_get (row), 1);
  self->writing = TRUE;
  tape_indicator_settings_set (self->settings, indicators);
  self->writing = FALSE;
  show_chosen (self);
}

static TapeIndicatorRow *
add_row (TapeIndicatorChooser *self, const TapeIndicator *indicator)
{
  GtkWidget *row = tape_indicator_row_new (indicator);

  g_signal_connect_object (row, "changed", G_CALLBACK (on_row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_row_removed), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->chosen), row);
  return TAPE_INDICATOR_ROW (row);
}

static void
on_row_changed (TapeIndicatorChooser *self)
{
  write_chosen (self);
}

/* The focus goes to the next one, so that a keyboard does not lose it. */
static void
on_row_removed (TapeIndicatorChooser *self, GtkWidget *row)
{
  gint index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  TapeIndicatorRow *next;

  gtk_list_box_remove (GTK_LIST_BOX (self->chosen), row);
  write_chosen (self);
  next = get_row (self, index);
  if (next == NULL && index > 0)
    next = get_row (self, index - 1);
  gtk_widget_grab_focus (next != NULL ? GTK_WIDGET (next) : self->search);
}

static void
on_settings_changed (TapeIndicatorChooser *self)
{
  g_autoptr (GArray) indicators = NULL;
  TapeIndicatorRow *row;

  if (self->writing)
    return;
  indicators = tape_indicator_settings_get (self->settings);
  while ((row = get_row (self, 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->chosen), GTK_WIDGET (row));
  for (guint i = 0; i < indicators->len; i++)
    add_row (self, &g_array_index (indicators, TapeIndicator, i));
  show_chosen (self);
}

static void
on_reset (TapeIndicatorChooser *self)
{
  g_settings_reset (self->settings, TAPE_INDICATOR_SETTINGS_KEY);
}

/* --- Those that can be added. --- */

static const TapeIndicatorType *
get_type_of (GtkListBoxRow *row)
{
  guint n;
  const TapeIndicatorType *const *types = tape_indicator_types (&n);

  return types[gtk_list_box_row_get_index (row)];
}

/* One that is there already, with the usual parameters, is opened to be changed. */
static void
on_type_activated (TapeIndicatorChooser *self, GtkListBoxRow *row)
{
  TapeIndicatorRow *there;
  TapeIndicator indicator;

  if (!tape_indicator_parse (&indicator, get_type_of (row)->name, NULL))
    g_return_if_reached ();
  for (gint i = 0; (there = get_row (self, i)) != NULL; i++)
    if (tape_indicator_equal (tape_indicator_row_get (there), &indicator))
      break;
  if (there == NULL)
    {
      there = add_row (self, &indicator);
      write_chosen (self);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  tape_indicator_row_open (there);
}

static gboolean
matches (TapeIndicatorChooser *self, GtkListBoxRow *row)
{
  const TapeIndicatorType *type = get_type_of (row);
  g_autofree char *all = g_strconcat (type->name, " ", _ (type->title), NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  return strstr (folded, g_strstrip (wanted)) != NULL;
}

/* Hidden rather than filtered, so that a screen reader does not find the others either. */
static GtkListBoxRow *
show_matches (TapeIndicatorChooser *self)
{
  GtkListBoxRow *row, *first = NULL;

  for (gint i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->types), i)) != NULL; i++)
    {
      gboolean match = matches (self, row);

      gtk_widget_set_visible (GTK_WIDGET (row), match);
      if (match && first == NULL)
        first = row;
    }
  return first;
}

static void
on_search_changed (TapeIndicatorChooser *self)
{
  gboolean found = show_matches (self) != NULL;

  gtk_widget_set_visible (self->types, found);
  gtk_widget_set_visible (self->no_match, !found);
}

/* Enter takes the first that matches. */
static void
on_search_activate (TapeIndicatorChooser *self)
{
  GtkListBoxRow *row = show_matches (self);

  if (row != NULL && *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    on_type_activated (self, row);
}

static void
add_types (TapeIndicatorChooser *self)
{
  guint n;
  const TapeIndicatorType *const *types = tape_indicator_types (&n);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *name = gtk_label_new (NULL);
      g_autofree char *text = tape_indicator_get_short_name (types[i]);

      gtk_label_set_label (GTK_LABEL (name), text);
      gtk_widget_add_css_class (name, "dim-label");
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (types[i]->title));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), name);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_list_box_append (GTK_LIST_BOX (self->types), row);
    }
}

/* --- The type. --- */

/* To add one is to type a part of its name and Enter. */
static void
tape_indicator_chooser_map (GtkWidget *widget)
{
  TapeIndicatorChooser *self = TAPE_INDICATOR_CHOOSER (widget);

  GTK_WIDGET_CLASS (tape_indicator_chooser_parent_class)->map (widget);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (self->search);
}

static void
tape_indicator_chooser_dispose (GObject *object)
{
  TapeIndicatorChooser *self = TAPE_INDICATOR_CHOOSER (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tape_indicator_chooser_parent_class)->dispose (object);
}

static void
tape_indicator_chooser_class_init (TapeIndicatorChooserClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_indicator_chooser_dispose;
  widget_class->map = tape_indicator_chooser_map;
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-indicator-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeIndicatorChooser, chosen);
  gtk_widget_class_bind_template_child (widget_class, TapeIndicatorChooser, search);
  gtk_widget_class_bind_template_child (widget_class, TapeIndicatorChooser, types);
  gtk_widget_class_bind_template_child (widget_class, TapeIndicatorChooser, no_match);
  gtk_widget_class_bind_template_child (widget_class, TapeIndicatorChooser, reset);
  gtk_widget_class_bind_template_callback (widget_class, on_type_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
tape_indicator_chooser_init (TapeIndicatorChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (TAPE_APP_ID);
  g_signal_connect_object (self->settings, "changed::" TAPE_INDICATOR_SETTINGS_KEY, G_CALLBACK (on_settings_changed),
                           self, G_CONNECT_SWAPPED);
  add_types (self);
  on_settings_changed (self);
}
