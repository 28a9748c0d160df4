/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the treemap's drawing and its keyboard and pointer share. */

#pragma once

#include "app/tape-treemap-view.h"
#include "app/tape-type-ahead.h"
#include "plot/tape-treemap.h"

G_BEGIN_DECLS

struct _TapeTreemapView
{
  GtkWidget parent_instance;

  TapeMarket *market;
  TapeUniverse *universe;
  double limit;
  TapeTreemap *treemap;
  GArray *tiles;    /* of TapeMarketTile: those of the treemap, in its numbers */
  GPtrArray *items; /* of TapeTreemapItem: children, by place */

  TapeGrouping grouping; /* what the tiles were made of */
  guint group;
  TapeMarketWeight weight;

  gint64 arranged;
  gint64 named;
  guint current; /* the tile that has the focus, or gets it */
  guint hovered;
  guint hovered_caption;

  TapeTypeAhead type_ahead;
};

static inline const TapeMarketTile *
tape_treemap_view_get_tile (TapeTreemapView *self, guint tile)
{
  return &g_array_index (self->tiles, TapeMarketTile, tile);
}

static inline const TapeInstrument *
tape_treemap_view_get_instrument (TapeTreemapView *self, guint tile)
{
  return tape_universe_get (tape_market_get_universe (self->market),
                            tape_treemap_view_get_tile (self, tile)->instrument);
}

static inline const TapeFrameRow *
tape_treemap_view_get_values (TapeTreemapView *self, guint tile)
{
  return &tape_market_get_frame (self->market)->rows[tape_treemap_view_get_tile (self, tile)->instrument];
}

/* Tells those who hear it what the tile in @place says now. */
void tape_treemap_view_name_item (TapeTreemapView *self, guint place);

/* Shows the symbol of @tile on the chart. */
void tape_treemap_view_open (TapeTreemapView *self, guint tile);

/* Moving by keyboard: one Tab stop, arrows within. */
gboolean tape_treemap_view_focus (GtkWidget *widget, GtkDirectionType direction);
gboolean tape_treemap_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip);

void tape_treemap_view_install_actions (GtkWidgetClass *class);
void tape_treemap_view_add_controllers (TapeTreemapView *self);

G_END_DECLS
