/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The treemap of a market as a widget: draws the tiles, says what lies under the pointer, goes from tile to tile by
 * keyboard as one Tab stop, drills into groups and opens symbols with the action "win.show-symbol". Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-market.h"

G_BEGIN_DECLS

#define TAPE_TYPE_TREEMAP_VIEW (tape_treemap_view_get_type ())
G_DECLARE_FINAL_TYPE (TapeTreemapView, tape_treemap_view, TAPE, TREEMAP_VIEW, GtkWidget)

/**
 * tape_treemap_view_set_market:
 * @market: what to show; its "changed" is followed
 */
void tape_treemap_view_set_market (TapeTreemapView *self, TapeMarket *market);

/**
 * tape_treemap_view_set_limit:
 * @limit: growth of the outermost colour, as a fraction
 */
void tape_treemap_view_set_limit (TapeTreemapView *self, double limit);

/**
 * tape_treemap_view_focus_tile:
 *
 * Gives the focus to the tile that had it last, or the first.
 */
gboolean tape_treemap_view_focus_tile (TapeTreemapView *self);

G_END_DECLS
