/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-viewport.h"

#include <math.h>

#define WIDTH  700
#define N_BARS 2000

/* Bars of the minutes from @first on. */
static void
make_bars (TapeBar *bars, guint n_bars, guint first)
{
  for (guint i = 0; i < n_bars; i++)
    bars[i] = (TapeBar){ .start = (first + i) * TAPE_MINUTE };
}

static TapeViewport
make_viewport (void)
{
  TapeViewport viewport;

  tape_viewport_init (&viewport);
  viewport.width = WIDTH;
  return viewport;
}

/* The pixel at which the slot of the bar of minute @minute begins. */
static double
get_pixel (const TapeViewport *viewport, const TapeBar *bars, guint n_bars, guint minute)
{
  TapeBarPlace place = tape_viewport_get_place (viewport, bars, n_bars);
  guint index = minute - (guint)(bars[0].start / TAPE_MINUTE);

  return place.left + index * place.spacing;
}

static void
test_follows (void)
{
  TapeViewport viewport = make_viewport ();
  TapeBar bars[N_BARS];

  make_bars (bars, N_BARS, 0);
  for (guint n = 1; n < N_BARS; n += 100)
    g_assert_cmpfloat_with_epsilon (get_pixel (&viewport, bars, n, n), WIDTH - TAPE_VIEWPORT_MARGIN, 1);
  g_assert_true (tape_viewport_zoom (&viewport, bars, N_BARS, 3, NAN));
  g_assert_true (viewport.following);
  g_assert_cmpfloat_with_epsilon (get_pixel (&viewport, bars, N_BARS, N_BARS), WIDTH - TAPE_VIEWPORT_MARGIN, 1);
}

/* Bars that come in at either end do not move what is looked at. */
static void
test_holds_still (void)
{
  TapeViewport viewport = make_viewport ();
  TapeBar before[N_BARS], after[N_BARS + 600];
  double pixel;

  make_bars (before, N_BARS, 1000);
  make_bars (after, N_BARS + 600, 500);
  tape_viewport_pan (&viewport, before, N_BARS, -300.4);
  g_assert_false (viewport.following);
  pixel = get_pixel (&viewport, before, N_BARS, 2600);
  g_assert_cmpfloat (get_pixel (&viewport, after, N_BARS + 600, 2600), ==, pixel);
}

static void
test_centers (void)
{
  TapeBar bars[N_BARS];

  make_bars (bars, N_BARS, 0);
  for (guint bar = 100; bar < N_BARS - 100; bar += 300)
    {
      TapeViewport viewport = make_viewport ();

      /* Wherever it was. */
      tape_viewport_pan (&viewport, bars, N_BARS, -(double)bar / 2);
      tape_viewport_center (&viewport, bars, N_BARS, bar);
      g_assert_cmpfloat_with_epsilon (
          get_pixel (&viewport, bars, N_BARS, bar) + tape_viewport_get_spacing (&viewport) / 2, WIDTH / 2.0, 1);
    }
}

static void
test_zooms_at_the_pointer (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  TapeBar bars[N_BARS];

  g_test_message ("seed %u", seed);
  make_bars (bars, N_BARS, 0);
  for (guint round = 0; round < 500; round++)
    {
      TapeViewport viewport = make_viewport ();
      double pointer = g_rand_double_range (rand, 0, WIDTH);
      TapeBarPlace place;
      double index;

      tape_viewport_pan (&viewport, bars, N_BARS, -1000);
      place = tape_viewport_get_place (&viewport, bars, N_BARS);
      index = (pointer - place.left) / place.spacing;
      tape_viewport_zoom (&viewport, bars, N_BARS, g_rand_int_range (rand, -4, 10), pointer);
      place = tape_viewport_get_place (&viewport, bars, N_BARS);
      g_assert_cmpfloat_with_epsilon (place.left + index * place.spacing, pointer, 2);
    }
}

static void
test_stops_at_both_ends (void)
{
  TapeViewport viewport = make_viewport ();
  TapeBar bars[N_BARS];

  make_bars (bars, N_BARS, 0);
  tape_viewport_pan (&viewport, bars, N_BARS, -1e9);
  g_assert_cmpfloat (get_pixel (&viewport, bars, N_BARS, 0), <, WIDTH);
  g_assert_cmpfloat (get_pixel (&viewport, bars, N_BARS, 0), >, 0);
  g_assert_false (viewport.following);
  tape_viewport_pan (&viewport, bars, N_BARS, 1e9);
  g_assert_true (viewport.following);
  while (tape_viewport_zoom (&viewport, bars, N_BARS, 5, NAN))
    g_assert_cmpfloat (tape_viewport_get_spacing (&viewport), <=, 100);
  while (tape_viewport_zoom (&viewport, bars, N_BARS, -5, NAN))
    g_assert_cmpfloat (tape_viewport_get_spacing (&viewport), >, 0);
  /* Nothing to show moves nowhere. */
  tape_viewport_pan (&viewport, NULL, 0, -10);
  g_assert_true (viewport.following);
  tape_viewport_pan (&viewport, bars, 1, -10);
  g_assert_cmpfloat (get_pixel (&viewport, bars, 1, 0), <, WIDTH);
}

static void
test_fits (void)
{
  TapeViewport viewport = make_viewport ();
  TapeBar bars[N_BARS];
  guint first, last;
  TapeBarPlace place;

  make_bars (bars, N_BARS, 0);
  tape_viewport_fit (&viewport, 300, 0, 10);
  g_assert_cmpfloat (tape_viewport_get_spacing (&viewport), ==, 2);
  tape_viewport_fit (&viewport, 1440, 2, 10);
  g_assert_cmpfloat (tape_viewport_get_spacing (&viewport), ==, 2);
  tape_viewport_fit (&viewport, 3, 2, 10);
  g_assert_cmpfloat (tape_viewport_get_spacing (&viewport), ==, 10);

  tape_viewport_show (&viewport, bars, N_BARS, 500, 560);
  place = tape_viewport_get_place (&viewport, bars, N_BARS);
  tape_bar_place_get_visible (&place, N_BARS, WIDTH, &first, &last);
  g_assert_cmpuint (first, <=, 500);
  g_assert_cmpuint (last, >=, 561);
  g_assert_cmpuint (last - first, <, 90);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/viewport/follows-the-newest-bar", test_follows);
  g_test_add_func ("/plot/viewport/holds-still-while-bars-come-in", test_holds_still);
  g_test_add_func ("/plot/viewport/centers", test_centers);
  g_test_add_func ("/plot/viewport/zooms-at-the-pointer", test_zooms_at_the_pointer);
  g_test_add_func ("/plot/viewport/stops-at-both-ends", test_stops_at_both_ends);
  g_test_add_func ("/plot/viewport/fits", test_fits);
  return g_test_run ();
}
