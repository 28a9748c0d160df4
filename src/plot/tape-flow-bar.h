/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buys, sells and what is unknown: as one bar in three parts, and as columns over time. Unknown is hatched, so that it
 * reads without colour. Draws with Cairo from plain data; holds nothing. */

#pragma once

#include "base/tape-event.h"
#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * tape_flow_bar_draw:
 * @width: of the place, which begins at 0, 0
 * @height: of the place
 * @counts: (array fixed-size=3): by #TapeSide
 *
 * Buys from the left, then sells, then unknown, with two pixels between; each part that is above 0 has at least two. With
 * nothing at all, an empty trough.
 */
void tape_flow_bar_draw (cairo_t *cr, double width, double height, const guint64 *counts, const TapePalette *palette);

/**
 * tape_flow_columns_draw:
 * @counts: (array length=n): by #TapeSide, oldest first
 * @room: columns that fit; the newest stands at the right end
 *
 * Each column is full: its buys from below, its sells from above, unknown between.
 */
void tape_flow_columns_draw (cairo_t *cr,
                             double width,
                             double height,
                             const guint64 (*counts)[TAPE_N_SIDES],
                             guint n,
                             guint room,
                             const TapePalette *palette);

G_END_DECLS
