/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The canonical row of a trade, as replay reads it and whatever writes trades writes it (tape-row-text.h). Free of state: any thread. */

#pragma once

#include "base/tape-batch.h"
#include "base/tape-row-text.h"
#include "base/tape-universe.h"

G_BEGIN_DECLS

#define TAPE_TRADE_TEXT_HEADER "event_time,symbol,price,quantity,side,trade_id\n"

/* Its columns, in their order; what else a row holds comes behind them. */
#define TAPE_TRADE_TEXT_COLUMNS "event_time", "symbol", "price", "quantity", "side", "trade_id"

/**
 * tape_trade_text_add:
 * @row: at the beginning of a row
 * @id: (nullable): the trade's, where that is a text
 *
 * Adds the canonical fields.
 */
void tape_trade_text_add (TapeRowText *row, const char *symbol, const TapeTrade *trade, const char *id);

/**
 * tape_trade_text_append:
 * @text: to be appended to
 * @trade: a trade of @batch
 *
 * Appends one row with its line feed. A trade without an id has an empty last field.
 */
void tape_trade_text_append (GString *text, TapeUniverse *universe, const TapeBatch *batch, const TapeTrade *trade);

/**
 * tape_trade_text_append_batch:
 * @text: to be appended to
 *
 * Appends a row for each trade of @batch.
 */
void tape_trade_text_append_batch (GString *text, TapeUniverse *universe, const TapeBatch *batch);

/**
 * tape_trade_text_side:
 *
 * Returns: (transfer none): "buy", "sell" or "unknown"
 */
const char *tape_trade_text_side (TapeSide side);

G_END_DECLS
