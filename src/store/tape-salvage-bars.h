/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ties bars, totals and blocks together in a database that was put together from the pieces of a damaged one: each
 * bar stands in both tables, a block covers each trade. For tape-salvage.c; inside store/ only, within a transaction. */

#pragma once

#include "store/tape-database.h"

G_BEGIN_DECLS

/**
 * tape_salvage_make_blocks:
 *
 * Makes the table of blocks anew of the trades.
 */
gboolean tape_salvage_make_blocks (sqlite3 *db, GError **error);

/**
 * tape_salvage_settle_bars:
 *
 * Puts bars that were open into both tables.
 */
gboolean tape_salvage_settle_bars (sqlite3 *db, GError **error);

/**
 * tape_salvage_mend_bars:
 * @damaged: rows of either table are lost, so that bars may be in neither
 * @made: (out): how many bars were made anew of trades
 *
 * Puts each bar that only one of both tables has into the other; makes those of trades that neither has; where the totals of
 * a bar are lost and not all of its trades are there, keeps what the bar says, without its sides.
 */
gboolean tape_salvage_mend_bars (sqlite3 *db, gboolean damaged, gint64 *made, GError **error);

G_END_DECLS
