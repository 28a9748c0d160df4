/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of an analysis as a list, whose items are made as they are looked at. With a new finding items stay: what shows
 * them reads them again. Of a very long result only the first rows are listed. Main thread only. */

#pragma once

#include <gio/gio.h>

#include "model/tape-analyst.h"

G_BEGIN_DECLS

/* More rows than this nobody can look over, and putting them in order would hold up the window. */
#define TAPE_ANALYSIS_ROWS_MOST 50000

#define TAPE_TYPE_ANALYSIS_ROW (tape_analysis_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisRow, tape_analysis_row, TAPE, ANALYSIS_ROW, GObject)

/**
 * tape_analysis_row_get_index:
 *
 * Returns: the row of the result
 */
gsize tape_analysis_row_get_index (TapeAnalysisRow *self);

#define TAPE_TYPE_ANALYSIS_ROWS (tape_analysis_rows_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisRows, tape_analysis_rows, TAPE, ANALYSIS_ROWS, GObject)

/* Signals: "refreshed" (void): rows that were there say something else. */

TapeAnalysisRows *tape_analysis_rows_new (void);

/**
 * tape_analysis_rows_set_finding:
 * @finding: (nullable): whose rows they are
 */
void tape_analysis_rows_set_finding (TapeAnalysisRows *self, TapeFinding *finding);

/**
 * tape_analysis_rows_get_finding:
 *
 * Returns: (transfer none) (nullable): what was set
 */
const TapeFinding *tape_analysis_rows_get_finding (TapeAnalysisRows *self);

/**
 * tape_analysis_rows_get_left_out:
 *
 * Returns: rows of the finding that are not listed
 */
gsize tape_analysis_rows_get_left_out (TapeAnalysisRows *self);

/**
 * tape_analysis_rows_compare:
 * @column: of the result; texts are ordered as the locale does, unknown numbers come last
 *
 * Returns: below 0, 0 or above 0
 */
int tape_analysis_rows_compare (TapeAnalysisRows *self, gsize one, gsize other, guint column);

G_END_DECLS
