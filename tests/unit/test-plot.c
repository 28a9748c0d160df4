/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-palette.h"
#include "plot/tape-sparkline.h"

#include <math.h>

#define WIDTH  120
#define HEIGHT 30

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
} Canvas;

/* A transparent image with a border around the place that is drawn to, so that what leaks out is seen. */
static void
canvas_init (Canvas *self, int width, int height)
{
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width + 20, height + 20);
  self->cr = cairo_create (self->surface);
  cairo_translate (self->cr, 10, 10);
}

static void
canvas_clear (Canvas *self)
{
  g_assert_cmpint (cairo_status (self->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

static guint32
canvas_get (Canvas *self, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (self->surface);
  int stride = cairo_image_surface_get_stride (self->surface);

  cairo_surface_flush (self->surface);
  return *(const guint32 *)(const void *)(data + (y + 10) * stride + (x + 10) * 4);
}

static guint
canvas_count (Canvas *self, int x, int y, int width, int height)
{
  guint n = 0;

  for (int j = y; j < y + height; j++)
    for (int i = x; i < x + width; i++)
      n += canvas_get (self, i, j) != 0;
  return n;
}

static void
assert_nothing_outside (Canvas *self, int width, int height)
{
  g_assert_cmpuint (canvas_count (self, -10, -10, width + 20, 10), ==, 0);
  g_assert_cmpuint (canvas_count (self, -10, height, width + 20, 10), ==, 0);
  g_assert_cmpuint (canvas_count (self, -10, 0, 10, height), ==, 0);
  g_assert_cmpuint (canvas_count (self, width, 0, 10, height), ==, 0);
}

static guint32
to_pixel (const TapeColor *color)
{
  return 0xff000000u | ((guint32)lroundf (color->red * 255) << 16) | ((guint32)lroundf (color->green * 255) << 8)
         | (guint32)lroundf (color->blue * 255);
}

static void
test_palette_swaps (void)
{
  TapePalette plain, swapped, blind;

  tape_palette_init (&plain, TRUE, FALSE, TAPE_UP_DOWN_GREEN_RED);
  tape_palette_init (&swapped, TRUE, FALSE, TAPE_UP_DOWN_RED_GREEN);
  tape_palette_init (&blind, TRUE, TRUE, TAPE_UP_DOWN_COLOR_BLIND);

  g_assert_cmphex (to_pixel (&plain.up), ==, 0xff86f0c1);
  g_assert_cmphex (to_pixel (&swapped.up), ==, 0xffff9480);
  g_assert_cmphex (to_pixel (&swapped.down), ==, 0xff86f0c1);
  g_assert_cmphex (to_pixel (&blind.up), ==, 0xff8cbcf5);
  g_assert_cmphex (to_pixel (&blind.grid), ==, 0xff979797);
  for (gint step = -3; step <= 3; step++)
    g_assert_cmphex (to_pixel (tape_palette_get_heat (&plain, step, NULL)), ==,
                     to_pixel (tape_palette_get_heat (&swapped, -step, NULL)));
  g_assert_true (tape_palette_get_change (&plain, NAN) == &plain.neutral);
  g_assert_true (tape_palette_get_change (&plain, -0.1) == &plain.down);
}

static double
linear (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
contrast (const TapeColor *a, const TapeColor *b)
{
  double la = 0.2126 * linear (a->red) + 0.7152 * linear (a->green) + 0.0722 * linear (a->blue);
  double lb = 0.2126 * linear (b->red) + 0.7152 * linear (b->green) + 0.0722 * linear (b->blue);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void
test_palette_contrast (void)
{
  for (guint i = 0; i < 12; i++)
    {
      TapePalette palette;

      tape_palette_init (&palette, i & 1, i & 2, i / 4);
      g_assert_cmpfloat (contrast (&palette.up, &palette.card), >=, 4.5);
      g_assert_cmpfloat (contrast (&palette.down, &palette.card), >=, 4.5);
      g_assert_cmpfloat (contrast (&palette.neutral, &palette.card), >=, 4.5);
      g_assert_cmpfloat (contrast (&palette.text, &palette.card), >=, 7);
      g_assert_cmpfloat (contrast (&palette.simulated, &palette.simulated_ground), >=, 4.5);
      g_assert_cmpfloat (contrast (&palette.live, &palette.live_ground), >=, 4.5);
      for (gint step = -3; step <= 3; step++)
        {
          const TapeColor *text;
          const TapeColor *ground = tape_palette_get_heat (&palette, step, &text);

          g_assert_cmpfloat (contrast (ground, text), >=, 4.5);
        }
      for (guint j = 0; j < 2; j++)
        {
          const TapeColor *tag = j ? &palette.up : &palette.down;
          TapeColor text = tape_color_text_on (tag);

          g_assert_cmpfloat (contrast (tag, &text), >=, 4.5);
        }
    }
}

static void
test_palette_heat_steps (void)
{
  g_assert_cmpint (tape_palette_heat_step (NAN, 0.03), ==, 0);
  g_assert_cmpint (tape_palette_heat_step (0, 0.03), ==, 0);
  g_assert_cmpint (tape_palette_heat_step (0.004, 0.03), ==, 0);
  g_assert_cmpint (tape_palette_heat_step (0.005, 0.03), ==, 1);
  g_assert_cmpint (tape_palette_heat_step (-0.03, 0.03), ==, -3);
  g_assert_cmpint (tape_palette_heat_step (INFINITY, 0.03), ==, 3);
  g_assert_cmpint (tape_palette_heat_step (-1e300, 0.01), ==, -3);
}

static void
draw_spark (Canvas *canvas, const float *points, guint n_points, double base)
{
  static const TapeColor line = { 1, 0, 0, 1 }, hairline = { 0, 0, 1, 1 };

  canvas_init (canvas, WIDTH, HEIGHT);
  tape_sparkline_draw (canvas->cr, WIDTH, HEIGHT, points, n_points, base, &line, &hairline);
  assert_nothing_outside (canvas, WIDTH, HEIGHT);
}

static void
test_sparkline_gap (void)
{
  float points[48];
  Canvas canvas;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i] = i >= 20 && i < 28 ? NAN : 100 + (float)i;
  draw_spark (&canvas, points, G_N_ELEMENTS (points), NAN);
  g_assert_cmpuint (canvas_count (&canvas, 52, 0, 15, HEIGHT), ==, 0);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, 49, HEIGHT), >, 45);
  /* Rising: from the bottom left to the top right. */
  g_assert_cmpuint (canvas_count (&canvas, 0, HEIGHT - 4, 5, 4), >, 0);
  g_assert_cmpuint (canvas_count (&canvas, WIDTH - 5, 0, 5, 4), >, 0);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, 10, 4), ==, 0);
  canvas_clear (&canvas);
}

