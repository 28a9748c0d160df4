/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The controls of an analysis in a row that wraps: the span for all, and what else it takes. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-analysis-request.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ANALYSIS_CONTROLS (tape_analysis_controls_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisControls, tape_analysis_controls, TAPE, ANALYSIS_CONTROLS, GtkWidget)

/* Signals: "changed" (void): the person chose something else. */

/**
 * tape_analysis_controls_set_request:
 * @request: copied; its analysis says which controls there are
 */
void tape_analysis_controls_set_request (TapeAnalysisControls *self, const TapeAnalysisRequest *request);

/**
 * tape_analysis_controls_get_request:
 *
 * Returns: (transfer none): as it is chosen
 */
const TapeAnalysisRequest *tape_analysis_controls_get_request (TapeAnalysisControls *self);

/**
 * tape_analysis_controls_set_today:
 * @date: days since 1970: where calendars begin; TAPE_NO_DATE if unknown
 */
void tape_analysis_controls_set_today (TapeAnalysisControls *self, gint32 date);

G_END_DECLS
