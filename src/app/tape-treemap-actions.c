/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The treemap by keyboard and by pointer. */

#include "config.h"

#include <string.h>

#include "app/tape-market-text.h"
#include "app/tape-treemap-view-private.h"

void
tape_treemap_view_open (TapeTreemapView *self, guint tile)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-symbol", "s",
                              tape_treemap_view_get_instrument (self, tile)->symbol);
}

/* --- The keyboard. --- */

static gboolean
focus_tile (TapeTreemapView *self, guint tile)
{
  guint place;

  if (tile == TAPE_TREEMAP_NONE || tile >= self->tiles->len)
    return FALSE;
  place = tape_treemap_get_place (self->treemap, tile, NULL, NULL);
  self->current = tile;
  tape_treemap_view_name_item (self, place);
  gtk_widget_set_child_visible (self->items->pdata[place], TRUE);
  return gtk_widget_grab_focus (self->items->pdata[place]);
}

gboolean
tape_treemap_view_focus_tile (TapeTreemapView *self)
{
  g_return_val_if_fail (TAPE_IS_TREEMAP_VIEW (self), FALSE);

  if (self->tiles->len == 0 || tape_treemap_get_drift (self->treemap) == 1)
    return FALSE;
  return focus_tile (self,
                     self->current != TAPE_TREEMAP_NONE ? self->current : tape_treemap_get_nth (self->treemap, 0));
}

gboolean
tape_treemap_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);

  /* One Tab stop: arrows are actions of their own. */
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return tape_treemap_view_focus_tile (self);
}

static void
move (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);
  gint32 dx;
  gint32 dy;

  g_variant_get (parameter, "(ii)", &dx, &dy);
  if (self->current == TAPE_TREEMAP_NONE)
    tape_treemap_view_focus_tile (self);
  else
    focus_tile (self, tape_treemap_nearest (self->treemap, self->current, dx, dy));
}

/* To the first or last tile of the group, by @parameter. */
static void
move_in_group (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);
  guint first;
  guint last;

  if (self->current == TAPE_TREEMAP_NONE)
    return;
  tape_treemap_get_place (self->treemap, self->current, &first, &last);
  focus_tile (self, tape_treemap_get_nth (self->treemap, g_variant_get_int32 (parameter) < 0 ? first : last));
}

/* To the first tile of the next or previous group. */
static void
move_to_group (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);
  guint first;
  guint last;

  if (self->current == TAPE_TREEMAP_NONE)
    return;
  tape_treemap_get_place (self->treemap, self->current, &first, &last);
  if (g_variant_get_int32 (parameter) > 0 && last + 1 < self->tiles->len)
    focus_tile (self, tape_treemap_get_nth (self->treemap, last + 1));
  else if (g_variant_get_int32 (parameter) < 0 && first > 0)
    {
      tape_treemap_get_place (self->treemap, tape_treemap_get_nth (self->treemap, first - 1), &first, NULL);
      focus_tile (self, tape_treemap_get_nth (self->treemap, first));
    }
}

/* Where nothing had the focus yet, the first tile is meant. */
static void
open_current (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);

  if (self->tiles->len == 0)
    return;
  if (self->current == TAPE_TREEMAP_NONE)
    self->current = tape_treemap_get_nth (self->treemap, 0);
  if (self->group == TAPE_MARKET_ALL)
    tape_market_set_group (self->market, tape_treemap_view_get_tile (self, self->current)->group);
  else
    tape_treemap_view_open (self, self->current);
}

static void
go_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tape_market_set_group (TAPE_TREEMAP_VIEW (widget)->market, TAPE_MARKET_ALL);
}

/* The next tile from the current one whose symbol begins with what was typed. */
static gboolean
find_symbol (gpointer data, const char *text)
{
  TapeTreemapView *self = data;
  guint from = 0;

  if (self->current != TAPE_TREEMAP_NONE)
    from = tape_treemap_get_place (self->treemap, self->current, NULL, NULL) + (strlen (text) == 1);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      guint tile = tape_treemap_get_nth (self->treemap, (from + i) % self->tiles->len);

      if (g_ascii_strncasecmp (tape_treemap_view_get_instrument (self, tile)->symbol, text, strlen (text)) == 0)
        return focus_tile (self, tile);
    }
  return FALSE;
}

