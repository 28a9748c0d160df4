/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new engine that goes on where no state of this version tells from where: an older version wrote it, or it was lost. It
 * is made again of what is stored: watermark and counters of the older version's first row, else of the sources; days,
 * previous closes and indicators of the bars; what is open of the trades. Not known then are micro-batches, revisions of
 * free windows, which way the price of an instrument moved last, and of a day's trades the squares of their prices.
 *
 * In this order: tape_rebuild_begin(); days and minutes in order of start, the days of a span before its minutes;
 * dropped trades; tape_engine_restore_trade(); tape_engine_restored(). The next commit holds the whole state, in place of
 * the old rows. One thread at a time. */

#pragma once

#include "engine/tape-engine.h"

G_BEGIN_DECLS

/**
 * TapeRebuild:
 * @row: (nullable): the old state's first row; %NULL if there is none
 * @data: (nullable): its data
 * @arrival: number of the last stored trade; 0 if there is none
 * @watermark: event time that was believed complete, where @row does not tell; TAPE_NO_TIME where nobody does
 * @finished: no source has anything left to say: nothing waits for its end
 */
typedef struct
{
  const TapeStateRow *row;
  gconstpointer data;
  gint64 arrival;
  gint64 watermark;
  gboolean finished;
} TapeRebuild;

/**
 * tape_rebuild_begin:
 *
 * Returns: whether the counters are known; else tape_rebuild_source() tells them
 */
gboolean tape_rebuild_begin (TapeEngine *engine, const TapeRebuild *known);

/**
 * tape_rebuild_forget_row:
 * @row: of the old state; the next commit deletes it, if it does not replace it
 */
void tape_rebuild_forget_row (TapeEngine *engine, const TapeStateRow *row);

/**
 * tape_rebuild_source:
 * @source: its number
 *
 * What is stored of a source.
 */
void tape_rebuild_source (TapeEngine *engine, guint32 source, guint64 trades, guint64 bars, guint64 rejected);

/**
 * tape_rebuild_day:
 * @totals: a day's bar, a source's too, as it is stored
 */
void tape_rebuild_day (TapeEngine *engine, const TapeBarTotals *totals);

/**
 * tape_rebuild_minute:
 * @totals: a minute's bar, as it is stored
 */
void tape_rebuild_minute (TapeEngine *engine, const TapeBarTotals *totals);

/**
 * tape_rebuild_dropped:
 * @trade: a trade that came too late for its minute's bar
 * @from_day: it is not in its day's bar either
 */
void tape_rebuild_dropped (TapeEngine *engine, const TapeTrade *trade, gboolean from_day);

G_END_DECLS
