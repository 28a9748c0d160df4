/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the arrangement of a treemap and its drawing share. */

#pragma once

#include "plot/tape-treemap.h"

G_BEGIN_DECLS

/* Pixels. */
#define TAPE_TREEMAP_GROUP_GAP 6
#define TAPE_TREEMAP_TILE_GAP  2

/**
 * TapeTreemapPart:
 * @place: pixels; empty if it has no room
 * @shown: weight when it was arranged
 * @dirty: not drawn as it is now
 * @symbol: (nullable): its label laid out, once it was drawn and if it fits
 * @text: (nullable): its value laid out
 */
typedef struct
{
  char *label;
  char *value;
  guint group;
  gint step;
  double weight;
  double shown;
  guint rank;
  cairo_rectangle_int_t place;
  gboolean dirty;
  gboolean fitted;
  PangoLayout *symbol;
  PangoLayout *text;
} TapeTreemapPart;

/**
 * TapeTreemapGroup:
 * @weight: of its tiles together
 * @first: rank of its first tile
 * @n: how many tiles
 * @place: pixels, with the caption
 * @caption_place: pixels; empty if it has no room
 */
typedef struct
{
  char *caption;
  double weight;
  guint first;
  guint n;
  cairo_rectangle_int_t place;
  cairo_rectangle_int_t caption_place;
} TapeTreemapGroup;

struct _TapeTreemap
{
  GArray *tiles;  /* of TapeTreemapPart */
  GArray *groups; /* of TapeTreemapGroup */
  guint *order;   /* tile numbers by rank */
  guint *group_order;
  gboolean captions;
  gboolean arranged;
  gboolean changed;
  int width;
  int height;
  int caption_height;

  cairo_surface_t *surface;
  TapePalette palette;
};

static inline TapeTreemapPart *
tape_treemap_part (TapeTreemap *self, guint tile)
{
  return &g_array_index (self->tiles, TapeTreemapPart, tile);
}

static inline TapeTreemapGroup *
tape_treemap_group (TapeTreemap *self, guint group)
{
  return &g_array_index (self->groups, TapeTreemapGroup, group);
}

/* Forgets what was drawn, of one tile and of all. */
void tape_treemap_forget_text (TapeTreemapPart *part);
void tape_treemap_forget_picture (TapeTreemap *self);

/* Pixels that a caption needs in the font of @context. */
int tape_treemap_measure_caption (PangoContext *context);

G_END_DECLS
