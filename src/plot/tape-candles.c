/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-candles.h"

#include <math.h>

/* How strong volume and area are on the card. */
#define VOLUME_SHARE 0.5f
#define AREA_SHARE   0.12f

/* What a column of pixels shows: one bar, or several that share it. */
typedef struct
{
  int x;
  double open;
  double high;
  double low;
  double close;
  double volume;
} Column;

typedef void (*ColumnFunc) (const Column *column, gpointer data);

double
tape_bar_place_get_center (const TapeBarPlace *self, double index)
{
  return floor (self->left + (index + 0.5) * self->spacing);
}

int
tape_bar_place_get_body (const TapeBarPlace *self)
{
  int width = (int)MIN (self->spacing - 1, self->spacing * 0.85);

  return MAX (1, width % 2 == 1 ? width : width - 1);
}

void
tape_bar_place_get_visible (const TapeBarPlace *self, guint n_bars, double width, guint *first, guint *last)
{
  /* A body reaches over its slot by less than a slot. */
  double from = floor (-self->left / self->spacing) - 1;
  double to = ceil ((width - self->left) / self->spacing) + 1;

  *first = (guint)CLAMP (from, 0, n_bars);
  *last = (guint)CLAMP (to, *first, n_bars);
}

static gboolean
is_drawable (const TapeBar *bar)
{
  return isfinite (bar->open) && isfinite (bar->high) && isfinite (bar->low) && isfinite (bar->close);
}

static void
column_start (Column *column, int x, const TapeBar *bar)
{
  *column = (Column){ x, bar->open, bar->high, bar->low, bar->close, isfinite (bar->volume) ? bar->volume : 0 };
}

static void
column_add (Column *column, const TapeBar *bar)
{
  column->high = MAX (column->high, bar->high);
  column->low = MIN (column->low, bar->low);
  column->close = bar->close;
  if (isfinite (bar->volume))
    column->volume = MAX (column->volume, bar->volume);
}

/* Returns: (transfer full) (element-type Column): what is drawn, from left to right */
static GArray *
gather_columns (const TapeBar *bars, guint n_bars, const TapeBarPlace *place, double width)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  gboolean pending = FALSE;
  Column column;
  guint first, last;

  tape_bar_place_get_visible (place, n_bars, width, &first, &last);
  for (guint i = first; i < last; i++)
    {
      int x = (int)tape_bar_place_get_center (place, i);

      if (!is_drawable (&bars[i]))
        continue;
      if (pending && column.x == x)
        {
          column_add (&column, &bars[i]);
          continue;
        }
      if (pending)
        g_array_append_val (columns, column);
      column_start (&column, x, &bars[i]);
      pending = TRUE;
    }
  if (pending)
    g_array_append_val (columns, column);
  return columns;
}

/* One pass for each colour: a path of rectangles filled at once. */
typedef struct
{
  cairo_t *cr;
  const TapeScale *scale;
  int body;
  gboolean rising;
} Pass;

static gboolean
is_rising (const Column *column)
{
  return column->close >= column->open;
}

static void
add_box (cairo_t *cr, int x, int width, double from, double to)
{
  double top = round (MIN (from, to));
  double bottom = round (MAX (from, to));

  cairo_rectangle (cr, x, top, width, MAX (1, bottom - top));
}

static void
add_candle (const Column *column, gpointer data)
{
  Pass *pass = data;

  if (is_rising (column) != pass->rising)
    return;
  add_box (pass->cr, column->x, 1, tape_scale_map (pass->scale, column->high),
           tape_scale_map (pass->scale, column->low));
  if (pass->body > 1)
    add_box (pass->cr, column->x - pass->body / 2, pass->body, tape_scale_map (pass->scale, column->open),
             tape_scale_map (pass->scale, column->close));
}

static void
add_volume (const Column *column, gpointer data)
{
  Pass *pass = data;

  if (is_rising (column) != pass->rising || column->volume <= 0)
    return;
  /* Never less than a pixel, and upwards: what was traded is seen. */
  add_box (pass->cr, column->x - pass->body / 2, pass->body,
           MIN (tape_scale_map (pass->scale, column->volume), pass->scale->start - 1), pass->scale->start);
}

