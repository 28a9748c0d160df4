/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tooltips of what changes often. GTK's own ask the display where the pointer is each time they are set, and wait for the answer.
 * Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tape_tooltip_set:
 * @text: (nullable): what @widget says when it is pointed at
 */
void tape_tooltip_set (GtkWidget *widget, const char *text);

G_END_DECLS
