/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Switches that show what is so elsewhere. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * tape_switch_show:
 * @active: what it shows
 *
 * Sets it where it does not show that already. GTK takes a switch for switched only at the end of its way, and breaks that off
 * without a word when it is set, even to what it is: what a person has just done would be lost.
 */
void tape_switch_show (GtkSwitch *self, gboolean active);

G_END_DECLS
