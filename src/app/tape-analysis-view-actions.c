/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of an analysis by keyboard and by pointer. */

#include "config.h"

#include <string.h>

#include "app/tape-analysis-view-private.h"

/* More than any grid has. */
#define FAR (G_MAXINT / 2)

/* --- The keyboard. --- */

gboolean
tape_analysis_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);

  /* One Tab stop: arrows are actions of their own. */
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return tape_analysis_view_focus_cell (self, self->has_current ? self->row : 0, self->has_current ? self->column : 0);
}

static void
move (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);
  guint row = self->has_current ? self->row : 0;
  guint column = self->has_current ? self->column : 0;
  gint32 down;
  gint32 right;

  if (tape_analysis_view_is_empty (self))
    return;
  g_variant_get (parameter, "(ii)", &down, &right);
  tape_grid_move (&self->grid, &row, &column, down, right);
  tape_analysis_view_focus_cell (self, row, column);
}

static void
move_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);
  guint row = self->has_current ? self->row : 0;
  guint column = self->has_current ? self->column : 0;
  double page;

  if (tape_analysis_view_is_empty (self))
    return;
  page = (gtk_widget_get_height (widget) - self->grid.header_height) / self->grid.row_height;
  tape_grid_move (&self->grid, &row, &column, g_variant_get_int32 (parameter) * MAX ((gint)page - 1, 1), 0);
  tape_analysis_view_focus_cell (self, row, column);
}

/* The symbol that a row is of, if it is of one. */
static const char *
get_symbol (TapeAnalysisView *self, guint row)
{
  const TapeAnalysisResult *result = self->finding->result;

  if (tape_analysis_result_find_column (result, "symbol") == G_MAXUINT)
    return NULL;
  return self->finding->picture->rows[row];
}

static void
open_row (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);
  const char *symbol;

  if (tape_analysis_view_is_empty (self) || !self->has_current)
    return;
  symbol = get_symbol (self, self->row);
  if (symbol != NULL)
    gtk_widget_activate_action (widget, "win.show-symbol", "s", symbol);
}

/* The next row from the current one whose label begins with what was typed. */
static gboolean
find_row (gpointer data, const char *text)
{
  TapeAnalysisView *self = data;
  guint from = self->has_current ? self->row + (strlen (text) == 1) : 0;

  for (guint i = 0; i < self->grid.n_rows; i++)
    {
      guint row = (from + i) % self->grid.n_rows;

      if (g_ascii_strncasecmp (self->finding->picture->rows[row], text, strlen (text)) == 0)
        return tape_analysis_view_focus_cell (self, row, self->has_current ? self->column : 0);
    }
  return FALSE;
}

static gboolean
on_key (TapeAnalysisView *self, guint key, guint code, GdkModifierType state)
{
  if (tape_analysis_view_is_empty (self))
    return GDK_EVENT_PROPAGATE;
  return tape_type_ahead_take (&self->type_ahead, key, state, find_row, self);
}

/* --- The pointer. --- */

static void
on_motion (TapeAnalysisView *self, double x, double y)
{
  guint row = 0;
  guint column = 0;
  gboolean hovers = tape_analysis_view_pick (self, x, y, &row, &column);

  if (hovers == self->hovers && row == self->hovered_row && column == self->hovered_column)
    return;
  self->hovers = hovers;
  self->hovered_row = row;
  self->hovered_column = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (TapeAnalysisView *self)
{
  on_motion (self, -1, -1);
}

static void
on_click (TapeAnalysisView *self, int n_press, double x, double y)
{
  guint row;
  guint column;

  if (!tape_analysis_view_pick (self, x, y, &row, &column))
    return;
  tape_analysis_view_focus_cell (self, row, column);
  if (n_press == 2)
    gtk_widget_activate_action (GTK_WIDGET (self), "grid.open", NULL);
}

gboolean
tape_analysis_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TapeAnalysisView *self = TAPE_ANALYSIS_VIEW (widget);
  cairo_rectangle_int_t place;
  guint row = self->row;
  guint column = self->column;
  g_autofree char *text = NULL;

  if (tape_analysis_view_is_empty (self) || (keyboard && !self->has_current))
    return FALSE;
  if (!keyboard && !tape_analysis_view_pick (self, x, y, &row, &column))
    return FALSE;
  text = tape_analysis_view_dup_name (self, row, column);
  tape_analysis_view_place (self, row, column, &place);
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ place.x, place.y, place.width, place.height });
  return TRUE;
}

/* --- Both. --- */

static void
bind_move (GtkWidgetClass *class, guint key, guint keypad, int down, int right)
{
  gtk_widget_class_add_binding_action (class, key, 0, "grid.move", "(ii)", down, right);
  gtk_widget_class_add_binding_action (class, keypad, 0, "grid.move", "(ii)", down, right);
  gtk_widget_class_add_binding_action (class, key, GDK_CONTROL_MASK, "grid.move", "(ii)", down * FAR, right * FAR);
}

void
tape_analysis_view_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "grid.move", "(ii)", move);
  gtk_widget_class_install_action (class, "grid.move-page", "i", move_page);
  gtk_widget_class_install_action (class, "grid.open", NULL, open_row);

  bind_move (class, GDK_KEY_Left, GDK_KEY_KP_Left, 0, -1);
  bind_move (class, GDK_KEY_Right, GDK_KEY_KP_Right, 0, 1);
  bind_move (class, GDK_KEY_Up, GDK_KEY_KP_Up, -1, 0);
  bind_move (class, GDK_KEY_Down, GDK_KEY_KP_Down, 1, 0);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Home, 0, "grid.move", "(ii)", 0, -FAR);
  gtk_widget_class_add_binding_action (class, GDK_KEY_End, 0, "grid.move", "(ii)", 0, FAR);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Home, GDK_CONTROL_MASK, "grid.move", "(ii)", -FAR, -FAR);
  gtk_widget_class_add_binding_action (class, GDK_KEY_End, GDK_CONTROL_MASK, "grid.move", "(ii)", FAR, FAR);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Page_Up, 0, "grid.move-page", "i", -1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Page_Down, 0, "grid.move-page", "i", 1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, 0, "grid.open", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_KP_Enter, 0, "grid.open", NULL);
}

void
tape_analysis_view_add_controllers (TapeAnalysisView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_click), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