static void
test_sparkline_base (void)
{
  const float points[] = { 10, 10, 10 };
  Canvas canvas;

  /* The base lies far above the line: on top, and the line at the bottom. */
  draw_spark (&canvas, points, G_N_ELEMENTS (points), 20);
  g_assert_cmphex (canvas_get (&canvas, 0, 1), ==, 0xff0000ff);
  g_assert_cmphex (canvas_get (&canvas, WIDTH / 2, HEIGHT - 2), ==, 0xffff0000);
  g_assert_cmpuint (canvas_count (&canvas, 0, 2, WIDTH, HEIGHT - 5), ==, 0);
  canvas_clear (&canvas);
}

static void
test_sparkline_odd_input (void)
{
  const float none[] = { NAN, INFINITY, -INFINITY };
  const float one[] = { NAN, 5, NAN };
  const float huge[] = { 1e-30f, 3e38f, 1e-30f };
  Canvas canvas;

  draw_spark (&canvas, NULL, 0, 10);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, WIDTH, HEIGHT), ==, 0);
  canvas_clear (&canvas);
  draw_spark (&canvas, none, G_N_ELEMENTS (none), 10);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, WIDTH, HEIGHT), ==, 0);
  canvas_clear (&canvas);
  draw_spark (&canvas, one, G_N_ELEMENTS (one), NAN);
  g_assert_cmpuint (canvas_count (&canvas, WIDTH / 2 - 2, HEIGHT / 2 - 2, 4, 4), >, 0);
  canvas_clear (&canvas);
  draw_spark (&canvas, huge, G_N_ELEMENTS (huge), 1);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, WIDTH, HEIGHT), >, 0);
  canvas_clear (&canvas);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/palette/swaps-up-and-down", test_palette_swaps);
  g_test_add_func ("/plot/palette/text-is-legible", test_palette_contrast);
  g_test_add_func ("/plot/palette/heat-steps-are-discrete", test_palette_heat_steps);
  g_test_add_func ("/plot/sparkline/leaves-gaps", test_sparkline_gap);
  g_test_add_func ("/plot/sparkline/holds-the-base", test_sparkline_base);
  g_test_add_func ("/plot/sparkline/takes-any-input", test_sparkline_odd_input);
  return g_test_run ();
}
