/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows and columns of pictures: where they lie, what is hit, and that what is drawn is there. */

#include "plot/tape-bar-rows.h"
#include "plot/tape-heatmap-draw.h"

#include <math.h>

#define RUNS 300

static TapeGrid
random_grid (void)
{
  TapeGrid grid = {
    .n_rows = (guint)g_test_rand_int_range (1, 60),
    .n_columns = (guint)g_test_rand_int_range (1, 400),
    .label_width = g_test_rand_int_range (0, 200),
    .value_width = g_test_rand_int_range (0, 80),
    .header_height = g_test_rand_int_range (0, 30),
  };

  tape_grid_fit (&grid, g_test_rand_int_range (100, 2000), g_test_rand_int_range (100, 1500), 5, 18, 40);
  return grid;
}

/* Each cell is hit in its middle and at its corners, and no two lie over each other. */
static void
test_cells (void)
{
  for (guint run = 0; run < RUNS; run++)
    {
      TapeGrid grid = random_grid ();
      guint row = (guint)g_test_rand_int_range (0, (gint)grid.n_rows);
      int end = 0;

      for (guint column = 0; column < grid.n_columns; column++)
        {
          cairo_rectangle_int_t cell;
          guint hit_row;
          guint hit_column;

          tape_grid_get_cell (&grid, row, column, &cell);
          g_assert_cmpint (cell.x, >=, end);
          g_assert_cmpint (cell.width, >, 0);
          end = cell.x + cell.width;
          g_assert_true (tape_grid_pick (&grid, cell.x, cell.y, &hit_row, &hit_column));
          g_assert_cmpuint (hit_row, ==, row);
          g_assert_cmpuint (hit_column, ==, column);
          g_assert_true (tape_grid_pick (&grid, end - 0.5, cell.y + cell.height - 0.5, &hit_row, &hit_column));
          g_assert_cmpuint (hit_row, ==, row);
          g_assert_cmpuint (hit_column, ==, column);
        }
      g_assert_cmpfloat (end, <=, grid.label_width + grid.cells_width);
      g_assert_cmpfloat (tape_grid_get_width (&grid) - grid.value_width - end, <=, TAPE_GRID_GAP + 1);
    }
}

static void
test_outside (void)
{
  for (guint run = 0; run < RUNS; run++)
    {
      TapeGrid grid = random_grid ();
      guint row;
      guint column;

      g_assert_false (tape_grid_pick (&grid, grid.label_width - 1, grid.header_height + 1, &row, &column));
      g_assert_false (tape_grid_pick (&grid, grid.label_width + 1, grid.header_height - 1, &row, &column));
      g_assert_false (
          tape_grid_pick (&grid, grid.label_width + grid.cells_width, grid.header_height + 1, &row, &column));
      g_assert_false (tape_grid_pick (&grid, grid.label_width + 1, tape_grid_get_height (&grid), &row, &column));
    }
}

/* What is in sight is drawn: every cell that reaches into the window is among the visible ones. */
static void
test_visible (void)
{
  for (guint run = 0; run < RUNS; run++)
    {
      TapeGrid grid = random_grid ();
      double left = g_test_rand_double_range (0, grid.cells_width);
      double width = g_test_rand_double_range (1, 500);
      guint first;
      guint end;

      tape_grid_get_visible_columns (&grid, left, width, &first, &end);
      for (guint column = 0; column < grid.n_columns; column++)
        {
          cairo_rectangle_int_t cell;

          tape_grid_get_cell (&grid, 0, column, &cell);
          cell.x -= (int)grid.label_width;
          if (cell.x + cell.width > left + 1 && cell.x < left + width)
            g_assert_true (column >= first && column < end);
        }
    }
}

static void
test_moves (void)
{
  TapeGrid grid = { .n_rows = 3, .n_columns = 2 };
  guint row = 1;
  guint column = 1;

  tape_grid_move (&grid, &row, &column, -1, 0);
  g_assert_cmpuint (row, ==, 0);
  tape_grid_move (&grid, &row, &column, -1, 1);
  g_assert_cmpuint (row, ==, 0);
  g_assert_cmpuint (column, ==, 1);
  tape_grid_move (&grid, &row, &column, G_MAXINT / 2, G_MININT / 2);
  g_assert_cmpuint (row, ==, 2);
  g_assert_cmpuint (column, ==, 0);
}

static void
check_bars (const double *values, guint n, double width)
{
  double low = 0;
  double high = 0;

  for (guint i = 0; i < n; i++)
    {
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      double start;
      double length;

      tape_bar_rows_place (values, n, width, i, &start, &length);
      g_assert_cmpfloat (start, >=, 0);
      g_assert_cmpfloat (start + length, <=, width);
      if (isnan (values[i]) || values[i] == 0)
        g_assert_cmpfloat (length, ==, 0);
      else
        g_assert_cmpfloat (fabs (length - fabs (values[i]) / (high - low) * width), <=, 1);
    }
}

