/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-sparkline.h"

#include <math.h>
#include <string.h>

#include "app/tape-theme.h"
#include "plot/tape-sparkline.h"

#define WIDTH_LEAST    30
#define HEIGHT_LEAST   20
#define HAIRLINE_ALPHA 0.4f

struct _TapeSparkline
{
  GtkWidget parent_instance;

  float *points;
  guint n_points;
  double base;
  int direction;
};

G_DEFINE_FINAL_TYPE (TapeSparkline, tape_sparkline, GTK_TYPE_WIDGET)

static void
tape_sparkline_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH_LEAST : HEIGHT_LEAST;
}

/* The line fills the width: before the first trade of the day and after now there is nothing to see. */
static guint
trim (const TapeSparkline *self, const float **points)
{
  guint first = 0;
  guint end = self->n_points;

  while (first < end && !isfinite (self->points[first]))
    first++;
  while (end > first && !isfinite (self->points[end - 1]))
    end--;
  *points = self->points + first;
  return end - first;
}

static void
tape_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TapeSparkline *self = TAPE_SPARKLINE (widget);
  const TapePalette *palette = tape_theme_get_palette ();
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  TapeColor hairline = palette->neutral;
  const float *points;
  guint n_points = trim (self, &points);
  cairo_t *cr;

  if (n_points == 0 || width <= 0 || height <= 0)
    return;
  hairline.alpha = HAIRLINE_ALPHA;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  tape_sparkline_draw (cr, width, height, points, n_points, self->base,
                       tape_palette_get_change (palette, self->direction), &hairline);
  cairo_destroy (cr);
}

static void
tape_sparkline_finalize (GObject *object)
{
  g_free (TAPE_SPARKLINE (object)->points);
  G_OBJECT_CLASS (tape_sparkline_parent_class)->finalize (object);
}

static void
tape_sparkline_class_init (TapeSparklineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tape_sparkline_finalize;
  widget_class->measure = tape_sparkline_measure;
  widget_class->snapshot = tape_sparkline_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tape_sparkline_init (TapeSparkline *self)
{
  self->base = NAN;
  g_signal_connect_object (tape_theme_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
tape_sparkline_set_points (TapeSparkline *self, const float *points, guint n_points, double base, double change)
{
  int direction = change > 0 ? 1 : change < 0 ? -1 : 0;
  gsize size = n_points * sizeof *points;

  g_return_if_fail (TAPE_IS_SPARKLINE (self));

  if (n_points == self->n_points && direction == self->direction && memcmp (&base, &self->base, sizeof base) == 0
      && (n_points == 0 || memcmp (points, self->points, size) == 0))
    return;
  if (n_points != self->n_points)
    self->points = g_realloc (self->points, size);
  if (n_points > 0)
    memcpy (self->points, points, size);
  self->n_points = n_points;
  self->base = base;
  self->direction = direction;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
