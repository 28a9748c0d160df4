/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The market over the day: how many instruments were up and down at each time, from the frame's own points, and the
 * trades of each minute by side since the history was made. Main thread only. */

#pragma once

#include "base/tape-universe.h"
#include "engine/tape-frame.h"

G_BEGIN_DECLS

/**
 * TapeBreadth:
 * @exchange: (nullable): whose session it spans: the one on which most of the day's instruments trade; %NULL if nothing
 *   traded
 * @start: event time of the first point
 * @end: event time of the last point
 * @up: how many instruments were above their base; instruments of other exchanges count while their points speak of
 *   that time
 * @down: how many were below
 * @n: points that there are already, the later ones are still to come
 */
typedef struct
{
  const TapeExchange *exchange;
  gint64 start;
  gint64 end;
  guint up[TAPE_SPARK_POINTS];
  guint down[TAPE_SPARK_POINTS];
  guint n;
} TapeBreadth;

/**
 * tape_breadth_read:
 * @breadth: (out caller-allocates): the market's day in @frame
 */
void tape_breadth_read (TapeBreadth *breadth, const TapeFrame *frame, TapeUniverse *universe);

#define TAPE_FLOW_MINUTES 40

/**
 * TapeFlowMinute:
 * @start: event time of the minute
 * @count: trades in it, by #TapeSide
 */
typedef struct
{
  gint64 start;
  guint64 count[TAPE_N_SIDES];
} TapeFlowMinute;

/**
 * TapeFlowHistory:
 * @minutes: the last ones with trades, oldest first
 * @n: how many
 *
 * All zero is an empty history.
 */
typedef struct
{
  TapeFlowMinute minutes[TAPE_FLOW_MINUTES];
  guint n;

  /*< private >*/
  gboolean begun;
  gint32 day;
  guint64 last[TAPE_N_SIDES];
} TapeFlowHistory;

/**
 * tape_flow_history_add:
 *
 * Puts what @frame has more than the one before into the minute of its watermark; of the first frame nothing, for
 * nothing says when its trades were.
 */
void tape_flow_history_add (TapeFlowHistory *self, const TapeFrame *frame);

G_END_DECLS
