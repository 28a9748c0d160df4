/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything a key does is an action of the class, so that it also runs from menus and from the accessible tree. */

#include "config.h"

#include "app/tape-chart-view-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define BARS_FAR   10
#define PAN_SHARE  0.1
#define PAGE_SHARE 0.9

/* --- What actions do. --- */

void
tape_chart_pan (TapeChartView *self, double bars)
{
  guint n_bars = 0;
  const TapeBar *all;

  if (self->series == NULL)
    return;
  all = tape_series_get_bars (self->series, &n_bars);
  tape_viewport_pan (&self->viewport, all, n_bars, bars);
  tape_chart_moved (self);
}

void
tape_chart_zoom (TapeChartView *self, gint steps, double pixel)
{
  guint n_bars = 0;
  const TapeBar *all;

  if (self->series == NULL)
    return;
  all = tape_series_get_bars (self->series, &n_bars);
  if (tape_viewport_zoom (&self->viewport, all, n_bars, steps, pixel))
    tape_chart_moved (self);
}

void
tape_chart_scale_automatically (TapeChartView *self)
{
  self->scaled_by_hand = FALSE;
  self->low = self->high = 0;
  self->volume = 0;
  tape_chart_drop_layers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static double
get_bars_across (TapeChartView *self)
{
  return self->geometry.width / tape_viewport_get_spacing (&self->viewport);
}

/* The crosshair comes into sight where it was not, first at the newest bar that is seen. */
static void
move_cursor (TapeChartView *self, gint delta)
{
  gint bar = tape_chart_get_cursor (self);
  double x;

  bar = bar < 0 ? tape_chart_find_bar (self, self->geometry.width - 1) : bar + delta;
  tape_chart_set_cursor (self, MAX (0, bar), NAN, TRUE);
  if (bar < 0)
    return;
  x = tape_chart_get_x (self, tape_chart_get_cursor (self));
  if (x < 0 || x >= self->geometry.width)
    tape_chart_pan (self, (x < 0 ? x - TAPE_VIEWPORT_MARGIN : x - self->geometry.width + TAPE_VIEWPORT_MARGIN)
                              / self->geometry.place.spacing);
}

static void
bar_earlier (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_cursor (TAPE_CHART_VIEW (widget), -1);
}

static void
bar_later (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_cursor (TAPE_CHART_VIEW (widget), 1);
}

static void
bars_earlier (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_cursor (TAPE_CHART_VIEW (widget), -BARS_FAR);
}

static void
bars_later (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_cursor (TAPE_CHART_VIEW (widget), BARS_FAR);
}

static void
pan_left (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_pan (self, -get_bars_across (self) * PAN_SHARE);
}

static void
pan_right (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_pan (self, get_bars_across (self) * PAN_SHARE);
}

static void
page_earlier (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_pan (self, -get_bars_across (self) * PAGE_SHARE);
}

static void
page_later (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_pan (self, get_bars_across (self) * PAGE_SHARE);
}

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_zoom (TAPE_CHART_VIEW (widget), 1, NAN);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_zoom (TAPE_CHART_VIEW (widget), -1, NAN);
}

static void
go_to_first (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_pan (TAPE_CHART_VIEW (widget), -G_MAXINT32);
}

static void
go_to_now (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_pan (TAPE_CHART_VIEW (widget), G_MAXINT32);
}

static void
step_line (TapeChartView *self, gint delta)
{
  guint n_indicators = 0;
  gint n_lines;

  if (self->series != NULL)
    tape_series_get_indicators (self->series, &n_indicators);
  n_lines = 1 + (gint)n_indicators;
  self->readout_line = (guint)((MIN ((gint)self->readout_line, n_lines - 1) + delta + n_lines) % n_lines);
  move_cursor (self, 0);
}

static void
line_before (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_line (TAPE_CHART_VIEW (widget), -1);
}

static void
line_after (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_line (TAPE_CHART_VIEW (widget), 1);
}

