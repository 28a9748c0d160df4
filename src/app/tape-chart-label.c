/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-chart-label.h"

struct _TapeChartLabel
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TapeChartLabel, tape_chart_label, GTK_TYPE_WIDGET)

static void
tape_chart_label_class_init (TapeChartLabelClass *class)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
tape_chart_label_init (TapeChartLabel *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tape_chart_label_new (void)
{
  return g_object_new (TAPE_TYPE_CHART_LABEL, NULL);
}

void
tape_chart_label_set_text (TapeChartLabel *self, const char *text)
{
  g_return_if_fail (TAPE_IS_CHART_LABEL (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}
