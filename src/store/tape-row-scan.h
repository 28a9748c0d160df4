/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads rows one after the other, as many as there are, in short transactions: whoever writes meanwhile never waits for a
 * long one. Inside store/ only, on the thread of its connection. */

#pragma once

#include "store/tape-database.h"
#include "store/tape-reader.h"

G_BEGIN_DECLS

/* As tape_reader_each_trade(). */
gboolean tape_row_scan_trades (sqlite3 *db,
                               const TapeRowSpan *span,
                               TapeTradeRowFunc each,
                               TapeRowProgressFunc progress,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

/* As tape_reader_each_bar(). */
gboolean tape_row_scan_bars (sqlite3 *db,
                             guint32 instrument,
                             guint32 length,
                             gint64 from,
                             gint64 to,
                             TapeBarRowFunc each,
                             gpointer data,
                             GError **error);

/**
 * tape_row_scan_read_bar:
 * @statement: at a row that begins with length, start, open, high, low, close, volume, turnover, buys, sells, count,
 *   revision, source
 */
void tape_row_scan_read_bar (sqlite3_stmt *statement, guint32 instrument, TapeBar *bar);

G_END_DECLS
