/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for sources that disagree on a price: the share from which they do is a setting, what of it holds now stands in the
 * frame. Main thread only. */

#pragma once

#include "model/tape-desk.h"

G_BEGIN_DECLS

/**
 * tape_disagreement_count:
 *
 * Returns: on how many instruments of @frame sources disagree
 */
guint tape_disagreement_count (const TapeFrame *frame);

/**
 * tape_disagreement_describe:
 * @instrument: its number, or TAPE_NO_INSTRUMENT
 *
 * Returns: (transfer full) (nullable): a sentence, translated: "Sources disagree: Coinbase is 2.1 % away from Binance, whose
 *   price this is."; %NULL where they do not
 */
char *tape_disagreement_describe (TapeDesk *desk, guint32 instrument);

/**
 * tape_disagreement_describe_feed:
 *
 * Returns: (transfer full) (nullable): a sentence, translated: "Its price of BTCUSDT is 2.1 % away from that of Binance, which
 *   is used. So it is with 2 more."; %NULL where @feed disagrees with none
 */
char *tape_disagreement_describe_feed (TapeDesk *desk, TapeFeed *feed);

G_END_DECLS
