/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-value-plot.h"

#include <math.h>

/* How strong a band and bars are on the card. */
#define BAND_SHARE 0.12f
#define BARS_SHARE 0.6f

/* --- A band. --- */

typedef struct
{
  double x;
  double lower;
  double upper;
} Slice;

/* The upper edge there, the lower edge back. */
static void
add_band (cairo_t *cr, GArray *slices, const TapeScale *scale)
{
  cairo_new_sub_path (cr);
  for (guint i = 0; i < slices->len; i++)
    {
      const Slice *slice = &g_array_index (slices, Slice, i);

      cairo_line_to (cr, slice->x + 0.5, tape_scale_map (scale, slice->upper));
    }
  for (guint i = slices->len; i-- > 0;)
    {
      const Slice *slice = &g_array_index (slices, Slice, i);

      cairo_line_to (cr, slice->x + 0.5, tape_scale_map (scale, slice->lower));
    }
  if (slices->len > 0)
    cairo_close_path (cr);
  g_array_set_size (slices, 0);
}

static void
add_slice (GArray *slices, double x, double lower, double upper)
{
  Slice *last = slices->len > 0 ? &g_array_index (slices, Slice, slices->len - 1) : NULL;
  Slice slice = { x, lower, upper };

  if (last == NULL || last->x != x)
    {
      g_array_append_val (slices, slice);
      return;
    }
  last->lower = MIN (last->lower, lower);
  last->upper = MAX (last->upper, upper);
}

void
tape_value_plot_draw_band (cairo_t *cr,
                           const double *lower,
                           const double *upper,
                           guint n_values,
                           const TapeBarPlace *place,
                           double width,
                           const TapeScale *scale,
                           const TapeColor *color)
{
  g_autoptr (GArray) slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  guint first, last;

  tape_bar_place_get_visible (place, n_values, width, &first, &last);
  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = first; i < last; i++)
    if (isfinite (lower[i]) && isfinite (upper[i]))
      add_slice (slices, tape_bar_place_get_center (place, i), lower[i], upper[i]);
    else
      add_band (cr, slices, scale);
  add_band (cr, slices, scale);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, BAND_SHARE);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* --- Bars. --- */

typedef struct
{
  cairo_t *cr;
  const TapeScale *scale;
  double zero;
  int body;
  int x;
  double value; /* NaN while there is none */
} Bars;

static void
flush_bar (Bars *bars)
{
  double y, top;

  if (isnan (bars->value))
    return;
  y = round (tape_scale_map (bars->scale, bars->value));
  top = MIN (y, bars->zero);
  cairo_rectangle (bars->cr, bars->x - bars->body / 2, top, bars->body, MAX (1, fabs (y - bars->zero)));
  bars->value = NAN;
}

static void
add_bars (Bars *bars, const double *values, const TapeBarPlace *place, guint first, guint last, gboolean rising)
{
  for (guint i = first; i < last; i++)
    {
      int x = (int)tape_bar_place_get_center (place, i);

      if (x != bars->x)
        flush_bar (bars);
      bars->x = x;
      if (isfinite (values[i]) && (values[i] >= 0) == rising
          && (isnan (bars->value) || fabs (values[i]) > fabs (bars->value)))
        bars->value = values[i];
    }
  flush_bar (bars);
}

void
tape_value_plot_draw_bars (cairo_t *cr,
                           const double *values,
                           guint n_values,
                           const TapeBarPlace *place,
                           double width,
                           const TapeScale *scale,
                           const TapePalette *palette)
{
  Bars bars = { .cr = cr, .scale = scale, .body = tape_bar_place_get_body (place), .value = NAN };
  guint first, last;

  bars.zero = round (tape_scale_map (scale, 0));
  tape_bar_place_get_visible (place, n_values, width, &first, &last);
  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; i < 2; i++)
    {
      TapeColor color = tape_color_mix (&palette->card, i == 1 ? &palette->up : &palette->down, BARS_SHARE);

      add_bars (&bars, values, place, first, last, i == 1);
      tape_color_set (&color, cr);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}
