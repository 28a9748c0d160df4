/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sparkline as a widget: the day's line with a hairline at what it is measured against. Says nothing to the accessible
 * tree; what holds it has a name that does. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_SPARKLINE (tape_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (TapeSparkline, tape_sparkline, TAPE, SPARKLINE, GtkWidget)

/**
 * tape_sparkline_set_points:
 * @points: (array length=n_points): prices, NaN where there is none
 * @base: price of the hairline; NaN for none
 * @change: whose sign gives the colour; NaN for none
 *
 * Draws anew only where something is another.
 */
void tape_sparkline_set_points (TapeSparkline *self, const float *points, guint n_points, double base, double change);

G_END_DECLS
