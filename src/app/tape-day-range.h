/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The day's low and high as a bar: where the open lies as a tick, and the stretch from it to the last price in the colour
 * of its direction. Says nothing to the accessible tree; the figures beside it do. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_DAY_RANGE (tape_day_range_get_type ())
G_DECLARE_FINAL_TYPE (TapeDayRange, tape_day_range, TAPE, DAY_RANGE, GtkWidget)

/* All NaN where unknown. */
void tape_day_range_set_prices (TapeDayRange *self, double low, double high, double open, double last);

G_END_DECLS
