/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/tape-trade-insert.h"

#include "store/tape-stored-side.h"

/* In the order of the statement's columns. */
enum
{
  ARRIVAL,
  EVENT_TIME,
  RECEIVE_TIME,
  INSTRUMENT,
  PRICE,
  QUANTITY,
  SIDE,
  DERIVED,
  SOURCE,
  TRADE_ID,
  N_COLUMNS
};

static const char into[]
    = "INSERT OR ROLLBACK INTO trades (arrival, event_time, receive_time, instrument, price, quantity, side, "
      "derived, source, trade_id)";

gboolean
tape_trade_insert_init (TapeTradeInsert *self, sqlite3 *db, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->slots); i++)
    self->slots[i] = (TapeTradeSlot){ .source = -1, .side = -1, .derived = -1 };
  return tape_insert_init (&self->insert, db, into, N_COLUMNS, "", error);
}

void
tape_trade_insert_clear (TapeTradeInsert *self)
{
  tape_insert_clear (&self->insert);
}

void
tape_trade_insert_begin (TapeTradeInsert *self, gint64 n)
{
  tape_insert_begin (&self->insert, n);
}

static void
bind_id (sqlite3_stmt *statement, int parameter, TapeTradeSlot *slot, const TapeTrade *trade, const char *text)
{
  gboolean has_id = (trade->flags & TAPE_TRADE_HAS_ID) != 0;

  if (has_id && (trade->flags & TAPE_TRADE_TEXT_ID) != 0)
    sqlite3_bind_text (statement, parameter, text + trade->id, -1, SQLITE_STATIC);
  else if (has_id)
    sqlite3_bind_int64 (statement, parameter, (gint64)trade->id);
  else if (slot->has_id)
    sqlite3_bind_null (statement, parameter);
  slot->has_id = has_id;
}

static void
bind_receive_time (sqlite3_stmt *statement, int parameter, TapeTradeSlot *slot, const TapeTrade *trade)
{
  gboolean differs = trade->receive_time != trade->event_time;

  if (differs)
    sqlite3_bind_int64 (statement, parameter, trade->receive_time);
  else if (slot->has_receive_time)
    sqlite3_bind_null (statement, parameter);
  slot->has_receive_time = differs;
}

gboolean
tape_trade_insert_add (TapeTradeInsert *self, const TapeTrade *trade, gint64 arrival, const char *text, GError **error)
{
  TapeTradeSlot *slot = &self->slots[self->insert.slot];
  gint8 derived = (trade->flags & TAPE_TRADE_DERIVED) != 0;
  int side = tape_stored_side_encode (trade);
  int first;
  sqlite3_stmt *statement = tape_insert_row (&self->insert, &first);

  sqlite3_bind_int64 (statement, first + ARRIVAL, arrival);
  sqlite3_bind_int64 (statement, first + EVENT_TIME, trade->event_time);
  bind_receive_time (statement, first + RECEIVE_TIME, slot, trade);
  sqlite3_bind_int64 (statement, first + INSTRUMENT, trade->instrument);
  sqlite3_bind_double (statement, first + PRICE, trade->price);
  sqlite3_bind_double (statement, first + QUANTITY, trade->quantity);
  if (slot->side != side)
    sqlite3_bind_int (statement, first + SIDE, slot->side = (gint16)side);
  if (slot->derived != derived)
    sqlite3_bind_int (statement, first + DERIVED, slot->derived = derived);
  if (slot->source != trade->source)
    sqlite3_bind_int (statement, first + SOURCE, slot->source = trade->source);
  bind_id (statement, first + TRADE_ID, slot, trade, text);
  return tape_insert_end_row (&self->insert, error);
}
