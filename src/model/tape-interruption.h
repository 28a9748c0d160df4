/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for live feeds whose trades do not come, for those who wait for them. Main thread only. */

#pragma once

#include "model/tape-desk.h"

G_BEGIN_DECLS

/**
 * tape_interruption_get_word:
 * @source: number of a source
 *
 * Returns: (transfer none) (nullable): why nothing comes of its feed now, translated: "reconnecting"; %NULL where it runs, or
 *   is none that is live
 */
const char *tape_interruption_get_word (TapeDesk *desk, guint32 source);

/**
 * tape_interruption_describe:
 *
 * Those that another feed stands in for do not count.
 *
 * Returns: (transfer full) (nullable): a sentence, translated: "Binance: reconnecting. Rules wait for its prices."; %NULL
 *   where all is well
 */
char *tape_interruption_describe (TapeDesk *desk);

G_END_DECLS
