/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How often something was, day by day: a bar for each day, a stub where it never was, nothing where nobody knows. Draws with
 * Cairo and Pango from plain data; holds nothing. */

#pragma once

#include <pango/pangocairo.h>

#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * TapeDayBar:
 * @count: how often
 * @known: whether anybody knows; else there is a gap
 * @label: (nullable): what stands below; where it would overlap the one before it is left out
 */
typedef struct
{
  guint count;
  gboolean known;
  const char *label;
} TapeDayBar;

/**
 * tape_day_bars_draw:
 * @context: font and resolution of the text
 * @bars: (array length=n_bars): in order
 */
void tape_day_bars_draw (cairo_t *cr,
                         PangoContext *context,
                         double width,
                         double height,
                         const TapeDayBar *bars,
                         guint n_bars,
                         const TapePalette *palette);

/**
 * tape_day_bars_find:
 * @x: a pixel of a picture that is @width wide
 *
 * Returns: the bar there, or -1
 */
int
tape_day_bars_find (PangoContext *context, double width, double height, const TapeDayBar *bars, guint n_bars, double x);

G_END_DECLS
