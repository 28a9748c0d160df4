/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-ring.h"

/* Pixels. */
#define RADIUS 3

static void
append_ring (
    GtkSnapshot *snapshot, const cairo_rectangle_int_t *place, float inset, float width, const TapeColor *color)
{
  GskRoundedRect outline;
  graphene_rect_t bounds
      = GRAPHENE_RECT_INIT ((float)place->x, (float)place->y, (float)place->width, (float)place->height);
  GdkRGBA rgba = { color->red, color->green, color->blue, color->alpha };

  graphene_rect_inset (&bounds, inset, inset);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, RADIUS);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ rgba, rgba, rgba, rgba });
}

void
tape_ring_append_hovered (GtkSnapshot *snapshot, const cairo_rectangle_int_t *place, const TapePalette *palette)
{
  append_ring (snapshot, place, 0, 1, &palette->text);
}

/* Two colours, so that it is seen on any ground. */
void
tape_ring_append_focused (GtkSnapshot *snapshot, const cairo_rectangle_int_t *place, const TapePalette *palette)
{
  append_ring (snapshot, place, 0, 2, &palette->text);
  append_ring (snapshot, place, 2, 1, &palette->card);
}
