/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cell of an analysis' picture for the keyboard and for screen readers: it can have the focus, has a name and a place, and
 * is drawn by its parent. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_ANALYSIS_CELL (tape_analysis_cell_get_type ())
G_DECLARE_FINAL_TYPE (TapeAnalysisCell, tape_analysis_cell, TAPE, ANALYSIS_CELL, GtkWidget)

GtkWidget *tape_analysis_cell_new (void);

/**
 * tape_analysis_cell_set_name:
 * @name: all there is to say of it
 */
void tape_analysis_cell_set_name (TapeAnalysisCell *self, const char *name);

G_END_DECLS
