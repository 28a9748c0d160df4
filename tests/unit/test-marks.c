/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-marks.h"

#include <math.h>

#define WIDTH  400
#define HEIGHT 200
#define MANY   5000

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  TapePalette palette;
} Picture;

static void
picture_set_up (Picture *self, gconstpointer data)
{
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  self->cr = cairo_create (self->surface);
  tape_palette_init (&self->palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
}

static void
picture_tear_down (Picture *self, gconstpointer data)
{
  g_assert_cmpint (cairo_status (self->cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

static guint32
get_pixel (Picture *self, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (self->surface);

  cairo_surface_flush (self->surface);
  return *(const guint32 *)(const void *)(data + y * cairo_image_surface_get_stride (self->surface) + x * 4);
}

static guint32
get_ink (const TapeColor *color)
{
  return 0xff000000u | (guint32)lround (color->red * 255) << 16 | (guint32)lround (color->green * 255) << 8
         | (guint32)lround (color->blue * 255);
}

/* Pixels of the marks' own colour. */
static guint
count_ink (Picture *self, int top, int bottom)
{
  guint32 ink = get_ink (&self->palette.series[5]);
  guint n = 0;

  for (int y = top; y < bottom; y++)
    for (int x = 0; x < WIDTH; x++)
      n += get_pixel (self, x, y) == ink;
  return n;
}

static void
test_shapes (Picture *self, gconstpointer data)
{
  TapeMark up = { .x = 100, .y = 100, .direction = 1, .n = 1 };
  TapeMark down = { .x = 200, .y = 100, .direction = -1, .n = 1 };
  TapeMark neither = { .x = 300, .y = 100, .direction = 0, .n = 1 };

  /* From below up to its price, from above down to it, at it. */
  tape_marks_draw (self->cr, &up, 1, &self->palette);
  g_assert_cmpuint (count_ink (self, 0, 101), ==, 0);
  g_assert_cmpuint (count_ink (self, 101, HEIGHT), >, 20);
  g_assert_cmphex (get_pixel (self, 104, 104), !=, get_ink (&self->palette.series[5]));
  tape_marks_draw (self->cr, &down, 1, &self->palette);
  g_assert_cmpuint (count_ink (self, 0, 100), >, 20);
  tape_marks_draw (self->cr, &neither, 1, &self->palette);
  g_assert_cmphex (get_pixel (self, 300, 100), ==, get_ink (&self->palette.series[5]));
}

static void
test_past (Picture *self, gconstpointer data)
{
  TapeMark mark = { .x = 100, .y = 100, .direction = 1, .past = TRUE, .n = 1 };
  guint hollow;

  tape_marks_draw (self->cr, &mark, 1, &self->palette);
  hollow = count_ink (self, 0, HEIGHT);
  g_assert_cmphex (get_pixel (self, 100, 108), ==, get_ink (&self->palette.card));
  mark.past = FALSE;
  tape_marks_draw (self->cr, &mark, 1, &self->palette);
  g_assert_cmphex (get_pixel (self, 100, 108), ==, get_ink (&self->palette.series[5]));
  g_assert_cmpuint (count_ink (self, 0, HEIGHT), >, hollow);
}

static void
test_merge (void)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (TapeMark));
  const TapeMark given[] = {
    { 10, 50, 1, TRUE, 1, 0 },  { 12, 52, 1, FALSE, 1, 1 }, { 13, 52, -1, FALSE, 1, 2 },
    { 14, 90, 1, FALSE, 1, 3 }, { 19, 54, 1, FALSE, 1, 4 }, { 20, 54, 1, TRUE, 1, 5 },
  };

  g_array_append_vals (marks, given, G_N_ELEMENTS (given));
  tape_marks_merge (marks);
  g_assert_cmpuint (marks->len, ==, 4);
  /* The first three that point up near 50; then what points down, what is far below, and what begins anew. */
  g_assert_cmpuint (g_array_index (marks, TapeMark, 0).n, ==, 3);
  g_assert_cmpuint (g_array_index (marks, TapeMark, 0).index, ==, 4);
  g_assert_cmpfloat (g_array_index (marks, TapeMark, 0).x, ==, 10);
  g_assert_cmpfloat (g_array_index (marks, TapeMark, 0).y, ==, 54);
  g_assert_false (g_array_index (marks, TapeMark, 0).past);
  g_assert_cmpint (g_array_index (marks, TapeMark, 1).direction, ==, -1);
  g_assert_cmpuint (g_array_index (marks, TapeMark, 2).index, ==, 3);
  g_assert_true (g_array_index (marks, TapeMark, 3).past);
}

/* Whatever there is, the picture has room for so many. */
static void
test_merge_many (void)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (TapeMark));
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n = 0;

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < MANY; i++)
    {
      TapeMark mark = { .x = (double)i * WIDTH / MANY,
                        .y = 100 + g_rand_double_range (rand, -3, 3),
                        .direction = g_rand_boolean (rand) ? 1 : -1,
                        .n = 1,
                        .index = i };

      g_array_append_val (marks, mark);
    }
  tape_marks_merge (marks);
  g_assert_cmpuint (marks->len, <=, 2 * (WIDTH / TAPE_MARK_SIZE + 1));
  for (guint i = 0; i < marks->len; i++)
    n += g_array_index (marks, TapeMark, i).n;
  g_assert_cmpuint (n, ==, MANY);
  g_assert_cmpuint (g_array_index (marks, TapeMark, marks->len - 1).x, <, WIDTH);
}

