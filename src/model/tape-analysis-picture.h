/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of an analysis as plain data: rows and columns with their labels, and the values that are drawn. Made once
 * from a result, on any thread, then immutable. */

#pragma once

#include "model/tape-analysis-request.h"
#include "model/tape-analysis-text.h"

G_BEGIN_DECLS

typedef enum
{
  TAPE_PICTURE_GROWTH,   /* a heatmap around zero */
  TAPE_PICTURE_SHARE,    /* a heatmap around a half */
  TAPE_PICTURE_AMOUNT,   /* a heatmap from none to the most */
  TAPE_PICTURE_DISTANCE, /* a heatmap of prices by their distance from another */
  TAPE_PICTURE_BARS,     /* a bar a row */
  TAPE_PICTURE_PARTS,    /* a bar a row, of buys, sells and unknown */
} TapePictureKind;

/* More columns than this nobody can look over: the latest are shown. */
#define TAPE_PICTURE_COLUMNS 1500

/* Nor more cells than these: of many rows fewer columns are shown. */
#define TAPE_PICTURE_CELLS 4000000

/**
 * TapeAnalysisPicture:
 * @kind: what is drawn
 * @n_rows: rows
 * @n_columns: columns; 1 for bars
 * @rows: (array length=n_rows): labels
 * @columns: (array length=n_columns): labels; %NULL for bars
 * @values: (array): by row, then column; NaN where there is none; %NULL for parts
 * @shown: (array) (nullable): what stands in the cells, where that is not their value
 * @parts: (array length=n_rows): trades by #TapeSide; %NULL for all others
 * @texts: (array length=n_rows): what stands beside a bar; %NULL for heatmaps
 * @signed_colors: bars have the colours of up and down
 * @largest: of all values the one farthest from zero, by its size; above 0
 * @value: what the values are
 * @left_out: columns that are not shown, since there are too many
 */
typedef struct
{
  TapePictureKind kind;
  guint n_rows;
  guint n_columns;
  char **rows;
  char **columns;
  double *values;
  double *shown;
  guint64 (*parts)[TAPE_N_SIDES];
  char **texts;
  gboolean signed_colors;
  double largest;
  TapeColumn value;
  guint left_out;

  /*< private >*/
  gsize *sources; /* row of the result by cell; G_MAXSIZE for none */
} TapeAnalysisPicture;

/**
 * tape_analysis_picture_new:
 * @result: what was found
 * @request: what was asked
 * @clock: for times over columns
 */
TapeAnalysisPicture *tape_analysis_picture_new (const TapeAnalysisResult *result,
                                                const TapeAnalysisRequest *request,
                                                const TapeClock *clock);
void tape_analysis_picture_free (TapeAnalysisPicture *self);

/**
 * tape_analysis_picture_dup_text:
 * @brief: in as few characters as say it: without a unit, with one digit after the point
 *
 * Returns: (transfer full) (nullable): what stands in a cell of a heatmap; %NULL where it has no value
 */
char *tape_analysis_picture_dup_text (const TapeAnalysisPicture *self, guint row, guint column, gboolean brief);

/**
 * tape_analysis_picture_dup_name:
 * @result: that it was made from
 *
 * Returns: (transfer full): all there is to say of a cell or bar: "Energy, Tue 19 Nov 2024, down 1.40 %, 8 members"
 */
char *tape_analysis_picture_dup_name (
    const TapeAnalysisPicture *self, const TapeAnalysisResult *result, guint row, guint column, const TapeClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TapeAnalysisPicture, tape_analysis_picture_free)

G_END_DECLS
