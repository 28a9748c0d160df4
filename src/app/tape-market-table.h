/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table twin of the treemap: instruments or groups of a market, sortable by every column. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "model/tape-market.h"

G_BEGIN_DECLS

#define TAPE_TYPE_MARKET_TABLE (tape_market_table_get_type ())
G_DECLARE_FINAL_TYPE (TapeMarketTable, tape_market_table, TAPE, MARKET_TABLE, GtkWidget)

/**
 * tape_market_table_set_market:
 * @market: what to show
 * @groups: its groups instead of its instruments
 *
 * Activating an instrument opens it by "win.show-symbol", activating a group looks into it.
 */
void tape_market_table_set_market (TapeMarketTable *self, TapeMarket *market, gboolean groups);

/**
 * tape_market_table_set_narrow:
 * @narrow: there is little room: leaves out columns that others are more important than
 */
void tape_market_table_set_narrow (TapeMarketTable *self, gboolean narrow);

G_END_DECLS
