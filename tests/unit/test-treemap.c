/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-treemap.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "plot/tape-squarify.h"

#define MAX_TILES 500

static PangoContext *context;

static void
make_context (void)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 11");

  context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_font_description (context, font);
}

static int
compare_falling (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double other = *(const double *)b;

  return (one < other) - (one > other);
}

/* Pixels that both have. */
static double
overlap (const cairo_rectangle_t *a, const cairo_rectangle_t *b)
{
  double width = MIN (a->x + a->width, b->x + b->width) - MAX (a->x, b->x);
  double height = MIN (a->y + a->height, b->y + b->height) - MAX (a->y, b->y);

  return width > 0 && height > 0 ? width * height : 0;
}

static void
check_parts (const double *weights, guint n, const cairo_rectangle_t *bounds, const cairo_rectangle_t *parts)
{
  double total = 0;
  double area = bounds->width * bounds->height;

  for (guint i = 0; i < n; i++)
    total += weights[i];
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpfloat (fabs (parts[i].width * parts[i].height - weights[i] / total * area), <, 1e-6 * area);
      g_assert_cmpfloat (parts[i].x, >=, bounds->x - 1e-9 * area);
      g_assert_cmpfloat (parts[i].y, >=, bounds->y - 1e-9 * area);
      g_assert_cmpfloat (parts[i].x + parts[i].width, <=, bounds->x + bounds->width + 1e-6);
      g_assert_cmpfloat (parts[i].y + parts[i].height, <=, bounds->y + bounds->height + 1e-6);
      for (guint k = 0; k < i; k++)
        g_assert_cmpfloat (overlap (&parts[i], &parts[k]), <, 1e-6);
    }
}

static void
test_random (void)
{
  for (guint run = 0; run < 100; run++)
    {
      cairo_rectangle_t bounds = { g_test_rand_double_range (-100, 100), g_test_rand_double_range (-100, 100),
                                   g_test_rand_double_range (50, 2000), g_test_rand_double_range (50, 2000) };
      guint n = (guint)g_test_rand_int_range (1, 200);
      double weights[200];
      cairo_rectangle_t parts[200];

      for (guint i = 0; i < n; i++)
        weights[i] = exp (g_test_rand_double_range (-3, 3));
      qsort (weights, n, sizeof *weights, compare_falling);
      tape_squarify (weights, n, &bounds, parts);
      check_parts (weights, n, &bounds, parts);
    }
}

