/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A firing, opened where it is marked: when, which rule, and why. The Alerts page has the rest. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "base/tape-firing.h"

G_BEGIN_DECLS

#define TAPE_TYPE_FIRING_POPOVER (tape_firing_popover_get_type ())
G_DECLARE_FINAL_TYPE (TapeFiringPopover, tape_firing_popover, TAPE, FIRING_POPOVER, GtkPopover)

GtkWidget *tape_firing_popover_new (void);

/**
 * tape_firing_popover_show:
 * @time: of the firing, as people read it
 * @lines: (array zero-terminated=1): why it fired, as markup
 * @more: how many others are at the same place
 * @place: what it points to
 */
void tape_firing_popover_show (TapeFiringPopover *self,
                               const TapeFiring *firing,
                               const char *time,
                               const char *const *lines,
                               guint more,
                               const GdkRectangle *place);

G_END_DECLS
