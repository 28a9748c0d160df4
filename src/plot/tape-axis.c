/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-axis.h"

#include <math.h>

#include "plot/tape-hairline.h"
#include "plot/tape-rounded.h"

#define TICKS_MAX  64
#define TAG_RADIUS 4.0
#define TAG_RISE   3

void
tape_axis_draw_grid (cairo_t *cr,
                     double width,
                     double height,
                     const double *horizontal,
                     guint n_horizontal,
                     const double *vertical,
                     guint n_vertical,
                     const TapeColor *color)
{
  cairo_save (cr);
  for (guint i = 0; i < n_horizontal; i++)
    cairo_rectangle (cr, 0, floor (horizontal[i]), width, 1);
  for (guint i = 0; i < n_vertical; i++)
    cairo_rectangle (cr, floor (vertical[i]), 0, 1, height);
  tape_color_set (color, cr);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
show_text (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  cairo_move_to (cr, round (x), round (y));
  pango_cairo_show_layout (cr, layout);
}

guint
tape_axis_draw_values (cairo_t *cr,
                       PangoLayout *layout,
                       const TapeScale *scale,
                       double width,
                       double spacing,
                       TapeAxisFormat format,
                       gpointer data,
                       const TapeColor *color)
{
  double ticks[TICKS_MAX];
  guint decimals;
  guint n = tape_scale_ticks (scale, spacing, ticks, G_N_ELEMENTS (ticks), &decimals);

  tape_color_set (color, cr);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = format (ticks[i], decimals, data);
      int text_width, text_height;
      double y = tape_scale_map (scale, ticks[i]);

      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &text_width, &text_height);
      if (text_width + TAPE_AXIS_PADDING <= width)
        show_text (cr, layout, TAPE_AXIS_PADDING, y - text_height / 2.0);
    }
  return decimals;
}

void
tape_axis_draw_labels (cairo_t *cr,
                       PangoLayout *layout,
                       double width,
                       double height,
                       const TapeAxisLabel *labels,
                       guint n_labels,
                       const TapeColor *color)
{
  tape_color_set (color, cr);
  for (guint i = 0; i < n_labels; i++)
    {
      int text_width, text_height;
      double x;

      pango_layout_set_text (layout, labels[i].text, -1);
      pango_layout_get_pixel_size (layout, &text_width, &text_height);
      x = round (labels[i].position + 0.5 - text_width / 2.0);
      if (x >= 0 && x + text_width <= width)
        show_text (cr, layout, x, (height - text_height) / 2);
    }
}

void
tape_axis_draw_level (cairo_t *cr, double width, double y, const TapeColor *color)
{
  tape_hairline_draw_dashed (cr, width, y, 3, 3, color);
}

double
tape_axis_draw_tag (
    cairo_t *cr, PangoLayout *layout, double x, double y, double width, const char *text, const TapeColor *ground)
{
  TapeColor ink = tape_color_text_on (ground);
  int text_width, text_height;
  double top;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  if (width <= 0)
    width = text_width + 2 * TAPE_AXIS_PADDING;
  top = round (y - text_height / 2.0);

  cairo_save (cr);
  tape_rounded_add (cr, x, top - TAG_RISE, width, text_height + 2 * TAG_RISE,
                    MIN (TAG_RADIUS, text_height / 2.0 + TAG_RISE));
  tape_color_set (ground, cr);
  cairo_fill (cr);
  tape_color_set (&ink, cr);
  show_text (cr, layout, x + TAPE_AXIS_PADDING, top);
  cairo_restore (cr);
  return width;
}

double
tape_axis_measure (PangoLayout *layout, const char *const *texts)
{
  int widest = 0;

  for (; *texts != NULL; texts++)
    {
      int width;

      pango_layout_set_text (layout, *texts, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}
