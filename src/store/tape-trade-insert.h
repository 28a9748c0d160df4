/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trades into the table of trades, as fast as SQLite takes them: most columns of most trades equal those of the trade
 * that was bound to the same place before, and are not bound again. Inside store/ only, on its connection's thread. */

#pragma once

#include "base/tape-event.h"
#include "store/tape-insert.h"

G_BEGIN_DECLS

typedef struct
{
  gint32 source;
  gint16 side;
  gint8 derived;
  gboolean has_receive_time;
  gboolean has_id;
} TapeTradeSlot;

typedef struct
{
  TapeInsert insert;
  TapeTradeSlot slots[TAPE_INSERT_ROWS + 1];
} TapeTradeInsert;

gboolean tape_trade_insert_init (TapeTradeInsert *self, sqlite3 *db, GError **error);
void tape_trade_insert_clear (TapeTradeInsert *self);

/**
 * tape_trade_insert_begin:
 * @n: how many trades will follow, exactly
 */
void tape_trade_insert_begin (TapeTradeInsert *self, gint64 n);

/**
 * tape_trade_insert_add:
 * @text: where a textual id is found; stays until the last trade is added
 */
gboolean
tape_trade_insert_add (TapeTradeInsert *self, const TapeTrade *trade, gint64 arrival, const char *text, GError **error);

G_END_DECLS
