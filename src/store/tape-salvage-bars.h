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
 * @bars_damaged: rows of bars are lost
 * @totals_damaged: rows of totals are lost
 * @made: (out): how many bars were made anew of trades
 *
 * Puts each bar that is lost in one of both tables there as the other has it; makes those of trades that neither has; where
 * the totals of a bar are lost and not all of its trades are there, keeps what the bar says, without its sides. A bar of
 * a second that retention made gets no totals; totals that have no bar, since their trades came too late for one, get none but
 * where rows of bars are lost.
 */
gboolean
tape_salvage_mend_bars (sqlite3 *db, gboolean bars_damaged, gboolean totals_damaged, gint64 *made, GError **error);

G_END_DECLS