/* From the crosshair to wherever it goes next; once more ends it. */
static void
measure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);
  gint bar;
  guint n_bars;

  if (self->measuring)
    {
      tape_chart_stop_measuring (self);
      return;
    }
  if (tape_chart_get_cursor (self) < 0)
    move_cursor (self, 0);
  bar = tape_chart_get_cursor (self);
  if (bar >= 0)
    tape_chart_start_measuring (self, bar, tape_series_get_bars (self->series, &n_bars)[bar].close);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_cancel_drag (self);
  tape_chart_set_cursor (self, -1, NAN, FALSE);
}

static void
speak (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_speak_summary (TAPE_CHART_VIEW (widget));
}

static void
reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  cancel (widget, name, parameter);
  g_object_set (self, "logarithmic", FALSE, "per-cent", FALSE, NULL);
  tape_chart_scale_automatically (self);
  tape_viewport_init (&self->viewport);
  tape_chart_moved (self);
}

static void
scale_automatically (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_scale_automatically (TAPE_CHART_VIEW (widget));
}

static void
new_rule (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_ask_rule (TAPE_CHART_VIEW (widget), NAN);
}

/* From the menu: at the price where it was opened. */
static void
new_rule_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);

  tape_chart_ask_rule (self, self->menu_price);
}

static void
open_firing (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tape_chart_open_firing (TAPE_CHART_VIEW (widget));
}

static void
longer_interval (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "step-interval", 1);
}

static void
shorter_interval (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (widget, "step-interval", -1);
}

/* --- The menu. --- */

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) zoom = g_menu_new ();
  g_autoptr (GMenu) scale = g_menu_new ();
  g_autoptr (GMenu) alerts = g_menu_new ();
  g_autoptr (GMenu) places = g_menu_new ();

  g_menu_append (zoom, _ ("Zoom _In"), "chart.zoom-in");
  g_menu_append (zoom, _ ("Zoom _Out"), "chart.zoom-out");
  g_menu_append (scale, _ ("_Logarithmic Scale"), "chart.logarithmic");
  g_menu_append (scale, _ ("Scale in _Per Cent"), "chart.per-cent");
  g_menu_append (scale, _ ("_Automatic Scale"), "chart.scale-automatically");
  g_menu_append (alerts, _ ("New _Alert Rule Here…"), "chart.new-rule-here");
  g_menu_append (alerts, _ ("Open _Firing"), "chart.open-firing");
  g_menu_append (places, _ ("_Indicators…"), "chart.indicators");
  g_menu_append (places, _ ("_Measure From Here"), "chart.measure");
  g_menu_append (places, _ ("_Go to Time…"), "chart.go-to-time");
  g_menu_append (places, _ ("_Now"), "chart.now");
  g_menu_append (places, _ ("_Reset"), "chart.reset");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (zoom));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (scale));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (alerts));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (places));
  return G_MENU_MODEL (menu);
}

void
tape_chart_show_menu (TapeChartView *self, double x, double y, double price)
{
  self->menu_price = price;
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = make_menu ();

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int)x, (int)y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
show_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TapeChartView *self = TAPE_CHART_VIEW (widget);
  gint bar = tape_chart_get_cursor (self);

  tape_chart_show_menu (self, bar >= 0 ? tape_chart_get_x (self, bar) : self->geometry.width / 2,
                        self->geometry.height / 2, NAN);
}

/* --- The table. --- */

typedef struct
{
  const char *name;
  GtkWidgetActionActivateFunc activate;
  guint key;
  GdkModifierType modifiers;
  guint other_key; /* on the number block, or another */
} Action;

