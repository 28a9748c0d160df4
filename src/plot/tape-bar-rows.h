/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of bars: a label, a bar, its value; bars are of one amount from zero to either side, or of buys, sells and unknown.
 * The grid has one column. Draws with Cairo and Pango from plain data; holds nothing. */

#pragma once

#include <pango/pangocairo.h>

#include "base/tape-event.h"
#include "plot/tape-grid.h"
#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * TapeBarRows:
 * @grid: where the rows lie
 * @values: (array length=n_rows) (nullable): amounts; NaN where there is none
 * @parts: (array length=n_rows) (nullable): by #TapeSide, where bars have three parts
 * @signed_colors: bars have the colours of up and down, by their sign
 * @rows: (array length=n_rows): labels
 * @texts: (array length=n_rows): what stands to the right
 */
typedef struct
{
  TapeGrid grid;
  const double *values;
  const guint64 (*parts)[TAPE_N_SIDES];
  gboolean signed_colors;
  const char *const *rows;
  const char *const *texts;
} TapeBarRows;

/**
 * tape_bar_rows_draw:
 * @context: font and resolution of the text
 * @y: pixels that the picture is scrolled by
 * @width: of what is shown, which begins at 0, 0
 * @height: likewise
 */
void tape_bar_rows_draw (const TapeBarRows *self,
                         cairo_t *cr,
                         PangoContext *context,
                         double y,
                         double width,
                         double height,
                         const TapePalette *palette);

/**
 * tape_bar_rows_place:
 * @values: (array length=n)
 * @width: pixels that all values share
 * @i: the bar
 * @start: (out): its left end
 * @length: (out): its length; at least one pixel where the value is not 0
 *
 * Zero is part of the scale, at an end of it where all values lie on one side.
 */
void tape_bar_rows_place (const double *values, guint n, double width, guint i, double *start, double *length);

G_END_DECLS
