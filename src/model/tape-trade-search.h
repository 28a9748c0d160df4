/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds stored trades by instrument, days and id, and makes a table of them. Main thread; it reads on another. */

#pragma once

#include "model/tape-analyst.h"

G_BEGIN_DECLS

/* More nobody can look over. */
#define TAPE_TRADE_SEARCH_MOST 50000

/**
 * TapeTradeQuestion:
 * @symbol: "" for all
 * @from: first day at the instrument's exchange, TAPE_NO_DATE for none
 * @to: last day, TAPE_NO_DATE for none
 * @id: as the source wrote it; "" for all
 */
typedef struct
{
  const char *symbol;
  const char *id;
  gint32 from;
  gint32 to;
} TapeTradeQuestion;

/**
 * tape_trade_search_async:
 * @cancellable: (nullable): stops it
 *
 * The table has a row for each of the first TAPE_TRADE_SEARCH_MOST trades, in order of arrival.
 */
void tape_trade_search_async (TapeDesk *desk,
                              const TapeTradeQuestion *question,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);

/**
 * tape_trade_search_finish:
 * @error: a sentence; %G_IO_ERROR_NOT_FOUND where nothing is stored, or not of that symbol
 *
 * Returns: (transfer full) (nullable): what was found. It has no picture; its days are set where it has no row
 */
TapeFinding *tape_trade_search_finish (TapeDesk *desk, GAsyncResult *result, GError **error);

G_END_DECLS
