/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands around a picture of how many there were over time: levels with their counts on the left, labels below. Inside
 * plot/ only. Draws with Cairo and Pango from plain data; holds nothing. */

#pragma once

#include <pango/pangocairo.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * TapeCountFrame:
 * @left: of what is drawn inside, pixels; likewise the next three
 * @largest: count at its top; 0 is at its bottom
 */
typedef struct
{
  double left;
  double top;
  double width;
  double height;
  double largest;
} TapeCountFrame;

/**
 * tape_count_frame_init:
 * @context: font and resolution of the text
 * @width: of the whole picture, which begins at 0, 0
 * @height: likewise
 * @largest: the largest count that is drawn
 */
void tape_count_frame_init (TapeCountFrame *self, PangoContext *context, double width, double height, double largest);

/**
 * tape_count_frame_draw_level:
 *
 * Draws a line at @level, with what it is.
 */
void tape_count_frame_draw_level (
    const TapeCountFrame *self, cairo_t *cr, PangoContext *context, double level, const TapePalette *palette);

/**
 * tape_count_frame_draw_label:
 * @x: pixels; its middle, as far as the picture has room for it
 * @free_from: (inout): 0 before the first one: where the next one may begin
 *
 * Draws it below, from left to right; one that would touch the one before is left out.
 */
void tape_count_frame_draw_label (const TapeCountFrame *self,
                                  cairo_t *cr,
                                  PangoContext *context,
                                  const char *text,
                                  double x,
                                  double *free_from,
                                  const TapePalette *palette);

G_END_DECLS
