/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tape-analysis-cell.h"

struct _TapeAnalysisCell
{
  GtkWidget parent_instance;

  char *name;
};

G_DEFINE_FINAL_TYPE (TapeAnalysisCell, tape_analysis_cell, GTK_TYPE_WIDGET)

static void
tape_analysis_cell_finalize (GObject *object)
{
  g_free (TAPE_ANALYSIS_CELL (object)->name);
  G_OBJECT_CLASS (tape_analysis_cell_parent_class)->finalize (object);
}

static void
tape_analysis_cell_class_init (TapeAnalysisCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tape_analysis_cell_finalize;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  gtk_widget_class_set_css_name (widget_class, "analysis-cell");
}

static void
tape_analysis_cell_init (TapeAnalysisCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
tape_analysis_cell_new (void)
{
  return g_object_new (TAPE_TYPE_ANALYSIS_CELL, NULL);
}

void
tape_analysis_cell_set_name (TapeAnalysisCell *self, const char *name)
{
  g_return_if_fail (TAPE_IS_ANALYSIS_CELL (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
