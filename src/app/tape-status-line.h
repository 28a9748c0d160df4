/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The status line: the exchange of the chosen symbol with its clock, the worst feed, stale symbols, late and rejected
 * events if there are any. Each item is a button to where it is explained. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"
#include "model/tape-watchlists.h"

G_BEGIN_DECLS

#define TAPE_TYPE_STATUS_LINE (tape_status_line_get_type ())
G_DECLARE_FINAL_TYPE (TapeStatusLine, tape_status_line, TAPE, STATUS_LINE, GtkWidget)

/* Properties: "desk" (TapeDesk), "lists" (TapeWatchlists, whose stale symbols are counted). */

G_END_DECLS
