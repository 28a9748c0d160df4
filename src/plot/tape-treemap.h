/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A treemap: tiles in groups, each group under its caption, areas by weight, colours in the discrete steps of the
 * palette. It keeps the picture, and draws again only what changed. Where tiles lie changes only when it is arranged, so
 * that none jumps while values stream in. Main thread only. */

#pragma once

#include <pango/pango.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

#define TAPE_TREEMAP_NONE G_MAXUINT

/**
 * TapeTreemapTile:
 * @label: what it is, short: a symbol
 * @group: its group
 * @weight: what its area is proportional to; no tile is shown without one above 0
 */
typedef struct
{
  const char *label;
  guint group;
  double weight;
} TapeTreemapTile;

typedef struct _TapeTreemap TapeTreemap;

TapeTreemap *tape_treemap_new (void);
void tape_treemap_free (TapeTreemap *self);

/**
 * tape_treemap_set_tiles:
 * @tiles: (array length=n_tiles): copied; numbered in this order
 * @captions: (array length=n_groups) (nullable): of the groups; %NULL shows all as one group without a caption
 *
 * Replaces everything; values are empty and steps 0 until they are set.
 */
void tape_treemap_set_tiles (
    TapeTreemap *self, const TapeTreemapTile *tiles, guint n_tiles, const char *const *captions, guint n_groups);

/**
 * tape_treemap_set_value:
 * @tile: number of a tile
 * @step: its colour, as tape_palette_heat_step() says
 * @value: what stands under its label
 *
 * Returns: whether that changes the picture
 */
gboolean tape_treemap_set_value (TapeTreemap *self, guint tile, gint step, const char *value);

/**
 * tape_treemap_set_weight:
 *
 * Notes the weight for when the tiles are next arranged.
 */
void tape_treemap_set_weight (TapeTreemap *self, guint tile, double weight);

/**
 * tape_treemap_get_drift:
 *
 * Returns: which share of the whole area lies in the wrong tiles by now, 0 to 1; 1 before the first arrangement
 */
double tape_treemap_get_drift (TapeTreemap *self);

/**
 * tape_treemap_arrange:
 * @context: for measuring captions and labels
 * @width: pixels
 * @height: pixels
 *
 * Lays out all tiles by their weights as they are now: groups and the tiles of a group from the heaviest to the lightest,
 * ties by caption and label. Edges lie on whole pixels.
 */
void tape_treemap_arrange (TapeTreemap *self, PangoContext *context, int width, int height);

/**
 * tape_treemap_get_size:
 *
 * Returns: whether the tiles are arranged, then with the size that was given
 */
gboolean tape_treemap_get_size (TapeTreemap *self, int *width, int *height);

/**
 * tape_treemap_render:
 * @context: for text; its font is that of labels
 * @palette: colours; another one than before draws everything anew
 * @scale: device pixels per pixel
 *
 * Returns: (transfer none): the picture, of the size that was arranged; it stays until the next call
 */
cairo_surface_t *tape_treemap_render (TapeTreemap *self, PangoContext *context, const TapePalette *palette, int scale);

guint tape_treemap_get_n_groups (TapeTreemap *self);

/**
 * tape_treemap_get_tile:
 *
 * Returns: whether @tile has a place
 */
gboolean tape_treemap_get_tile (TapeTreemap *self, guint tile, cairo_rectangle_int_t *place);

/**
 * tape_treemap_get_caption:
 *
 * Returns: whether @group has room for its caption
 */
gboolean tape_treemap_get_caption (TapeTreemap *self, guint group, cairo_rectangle_int_t *place);

/**
 * tape_treemap_pick:
 * @tile: (out): the tile there, or TAPE_TREEMAP_NONE
 * @caption: (out): the group whose caption is there, or TAPE_TREEMAP_NONE
 *
 * Returns: whether there is either
 */
gboolean tape_treemap_pick (TapeTreemap *self, double x, double y, guint *tile, guint *caption);

/**
 * tape_treemap_nearest:
 * @dx: −1, 0 or 1
 * @dy: −1, 0 or 1
 *
 * Returns: the nearest tile on that side of @tile, or TAPE_TREEMAP_NONE
 */
guint tape_treemap_nearest (TapeTreemap *self, guint tile, int dx, int dy);

/**
 * tape_treemap_get_nth:
 * @place: 0 is the heaviest of all: tiles are counted group by group, as they are arranged
 *
 * Returns: the tile in that place
 */
guint tape_treemap_get_nth (TapeTreemap *self, guint place);

/**
 * tape_treemap_get_place:
 * @first: (out) (optional): place of the first tile of its group
 * @last: (out) (optional): place of the last
 *
 * Returns: the place of @tile
 */
guint tape_treemap_get_place (TapeTreemap *self, guint tile, guint *first, guint *last);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeTreemap, tape_treemap_free)

G_END_DECLS
