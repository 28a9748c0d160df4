/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds stored trades for a person: by symbol, days and id, as a table that can be copied and saved. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-desk.h"

G_BEGIN_DECLS

#define TAPE_TYPE_TRADE_FINDER (tape_trade_finder_get_type ())
G_DECLARE_FINAL_TYPE (TapeTradeFinder, tape_trade_finder, TAPE, TRADE_FINDER, GtkWidget)

/**
 * tape_trade_finder_set_desk:
 * @desk: (nullable): whose session is searched
 */
void tape_trade_finder_set_desk (TapeTradeFinder *self, TapeDesk *desk);

G_END_DECLS
