/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-axis.h"
#include "plot/tape-time-ticks.h"

#include <math.h>

#define ROUNDS 400

static GRand *
make_rand (void)
{
  guint32 seed = g_test_rand_int ();

  g_test_message ("seed %u", seed);
  return g_rand_new_with_seed (seed);
}

static gboolean
is_round (double step)
{
  double digit = step / pow (10, floor (log10 (step) + 1e-9));

  return fabs (digit - 1) < 1e-6 || fabs (digit - 2) < 1e-6 || fabs (digit - 5) < 1e-6;
}

static void
test_scale_ticks (void)
{
  g_autoptr (GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      double low = pow (10, g_rand_double_range (rand, -6, 8));
      double high = low + pow (10, g_rand_double_range (rand, -3, 1)) * low;
      double pixels = g_rand_double_range (rand, 60, 2000);
      double ticks[200];
      guint decimals, n;
      TapeScale scale;

      tape_scale_init (&scale, low, high, pixels, 0);
      n = tape_scale_ticks (&scale, 50, ticks, G_N_ELEMENTS (ticks), &decimals);
      /* The next coarser step is at most 2.5 times as long. */
      g_assert_cmpuint (n, >=, (guint)MAX (0, floor (pixels / 125) - 1));
      g_assert_cmpuint (n, <=, (guint)floor (pixels / 50) + 1);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpfloat (tape_scale_map (&scale, ticks[i]), >=, -1e-3);
          g_assert_cmpfloat (tape_scale_map (&scale, ticks[i]), <=, pixels + 1e-3);
          if (i > 0)
            {
              g_assert_cmpfloat (tape_scale_map (&scale, ticks[i - 1]) - tape_scale_map (&scale, ticks[i]), >=, 49.99);
              g_assert_true (is_round (ticks[i] - ticks[i - 1]));
              g_assert_cmpfloat (pow (10, -(double)decimals), <=, (ticks[i] - ticks[i - 1]) * (1 + 1e-6));
            }
        }
    }
}

static void
test_scale_round_trip (void)
{
  g_autoptr (GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      double low = g_rand_double_range (rand, 0.001, 1000);
      double value;
      TapeScale scale;

      tape_scale_init (&scale, low, low * g_rand_double_range (rand, 1.01, 5000), 500, 0);
      g_assert_true (tape_scale_set_logarithmic (&scale, round & 1));
      value = g_rand_double_range (rand, scale.low, scale.high);
      g_assert_cmpfloat_with_epsilon (tape_scale_unmap (&scale, tape_scale_map (&scale, value)), value, value * 1e-6);
    }
}

static void
test_scale_logarithmic_ticks (void)
{
  double ticks[64];
  guint decimals, n;
  TapeScale scale;

  tape_scale_init (&scale, 1, 1000, 0, 300);
  g_assert_true (tape_scale_set_logarithmic (&scale, TRUE));
  n = tape_scale_ticks (&scale, 25, ticks, G_N_ELEMENTS (ticks), &decimals);
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpfloat (ticks[1], ==, 2);
  g_assert_cmpfloat (ticks[9], ==, 1000);
  n = tape_scale_ticks (&scale, 60, ticks, G_N_ELEMENTS (ticks), &decimals);
  g_assert_cmpuint (n, ==, 4);

  tape_scale_init (&scale, -1, 1, 0, 300);
  g_assert_false (tape_scale_set_logarithmic (&scale, TRUE));
  g_assert_cmpfloat (tape_scale_map (&scale, 0), ==, 150);
}

static void
test_scale_odd_input (void)
{
  const double pairs[][2]
      = { { NAN, 1 },       { 1, INFINITY }, { -G_MAXDOUBLE, G_MAXDOUBLE }, { 0, 0 }, { 5, 5 }, { 1e-300, 1e-300 },
          { 1e300, 1e300 }, { 9, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      double ticks[64];
      guint decimals;
      TapeScale scale;

      tape_scale_init (&scale, pairs[i][0], pairs[i][1], 100, 0);
      g_assert_true (isfinite (scale.low) && scale.low < scale.high);
      g_assert_cmpuint (tape_scale_ticks (&scale, 20, ticks, G_N_ELEMENTS (ticks), &decimals), <=, 6);
      g_assert_cmpfloat (fabs (tape_scale_map (&scale, G_MAXDOUBLE)), <, 10000);
    }
}

/* New York's clock, without its daylight saving. */
static gint64
get_offset (gint64 time, gconstpointer zone)
{
  return -5 * TAPE_HOUR;
}

/* Bars of half past nine to four on weekdays, some of them missing. */
static GArray *
make_bars (GRand *rand, gint64 interval, guint n, double missing)
{
  GArray *bars = g_array_new (FALSE, TRUE, sizeof (TapeBar));
  gint64 local = G_GINT64_CONSTANT (1384939800) * TAPE_SECOND + g_rand_int_range (rand, 0, 2000) * TAPE_DAY;

  while (bars->len < n)
    {
      gint64 hour = local - tape_time_floor (local, TAPE_DAY);
      gint64 weekday = (tape_time_floor (local, TAPE_DAY) / TAPE_DAY + 3) % 7;
      TapeBar bar = { .start = local + 5 * TAPE_HOUR };

      if (interval < TAPE_DAY && hour >= 16 * TAPE_HOUR)
        local = tape_time_floor (local, TAPE_DAY) + TAPE_DAY + 9 * TAPE_HOUR + 30 * TAPE_MINUTE;
      else
        {
          if (weekday < 5 && g_rand_double (rand) >= missing)
            g_array_append_val (bars, bar);
          local += interval;
        }
    }
  return bars;
}

static const gint64 intervals[]
    = { TAPE_SECOND, 5 * TAPE_SECOND, TAPE_MINUTE, 5 * TAPE_MINUTE, 15 * TAPE_MINUTE, TAPE_HOUR, TAPE_DAY };

static PangoLayout *
make_layout (cairo_t **cr)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 10, 10);
  PangoLayout *layout;

  *cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  layout = pango_cairo_create_layout (*cr);
  return layout;
}

