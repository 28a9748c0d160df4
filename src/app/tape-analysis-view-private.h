/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the picture's drawing and its keyboard and pointer share. */

#pragma once

#include "app/tape-analysis-view.h"
#include "app/tape-type-ahead.h"
#include "plot/tape-grid.h"

G_BEGIN_DECLS

struct _TapeAnalysisView
{
  GtkWidget parent_instance;

  TapeFinding *finding;
  double limit;
  TapeGrid grid;

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];

  GPtrArray *cells; /* of TapeAnalysisCell: children, by row, then column */
  guint first_row;  /* of the cells that have children */
  guint end_row;
  guint first_column;
  guint end_column;
  gint64 named;

  gboolean has_current; /* a cell had the focus */
  guint row;            /* of it */
  guint column;
  gboolean hovers;
  guint hovered_row;
  guint hovered_column;

  TapeTypeAhead type_ahead;
};

static inline gboolean
tape_analysis_view_is_empty (TapeAnalysisView *self)
{
  return self->finding == NULL || self->grid.n_rows == 0 || self->grid.n_columns == 0;
}

static inline double
tape_analysis_view_get_scroll (TapeAnalysisView *self, GtkOrientation orientation)
{
  return self->adjustments[orientation] == NULL ? 0 : gtk_adjustment_get_value (self->adjustments[orientation]);
}

/* Where a cell stands in the widget. */
void tape_analysis_view_place (TapeAnalysisView *self, guint row, guint column, cairo_rectangle_int_t *place);

/* The cell at a pixel of the widget. */
gboolean tape_analysis_view_pick (TapeAnalysisView *self, double x, double y, guint *row, guint *column);

/* Gives the focus to a cell, scrolled into sight. */
gboolean tape_analysis_view_focus_cell (TapeAnalysisView *self, guint row, guint column);

char *tape_analysis_view_dup_name (TapeAnalysisView *self, guint row, guint column);

gboolean tape_analysis_view_focus (GtkWidget *widget, GtkDirectionType direction);
gboolean tape_analysis_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip);
void tape_analysis_view_install_actions (GtkWidgetClass *class);
void tape_analysis_view_add_controllers (TapeAnalysisView *self);

G_END_DECLS
