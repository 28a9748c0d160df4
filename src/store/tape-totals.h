/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Arithmetic on a bar's totals outside the engine: trades that came too late for their bar, and databases that were written
 * before there were totals. Inside store/ only; plain data, any thread. */

#pragma once

#include "base/tape-event.h"
#include "base/tape-exchange.h"

G_BEGIN_DECLS

/**
 * tape_totals_start:
 * @start: event time at which the bar starts
 *
 * Makes a bar without trades.
 */
void tape_totals_start (TapeBarTotals *totals, guint32 instrument, guint32 length, gint64 start);

/**
 * tape_totals_add:
 * @day: (nullable): of a bar of a day, that day: its prices are those of the regular session where it has trades there
 * @trade: one of the bar's span that is not in it, later in arrival than all at the same time that are
 */
void tape_totals_add (TapeBarTotals *totals, const TapeDay *day, const TapeTrade *trade);

/**
 * tape_totals_sum_sides:
 *
 * Returns: high, low, volume, turnover, buys, sells and count of the sides, added up in their order
 */
TapeBar tape_totals_sum_sides (const TapeBarTotals *totals);

G_END_DECLS
