/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-bar-rows.h"

#include <math.h>

#include "plot/tape-digits.h"
#include "plot/tape-flow-bar.h"
#include "plot/tape-heatmap-draw.h"
#include "plot/tape-rounded.h"

/* Pixels. */
#define THICKEST       18
#define THICKEST_PARTS 28
#define RADIUS         3.0

static void
get_range (const double *values, guint n, double *low, double *high)
{
  *low = 0;
  *high = 0;
  for (guint i = 0; i < n; i++)
    {
      /* Comparisons with NaN are false. */
      if (values[i] < *low)
        *low = values[i];
      if (values[i] > *high)
        *high = values[i];
    }
}

static void
place (double low, double high, double width, double value, double *start, double *length)
{
  double scale = high > low ? width / (high - low) : 0;
  double zero = round (-low * scale);

  *length = isnan (value) || value == 0 ? 0 : MAX (round (fabs (value) * scale), 1);
  *start = value < 0 ? MAX (zero - *length, 0) : MIN (zero, width - *length);
}

void
tape_bar_rows_place (const double *values, guint n, double width, guint i, double *start, double *length)
{
  double low;
  double high;

  get_range (values, n, &low, &high);
  place (low, high, width, values[i], start, length);
}

static void
draw_bar (const TapeBarRows *self,
          cairo_t *cr,
          guint row,
          double low,
          double high,
          const cairo_rectangle_int_t *cell,
          const TapePalette *palette)
{
  double thick = MIN (cell->height, self->parts != NULL ? THICKEST_PARTS : THICKEST);
  double start;
  double length;

  cairo_save (cr);
  cairo_translate (cr, cell->x, floor (cell->y + (cell->height - thick) / 2));
  if (self->parts != NULL)
    tape_flow_bar_draw (cr, cell->width, thick, self->parts[row], palette);
  else
    {
      double radius;

      g_assert (self->values != NULL);
      place (low, high, cell->width, self->values[row], &start, &length);
      radius = MIN (RADIUS, length / 2);
      tape_color_set (self->signed_colors ? tape_palette_get_change (palette, self->values[row]) : &palette->series[0],
                      cr);
      tape_rounded_add (cr, start, 0, length, thick, radius);
      if (length > 0)
        cairo_fill (cr);
      cairo_new_path (cr);
    }
  cairo_restore (cr);
}

static void
draw_text (const TapeBarRows *self,
           cairo_t *cr,
           PangoLayout *layout,
           guint row,
           double right,
           const cairo_rectangle_int_t *cell)
{
  int width;
  int height;

  pango_layout_set_text (layout, self->texts[row], -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, floor (right - width), floor (cell->y + (cell->height - height) / 2.0));
  pango_cairo_show_layout (cr, layout);
}

void
tape_bar_rows_draw (const TapeBarRows *self,
                    cairo_t *cr,
                    PangoContext *context,
                    double y,
                    double width,
                    double height,
                    const TapePalette *palette)
{
  const TapeGrid *grid = &self->grid;
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  double low = 0;
  double high = 0;
  guint first;
  guint end;

  if (grid->n_rows == 0)
    return;
  tape_digits_align (layout, 1);
  if (self->values != NULL)
    get_range (self->values, grid->n_rows, &low, &high);
  tape_grid_get_visible_rows (grid, y, height - grid->header_height, &first, &end);

  cairo_save (cr);
  cairo_rectangle (cr, 0, grid->header_height, width, height - grid->header_height);
  cairo_clip (cr);
  tape_heatmap_draw_labels (cr, context, grid, self->rows, grid->header_height - y, first, end, &palette->text);
  for (guint row = first; row < end; row++)
    {
      cairo_rectangle_int_t cell;

      tape_grid_get_cell (grid, row, 0, &cell);
      cell.y -= (int)y;
      draw_bar (self, cr, row, low, high, &cell, palette);
      tape_color_set (&palette->text, cr);
      draw_text (self, cr, layout, row, grid->label_width + grid->cells_width + grid->value_width, &cell);
    }
  cairo_restore (cr);
}
