/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-day-bars.h"

#include <math.h>

#include "plot/tape-count-frame.h"
#include "plot/tape-rounded.h"

/* Pixels. */
#define STUB    2
#define MAX_BAR 36

/* The next of 1, 2, 5, 10, 20, 50, … that is not below @count. */
static double
round_up (guint count)
{
  for (double unit = 1;; unit *= 10)
    for (guint i = 0; i < 3; i++)
      if (count <= unit * (double[]){ 1, 2, 5 }[i])
        return unit * (double[]){ 1, 2, 5 }[i];
}

/* Returns: whether there is room for bars */
static gboolean
frame_init (
    TapeCountFrame *self, PangoContext *context, double width, double height, const TapeDayBar *bars, guint n_bars)
{
  guint largest = 0;

  for (guint i = 0; i < n_bars; i++)
    largest = MAX (largest, bars[i].known ? bars[i].count : 0);
  tape_count_frame_init (self, context, width, height, round_up (largest));
  return n_bars > 0 && self->width >= n_bars && self->height > 0;
}

/* Edges of a bar, whole pixels, in the middle of the day's share. */
static void
place (const TapeCountFrame *frame, guint n_bars, guint i, double *x, double *width)
{
  double step = frame->width / n_bars;

  *width = CLAMP (floor (step * 0.7), 1, MAX_BAR);
  *x = floor (frame->left + (i + 0.5) * step - *width / 2);
}

static void
draw_bar (
    cairo_t *cr, const TapeCountFrame *frame, guint n_bars, guint i, const TapeDayBar *bar, const TapePalette *palette)
{
  double x, width;
  double bottom = floor (frame->top + frame->height) + 1;
  double height = bar->count == 0 ? STUB : MAX (STUB, round (frame->height * bar->count / frame->largest));

  place (frame, n_bars, i, &x, &width);
  tape_color_set (bar->count == 0 ? &palette->neutral : tape_palette_get_series (palette, 0, NULL), cr);
  tape_rounded_add (cr, x, bottom - height, width, height, MIN (2, MIN (width, height) / 2));
  cairo_fill (cr);
}

static void
draw_labels (cairo_t *cr,
             PangoContext *context,
             const TapeCountFrame *frame,
             const TapeDayBar *bars,
             guint n_bars,
             const TapePalette *palette)
{
  double free_from = 0;

  for (guint i = 0; i < n_bars; i++)
    if (bars[i].label != NULL)
      tape_count_frame_draw_label (frame, cr, context, bars[i].label, frame->left + (i + 0.5) * frame->width / n_bars,
                                   &free_from, palette);
}

void
tape_day_bars_draw (cairo_t *cr,
                    PangoContext *context,
                    double width,
                    double height,
                    const TapeDayBar *bars,
                    guint n_bars,
                    const TapePalette *palette)
{
  TapeCountFrame frame;

  g_return_if_fail (palette != NULL);

  if (!frame_init (&frame, context, width, height, bars, n_bars))
    return;
  tape_count_frame_draw_level (&frame, cr, context, 0, palette);
  tape_count_frame_draw_level (&frame, cr, context, frame.largest, palette);
  for (guint i = 0; i < n_bars; i++)
    if (bars[i].known)
      draw_bar (cr, &frame, n_bars, i, &bars[i], palette);
  draw_labels (cr, context, &frame, bars, n_bars, palette);
}

int
tape_day_bars_find (PangoContext *context, double width, double height, const TapeDayBar *bars, guint n_bars, double x)
{
  TapeCountFrame frame;

  if (!frame_init (&frame, context, width, height, bars, n_bars) || x < frame.left || x >= frame.left + frame.width)
    return -1;
  return (int)((x - frame.left) / frame.width * n_bars);
}
