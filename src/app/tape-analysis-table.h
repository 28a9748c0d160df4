/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of an analysis: every row and column of it, ordered by any. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-analyst.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ANALYSIS_TABLE (tape_analysis_table_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisTable, tape_analysis_table, TAPE, ANALYSIS_TABLE, GtkWidget)

/**
 * tape_analysis_table_set_name:
 * @name: what it is a table of, as people hear it
 */
void tape_analysis_table_set_name (TapeAnalysisTable *self, const char *name);

/**
 * tape_analysis_table_set_finding:
 * @finding: (nullable): what is shown
 */
void tape_analysis_table_set_finding (TapeAnalysisTable *self, TapeFinding *finding);

G_END_DECLS
