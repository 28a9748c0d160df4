/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of an analysis on any Cairo context: on the screen, a part of it; on paper, the whole of it under its title. */

#pragma once

#include <pango/pangocairo.h>

#include "model/tape-analyst.h"
#include "plot/tape-grid.h"
#include "plot/tape-palette.h"

G_BEGIN_DECLS

/**
 * tape_analysis_draw_fit:
 * @width: pixels there are
 * @height: pixels there are; 0 for as few as rows take at least
 * @grid: (out caller-allocates): where rows and columns lie then
 */
void tape_analysis_draw_fit (
    const TapeAnalysisPicture *picture, PangoContext *context, double width, double height, TapeGrid *grid);

/**
 * tape_analysis_draw:
 * @limit: growth of the strongest colour, as a fraction
 * @x: pixels that the picture is scrolled by
 * @y: likewise
 * @width: of what is shown, which begins at 0, 0
 * @height: likewise
 */
void tape_analysis_draw (const TapeAnalysisPicture *picture,
                         const TapeGrid *grid,
                         double limit,
                         cairo_t *cr,
                         PangoContext *context,
                         double x,
                         double y,
                         double width,
                         double height,
                         const TapePalette *palette);

/**
 * TapeAnalysisSheet:
 * @finding: what is shown
 * @limit: growth of the strongest colour, as a fraction
 * @width: pixels
 * @height: pixels
 *
 * The whole picture with its title, span and, where nothing is real, the word for it.
 */
typedef struct
{
  const TapeFinding *finding;
  double limit;
  double width;
  double height;

  /*< private >*/
  TapeGrid grid;
  double top;
} TapeAnalysisSheet;

/**
 * tape_analysis_sheet_init:
 * @width: pixels that the picture would like; it may need more
 *
 * @finding has to live longer.
 */
void tape_analysis_sheet_init (
    TapeAnalysisSheet *self, const TapeFinding *finding, double limit, PangoContext *context, double width);
void tape_analysis_sheet_draw (const TapeAnalysisSheet *self,
                               cairo_t *cr,
                               PangoContext *context,
                               const TapePalette *palette);

/**
 * tape_analysis_dup_meaning:
 *
 * Returns: (transfer full): what the picture shows, and how
 */
char *tape_analysis_dup_meaning (const TapeFinding *finding);

/**
 * tape_analysis_dup_span:
 *
 * Returns: (transfer full): the days that were looked at: "Mon 18 Nov 2024 to Fri 22 Nov 2024"
 */
char *tape_analysis_dup_span (const TapeAnalysisRequest *request);

G_END_DECLS
