/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "feed/tape-trade-text.h"

#include <string.h>

const char *
tape_trade_text_side (TapeSide side)
{
  return side == TAPE_SIDE_BUY ? "buy" : side == TAPE_SIDE_SELL ? "sell" : "unknown";
}

static void
append_field (GString *text, const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL)
    {
      g_string_append (text, field);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *c = field; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString *text, double number)
{
  char digits[TAPE_NUMBER_TEXT];

  g_string_append_len (text, digits, (gssize)tape_number_format (number, digits));
}

static void
append_id (GString *text, const TapeBatch *batch, const TapeTrade *trade)
{
  if (trade->flags & TAPE_TRADE_TEXT_ID)
    append_field (text, batch->text + trade->id);
  else if (trade->flags & TAPE_TRADE_HAS_ID)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, trade->id);
}

void
tape_trade_text_append (GString *text, TapeUniverse *universe, const TapeBatch *batch, const TapeTrade *trade)
{
  char time[TAPE_TIME_TEXT];

  g_string_append_len (text, time, (gssize)tape_time_format (trade->event_time, time));
  g_string_append_c (text, ',');
  append_field (text, tape_universe_get (universe, trade->instrument)->symbol);
  g_string_append_c (text, ',');
  append_number (text, trade->price);
  g_string_append_c (text, ',');
  append_number (text, trade->quantity);
  g_string_append_c (text, ',');
  g_string_append (text, tape_trade_text_side (trade->side));
  g_string_append_c (text, ',');
  append_id (text, batch, trade);
  g_string_append_c (text, '\n');
}

void
tape_trade_text_append_batch (GString *text, TapeUniverse *universe, const TapeBatch *batch)
{
  for (guint i = 0; i < batch->n_trades; i++)
    tape_trade_text_append (text, universe, batch, &batch->trades[i]);
}
