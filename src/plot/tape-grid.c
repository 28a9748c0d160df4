/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-grid.h"

#include <math.h>

void
tape_grid_fit (TapeGrid *self, double width, double height, double least_column, double least_row, double largest_row)
{
  double room = width - self->label_width - self->value_width;
  double tall = (height - self->header_height) / MAX (self->n_rows, 1);

  self->cells_width = floor (MAX (room, self->n_columns * least_column));
  self->row_height = floor (CLAMP (tall, least_row, largest_row));
}

double
tape_grid_get_width (const TapeGrid *self)
{
  return self->label_width + self->cells_width + self->value_width;
}

double
tape_grid_get_height (const TapeGrid *self)
{
  return self->header_height + self->n_rows * self->row_height;
}

/* Columns take whole pixels and together all of the width. */
static int
column_start (const TapeGrid *self, guint column)
{
  return (int)floor (self->cells_width * column / self->n_columns);
}

static int
gap_within (double size)
{
  return size >= 4 * TAPE_GRID_GAP ? TAPE_GRID_GAP : size >= 2 * TAPE_GRID_GAP ? 1 : 0;
}

void
tape_grid_get_cell (const TapeGrid *self, guint row, guint column, cairo_rectangle_int_t *cell)
{
  int left = column_start (self, column);
  int width = column_start (self, column + 1) - left;

  cell->x = (int)self->label_width + left;
  cell->y = (int)(self->header_height + row * self->row_height);
  cell->width = MAX (width - gap_within (self->cells_width / self->n_columns), 1);
  cell->height = MAX ((int)self->row_height - gap_within (self->row_height), 1);
}

gboolean
tape_grid_pick (const TapeGrid *self, double x, double y, guint *row, guint *column)
{
  double right = x - self->label_width;
  double down = y - self->header_height;

  if (right < 0 || down < 0 || right >= self->cells_width || self->n_columns == 0
      || down >= self->n_rows * self->row_height)
    return FALSE;
  *row = (guint)(down / self->row_height);
  *column = MIN ((guint)(right * self->n_columns / self->cells_width), self->n_columns - 1);
  /* Whole pixels begin a little before their share. */
  if (*column + 1 < self->n_columns && right >= column_start (self, *column + 1))
    ++*column;
  return TRUE;
}

static void
get_visible (double start, double length, double size, guint n, guint *first, guint *end)
{
  *first = (guint)CLAMP (floor (start / size), 0, n);
  *end = (guint)CLAMP (ceil ((start + length) / size) + 1, *first, n);
}

void
tape_grid_get_visible_columns (const TapeGrid *self, double left, double width, guint *first, guint *end)
{
  get_visible (left, width, MAX (self->cells_width / MAX (self->n_columns, 1), 1e-3), self->n_columns, first, end);
}

void
tape_grid_get_visible_rows (const TapeGrid *self, double top, double height, guint *first, guint *end)
{
  get_visible (top, height, MAX (self->row_height, 1), self->n_rows, first, end);
}

void
tape_grid_move (const TapeGrid *self, guint *row, guint *column, gint down, gint right)
{
  *row = (guint)CLAMP ((gint64)*row + down, 0, (gint64)self->n_rows - 1);
  *column = (guint)CLAMP ((gint64)*column + right, 0, (gint64)self->n_columns - 1);
}
