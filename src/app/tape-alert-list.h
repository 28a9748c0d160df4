/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of alerts as a list: the newest on top, to be filtered, more read while it is scrolled, each line to be opened.
 * What was seen is marked so. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_LIST (tape_alert_list_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertList, tape_alert_list, TAPE, ALERT_LIST, GtkWidget)

/**
 * tape_alert_list_set_book:
 * @book: whose log is shown
 * @desk: what it is of
 */
void tape_alert_list_set_book (TapeAlertList *self, TapeAlertBook *book, TapeDesk *desk);

/**
 * tape_alert_list_show_firing:
 * @id: number of a firing
 *
 * Opens it; what is older than what was read is read first. Nothing happens where the log does not have it.
 */
void tape_alert_list_show_firing (TapeAlertList *self, gint64 id);

G_END_DECLS