/* The paper's own example: 6, 6, 4, 3, 2, 2, 1 in 6 × 4. */
static void
test_paper (void)
{
  static const double weights[] = { 6, 6, 4, 3, 2, 2, 1 };
  const cairo_rectangle_t bounds = { 0, 0, 6, 4 };
  cairo_rectangle_t parts[7];

  tape_squarify (weights, 7, &bounds, parts);
  check_parts (weights, 7, &bounds, parts);
  g_assert_cmpfloat_with_epsilon (parts[0].width, 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (parts[1].y, 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (parts[2].width, 12.0 / 7, 1e-9);
  g_assert_cmpfloat_with_epsilon (parts[2].height, 7.0 / 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (parts[4].width, 1.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (parts[4].height, 5.0 / 3, 1e-9);
}

static void
test_aspect (void)
{
  cairo_rectangle_t bounds = { 0, 0, 900, 500 };
  double weights[100];
  cairo_rectangle_t parts[100];
  double sum = 0;

  for (guint i = 0; i < 100; i++)
    weights[i] = 1.0 / (i + 1);
  tape_squarify (weights, 100, &bounds, parts);
  for (guint i = 0; i < 100; i++)
    sum += MAX (parts[i].width / parts[i].height, parts[i].height / parts[i].width);
  g_assert_cmpfloat (sum / 100, <, 1.5);
}

static void
test_odd_weights (void)
{
  static const double weights[] = { 3, NAN, 2, -1, 0, INFINITY, 1 };
  const cairo_rectangle_t bounds = { 0, 0, 60, 10 };
  const cairo_rectangle_t nothing = { 0, 0, 0, 10 };
  cairo_rectangle_t parts[7];
  double area = 0;

  tape_squarify (weights, 7, &bounds, parts);
  for (guint i = 0; i < 7; i++)
    area += parts[i].width * parts[i].height;
  g_assert_cmpfloat_with_epsilon (area, 600, 1e-9);
  g_assert_cmpfloat_with_epsilon (parts[0].width * parts[0].height, 300, 1e-9);
  g_assert_cmpfloat (parts[1].width * parts[1].height, ==, 0);
  g_assert_cmpfloat (parts[5].width * parts[5].height, ==, 0);

  tape_squarify (weights, 7, &nothing, parts);
  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat (parts[i].width * parts[i].height, ==, 0);
  tape_squarify (NULL, 0, &bounds, NULL);
}

static TapeTreemap *
make_random (guint n, guint groups, double spread)
{
  static const char *const captions[]
      = { "Energy", "Health Care", "Financials", "Materials", "Utilities", "Real Estate", "Industrials", "Unknown" };
  g_autofree TapeTreemapTile *tiles = g_new0 (TapeTreemapTile, n);
  TapeTreemap *treemap = tape_treemap_new ();

  g_assert_cmpuint (groups, <=, G_N_ELEMENTS (captions));
  for (guint i = 0; i < n; i++)
    {
      tiles[i].label = "ABC";
      tiles[i].group = groups > 0 ? (guint)g_test_rand_int_range (0, (gint)groups) : 0;
      tiles[i].weight = exp (g_test_rand_double_range (-spread, spread));
    }
  tape_treemap_set_tiles (treemap, tiles, n, groups > 0 ? captions : NULL, groups);
  return treemap;
}

static cairo_rectangle_t
place_of (TapeTreemap *treemap, guint tile)
{
  cairo_rectangle_int_t place;

  tape_treemap_get_tile (treemap, tile, &place);
  return (cairo_rectangle_t){ place.x, place.y, place.width, place.height };
}

static void
test_arrange (void)
{
  for (guint run = 0; run < 40; run++)
    {
      guint n = (guint)g_test_rand_int_range (1, 120);
      guint groups = (guint)g_test_rand_int_range (0, 8);
      int width = g_test_rand_int_range (100, 1500);
      int height = g_test_rand_int_range (100, 1000);
      g_autoptr (TapeTreemap) treemap = make_random (n, groups, 2);

      tape_treemap_arrange (treemap, context, width, height);
      for (guint i = 0; i < n; i++)
        {
          cairo_rectangle_t place = place_of (treemap, i);

          g_assert_cmpfloat (place.x, >=, 0);
          g_assert_cmpfloat (place.y, >=, 0);
          g_assert_cmpfloat (place.x + place.width, <=, width);
          g_assert_cmpfloat (place.y + place.height, <=, height);
          for (guint k = 0; k < i; k++)
            {
              cairo_rectangle_t other = place_of (treemap, k);

              g_assert_cmpfloat (overlap (&place, &other), ==, 0);
            }
          for (guint k = 0; k < tape_treemap_get_n_groups (treemap); k++)
            {
              cairo_rectangle_int_t caption;
              cairo_rectangle_t other;

              tape_treemap_get_caption (treemap, k, &caption);
              other = (cairo_rectangle_t){ caption.x, caption.y, caption.width, caption.height };
              g_assert_cmpfloat (overlap (&place, &other), ==, 0);
            }
        }
    }
}

/* Tiles of different groups can be compared too, whatever their captions take. */
static void
test_areas_across_groups (void)
{
  static const char *const captions[] = { "A", "B", "C", "D", "E" };
  g_autoptr (TapeTreemap) treemap = tape_treemap_new ();
  TapeTreemapTile tiles[60];
  double smallest = INFINITY;
  double largest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (tiles); i++)
    tiles[i] = (TapeTreemapTile){ .label = "X",
                                  .group = i < 24   ? 0
                                           : i < 40 ? 1
                                           : i < 50 ? 2
                                           : i < 56 ? 3
                                                    : 4,
                                  .weight = 1 };
  tape_treemap_set_tiles (treemap, tiles, G_N_ELEMENTS (tiles), captions, G_N_ELEMENTS (captions));
  tape_treemap_arrange (treemap, context, 1200, 800);
  for (guint i = 0; i < G_N_ELEMENTS (tiles); i++)
    {
      cairo_rectangle_t place = place_of (treemap, i);

      smallest = MIN (smallest, place.width * place.height);
      largest = MAX (largest, place.width * place.height);
    }
  g_assert_cmpfloat (largest / smallest, <, 1.25);
}

static void
test_few (void)
{
  g_autoptr (TapeTreemap) treemap = tape_treemap_new ();
  TapePalette palette;
  const TapeTreemapTile one = { .label = "ONE", .group = 0, .weight = 3 };
  const char *const captions[] = { "Energy", "Nobody" };
  cairo_rectangle_int_t place;
  guint tile;
  guint caption;

  tape_palette_init (&palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
  tape_treemap_set_tiles (treemap, NULL, 0, captions, 2);
  tape_treemap_arrange (treemap, context, 300, 200);
  g_assert_nonnull (tape_treemap_render (treemap, context, &palette, 1));
  g_assert_false (tape_treemap_pick (treemap, 10, 10, &tile, &caption));

  tape_treemap_set_tiles (treemap, &one, 1, NULL, 0);
  tape_treemap_arrange (treemap, context, 300, 200);
  g_assert_true (tape_treemap_get_tile (treemap, 0, &place));
  g_assert_cmpint (place.x, ==, 0);
  g_assert_cmpint (place.y, ==, 0);
  g_assert_cmpint (place.width, ==, 300);
  g_assert_cmpint (place.height, ==, 200);

  tape_treemap_set_tiles (treemap, &one, 1, captions, 2);
  tape_treemap_arrange (treemap, context, 300, 200);
  g_assert_true (tape_treemap_get_caption (treemap, 0, &place));
  g_assert_false (tape_treemap_get_caption (treemap, 1, &place));
  g_assert_true (tape_treemap_pick (treemap, 150, 3, &tile, &caption));
  g_assert_cmpuint (caption, ==, 0);
  g_assert_cmpuint (tile, ==, TAPE_TREEMAP_NONE);
  tape_treemap_arrange (treemap, context, 0, 0);
  g_assert_nonnull (tape_treemap_render (treemap, context, &palette, 2));
}

/* Values change nothing about places; weights only when it is arranged again. */
static void
test_stays (void)
{
  g_autoptr (TapeTreemap) treemap = make_random (50, 4, 2);
  cairo_rectangle_t before[50];

  g_assert_cmpfloat (tape_treemap_get_drift (treemap), ==, 1);
  tape_treemap_arrange (treemap, context, 800, 600);
  g_assert_cmpfloat (tape_treemap_get_drift (treemap), <, 1e-12);
  for (guint i = 0; i < 50; i++)
    before[i] = place_of (treemap, i);
  for (guint i = 0; i < 50; i++)
    {
      tape_treemap_set_value (treemap, i, 1, "+1 %");
      tape_treemap_set_weight (treemap, i, i == 7 ? 1e6 : 1);
    }
  g_assert_cmpfloat (tape_treemap_get_drift (treemap), >, 0.5);
  g_assert_cmpfloat (tape_treemap_get_drift (treemap), <=, 1);
  for (guint i = 0; i < 50; i++)
    {
      cairo_rectangle_t now = place_of (treemap, i);

      g_assert_cmpmem (&now, sizeof now, &before[i], sizeof before[i]);
    }
  tape_treemap_arrange (treemap, context, 800, 600);
  g_assert_cmpuint (tape_treemap_get_nth (treemap, 0), ==, 7);
  g_assert_cmpfloat (tape_treemap_get_drift (treemap), <, 1e-12);
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  cairo_surface_flush (surface);
  return *(const guint32 *)(gconstpointer)(cairo_image_surface_get_data (surface)
                                           + y * cairo_image_surface_get_stride (surface) + x * 4)
         & 0xffffff;
}

static guint32
rgb (const TapeColor *color)
{
  return (guint32)lroundf (color->red * 255) << 16 | (guint32)lroundf (color->green * 255) << 8
         | (guint32)lroundf (color->blue * 255);
}

/* Each tile has the colour of its step beside its text, at once and after it changed. */
static void
test_colors (gconstpointer data)
{
  int scale = GPOINTER_TO_INT (data);
  g_autoptr (TapeTreemap) treemap = make_random (14, 3, 0.5);

  for (guint up_down = 0; up_down < 3; up_down++)
    {
      TapePalette palette;

      tape_palette_init (&palette, up_down == 1, FALSE, (TapeUpDown)up_down);
      tape_treemap_arrange (treemap, context, 700, 500);
      for (guint turn = 0; turn < 7; turn++)
        {
          cairo_surface_t *surface;

          for (guint i = 0; i < 14; i++)
            tape_treemap_set_value (treemap, i, (gint)((i + turn) % 7) - 3, "+1.00 %");
          surface = tape_treemap_render (treemap, context, &palette, scale);
          g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 700 * scale);
          for (guint i = 0; i < 14; i++)
            {
              cairo_rectangle_t place = place_of (treemap, i);
              const TapeColor *ground = tape_palette_get_heat (&palette, (gint)((i + turn) % 7) - 3, NULL);

              g_assert_cmphex (pixel (surface, (int)(place.x + place.width / 2) * scale, (int)(place.y + 1) * scale),
                               ==, rgb (ground));
            }
        }
    }
}

/* From any tile every arrow leads to another one on that side, and each tile is reached from some other. */
static void
test_arrows (void)
{
  static const int ways[][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
  g_autoptr (TapeTreemap) treemap = make_random (80, 6, 1);
  gboolean reached[80] = { FALSE };

  tape_treemap_arrange (treemap, context, 1000, 700);
  for (guint i = 0; i < 80; i++)
    for (guint way = 0; way < G_N_ELEMENTS (ways); way++)
      {
        cairo_rectangle_t from = place_of (treemap, i);
        guint next = tape_treemap_nearest (treemap, i, ways[way][0], ways[way][1]);
        cairo_rectangle_t to;

        if (next == TAPE_TREEMAP_NONE)
          continue;
        reached[next] = TRUE;
        to = place_of (treemap, next);
        if (ways[way][0] > 0)
          g_assert_cmpfloat (to.x, >=, from.x + from.width);
        else if (ways[way][0] < 0)
          g_assert_cmpfloat (to.x + to.width, <=, from.x);
        else if (ways[way][1] > 0)
          g_assert_cmpfloat (to.y, >=, from.y + from.height);
        else
          g_assert_cmpfloat (to.y + to.height, <=, from.y);
      }
  for (guint i = 0; i < 80; i++)
    {
      guint first;
      guint last;
      guint place = tape_treemap_get_place (treemap, i, &first, &last);

      g_assert_true (reached[i]);
      g_assert_cmpuint (tape_treemap_get_nth (treemap, place), ==, i);
      g_assert_cmpuint (first, <=, place);
      g_assert_cmpuint (place, <=, last);
    }
}

/* A picture to look at, and what drawing takes: TAPE_PICTURES names a folder. */
static void
test_picture (void)
{
  const char *folder = g_getenv ("TAPE_PICTURES");
  g_autoptr (TapeTreemap) treemap = make_random (MAX_TILES, 8, 1.8);
  TapePalette palette;
  gint64 start;
  gint64 all;
  gint64 again;
  cairo_surface_t *surface;
  g_autofree char *path = NULL;

  if (folder == NULL)
    {
      g_test_skip ("TAPE_PICTURES names no folder");
      return;
    }
  tape_palette_init (&palette, FALSE, FALSE, TAPE_UP_DOWN_GREEN_RED);
  start = g_get_monotonic_time ();
  tape_treemap_arrange (treemap, context, 1000, 600);
  g_test_message ("arranged %u tiles in %d µs", MAX_TILES, (int)(g_get_monotonic_time () - start));
  for (guint i = 0; i < MAX_TILES; i++)
    tape_treemap_set_value (treemap, i, (gint)(i % 7) - 3, "+1.24 %");
  start = g_get_monotonic_time ();
  tape_treemap_render (treemap, context, &palette, 1);
  all = g_get_monotonic_time () - start;
  for (guint i = 0; i < MAX_TILES; i++)
    tape_treemap_set_value (treemap, i, (gint)((i + 1) % 7) - 3, "−0.88 %");
  start = g_get_monotonic_time ();
  surface = tape_treemap_render (treemap, context, &palette, 1);
  again = g_get_monotonic_time () - start;
  g_test_message ("drew %u tiles in %d µs at first, in %d µs again", MAX_TILES, (int)all, (int)again);
  path = g_build_filename (folder, "treemap.png", NULL);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  make_context ();
  g_test_add_func ("/plot/squarify/random", test_random);
  g_test_add_func ("/plot/squarify/paper", test_paper);
  g_test_add_func ("/plot/squarify/aspect", test_aspect);
  g_test_add_func ("/plot/squarify/odd-weights", test_odd_weights);
  g_test_add_func ("/plot/treemap/inside-without-overlap", test_arrange);
  g_test_add_func ("/plot/treemap/areas-across-groups", test_areas_across_groups);
  g_test_add_func ("/plot/treemap/none-and-one", test_few);
  g_test_add_func ("/plot/treemap/stays-until-arranged", test_stays);
  g_test_add_data_func ("/plot/treemap/colors", GINT_TO_POINTER (1), test_colors);
  g_test_add_data_func ("/plot/treemap/colors-at-twice-the-pixels", GINT_TO_POINTER (2), test_colors);
  g_test_add_func ("/plot/treemap/arrows", test_arrows);
  g_test_add_func ("/plot/treemap/picture", test_picture);
  status = g_test_run ();
  g_object_unref (context);
  return status;
}
