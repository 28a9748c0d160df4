/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Alerts page: what fired, and why; the rules, those that are nearest to firing first. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-alert-book.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERTS_PAGE (tape_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertsPage, tape_alerts_page, TAPE, ALERTS_PAGE, GtkWidget)

/* Properties: "desk" (TapeDesk), "book" (TapeAlertBook), "width-class" (TapeWidthClass).
 * Actions: "alerts.show-firing" (int64): opens the firing of that number. */

G_END_DECLS
