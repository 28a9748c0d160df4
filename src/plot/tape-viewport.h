/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The viewport: which bars of a series a picture shows, and how wide each is. It holds on to now, or to a time, never to
 * an index, so that bars that come in at either end do not move what is looked at. The width of a bar is one of a few
 * steps, whole pixels from 2 up, so that all candles look alike. A plain value; any thread. */

#pragma once

#include "base/tape-event.h"
#include "plot/tape-candles.h"

G_BEGIN_DECLS

/* Pixels kept free between the newest bar and the right edge. */
#define TAPE_VIEWPORT_MARGIN 12

/**
 * TapeViewport:
 * @width: pixels
 * @step: which of the widths of a bar
 * @following: the newest bar stays at the right edge
 * @anchor: where it does not: start of the bar at the right edge
 * @offset: bars from the left of that bar's slot to the right edge
 */
typedef struct
{
  double width;
  guint step;
  gboolean following;
  gint64 anchor;
  double offset;
} TapeViewport;

/* Following, candles of 7 pixels. */
void tape_viewport_init (TapeViewport *self);

/**
 * tape_viewport_get_spacing:
 *
 * Returns: pixels from bar to bar
 */
double tape_viewport_get_spacing (const TapeViewport *self);

/**
 * tape_viewport_get_place:
 * @bars: (array length=n_bars): in order of start
 *
 * Returns: where the bars stand
 */
TapeBarPlace tape_viewport_get_place (const TapeViewport *self, const TapeBar *bars, guint n_bars);

/**
 * tape_viewport_pan:
 * @delta: bars to the right
 *
 * Stops at both ends; at the right one it follows.
 */
void tape_viewport_pan (TapeViewport *self, const TapeBar *bars, guint n_bars, double delta);

/**
 * tape_viewport_center:
 * @bar: index of a bar
 *
 * Has it in the middle, or as near to that as both ends let it.
 */
void tape_viewport_center (TapeViewport *self, const TapeBar *bars, guint n_bars, guint bar);

/**
 * tape_viewport_zoom:
 * @steps: wider if positive
 * @pixel: what stays where it is; NaN for the right edge
 *
 * Returns: whether there was a step to take
 */
gboolean tape_viewport_zoom (TapeViewport *self, const TapeBar *bars, guint n_bars, gint steps, double pixel);

/**
 * tape_viewport_fit:
 * @n_shown: how many bars are to be seen
 * @least: pixels that a bar has at least
 * @most: pixels that it has at most
 *
 * Takes the widest bars with which so many fit; where they stand stays.
 */
void tape_viewport_fit (TapeViewport *self, guint n_shown, double least, double most);

/**
 * tape_viewport_show:
 * @first: index of the first bar
 * @last: index of the last bar
 *
 * Shows that stretch.
 */
void tape_viewport_show (TapeViewport *self, const TapeBar *bars, guint n_bars, guint first, guint last);

G_END_DECLS
