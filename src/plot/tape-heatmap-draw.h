/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A heatmap: rows of things, columns of time, the value of each cell as a ground. Labels and header stay in sight where only
 * a part of the cells is shown. Draws with Cairo and Pango from plain data; holds nothing. */

#pragma once

#include <pango/pangocairo.h>

#include "plot/tape-grid.h"
#include "plot/tape-palette.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_HEAT_GROWTH, /* around zero, by the palette's seven steps, the outermost at the limit */
  TAPE_HEAT_SHARE,  /* 0 to 1, around a half, by the same steps */
  TAPE_HEAT_AMOUNT, /* from none to the limit, by shades of one colour */
} TapeHeat;

/**
 * TapeHeatmapText:
 * @brief: there is no room for all of it
 *
 * Returns: (transfer full) (nullable): what stands in a cell
 */
typedef char *(*TapeHeatmapText) (guint row, guint column, gboolean brief, gpointer data);

/**
 * TapeHeatmap:
 * @grid: where the cells lie
 * @heat: what values are
 * @limit: value of the strongest colour, > 0
 * @values: (array): by row, then column; NaN where there is none
 * @rows: (array length=n_rows): labels
 * @columns: (array length=n_columns): labels
 * @text: (nullable): asked for cells that have room for it
 * @data: for @text
 */
typedef struct
{
  TapeGrid grid;
  TapeHeat heat;
  double limit;
  const double *values;
  const char *const *rows;
  const char *const *columns;
  TapeHeatmapText text;
  gpointer data;
} TapeHeatmap;

/**
 * tape_heatmap_draw:
 * @context: font and resolution of the text
 * @x: pixels that the picture is scrolled by
 * @y: likewise
 * @width: of what is shown, which begins at 0, 0
 * @height: likewise
 */
void tape_heatmap_draw (const TapeHeatmap *self,
                        cairo_t *cr,
                        PangoContext *context,
                        double x,
                        double y,
                        double width,
                        double height,
                        const TapePalette *palette);

/**
 * tape_heatmap_get_ground:
 * @value: not NaN
 * @text: (out): colour of text on it
 *
 * Returns: the colour of a cell
 */
TapeColor
tape_heatmap_get_ground (TapeHeat heat, double limit, double value, const TapePalette *palette, TapeColor *text);

/**
 * tape_heatmap_draw_labels:
 * @width: of the labels' place, which begins at 0
 * @top: pixel at which the first row would begin
 * @first: first row to label
 * @end: the row after the last one
 *
 * Labels of rows, cut off with an ellipsis where they are too long.
 */
void tape_heatmap_draw_labels (cairo_t *cr,
                               PangoContext *context,
                               const TapeGrid *grid,
                               const char *const *rows,
                               double top,
                               guint first,
                               guint end,
                               const TapeColor *color);

/**
 * tape_heatmap_measure_labels:
 *
 * Returns: pixels that the widest of @labels takes, with the gap beside it
 */
double tape_heatmap_measure_labels (PangoContext *context, const char *const *labels, guint n);

/**
 * tape_heatmap_measure_header:
 *
 * Returns: pixels that a line of labels takes
 */
double tape_heatmap_measure_header (PangoContext *context);

G_END_DECLS