static void
test_time_labels_never_overlap (void)
{
  g_autoptr (GRand) rand = make_rand ();
  cairo_t *cr;
  g_autoptr (PangoLayout) layout = make_layout (&cr);
  g_auto (GStrv) samples = tape_time_step_samples ();
  double slot = tape_axis_measure (layout, (const char *const *)samples) + 2;

  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 interval = intervals[g_rand_int_range (rand, 0, G_N_ELEMENTS (intervals))];
      g_autoptr (GArray) bars = make_bars (rand, interval, 1000, round % 3 * 0.4);
      g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (TapeTimeTick));
      const TapeTimeTicks axis = { .bars = (const TapeBar *)(void *)bars->data,
                                   .n_bars = bars->len,
                                   .interval = interval,
                                   .session = 390 * TAPE_MINUTE,
                                   .spacing = exp (g_rand_double_range (rand, -3, 4)),
                                   .slot = slot,
                                   .offset = get_offset };
      double end = -G_MAXDOUBLE;

      tape_time_ticks_find (&axis, 0, bars->len, ticks);
      if (bars->len * axis.spacing > 25 * slot)
        g_assert_cmpuint (ticks->len, >=, 3);
      for (guint i = 0; i < ticks->len; i++)
        {
          const TapeTimeTick *tick = &g_array_index (ticks, TapeTimeTick, i);
          g_autofree char *text = tape_time_step_format (tick->step, axis.bars[tick->bar].start + get_offset (0, NULL));
          const char *const texts[] = { text, NULL };
          double half = tape_axis_measure (layout, texts) / 2;
          double center = tick->bar * axis.spacing;

          g_assert_cmpfloat (center - half, >=, end);
          end = center + half;
        }
    }
  cairo_destroy (cr);
}

/* Panned to anywhere, and with bars to come or not, a bar that is labelled is labelled the same. */
static void
test_time_labels_never_jump (void)
{
  g_autoptr (GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 interval = intervals[g_rand_int_range (rand, 0, G_N_ELEMENTS (intervals) - 1)];
      g_autoptr (GArray) bars = make_bars (rand, interval, 1000, 0);
      g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (TapeTimeTick));
      g_autoptr (GArray) part = g_array_new (FALSE, FALSE, sizeof (TapeTimeTick));
      TapeTimeTicks axis = { .bars = (const TapeBar *)(void *)bars->data,
                             .n_bars = bars->len,
                             .interval = interval,
                             .session = 390 * TAPE_MINUTE,
                             .spacing = g_rand_double_range (rand, 1, 20),
                             .slot = 70,
                             .offset = get_offset };
      guint first = (guint)g_rand_int_range (rand, 0, 800), last = first + 150;

      tape_time_ticks_find (&axis, 0, bars->len, all);
      axis.n_bars = last;
      tape_time_ticks_find (&axis, first, last, part);
      for (guint i = 0, j = 0; i < part->len; i++)
        {
          const TapeTimeTick *tick = &g_array_index (part, TapeTimeTick, i);

          if (tick->bar < first || (last - tick->bar) * axis.spacing < axis.slot)
            continue;
          while (j < all->len && g_array_index (all, TapeTimeTick, j).bar < tick->bar)
            j++;
          g_assert_cmpuint (j, <, all->len);
          g_assert_cmpuint (g_array_index (all, TapeTimeTick, j).bar, ==, tick->bar);
          g_assert_cmpuint (g_array_index (all, TapeTimeTick, j).step, ==, tick->step);
        }
    }
}

static void
assert_label (guint bar, GArray *ticks, gint64 local, const char *expected)
{
  for (guint i = 0; i < ticks->len; i++)
    {
      const TapeTimeTick *tick = &g_array_index (ticks, TapeTimeTick, i);

      if (tick->bar == bar)
        {
          g_autofree char *text = tape_time_step_format (tick->step, local);

          g_assert_cmpstr (text, ==, expected);
          return;
        }
    }
  g_error ("bar %u has no label", bar);
}