static void
test_bars (void)
{
  const double both[] = { 3, 1, 0, NAN, -1, -2 };
  const double falls[] = { -0.1, -0.05, -0.000001 };
  const double none[] = { 0, NAN };

  check_bars (both, G_N_ELEMENTS (both), 300);
  check_bars (falls, G_N_ELEMENTS (falls), 300);
  check_bars (none, G_N_ELEMENTS (none), 300);
  for (guint run = 0; run < RUNS; run++)
    {
      double values[20];

      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        values[i] = g_test_rand_double_range (-1, run % 2 == 0 ? 1 : 0);
      check_bars (values, G_N_ELEMENTS (values), g_test_rand_int_range (20, 900));
    }
}

/* --- Drawing. --- */

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  const guchar *data = cairo_image_surface_get_data (surface);

  return *(const guint32 *)(gconstpointer)(data + y * cairo_image_surface_get_stride (surface) + x * 4) & 0xffffff;
}

static guint32
as_pixel (const TapeColor *color)
{
  return (guint32)lroundf (color->red * 255) << 16 | (guint32)lroundf (color->green * 255) << 8
         | (guint32)lroundf (color->blue * 255);
}

/* The ground of a cell is that of its value, also where the picture is scrolled; what has no value has none. */
static void
test_grounds (void)
{
  static const double values[] = { -0.05, 0, 0.05, NAN, 0.01, -0.01 };
  static const char *const rows[] = { "One", "Two" };
  static const char *const columns[] = { "1", "2", "3" };
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 120);
  cairo_t *cr = cairo_create (surface);
  TapeHeatmap heatmap = {
    .grid = { .n_rows = 2, .n_columns = 3, .label_width = 60, .header_height = 20 },
    .heat = TAPE_HEAT_GROWTH,
    .limit = 0.03,
    .values = values,
    .rows = rows,
    .columns = columns,
  };
  TapePalette palette;

  tape_palette_init (&palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
  tape_grid_fit (&heatmap.grid, 300, 120, 5, 20, 50);
  for (int y = 0; y <= 10; y += 10)
    {
      tape_color_set (&palette.card, cr);
      cairo_paint (cr);
      tape_heatmap_draw (&heatmap, cr, context, 0, y, 300, 120, &palette);
      cairo_surface_flush (surface);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          cairo_rectangle_int_t cell;
          TapeColor text;
          TapeColor ground = palette.card;

          tape_grid_get_cell (&heatmap.grid, i / 3, i % 3, &cell);
          if (!isnan (values[i]))
            ground = tape_heatmap_get_ground (TAPE_HEAT_GROWTH, 0.03, values[i], &palette, &text);
          g_assert_cmphex (get_pixel (surface, cell.x + 8, cell.y - y + cell.height / 2), ==, as_pixel (&ground));
        }
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_object_unref (context);
}

/* More is never fainter, and text on it can be read. */
static void
test_amounts (void)
{
  for (guint theme = 0; theme < 4; theme++)
    {
      TapePalette palette;
      TapeColor text;
      TapeColor least;
      TapeColor most;

      tape_palette_init (&palette, theme & 1, theme & 2, TAPE_UP_DOWN_GREEN_RED);
      least = tape_heatmap_get_ground (TAPE_HEAT_AMOUNT, 10, 0, &palette, &text);
      most = tape_heatmap_get_ground (TAPE_HEAT_AMOUNT, 10, 10, &palette, &text);
      g_assert_cmphex (as_pixel (&least), !=, as_pixel (&palette.card));
      g_assert_cmphex (as_pixel (&least), !=, as_pixel (&most));
      for (double value = 0; value < 10; value++)
        {
          TapeColor less = tape_heatmap_get_ground (TAPE_HEAT_AMOUNT, 10, value, &palette, &text);
          TapeColor more = tape_heatmap_get_ground (TAPE_HEAT_AMOUNT, 10, value + 1, &palette, &text);

          g_assert_cmpfloat (fabsf (more.red - palette.card.red), >=, fabsf (less.red - palette.card.red));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/each-cell-is-hit-where-it-lies", test_cells);
  g_test_add_func ("/grid/nothing-is-hit-outside", test_outside);
  g_test_add_func ("/grid/what-is-in-sight-is-visible", test_visible);
  g_test_add_func ("/grid/moves-stay-within", test_moves);
  g_test_add_func ("/bar-rows/bars-are-as-long-as-their-values", test_bars);
  g_test_add_func ("/heatmap/grounds-are-those-of-the-values", test_grounds);
  g_test_add_func ("/heatmap/more-is-never-fainter", test_amounts);
  return g_test_run ();
}
