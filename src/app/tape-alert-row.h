/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of the log of alerts: when, who, what, by which rule, what became of it; opened it says why. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_ROW (tape_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertRow, tape_alert_row, TAPE, ALERT_ROW, GtkWidget)

GtkWidget *tape_alert_row_new (TapeAlertBook *book, TapeDesk *desk);

/**
 * tape_alert_row_set_entry:
 * @entry: (nullable): what it shows
 * @open: whether it says why
 */
void tape_alert_row_set_entry (TapeAlertRow *self, TapeAlertEntry *entry, gboolean open);

/**
 * tape_alert_row_get_entry:
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TapeAlertEntry *tape_alert_row_get_entry (TapeAlertRow *self);
void tape_alert_row_set_open (TapeAlertRow *self, gboolean open);

/**
 * tape_alert_row_update:
 *
 * Shows it anew: the zone, a snooze or the day is another.
 */
void tape_alert_row_update (TapeAlertRow *self);

G_END_DECLS