static void
draw_passes (cairo_t *cr,
             const TapeBar *bars,
             guint n_bars,
             const TapeBarPlace *place,
             double width,
             const TapeScale *scale,
             const TapeColor *up,
             const TapeColor *down,
             ColumnFunc add)
{
  Pass pass = { cr, scale, tape_bar_place_get_body (place), FALSE };
  g_autoptr (GArray) columns = gather_columns (bars, n_bars, place, width);

  cairo_save (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; i < 2; i++)
    {
      pass.rising = i == 1;
      for (guint j = 0; j < columns->len; j++)
        add (&g_array_index (columns, Column, j), &pass);
      tape_color_set (pass.rising ? up : down, cr);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}

void
tape_candles_draw (cairo_t *cr,
                   const TapeBar *bars,
                   guint n_bars,
                   const TapeBarPlace *place,
                   double width,
                   const TapeScale *scale,
                   const TapePalette *palette)
{
  draw_passes (cr, bars, n_bars, place, width, scale, &palette->up, &palette->down, add_candle);
}

void
tape_candles_draw_volume (cairo_t *cr,
                          const TapeBar *bars,
                          guint n_bars,
                          const TapeBarPlace *place,
                          double width,
                          const TapeScale *scale,
                          const TapePalette *palette)
{
  TapeColor up = tape_color_mix (&palette->card, &palette->up, VOLUME_SHARE);
  TapeColor down = tape_color_mix (&palette->card, &palette->down, VOLUME_SHARE);

  draw_passes (cr, bars, n_bars, place, width, scale, &up, &down, add_volume);
}

/* A line of values; those that share a column of pixels become the first, the extremes and the last of it. */
typedef struct
{
  cairo_t *cr;
  const TapeScale *scale;
  gboolean pen_down;
  gboolean in_column;
  double x;
  double first;
  double low;
  double high;
  double last;
} Trace;

static void
trace_to (Trace *trace, double value)
{
  double y = tape_scale_map (trace->scale, value);

  if (!trace->pen_down)
    cairo_move_to (trace->cr, trace->x + 0.5, y);
  cairo_line_to (trace->cr, trace->x + 0.5, y);
  trace->pen_down = TRUE;
}

static void
trace_flush (Trace *trace)
{
  if (!trace->in_column)
    return;
  trace_to (trace, trace->first);
  if (trace->high > trace->low)
    {
      trace_to (trace, trace->low);
      trace_to (trace, trace->high);
      trace_to (trace, trace->last);
    }
  trace->in_column = FALSE;
}

static void
trace_add (Trace *trace, double x, double value)
{
  if (!isfinite (value))
    {
      trace_flush (trace);
      trace->pen_down = FALSE;
      return;
    }
  if (trace->in_column && trace->x == x)
    {
      trace->low = MIN (trace->low, value);
      trace->high = MAX (trace->high, value);
      trace->last = value;
      return;
    }
  trace_flush (trace);
  trace->in_column = TRUE;
  trace->x = x;
  trace->first = trace->low = trace->high = trace->last = value;
}

/* Where many bars share a column the line goes up and down within it: its round corners are not seen, but would take
 * most of the time. */
static void
stroke_trace (cairo_t *cr, const TapeBarPlace *place, const TapeColor *color, double line_width)
{
  gboolean dense = place->spacing < 0.5;

  tape_color_set (color, cr);
  cairo_set_line_width (cr, line_width);
  cairo_set_line_join (cr, dense ? CAIRO_LINE_JOIN_BEVEL : CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, dense ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_antialias (cr, dense ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT);
  cairo_stroke (cr);
}

void
tape_candles_draw_line (cairo_t *cr,
                        const TapeBar *bars,
                        guint n_bars,
                        const TapeBarPlace *place,
                        double width,
                        const TapeScale *scale,
                        const TapeColor *color,
                        double area)
{
  Trace trace = { .cr = cr, .scale = scale };
  guint first, last;

  tape_bar_place_get_visible (place, n_bars, width, &first, &last);
  if (first == last)
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = first; i < last; i++)
    if (isfinite (bars[i].close))
      trace_add (&trace, tape_bar_place_get_center (place, i), bars[i].close);
  trace_flush (&trace);
  if (isfinite (area) && cairo_has_current_point (cr))
    {
      cairo_path_t *line = cairo_copy_path (cr);
      double left, right;

      cairo_path_extents (cr, &left, NULL, &right, NULL);
      cairo_line_to (cr, right, area);
      cairo_line_to (cr, left, area);
      cairo_close_path (cr);
      cairo_set_source_rgba (cr, color->red, color->green, color->blue, AREA_SHARE);
      cairo_fill (cr);
      cairo_append_path (cr, line);
      cairo_path_destroy (line);
    }
  stroke_trace (cr, place, color, 1.5);
  cairo_restore (cr);
}

void
tape_candles_draw_values (cairo_t *cr,
                          const double *values,
                          guint n_values,
                          const TapeBarPlace *place,
                          double width,
                          const TapeScale *scale,
                          const TapeColor *color,
                          double line_width,
                          gboolean dashed)
{
  static const double dashes[] = { 5, 4 };
  Trace trace = { .cr = cr, .scale = scale };
  guint first, last;

  tape_bar_place_get_visible (place, n_values, width, &first, &last);
  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = first; i < last; i++)
    trace_add (&trace, tape_bar_place_get_center (place, i), values[i]);
  trace_flush (&trace);
  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  stroke_trace (cr, place, color, line_width);
  cairo_restore (cr);
}
