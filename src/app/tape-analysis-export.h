/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An analysis for other programs: its table as CSV or TSV, its picture as PNG or SVG, into the clipboard or a file. It is
 * written on another thread. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-analyst.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_EXPORT_CSV,
  TAPE_EXPORT_TSV,
  TAPE_EXPORT_PNG,
  TAPE_EXPORT_SVG,
} TapeExportForm;

/**
 * tape_analysis_export_copy:
 * @widget: whose clipboard and font are used
 * @form: TAPE_EXPORT_TSV or TAPE_EXPORT_PNG
 * @limit: growth of the strongest colour, as a fraction
 */
void tape_analysis_export_copy (GtkWidget *widget, TapeFinding *finding, TapeExportForm form, double limit);

/**
 * tape_analysis_export_save:
 * @widget: in the window that asks for a name, and says what went wrong
 *
 * Asks for a file and writes it.
 */
void tape_analysis_export_save (GtkWidget *widget, TapeFinding *finding, TapeExportForm form, double limit);

G_END_DECLS
