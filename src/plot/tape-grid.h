/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the rows and columns of a picture lie: labels to the left, a header above, values to the right, cells between. A
 * plain value; any thread. Pixels are those of the whole picture, of which a window may show a part. */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * TapeGrid:
 * @n_rows: rows
 * @n_columns: columns
 * @label_width: left of the cells
 * @value_width: right of the cells
 * @header_height: above the cells
 * @row_height: of a cell with the gap below it
 * @cells_width: of all columns
 */
typedef struct
{
  guint n_rows;
  guint n_columns;
  double label_width;
  double value_width;
  double header_height;
  double row_height;
  double cells_width;
} TapeGrid;

/* Pixels between two cells. */
#define TAPE_GRID_GAP 2

/**
 * tape_grid_fit:
 * @width: pixels there are; wider where the narrowest columns need more
 * @height: pixels there are; rows grow into it within their bounds
 * @least_column: pixels that a column takes at least, with its gap
 * @least_row: pixels that a row takes at least, with its gap
 * @largest_row: and at most
 *
 * Fills in @row_height and @cells_width; all else is given.
 */
void
tape_grid_fit (TapeGrid *self, double width, double height, double least_column, double least_row, double largest_row);

double tape_grid_get_width (const TapeGrid *self);
double tape_grid_get_height (const TapeGrid *self);

/**
 * tape_grid_get_cell:
 * @cell: (out caller-allocates): its place, without the gaps, in whole pixels
 */
void tape_grid_get_cell (const TapeGrid *self, guint row, guint column, cairo_rectangle_int_t *cell);

/**
 * tape_grid_pick:
 * @row: (out): of the cell at @x, @y, with the gap after it
 * @column: (out): likewise
 *
 * Returns: whether there is one
 */
gboolean tape_grid_pick (const TapeGrid *self, double x, double y, guint *row, guint *column);

/**
 * tape_grid_get_visible_columns:
 * @left: pixel of the cells' part that is shown, 0 for the first column
 * @width: pixels shown
 * @first: (out): first column of which something is seen
 * @end: (out): the column after the last one
 */
void tape_grid_get_visible_columns (const TapeGrid *self, double left, double width, guint *first, guint *end);

/**
 * tape_grid_get_visible_rows:
 * @top: pixel of the cells' part that is shown, 0 for the first row
 */
void tape_grid_get_visible_rows (const TapeGrid *self, double top, double height, guint *first, guint *end);

/**
 * tape_grid_move:
 * @row: (inout): of a cell
 * @column: (inout): likewise
 * @down: rows to go
 * @right: columns to go
 *
 * Stays within the grid, which is not empty.
 */
void tape_grid_move (const TapeGrid *self, guint *row, guint *column, gint down, gint right);

G_END_DECLS
