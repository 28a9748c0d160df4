/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Alerts page: what fired, and why; the rules, those that are nearest to firing first. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_ALERTS_PAGE (tape_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (TapeAlertsPage, tape_alerts_page, TAPE, ALERTS_PAGE, GtkWidget)

/* Properties: "desk" (TapeDesk), "width-class" (TapeWidthClass). */

G_END_DECLS
