/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars by day, drawn on an image and looked at. */

#include "plot/tape-day-bars.h"

#include <math.h>

#define WIDTH  200
#define HEIGHT 80

typedef struct
{
  PangoContext *context;
  cairo_surface_t *surface;
  TapePalette palette;
} Canvas;

static void
canvas_init (Canvas *self)
{
  self->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  tape_palette_init (&self->palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
}

static void
canvas_clear (Canvas *self)
{
  cairo_surface_destroy (self->surface);
  g_object_unref (self->context);
}

static void
canvas_draw (Canvas *self, const TapeDayBar *bars, guint n)
{
  cairo_t *cr = cairo_create (self->surface);

  tape_day_bars_draw (cr, self->context, WIDTH, HEIGHT, bars, n, &self->palette);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (self->surface);
}

/* Pixels of column @x in the colour of bars. */
static guint
count_column (Canvas *self, int x)
{
  const TapeColor *color = tape_palette_get_series (&self->palette, 0, NULL);
  guint32 wanted = 0xff000000u | ((guint32)lroundf (color->red * 255) << 16)
                   | ((guint32)lroundf (color->green * 255) << 8) | (guint32)lroundf (color->blue * 255);
  const guint8 *data = cairo_image_surface_get_data (self->surface);
  int stride = cairo_image_surface_get_stride (self->surface);
  guint n = 0;

  for (int y = 0; y < HEIGHT; y++)
    n += *(const guint32 *)(const void *)(data + y * stride + x * 4) == wanted;
  return n;
}

/* The tallest column of each bar. */
static void
measure (Canvas *self, const TapeDayBar *bars, guint n, guint *heights)
{
  for (guint i = 0; i < n; i++)
    heights[i] = 0;
  for (int x = 0; x < WIDTH; x++)
    {
      int at = tape_day_bars_find (self->context, WIDTH, HEIGHT, bars, n, x);

      if (at >= 0)
        heights[at] = MAX (heights[at], count_column (self, x));
    }
}

static void
test_heights_are_counts (void)
{
  const TapeDayBar bars[]
      = { { 5, TRUE, "22 Oct" }, { 10, TRUE, NULL }, { 0, TRUE, NULL }, { 7, FALSE, NULL }, { 1, TRUE, "20 Nov" } };
  guint heights[G_N_ELEMENTS (bars)];
  Canvas canvas;

  canvas_init (&canvas);
  canvas_draw (&canvas, bars, G_N_ELEMENTS (bars));
  measure (&canvas, bars, G_N_ELEMENTS (bars), heights);
  g_assert_cmpuint (heights[1], >, HEIGHT / 2);
  g_assert_cmpint (ABS ((int)heights[0] * 2 - (int)heights[1]), <=, 2);
  g_assert_cmpint (ABS ((int)heights[4] * 10 - (int)heights[1]), <=, 10);
  /* Never, and not known. */
  g_assert_cmpuint (heights[2], ==, 0);
  g_assert_cmpuint (heights[3], ==, 0);
  canvas_clear (&canvas);
}

static void
test_finds_what_it_draws (void)
{
  TapeDayBar bars[30] = { { 0 } };
  guint heights[G_N_ELEMENTS (bars)];
  Canvas canvas;

  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    bars[i] = (TapeDayBar){ i == 17 ? 3 : 0, TRUE, NULL };
  canvas_init (&canvas);
  canvas_draw (&canvas, bars, G_N_ELEMENTS (bars));
  measure (&canvas, bars, G_N_ELEMENTS (bars), heights);
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    g_assert_true ((heights[i] > 0) == (i == 17));
  g_assert_cmpint (tape_day_bars_find (canvas.context, WIDTH, HEIGHT, bars, 30, -1), ==, -1);
  g_assert_cmpint (tape_day_bars_find (canvas.context, WIDTH, HEIGHT, bars, 30, WIDTH), ==, -1);
  canvas_clear (&canvas);
}

static void
test_no_room (void)
{
  const TapeDayBar bars[] = { { 5, TRUE, "22 Oct" } };
  Canvas canvas;

  canvas_init (&canvas);
  for (int size = 0; size < 40; size++)
    {
      cairo_t *cr = cairo_create (canvas.surface);

      tape_day_bars_draw (cr, canvas.context, size, size, bars, 1, &canvas.palette);
      tape_day_bars_draw (cr, canvas.context, size, size, bars, 0, &canvas.palette);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
    }
  canvas_clear (&canvas);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/day-bars/heights-are-counts", test_heights_are_counts);
  g_test_add_func ("/day-bars/finds-what-it-draws", test_finds_what_it_draws);
  g_test_add_func ("/day-bars/no-room", test_no_room);
  return g_test_run ();
}
