/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The readout above a chart: time, prices, volume and averages of one bar, in figures that keep their place. What has no
 * room at the end is left out. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-format.h"
#include "model/tape-series.h"

G_BEGIN_DECLS

#define TAPE_TYPE_CHART_READOUT (tape_chart_readout_get_type ())
G_DECLARE_FINAL_TYPE (TapeChartReadout, tape_chart_readout, TAPE, CHART_READOUT, GtkWidget)

/**
 * tape_chart_readout_set_bar:
 * @time: (nullable): of the bar
 * @bar: (nullable): the bar
 * @averages: (array length=n_averages): TAPE_SERIES_AVERAGES of them; NaN where there is none
 */
void tape_chart_readout_set_bar (TapeChartReadout *self,
                                 const TapeInstrument *instrument,
                                 const char *time,
                                 const TapeBar *bar,
                                 const double *averages);

G_END_DECLS
