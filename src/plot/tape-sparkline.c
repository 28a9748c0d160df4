/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-sparkline.h"

#include <math.h>

#include "plot/tape-hairline.h"

#define LINE_WIDTH 1.5

typedef struct
{
  double low;
  double high;
  guint n;
} Range;

static void
range_add (Range *range, double value)
{
  if (!isfinite (value))
    return;
  range->low = range->n == 0 ? value : MIN (range->low, value);
  range->high = range->n == 0 ? value : MAX (range->high, value);
  range->n++;
}

/* The pen's half width is kept free on top and at the bottom. */
static double
place (const Range *range, double height, double value)
{
  double room = height - 2 * LINE_WIDTH;

  if (range->high <= range->low)
    return height / 2;
  return LINE_WIDTH + room * (1 - (value - range->low) / (range->high - range->low));
}

/* A lone point between gaps becomes a dot: a sub-path of no length, drawn by its round caps. */
static void
trace (cairo_t *cr, const Range *range, double width, double height, const float *points, guint n_points)
{
  double step = n_points > 1 ? (width - 2 * LINE_WIDTH) / (n_points - 1) : 0;
  gboolean pen_down = FALSE;

  for (guint i = 0; i < n_points; i++)
    {
      double x = LINE_WIDTH + i * step;
      double y;

      if (!isfinite (points[i]))
        {
          pen_down = FALSE;
          continue;
        }
      y = place (range, height, points[i]);
      if (!pen_down)
        cairo_move_to (cr, x, y);
      cairo_line_to (cr, x, y);
      pen_down = TRUE;
    }
}

void
tape_sparkline_draw (cairo_t *cr,
                     double width,
                     double height,
                     const float *points,
                     guint n_points,
                     double base,
                     const TapeColor *line,
                     const TapeColor *hairline)
{
  Range range = { 0 };

  if (width <= 2 * LINE_WIDTH || height <= 2 * LINE_WIDTH)
    return;
  for (guint i = 0; i < n_points; i++)
    range_add (&range, points[i]);
  if (range.n == 0)
    return;
  range_add (&range, base);

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  if (isfinite (base))
    tape_hairline_draw_dashed (cr, width, place (&range, height, base), 2, 2, hairline);
  trace (cr, &range, width, height, points, n_points);
  tape_color_set (line, cr);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
  cairo_restore (cr);
}