static void
test_find (void)
{
  const TapeMark marks[] = {
    { .x = 100, .y = 100, .direction = 1, .n = 1 },
    { .x = 100, .y = 100, .direction = -1, .n = 1 },
    { .x = 150, .y = 100, .direction = 0, .n = 1 },
  };

  g_assert_cmpint (tape_marks_find (marks, 3, 101, 107), ==, 0);
  g_assert_cmpint (tape_marks_find (marks, 3, 99, 93), ==, 1);
  g_assert_cmpint (tape_marks_find (marks, 3, 155, 103), ==, 2);
  g_assert_cmpint (tape_marks_find (marks, 3, 125, 100), ==, -1);
  g_assert_cmpint (tape_marks_find (marks, 0, 100, 107), ==, -1);
}

static void
test_level (Picture *self, gconstpointer data)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  guint n = 0, pale = 0;

  tape_marks_draw_level (self->cr, WIDTH - 60, 50, TRUE, &self->palette);
  tape_marks_draw_level (self->cr, WIDTH - 60, 60, FALSE, &self->palette);
  for (int x = 0; x < WIDTH; x++)
    {
      n += get_pixel (self, x, 50) != 0;
      pale += get_pixel (self, x, 60) >> 24 > get_pixel (self, x, 50) >> 24;
      g_assert_cmphex (get_pixel (self, x, 49) | get_pixel (self, x, 51), ==, 0);
    }
  /* Thin and broken, and paler where it may not fire; nothing on the axis. */
  g_assert_cmpuint (n, >, (WIDTH - 60) / 4);
  g_assert_cmpuint (n, <, (WIDTH - 60) / 2);
  g_assert_cmpuint (pale, ==, 0);
  tape_marks_draw_level_tag (self->cr, layout, WIDTH - 90, 100, 90, "140.00", 1, TRUE, &self->palette);
  g_assert_cmphex (get_pixel (self, WIDTH - 91, 100), ==, 0);
  g_assert_cmphex (get_pixel (self, WIDTH - 1, 100), ==, get_ink (&self->palette.series[5]));
  g_assert_cmphex (get_pixel (self, WIDTH - 88, 100), ==, get_ink (&self->palette.card));
  g_object_unref (layout);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/plot/marks/shapes", Picture, NULL, picture_set_up, test_shapes, picture_tear_down);
  g_test_add ("/plot/marks/past-is-hollow", Picture, NULL, picture_set_up, test_past, picture_tear_down);
  g_test_add_func ("/plot/marks/what-lies-on-each-other-is-one", test_merge);
  g_test_add_func ("/plot/marks/thousands-are-as-many-as-fit", test_merge_many);
  g_test_add_func ("/plot/marks/find", test_find);
  g_test_add ("/plot/marks/level", Picture, NULL, picture_set_up, test_level, picture_tear_down);
  return g_test_run ();
}
