/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-day-bars.h"

#include <math.h>

#include "plot/tape-rounded.h"

/* Pixels. */
#define GAP        6
#define LABEL_SIZE 11
#define STUB       2
#define MAX_BAR    36

typedef struct
{
  double left;
  double top;
  double width;
  double height;
  double largest;
} Frame;

static PangoLayout *
lay_out (PangoContext *context, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, LABEL_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

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
frame_init (Frame *self, PangoContext *context, double width, double height, const TapeDayBar *bars, guint n_bars)
{
  guint largest = 0;
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  int text_width;
  int text_height;

  for (guint i = 0; i < n_bars; i++)
    largest = MAX (largest, bars[i].known ? bars[i].count : 0);
  self->largest = round_up (largest);
  text = g_strdup_printf ("%.0f", self->largest);
  layout = lay_out (context, text);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  self->left = text_width + GAP;
  self->top = ceil (text_height / 2.0);
  self->width = width - self->left;
  self->height = height - self->top - text_height - GAP;
  return n_bars > 0 && self->width >= n_bars && self->height > 0;
}

static void
draw_level (cairo_t *cr, PangoContext *context, const Frame *frame, double level, const TapePalette *palette)
{
  double y = floor (frame->top + frame->height * (1 - level / frame->largest)) + 0.5;
  g_autofree char *text = g_strdup_printf ("%.0f", level);
  g_autoptr (PangoLayout) layout = lay_out (context, text);
  int width;
  int height;

  tape_color_set (&palette->grid, cr);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, frame->left, y);
  cairo_line_to (cr, frame->left + frame->width, y);
  cairo_stroke (cr);
  pango_layout_get_pixel_size (layout, &width, &height);
  tape_color_set (&palette->neutral, cr);
  cairo_move_to (cr, frame->left - GAP - width, floor (y - height / 2.0));
  pango_cairo_show_layout (cr, layout);
}

/* Edges of a bar, whole pixels, in the middle of the day's share. */
static void
place (const Frame *frame, guint n_bars, guint i, double *x, double *width)
{
  double step = frame->width / n_bars;

  *width = CLAMP (floor (step * 0.7), 1, MAX_BAR);
  *x = floor (frame->left + (i + 0.5) * step - *width / 2);
}

static void
draw_bar (cairo_t *cr, const Frame *frame, guint n_bars, guint i, const TapeDayBar *bar, const TapePalette *palette)
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
             const Frame *frame,
             const TapeDayBar *bars,
             guint n_bars,
             const TapePalette *palette)
{
  double free_from = 0;

  tape_color_set (&palette->neutral, cr);
  for (guint i = 0; i < n_bars; i++)
    {
      g_autoptr (PangoLayout) layout = bars[i].label == NULL ? NULL : lay_out (context, bars[i].label);
      int width;
      double x;

      if (layout == NULL)
        continue;
      pango_layout_get_pixel_size (layout, &width, NULL);
      x = frame->left + (i + 0.5) * frame->width / n_bars - width / 2.0;
      x = floor (CLAMP (x, 0, MAX (0, frame->left + frame->width - width)));
      if (x < free_from)
        continue;
      cairo_move_to (cr, x, frame->top + frame->height + GAP - 1);
      pango_cairo_show_layout (cr, layout);
      free_from = x + width + 2 * GAP;
    }
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
  Frame frame;

  g_return_if_fail (palette != NULL);

  if (!frame_init (&frame, context, width, height, bars, n_bars))
    return;
  draw_level (cr, context, &frame, 0, palette);
  draw_level (cr, context, &frame, frame.largest, palette);
  for (guint i = 0; i < n_bars; i++)
    if (bars[i].known)
      draw_bar (cr, &frame, n_bars, i, &bars[i], palette);
  draw_labels (cr, context, &frame, bars, n_bars, palette);
}

int
tape_day_bars_find (PangoContext *context, double width, double height, const TapeDayBar *bars, guint n_bars, double x)
{
  Frame frame;

  if (!frame_init (&frame, context, width, height, bars, n_bars) || x < frame.left || x >= frame.left + frame.width)
    return -1;
  return (int)((x - frame.left) / frame.width * n_bars);
}
