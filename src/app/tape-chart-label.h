/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A label that is not seen but read: it takes the focus, which a GtkLabel does only to be selected, and has a name. Main
 * thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_CHART_LABEL (tape_chart_label_get_type ())
G_DECLARE_FINAL_TYPE (TapeChartLabel, tape_chart_label, TAPE, CHART_LABEL, GtkWidget)

GtkWidget *tape_chart_label_new (void);

/**
 * tape_chart_label_set_text:
 * @text: its name
 */
void tape_chart_label_set_text (TapeChartLabel *self, const char *text);

G_END_DECLS
