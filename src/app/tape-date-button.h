/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A button that shows a date and opens a calendar to choose another. Main thread only. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPE_TYPE_DATE_BUTTON (tape_date_button_get_type ())
G_DECLARE_FINAL_TYPE (TapeDateButton, tape_date_button, TAPE, DATE_BUTTON, GtkWidget)

/* Properties: "date" (int: days since 1970, TAPE_NO_DATE for none). */

/**
 * tape_date_button_new:
 * @name: what the date is of, as people read it
 */
GtkWidget *tape_date_button_new (const char *name);
gint32 tape_date_button_get_date (TapeDateButton *self);
void tape_date_button_set_date (TapeDateButton *self, gint32 date);

G_END_DECLS
