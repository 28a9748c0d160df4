/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The quote card: price and change of an instrument in large figures, then the day's open, high, low, previous close with
 * its date, volume, VWAP and share of buys, and where the price lies in the day's range. Main thread only. */

#pragma once

#include <gtk/gtk.h>

#include "engine/tape-frame.h"
#include "model/tape-format.h"

G_BEGIN_DECLS

#define TAPE_TYPE_QUOTE_CARD (tape_quote_card_get_type ())
G_DECLARE_FINAL_TYPE (TapeQuoteCard, tape_quote_card, TAPE, QUOTE_CARD, GtkWidget)

/**
 * tape_quote_card_set_quote:
 * @instrument: (nullable): whose quote it is
 * @row: (nullable): what the frame says of it
 * @estimated: some of its sides are estimates, which the card says
 */
void tape_quote_card_set_quote (TapeQuoteCard *self,
                                const TapeInstrument *instrument,
                                const TapeFrameRow *row,
                                gboolean estimated);

/**
 * tape_quote_card_format_change:
 *
 * Returns: (transfer full): "▲ +2.79 · +1.24 %"
 */
char *tape_quote_card_format_change (const TapeInstrument *instrument, const TapeFrameRow *row);

G_END_DECLS
