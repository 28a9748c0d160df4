/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-view-private.h"

#include <math.h>

/* Pixels of a touchpad that are a step of a wheel, and pixels of a drag that make the scale e times as wide. */
#define TOUCHPAD_STEP 30.0
#define SCALE_DRAG    200.0

/* A period is chosen by a drag over so many pixels at least. */
#define PERIOD_LEAST 4.0

/* A hand that clicks may move so far. */
#define CLICK_MOST 4.0

/* Panes have scales of their own, which fit by themselves. */
static gboolean
is_on_price_axis (TapeChartView *self, double x, double y)
{
  return x >= self->geometry.width && y < self->geometry.height;
}

static gboolean
is_on_prices (TapeChartView *self, double y)
{
  return y >= 0 && y < self->geometry.height;
}

/* --- The crosshair follows the pointer. --- */

static void
show_crosshair (TapeChartView *self, double x, double y)
{
  self->pointer_x = x;
  self->pointer_y = y;
  if (x < 0 || x >= self->geometry.width || y < 0 || y >= self->geometry.bottom)
    tape_chart_set_cursor (self, -1, NAN, FALSE);
  else
    tape_chart_set_cursor (self, tape_chart_find_bar (self, x), y, FALSE);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  TapeChartView *self = data;

  /* A pointer that rests while the picture changes under it says nothing. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;
  if (self->drag == TAPE_CHART_DRAG_NONE)
    show_crosshair (self, x, y);
  tape_chart_point_at (self, x, y);
}

static void
on_leave (GtkEventControllerMotion *controller, gpointer data)
{
  TapeChartView *self = data;

  self->pointer_x = self->pointer_y = -1;
  if (self->drag == TAPE_CHART_DRAG_NONE && !isnan (self->cursor_y))
    tape_chart_set_cursor (self, -1, NAN, FALSE);
}

static void
on_long_press (GtkGestureLongPress *gesture, double x, double y, gpointer data)
{
  TapeChartView *self = data;

  tape_chart_cancel_drag (self);
  self->drag = TAPE_CHART_DRAG_CROSSHAIR;
  show_crosshair (self, x, y);
}

/* --- Scale. --- */

static void
stretch_scale (TapeChartView *self, double low, double high, double factor)
{
  double middle = (low + high) / 2;
  double half = (high - low) / 2 * factor;

  if (half <= 0 || !isfinite (half))
    return;
  self->scaled_by_hand = TRUE;
  self->low = middle - half;
  self->high = middle + half;
  tape_chart_moved (self);
}

/* --- Wheel and touchpad. --- */

static void
scroll_steps (TapeChartView *self, double steps, gboolean at_pointer)
{
  int whole;

  self->scroll_rest += steps;
  whole = (int)trunc (self->scroll_rest);
  self->scroll_rest -= whole;
  if (whole != 0)
    tape_chart_zoom (self, -whole, at_pointer ? self->pointer_x : NAN);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  TapeChartView *self = data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean touchpad = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double pixels = touchpad ? 1 : TOUCHPAD_STEP;
  gboolean sideways = fabs (dx) > fabs (dy);

  if (is_on_price_axis (self, self->pointer_x, self->pointer_y) && !sideways)
    stretch_scale (self, self->low, self->high, exp (dy * pixels / SCALE_DRAG));
  else if (sideways || (state & GDK_SHIFT_MASK) != 0)
    tape_chart_pan (self, (sideways ? dx : dy) * pixels / self->geometry.place.spacing);
  else
    scroll_steps (self, dy * pixels / TOUCHPAD_STEP, (state & GDK_CONTROL_MASK) != 0 || !self->viewport.following);
  return GDK_EVENT_STOP;
}

/* --- Drag. --- */

static void
begin_drag (TapeChartView *self, GdkModifierType state, double x, double y)
{
  self->drag = TAPE_CHART_DRAG_PAN;
  if (is_on_price_axis (self, x, y))
    self->drag = TAPE_CHART_DRAG_SCALE;
  else if ((state & GDK_CONTROL_MASK) != 0)
    self->drag = TAPE_CHART_DRAG_PERIOD;
  else if ((state & GDK_SHIFT_MASK) != 0)
    self->drag = TAPE_CHART_DRAG_MEASURE;
  self->drag_x = self->drag_last = x;
  self->drag_y = y;
  self->drag_low = self->low;
  self->drag_high = self->high;
  tape_chart_stop_measuring (self);
  if (self->drag == TAPE_CHART_DRAG_MEASURE)
    tape_chart_start_measuring (self, tape_chart_find_bar (self, x),
                                tape_chart_y_to_price (self, MIN (y, self->geometry.height - 1)));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  TapeChartView *self = data;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  /* A click with Alt makes a rule. */
  if ((gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) & GDK_ALT_MASK) != 0)
    return;
  begin_drag (self, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static void
drag_picture (TapeChartView *self, double x, double dy)
{
  double span = self->drag_high - self->drag_low;

  if (self->scaled_by_hand)
    {
      double shift = dy / MAX (1, self->geometry.prices.start - self->geometry.prices.end) * span;

      self->low = self->drag_low + shift;
      self->high = self->drag_high + shift;
    }
  tape_chart_set_cursor (self, -1, NAN, FALSE);
  tape_chart_pan (self, (self->drag_last - x) / self->geometry.place.spacing);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  TapeChartView *self = data;
  double x = self->drag_x + dx, y = self->drag_y + dy, bottom;

  switch (self->drag)
    {
    case TAPE_CHART_DRAG_PAN:
      drag_picture (self, x, dy);
      break;
    case TAPE_CHART_DRAG_SCALE:
      stretch_scale (self, self->drag_low, self->drag_high, exp (dy / SCALE_DRAG));
      break;
    case TAPE_CHART_DRAG_MEASURE:
    case TAPE_CHART_DRAG_CROSSHAIR:
      /* What is measured are prices. */
      bottom = self->drag == TAPE_CHART_DRAG_MEASURE ? self->geometry.height : self->geometry.bottom;
      show_crosshair (self, CLAMP (x, 0, self->geometry.width - 1), CLAMP (y, 0, bottom - 1));
      break;
    case TAPE_CHART_DRAG_PERIOD:
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    case TAPE_CHART_DRAG_NONE:
    default:
      return;
    }
  self->drag_last = x;
}

static void
show_chosen (TapeChartView *self)
{
  gint from = tape_chart_find_bar (self, MIN (self->drag_x, self->drag_last));
  gint to = tape_chart_find_bar (self, MAX (self->drag_x, self->drag_last));
  const TapeBar *bars;
  guint n_bars;

  if (fabs (self->drag_last - self->drag_x) < PERIOD_LEAST || from < 0 || from == to)
    return;
  bars = tape_series_get_bars (self->series, &n_bars);
  tape_viewport_show (&self->viewport, bars, n_bars, (guint)from, (guint)to);
  tape_chart_moved (self);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  TapeChartView *self = data;
  TapeChartDrag drag = self->drag;

  self->drag = TAPE_CHART_DRAG_NONE;
  if (drag == TAPE_CHART_DRAG_PERIOD)
    show_chosen (self);
  else if (drag == TAPE_CHART_DRAG_PAN && hypot (dx, dy) < CLICK_MOST)
    tape_chart_open_mark (self, self->drag_x, self->drag_y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tape_chart_cancel_drag (TapeChartView *self)
{
  self->drag = TAPE_CHART_DRAG_NONE;
  tape_chart_stop_measuring (self);
}

/* --- Clicks and pinches. --- */

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  TapeChartView *self = data;

  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if ((state & GDK_ALT_MASK) != 0 && is_on_prices (self, y))
    tape_chart_ask_rule (self, tape_chart_y_to_price (self, y));
  else if (n_press == 2 && is_on_price_axis (self, x, y))
    tape_chart_scale_automatically (self);
}

static void
on_menu_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  TapeChartView *self = data;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tape_chart_show_menu (self, x, y, is_on_prices (self, y) ? tape_chart_y_to_price (self, y) : NAN);
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, gpointer data)
{
  TapeChartView *self = data;

  tape_chart_cancel_drag (self);
  self->scroll_rest = 0;
  self->drag_last = 0;
}

/* A step of the zoom for each fifth that the fingers move apart. */
static void
on_pinch (GtkGestureZoom *gesture, double scale, gpointer data)
{
  TapeChartView *self = data;
  double steps = log (scale) / log (1.2), x, y;

  if (!gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y) || !isfinite (steps))
    return;
  self->pointer_x = x;
  scroll_steps (self, self->drag_last - steps, TRUE);
  self->drag_last = steps;
}

static GtkEventController *
add (TapeChartView *self, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  return controller;
}

void
tape_chart_add_pointer (TapeChartView *self)
{
  GtkEventController *motion = add (self, gtk_event_controller_motion_new ());
  GtkEventController *scroll = add (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES));
  GtkEventController *drag = add (self, gtk_gesture_drag_new ());
  GtkEventController *click = add (self, gtk_gesture_click_new ());
  GtkEventController *menu = add (self, gtk_gesture_click_new ());
  GtkEventController *pinch = add (self, gtk_gesture_zoom_new ());
  GtkEventController *press = add (self, gtk_gesture_long_press_new ());

  self->pointer_x = self->pointer_y = -1;
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu_pressed), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (on_long_press), self);
  /* A drag is one of the left button only, and none while two fingers pinch. */
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
}