static const Action actions[] = {
  { "chart.bar-earlier", bar_earlier, GDK_KEY_Left, 0, GDK_KEY_KP_Left },
  { "chart.bar-later", bar_later, GDK_KEY_Right, 0, GDK_KEY_KP_Right },
  { "chart.bars-earlier", bars_earlier, GDK_KEY_Left, GDK_SHIFT_MASK, GDK_KEY_KP_Left },
  { "chart.bars-later", bars_later, GDK_KEY_Right, GDK_SHIFT_MASK, GDK_KEY_KP_Right },
  { "chart.pan-left", pan_left, GDK_KEY_Left, GDK_CONTROL_MASK, GDK_KEY_KP_Left },
  { "chart.pan-right", pan_right, GDK_KEY_Right, GDK_CONTROL_MASK, GDK_KEY_KP_Right },
  { "chart.line-before", line_before, GDK_KEY_Up, 0, GDK_KEY_KP_Up },
  { "chart.line-after", line_after, GDK_KEY_Down, 0, GDK_KEY_KP_Down },
  { "chart.zoom-in", zoom_in, GDK_KEY_plus, 0, GDK_KEY_KP_Add },
  { "chart.zoom-in", NULL, GDK_KEY_Up, GDK_CONTROL_MASK, GDK_KEY_KP_Up },
  { "chart.zoom-in", NULL, GDK_KEY_equal, 0, 0 },
  { "chart.zoom-out", zoom_out, GDK_KEY_minus, 0, GDK_KEY_KP_Subtract },
  { "chart.zoom-out", NULL, GDK_KEY_Down, GDK_CONTROL_MASK, GDK_KEY_KP_Down },
  { "chart.page-earlier", page_earlier, GDK_KEY_Page_Up, 0, GDK_KEY_KP_Page_Up },
  { "chart.page-later", page_later, GDK_KEY_Page_Down, 0, GDK_KEY_KP_Page_Down },
  { "chart.first", go_to_first, GDK_KEY_Home, 0, GDK_KEY_KP_Home },
  { "chart.now", go_to_now, GDK_KEY_End, 0, GDK_KEY_KP_End },
  { "chart.measure", measure, GDK_KEY_space, 0, GDK_KEY_KP_Space },
  { "chart.summary", speak, GDK_KEY_Return, 0, GDK_KEY_KP_Enter },
  { "chart.cancel", cancel, GDK_KEY_Escape, 0, 0 },
  { "chart.shorter-interval", shorter_interval, GDK_KEY_bracketleft, 0, 0 },
  { "chart.longer-interval", longer_interval, GDK_KEY_bracketright, 0, 0 },
  { "chart.scale-automatically", scale_automatically, 0, 0, 0 },
  { "chart.reset", reset, GDK_KEY_r, GDK_ALT_MASK, 0 },
  { "chart.new-rule", new_rule, GDK_KEY_a, GDK_ALT_MASK, 0 },
  { "chart.new-rule-here", new_rule_here, 0, 0, 0 },
  { "chart.open-firing", open_firing, GDK_KEY_Return, GDK_ALT_MASK, GDK_KEY_KP_Enter },
  { "chart.menu", show_menu, GDK_KEY_Menu, 0, 0 },
  { "chart.menu", NULL, GDK_KEY_F10, GDK_SHIFT_MASK, 0 },
};

void
tape_chart_install_actions (GtkWidgetClass *widget_class)
{
  /* Backwards: of several keys the menu names the one that was added last. */
  for (gsize i = G_N_ELEMENTS (actions); i-- > 0;)
    {
      const Action *action = &actions[i];

      if (action->activate != NULL)
        gtk_widget_class_install_action (widget_class, action->name, NULL, action->activate);
      if (action->other_key != 0)
        gtk_widget_class_add_binding_action (widget_class, action->other_key, action->modifiers, action->name, NULL);
      if (action->key != 0)
        gtk_widget_class_add_binding_action (widget_class, action->key, action->modifiers, action->name, NULL);
    }
  gtk_widget_class_install_property_action (widget_class, "chart.logarithmic", "logarithmic");
  gtk_widget_class_install_property_action (widget_class, "chart.per-cent", "per-cent");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_ALT_MASK, "chart.logarithmic", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_ALT_MASK, "chart.per-cent", NULL);
  /* The page asks for the time, and has the chooser. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_ALT_MASK, "chart.indicators", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_ALT_MASK, "chart.go-to-time", NULL);
}

/* --- Typing. --- */

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  gunichar letter = gdk_keyval_to_unicode (key);
  char text[8] = "";

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || letter == 0)
    return GDK_EVENT_PROPAGATE;
  if (!g_unichar_isalnum (letter) && letter != ',')
    return GDK_EVENT_PROPAGATE;
  g_unichar_to_utf8 (letter, text);
  g_signal_emit_by_name (data, "typed", text);
  return GDK_EVENT_STOP;
}

void
tape_chart_add_keys (TapeChartView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
