/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of the firings in the log are shown: those of a rule, of the last days, with a text. Days end while it looks on, so
 * "today" moves with them. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERT_FILTER (tape_alert_filter_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertFilter, tape_alert_filter, TAPE, ALERT_FILTER, GtkFilter)

/* A filter of TapeAlertEntry; to begin with all match. */
TapeAlertFilter *tape_alert_filter_new (TapeAlertBook *book, TapeDesk *desk);

/**
 * tape_alert_filter_set:
 * @text: in subject or rule, in any case; "" for any
 * @rule: number of a rule, 0 for any
 * @n_days: the day that it is and those before it, in the zone that times are shown in; 0 for all
 */
void tape_alert_filter_set (TapeAlertFilter *self, const char *text, gint64 rule, guint n_days);

/**
 * tape_alert_filter_is_set:
 *
 * Returns: whether it may leave something out
 */
gboolean tape_alert_filter_is_set (TapeAlertFilter *self);

G_END_DECLS
