/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The legend of the heat colours: seven steps, the outermost with its growth. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_HEAT_LEGEND (tape_heat_legend_get_type ())
G_DECLARE_FINAL_TYPE (TapeHeatLegend, tape_heat_legend, TAPE, HEAT_LEGEND, GtkWidget)

/**
 * tape_heat_legend_set_limit:
 * @limit: growth of the outermost step, as a fraction
 */
void tape_heat_legend_set_limit (TapeHeatLegend *self, double limit);

G_END_DECLS
