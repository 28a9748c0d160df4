/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-breadth-plot.h"

#include <math.h>

#include <pango/pangocairo.h>

/* Pixels. */
#define LABEL_GAP  6
#define LABEL_SIZE 11

typedef struct
{
  double left;
  double top;
  double width;
  double height;
  double largest;
} Frame;

static PangoLayout *
lay_out (PangoContext *context, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, LABEL_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* The next of 2, 4, 10, 20, 40, 100, … that is not below @largest: half of it is whole. */
static double
round_up (double largest)
{
  for (double unit = 1;; unit *= 10)
    {
      if (largest <= 2 * unit)
        return 2 * unit;
      if (largest <= 4 * unit)
        return 4 * unit;
      if (largest <= 10 * unit)
        return 10 * unit;
    }
}

static void
draw_level (cairo_t *cr, PangoContext *context, const Frame *frame, double level, const TapePalette *palette)
{
  double y = floor (frame->top + frame->height * (1 - level / frame->largest)) + 0.5;
  g_autofree char *text = g_strdup_printf ("%.0f", level);
  g_autoptr (PangoLayout) layout = lay_out (context, text);
  int text_width;
  int text_height;

  tape_color_set (&palette->grid, cr);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, frame->left, y);
  cairo_line_to (cr, frame->left + frame->width, y);
  cairo_stroke (cr);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  tape_color_set (&palette->neutral, cr);
  cairo_move_to (cr, frame->left - LABEL_GAP - text_width, floor (y - text_height / 2.0));
  pango_cairo_show_layout (cr, layout);
}

static void
draw_times (cairo_t *cr,
            PangoContext *context,
            const Frame *frame,
            const TapeBreadthLabel *labels,
            guint n_labels,
            const TapePalette *palette)
{
  double free_from = 0;

  tape_color_set (&palette->neutral, cr);
  for (guint i = 0; i < n_labels; i++)
    {
      g_autoptr (PangoLayout) layout = lay_out (context, labels[i].text);
      int width;
      double x;

      pango_layout_get_pixel_size (layout, &width, NULL);
      x = floor (
          CLAMP (frame->left + labels[i].at * frame->width - width / 2.0, 0, frame->left + frame->width - width));
      if (x < free_from)
        continue;
      cairo_move_to (cr, x, frame->top + frame->height + LABEL_GAP - 1);
      pango_cairo_show_layout (cr, layout);
      free_from = x + width + 2 * LABEL_GAP;
    }
}

static void
draw_line (
    cairo_t *cr, const Frame *frame, const guint *values, guint first, guint n, guint points, const TapeColor *color)
{
  tape_color_set (color, cr);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path (cr);
  for (guint i = first; i < n; i++)
    cairo_line_to (cr, frame->left + frame->width * i / (points - 1.0),
                   frame->top + frame->height * (1 - values[i] / frame->largest));
  cairo_stroke (cr);
}

void
tape_breadth_plot_draw (cairo_t *cr,
                        PangoContext *context,
                        double width,
                        double height,
                        const guint *up,
                        const guint *down,
                        guint n,
                        guint points,
                        const TapeBreadthLabel *labels,
                        guint n_labels,
                        const TapePalette *palette)
{
  guint largest = 0;
  guint first = 0;
  g_autoptr (PangoLayout) widest = NULL;
  g_autofree char *text = NULL;
  int text_width;
  int text_height;
  Frame frame;

  g_return_if_fail (points >= 2 && n <= points && palette != NULL);

  for (guint i = 0; i < n; i++)
    largest = MAX (largest, MAX (up[i], down[i]));
  frame.largest = round_up (largest);
  text = g_strdup_printf ("%.0f", frame.largest);
  widest = lay_out (context, text);
  pango_layout_get_pixel_size (widest, &text_width, &text_height);
  frame.left = text_width + LABEL_GAP;
  frame.top = ceil (text_height / 2.0);
  frame.width = width - frame.left - 1;
  frame.height = height - frame.top - text_height - LABEL_GAP;
  if (frame.width <= 0 || frame.height <= 0)
    return;
  for (guint i = 0; i <= 2; i++)
    draw_level (cr, context, &frame, frame.largest * i / 2, palette);
  draw_times (cr, context, &frame, labels, n_labels, palette);
  /* Before the first trade of the day there is nothing to say. */
  while (first < n && up[first] == 0 && down[first] == 0)
    first++;
  draw_line (cr, &frame, down, first, n, points, &palette->down);
  draw_line (cr, &frame, up, first, n, points, &palette->up);
}
