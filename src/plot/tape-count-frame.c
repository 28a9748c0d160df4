/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plot/tape-count-frame.h"

#include <math.h>

#include "plot/tape-digits.h"

/* Pixels. */
#define GAP        6
#define LABEL_SIZE 11

static PangoLayout *
lay_out (PangoContext *context, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));

  pango_font_description_set_absolute_size (font, LABEL_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  tape_digits_align (layout, 1);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static PangoLayout *
lay_out_count (PangoContext *context, double count)
{
  g_autofree char *text = g_strdup_printf ("%.0f", count);

  return lay_out (context, text);
}

void
tape_count_frame_init (TapeCountFrame *self, PangoContext *context, double width, double height, double largest)
{
  g_autoptr (PangoLayout) layout = lay_out_count (context, largest);
  int text_width, text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  self->largest = largest;
  self->left = text_width + GAP;
  self->top = ceil (text_height / 2.0);
  self->width = width - self->left;
  self->height = height - self->top - text_height - GAP;
}

void
tape_count_frame_draw_level (
    const TapeCountFrame *self, cairo_t *cr, PangoContext *context, double level, const TapePalette *palette)
{
  double y = floor (self->top + self->height * (1 - level / self->largest)) + 0.5;
  g_autoptr (PangoLayout) layout = lay_out_count (context, level);
  int width, height;

  tape_color_set (&palette->grid, cr);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, self->left, y);
  cairo_line_to (cr, self->left + self->width, y);
  cairo_stroke (cr);
  pango_layout_get_pixel_size (layout, &width, &height);
  tape_color_set (&palette->neutral, cr);
  cairo_move_to (cr, self->left - GAP - width, floor (y - height / 2.0));
  pango_cairo_show_layout (cr, layout);
}

void
tape_count_frame_draw_label (const TapeCountFrame *self,
                             cairo_t *cr,
                             PangoContext *context,
                             const char *text,
                             double x,
                             double *free_from,
                             const TapePalette *palette)
{
  g_autoptr (PangoLayout) layout = lay_out (context, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  x = floor (CLAMP (x - width / 2.0, 0, MAX (0, self->left + self->width - width)));
  if (x < *free_from)
    return;
  tape_color_set (&palette->neutral, cr);
  cairo_move_to (cr, x, self->top + self->height + GAP - 1);
  pango_cairo_show_layout (cr, layout);
  *free_from = x + width + 2 * GAP;
}
