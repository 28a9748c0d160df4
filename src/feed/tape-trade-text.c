/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "feed/tape-trade-text.h"

const char *
tape_trade_text_side (TapeSide side)
{
  return side == TAPE_SIDE_BUY ? "buy" : side == TAPE_SIDE_SELL ? "sell" : "unknown";
}

void
tape_trade_text_add (TapeRowText *row, const char *symbol, const TapeTrade *trade, const char *id)
{
  tape_row_text_add_time (row, trade->event_time);
  tape_row_text_add (row, symbol);
  tape_row_text_add_number (row, trade->price);
  tape_row_text_add_number (row, trade->quantity);
  tape_row_text_add (row, tape_trade_text_side (trade->side));
  if ((trade->flags & TAPE_TRADE_HAS_ID) != 0 && (trade->flags & TAPE_TRADE_TEXT_ID) == 0)
    tape_row_text_add_integer (row, (gint64)trade->id);
  else
    tape_row_text_add (row, id);
}

void
tape_trade_text_append (GString *text, TapeUniverse *universe, const TapeBatch *batch, const TapeTrade *trade)
{
  const char *symbol = tape_universe_get (universe, trade->instrument)->symbol;
  TapeRowText row;

  tape_row_text_init (&row, text, TAPE_TEXT_CSV, NULL);
  tape_trade_text_add (&row, symbol, trade, (trade->flags & TAPE_TRADE_TEXT_ID) != 0 ? batch->text + trade->id : NULL);
  tape_row_text_end (&row);
  g_string_append_c (text, '\n');
}

void
tape_trade_text_append_batch (GString *text, TapeUniverse *universe, const TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_trades; i++)
    tape_trade_text_append (text, universe, batch, &batch->trades[i]);
}
