/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-rounded.h"

void
tape_rounded_add (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double right = x + width;
  double bottom = y + height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, -G_PI_2);
  cairo_close_path (cr);
}
