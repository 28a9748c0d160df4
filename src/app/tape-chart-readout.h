/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The readout above a chart: time, prices, volume and the indicators over the price at one bar, in figures that keep their
 * place. Indicators that do not fit beside the bar stand in lines below it. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-format.h"
#include "model/tape-series.h"

G_BEGIN_DECLS

#define TAPE_TYPE_CHART_READOUT (tape_chart_readout_get_type ())
G_DECLARE_FINAL_TYPE (TapeChartReadout, tape_chart_readout, TAPE, CHART_READOUT, GtkWidget)

/**
 * tape_chart_readout_show:
 * @instrument: (nullable): whose bars they are
 * @time: (nullable): of the bar, %NULL for none
 * @series: the bars, and what is computed over them
 * @bar: index of the bar, where @time is given
 * @firings: (nullable): what fired at it, in a word or two; shown where there is room left
 */
void tape_chart_readout_show (TapeChartReadout *self,
                              const TapeInstrument *instrument,
                              const char *time,
                              TapeSeries *series,
                              guint bar,
                              const char *firings);

G_END_DECLS
