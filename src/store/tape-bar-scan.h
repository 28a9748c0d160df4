/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds an instrument's bars of a span of time: those that are stored, and those of one second, most of which are made of
 * the stored trades. Inside store/ only, on the thread of its connection. */

#pragma once

#include "store/tape-trade-scan.h"

G_BEGIN_DECLS

typedef struct
{
  sqlite3_stmt *bars;
  TapeTradeScan *trades; /* the owner's */
} TapeBarScan;

/**
 * tape_bar_scan_init:
 * @trades: where the trades of the same connection are found; must outlive it
 *
 * To be cleared also where it failed.
 */
gboolean tape_bar_scan_init (TapeBarScan *self, sqlite3 *db, TapeTradeScan *trades, GError **error);
void tape_bar_scan_clear (TapeBarScan *self);

/**
 * tape_bar_scan_read:
 * @length: TAPE_BAR_SECOND (made of the trades, revision 0), TAPE_BAR_MINUTE, TAPE_BAR_DAY or one that a source has
 * @from: event time of the first start
 * @to: event time that starts are before
 * @max: how many at most: the latest of them
 * @bars: (element-type TapeBar): appended to, in order of start; on error some may be there already
 *
 * Within a transaction of the connection.
 */
gboolean tape_bar_scan_read (TapeBarScan *self,
                             guint32 instrument,
                             guint32 length,
                             gint64 from,
                             gint64 to,
                             guint max,
                             GArray *bars,
                             GError **error);

G_END_DECLS
