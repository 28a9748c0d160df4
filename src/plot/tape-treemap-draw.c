/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "plot/tape-digits.h"
#include "plot/tape-rounded.h"
#include "plot/tape-treemap-private.h"

/* Pixels. */
#define RADIUS        3.0
#define LABEL_LARGEST 26
#define SMALLEST      9
#define REFERENCE     20
#define PADDING       3
#define LINE_HEIGHT   1.25

/* The value's size beside the label's, and a text as wide as values mostly are. */
#define VALUE_SHARE 0.68
#define WIDE_VALUE  "+8.88 %"

void
tape_treemap_forget_text (TapeTreemapPart *part)
{
  g_clear_object (&part->symbol);
  g_clear_object (&part->text);
  part->fitted = FALSE;
}

void
tape_treemap_forget_picture (TapeTreemap *self)
{
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      TapeTreemapPart *part = tape_treemap_part (self, i);

      tape_treemap_forget_text (part);
      part->dirty = TRUE;
    }
  self->changed = TRUE;
}

static PangoLayout *
lay_out (PangoContext *context, const char *text, int size, PangoWeight weight)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Captions are a little smaller than text. */
static int
caption_size (PangoContext *context)
{
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) > 0 ? pango_cairo_context_get_resolution (context) / 72
                                                             : 96.0 / 72;
  return CLAMP ((int)lround (size * 0.8), 10, 24);
}

int
tape_treemap_measure_caption (PangoContext *context)
{
  return (int)ceil (caption_size (context) * 1.4) + 3;
}

/* The largest size at which a text that is @reference_width wide at the reference size fits into @width. */
static double
fitting_size (double width, int reference_width)
{
  return width / MAX (reference_width, 1) * REFERENCE;
}

static int
measure_label (PangoContext *context, const char *label)
{
  g_autoptr (PangoLayout) layout = lay_out (context, label, REFERENCE, PANGO_WEIGHT_BOLD);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* The largest sizes at which label and value fit into a place; 0 for what is left out. */
static void
fit_text (const cairo_rectangle_int_t *place, int label_width, int value_width, int *label_size, int *value_size)
{
  double width = place->width - 2 * PADDING;
  double height = (place->height - PADDING) / LINE_HEIGHT;
  double label = floor (MIN (MIN (fitting_size (width, label_width), height / (1 + VALUE_SHARE)), LABEL_LARGEST));
  double value = floor (MIN (MAX (label * VALUE_SHARE, SMALLEST), fitting_size (width, value_width)));

  if (label <= SMALLEST || value < SMALLEST || label + value > height)
    {
      label = floor (MIN (MIN (fitting_size (width, label_width), height), LABEL_LARGEST / 2));
      value = 0;
    }
  *label_size = label < SMALLEST ? 0 : (int)label;
  *value_size = (int)value;
}

/* What stands in front of the exchange's suffix: "7203" of "7203.T". */
static char *
shorten_label (const char *label)
{
  const char *dot = strrchr (label, '.');

  return dot != NULL && dot > label ? g_strndup (label, (gsize)(dot - label)) : NULL;
}

static void
fit_part (PangoContext *context, TapeTreemapPart *part, int value_width)
{
  g_autofree char *shorter = NULL;
  int label_size;
  int value_size;

  part->fitted = TRUE;
  if (part->place.width < 2 * SMALLEST || part->place.height < SMALLEST * LINE_HEIGHT)
    return;
  fit_text (&part->place, measure_label (context, part->label), value_width, &label_size, &value_size);
  if (label_size == 0 && (shorter = shorten_label (part->label)) != NULL)
    fit_text (&part->place, measure_label (context, shorter), value_width, &label_size, &value_size);
  if (label_size > 0)
    part->symbol = lay_out (context, shorter != NULL ? shorter : part->label, label_size, PANGO_WEIGHT_BOLD);
  if (label_size > 0 && value_size > 0)
    {
      part->text = lay_out (context, part->value, value_size, PANGO_WEIGHT_NORMAL);
      tape_digits_align (part->text, 1);
    }
}

static void
round_rectangle (cairo_t *cr, const cairo_rectangle_int_t *place)
{
  double radius = MIN (RADIUS, MIN (place->width, place->height) / 3.0);

  tape_rounded_add (cr, place->x, place->y, place->width, place->height, radius);
}

/* Shows @layout with its middle at @middle, @y from the top. */
static void
show_text (cairo_t *cr, PangoLayout *layout, double middle, double y)
{
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, floor (middle - width / 2.0), floor (y));
  pango_cairo_show_layout (cr, layout);
}

