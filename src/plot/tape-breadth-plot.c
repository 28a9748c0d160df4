/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-breadth-plot.h"

#include "plot/tape-count-frame.h"

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
draw_times (cairo_t *cr,
            PangoContext *context,
            const TapeCountFrame *frame,
            const TapeBreadthLabel *labels,
            guint n_labels,
            const TapePalette *palette)
{
  double free_from = 0;

  for (guint i = 0; i < n_labels; i++)
    tape_count_frame_draw_label (frame, cr, context, labels[i].text, frame->left + labels[i].at * frame->width,
                                 &free_from, palette);
}

static void
draw_line (cairo_t *cr,
           const TapeCountFrame *frame,
           const guint *values,
           guint first,
           guint n,
           guint points,
           const TapeColor *color)
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
  TapeCountFrame frame;

  g_return_if_fail (points >= 2 && n <= points && palette != NULL);

  for (guint i = 0; i < n; i++)
    largest = MAX (largest, MAX (up[i], down[i]));
  /* The pen's width is kept free on the right. */
  tape_count_frame_init (&frame, context, width - 1, height, round_up (largest));
  if (frame.width <= 0 || frame.height <= 0)
    return;
  for (guint i = 0; i <= 2; i++)
    tape_count_frame_draw_level (&frame, cr, context, frame.largest * i / 2, palette);
  draw_times (cr, context, &frame, labels, n_labels, palette);
  /* Before the first trade of the day there is nothing to say. */
  while (first < n && up[first] == 0 && down[first] == 0)
    first++;
  draw_line (cr, &frame, down, first, n, points, &palette->down);
  draw_line (cr, &frame, up, first, n, points, &palette->up);
}
