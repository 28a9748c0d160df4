/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-candles.h"
#include "plot/tape-palette.h"
#include "plot/tape-sparkline.h"
#include "plot/tape-value-plot.h"

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
      g_assert_true (!palette.heat_edged == !(i & 2));
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

#define CHART_WIDTH  200
#define CHART_HEIGHT 100

typedef struct
{
  Canvas canvas;
  TapePalette palette;
  TapeScale scale;
} Chart;

/* Prices 0 to 100 on 100 pixels, from the bottom up: price p lies at pixel 100 − p. */
static void
chart_init (Chart *self)
{
  canvas_init (&self->canvas, CHART_WIDTH, CHART_HEIGHT);
  cairo_rectangle (self->canvas.cr, 0, 0, CHART_WIDTH, CHART_HEIGHT);
  cairo_clip (self->canvas.cr);
  tape_palette_init (&self->palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
  tape_scale_init (&self->scale, 0, 100, CHART_HEIGHT, 0);
}

static void
chart_draw (Chart *self, const TapeBar *bars, guint n_bars, const TapeBarPlace *place)
{
  tape_candles_draw (self->canvas.cr, bars, n_bars, place, CHART_WIDTH, &self->scale, &self->palette);
  assert_nothing_outside (&self->canvas, CHART_WIDTH, CHART_HEIGHT);
}

static TapeBar
make_bar (double open, double high, double low, double close)
{
  return (TapeBar){ .open = open, .high = high, .low = low, .close = close, .volume = 50 };
}

static void
test_candle_body_and_wick (void)
{
  const TapeBar bars[] = { make_bar (20, 80, 10, 60), make_bar (60, 70, 30, 40) };
  const TapeBarPlace place = { .left = 3.3, .spacing = 10 };
  Chart chart;
  guint32 up, down;

  chart_init (&chart);
  up = to_pixel (&chart.palette.up);
  down = to_pixel (&chart.palette.down);
  chart_draw (&chart, bars, G_N_ELEMENTS (bars), &place);

  g_assert_cmpint (tape_bar_place_get_body (&place), ==, 7);
  g_assert_cmpfloat (tape_bar_place_get_center (&place, 0), ==, 8);
  g_assert_cmpfloat (tape_bar_place_get_center (&place, 1), ==, 18);
  /* The body: columns 5 to 11, rows 40 to 79, all of one colour; nothing beside it. */
  for (int y = 40; y < 80; y++)
    {
      for (int x = 5; x <= 11; x++)
        g_assert_cmphex (canvas_get (&chart.canvas, x, y), ==, up);
      g_assert_cmphex (canvas_get (&chart.canvas, 4, y), ==, 0);
      g_assert_cmphex (canvas_get (&chart.canvas, 12, y), ==, 0);
    }
  /* The wick: column 8, rows 20 to 89. */
  g_assert_cmphex (canvas_get (&chart.canvas, 8, 20), ==, up);
  g_assert_cmphex (canvas_get (&chart.canvas, 8, 19), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 8, 89), ==, up);
  g_assert_cmphex (canvas_get (&chart.canvas, 8, 90), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 7, 39), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 18, 50), ==, down);
  canvas_clear (&chart.canvas);
}

/* Whatever the zoom and the place, a pixel is of one of the two colours or untouched. */
static void
test_candles_are_crisp (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 40; round++)
    {
      TapeBar bars[300];
      TapeBarPlace place
          = { .left = g_rand_double_range (rand, -500, 50), .spacing = exp (g_rand_double_range (rand, -2, 4)) };
      Chart chart;

      for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
        {
          double open = g_rand_double_range (rand, -20, 120), close = g_rand_double_range (rand, -20, 120);

          bars[i] = make_bar (open, MAX (open, close) + g_rand_double (rand), MIN (open, close) - 1, close);
        }
      chart_init (&chart);
      chart_draw (&chart, bars, G_N_ELEMENTS (bars), &place);
      for (int y = 0; y < CHART_HEIGHT; y++)
        for (int x = 0; x < CHART_WIDTH; x++)
          {
            guint32 pixel = canvas_get (&chart.canvas, x, y);

            g_assert_true (pixel == 0 || pixel == to_pixel (&chart.palette.up)
                           || pixel == to_pixel (&chart.palette.down));
          }
      canvas_clear (&chart.canvas);
    }
}

