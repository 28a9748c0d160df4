/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The quote card: price and change of an instrument in large figures, then the day's open, high, low, previous close with
 * its date, volume, VWAP and share of buys, where the price lies in the day's range, and how far the next alert is. Main
 * thread only. */

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
 * tape_quote_card_set_levels:
 * @levels: (nullable) (element-type TapeAlertLevel): at which rules on the instrument fire
 * @price: the last; NaN where unknown
 *
 * Says how far the nearest is, before tape_quote_card_set_quote(), which names the card.
 */
void
tape_quote_card_set_levels (TapeQuoteCard *self, const TapeInstrument *instrument, const GArray *levels, double price);

/**
 * tape_quote_card_format_change:
 *
 * Returns: (transfer full): "▲ +2.79 · +1.24 %"
 */
char *tape_quote_card_format_change (const TapeInstrument *instrument, const TapeFrameRow *row);

/**
 * tape_quote_card_set_disagreement:
 * @said: (nullable): that another source says another price, as a sentence; before tape_quote_card_set_quote()
 */
void tape_quote_card_set_disagreement (TapeQuoteCard *self, const char *said);

G_END_DECLS
