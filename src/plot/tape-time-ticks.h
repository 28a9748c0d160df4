/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a time axis is labelled, and how: 10:31:05, 10:31, Thu 20, Nov, 2026. The axis is one of bars, so that closed
 * hours take no room: a bar is a tick where it starts at a round time, or is the first of a day. Which bars are ticks
 * depends on the bars and the zoom, not on where the picture begins or ends: labels move with their bars, and never jump
 * while data streams or the picture is panned. Any thread; holds nothing. */

#pragma once

#include <glib.h>

#include "base/tape-event.h"

G_BEGIN_DECLS

/* Steps of a time axis, from a second to a hundred years. */
typedef guint TapeTimeStep;

/**
 * TapeOffsetFunc:
 *
 * Returns: µs that local time is ahead of UTC at @time
 */
typedef gint64 (*TapeOffsetFunc) (gint64 time, gconstpointer zone);

/**
 * TapeTimeTick:
 * @bar: index of the bar at which it stands
 * @step: the longest step of which a multiple lies there; says how it is written
 */
typedef struct
{
  guint bar;
  TapeTimeStep step;
} TapeTimeTick;

/**
 * TapeTimeTicks:
 * @bars: (array length=n_bars): in order of start
 * @interval: µs of a bar, TAPE_DAY for days
 * @session: µs that an average day trades, for the number of bars in it
 * @spacing: pixels from bar to bar, > 0
 * @slot: pixels that the widest label takes, with the gap beside it
 * @offset: of the zone
 * @zone: for @offset
 */
typedef struct
{
  const TapeBar *bars;
  guint n_bars;
  gint64 interval;
  gint64 session;
  double spacing;
  double slot;
  TapeOffsetFunc offset;
  gconstpointer zone;
} TapeTimeTicks;

/**
 * tape_time_ticks_find:
 * @first: first bar that is seen
 * @last: the bar after the last one
 * @ticks: (element-type TapeTimeTick): appended to, in order of bars; a few may stand left of @first
 *
 * No two are closer than the slot; where two would be, the rounder time wins, then the earlier.
 */
void tape_time_ticks_find (const TapeTimeTicks *self, guint first, guint last, GArray *ticks);

/**
 * tape_time_step_is_date:
 *
 * Returns: whether ticks of that step are days or longer
 */
gboolean tape_time_step_is_date (TapeTimeStep step);

/**
 * tape_time_step_format:
 * @local: µs since 1970 as the clock on the wall shows it
 *
 * Returns: (transfer full): the label, in the locale's words
 */
char *tape_time_step_format (TapeTimeStep step, gint64 local);

/**
 * tape_time_step_samples:
 *
 * Returns: (transfer full): labels among which is the widest of any
 */
char **tape_time_step_samples (void);

G_END_DECLS
