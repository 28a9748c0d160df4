/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rings around what a picture draws: a cell or a tile that the pointer is over, or that has the focus. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * tape_ring_append_hovered:
 * @place: in pixels of the widget that is drawn
 */
void tape_ring_append_hovered (GtkSnapshot *snapshot, const cairo_rectangle_int_t *place, const TapePalette *palette);
void tape_ring_append_focused (GtkSnapshot *snapshot, const cairo_rectangle_int_t *place, const TapePalette *palette);

G_END_DECLS
