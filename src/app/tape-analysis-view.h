/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of an analysis on the screen: scrolls, says what is under the pointer, and is one Tab stop in which arrows go
 * from cell to cell. The cells in sight are its children, which it draws itself. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-analyst.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ANALYSIS_VIEW (tape_analysis_view_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisView, tape_analysis_view, TAPE, ANALYSIS_VIEW, GtkWidget)

/**
 * tape_analysis_view_set_finding:
 * @finding: (nullable): what is shown; the cell that had the focus keeps it where it is still there
 */
void tape_analysis_view_set_finding (TapeAnalysisView *self, TapeFinding *finding);

/**
 * tape_analysis_view_set_limit:
 * @limit: growth of the strongest colour, as a fraction > 0
 */
void tape_analysis_view_set_limit (TapeAnalysisView *self, double limit);

G_END_DECLS