/* Of the path, one pixel inside it. */
static void
draw_edge (cairo_t *cr, const TapePalette *palette)
{
  if (palette->heat_edged)
    {
      cairo_save (cr);
      cairo_clip_preserve (cr);
      tape_color_set (&palette->neutral, cr);
      cairo_set_line_width (cr, 2);
      cairo_stroke_preserve (cr);
      cairo_restore (cr);
    }
  cairo_new_path (cr);
}

static void
draw_tile (cairo_t *cr, PangoContext *context, const TapePalette *palette, TapeTreemapPart *part, int value_width)
{
  const TapeColor *text;
  const TapeColor *ground = tape_palette_get_heat (palette, part->step, &text);
  double middle = part->place.x + part->place.width / 2.0;
  int label_height = 0;
  int value_height = 0;
  double top;

  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_rectangle (cr, part->place.x, part->place.y, part->place.width, part->place.height);
  cairo_fill (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  tape_color_set (ground, cr);
  round_rectangle (cr, &part->place);
  cairo_fill_preserve (cr);
  draw_edge (cr, palette);

  if (!part->fitted)
    fit_part (context, part, value_width);
  if (part->symbol == NULL)
    return;
  tape_color_set (text, cr);
  pango_layout_get_pixel_size (part->symbol, NULL, &label_height);
  if (part->text != NULL)
    pango_layout_get_pixel_size (part->text, NULL, &value_height);
  top = part->place.y + (part->place.height - label_height - value_height) / 2.0;
  show_text (cr, part->symbol, middle, top);
  if (part->text != NULL)
    show_text (cr, part->text, middle, top + label_height);
}

static void
draw_captions (TapeTreemap *self, cairo_t *cr, PangoContext *context, const TapePalette *palette)
{
  tape_color_set (&palette->neutral, cr);
  for (guint i = 0; i < self->groups->len; i++)
    {
      const TapeTreemapGroup *group = tape_treemap_group (self, i);
      g_autoptr (PangoLayout) layout = NULL;
      int height;

      if (group->caption_place.width <= 0)
        continue;
      layout = lay_out (context, group->caption, caption_size (context), PANGO_WEIGHT_SEMIBOLD);
      pango_layout_set_width (layout, (group->caption_place.width - 2) * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (layout, NULL, &height);
      cairo_move_to (cr, group->caption_place.x + 2,
                     group->caption_place.y + floor ((self->caption_height - 1 - height) / 2.0));
      pango_cairo_show_layout (cr, layout);
    }
}

static int
measure_value (PangoContext *context)
{
  g_autoptr (PangoLayout) layout = lay_out (context, WIDE_VALUE, REFERENCE, PANGO_WEIGHT_NORMAL);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static gboolean
has_colors (const TapePalette *one, const TapePalette *other)
{
  return memcmp (one->heat, other->heat, sizeof one->heat) == 0
         && memcmp (one->heat_text, other->heat_text, sizeof one->heat_text) == 0
         && one->heat_edged == other->heat_edged && memcmp (&one->neutral, &other->neutral, sizeof one->neutral) == 0;
}

/* An empty picture of the size and scale that is wanted, unless there is one already. */
static gboolean
begin_picture (TapeTreemap *self, const TapePalette *palette, int scale)
{
  double now = 0;

  if (self->surface != NULL)
    cairo_surface_get_device_scale (self->surface, &now, NULL);
  if (self->surface != NULL && (int)now == scale && has_colors (&self->palette, palette))
    return FALSE;
  tape_treemap_forget_picture (self);
  self->palette = *palette;
  self->surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (self->width, 1) * scale, MAX (self->height, 1) * scale);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  return TRUE;
}

cairo_surface_t *
tape_treemap_render (TapeTreemap *self, PangoContext *context, const TapePalette *palette, int scale)
{
  gboolean anew;
  cairo_t *cr;
  int value_width;

  g_return_val_if_fail (self != NULL && scale > 0, NULL);

  anew = begin_picture (self, palette, scale);
  if (!self->changed && !anew)
    return self->surface;

  value_width = measure_value (context);
  cr = cairo_create (self->surface);
  if (anew)
    draw_captions (self, cr, context, palette);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      TapeTreemapPart *part = tape_treemap_part (self, i);

      if (part->dirty && part->place.width > 0 && part->place.height > 0)
        draw_tile (cr, context, palette, part, value_width);
      part->dirty = FALSE;
    }
  cairo_destroy (cr);
  self->changed = FALSE;
  return self->surface;
}