static void
test_time_labels_say_what_changes (void)
{
  /* 2013-12-31 20:58 to 2014-01-02 14:32 UTC: the last minutes of a year in New York, and the first. */
  const gint64 times[] = { 1388523480, 1388523540, 1388673000, 1388673060 };
  TapeBar bars[G_N_ELEMENTS (times)];
  g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (TapeTimeTick));
  TapeTimeTicks axis = { .bars = bars,
                         .n_bars = G_N_ELEMENTS (bars),
                         .interval = TAPE_MINUTE,
                         .session = 390 * TAPE_MINUTE,
                         .spacing = 100,
                         .slot = 70,
                         .offset = get_offset };

  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    bars[i] = (TapeBar){ .start = times[i] * TAPE_SECOND };
  tape_time_ticks_find (&axis, 0, G_N_ELEMENTS (bars), ticks);
  assert_label (1, ticks, bars[1].start - 5 * TAPE_HOUR, "15:59");
  assert_label (2, ticks, bars[2].start - 5 * TAPE_HOUR, "2014");
  assert_label (3, ticks, bars[3].start - 5 * TAPE_HOUR, "09:31");
  bars[2].start -= 300 * TAPE_DAY;
  bars[1].start = bars[2].start - TAPE_DAY;
  bars[0].start = bars[2].start - 2 * TAPE_DAY;
  g_array_set_size (ticks, 0);
  axis.n_bars = 3;
  tape_time_ticks_find (&axis, 0, 3, ticks);
  assert_label (2, ticks, bars[2].start - 5 * TAPE_HOUR, "Fri 8");
}

/* Whatever bars are missing, a label within the day says a multiple of one step. */
static void
test_time_labels_are_even (void)
{
  g_autoptr (GRand) rand = make_rand ();

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GArray) bars = make_bars (rand, TAPE_MINUTE, 1000, 0.5);
      g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (TapeTimeTick));
      const TapeTimeTicks axis = { .bars = (const TapeBar *)(void *)bars->data,
                                   .n_bars = bars->len,
                                   .interval = TAPE_MINUTE,
                                   .session = 390 * TAPE_MINUTE,
                                   .spacing = 10,
                                   .slot = 95,
                                   .offset = get_offset };
      guint n_times = 0;

      tape_time_ticks_find (&axis, 0, bars->len, ticks);
      for (guint i = 0; i < ticks->len; i++)
        {
          const TapeTimeTick *tick = &g_array_index (ticks, TapeTimeTick, i);

          if (tape_time_step_is_date (tick->step))
            continue;
          g_assert_cmpint (axis.bars[tick->bar].start % (10 * TAPE_MINUTE), ==, 0);
          n_times++;
        }
      g_assert_cmpuint (n_times, >=, 20);
    }
}

static char *
format_value (double value, guint decimals, gpointer data)
{
  return g_strdup_printf ("%.*f", (int)decimals, value);
}

static void
test_axis_stays_inside (void)
{
  const TapeColor ink = { 0, 0, 0, 1 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 100, 220);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  TapeAxisLabel labels[] = { { 1, "10:31", FALSE }, { 40, "10:32", FALSE }, { 79, "10:33", FALSE } };
  const guint32 *pixels;
  TapeScale scale;
  guint inside = 0;

  cairo_translate (cr, 10, 10);
  tape_scale_init (&scale, 100, 101.3, 185, 15);
  g_assert_cmpuint (tape_axis_draw_values (cr, layout, &scale, 80, 40, format_value, NULL, &ink), ==, 1);
  tape_axis_draw_labels (cr, layout, 80, 20, labels, G_N_ELEMENTS (labels), &ink);
  g_assert_cmpfloat (tape_axis_draw_tag (cr, layout, 0, 100, 60, "101.00", &ink), ==, 60);
  cairo_surface_flush (surface);
  pixels = (const guint32 *)(const void *)cairo_image_surface_get_data (surface);
  for (int y = 0; y < 220; y++)
    for (int x = 0; x < 100; x++)
      {
        guint32 pixel = pixels[y * cairo_image_surface_get_stride (surface) / 4 + x];

        if (x < 10 || x >= 90 || y < 10 || y >= 210)
          g_assert_cmphex (pixel, ==, 0);
        else
          inside += pixel != 0;
      }
  g_assert_cmpuint (inside, >, 60 * 14);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/scale/ticks-are-round-and-apart", test_scale_ticks);
  g_test_add_func ("/plot/scale/maps-there-and-back", test_scale_round_trip);
  g_test_add_func ("/plot/scale/logarithmic-ticks", test_scale_logarithmic_ticks);
  g_test_add_func ("/plot/scale/takes-any-input", test_scale_odd_input);
  g_test_add_func ("/plot/time-axis/labels-never-overlap", test_time_labels_never_overlap);
  g_test_add_func ("/plot/time-axis/labels-never-jump", test_time_labels_never_jump);
  g_test_add_func ("/plot/time-axis/labels-are-even", test_time_labels_are_even);
  g_test_add_func ("/plot/time-axis/labels-say-what-changes", test_time_labels_say_what_changes);
  g_test_add_func ("/plot/axis/draws-nothing-outside", test_axis_stays_inside);
  return g_test_run ();
}
