/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chooser of indicators: a popover with those on the chart, their parameters to change, and all others to add. What
 * is chosen stands in the settings at once, from where the chart takes it. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_INDICATOR_CHOOSER (tape_indicator_chooser_get_type ())
G_DECLARE_FINAL_TYPE (TapeIndicatorChooser, tape_indicator_chooser, TAPE, INDICATOR_CHOOSER, GtkPopover)

G_END_DECLS
