/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rules watch a symbol, the nearest to firing first, in words. Main thread only. */

#pragma once

#include "model/tape-alert-book.h"
#include "model/tape-watch-row.h"

G_BEGIN_DECLS

/**
 * tape_watching_describe:
 * @values: what is known of the symbol
 *
 * Returns: (transfer full) (nullable): a line for each rule that watches it, at most a few; %NULL where none does
 */
char *tape_watching_describe (TapeAlertBook *book, const TapeWatchValues *values);

G_END_DECLS