static gboolean
on_key (TapeTreemapView *self, guint key, guint code, GdkModifierType state)
{
  if (self->tiles->len == 0)
    return GDK_EVENT_PROPAGATE;
  return tape_type_ahead_take (&self->type_ahead, key, state, find_symbol, self);
}

/* --- The pointer. --- */

static void
on_motion (TapeTreemapView *self, double x, double y)
{
  guint tile;
  guint caption;

  tape_treemap_pick (self->treemap, x, y, &tile, &caption);
  if (tile == self->hovered && caption == self->hovered_caption)
    return;
  self->hovered = tile;
  self->hovered_caption = caption;
  gtk_widget_set_cursor_from_name (
      GTK_WIDGET (self),
      caption != TAPE_TREEMAP_NONE || (tile != TAPE_TREEMAP_NONE && self->group != TAPE_MARKET_ALL) ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (TapeTreemapView *self)
{
  on_motion (self, -1, -1);
}

static void
on_click (TapeTreemapView *self, int n_press, double x, double y)
{
  guint tile;
  guint caption;

  if (!tape_treemap_pick (self->treemap, x, y, &tile, &caption))
    return;
  if (caption != TAPE_TREEMAP_NONE)
    tape_market_set_group (self->market, caption);
  else if (n_press == 2 || self->group != TAPE_MARKET_ALL)
    tape_treemap_view_open (self, tile);
  else
    focus_tile (self, tile);
}

gboolean
tape_treemap_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TapeTreemapView *self = TAPE_TREEMAP_VIEW (widget);
  cairo_rectangle_int_t place;
  guint tile = self->current;
  guint caption = TAPE_TREEMAP_NONE;
  g_autofree char *text = NULL;

  if (tape_market_get_frame (self->market) == NULL || self->tiles->len == 0)
    return FALSE;
  if (!keyboard)
    tape_treemap_pick (self->treemap, x, y, &tile, &caption);
  if (tile != TAPE_TREEMAP_NONE)
    {
      text = tape_market_text_tooltip (tape_treemap_view_get_instrument (self, tile),
                                       tape_treemap_view_get_values (self, tile), self->grouping,
                                       tape_treemap_view_get_tile (self, tile)->group);
      tape_treemap_get_tile (self->treemap, tile, &place);
      gtk_tooltip_set_markup (tooltip, text);
    }
  else if (caption != TAPE_TREEMAP_NONE)
    {
      text = tape_market_text_group (tape_group_name (self->grouping, caption),
                                     &tape_market_get_frame (self->market)->groups[self->grouping][caption]);
      tape_treemap_get_caption (self->treemap, caption, &place);
      gtk_tooltip_set_text (tooltip, text);
    }
  else
    return FALSE;
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ place.x, place.y, place.width, place.height });
  return TRUE;
}

static void
bind_move (GtkWidgetClass *class, guint key, guint keypad, int dx, int dy, int group)
{
  gtk_widget_class_add_binding_action (class, key, 0, "treemap.move", "(ii)", dx, dy);
  gtk_widget_class_add_binding_action (class, keypad, 0, "treemap.move", "(ii)", dx, dy);
  gtk_widget_class_add_binding_action (class, key, GDK_CONTROL_MASK, "treemap.move-to-group", "i", group);
}

void
tape_treemap_view_install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "treemap.move", "(ii)", move);
  gtk_widget_class_install_action (class, "treemap.move-in-group", "i", move_in_group);
  gtk_widget_class_install_action (class, "treemap.move-to-group", "i", move_to_group);
  gtk_widget_class_install_action (class, "treemap.open", NULL, open_current);
  gtk_widget_class_install_action (class, "treemap.up", NULL, go_up);

  bind_move (class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0, -1);
  bind_move (class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0, 1);
  bind_move (class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1, -1);
  bind_move (class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1, 1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Home, 0, "treemap.move-in-group", "i", -1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_End, 0, "treemap.move-in-group", "i", 1);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, 0, "treemap.open", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_KP_Enter, 0, "treemap.open", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_BackSpace, 0, "treemap.up", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Escape, 0, "treemap.up", NULL);
}

void
tape_treemap_view_add_controllers (TapeTreemapView *self)
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
