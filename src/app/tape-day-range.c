/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-day-range.h"

#include "app/tape-theme.h"

#include <math.h>

#define HEIGHT 14
#define TRACK  4
#define MARKER 3

struct _TapeDayRange
{
  GtkWidget parent_instance;

  double low;
  double high;
  double open;
  double last;
};

G_DEFINE_FINAL_TYPE (TapeDayRange, tape_day_range, GTK_TYPE_WIDGET)

static void
fill (GtkSnapshot *snapshot, const TapeColor *color, double x, double y, double width, double height)
{
  GdkRGBA rgba = { color->red, color->green, color->blue, color->alpha };

  gtk_snapshot_append_color (snapshot, &rgba, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

static double
get_x (TapeDayRange *self, double price)
{
  double room = gtk_widget_get_width (GTK_WIDGET (self)) - MARKER;
  double share = self->high > self->low ? (price - self->low) / (self->high - self->low) : 0.5;

  return round (CLAMP (share, 0, 1) * room);
}

static void
tape_day_range_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeDayRange *self = TAPE_DAY_RANGE (widget);
  const TapePalette *palette = tape_theme_get_palette ();
  const TapeColor *color;
  double top = (gtk_widget_get_height (widget) - HEIGHT) / 2;
  double track = top + (HEIGHT - TRACK) / 2;
  double open, last;

  fill (snapshot, &palette->grid, 0, track, gtk_widget_get_width (widget), TRACK);
  if (!isfinite (self->low) || !isfinite (self->high) || !isfinite (self->open) || !isfinite (self->last))
    return;
  open = get_x (self, self->open);
  last = get_x (self, self->last);
  color = tape_palette_get_change (palette, self->last - self->open);
  fill (snapshot, color, MIN (open, last), track, fabs (last - open) + MARKER, TRACK);
  fill (snapshot, &palette->neutral, open + 1, top + 2, 1, HEIGHT - 4);
  fill (snapshot, color, last, top, MARKER, HEIGHT);
}

static void
tape_day_range_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 140 : HEIGHT;
  *minimum_baseline = *natural_baseline = -1;
}

static void
tape_day_range_class_init (TapeDayRangeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->measure = tape_day_range_measure;
  widget_class->snapshot = tape_day_range_snapshot;
  gtk_widget_class_set_css_name (widget_class, "dayrange");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tape_day_range_init (TapeDayRange *self)
{
  self->low = self->high = self->open = self->last = NAN;
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

void
tape_day_range_set_prices (TapeDayRange *self, double low, double high, double open, double last)
{
  g_return_if_fail (TAPE_IS_DAY_RANGE (self));

  if (is_same (low, self->low) && is_same (high, self->high) && is_same (open, self->open)
      && is_same (last, self->last))
    return;
  self->low = low;
  self->high = high;
  self->open = open;
  self->last = last;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
