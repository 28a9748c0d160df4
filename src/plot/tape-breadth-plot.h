/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Advancing and declining: two lines over a day, with a few labels. Draws with Cairo from plain data; holds nothing. */

#pragma once

#include <pango/pango.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * TapeBreadthLabel:
 * @at: 0 at the start of the day, 1 at its end
 * @text: a time
 */
typedef struct
{
  double at;
  const char *text;
} TapeBreadthLabel;

/**
 * tape_breadth_plot_draw:
 * @context: for labels
 * @width: of the place, which begins at 0, 0
 * @height: of the place
 * @up: (array length=n): how many were up
 * @down: (array length=n): how many were down
 * @n: points there are
 * @points: points of a whole day, ≥ 2
 * @labels: (array length=n_labels): times along the day; one that would touch the one before is left out
 */
void tape_breadth_plot_draw (cairo_t *cr,
                             PangoContext *context,
                             double width,
                             double height,
                             const guint *up,
                             const guint *down,
                             guint n,
                             guint points,
                             const TapeBreadthLabel *labels,
                             guint n_labels,
                             const TapePalette *palette);

G_END_DECLS
