/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chart view: the picture of a series, with axes, levels and a crosshair, moved by mouse and keyboard. Grid, axes, plot
 * and levels are layers with render nodes of their own, made anew only when what they show is another; the crosshair lies
 * over them. It shows what it is handed and reads nothing itself. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "app/tape-chart-types.h"
#include "base/tape-firing.h"
#include "engine/tape-frame.h"
#include "model/tape-format.h"
#include "model/tape-series.h"

G_BEGIN_DECLS

#define TAPE_TYPE_CHART_VIEW (tape_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (TapeChartView, tape_chart_view, TAPE, CHART_VIEW, GtkWidget)

/* Properties: "style" (TapeChartStyle), "period" (TapePeriod: what is fitted into the width while following; "none" once
 * the person moved or zoomed), "following" (boolean, read), "logarithmic", "per-cent" (boolean).
 * Signals: "readout" (void): the bar of tape_chart_view_get_readout() is another, or changed;
 *          "step-interval" (int): the next longer (1) or shorter (-1) interval is wanted;
 *          "typed" (string): the person began to type this;
 *          "firing" (TapeFiring, uint, GdkRectangle): one is to be opened, and so many more lie at the same place;
 *          "new-rule" (double): one that fires at this price is wanted. */

/**
 * tape_chart_view_set_series:
 * @series: what is drawn; its "changed" is listened to
 */
void tape_chart_view_set_series (TapeChartView *self, TapeSeries *series);

/**
 * tape_chart_view_set_instrument:
 * @instrument: (nullable): whose bars they are, for the form of its prices and its clock
 *
 * Goes back to following, scales by itself.
 */
void tape_chart_view_set_instrument (TapeChartView *self, const TapeInstrument *instrument);
void tape_chart_view_set_zone (TapeChartView *self, TapeZone zone);

/**
 * TapeChartLevels:
 * @last: last price; NaN where unknown
 * @growth: of the day, as a fraction; NaN where unknown
 * @previous_close: NaN where unknown
 * @previous_date: its date
 * @high: of the day
 * @low: of the day
 * @session: µs that a day of it trades
 */
typedef struct
{
  double last;
  double growth;
  double previous_close;
  gint32 previous_date;
  double high;
  double low;
  gint64 session;
} TapeChartLevels;

void tape_chart_view_set_levels (TapeChartView *self, const TapeChartLevels *levels);

/**
 * tape_chart_view_set_firings:
 * @firings: (nullable) (element-type TapeFiring): of the instrument, by event time; not changed any more
 *
 * Marks them at their time and price.
 */
void tape_chart_view_set_firings (TapeChartView *self, GPtrArray *firings);

/**
 * tape_chart_view_set_alerts:
 * @alerts: (nullable) (element-type TapeAlertLevel): prices at which rules on the instrument fire
 */
void tape_chart_view_set_alerts (TapeChartView *self, const GArray *alerts);

/**
 * tape_chart_view_count_firings:
 * @bar: index
 * @direction: (out): of all of them; 0 where they are of several
 *
 * Returns: how many firings there are at that bar
 */
guint tape_chart_view_count_firings (TapeChartView *self, gint bar, int *direction);

/**
 * tape_chart_view_get_readout:
 *
 * Returns: index of the bar under the crosshair, else of the newest; -1 if there is none
 */
gint tape_chart_view_get_readout (TapeChartView *self);

/**
 * tape_chart_view_go_to:
 * @time: event time that is to be in the middle
 */
void tape_chart_view_go_to (TapeChartView *self, gint64 time);

/**
 * tape_chart_view_set_period:
 *
 * Fits a period into the width, and follows.
 */
void tape_chart_view_set_period (TapeChartView *self, TapePeriod period);

/**
 * tape_chart_view_format_time:
 * @time: start of a bar
 *
 * Returns: (transfer full): as the crosshair says it: "10:14", "Mon 7 Oct, 10:14" on another day than the newest,
 *   "10:14:05", "Mon 7 Oct 2013"
 */
char *tape_chart_view_format_time (TapeChartView *self, gint64 time);

G_END_DECLS