static void
test_candles_share_columns (void)
{
  TapeBar bars[1000];
  const TapeBarPlace place = { .left = 50, .spacing = 0.01 };
  Chart chart;

  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    bars[i] = make_bar (50, 51, 49, 50);
  bars[500].low = 20;
  bars[700].high = 90;
  bars[999].close = 49;
  bars[49].close = 49;
  chart_init (&chart);
  chart_draw (&chart, bars, G_N_ELEMENTS (bars), &place);
  /* A hundred bars a column: columns 50 to 59; 500 and 700 lie in the 6th and 8th. */
  g_assert_cmpuint (canvas_count (&chart.canvas, 0, 0, 50, CHART_HEIGHT), ==, 0);
  g_assert_cmpuint (canvas_count (&chart.canvas, 60, 0, 100, CHART_HEIGHT), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 55, 79), ==, to_pixel (&chart.palette.up));
  g_assert_cmpuint (canvas_count (&chart.canvas, 54, 52, 1, 40), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 57, 10), ==, to_pixel (&chart.palette.up));
  g_assert_cmphex (canvas_get (&chart.canvas, 59, 50), ==, to_pixel (&chart.palette.down));
  canvas_clear (&chart.canvas);
}

static void
test_candles_odd_input (void)
{
  const TapeBar odd[] = { make_bar (NAN, NAN, NAN, NAN), make_bar (50, INFINITY, 50, 50),
                          make_bar (1e-300, 1e300, 1e-300, 2), make_bar (50, 50, 50, 50) };
  const TapeBarPlace place = { .left = 0, .spacing = 10 };
  Chart chart;

  chart_init (&chart);
  chart_draw (&chart, NULL, 0, &place);
  g_assert_cmpuint (canvas_count (&chart.canvas, 0, 0, CHART_WIDTH, CHART_HEIGHT), ==, 0);
  chart_draw (&chart, odd, G_N_ELEMENTS (odd), &place);
  g_assert_cmpuint (canvas_count (&chart.canvas, 0, 0, 20, CHART_HEIGHT), ==, 0);
  /* From out of sight to out of sight. */
  g_assert_cmpuint (canvas_count (&chart.canvas, 25, 0, 1, CHART_HEIGHT), ==, CHART_HEIGHT);
  /* Nothing moved: still a pixel high. */
  g_assert_cmpuint (canvas_count (&chart.canvas, 30, 0, 10, CHART_HEIGHT), ==, 7);
  canvas_clear (&chart.canvas);
}

static void
test_volume_is_seen (void)
{
  TapeBar bars[] = { make_bar (1, 2, 1, 2), make_bar (2, 2, 1, 1), make_bar (1, 1, 1, 1) };
  const TapeBarPlace place = { .left = 0, .spacing = 10 };
  Chart chart;

  bars[0].volume = 1e-9;
  bars[1].volume = 50;
  bars[2].volume = NAN;
  chart_init (&chart);
  tape_candles_draw_volume (chart.canvas.cr, bars, G_N_ELEMENTS (bars), &place, CHART_WIDTH, &chart.scale,
                            &chart.palette);
  assert_nothing_outside (&chart.canvas, CHART_WIDTH, CHART_HEIGHT);
  g_assert_cmpuint (canvas_count (&chart.canvas, 0, 0, 10, CHART_HEIGHT), ==, 7);
  g_assert_cmpuint (canvas_count (&chart.canvas, 10, 0, 10, CHART_HEIGHT), ==, 7 * 50);
  g_assert_cmpuint (canvas_count (&chart.canvas, 20, 0, 10, CHART_HEIGHT), ==, 0);
  canvas_clear (&chart.canvas);
}

static void
test_values_have_gaps (void)
{
  const double values[] = { NAN, 50, 50, NAN, 50, 50 };
  const TapeBarPlace place = { .left = 0, .spacing = 20 };
  Chart chart;

  chart_init (&chart);
  tape_candles_draw_values (chart.canvas.cr, values, G_N_ELEMENTS (values), &place, CHART_WIDTH, &chart.scale,
                            &chart.palette.series[0], 2, FALSE);
  g_assert_cmpuint (canvas_count (&chart.canvas, 0, 0, 28, CHART_HEIGHT), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 40, 50), ==, to_pixel (&chart.palette.series[0]));
  g_assert_cmpuint (canvas_count (&chart.canvas, 53, 0, 35, CHART_HEIGHT), ==, 0);
  g_assert_cmphex (canvas_get (&chart.canvas, 100, 50), ==, to_pixel (&chart.palette.series[0]));
  canvas_clear (&chart.canvas);
}

