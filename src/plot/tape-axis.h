/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands around a chart: grid, labels of the price and time axes, levels, tags on the axis and the crosshair. Draws
 * with Cairo and Pango from plain data; holds nothing. Layouts are the caller's, with the font set. */

#pragma once

#include <pango/pangocairo.h>

#include "plot/tape-palette.h"
#include "plot/tape-scale.h"

G_BEGIN_DECLS

/* Free pixels on either side of the text of a tag and of a label. */
#define TAPE_AXIS_PADDING 6

/**
 * TapeAxisFormat:
 * @decimals: digits after the point that tell the ticks of the axis apart
 *
 * Returns: (transfer full): the value as people read it
 */
typedef char *(*TapeAxisFormat) (double value, guint decimals, gpointer data);

/**
 * TapeAxisLabel:
 * @position: pixel along the axis
 * @text: its label; not owned
 * @strong: begins something longer, such as a day: its line is drawn, too
 */
typedef struct
{
  double position;
  const char *text;
  gboolean strong;
} TapeAxisLabel;

/**
 * tape_axis_draw_grid:
 * @horizontal: (array length=n_horizontal): pixels from the top, each a line across @width
 * @vertical: (array length=n_vertical): pixels from the left, each a line down @height
 */
void tape_axis_draw_grid (cairo_t *cr,
                          double width,
                          double height,
                          const double *horizontal,
                          guint n_horizontal,
                          const double *vertical,
                          guint n_vertical,
                          const TapeColor *color);

/**
 * tape_axis_draw_values:
 * @scale: maps to pixels from the top
 * @width: of the axis, which begins at 0; labels begin after the padding
 * @spacing: pixels between two labels at least
 *
 * Every tick is labelled; one at an end of the scale reaches half its height beyond it.
 *
 * Returns: digits after the point that the labels have
 */
guint tape_axis_draw_values (cairo_t *cr,
                             PangoLayout *layout,
                             const TapeScale *scale,
                             double width,
                             double spacing,
                             TapeAxisFormat format,
                             gpointer data,
                             const TapeColor *color);

/**
 * tape_axis_draw_labels:
 * @width: of the axis, along which the labels stand centred; those that would be cut off are left out
 * @height: of the axis
 */
void tape_axis_draw_labels (cairo_t *cr,
                            PangoLayout *layout,
                            double width,
                            double height,
                            const TapeAxisLabel *labels,
                            guint n_labels,
                            const TapeColor *color);

/**
 * tape_axis_draw_level:
 * @y: pixel from the top
 *
 * A dashed hairline across @width.
 */
void tape_axis_draw_level (cairo_t *cr, double width, double y, const TapeColor *color);

/**
 * tape_axis_draw_tag:
 * @x: left edge
 * @y: middle
 * @width: of the tag; 0 for as wide as the text asks
 * @ground: its ground; the text is black or white, whichever is legible
 *
 * Returns: how wide it is
 */
double tape_axis_draw_tag (
    cairo_t *cr, PangoLayout *layout, double x, double y, double width, const char *text, const TapeColor *ground);

/**
 * tape_axis_measure:
 * @texts: (array zero-terminated=1)
 *
 * Returns: pixels that the widest of them takes
 */
double tape_axis_measure (PangoLayout *layout, const char *const *texts);

G_END_DECLS
