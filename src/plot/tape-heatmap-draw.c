/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-heatmap-draw.h"

#include <math.h>

#include "plot/tape-digits.h"
#include "plot/tape-rounded.h"

/* Pixels. */
#define RADIUS        3.0
#define LABEL_GAP     12
#define TEXT_PADDING  4
#define SMALLEST_TEXT 28

/* Text in cells and headers beside that of labels. */
#define SMALL 0.85

/* The faintest ground of an amount, so that it differs from none, and the strongest. */
#define FAINTEST  0.10f
#define STRONGEST 0.80f

static PangoLayout *
make_layout (PangoContext *context, double scale)
{
  PangoLayout *layout = pango_layout_new (context);

  tape_digits_align (layout, scale);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

static int
measure (PangoLayout *layout, const char *text)
{
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

double
tape_heatmap_measure_labels (PangoContext *context, const char *const *labels, guint n)
{
  g_autoptr (PangoLayout) layout = make_layout (context, 1);
  int widest = 0;

  for (guint i = 0; i < n; i++)
    widest = MAX (widest, measure (layout, labels[i]));
  return widest + LABEL_GAP;
}

double
tape_heatmap_measure_header (PangoContext *context)
{
  g_autoptr (PangoLayout) layout = make_layout (context, SMALL);
  int height;

  pango_layout_set_text (layout, "0", -1);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height + 6;
}

TapeColor
tape_heatmap_get_ground (TapeHeat heat, double limit, double value, const TapePalette *palette, TapeColor *text)
{
  const TapeColor *on;
  TapeColor ground;

  if (heat == TAPE_HEAT_AMOUNT)
    {
      double share = CLAMP (value / limit, 0, 1);

      ground = tape_color_mix (&palette->card, &palette->series[0], FAINTEST + (STRONGEST - FAINTEST) * (float)share);
      *text = tape_color_text_on (&ground);
      return ground;
    }
  if (heat == TAPE_HEAT_SHARE)
    {
      value -= 0.5;
      limit = 0.5;
    }
  ground = *tape_palette_get_heat (palette, tape_palette_heat_step (value, limit), &on);
  *text = *on;
  return ground;
}

static void
add_cell (cairo_t *cr, const cairo_rectangle_int_t *cell)
{
  double radius = MIN (RADIUS, MIN (cell->width, cell->height) / 4.0);

  tape_rounded_add (cr, cell->x, cell->y, cell->width, cell->height, radius);
}

static void
draw_ground (cairo_t *cr, const cairo_rectangle_int_t *cell, const TapeColor *ground, const TapePalette *palette)
{
  tape_color_set (ground, cr);
  if (cell->width < 4)
    cairo_rectangle (cr, cell->x, cell->y, cell->width, cell->height);
  else
    add_cell (cr, cell);
  cairo_fill_preserve (cr);
  if (palette->heat_edged && cell->width >= 4)
    {
      cairo_save (cr);
      cairo_clip_preserve (cr);
      tape_color_set (&palette->neutral, cr);
      cairo_set_line_width (cr, 2);
      cairo_stroke_preserve (cr);
      cairo_restore (cr);
    }
  cairo_new_path (cr);
}

/* A cell without a value: a small dot, so that rows and columns can be followed. */
static void
draw_none (cairo_t *cr, const cairo_rectangle_int_t *cell, const TapePalette *palette)
{
  if (cell->width < 8)
    return;
  tape_color_set (&palette->grid, cr);
  cairo_arc (cr, cell->x + cell->width / 2.0, cell->y + cell->height / 2.0, 1.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Returns: whether there was room for it */
static gboolean
draw_text (
    cairo_t *cr, PangoLayout *layout, const cairo_rectangle_int_t *cell, const char *text, const TapeColor *color)
{
  int width;
  int height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > cell->width - TEXT_PADDING || height > cell->height)
    return FALSE;
  tape_color_set (color, cr);
  cairo_move_to (cr, floor (cell->x + (cell->width - width) / 2.0), floor (cell->y + (cell->height - height) / 2.0));
  pango_cairo_show_layout (cr, layout);
  return TRUE;
}

static void
draw_cell (const TapeHeatmap *self,
           cairo_t *cr,
           PangoLayout *layout,
           guint row,
           guint column,
           const cairo_rectangle_int_t *cell,
           const TapePalette *palette)
{
  double value = self->values[(gsize)row * self->grid.n_columns + column];
  TapeColor ground;
  TapeColor on;

  if (isnan (value))
    {
      draw_none (cr, cell, palette);
      return;
    }
  ground = tape_heatmap_get_ground (self->heat, self->limit, value, palette, &on);
  draw_ground (cr, cell, &ground, palette);
  if (self->text == NULL || cell->width < SMALLEST_TEXT)
    return;
  for (gboolean brief = FALSE; brief <= TRUE; brief++)
    {
      g_autofree char *text = self->text (row, column, brief, self->data);

      if (text == NULL || draw_text (cr, layout, cell, text, &on))
        return;
    }
}

void
tape_heatmap_draw_labels (cairo_t *cr,
                          PangoContext *context,
                          const TapeGrid *grid,
                          const char *const *rows,
                          double top,
                          guint first,
                          guint end,
                          const TapeColor *color)
{
  g_autoptr (PangoLayout) layout = make_layout (context, 1);

  pango_layout_set_width (layout, (int)(MAX (grid->label_width - LABEL_GAP, 1) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  tape_color_set (color, cr);
  for (guint row = first; row < end; row++)
    {
      int height;

      pango_layout_set_text (layout, rows[row], -1);
      pango_layout_get_pixel_size (layout, NULL, &height);
      cairo_move_to (cr, 0, floor (top + row * grid->row_height + (grid->row_height - TAPE_GRID_GAP - height) / 2));
      pango_cairo_show_layout (cr, layout);
    }
}

/* Each so many columns have a label, counted from the first: they stay where they are as columns come to the right. */
static void
draw_header (const TapeHeatmap *self,
             cairo_t *cr,
             PangoContext *context,
             double x,
             double width,
             guint first,
             guint end,
             const TapePalette *palette)
{
  g_autoptr (PangoLayout) layout = make_layout (context, SMALL);
  double step = self->grid.cells_width / self->grid.n_columns;
  int widest = 0;
  guint stride;

  for (guint i = 0; i < self->grid.n_columns; i++)
    widest = MAX (widest, measure (layout, self->columns[i]));
  stride = MAX ((guint)ceil ((widest + 2 * TEXT_PADDING) / step), 1);
  tape_color_set (&palette->neutral, cr);
  for (guint i = first - first % stride; i < end; i += stride)
    {
      cairo_rectangle_int_t cell;
      int wide = measure (layout, self->columns[i]);
      double left;

      tape_grid_get_cell (&self->grid, 0, i, &cell);
      /* Over its column; where several share a label, from the column's beginning on. */
      left = floor (cell.x - x + (stride == 1 ? (cell.width - wide) / 2.0 : 0));
      if (left < self->grid.label_width || left + wide > width)
        continue;
      cairo_move_to (cr, left, 2);
      pango_cairo_show_layout (cr, layout);
    }
}

void
tape_heatmap_draw (const TapeHeatmap *self,
                   cairo_t *cr,
                   PangoContext *context,
                   double x,
                   double y,
                   double width,
                   double height,
                   const TapePalette *palette)
{
  const TapeGrid *grid = &self->grid;
  g_autoptr (PangoLayout) layout = make_layout (context, SMALL);
  guint first_row;
  guint end_row;
  guint first;
  guint end;

  if (grid->n_rows == 0 || grid->n_columns == 0)
    return;
  tape_grid_get_visible_rows (grid, y, height - grid->header_height, &first_row, &end_row);
  tape_grid_get_visible_columns (grid, x, width - grid->label_width, &first, &end);

  cairo_save (cr);
  cairo_rectangle (cr, grid->label_width, 0, width - grid->label_width, grid->header_height);
  cairo_clip (cr);
  draw_header (self, cr, context, x, width, first, end, palette);
  cairo_restore (cr);

  cairo_save (cr);
  cairo_rectangle (cr, 0, grid->header_height, grid->label_width, height - grid->header_height);
  cairo_clip (cr);
  tape_heatmap_draw_labels (cr, context, grid, self->rows, grid->header_height - y, first_row, end_row, &palette->text);
  cairo_restore (cr);

  cairo_save (cr);
  cairo_rectangle (cr, grid->label_width, grid->header_height, width - grid->label_width, height - grid->header_height);
  cairo_clip (cr);
  for (guint row = first_row; row < end_row; row++)
    for (guint column = first; column < end; column++)
      {
        cairo_rectangle_int_t cell;

        tape_grid_get_cell (grid, row, column, &cell);
        cell.x -= (int)x;
        cell.y -= (int)y;
        draw_cell (self, cr, layout, row, column, &cell, palette);
      }
  cairo_restore (cr);
}
