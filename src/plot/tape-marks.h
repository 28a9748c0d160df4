/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What alerts leave on a chart: a mark where one fired, and the price at which one would. Up points up from below its
 * price, down points down from above it, neither is a diamond; what was found in the past is hollow. Marks that would lie
 * on each other are one, so that thousands cost no more than the picture has room for. Draws with Cairo and Pango from
 * plain data; holds nothing. */

#pragma once

#include <pango/pangocairo.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/* Pixels that a mark is wide; two that are nearer than that are one. */
#define TAPE_MARK_SIZE 10

/**
 * TapeMark:
 * @x: column of pixels of its time
 * @y: pixel of its price
 * @direction: 1 up, −1 down, 0 neither
 * @past: of a late trade: hollow
 * @n: how many firings it stands for, ≥ 1
 * @index: the caller's, of the latest of them
 */
typedef struct
{
  double x;
  double y;
  int direction;
  gboolean past;
  guint n;
  guint index;
} TapeMark;

/**
 * tape_marks_merge:
 * @marks: (element-type TapeMark): by x, rising
 *
 * Makes one of those that would lie on each other: alike in direction, and no further apart than they are large. It stands
 * where the latest of them is, and is hollow only if all of them are.
 */
void tape_marks_merge (GArray *marks);

/**
 * tape_marks_draw:
 * @marks: (array length=n_marks): the first is drawn first
 */
void tape_marks_draw (cairo_t *cr, const TapeMark *marks, guint n_marks, const TapePalette *palette);

/**
 * tape_marks_find:
 *
 * Returns: index of the mark that is at @x, @y, or as near as a pointer is held; −1 if there is none
 */
gint tape_marks_find (const TapeMark *marks, guint n_marks, double x, double y);

/**
 * tape_marks_draw_level:
 * @width: of the plot, across which a thin dashed line goes
 * @y: pixel of the price
 *
 * Where a rule would fire.
 */
void tape_marks_draw_level (cairo_t *cr, double width, double y, gboolean armed, const TapePalette *palette);

/**
 * tape_marks_draw_level_tag:
 * @x: left edge of the price axis
 * @width: of the axis
 * @text: the price
 * @direction: 1: fires at or above it, −1: at or below
 * @armed: whether it may fire now; if not the tag is pale
 *
 * Outlined, so that it is not taken for the last price.
 */
void tape_marks_draw_level_tag (cairo_t *cr,
                                PangoLayout *layout,
                                double x,
                                double y,
                                double width,
                                const char *text,
                                int direction,
                                gboolean armed,
                                const TapePalette *palette);

G_END_DECLS
