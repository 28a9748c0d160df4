/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bars of one second are not stored while their trades are: here they are made of the trades. Those of trades that were
 * removed are stored; a second whose trades were removed in part is the two merged. Inside store/ only, on the thread of
 * its connection. */

#pragma once

#include "store/tape-trade-scan.h"

G_BEGIN_DECLS

/**
 * TapeSecond:
 * @bar: of a second
 * @opened: event time of its open
 * @closed: event time of its close
 */
typedef struct
{
  TapeBar bar;
  gint64 opened;
  gint64 closed;
} TapeSecond;

/**
 * tape_second_start:
 * @trade: the first by time, ties by arrival
 */
void tape_second_start (TapeSecond *self, const TapeTrade *trade);

/**
 * tape_second_add:
 * @trade: the next by time, ties by arrival
 */
void tape_second_add (TapeSecond *self, const TapeTrade *trade);

/**
 * tape_second_merge:
 * @later: the same second made of other trades, which arrived later wherever their time is the same
 */
void tape_second_merge (TapeSecond *self, const TapeSecond *later);

/**
 * tape_second_bars_make:
 * @from: event time of the first start
 * @to: event time that starts are before
 * @max: how many at most: the latest of them
 * @seconds: (element-type TapeSecond): appended to, in order of start
 */
gboolean tape_second_bars_make (
    TapeTradeScan *scan, guint32 instrument, gint64 from, gint64 to, guint max, GArray *seconds, GError **error);

G_END_DECLS
