/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-hairline.h"

#include <math.h>

void
tape_hairline_draw_dashed (cairo_t *cr, double width, double y, double on, double off, const TapeColor *color)
{
  const double dashes[] = { on, off };

  cairo_save (cr);
  tape_color_set (color, cr);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, 0, floor (y) + 0.5);
  cairo_line_to (cr, width, floor (y) + 0.5);
  cairo_stroke (cr);
  cairo_restore (cr);
}
