/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row that shows long work: what is done and how far, with a button that stops it; then how it ended, with a button that
 * opens the folder of what was made. Hidden while there is nothing to show. Main thread only. */

#pragma once

#include <adwaita.h>

#include "model/tape-job.h"

G_BEGIN_DECLS

#define TAPE_TYPE_JOB_ROW (tape_job_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeJobRow, tape_job_row, TAPE, JOB_ROW, AdwPreferencesRow)

/**
 * tape_job_row_set_job:
 * @job: (nullable): %NULL hides the row
 */
void tape_job_row_set_job (TapeJobRow *self, TapeJob *job);

/**
 * tape_job_row_show_error:
 * @message: what went wrong before any work began
 */
void tape_job_row_show_error (TapeJobRow *self, const char *message);

/**
 * tape_job_row_show_folder:
 * @file: what is looked for
 *
 * Opens the folder that @file is in, in the desktop's file manager.
 */
void tape_job_row_show_folder (GtkWidget *widget, GFile *file);

G_END_DECLS
