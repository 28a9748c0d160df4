/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds an instrument's trades of a span of time, without those that were set aside, through the tables of blocks and places: blocks that cannot hold any are
 * never read, and of the others only the instrument's trades, where their section is full. Inside store/ only, on the thread of its connection. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-finder.h"

G_BEGIN_DECLS

/**
 * TapeFoundBlock:
 *
 * A block that may hold trades that are looked for.
 */
typedef struct
{
  gint64 first_arrival;
  gint64 last_arrival;
  gint64 min_time;
  gint64 max_time;
} TapeFoundBlock;

typedef struct
{
  TapeTrade trade;
  gint64 arrival;
} TapeFoundTrade;

typedef struct
{
  sqlite3_stmt *blocks;
  sqlite3_stmt *trades;
  sqlite3_stmt *trade;
  TapeFinder finder;
  guint32 instrument; /* whose places are loaded */
} TapeTradeScan;

/**
 * tape_trade_scan_init:
 *
 * To be cleared also where it failed.
 */
gboolean tape_trade_scan_init (TapeTradeScan *self, sqlite3 *db, GError **error);
void tape_trade_scan_clear (TapeTradeScan *self);

/**
 * tape_trade_scan_find_blocks:
 * @from: event time
 * @to: event time, excluded
 *
 * To be called first in each transaction.
 *
 * Returns: (transfer full) (nullable) (element-type TapeFoundBlock): the blocks with that instrument whose span touches
 *   [@from, @to), in order of arrival; %NULL on error
 */
GArray *tape_trade_scan_find_blocks (TapeTradeScan *self, guint32 instrument, gint64 from, gint64 to, GError **error);

/**
 * tape_trade_scan_read:
 * @block: where to look
 * @max: how many at most
 * @found: (element-type TapeFoundTrade): appended to, the latest arrival first
 */
gboolean tape_trade_scan_read (TapeTradeScan *self,
                               const TapeFoundBlock *block,
                               guint32 instrument,
                               gint64 from,
                               gint64 to,
                               guint max,
                               GArray *found,
                               GError **error);

/**
 * tape_found_trade_compare:
 *
 * By event time, ties by arrival: a #GCompareFunc for #TapeFoundTrade.
 */
int tape_found_trade_compare (gconstpointer a, gconstpointer b);

G_END_DECLS
