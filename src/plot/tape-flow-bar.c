/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-flow-bar.h"

#include <math.h>

#include "plot/tape-rounded.h"

/* Pixels. */
#define GAP    2
#define RADIUS 3.0
#define HATCH  5.0

static void
hatch (cairo_t *cr, double x, double y, double width, double height, const TapePalette *palette)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  tape_color_set (&palette->grid, cr);
  cairo_paint (cr);
  tape_color_set (&palette->neutral, cr);
  cairo_set_line_width (cr, 1.5);
  for (double at = x - height; at < x + width; at += HATCH)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
fill_part (cairo_t *cr, TapeSide side, double x, double y, double width, double height, const TapePalette *palette)
{
  if (width <= 0 || height <= 0)
    return;
  if (side == TAPE_SIDE_UNKNOWN)
    {
      hatch (cr, x, y, width, height, palette);
      return;
    }
  tape_color_set (side == TAPE_SIDE_BUY ? &palette->up : &palette->down, cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

static guint64
sum_up (const guint64 *counts)
{
  return counts[TAPE_SIDE_BUY] + counts[TAPE_SIDE_SELL] + counts[TAPE_SIDE_UNKNOWN];
}

/* Whole pixels of each part of @length, at least two of what is there, with gaps between. */
static void
divide (const guint64 *counts, double length, double *parts)
{
  guint64 sum = sum_up (counts);
  guint n = 0;
  TapeSide largest = TAPE_SIDE_BUY;
  double rest;

  for (guint side = 0; side < TAPE_N_SIDES; side++)
    {
      n += counts[side] > 0;
      if (counts[side] > counts[largest])
        largest = side;
    }
  rest = length - GAP * (n - 1.0);
  for (guint side = 0; side < TAPE_N_SIDES; side++)
    parts[side] = counts[side] > 0 ? MAX (round ((double)counts[side] / (double)sum * rest), 2) : 0;
  parts[largest] = 0;
  parts[largest] = MAX (rest - parts[0] - parts[1] - parts[2], 0);
}

void
tape_flow_bar_draw (cairo_t *cr, double width, double height, const guint64 *counts, const TapePalette *palette)
{
  static const TapeSide order[] = { TAPE_SIDE_BUY, TAPE_SIDE_SELL, TAPE_SIDE_UNKNOWN };
  double parts[TAPE_N_SIDES];
  double x = 0;

  g_return_if_fail (counts != NULL && palette != NULL);

  if (width <= 0 || height <= 0)
    return;
  cairo_save (cr);
  tape_rounded_add (cr, 0, 0, width, height, MIN (RADIUS, MIN (width, height) / 2));
  cairo_clip (cr);
  if (sum_up (counts) == 0)
    {
      tape_color_set (&palette->grid, cr);
      cairo_paint (cr);
      cairo_restore (cr);
      return;
    }
  divide (counts, width, parts);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      fill_part (cr, order[i], x, 0, parts[order[i]], height, palette);
      x += parts[order[i]] > 0 ? parts[order[i]] + GAP : 0;
    }
  cairo_restore (cr);
}

void
tape_flow_columns_draw (cairo_t *cr,
                        double width,
                        double height,
                        const guint64 (*counts)[TAPE_N_SIDES],
                        guint n,
                        guint room,
                        const TapePalette *palette)
{
  g_return_if_fail (palette != NULL && room > 0);

  n = MIN (n, room);
  for (guint i = 0; i < n; i++)
    {
      guint slot = room - n + i;
      double left = floor (width * slot / room);
      double thick = MAX (floor (width * (slot + 1) / room) - left - GAP, 1);
      double sum = (double)sum_up (counts[i]);
      double buys;
      double sells;

      if (sum <= 0)
        continue;
      buys = round ((double)counts[i][TAPE_SIDE_BUY] / sum * height);
      sells = round ((double)counts[i][TAPE_SIDE_SELL] / sum * height);
      fill_part (cr, TAPE_SIDE_SELL, left, 0, thick, MAX (sells - 1, 0), palette);
      fill_part (cr, TAPE_SIDE_UNKNOWN, left, sells, thick, height - sells - buys, palette);
      fill_part (cr, TAPE_SIDE_BUY, left, height - buys + 1, thick, MAX (buys - 1, 0), palette);
    }
}