static void
get_test_palette (TapePalette *palette)
{
  tape_palette_init (palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
}

/* Between its edges and nowhere else; not where one of both is unknown. */
static void
test_band_is_between (void)
{
  static const double lower[] = { 10, 10, NAN, 10, 10, 10 };
  static const double upper[] = { 20, 20, 20, 20, INFINITY, 20 };
  const TapeBarPlace place = { 0, 20 };
  TapePalette palette;
  TapeScale scale;
  Canvas canvas;

  get_test_palette (&palette);
  tape_scale_init (&scale, 0, 30, HEIGHT, 0);
  canvas_init (&canvas, WIDTH, HEIGHT);
  tape_value_plot_draw_band (canvas.cr, lower, upper, G_N_ELEMENTS (lower), &place, WIDTH, &scale, &palette.series[0]);
  g_assert_cmpuint (canvas_count (&canvas, 12, 11, 16, 8), ==, 16 * 8);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, WIDTH, 9), ==, 0);
  g_assert_cmpuint (canvas_count (&canvas, 0, 21, WIDTH, 9), ==, 0);
  g_assert_cmpuint (canvas_count (&canvas, 32, 0, WIDTH - 32, HEIGHT), ==, 0);
  assert_nothing_outside (&canvas, WIDTH, HEIGHT);
  canvas_clear (&canvas);
}

/* A mixed colour may be rounded either way. */
static void
assert_color (Canvas *canvas, int x, int y, const TapeColor *color)
{
  guint32 got = canvas_get (canvas, x, y), wanted = to_pixel (color);

  for (guint shift = 0; shift < 32; shift += 8)
    g_assert_cmpint (ABS ((int)((got >> shift) & 0xff) - (int)((wanted >> shift) & 0xff)), <=, 1);
}

/* Upwards in one colour, downwards in another, from the pixel of zero. */
static void
test_bars_from_zero (void)
{
  static const double values[] = { 10, -10, NAN, 0, 5, -5 };
  const TapeBarPlace place = { 0, 20 };
  TapePalette palette;
  TapeColor up, down;
  TapeScale scale;
  Canvas canvas;

  get_test_palette (&palette);
  up = tape_color_mix (&palette.card, &palette.up, 0.6f);
  down = tape_color_mix (&palette.card, &palette.down, 0.6f);
  tape_scale_init (&scale, -15, 15, HEIGHT, 0);
  canvas_init (&canvas, WIDTH, HEIGHT);
  tape_value_plot_draw_bars (canvas.cr, values, G_N_ELEMENTS (values), &place, WIDTH, &scale, &palette);
  assert_color (&canvas, 10, 14, &up);
  assert_color (&canvas, 10, 5, &up);
  g_assert_cmphex (canvas_get (&canvas, 10, 4), ==, 0);
  g_assert_cmphex (canvas_get (&canvas, 10, 15), ==, 0);
  assert_color (&canvas, 30, 15, &down);
  assert_color (&canvas, 30, 24, &down);
  g_assert_cmphex (canvas_get (&canvas, 30, 14), ==, 0);
  g_assert_cmpuint (canvas_count (&canvas, 40, 0, 20, HEIGHT), ==, 0);
  /* Nothing is a line, so that it is told from what is not known. */
  g_assert_cmpuint (canvas_count (&canvas, 70, 0, 1, HEIGHT), ==, 1);
  assert_nothing_outside (&canvas, WIDTH, HEIGHT);
  canvas_clear (&canvas);
}

/* Where many values share a column, those farthest from zero are seen on either side. */
static void
test_bars_share_columns (void)
{
  const TapeBarPlace place = { 0, 0.01 };
  double values[1000];
  TapePalette palette;
  TapeScale scale;
  Canvas canvas;

  get_test_palette (&palette);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i % 2 == 0 ? 0.1 : -0.1;
  values[250] = 10;
  values[301] = -10;
  tape_scale_init (&scale, -15, 15, HEIGHT, 0);
  canvas_init (&canvas, WIDTH, HEIGHT);
  tape_value_plot_draw_bars (canvas.cr, values, G_N_ELEMENTS (values), &place, WIDTH, &scale, &palette);
  g_assert_cmpuint (canvas_count (&canvas, 2, 0, 1, 15), ==, 10);
  g_assert_cmpuint (canvas_count (&canvas, 3, 15, 1, 15), ==, 10);
  g_assert_cmpuint (canvas_count (&canvas, 5, 0, 1, HEIGHT), <=, 2);
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
  g_test_add_func ("/plot/candles/body-and-wick-are-where-the-prices-are", test_candle_body_and_wick);
  g_test_add_func ("/plot/candles/are-whole-pixels", test_candles_are_crisp);
  g_test_add_func ("/plot/candles/share-a-column-by-extremes", test_candles_share_columns);
  g_test_add_func ("/plot/candles/take-any-input", test_candles_odd_input);
  g_test_add_func ("/plot/volume/is-seen-however-small", test_volume_is_seen);
  g_test_add_func ("/plot/values/have-gaps", test_values_have_gaps);
  g_test_add_func ("/plot/band/is-between-its-edges", test_band_is_between);
  g_test_add_func ("/plot/bars/stand-on-zero", test_bars_from_zero);
  g_test_add_func ("/plot/bars/share-a-column-by-the-farthest", test_bars_share_columns);
  return g_test_run ();
}
