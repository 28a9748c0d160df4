/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells of an analysis as words: for people in the locale's form, for programs as tapectl writes them. Free of state: any
 * thread. */

#pragma once

#include "analytics/tape-analysis-result.h"
#include "model/tape-format.h"

G_BEGIN_DECLS

/**
 * TapeClock:
 * @exchange: whose time is shown
 * @zone: unless it is that of this machine, or UTC
 */
typedef struct
{
  const TapeExchange *exchange;
  TapeZone zone;
} TapeClock;

/**
 * tape_analysis_text_cell:
 *
 * Returns: (transfer full): what stands in a cell, as people read it
 */
char *tape_analysis_text_cell (const TapeAnalysisResult *result, gsize row, guint column, const TapeClock *clock);

/**
 * tape_analysis_text_number:
 * @column: what the number is
 *
 * Returns: (transfer full): short, to stand in or beside a picture
 */
char *tape_analysis_text_number (const TapeColumn *column, double number);

/**
 * tape_analysis_text_moment:
 * @column: of days or times
 * @moment: a day or a time
 * @dated: whether a time needs its day
 *
 * Returns: (transfer full): short, to stand over a column
 */
char *tape_analysis_text_moment (const TapeColumn *column, gint64 moment, gboolean dated, const TapeClock *clock);

/**
 * tape_analysis_text_is_change:
 *
 * Returns: whether cells of the column have a sign that means up or down
 */
gboolean tape_analysis_text_is_change (const TapeColumn *column);

/**
 * tape_analysis_text_table:
 * @separator: ',' for CSV, '\t' for TSV
 * @simulated: a last column says so in each row
 *
 * Returns: (transfer full): all rows under the names of the columns; numbers plain, nothing known is an empty field
 */
char *tape_analysis_text_table (const TapeAnalysisResult *result, char separator, gboolean simulated);

G_END_DECLS
